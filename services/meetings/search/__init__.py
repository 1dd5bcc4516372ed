"""Full-text search over meetings and topics."""
