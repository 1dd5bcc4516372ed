"""Votes (表决) and hearings, open and secret."""
