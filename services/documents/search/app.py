"""Use cases of search: the documents that an actor may see, by their words."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from services.documents.app import with_kind_code
from services.documents.domain import Secrecy
from services.documents.incoming.domain import Incoming, reads
from services.documents.kinds import KINDS
from services.documents.outgoing.domain import Document, reads_as_issuer, sees
from services.documents.search.terms import snippet, sought
from shared.actor import Actor
from shared.errors import InvalidInput
from shared.pages import Page, encode_cursor


class Found(Protocol):
    """The search index of one line's documents."""

    def find(self, aggregate_id: str) -> Any: ...
    def found(
        self, actor: Actor, terms: Sequence[str], wanted: Mapping[str, Any], *, cursor: str | None, limit: int
    ) -> Page[Any]: ...


def search(
    documents: Found,
    incomings: Found,
    *,
    actor: Actor,
    q: str,
    direction: str | None,
    cursor: str | None,
    limit: int,
    **wanted: Any,
) -> dict[str, Any]:
    """Return the documents that have every word, the newest first, limited to what the actor may see."""
    terms = sought(q)
    if not terms:
        raise InvalidInput(errors=[{"field": "q", "code": "no_word", "message": "请输入要查找的文字"}])
    asked = with_kind_code(wanted)
    lines = {"outgoing": documents, "incoming": incomings}
    pages = [
        line.found(actor, terms, asked, cursor=cursor, limit=limit)
        for name, line in lines.items()
        if direction in (None, name)
    ]
    every = sorted((each for page in pages for each in page.items), key=lambda each: (each.created_at, each.id))[::-1]
    shown, last = every[:limit], None
    if len(every) > limit or any(page.next for page in pages):
        last = encode_cursor(shown[-1].created_at, shown[-1].id)
    return Page([_hit(each, actor, q, documents) for each in shown], last).to_wire()


def _hit(found: Document | Incoming, actor: Actor, q: str, documents: Found) -> dict[str, Any]:
    open_to_all = found.secrecy is Secrecy.NONE  # what is internal is read where a reading stands on the record
    if isinstance(found, Document):
        direction, organ = "outgoing", found.organ_name
        body = found.body if open_to_all and (sees(found, actor) or reads_as_issuer(found, actor)) else ""
    else:
        direction, organ = "incoming", found.sender.name
        given = open_to_all and reads(found, actor)
        text = None if found.outside or not given else documents.find(found.document_id)
        body = (found.body if given else None) or (text.body if text is not None else "")
    return {
        "id": found.id,
        "direction": direction,
        "organ": organ,
        "number": found.number,
        "kind": found.kind,
        "kind_name": KINDS[found.kind].name,
        "status": found.status.value,
        "title": snippet(q, found.title, around=200),
        "body": snippet(q, body),
    }
