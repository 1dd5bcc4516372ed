"""When people of a district are reminded of deadlines, and who hears of what is overdue."""
