"""Events that a service could not handle at once: retried with growing pauses, then parked for an operator.

An entry is one event for one handler. Nothing of other aggregates waits behind it; later events of the same aggregate
for the same handler do (`behind`), since events of one aggregate take effect in order.
"""

import json
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from shared.errors import KeyReused, NotFound, Refused
from shared.occasion import Key
from shared.pages import Page, decode_cursor, encode_cursor
from shared.runtime.bell import Bell
from shared.runtime.expiry import Expiring
from shared.runtime.store import Db, in_lots

LEASE = timedelta(seconds=5)
"""How long a claim on an entry lasts unless it is extended."""
PUT_OFF = timedelta(seconds=2)
LOOKED_UP = 256
ANSWERS = Expiring(
    "inbox_answers", "at", timedelta(days=1), "搁置事件的办理回执", "只供同一请求重复时作答；办理经过留在事件中"
)
WAITING, BEHIND, PARKED, DISCARDED = "waiting", "behind", "parked", "discarded"


@dataclass(frozen=True)
class Due:
    """An entry that may be tried now. `cut_off`: its last attempt never returned, and may have ended the process."""

    id: str
    at: datetime
    cut_off: bool


class Inbox:
    """The inbox of one service.

    next_at: when the next waiting entry that was seen is due. bell: rung when this process makes an entry due.
    """

    def __init__(self, db: Db, delays: Sequence[float]) -> None:
        self._db, self._entries, self._answers = db, db["inbox"], db[ANSWERS.collection]
        self._delays = delays
        self._due: deque[Due] = deque()
        self.next_at: datetime | None = None
        self.bell = Bell()

    def prepare(self) -> None:
        """Create the indexes."""
        self._entries.create_index([("state", 1), ("due_at", 1)])
        ANSWERS.prepare(self._db)
        self._entries.create_index([("source", 1), ("handler", 1), ("version", 1)])

    def put(
        self,
        handler: str,
        envelope: Mapping[str, Any],
        *,
        at: datetime,
        error: str = "",
        attempts: int = 0,
        behind: bool = False,
        hopeless: bool = False,
        suspected: bool = False,
    ) -> None:
        """Store an event for later; an existing entry stays unchanged.

        suspected: it may have ended a process, and is tried alone.
        """
        entry = {
            "_id": entry_id(handler, envelope),
            "handler": handler,
            "source": envelope["source"],
            "version": envelope["version"],
            "event": envelope["event"],
            "envelope": json.dumps(envelope),  # as text, since its keys may be anything
            "first_at": at,
            "attempts": attempts,
            **self._next(at, attempts, error, hopeless),
        }
        if behind:
            entry["state"] = BEHIND
        if suspected:
            entry["at_work"] = True
        try:
            self._entries.insert_one(entry)
        except DuplicateKeyError:
            return
        self.bell.ring()

    def put_unreadable(self, queue: str, body: str, message_id: str, *, at: datetime, error: str) -> None:
        """Park a message that is not an event."""
        unread = {"source": f"unreadable:{message_id}", "version": 0, "event": "", "body": body}
        self.put(queue, unread, at=at, error=error, hopeless=True)

    def due(self, at: datetime) -> Due | None:
        """Return the next entry that is due, or None; `next_at` is when to ask again, unless the bell rings before.

        Many are looked up at once, since a store may read all that wait for each look.
        """
        if not self._due:
            self.next_at, seen = None, {"due_at": 1, "at_work": 1}
            for each in self._entries.find({"state": WAITING}, seen).sort("due_at", 1).limit(LOOKED_UP):
                if each["due_at"] > at:
                    self.next_at = each["due_at"]
                    break
                self._due.append(Due(each["_id"], each["due_at"], bool(each.get("at_work"))))
        return self._due.popleft() if self._due else None

    def take(self, due: Due, at: datetime) -> dict[str, Any] | None:
        """Claim an entry and count the attempt before it is made, so that one that ends the process counts too.

        None where another took it meanwhile.
        """
        taken: dict[str, Any] | None = self._entries.find_one_and_update(
            {"_id": due.id, "state": WAITING, "due_at": due.at},
            {"$set": {"due_at": at + LEASE, "at_work": True}, "$inc": {"attempts": 1}},
            return_document=ReturnDocument.AFTER,
        )
        return taken

    def stands(self, handler: str, envelope: Mapping[str, Any]) -> bool:
        """Check whether an event is in the inbox: waiting, parked or discarded."""
        return bool(self.standing([entry_id(handler, envelope)]))

    def standing(self, ids: Sequence[str]) -> frozenset[str]:
        """Return those of these entries that are in the inbox: waiting, parked or discarded."""
        lots = (self._entries.find({"_id": {"$in": lot}}, {"_id": 1}) for lot in in_lots(ids))
        return frozenset(str(each["_id"]) for lot in lots for each in lot)

    def suspect(self, ids: Sequence[str]) -> None:
        """Mark these entries to be tried alone, because one of them may have ended a process."""
        for lot in in_lots(ids):
            self._entries.update_many({"_id": {"$in": lot}, "state": WAITING}, {"$set": {"at_work": True}})

    def hold(self, entry: Mapping[str, Any], *, at: datetime) -> None:
        """Extend the lease of a claimed entry; do nothing if another process has claimed it since."""
        still = {"_id": entry["_id"], "state": WAITING, "attempts": entry["attempts"], "due_at": {"$gt": at}}
        self._entries.update_one(still, {"$set": {"due_at": at + LEASE}})

    def exhausted(self, entry: Mapping[str, Any]) -> bool:
        """Check whether a claimed entry has used all its attempts and the last one never returned."""
        return bool(entry["attempts"] > len(self._delays) + 1)

    def done(self, entry: Mapping[str, Any]) -> None:
        """Delete an entry that was handled, and release the first one behind it."""
        self._entries.delete_one({"_id": entry["_id"]})
        self._let_go(entry)

    def failed(self, entry: Mapping[str, Any], error: str, *, at: datetime, hopeless: bool = False) -> None:
        """Record a failed attempt: schedule a retry, or park the entry."""
        self._entries.update_one({"_id": entry["_id"]}, {"$set": self._next(at, entry["attempts"], error, hopeless)})
        self.bell.ring()

    def put_off(self, entry: Mapping[str, Any], error: str, *, at: datetime) -> None:
        """Postpone an entry that could not be tried because a service it depends on is away; this was no attempt."""
        later = {"due_at": at + PUT_OFF, "error": error, "careful": True, "at_work": False}
        self._entries.update_one({"_id": entry["_id"]}, {"$set": later, "$inc": {"attempts": -1}})
        self.bell.ring()

    def wait_behind(self, entry: Mapping[str, Any]) -> None:
        """Put an entry behind an earlier one of its aggregate; this was no attempt."""
        waits = {"$set": {"state": BEHIND, "at_work": False}, "$inc": {"attempts": -1}}
        self._entries.update_one({"_id": entry["_id"]}, waits)

    def blocked(self, handler: str, source: str, version: int) -> bool:
        """Check whether an earlier event of the aggregate is still waiting or parked."""
        open_states = {"$in": [WAITING, BEHIND, PARKED]}
        earlier = {"source": source, "handler": handler, "version": {"$lt": version}, "state": open_states}
        return self._entries.find_one(earlier, {"_id": 1}) is not None

    def discarded(self, handler: str, source: str) -> set[int]:
        """Return the versions of an aggregate that an operator discarded."""
        query = {"source": source, "handler": handler, "state": DISCARDED}
        return {int(entry["version"]) for entry in self._entries.find(query, {"version": 1})}

    def free_those_behind(self) -> None:
        """Release every entry that no longer waits behind another."""
        for entry in self._entries.find({"state": BEHIND}):
            if not self.blocked(entry["handler"], entry["source"], entry["version"]):
                self._entries.update_one({"_id": entry["_id"], "state": BEHIND}, {"$set": {"state": WAITING}})
                self.bell.ring()

    def parked(self, *, cursor: str | None, limit: int) -> Page[dict[str, Any]]:
        """Return a page of parked events, the newest first."""
        query: dict[str, Any] = {"state": PARKED}
        if cursor is not None:
            at, last = decode_cursor(cursor)
            query["$or"] = [{"first_at": {"$lt": at}}, {"first_at": at, "_id": {"$lt": last}}]
        found = list(self._entries.find(query).sort([("first_at", -1), ("_id", -1)]).limit(limit + 1))
        items = found[:limit]
        following = encode_cursor(items[-1]["first_at"], items[-1]["_id"]) if len(found) > limit else None
        return Page(items, following)

    def get(self, entry_id: str) -> dict[str, Any]:
        """Return an entry in any state; raise NotFound."""
        found = self._entries.find_one({"_id": entry_id})
        if found is None:
            raise NotFound()
        return found

    def replay(self, entry_id: str, *, at: datetime) -> dict[str, Any]:
        """Reset a parked event, so that it is handled again from the first attempt."""
        entry = self.get(entry_id)
        if not entry["event"]:
            raise Refused("这条消息无法读取，不能重放，只能作废。", current={"state": entry["state"]})
        return self._leave(entry_id, {"state": WAITING, "due_at": at, "attempts": 0})

    def discard(self, entry_id: str, *, at: datetime, by: str, comment: str) -> dict[str, Any]:
        """Discard a parked event: it counts as handled, and the first entry behind it is released."""
        entry = self._leave(entry_id, {"state": DISCARDED, "discarded_at": at, "discarded_by": by, "comment": comment})
        self._let_go(entry)
        return entry

    def answered(self, key: Key) -> dict[str, Any] | None:
        """Return the stored answer to an operator's request with this key, or None; raise KeyReused if the body differs."""
        found = self._answers.find_one({"_id": key.id})
        if found is not None and found["print"] != key.print:
            raise KeyReused()
        return None if found is None else dict(found["answer"])

    def keep_answer(self, key: Key, answer: Mapping[str, Any], *, at: datetime) -> None:
        """Store the answer to an operator's request with this key, for a day."""
        kept = {"print": key.print, "answer": dict(answer), "at": at}
        found = self._answers.find_one_and_update(
            {"_id": key.id}, {"$setOnInsert": kept}, upsert=True, return_document=ReturnDocument.AFTER
        )
        if found["print"] != key.print:  # another request with this key came at the same time
            raise KeyReused()

    def counts(self) -> dict[str, int]:
        """Count the entries by state; `behind` is included in `waiting`."""
        open_states = {"$match": {"state": {"$in": [WAITING, BEHIND, PARKED]}}}
        found = self._entries.aggregate([open_states, {"$group": {"_id": "$state", "count": {"$sum": 1}}}])
        known = {each["_id"]: int(each["count"]) for each in found}
        behind = known.get(BEHIND, 0)
        return {"waiting": known.get(WAITING, 0) + behind, "parked": known.get(PARKED, 0), "behind": behind}

    def _leave(self, entry_id: str, change: Mapping[str, Any]) -> dict[str, Any]:
        changed = self._entries.find_one_and_update(
            {"_id": entry_id, "state": PARKED}, {"$set": dict(change)}, return_document=ReturnDocument.AFTER
        )
        if changed is None:
            raise Refused("这条消息已经处理过了。", current={"state": self.get(entry_id)["state"]})
        self.bell.ring()
        return changed

    def _let_go(self, entry: Mapping[str, Any]) -> None:
        behind = {"source": entry["source"], "handler": entry["handler"], "state": BEHIND}
        first = self._entries.find_one_and_update(
            behind, {"$set": {"state": WAITING}}, {"_id": 1}, sort=[("version", 1)]
        )
        if first is not None:  # the others would find themselves behind it again
            self.bell.ring()

    def _next(self, at: datetime, attempts: int, error: str, hopeless: bool) -> dict[str, Any]:
        if hopeless or attempts > len(self._delays):
            return {"state": PARKED, "due_at": at, "error": error, "careful": True, "at_work": False}
        delay = self._delays[attempts - 1] if attempts else 0
        return {
            "state": WAITING,
            "due_at": at + timedelta(seconds=delay),
            "error": error,
            "careful": True,
            "at_work": False,
        }


def entry_id(handler: str, envelope: Mapping[str, Any]) -> str:
    """Return the id of the entry of an event for a handler."""
    return f"{handler}:{envelope['source']}:{envelope['version']}"
