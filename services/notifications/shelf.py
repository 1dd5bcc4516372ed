"""What lies in people's boxes, held at hand by the process between questions, so that a long list is not read anew for each.

What is at hand follows the line of changes: a question first asks what changed since the last one, and reads only that.
"""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any, Protocol

from services.notifications.domain import Box, Circumstances, Record, meetings_of, named_in
from shared.actor import Actor
from shared.turn import keys_of

BOXES = (Box.TODO, Box.TO_READ, Box.MINE)
MOST_CHANGES = 500
MOST_RECORDS = 30_000
"""So many records a process holds at hand; who asked longest ago gives way."""


class Source(Protocol):
    """Where records are kept."""

    def of(self, actor: Actor, box: Box) -> list[Record]:
        """List the records that may lie in one of an actor's boxes."""

    def named(self, type: str, record_id: str) -> Record | None:
        """Find a record by its type and id."""


class Line(Protocol):
    """The line of changes."""

    def after(self, seq: int | None, *, wait: float, limit: int) -> dict[str, Any]:
        """List the changes after a number."""


class Lying:
    """What may lie in one actor's boxes, as it was read last."""

    def __init__(self, source: Source, actor: Actor, seq: int | None = None) -> None:
        self.actor, self.seq, self._source = actor, seq, source
        self._keys = set(keys_of(actor))
        self._boxes: dict[Box, dict[str, Record]] = {
            box: {each["_id"]: each for each in source.of(actor, box)} for box in BOXES
        }
        self._made: dict[Any, tuple[Circumstances, Any]] = {}
        self.turn = Lock()

    def __len__(self) -> int:
        """Count the records at hand."""
        return sum(map(len, self._boxes.values()))

    def of(self, box: Box) -> list[Record]:
        """List the records that may lie in a box; what the actor did is always read anew."""
        return self._source.of(self.actor, box) if box is Box.DONE else list(self._boxes[box].values())

    def around(self, found: Callable[[set[str], set[str]], Circumstances], box: Box) -> Circumstances:
        """Ask what is true around the records of a box; for what they name it is looked through once."""
        if box is Box.DONE:
            return found(*_named(self.of(box)))
        sets = self._made.get(("named", box))
        if sets is None:
            sets = self._made["named", box] = (Circumstances(), _named(self.of(box)))
        return found(*sets[1])

    def made(self, name: Any, around: Circumstances, make: Callable[[], Any]) -> Any:
        """Return what was made of the records under these circumstances, or make it."""
        known = self._made.get(name)
        if known is None or known[0] != around:
            known = self._made[name] = (around, make())
        return known[1]

    def follow(self, source: Source, line: Line) -> bool:
        """Read what changed since the last question; return False where too much did, and all is to be read anew."""
        self._source = source
        answer = line.after(self.seq, wait=0, limit=MOST_CHANGES)
        if answer["lost"] or len(answer["items"]) >= MOST_CHANGES:
            return False
        meant = [each for each in answer["items"] if not self._keys.isdisjoint(each["keys"])]
        if any(not each["record_id"] for each in meant):
            return False
        for kind, record_id in {(each["type"], each["record_id"]) for each in meant}:
            self._put(source.named(kind, record_id))
        if meant:
            self._made.clear()
        self.seq = answer["last"]
        return True

    def _put(self, record: Record | None) -> None:
        for box, lying in self._boxes.items():
            if record is not None and not self._keys.isdisjoint(record.get(f"box_{box.value}", ())):
                lying[record["_id"]] = record
            elif record is not None:
                lying.pop(record["_id"], None)


class Shelf:
    """What lies in the boxes of those who asked lately."""

    def __init__(self, most: int = MOST_RECORDS) -> None:
        self._most = most
        self._kept: OrderedDict[Actor, Lying] = OrderedDict()

    def open(self, source: Source, line: Line, actor: Actor) -> Lying:
        """Return what lies in an actor's boxes now."""
        found = self._kept.pop(actor, None)
        if found is not None:
            with found.turn:
                fresh = found.follow(source, line)
            if not fresh:
                found = None
        if found is None:
            seq = line.after(None, wait=0, limit=1)["last"]
            found = Lying(source, actor, seq)
        if len(found) <= self._most:
            self._kept[actor] = found
            while sum(map(len, self._kept.values())) > self._most:
                self._kept.popitem(last=False)
        return found


def _named(records: list[Record]) -> tuple[set[str], set[str]]:
    """Gather which meetings and which people records name."""
    meetings = {source for each in records for source in meetings_of(each)}
    return meetings, {key for each in records for key in named_in(each)}
