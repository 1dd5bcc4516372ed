"""RPC methods of pages: files that their reader may keep."""

import base64
import hashlib
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from services.documents.app import Recently, ruled_in
from services.documents.attachments.held import attached_to, kept_of
from services.documents.attachments.repositories import Attachments
from services.documents.attachments.store import GridContents
from services.documents.classified.app import Stubs
from services.documents.fonts.typefaces import problem_of
from services.documents.outgoing.domain import Document
from services.documents.reading.app import Read, Reader
from services.documents.reading.domain import How
from services.documents.rendition import app
from services.documents.rendition.app import Rendition, standing
from services.documents.rendition.bound import LARGEST_BOUND, Bound
from services.documents.rendition.issued import Documents, answer_anybody, handed_out, shown_answer
from services.documents.rendition.pdf import Images
from services.documents.rendition.store import BoundTexts, IssuedFiles
from services.documents.seals.app import Seals, SealUses, impressions, matter_of
from services.documents.seals.domain import Impression
from services.documents.seals.store import SealImages
from services.documents.text.domain import Text
from shared.claim import Standing, read_claim
from shared.files import LARGEST, handed
from shared.office import Copies
from shared.runtime.apart import apart
from shared.runtime.config import settings
from shared.runtime.helper import Helper
from shared.runtime.offhub import OffHub
from shared.runtime.service import Beside, Reported, Service, rpc
from shared.shown import Shown

if TYPE_CHECKING:
    from services.documents.rendition import api

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OFF_HUB, PRESS = OffHub(waiting=10, seconds=8.0), Helper("services.documents.rendition", seconds=30.0)
"""One sheet at a time in a process: typesetting is pure computation. A helper does it, which returns its memory."""
PREVIEWS, SCREEN = OffHub(waiting=6, seconds=4.0), Helper("services.documents.rendition", seconds=15.0)
"""Images for the screen are separate from files: people wait for each, so that more than a few are refused at once."""
RECENTLY = Recently()
"""Recent queries of this process about organs: a page is rendered at every pause in typing."""
MEDIA = {"svg": "image/svg+xml", "png": "image/png"}
SECONDS = 25.0
"""The time allowed for reading the text of one attachment, in seconds."""


def _read_apart(content: bytes) -> bytes | None:
    return apart("services.documents.text", content, "--annex", seconds=SECONDS)


def shown_pages(drawn: Images, form: str) -> "Shown[api.Pages]":
    """Return images of pages as JSON, as many as fit in one answer; `next` is the first page left out."""
    pages: list[Shown[api.PageImage]] = []
    size = 0
    for number, image in enumerate(drawn.pages, start=drawn.first):
        size += len(image)
        if pages and size > LARGEST:
            break
        content = base64.b64encode(image).decode("ascii")
        pages.append({"number": number, "media_type": MEDIA[form], "image": content})
    following = drawn.first + len(pages)
    return {"pages": pages, "count": drawn.count, "next": following if following <= drawn.count else None}


def ready() -> None:
    """Check that pages can be typeset before a copy is numbered or logged; raise FontsMissing."""
    with OFF_HUB.place():
        PRESS.ask("ready", settings().font_folder)


