"""Catch up: read the events a service has missed from the journals of the services that announced them, page by page.

The events about to be handled are recorded, a hundred at a time, before the first is. One that ends the process is
among those recorded, which then go through the inbox, where attempts are counted; all others are handled at once.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import islice
from time import monotonic
from typing import Any, Protocol
from uuid import uuid4

from shared.contracts.event import Event
from shared.runtime.attempts import ATTEMPTS
from shared.runtime.clock import now
from shared.runtime.green import sleep
from shared.runtime.handled import Handled, HandledLately, Handling
from shared.runtime.inbox import Inbox, entry_id
from shared.runtime.store import Db

OVERLAP = timedelta(seconds=60)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
HANDED_OVER = 5_000
"""The maximum events of each handler that one run tells the next: more than are announced between two passes."""
LOT = 100
"""The maximum events recorded at once: all of them are suspected if the process ends meanwhile."""
Envelope = dict[str, Any]
Pages = Callable[[str, Sequence[str], datetime, str | None], Mapping[str, Any]]
"""Requests a page of a service's events since an instant, from a cursor: `{"items", "next"}`."""


class Handler(Protocol):
    """The interface of a reaction as catching up uses it."""

    handler: str
    events: tuple[type[Event], ...]
    sources: dict[str, list[str]]
    handled: Handled

    def handle(self, envelope: Envelope) -> None:
        """Handle an event, or make sure that it is in the inbox."""

    def retry(self, entry: dict[str, Any], *, cut_off: bool = False) -> None:
        """Retry an inbox entry; cut_off: its last attempt never returned."""


