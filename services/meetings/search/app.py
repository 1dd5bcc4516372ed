"""Use cases of search: the meetings and topics that an actor may see, by their words."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from services.meetings import domain
from services.meetings.domain import MATTER_NAMES, Meeting
from services.meetings.kinds import KINDS
from services.meetings.topics.domain import STATUS_NAMES, Topic
from shared.actor import Actor
from shared.pages import Page, merged
from shared.search.hits import hit, place_of
from shared.search.terms import required
from shared.shown import Shown

if TYPE_CHECKING:
    from shared.api.search import Hit
    from shared.pages import PageShown


class Found(Protocol):
    """The search index of one feature's records."""

    def held(self, ids: Sequence[str]) -> Mapping[str, Any]: ...
    def found(
        self, actor: Actor, terms: Sequence[str], wanted: Mapping[str, Any], *, cursor: str | None, limit: int
    ) -> Page[Any]: ...


def search(
    meetings: Found, topics: Found, *, actor: Actor, q: str, cursor: str | None, limit: int, **wanted: Any
) -> "PageShown[Shown[Hit]]":
    """Return the meetings and topics that have every word, the newest first, limited to what the actor may see."""
    terms = required(q)
    pages = [each.found(actor, terms, wanted, cursor=cursor, limit=limit) for each in (meetings, topics)]
    page = merged(pages, limit, place_of)
    of_topics = meetings.held(sorted({each.meeting for each in page.items if isinstance(each, Topic)}))
    return page.map(
        lambda each: _meeting(each, q) if isinstance(each, Meeting) else _topic(each, of_topics[each.meeting], q)
    ).to_wire()


def _meeting(found: Meeting, q: str) -> "Shown[Hit]":
    texts = [*(each.title for each in found.agenda), *(each.text for each in found.decisions)]
    return {
        **hit(found, q, title=found.title, body="；".join(texts or found.topics)),
        "type": "meeting",
        "organ": found.organ_name,
        "kind": found.kind,
        "kind_name": KINDS[found.kind].name,
        "status": found.status.value,
        "status_name": domain.STATUS_NAMES[found.status],
        "on": found.held_on.isoformat(),
    }


def _topic(found: Topic, meeting: Meeting, q: str) -> "Shown[Hit]":
    return {
        **hit(found, q, title=found.title, body=""),
        "type": "topic",
        "organ": meeting.organ_name,
        "kind": found.matter.value,
        "kind_name": MATTER_NAMES[found.matter],
        "status": found.status.value,
        "status_name": STATUS_NAMES[found.status],
        "on": meeting.held_on.isoformat(),
    }
