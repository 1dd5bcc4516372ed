"""Task lists and reminders."""
