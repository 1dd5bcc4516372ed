"""Full text search over the documents of both lines."""
