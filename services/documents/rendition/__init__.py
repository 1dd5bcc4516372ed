"""Documents as pages (版式): laid out after GB/T 9704-2012, as PDF and as DOCX."""
