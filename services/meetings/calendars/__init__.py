"""Calendars that people and rooms can be followed by (iCalendar)."""