class CatchingUp:
    """One service's passes over the journals of all services it listens to."""

    def __init__(
        self,
        db: Db,
        inbox: Inbox,
        reactions: Mapping[str, Handler],
        pages: Pages,
        lately: HandledLately | None = None,
        settling: timedelta = timedelta(0),
    ) -> None:
        """Store where events are read and handled.

        lately: what other processes of the service have handled; None if there can be none.
        settling: how long a regular pass leaves a new event to the broker, and to the note of the process that gets it.
        """
        self._inbox, self._reactions, self._pages = inbox, reactions, pages
        self._lately, self._settling = lately, settling
        self._marks, self._at_work = db["caught_up"], db["pages_at_work"]
        self._left: dict[str, list[str]] | None = None
        self._before: dict[str, set[Handling]] = {}

    def handled(self) -> list[dict[str, Any]]:
        """Return what this run has handled last, for the next one: passes overlap, and it need not be tried again."""
        found = []
        for name, each in self._reactions.items():
            events = [*islice(each.handled.newest(), HANDED_OVER)]
            before = islice(self._before.get(name, ()), HANDED_OVER - len(events))
            found.append({"handler": name, "events": [*events, *before]})
        return found

    def recall(self, handled: Sequence[Mapping[str, Any]]) -> None:
        """Take over what the previous run had handled, as it returned it."""
        self._before = {
            each["handler"]: {(source, version) for source, version in each.get("events", ())} for each in handled
        }

    def run(self, *, giving_way: bool = False) -> int:
        """Pass every event since the last pass to its reaction; return how many were new.

        giving_way: rest after each page as long as it took, since nothing is known to be missing and others want the store.
        """
        if self._left is None:
            self._left = {each["_id"]: each["entries"] for each in self._at_work.find()}
        if self._lately is not None:
            self._lately.read()
        left = dict(self._left)
        suspected = frozenset(entry for entries in left.values() for entry in entries)
        fresh, failed = 0, None
        for source, by_event in self._subscriptions().items():
            try:
                fresh += self._run(source, by_event, suspected, giving_way=giving_way)
            except Exception as error:  # one source that is away keeps nobody from what the others announced
                failed = failed or error
        if failed is not None:
            raise failed
        for note in left:
            self._at_work.delete_one({"_id": note})
            self._left.pop(note, None)
        return fresh

    def _run(
        self, source: str, by_event: Mapping[str, Sequence[str]], suspected: frozenset[str], *, giving_way: bool
    ) -> int:
        """Pass every event of one source since the last pass to its reactions; return how many were new."""
        since, began, fresh = self._since(source, by_event), now(), 0
        settled = began - self._settling if giving_way else datetime.max.replace(tzinfo=UTC)
        for page in self._read(source, sorted(by_event), since, giving_way=giving_way):
            new = [
                (self._reactions[name], envelope)
                for envelope in page
                if datetime.fromisoformat(envelope["at"]) <= settled  # the next pass reads what this one leaves
                for name in by_event[envelope["event"]]
                if not self._reactions[name].handled.knows(envelope["source"], envelope["version"])
                and not (since > EPOCH and self._knew(name, envelope))
            ]
            fresh += len(new)
            for place in range(0, len(new), LOT):
                self._take(new[place : place + LOT], suspected)
        until = {"$set": {"until": max(since, began - OVERLAP), "wanted": _wanted(by_event)}}
        self._marks.update_one({"_id": source}, until, upsert=True)
        return fresh

    def _knew(self, name: str, envelope: Envelope) -> bool:
        """Check whether the previous run or another process has handled an event; from the epoch, all is handled anew."""
        before = (envelope["source"], envelope["version"]) in self._before.get(name, ())
        return before or (self._lately is not None and self._lately.knows(name, envelope))

    def _since(self, source: str, by_event: Mapping[str, Sequence[str]]) -> datetime:
        """Return the instant up to which a source was read for all wanted events, or the epoch."""
        mark = self._marks.find_one({"_id": source}) or {}
        return mark["until"] if mark.get("wanted") == _wanted(by_event) else EPOCH

    def _take(self, new: Sequence[tuple[Handler, Envelope]], suspected: frozenset[str]) -> None:
        """Handle events that are not in the inbox; put those that may have ended a process into it."""
        by_id = {entry_id(reaction.handler, envelope): (reaction, envelope) for reaction, envelope in new}
        standing = self._inbox.standing(list(by_id))
        self._inbox.suspect([each for each in standing if each in suspected])
        untried = {each: one for each, one in by_id.items() if each not in standing}
        in_order = [each for each in untried if each in suspected]  # or an earlier one is tried within a later
        for each in in_order:
            reaction, envelope = untried.pop(each)
            self._inbox.put(reaction.handler, envelope, at=now(), suspected=True)
        if untried:
            with ATTEMPTS.among_others(), self._noted(list(untried)):
                for reaction, envelope in untried.values():
                    reaction.handle(envelope)

    @contextmanager
    def _noted(self, entries: Sequence[str]) -> Iterator[None]:
        """Record the entries being handled until all succeed or one fails; if the process or thread ends, they remain."""
        note = uuid4().hex
        self._at_work.insert_one({"_id": note, "entries": entries})
        try:
            yield
        except Exception:
            self._at_work.delete_one({"_id": note})
            raise
        self._at_work.delete_one({"_id": note})

    def _subscriptions(self) -> dict[str, dict[str, list[str]]]:
        found: dict[str, dict[str, list[str]]] = {}
        for name, reaction in self._reactions.items():
            for source, events in reaction.sources.items():
                for event in events:
                    found.setdefault(source, {}).setdefault(event, []).append(name)
        return found

    def _read(
        self, source: str, events: Sequence[str], since: datetime, *, giving_way: bool
    ) -> Iterator[list[Envelope]]:
        cursor: str | None = None
        while True:
            began = monotonic()
            page = self._pages(source, events, since, cursor)
            yield page["items"]
            cursor = page["next"]
            if giving_way:
                sleep(monotonic() - began)
            if cursor is None:
                return


def _wanted(by_event: Mapping[str, Sequence[str]]) -> list[str]:
    return sorted(f"{event}>{handler}" for event, handlers in by_event.items() for handler in handlers)
