"""The proof under faults: a load of office work, faults provoked for real meanwhile, and an oracle at the end."""
