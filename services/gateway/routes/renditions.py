"""Documents as pages, to keep and to print."""

from services.gateway.routing import Route

PAGES = "发文 Documents"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

ROUTES = (
    Route(
        "GET", "/api/v1/documents/{id}/rendition.pdf", "A document as PDF, laid out after GB/T 9704-2012", PAGES, None,
        "documents", "rendition_pdf", media=PDF,
    ),
    Route(
        "GET", "/api/v1/documents/{id}/rendition.docx", "A document as DOCX, to work on", PAGES, None, "documents",
        "rendition_docx", media=DOCX,
    ),
)  # fmt: skip
