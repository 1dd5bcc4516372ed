"""Calendar feeds of people and rooms (iCalendar)."""
