"""The directory: organs, people, their accounts and sessions."""
