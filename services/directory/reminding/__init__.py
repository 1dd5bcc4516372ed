"""Rules of reminding in a district: when people are reminded of deadlines, and who is told of overdue matters."""
