"""The servers measured and their alternatives: each in a separate process."""
