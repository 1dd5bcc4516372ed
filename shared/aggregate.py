"""Aggregates whose every change is an entry of their own history: outbox, journal and evidence in one.

An entry holds who did what and when, the event it announces, and the changed fields, chained by hash to its
predecessor. So the state at any version can be folded from the history, and any other change of the state is detected.
"""

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Required, TypedDict

from shared.calendar import instant_text
from shared.errors import PreconditionFailed
from shared.shown import Shown

if TYPE_CHECKING:
    from shared.api.shapes import Identity

GENESIS = "0" * 64

State = dict[str, Any]
Entry = dict[str, Any]
Change = list[Any]
"""`[path, value]`; a path is a field, or a field and one key of it (`deliveries.west`)."""


class Written(TypedDict, total=False):
    """The part of a history entry that a write names: its action, the opinion, the versions of the rules that judged it, and
    whether the actor took the step as a stand-in (代岗).
    """

    action: Required[str]
    comment: str
    rules: Sequence[dict[str, Any]]
    standing_in: bool


@dataclass(frozen=True)
class Snapshot:
    """An aggregate as it was stored when read: a later write is compared with it.

    entries_apart: how many entries of its history are stored outside the record.
    history_bytes: the size of the others; None if not measured yet.
    """

    state: State
    head: str = GENESIS
    announced: Mapping[str, int] = field(default_factory=dict)
    sources: Mapping[str, int] = field(default_factory=dict)
    keys: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    entries_apart: int = 0
    history_bytes: int | None = None


@dataclass(frozen=True, kw_only=True)
class Aggregate:
    """The base of every stored aggregate. `version` counts its writes, and so its events."""

    id: str
    version: int = 0
    created_at: datetime | None = None
    updated_at: datetime | None = None
    kept: Snapshot | None = field(default=None, repr=False, compare=False)

    def expect(self, version: int | None) -> None:
        """Raise PreconditionFailed if the caller named a version other than the current one."""
        if version is not None and version != self.version:
            raise PreconditionFailed(current_version=self.version)

    def described(self) -> "Shown[Identity]":
        """Return the fields that the API shows for every resource."""
        assert self.created_at is not None and self.updated_at is not None, "what was never kept cannot be shown"
        return {
            "id": self.id,
            "version": self.version,
            "created_at": instant_text(self.created_at),
            "updated_at": instant_text(self.updated_at),
        }


