"""Use cases of search: the tasks that an actor may know of, by their words."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from services.supervision.domain import STATUS_NAMES, Task, sees
from services.supervision.views import ORIGIN_NAMES
from shared.actor import Actor
from shared.pages import Page
from shared.search.hits import hit
from shared.search.terms import required
from shared.shown import Shown

if TYPE_CHECKING:
    from shared.api.search import Hit
    from shared.pages import PageShown


class Found(Protocol):
    """The search index of tasks."""

    def found(
        self, actor: Actor, terms: Sequence[str], wanted: Mapping[str, Any], *, cursor: str | None, limit: int
    ) -> Page[Task]: ...


def search(
    tasks: Found, *, actor: Actor, q: str, cursor: str | None, limit: int, **wanted: Any
) -> "PageShown[Shown[Hit]]":
    """Return the tasks that have every word, the newest first, limited to what the actor may know of."""
    page = tasks.found(actor, required(q), wanted, cursor=cursor, limit=limit)
    return page.map(lambda each: _task(each, q, actor)).to_wire()


def _task(found: Task, q: str, actor: Actor) -> "Shown[Hit]":
    return {
        **hit(found, q, title=found.title, body=found.text if sees(found, actor) else ""),
        "type": "task",
        "organ": found.organ_name,
        "kind": found.origin,
        "kind_name": ORIGIN_NAMES[found.origin],
        "status": found.status.value,
        "status_name": STATUS_NAMES[found.status],
        "on": found.due_on.isoformat(),
    }
