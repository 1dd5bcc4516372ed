"""Full-text search over outgoing and incoming documents."""