def canonical(value: Any) -> bytes:
    """Serialise as canonical JSON for hashing: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def seal(entry: Entry, previous: str) -> Entry:
    """Chain an entry to the hash of its predecessor."""
    chained = {**entry, "prev": previous}
    return {**chained, "hash": hashlib.sha256(canonical(chained)).hexdigest()}


def written(entry: Entry) -> str:
    """Serialise an entry for the store as one text, which the store need not parse (ADR 18).

    Maps stay in their order, which the one form that is hashed does not keep and an answer shows.
    """
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def read_entries(history: Iterable[str | bytes | Entry]) -> Iterator[Entry]:
    """Yield the entries of a stored history: texts, long ones compressed; the oldest are objects."""
    return (each if isinstance(each, dict) else json.loads(_text_of(each)) for each in history)


def entries_of(history: Iterable[str | bytes | Entry]) -> list[Entry]:
    """Return the entries of a stored history as a list."""
    return list(read_entries(history))


def entries_to_check(history: object) -> Iterator[Entry]:
    """Yield the entries of a history that may have been tampered with; one that is no JSON object becomes an empty entry."""
    return (_readable(each) for each in history) if isinstance(history, Iterable) else iter(())


def _text_of(stored: str | bytes) -> str | bytes:
    return stored if isinstance(stored, str) else zlib.decompress(stored)


def _readable(stored: object) -> Entry:
    if isinstance(stored, str | bytes):
        try:
            stored = json.loads(_text_of(stored))
        except (ValueError, RecursionError, zlib.error):
            return {}
    return stored if isinstance(stored, dict) else {}


def sources_of(kept: Mapping[str, Any]) -> dict[str, int]:
    """Return up to which version a record handled each source; a store nests names with dots (`days:101.2027-06-02`)."""
    found = dict[str, int]()
    for name, value in kept.items():
        inner = (
            {name: value}
            if isinstance(value, int)
            else {f"{name}.{rest}": at for rest, at in sources_of(value).items()}
        )
        found |= {source: max(at, found.get(source, 0)) for source, at in inner.items()}
    return found


def diff(before: State, after: State) -> list[Change]:
    """Return the changes from one state to another; a map is compared key by key, one level deep."""
    changes: list[Change] = []
    for name, value in after.items():
        old = before.get(name)
        if name in before and old == value:
            continue
        if isinstance(value, dict) and isinstance(old, dict) and old and old.keys() <= value.keys():
            changes += [[f"{name}.{key}", item] for key, item in value.items() if key not in old or old[key] != item]
        else:
            changes.append([name, value])
    return changes


def fold(entries: Iterable[Entry], before: State | None = None) -> State:
    """Compute the state after a history, or after entries that follow the state before them."""
    state: State = {} if before is None else dict(before)
    for entry in entries:
        fold_in(state, entry)
    return state


def fold_in(state: State, entry: Entry) -> None:
    """Apply an entry to a state."""
    for path, value in entry["changes"]:
        name, dot, key = path.partition(".")
        if dot:
            state[name] = {**state.get(name, {}), key: value}
        else:
            state[name] = value


@dataclass(frozen=True)
class Break:
    """A fault in a history and its reason."""

    aggregate: str
    version: int
    reason: str


def first_break(
    aggregate: str, version: int | None, state: State, head: str | None, entries: Iterable[Entry]
) -> Break | None:
    """Return the first fault of a history, or None."""
    return next(breaks(aggregate, version, state, head, entries), None)


def breaks(aggregate: str, version: object, state: State, head: object, entries: Iterable[Entry]) -> Iterator[Break]:
    """Yield every history entry that was edited, removed, inserted or moved, and any state that the history does not explain.

    An invalid entry, version or head is a fault with its reason, never an exception; after it the history is read on from
    there. No more than one entry is held at once.
    """
    previous: str | None = GENESIS
    place, folded, foldable, whole = 0, State(), True, True
    for entry in entries:
        place += 1
        if not entry:
            yield Break(aggregate, place, "内容读不出来")
            previous, whole = None, False
            continue
        if entry.get("version") != place:
            yield Break(aggregate, place, "缺失或者次序错乱")
            previous, whole = None, False
            place = _number(entry.get("version"), place)
        elif previous is not None and entry.get("prev") != previous:
            yield Break(aggregate, place, "与前一条不衔接")
            previous = None
        content = {name: value for name, value in entry.items() if name not in ("hash", "prev")}
        if _sealed(content, str(entry.get("prev")) if previous is None else previous) != entry.get("hash"):
            yield Break(aggregate, place, "写入后被改动")
        previous = str(entry.get("hash"))
        try:
            fold_in(folded, entry)
        except (AttributeError, KeyError, TypeError, ValueError):
            foldable = False
    yield from _ends(aggregate, place, previous, version, head)
    if not foldable:
        yield Break(aggregate, place, "历史中的改动读不出来")
    elif whole and place == version and folded != state:
        names = sorted(name for name in folded.keys() | state.keys() if folded.get(name) != state.get(name))
        yield Break(aggregate, place, f"字段与历史不符：{', '.join(names)}")


def _ends(aggregate: str, place: int, last: str | None, version: object, head: object) -> Iterator[Break]:
    """Compare the end of a history with its record."""
    for name, value in (("head", head), ("version", version)):
        if value is None:
            yield Break(aggregate, place + 1, f"记录缺少 {name}")
    if version is not None and place != version:
        yield Break(aggregate, place + 1, f"历史止于第 {place} 条，记录注明 {version} 条")
    elif None not in (head, last) and last != head:
        yield Break(aggregate, place + 1, "历史的最后一条与记录所注明的不符")


def _number(value: object, otherwise: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else otherwise


def _sealed(content: Entry, previous: str) -> str | None:
    try:
        return str(seal(content, previous)["hash"])
    except (TypeError, ValueError):  # a number that JSON does not know
        return None
