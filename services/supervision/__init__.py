"""Supervision (督办) of decisions and instructions: the person responsible, the deadline, and the result."""
