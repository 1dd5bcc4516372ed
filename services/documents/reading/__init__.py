"""Internal documents (内部): who may read them, a log of every reading, and numbered copies."""
