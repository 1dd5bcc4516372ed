"""The text of a document: headings of four levels, paragraphs, lists and tables."""
