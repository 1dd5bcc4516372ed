"""MongoDB storage of task lists: one document for each record, from its newest event."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from services.notifications.domain import Box, Record, keys_seeing
from shared.actor import Actor
from shared.occasion import Effects
from shared.runtime.clock import now
from shared.runtime.expiry import Expiring
from shared.runtime.store import Db
from shared.turn import keys_of

MOST_DONE = 1000
"""The maximum of a person's last records that are searched for what they did."""

READ = Expiring(
    "read", "at", timedelta(days=730), "已阅标记", "两年没有再打开的事项，已阅与否不再有用；离开人员的随即删除"
)

BOXES = tuple(f"box_{each.value}" for each in (Box.TODO, Box.TO_READ, Box.MINE))


class WaitingRecords:
    """Records by their source, with the keys of each box's people, and the versions read."""

    expiring = (READ,)

    def __init__(self, db: Db) -> None:
        self._docs, self._read = db["waiting"], db["read"]

    @classmethod
    def prepare(cls, db: Db) -> None:
        """Create the indexes."""
        for box in BOXES:
            db["waiting"].create_index([(box, 1)])
        db["waiting"].create_index([("acted", 1), ("since", -1)])
        db["waiting"].create_index([("dues", 1)])
        db["waiting"].create_index([("holds_up", 1)])
        db["waiting"].create_index([("type", 1), ("record_id", 1)])
        READ.prepare(db)
        db["read"].update_many({"at": None}, {"$set": {"at": now()}})  # an earlier release noted no time

    def keep(
        self,
        source: str,
        version: int,
        at: str,
        turn: Mapping[str, Any],
        by: str | None,
        effects: Effects | None = None,
    ) -> frozenset[str]:
        """Store a record as an event left it, unless a later one came first; return whose lists may have changed.

        The turn is complete: the newest one is sufficient, in whatever order events come. The people who acted are a
        set that each event adds to. effects: where a change is counted.
        """
        fresh = {**turn, "record_id": source.partition(":")[2], "since": at, "version": version, **_boxes(turn)}
        change = {"$set": {**fresh, "reminded": None}, "$addToSet": _acted(by)}
        before: Mapping[str, Any] | None = None
        for upsert in (True, False):
            try:
                before = self._docs.find_one_and_update(
                    {"_id": source, "version": {"$lt": version}}, change, dict.fromkeys(BOXES, 1), upsert=upsert
                )
            except DuplicateKeyError:  # there is one by now, of this version or a later one, or of an earlier one
                continue
            if before is not None or upsert:
                (effects or Effects()).add()
                return _meant(fresh) | _meant(before or {})
        there = self._docs.find_one_and_update({"_id": source}, {"$addToSet": _acted(by)}, {"version": 1, "acted": 1})
        if there is not None and by is not None and by not in there.get("acted", ()):
            (effects or Effects()).add()
        again = there is not None and there["version"] == version  # the process may have ended before it told of it
        return _meant(fresh) if again else frozenset()

    def mark_vacancies(self, record: Record) -> bool:
        """Store who is shown a step nobody may take (`domain.with_vacancies`), unless a later event came meanwhile; return
        whether it differed before.
        """
        change = {"waits": record["waits"], "reminded": _unchecked(), **_boxes(record)}
        found = self._docs.find_one_and_update(
            {"_id": record["_id"], "version": record["version"]}, {"$set": change}, {"waits": 1}
        )
        return found is not None and bool(found["waits"] != record["waits"])

    def waiting_for(self, keys: Sequence[str]) -> Iterable[Record]:
        """Return the records in which a step waits for any of some posts."""
        return self._docs.find({f"box_{Box.TODO.value}": {"$in": list(keys)}})

    def stuck_at(self, keys: Sequence[str], most: int) -> list[Record]:
        """Return the records in which a step waits for any of some posts and nobody may take it, the oldest first."""
        vacant = [{"waits.vacant": {"$exists": True}}, {"waits.left.vacant": {"$exists": True}}]
        query = {f"box_{Box.TODO.value}": {"$in": list(keys)}, "$or": vacant}
        return list(self._docs.find(query).sort("since", 1).limit(most))

    def open_of(self, keys: Sequence[str]) -> dict[tuple[str, str], int]:
        """Count by box and type the records that wait for a person by name, and those of theirs that are not ended."""
        found = dict[tuple[str, str], int]()
        for box in (Box.TODO, Box.MINE):
            for record in self._docs.find({f"box_{box.value}": {"$in": list(keys)}}, {"type": 1}):
                place = box.value, record["type"]
                found[place] = found.get(place, 0) + 1
        return found

    def known(self) -> set[str]:
        """Return the sources of all records."""
        return {each["_id"] for each in self._docs.find({}, {"_id": 1})}

    def ahead_of(self, source: str, version: int) -> int | None:
        """Return the version of a record if it is later than one of its journal, else None."""
        found = self._docs.find_one({"_id": source, "version": {"$gt": version}}, {"version": 1})
        return None if found is None else int(found["version"])

    def make_anew(
        self,
        source: str,
        version: int,
        at: str,
        turn: Mapping[str, Any],
        acted: Sequence[str],
        *,
        beyond: int | None = None,
    ) -> frozenset[str] | None:
        """Store a record as its journal says, unless a later event came meanwhile; return whose lists may have changed, or
        None if it was so before.

        beyond: a later version that no journal knows, and that is replaced.
        """
        fresh = {**turn, "record_id": source.partition(":")[2], "since": at, "version": version, **_boxes(turn)}
        before = self._docs.find_one({"_id": source})
        if before is not None and before["version"] > version and before["version"] != beyond:
            self._docs.update_one({"_id": source}, {"$addToSet": {"acted": {"$each": list(acted)}}})
            return None
        meant = _meant(fresh) | _meant(before or {})
        if before is not None:
            before.pop("reminded", None)
        if before is not None and {*before.pop("acted")} == {*acted} and before == {"_id": source, **fresh}:
            return None
        wanted = {"_id": source, "version": {"$lte": version} if beyond is None else beyond}
        with suppress(DuplicateKeyError):
            self._docs.replace_one(wanted, {"_id": source, **fresh, "acted": list(acted)}, upsert=True)
        return meant

    def drop(self, sources: Iterable[str]) -> int:
        """Delete records that no journal knows."""
        return self._docs.delete_many({"_id": {"$in": list(sources)}}).deleted_count

    def of(self, actor: Actor, box: Box) -> list[Record]:
        """Return the records that may be in one of an actor's boxes; `domain.lies_in` decides."""
        if box is Box.DONE:
            return list(self._docs.find({"acted": actor.person_id}).sort("since", -1).limit(MOST_DONE))
        return list(self._docs.find({f"box_{box.value}": {"$in": keys_of(actor)}}))

    def named(self, type: str, record_id: str) -> Record | None:
        """Return a record by its type and id."""
        return self._docs.find_one({"type": type, "record_id": record_id})

    def due_until(self, day: str, *, today: str) -> Iterable[Record]:
        """Return the records with a deadline up to a day whose reminders were not checked yet today."""
        return self._docs.find({"dues": {"$lte": day}, "reminded": {"$ne": today}})

    def looked_at(self, record: Record, today: str) -> None:
        """Record that a record's reminders were checked today; its next event resets that, and so does `look_again`."""
        same = {"_id": record["_id"], "version": record["version"], "reminded": record.get("reminded")}
        self._docs.update_one(same, {"$set": {"reminded": today}})

    def look_again(self, keys: Iterable[str]) -> None:
        """Have the reminders of all records that wait for some parties checked again today."""
        query = {f"box_{Box.TODO.value}": {"$in": list(keys)}}
        self._docs.update_many(query, {"$set": {"reminded": _unchecked()}})

    def several(self, sources: Iterable[str]) -> Mapping[str, Record]:
        """Return records by source."""
        return {each["_id"]: each for each in self._docs.find({"_id": {"$in": list(sources)}})}

    def here(self, meetings: Iterable[str]) -> Mapping[str, frozenset[str]]:
        """Return who is present in each of these meetings."""
        found = self._docs.find({"_id": {"$in": list(meetings)}}, {"here": 1})
        return {each["_id"]: frozenset(each.get("here", ())) for each in found}

    def held_up(self, sources: Iterable[str]) -> frozenset[str]:
        """Return which of these records another one holds up."""
        found = self._docs.find({"holds_up": {"$in": list(sources)}}, {"holds_up": 1})
        return frozenset(each["holds_up"] for each in found)

    def read_by(self, person: str, sources: Sequence[str]) -> Mapping[str, int]:
        """Return the version up to which a person has read each of these records."""
        found = self._read.find({"_id": {"$in": [f"{person} {each}" for each in sources]}})
        return {each["_id"].partition(" ")[2]: each["version"] for each in found}

    def mark_read(self, person: str, source: str, version: int) -> None:
        """Mark a record as read up to a version; an earlier version changes nothing."""
        change = {"$max": {"version": version}, "$set": {"at": now()}}
        self._read.update_one({"_id": f"{person} {source}"}, change, upsert=True)

    def forget_reader(self, person: str) -> None:
        """Delete everything that a person has marked as read."""
        self._read.delete_many({"_id": {"$gt": f"{person} ", "$lt": f"{person}!"}})  # what follows the space


