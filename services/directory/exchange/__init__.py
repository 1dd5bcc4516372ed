"""Import and export of a district's organs and people: a file is read, compared with existing entries, and applied."""
