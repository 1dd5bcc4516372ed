"""Attachments of documents (附件): kept as they were sent, of known kinds only, handed out to whoever sees the document."""