class StaffStamps:
    """One stamp for each organ."""

    def __init__(self, db: Db) -> None:
        self._docs = db["staff_stamps"]

    @classmethod
    def prepare(cls, db: Db) -> None:
        """Do nothing: queries are by id only."""

    def of(self, organ: str) -> str:
        """Return an organ's stamp, creating the first one."""
        found = self._docs.find_one({"_id": organ})
        if found is None:
            fresh = {"$setOnInsert": {"stamp": uuid.uuid4().hex}}
            found = self._docs.find_one_and_update(
                {"_id": organ}, fresh, upsert=True, return_document=ReturnDocument.AFTER
            )
        return str(found["stamp"])

    def renew(self, organs: Iterable[str]) -> None:
        """Invalidate the cached staff of some organs."""
        for each in organs:
            self._docs.update_one({"_id": each}, {"$set": {"stamp": uuid.uuid4().hex}}, upsert=True)


def _acted(by: str | None) -> dict[str, Any]:
    return {"acted": {"$each": [] if by is None else [by]}}


def _unchecked() -> str:
    """Return a mark that no day equals, different each time, so that a check which began before it does not count."""
    return f"again {uuid.uuid4().hex}"


def _meant(record: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(key for box in BOXES for key in record.get(box, ()))


def _boxes(turn: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the index of a record: the keys of each box's people, and the deadlines."""
    boxes = {
        box.value: sorted({key for wait in turn["waits"] if wait["box"] == box.value for key in keys_seeing(wait)})
        for box in (Box.TODO, Box.TO_READ)
    }
    mine = [] if turn["ended"] else turn["mine"]
    dues = sorted({wait["due_on"] for wait in turn["waits"] if wait["box"] == Box.TODO.value and wait.get("due_on")})
    return {**{f"box_{name}": keys for name, keys in {**boxes, Box.MINE.value: mine}.items()}, "dues": dues}
