"""Recurring meetings (例会)."""
