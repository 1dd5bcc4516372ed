"""A cache of people's boxes in the process, so that a long list is not read again for each query.

It follows the sequence of changes: a query first asks what changed since the last one, and reads only that.
"""

from bisect import bisect_left, insort
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Mapping
from threading import Lock
from typing import Any, Generic, Protocol, TypeVar

from services.notifications.domain import Box, Circumstances, Record, meetings_of, named_in
from shared.actor import Actor
from shared.turn import keys_of

BOXES = (Box.TODO, Box.TO_READ, Box.MINE)
MOST_CHANGES = 500
MOST_RECORDS = 30_000
"""The maximum cached records of a process; the least recently used boxes are dropped."""
V = TypeVar("V")


class Source(Protocol):
    """The store of records."""

    def of(self, actor: Actor, box: Box) -> list[Record]:
        """Return the records that may be in one of an actor's boxes."""

    def named(self, type: str, record_id: str) -> Record | None:
        """Return a record by its type and id."""


class Line(Protocol):
    """The sequence of changes."""

    def after(self, seq: int | None, *, wait: float, limit: int) -> dict[str, Any]:
        """Return the changes after a number."""


class Judged(Generic[V]):
    """The verdicts on a box's records under the same circumstances; changed records are judged again individually."""

    def __init__(self, around: Circumstances, judge: Callable[[Record], V | None]) -> None:
        self.around, self._judge = around, judge
        self.found: dict[str, V] = {}
        self._in_order: list[tuple[V, str]] | None = None
        self.stale = set[str]()

    def renew(self, records: Mapping[str, Record], ids: Iterable[str]) -> None:
        """Judge these records again; removed ones are forgotten."""
        for each in ids:
            before = self.found.pop(each, None)
            if before is not None and self._in_order is not None:
                del self._in_order[bisect_left(self._in_order, (before, each))]
            verdict = self._judge(records[each]) if each in records else None
            if verdict is None:
                continue
            self.found[each] = verdict
            if self._in_order is not None:
                insort(self._in_order, (verdict, each))
        self.stale.clear()

    def in_order(self) -> list[tuple[V, str]]:
        """Return the verdicts with the ids of their records, in ascending order."""
        if self._in_order is None:
            self._in_order = sorted((verdict, each) for each, verdict in self.found.items())
        return self._in_order


class Lying:
    """The cached records of one actor's boxes."""

    def __init__(self, source: Source, actor: Actor, seq: int | None = None) -> None:
        self.actor, self.seq, self._source = actor, seq, source
        self._keys = set(keys_of(actor))
        self._boxes: dict[Box, dict[str, Record]] = {
            box: {each["_id"]: each for each in source.of(actor, box)} for box in BOXES
        }
        self._names: dict[Box, tuple[Counter[str], Counter[str]]] = {}
        self._judged: dict[Any, Judged[Any]] = {}
        self.turn = Lock()

    def __len__(self) -> int:
        """Count the cached records."""
        return sum(map(len, self._boxes.values()))

    def of(self, box: Box) -> list[Record]:
        """Return the records that may be in a box; the box of done records is always read again."""
        return self._source.of(self.actor, box) if box is Box.DONE else list(self._boxes[box].values())

    def around(self, found: Callable[[set[str], set[str]], Circumstances], *boxes: Box) -> Circumstances:
        """Return the circumstances of cached boxes; the names in their records are counted as they come and go."""
        for box in boxes:
            if box not in self._names:
                self._names[box] = _counted_names(self._boxes[box].values())
        meetings, people = ({name for box in boxes for name in self._names[box][each]} for each in (0, 1))
        return found(meetings, people)

    def judged(self, box: Box, name: Any, around: Circumstances, judge: Callable[[Record], V | None]) -> Judged[V]:
        """Judge the records of a cached box: all if the circumstances changed, else only changed ones.

        judge: returns a sortable value, or None for a record that is not in the box; it must be the same for one name.
        """
        known = self._judged.get((box, name))
        records = self._boxes[box]
        if known is None or known.around != around:
            known = self._judged[box, name] = Judged(around, judge)
            known.renew(records, list(records))
        elif known.stale:
            known.renew(records, list(known.stale))
        return known

    def records(self, box: Box) -> Mapping[str, Record]:
        """Return the records of a cached box, by id."""
        return self._boxes[box]

    def follow(self, source: Source, line: Line) -> bool:
        """Apply the changes since the last query; return False if there are too many, and everything must be read again."""
        self._source = source
        answer = line.after(self.seq, wait=0, limit=MOST_CHANGES)
        if answer["lost"] or len(answer["items"]) >= MOST_CHANGES:
            return False
        meant = [each for each in answer["items"] if not self._keys.isdisjoint(each["keys"])]
        if any(not each["record_id"] for each in meant):
            return False
        for kind, record_id in {(each["type"], each["record_id"]) for each in meant}:
            self._put(source.named(kind, record_id))
        self.seq = answer["last"]
        return True

    def _put(self, record: Record | None) -> None:
        if record is None:
            return
        for box, lying in self._boxes.items():
            before = lying.pop(record["_id"], None)
            after = None if self._keys.isdisjoint(record.get(f"box_{box.value}", ())) else record
            if after is not None:
                lying[record["_id"]] = after
            if box in self._names:
                _move_names(self._names[box], before, after)
            for (where, _), known in self._judged.items():
                if where is box and (before is not None or after is not None):
                    known.stale.add(record["_id"])


class Shelf:
    """The cached boxes of recent callers."""

    def __init__(self, most: int = MOST_RECORDS) -> None:
        self._most = most
        self._kept: OrderedDict[Actor, Lying] = OrderedDict()

    def open(self, source: Source, line: Line, actor: Actor) -> Lying:
        """Return an actor's boxes, up to date."""
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


def _counted_names(records: Iterable[Record]) -> tuple[Counter[str], Counter[str]]:
    """Count the meetings and people named in records."""
    names: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    for each in records:
        _move_names(names, None, each)
    return names


def _move_names(names: tuple[Counter[str], Counter[str]], before: Record | None, after: Record | None) -> None:
    """Update the counts of names after a record changed."""
    for counter, named in zip(names, (meetings_of, named_in), strict=True):
        for step, record in ((-1, before), (1, after)):
            for name in () if record is None else named(record):
                counter[name] += step
                if not counter[name]:
                    del counter[name]
