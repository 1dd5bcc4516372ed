"""Attachments of documents (附件): kept unchanged, of allowed types only, and readable by everyone who sees the document."""
