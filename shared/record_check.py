"""Checks of a record's fields besides its state against the history that they follow from.

None of them is part of a hash, and all are relied on: by a repeated request, a redelivered event, the order of a list,
the journal. State, version and head are checked with the chain (`shared/aggregate.py`).
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from shared.aggregate import Break, Entry, sources_of
from shared.calendar import instant_text

Record = Mapping[str, Any]
UsedKey = tuple[str, object]
"""An idempotency key, and the fingerprint of its request."""


class Account:
    """Summarises a history while somebody else reads it."""

    def __init__(self) -> None:
        self.announced: dict[str, int] = {}
        self.sources: dict[str, int] = {}
        self.keys: dict[int, UsedKey] = {}
        self._times: dict[str, object] = {}
        self._count, self.whole = 0, True

    def through(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """Yield the entries, adding each."""
        for entry in entries:
            self._count += 1
            try:
                self._add(entry)
            except (AttributeError, KeyError, TypeError):  # the chain is broken there, which is named already
                self.whole = False
            yield entry

    def _add(self, entry: Entry) -> None:
        version, cause, key = entry["version"], entry.get("cause"), entry.get("key")
        self.whole = self.whole and version == self._count
        self.announced[entry["event"]] = version
        if cause is not None:
            self.sources[cause["source"]] = cause["version"]
        if key is not None:
            self.keys[version] = (key["id"], key["print"])
        self._times.setdefault("created_at", entry["at"])
        self._times["updated_at"] = entry["at"]

    def breaks(self, aggregate: str, record: Record, measured: int | None) -> Iterator[Break]:
        """Yield the fields of the record that contradict its history or each other.

        measured: the bytes of the entries inside the record.
        """
        mark: Any = record.get("unpublished")
        if "unpublished" in record and not (_counts(mark) and 1 <= mark <= self._count):
            yield Break(aggregate, self._count, f"记录注明第 {mark!r} 条尚未发出，而历史中没有这一条")
        if not self.whole or self._count != record.get("version"):
            return  # an entry is missing, which is named already and leads to everything else
        own, apart, size = record.get("history"), record.get("entries_apart", 0), record.get("history_bytes")
        if not _counts(apart) or not isinstance(own, list) or apart + len(own) != self._count:
            yield Break(aggregate, self._count, f"记录注明单独存放 {apart!r} 条，与历史不符")
            return
        if size is not None and size != measured:
            yield Break(aggregate, self._count, f"记录注明历史共 {size!r} 字节，与实际不符")
        said = {**record, "sources": _sources(record.get("sources"))}
        names = [name for name, value in self._following(apart).items() if _shown(said.get(name)) != value]
        if names:
            reason = f"记录与历史不符：{', '.join(names)}"
            yield Break(aggregate, self._count, reason)

    def _following(self, apart: int) -> dict[str, object]:
        """Return the expected fields of a record; an idempotency key is stored with the entry it was used for."""
        keys = {
            key: {"version": version, "print": told} for version, (key, told) in self.keys.items() if version > apart
        }
        return {**self._times, "announced": self.announced, "sources": self.sources, "keys": keys}


def _counts(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _sources(kept: object) -> object:
    try:
        return sources_of(kept) if isinstance(kept, dict) else kept
    except AttributeError:
        return kept


def _shown(value: object) -> object:
    return instant_text(value) if isinstance(value, datetime) else value
