"""The occasion of a write: who asked, when, under which key, or which event caused it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shared.actor import Actor
from shared.errors import Unauthenticated


@dataclass(frozen=True)
class Key:
    """An idempotency key as the gateway passes it on: bound to person and route, with a fingerprint of the request."""

    id: str
    print: str


class Effects:
    """Counts what the handling of an event changed: nothing, of one that was handled before."""

    def __init__(self) -> None:
        self.count = 0

    def add(self) -> None:
        """Count a change."""
        self.count += 1


@dataclass(frozen=True)
class Cause:
    """The event that a reaction handles.

    source: `<collection>:<id>` of the aggregate that announced it.
    previous: version of the last event before it that the same handler takes from the same aggregate; 0 if none.
    """

    source: str
    version: int
    event: str
    previous: int = 0
    effects: Effects = field(default_factory=Effects, compare=False, repr=False)


@dataclass(frozen=True)
class Occasion:
    """The context of a write besides the change.

    expected: the version that the caller saw (If-Match).
    request_id: the request behind it, even across services and their events; empty if none.
    """

    at: datetime
    actor: Actor | None = None
    key: Key | None = None
    cause: Cause | None = None
    expected: int | None = None
    request_id: str = ""
    effects: Effects = field(default_factory=Effects, compare=False, repr=False)

    @property
    def person(self) -> Actor:
        """Return the actor; raise Unauthenticated if there is none."""
        if self.actor is None:
            raise Unauthenticated()
        return self.actor


class Repeated(Exception):
    """The key was already used on this aggregate: repeat the first answer. `collection` finds it."""

    def __init__(self, collection: Any, aggregate_id: str, version: int, print: str) -> None:
        super().__init__(aggregate_id)
        self.collection = collection
        self.aggregate_id = aggregate_id
        self.version = version
        self.print = print


class AlreadyHandled(Exception):
    """The event has been handled before; nothing is left to do."""


class GapFound(Exception):
    """An earlier event of the same aggregate has not been handled yet; `have` is the last one that was."""

    def __init__(self, have: int) -> None:
        super().__init__(f"have {have}")
        self.have = have


class Taken(Exception):
    """A unique value is taken; `field` is the last field of the index that refused."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def envelope(collection: str, service: str, aggregate_id: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    """Build the envelope of a history entry: the event, and the fields a reader needs to order and deduplicate it."""
    return {
        "event": entry["event"],
        "event_version": entry["event_version"],
        "service": service,
        "source": f"{collection}:{aggregate_id}",
        "version": entry["version"],
        "earlier": entry["earlier"],
        "at": entry["at"],
        "data": entry["data"],
        **({} if "request_id" not in entry else {"request_id": entry["request_id"]}),
        **({} if "turn" not in entry else {"turn": entry["turn"], "by": entry["by"] and entry["by"]["id"]}),
    }