class RenditionFeature(Service):
    """Documents as pages (版式)."""

    documents: Documents
    incomings: app.Incomings
    stubs: Stubs
    attachments: Attachments
    seals: Seals
    seal_uses: SealUses
    copies: Copies
    reader: Reader

    bound_texts = Beside(BoundTexts)
    fonts = Reported("fonts", lambda: problem_of(settings().font_folder))

    @rpc()
    def rendition_pdf(self, id: str) -> dict[str, str]:
        """Return a document as PDF."""
        found = self._rendition(id, How.PDF)
        with OFF_HUB.place():
            content = PRESS.ask("pdf", found.sheet, settings().font_folder)
        handed_out(IssuedFiles(self.runtime.db), content, found.claim, found.sheet.copy_number)
        return handed(f"{found.name}.pdf", PDF, content)

    @rpc()
    def rendition_docx(self, id: str) -> dict[str, str]:
        """Return a document as DOCX."""
        found = self._rendition(id, How.DOCX)
        with OFF_HUB.place():
            content = PRESS.ask("docx", found.sheet, settings().font_folder)
        return handed(f"{found.name}.docx", DOCX, content)

    @rpc()
    def preview(
        self, id: str | None, form: Literal["svg", "png"], first: int, most: int, **wanted: Any
    ) -> "Shown[api.Pages]":
        """Render the pages of an unsaved text."""
        occasion = self.occasion
        copies = RECENTLY.of(self.copies, at=occasion.at)
        laid_out = app.preview(
            self.documents,
            copies,
            actor=occasion.person,
            wanted=wanted,
            ruled=ruled_in(copies, occasion.person.district, occasion.at),
            document_id=id,
            attached=attached_to(self.attachments),
            entries=self.incomings,
            text=self.reader.text,
        )
        with PREVIEWS.place():
            drawn = SCREEN.ask("images", laid_out, settings().font_folder, form, first, most)
        return shown_pages(drawn, form)

    @rpc()
    def rendition_pages(self, id: str, first: int, most: int) -> "Shown[api.Pages]":
        """Render the pages of a document for the screen; reading an internal one is logged first."""
        found = self._rendition(id, How.TEXT)
        with PREVIEWS.place():
            drawn = SCREEN.ask("images", found.sheet, settings().font_folder, "png", first, most)
        return shown_pages(drawn, "png")

    @rpc()
    def verification(self, sha256: str, claim: str | None) -> "Shown[api.Verification]":
        """Authenticate a file for anybody; the file itself stays with them."""
        made = None if claim is None else read_claim(claim.encode())
        attached = attached_to(self.attachments)
        answer = answer_anybody(sha256, made, IssuedFiles(self.runtime.db), self.documents, attached)
        named = answer.document
        sealed = named is not None and bool(_seals(self, named, matter_of(named, attached).digest))
        return shown_answer(answer, sha256, sealed=sealed)

    def _rendition(self, id: str, how: How) -> Rendition:
        """Build a document's sheet and number the copy of an internal one, once it is known that it can be typeset."""

        def text(document_id: str, document: Document) -> Read:
            ready()
            return self.reader.text(
                document_id, document, how if standing(document) is not Standing.DRAFT else How.TEXT
            )

        return app.rendition(
            self.documents,
            self.incomings,
            self.stubs,
            self.copies,
            id,
            actor=self.occasion.person,
            seals_of=partial(_seals, self),
            attached=attached_to(self.attachments),
            text_of=_texts(self, id),
            text=text,
        )


def issued_pdf(service: Any, document: Document, read: Read) -> bytes:
    """Render a released document with its seals for filing, and record the file's fingerprint."""
    found = app.laid_out(
        document,
        service.copies,
        seals_of=partial(_seals, service),
        attached=attached_to(service.attachments),
        text_of=_texts(service, document.id),
        text=lambda document_id, source: read,
    )
    with OFF_HUB.place():
        content: bytes = PRESS.ask("pdf", found.sheet, settings().font_folder)
    handed_out(IssuedFiles(service.runtime.db), content, found.claim)
    return content


def _texts(service: Any, document_id: str) -> Callable[[str, str], Text]:
    return Bound(BoundTexts(service.runtime.db), partial(_file, service, document_id), _read_apart).text_of


def _file(service: Any, document_id: str, sha256: str) -> bytes | None:
    held = next((each for each in kept_of(service.attachments, document_id) if each.sha256 == sha256), None)
    if held is None or (held.size or 0) > LARGEST_BOUND:
        return None
    content = b"".join(GridContents(service.runtime.db).pieces(held.id))
    return content if hashlib.sha256(content).hexdigest() == sha256 else None


def _seals(service: Any, document: Document, digest: str) -> dict[str, Impression]:
    return impressions(service.seal_uses, service.seals, SealImages(service.runtime.db), document, digest=digest)
