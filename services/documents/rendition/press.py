"""What turns sheets into files: the fonts are read once, as soon as they are there."""

from dataclasses import replace
from pathlib import Path
from typing import Literal

from services.documents.rendition import docx, pdf
from services.documents.rendition.fonts import Typefaces, folder_of
from services.documents.rendition.pdf import Images
from services.documents.rendition.sheet import Attachment, Sheet
from services.documents.text.domain import plain


def bindable(sheet: Sheet, faces: Typefaces) -> Sheet:
    """Put beside the document the attachments whose text could not be printed whole (`bound.py`)."""
    whole = (
        each if not faces.lacking(frozenset(plain(each.text))) else Attachment(each.title) for each in sheet.attachments
    )
    return replace(sheet, attachments=tuple(whole))


class Press:
    """Sets sheets; fonts that come after the start are found at the next sheet."""

    def __init__(self) -> None:
        self._faces: Typefaces | None = None
        self._folder: Path | None = None

    def pdf(self, sheet: Sheet, fonts: Path | None) -> bytes:
        """Set a sheet as PDF; FontsMissing where its fonts are."""
        faces = self.ready(fonts)
        return pdf.render(bindable(sheet, faces), faces)

    def docx(self, sheet: Sheet, fonts: Path | None) -> bytes:
        """Write a sheet as DOCX, its footer block where the PDF has it; FontsMissing where its fonts are."""
        faces = self.ready(fonts)
        sheet = bindable(sheet, faces)
        measure, breaks = pdf.breaks_before_foot(sheet, faces)
        return docx.render(sheet, breaks=breaks, measure=measure)

    def images(self, sheet: Sheet, fonts: Path | None, *, form: Literal["svg", "png"], first: int, most: int) -> Images:
        """Draw pages of a sheet (`pdf.images`); FontsMissing where its fonts are."""
        faces = self.ready(fonts)
        return pdf.images(bindable(sheet, faces), faces, form=form, first=first, most=most)

    def ready(self, fonts: Path | None) -> Typefaces:
        """Read the fonts; FontsMissing where they are."""
        folder = folder_of(fonts)
        if self._faces is None or self._folder != folder:
            self._faces, self._folder = Typefaces(folder), folder
        return self._faces
