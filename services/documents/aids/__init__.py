"""What helps one person write: stock phrases and drafts saved while they are typed. Nobody else relies on it."""
