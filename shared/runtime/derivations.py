"""Search terms of records: those made by an earlier release are detected and derived again while the service works.

After an upgrade every record is checked once, a lot at a time with a rest as long, and written only if its search entry
has changed. At each start a few records are compared as well, to find changes that no release was marked for.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from time import monotonic
from typing import Any

import structlog

from shared.collection import Record
from shared.runtime.clock import now
from shared.runtime.lease import Lease
from shared.runtime.store import Db, MongoCollection
from shared.version import VERSION

LOT, SAMPLE = 32, 8
WORK = "at work"
SETTLES = timedelta(seconds=60)
"""The time after a write in which a record's terms may be behind, as those of what it is found by are."""
MOST_LOOSE = 1000
"""The maximum records whose terms wait to be packed: every search scans all of them."""
Kind = type[MongoCollection[Any]]
log = structlog.get_logger()


class Derivations:
    """The derived search terms of one service's records."""

    def __init__(self, db: Db, kinds: Iterable[Kind]) -> None:
        self._db, self._kinds = db, [kind for kind in kinds if kind.derived_from]
        self._marks = db["derivations"]
        self._lease = Lease(self._marks, WORK)
        self.at_work: dict[str, int] = {}
        """The number of records checked in each collection, while the work goes on."""

    def shown(self) -> str:
        """Return a description of the work in progress, or an empty string."""
        return "、".join(
            f"search terms of {name} are made anew: {count} looked at" for name, count in self.at_work.items()
        )

    def begin(self) -> None:
        """Mark empty collections as up to date: whatever they get from now on is derived as this release does it."""
        for kind in self._kinds:
            if self._mark_of(kind).get("form") != _form(kind):
                self._finish_if_empty(kind)

    def run(self, *, rest: Callable[[float], None], stopping: Callable[[], bool], every: bool = False) -> int:
        """Derive outdated terms again; return how many records changed. every: even if nothing seems outdated."""
        if not (every or any(self._is_old(kind) for kind in self._kinds)) or not self._lease.take():
            return 0
        changed = 0
        try:  # one kind after the other, as one may be found by what another is found by
            for kind in self._kinds:
                if not stopping() and (every or self._is_old(kind)):
                    changed += self._make_anew(kind, rest, stopping)
        finally:
            self._lease.give_back()
        return changed

    def _is_old(self, kind: Kind) -> bool:
        mark = self._mark_of(kind)
        if mark.get("form") != _form(kind):
            return not self._finish_if_empty(kind)
        docs, settled = self._db[kind.name], {"updated_at": {"$lt": now() - SETTLES}}
        found = (docs.find(settled, {"history": 0}).sort("_id", order).limit(SAMPLE) for order in (1, -1))
        return any(self._old_in(kind, [record for records in found for record in records]))

    def _make_anew(self, kind: Kind, rest: Callable[[float], None], stopping: Callable[[], bool]) -> int:
        mark, changed = self._mark_of(kind), 0
        last = mark.get("after") if mark.get("going_to") == _form(kind) else None
        total = self._db[kind.name].estimated_document_count()
        say = log.warning if total else log.debug  # in an empty store nothing is old
        say("search_terms_old", collection=f"{self._db.name}.{kind.name}", records=total, goes_on_after=last)
        self.at_work[kind.name] = 0
        try:
            while not stopping():
                began = monotonic()
                query = {} if last is None else {"_id": {"$gt": last}}
                lot = list(self._db[kind.name].find(query, {"history": 0}).sort("_id", 1).limit(LOT))
                if not lot:
                    self._finish(kind)
                    say("search_terms_made_anew", collection=f"{self._db.name}.{kind.name}", changed=changed)
                    break
                old = self._old_in(kind, lot)
                changed += sum(kind.derive_anew(self._db, record) for record in old)
                last = lot[-1]["_id"]
                self.at_work[kind.name] += len(lot)
                told = {"after": last, "going_to": _form(kind)}
                self._marks.update_one({"_id": kind.name}, {"$set": told}, upsert=True)
                self._lease.hold()
                rest(monotonic() - began)
                while old and not stopping() and self._many_loose(kind):
                    self._lease.hold()
                    rest(1.0)
        finally:
            self.at_work.pop(kind.name, None)
        return changed

    def _old_in(self, kind: Kind, records: Iterable[Record]) -> list[Record]:
        """Return the records whose stored terms differ from those derived now."""
        records = list(records)
        made = kind.completed(self._db, [kind.found_by(each | kind.state_of(each)) for each in records])
        ids = [each["_id"] for each in made]
        there = {each["_id"]: each for each in kind.found_by_in(self._db).find({"_id": {"$in": ids}})}
        old = {each["_id"] for each in made if _plain(each) != _plain(there.get(each["_id"], {}))}
        return [each for each in records if each["_id"] in old]

    def _many_loose(self, kind: Kind) -> bool:
        loose = kind.found_by_in(self._db).find({"loose": True}, {"_id": 1}).limit(MOST_LOOSE + 1)
        return sum(1 for _ in loose) > MOST_LOOSE

    def _finish_if_empty(self, kind: Kind) -> bool:
        empty = self._db[kind.name].find_one({}, {"_id": 1}) is None
        if empty:
            self._finish(kind)
        return empty

    def _finish(self, kind: Kind) -> None:
        told = {"$set": {"form": _form(kind)}, "$unset": {"after": "", "going_to": ""}}
        self._marks.update_one({"_id": kind.name}, told, upsert=True)

    def _mark_of(self, kind: Kind) -> Mapping[str, Any]:
        return self._marks.find_one({"_id": kind.name}) or {}


def _form(kind: Kind) -> str:
    return f"{VERSION}/{kind.found_by_form}"


def _plain(found_by: Mapping[str, Any]) -> str:
    """Return the terms as sorted JSON, without the index marks and the version they were made from."""
    told = {name: value for name, value in found_by.items() if name not in ("loose", "version", "created_at")}
    told["terms"] = sorted(told.get("terms", ()))
    return json.dumps(told, sort_keys=True, default=str)
