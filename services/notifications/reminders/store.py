"""MongoDB storage of preferences, districts' rules and days, and messages, each identified by its content."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from pymongo import UpdateOne
from pymongo.errors import DuplicateKeyError

from services.notifications.reminders.domain import MINUTE, may_send
from shared.pages import Page, decode_cursor, encode_cursor
from shared.runtime.expiry import Expiring
from shared.runtime.store import Db

WAITING, SENDING, SENT, FAILED, UNSURE = "waiting", "sending", "sent", "failed", "unsure"
LEASE = timedelta(minutes=5)
"""The time after which a sending process counts as crashed: whether the message was sent is unknown then."""
ATTEMPTS = 50


class Messages:
    """Messages to people, from their due time until three months later."""

    expiring = (
        Expiring("messages", "made_at", timedelta(days=90), "已发送的提醒", "只用于查明是否送达；所提醒的事项另有记录"),
    )

    def __init__(self, db: Db) -> None:
        self._docs, self._robots = db["messages"], db["robots"]
        self._preferences, self._rules = db["preferences"], db["reminder_rules"]

    @classmethod
    def prepare(cls, db: Db) -> None:
        """Create the indexes."""
        for each in cls.expiring:
            each.prepare(db)
        db["messages"].create_index([("state", 1), ("due_at", 1)])
        db["messages"].create_index([("person", 1), ("channel", 1), ("state", 1)])

    def preferences(self, person: str) -> Mapping[str, Any]:
        """Return a person's preferences."""
        return self._preferences.find_one({"_id": person}) or {}

    def choices_of(self, people: Iterable[str]) -> Mapping[str, Mapping[str, Any]]:
        """Return several people's preferences."""
        return {each["_id"]: each for each in self._preferences.find({"_id": {"$in": list(people)}})}

    def keep_preferences(self, person: str, chosen: Mapping[str, Any]) -> None:
        """Replace a person's preferences."""
        self._preferences.replace_one({"_id": person}, {"_id": person, **chosen}, upsert=True)

    def rules(self, district: str) -> Mapping[str, Any] | None:
        """Return the rules that a district set before the directory kept them."""
        return self._rules.find_one({"_id": district})

    def made(self, name: str, message: Mapping[str, Any]) -> bool:
        """Store a message; return whether it is new."""
        try:
            self._docs.insert_one({"_id": hashlib.sha256(name.encode()).hexdigest()[:32], "attempts": 0, **message})
        except DuplicateKeyError:
            return False
        return True

    def due(self, at: datetime, limit: int) -> list[dict[str, Any]]:
        """Return messages that may be sent, the oldest first."""
        query = {"state": WAITING, "due_at": {"$lte": at}}
        return list(self._docs.find(query).sort([("due_at", 1), ("_id", 1)]).limit(limit))

    def take(self, messages: Sequence[str], at: datetime) -> list[dict[str, Any]]:
        """Claim messages for sending; those that another process claimed meanwhile are left out."""
        taken = []
        for each in messages:
            found = self._docs.find_one_and_update(
                {"_id": each, "state": WAITING},
                {"$set": {"state": SENDING, "due_at": at + LEASE}, "$inc": {"attempts": 1}},
                return_document=True,
            )
            if found is not None:
                taken.append(found)
        return taken

    def settle(self, messages: Iterable[str], change: Mapping[str, Any]) -> None:
        """Record the result of claimed messages."""
        changes = [UpdateOne({"_id": each, "state": SENDING}, {"$set": dict(change)}) for each in messages]
        if changes:
            self._docs.bulk_write(changes)

    def put_off(self, messages: Iterable[str], until: datetime) -> None:
        """Postpone messages."""
        self._docs.update_many({"_id": {"$in": list(messages)}, "state": WAITING}, {"$set": {"due_at": until}})

    def lose(self, at: datetime) -> int:
        """Mark messages of a crashed sender as unsure, because nobody knows whether they were sent; they are not retried."""
        change = {"$set": {"state": UNSURE, "error": "发送时进程中断，不知是否送达"}}
        return self._docs.update_many({"state": SENDING, "due_at": {"$lte": at}}, change).modified_count

    def let_robot(self, robot: str, at: datetime) -> datetime | None:
        """Count a message against a robot's limit per minute; return None if it may be sent, else when to ask again."""
        name = hashlib.sha256(robot.encode()).hexdigest()
        for _ in range(ATTEMPTS):
            known = self._robots.find_one({"_id": name})
            sent: list[datetime] = [] if known is None else [each for each in known["sent"] if each > at - MINUTE]
            if not may_send(sent, at):
                return min(sent) + MINUTE
            fresh = {"sent": [*sent, at], "turn": 1 if known is None else known["turn"] + 1}
            try:
                query = {"_id": name} if known is None else {"_id": name, "turn": known["turn"]}
                if known is None:
                    self._robots.insert_one({"_id": name, **fresh})
                    return None
                if self._robots.update_one(query, {"$set": fresh}).matched_count:
                    return None
            except DuplicateKeyError:
                continue
        return at + MINUTE

    def failed(self, *, cursor: str | None, limit: int) -> Page[dict[str, Any]]:
        """Return the unsent messages, the newest first."""
        query: dict[str, Any] = {"state": {"$in": [FAILED, UNSURE]}}
        if cursor is not None:
            made_at, last = decode_cursor(cursor)
            query["$or"] = [{"made_at": {"$lt": made_at}}, {"made_at": made_at, "_id": {"$lt": last}}]
        found = list(self._docs.find(query).sort([("made_at", -1), ("_id", -1)]).limit(limit + 1))
        items = found[:limit]
        following = encode_cursor(items[-1]["made_at"], items[-1]["_id"]) if len(found) > limit else None
        return Page(items, following)

    def send_again(self, message: str, at: datetime) -> bool:
        """Retry a failed message from the first attempt; return whether there is one."""
        change = {"$set": {"state": WAITING, "due_at": at, "attempts": 0}}
        query = {"_id": message, "state": {"$in": [FAILED, UNSURE]}}
        return bool(self._docs.update_one(query, change).matched_count)
