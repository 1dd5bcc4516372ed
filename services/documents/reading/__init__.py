"""Internal matter (内部): who may read it, every reading on the record, every copy counted."""
