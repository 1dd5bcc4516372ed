"""Task lists: one for each person, maintained from the turn in every event."""
