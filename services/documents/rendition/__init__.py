"""Documents as pages (版式): typeset by GB/T 9704-2012, as PDF and as DOCX."""
