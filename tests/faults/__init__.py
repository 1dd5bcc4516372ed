"""Fault tests: a load of office work, real faults meanwhile, and an oracle at the end."""
