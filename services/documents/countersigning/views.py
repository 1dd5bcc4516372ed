"""API views of a request to countersign, for the office of the organ asked."""

from typing import TYPE_CHECKING

from services.documents.countersigning import domain
from services.documents.countersigning.domain import Countersign, Purpose
from services.documents.countersigning.steps import COUNTERSIGN
from services.documents.domain import OfficeContext
from services.documents.kinds import KINDS
from services.documents.outgoing.domain import Document
from services.documents.reading.app import UNREAD, ReadText, open_text
from shared.actor import Actor
from shared.calendar import instant_text
from shared.office import named_if, pair_of
from shared.shown import Shown

if TYPE_CHECKING:
    from services.documents.countersigning import api


def shown(
    request: Countersign,
    actor: Actor | None,
    document: Document | None = None,
    *,
    text: ReadText = open_text,
    known: OfficeContext | None = None,
) -> "Shown[api.Countersign]":
    """Return a request; with the text if the draft is given and still with this organ, or was issued jointly with it.

    text: reads the text.
    known: the context for the rules of the steps; None checks none.
    """
    ours = document is not None and request.purpose is Purpose.JOINT and document.released_at is not None
    given = document is not None and actor is not None and domain.reads(request, document, actor)
    read = text(document.id, document) if document is not None and given else UNREAD
    by = named_if(request.answered_by, request.answered_by_name)
    return {
        **request.described(),
        "document_id": request.document_id,
        "organ": request.organ,
        "purpose": request.purpose.value,
        "from": pair_of(request.sender),
        "kind": request.kind,
        "kind_name": KINDS[request.kind].name,
        "title": request.title,
        "secrecy": None if document is None else document.secrecy.value,
        "body": read.words,
        "content": read.blocks,
        "number": None if document is None or not ours else document.number,
        "due_on": None if request.due_on is None else request.due_on.isoformat(),
        "asked": request.asked,
        "status": request.status.value,
        "status_name": COUNTERSIGN.status_name(request),
        "stage_name": COUNTERSIGN.status_name(request),
        "answer": None if request.answer is None else request.answer.value,
        "opinion": request.opinion,
        "answered_by": by,
        "answered_at": None if request.answered_at is None else instant_text(request.answered_at),
        "actions": COUNTERSIGN.offers(request, actor, known),
    }
