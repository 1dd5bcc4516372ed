"""MongoDB storage of sign-ins, for the log."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from pymongo.errors import DuplicateKeyError

from services.directory.domain import LOCKED, Person
from services.directory.trails.lines import Wanted
from shared.runtime.expiry import Expiring
from shared.runtime.store import LOT, Db

KEPT = timedelta(days=184)


class SignIns:
    """Sign-ins, refused ones too, and sign-outs of the accounts of all districts.

    Attempts with a name that no account has are in the log files alone, and without the name, which may be a password.
    """

    expiring = (
        Expiring("sign_ins", "at", KEPT, "登录、登录失败和退出的记录", "《网络安全法》第二十一条，不少于六个月"),
    )

    def __init__(self, db: Db) -> None:
        self._docs = db["sign_ins"]

    @staticmethod
    def prepare(db: Db) -> None:
        """Create the indexes."""
        for each in SignIns.expiring:
            each.prepare(db)
        db["sign_ins"].create_index([("district", 1), ("at", -1), ("_id", -1)])

    def keep(self, person: Person, outcome: str, address: str, at: datetime, *, once: str) -> None:
        """Record an attempt; `once`: its id among those of the person, so that a repeat is not recorded again."""
        record = {
            "_id": f"{person.id}:{once}", "district": person.path[0], "person": person.id, "name": person.name,
            "outcome": outcome, "address": address, "at": at,
        }  # fmt: skip
        with suppress(DuplicateKeyError):
            self._docs.insert_one(record)

    def refused(self, person: Person, code: str, address: str, at: datetime) -> None:
        """Record a refused attempt; while sign-ins are refused unread, one record of an address stands for all."""
        spans = int(at.timestamp()) // int(LOCKED.total_seconds()) if code == "sign_in_locked" else at.isoformat()
        self.keep(person, code, address, at, once=f"{address}:{code}:{spans}")

    def of(self, district: str, wanted: Wanted) -> Iterator[Mapping[str, Any]]:
        """Yield the records of a district from an instant back, the newest first."""
        query: dict[str, Any] = {"district": district}
        if wanted.person is not None:
            query["person"] = wanted.person
        newest = wanted.newest
        if newest is not None or wanted.since is not None:
            query["at"] = {} if newest is None else {"$lte": datetime.fromisoformat(newest)}
            query["at"] |= {} if wanted.since is None else {"$gte": datetime.fromisoformat(wanted.since)}
        yield from self._docs.find(query, batch_size=LOT).sort([("at", -1), ("_id", -1)])
