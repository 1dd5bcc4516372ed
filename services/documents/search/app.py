"""Use cases of search: the documents that an actor may see, by their words."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from services.documents.app import with_kind_code
from services.documents.domain import Secrecy, Side
from services.documents.incoming.domain import INCOMING_NAMES, Incoming, reads
from services.documents.kinds import KINDS
from services.documents.outgoing.domain import STATUS_NAMES, Document, reads_as_issuer, sees
from services.documents.reading.app import Worded, open_text
from shared.actor import Actor
from shared.pages import Page, merged
from shared.search.hits import hit, place_of
from shared.search.terms import required
from shared.shown import Shown

if TYPE_CHECKING:
    from shared.api.search import Hit
    from shared.pages import PageShown


class Found(Protocol):
    """The search index of one feature's documents."""

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
) -> "PageShown[Shown[Hit]]":
    """Return the documents that have every word, the newest first, limited to what the actor may see."""
    terms, asked = required(q), with_kind_code(wanted)
    features = {"outgoing": documents, "incoming": incomings}
    pages = [
        feature.found(actor, terms, asked, cursor=cursor, limit=limit)
        for name, feature in features.items()
        if direction in (None, name)
    ]
    return merged(pages, limit, place_of).map(lambda each: _hit(each, actor, q, documents)).to_wire()


def _hit(found: Document | Incoming, actor: Actor, q: str, documents: Found) -> "Shown[Hit]":
    source: Worded
    if isinstance(found, Document):
        found_in, organ = Side.OUTGOING, found.organ_name
        reads_it, source = sees(found, actor) or reads_as_issuer(found, actor), found
    else:
        found_in, organ = Side.INCOMING, found.sender.name
        reads_it, source = reads(found, actor), found
        if reads_it and not found.outside and found.secrecy is Secrecy.NONE:
            source = documents.find(found.document_id) or found
    body = (open_text(found.id, source).words if reads_it else None) or ""
    return {
        **hit(found, q, title=found.title, body=body),
        "type": "document" if isinstance(found, Document) else "incoming",
        "direction": found_in.value,
        "organ": organ,
        "number": found.number,
        "kind": found.kind,
        "kind_name": KINDS[found.kind].name,
        "status": found.status.value,
        "status_name": STATUS_NAMES[found.status] if isinstance(found, Document) else INCOMING_NAMES[found.status],
        "on": None if found.signed_on is None else found.signed_on.isoformat(),
    }
