"""MongoDB storage of the directory."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from services.directory.domain import FAILURES_ALLOWED, LOCKED, Organ, Person, Session, delay_after
from services.directory.finding import Named
from shared.pages import Page
from shared.runtime.expiry import Expiring
from shared.runtime.store import LOT, Db, MongoCollection, in_lots


class OrganCollection(Named[Organ]):
    """Organs; issuer codes, and so number series, and rooms are unique."""

    name, service, kind = "organs", "directory", Organ
    called = ("name", "short_name")
    derived_from = frozenset((*called, "path"))
    indexes = (
        ([("path", 1)], {}),
        ([("issuer_code", 1)], {"unique": True, "partialFilterExpression": {"issuer_code": {"$gt": ""}}}),
        ([("rooms.id", 1)], {"unique": True, "partialFilterExpression": {"rooms.id": {"$gt": ""}}}),
    )

    def of_district(self, district: str, *, cursor: str | None, limit: int) -> Page[Organ]:
        """List the organs of a district."""
        return self.page({"path.0": district}, cursor=cursor, limit=limit)

    def by_name(self, district: str, typed: str, *, cursor: str | None, limit: int) -> Page[Organ]:
        """Return organs of a district by name."""
        return self.named(typed, {}, district=district, organ=None, cursor=cursor, limit=limit)

    def bearing(self, district: str, names: Sequence[str]) -> Sequence[Organ]:
        """Return the active organs of a district that bear one of these names or short names, by id."""
        borne = {"$or": [{"name": {"$in": list(names)}}, {"short_name": {"$in": list(names)}}]}
        found = self._docs.find({"path.0": district, "active": True, **borne}, {"history": 0}).sort("_id", 1)
        return [self._load(record) for record in found]

    def under(self, organ_id: str) -> Sequence[Organ]:
        """Return an organ's children, and those below them whose path includes it, by id."""
        found = self._docs.find({"path": organ_id}, {"history": 0}, batch_size=LOT).sort("_id", 1)
        return [self._load(record) for record in found if record["_id"] != organ_id]


class PersonCollection(Named[Person]):
    """People; usernames are unique."""

    name, service, kind = "people", "directory", Person
    called, also, of_people, deepest = ("name",), ("roles", "active"), True, 6
    derived_from = frozenset((*called, *also, "path"))
    indexes = (([("username", 1)], {"unique": True}), ([("path", 1)], {}), ([("organ", 1)], {}),
               ([("organ", 1), ("acting", 1)], {"partialFilterExpression": {"acting": {"$gt": ""}}}))  # fmt: skip

    def by_username(self, username: str) -> Person | None:
        """Return a person by username, or None."""
        found = self._docs.find_one({"username": username}, {"history": 0})
        return None if found is None else self._load(found)

    def of_organ(
        self,
        district: str,
        organ: str | None,
        *,
        typed: str | None = None,
        role: str | None = None,
        active: bool = True,
        cursor: str | None,
        limit: int,
    ) -> Page[Person]:
        """Return the people of a district, or of one of its organs and all under it, filtered by name or role."""
        query: dict[str, Any] = {"active": active} if role is None else {"active": active, "roles": role}
        if typed is not None:
            return self.named(typed, query, district=district, organ=organ, cursor=cursor, limit=limit)
        query["path.0"] = district
        if organ is not None:
            query["path"] = organ
        return self.page(query, cursor=cursor, limit=limit)

    def bearing(self, usernames: Sequence[str]) -> dict[str, Person]:
        """Return people by username."""
        lots = (self._docs.find({"username": {"$in": list(lot)}}, {"history": 0}) for lot in in_lots(usernames))
        return {person.username: person for found in lots for person in map(self._load, found)}

    def holding(self, organs: Sequence[str], roles: Sequence[str]) -> list[Person]:
        """Return the people who hold one of some roles in some organs."""
        held = [{"roles": {"$in": list(roles)}}, {"acting": {"$in": list(roles)}}]
        asked = {"active": True, "$or": held}
        lots = (self._docs.find({"organ": {"$in": list(lot)}, **asked}, {"history": 0}) for lot in in_lots(organs))
        return [self._load(record) for found in lots for record in found]

    def in_organ(self, organ_id: str) -> Sequence[Person]:
        """Return everybody directly in an organ, including closed accounts."""
        return [self._load(each) for each in self._docs.find({"organ": organ_id}, {"history": 0})]

    def of_organs(self, organs: Sequence[str]) -> list[Person]:
        """Return everybody directly in some organs, including closed accounts."""
        lots = (self._docs.find({"organ": {"$in": list(lot)}}, {"history": 0}) for lot in in_lots(organs))
        return [self._load(record) for found in lots for record in found]

    def acting_in(self, organ_id: str) -> bool:
        """Check whether anybody stands in for a post of an organ."""
        return self._docs.find_one({"organ": organ_id, "acting": {"$gt": ""}}, {"_id": 1}) is not None

    def any_active(self, organ_id: str) -> Person | None:
        """Return a person who works in an organ or below it, or None."""
        found = self._docs.find_one({"path": organ_id, "active": True}, {"history": 0})
        return None if found is None else self._load(found)


