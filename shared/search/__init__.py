"""Full-text search: the terms of a text, and posting lists in blocks; no store."""
