"""A district's organs and people as a file: read, compared with what stands, entered, and written out."""