class SessionCollection(MongoCollection[Session]):
    """Sessions."""

    name, service, kind = "sessions", "directory", Session
    kept_for = timedelta(days=30)
    essential = True


class Attempts:
    """Sign-ins by name and address, and by address, counted before the password is checked, so that concurrent guesses count
    too; a correct one takes its count back, so that a whole office signing in at once counts nothing.
    """

    expiring = tuple(
        Expiring(name, "until", timedelta(minutes=1), what, "只用于登录限速；登录本身记入日志和登录会话")
        for name, what in (("attempts", "各账号的登录尝试"), ("addresses", "各地址的登录尝试"))
    )
    """Attempts with made-up names are not kept forever."""

    def __init__(self, db: Db) -> None:
        self._attempts, self._addresses = db["attempts"], db["addresses"]

    @staticmethod
    def prepare(db: Db) -> None:
        """Create the indexes."""
        for each in Attempts.expiring:
            each.prepare(db)

    def begin(self, name: str, address: str, at: datetime) -> datetime | None:
        """Count an attempt; return until when the name is locked at the address, or None if the attempt may go on.

        A stranger's guesses lock nobody out elsewhere.
        """
        name = _pair(name, address)
        self._attempts.update_one({"_id": name, "until": {"$lte": at}}, {"$set": {"failures": 0, "until": at + LOCKED}})
        try:
            counted = self._attempts.find_one_and_update(
                {"_id": name, "failures": {"$lt": FAILURES_ALLOWED}},
                {"$inc": {"failures": 1}, "$set": {"until": at + LOCKED}},
                upsert=True,
                return_document=ReturnDocument.AFTER,
            )
        except DuplicateKeyError:
            counted = None
        if counted is not None:
            return None
        locked = self._attempts.find_one({"_id": name})
        until: datetime | None = None if locked is None else locked["until"]
        return until or at + LOCKED

    def begin_from(self, address: str, at: datetime) -> datetime | None:
        """Count an attempt from an address; return until when sign-ins from there are refused, or None."""
        found = self._addresses.find_one({"_id": address, "until": {"$gt": at}, "next_at": {"$gt": at}})
        if found is not None:
            until: datetime = found["next_at"]
            return until
        fresh = {"$set": {"failures": 0, "until": at + LOCKED}}
        self._addresses.update_one({"_id": address, "until": {"$lte": at}}, fresh)
        counts = {"$inc": {"failures": 1}, "$setOnInsert": {"until": at + LOCKED}}
        self._addresses.update_one({"_id": address}, counts, upsert=True)
        return None

    def failed(self, address: str, at: datetime) -> None:
        """Delay the next attempt from an address, increasingly with the failures there."""
        counted = self._addresses.find_one_and_update(
            {"_id": address}, {"$max": {"until": at + LOCKED}}, return_document=ReturnDocument.AFTER
        )
        if counted is not None:
            self._addresses.update_one({"_id": address}, {"$max": {"next_at": at + delay_after(counted["failures"])}})

    def forgive(self, address: str) -> None:
        """Take back the count of a successful attempt."""
        self._addresses.update_one({"_id": address, "failures": {"$gt": 0}}, {"$inc": {"failures": -1}})

    def take_back(self, name: str, address: str) -> None:
        """Take back the count of an attempt with the correct password."""
        self._attempts.update_one({"_id": _pair(name, address), "failures": {"$gt": 0}}, {"$inc": {"failures": -1}})

    def forget_all(self, name: str) -> None:
        """Reset the counts of a name at all addresses."""
        begins = _pair(name, "")
        self._attempts.delete_many({"_id": {"$gte": begins, "$lt": begins + "\uffff"}})

    def locks(self, names: Sequence[str], at: datetime) -> dict[str, datetime]:
        """Return until when each of some names is locked at some address, the latest."""
        ways = [{"_id": {"$gte": _pair(each, ""), "$lt": _pair(each, "\uffff")}} for each in names]
        full = {"failures": {"$gte": FAILURES_ALLOWED}, "until": {"$gt": at}}
        found: dict[str, datetime] = {}
        for each in self._attempts.find({"$or": ways, **full}) if ways else ():
            name = each["_id"].partition("\n")[0]
            found[name] = max(each["until"], found.get(name, at))
        return found

    def forget(self, name: str, address: str) -> None:
        """Reset the count after a success."""
        self._attempts.delete_one({"_id": _pair(name, address)})


def _pair(name: str, address: str) -> str:
    return f"{name}\n{address}"
