"""The press, which turns sheets into files; it loads the fonts once, as soon as they exist."""

from dataclasses import replace
from pathlib import Path
from typing import Literal

from services.documents.fonts.typefaces import Typefaces
from services.documents.rendition import docx, pdf
from services.documents.rendition.pdf import Images
from services.documents.rendition.sheet import Attachment, Sheet
from services.documents.text.domain import plain


def bindable(sheet: Sheet, faces: Typefaces) -> Sheet:
    """Unbind the attachments whose text could not be printed whole (`bound.py`)."""
    whole = (
        each if not faces.lacking(frozenset(plain(each.text))) else Attachment(each.title) for each in sheet.attachments
    )
    return replace(sheet, attachments=tuple(whole))


class Press:
    """Renders sheets; fonts installed after the start are found at the next sheet."""

    def __init__(self) -> None:
        self._faces: Typefaces | None = None
        self._folder: Path | None = None

    def pdf(self, sheet: Sheet, fonts: Path) -> bytes:
        """Render a sheet as PDF; raise FontsMissing if fonts are missing."""
        faces = self.ready(fonts)
        return pdf.render(bindable(sheet, faces), faces)

    def docx(self, sheet: Sheet, fonts: Path) -> bytes:
        """Render a sheet as DOCX, its elements placed as in the PDF; raise FontsMissing if fonts are missing."""
        faces = self.ready(fonts)
        sheet = bindable(sheet, faces)
        measure, placed = pdf.placed_of(sheet, faces)
        return docx.render(sheet, measure=measure, placed=placed)

    def images(self, sheet: Sheet, fonts: Path, *, form: Literal["svg", "png"], first: int, most: int) -> Images:
        """Render pages of a sheet (`pdf.images`); raise FontsMissing if fonts are missing."""
        faces = self.ready(fonts)
        return pdf.images(bindable(sheet, faces), faces, form=form, first=first, most=most)

    def ready(self, fonts: Path) -> Typefaces:
        """Load the fonts; raise FontsMissing if they are missing."""
        if self._faces is None or self._folder != fonts:
            self._faces, self._folder = Typefaces(fonts), fonts
        return self._faces
