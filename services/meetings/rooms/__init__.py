"""Rooms (会议室): their days, hours, equipment and free times."""
