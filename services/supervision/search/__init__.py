"""Full-text search over tasks."""
