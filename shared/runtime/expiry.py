"""Expiring records, deleted by the service that keeps them.

An index with `expireAfterSeconds` is not used: the embedded store's thread for it keeps its read open until it runs
again a minute later, so that no earlier state of anything written meanwhile can be released (ADR 22).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.runtime.store import Db


@dataclass(frozen=True)
class Expiring:
    """Records of a collection that expire a fixed time after the instant in one of their fields.

    what, why: what they are and why they are kept no longer, for the list of retention periods (`retention`).
    """

    collection: str
    field: str
    after: timedelta = timedelta(0)
    what: str = ""
    why: str = ""

    def prepare(self, db: Db) -> None:
        """Create the index; remove a TTL index that an earlier version left."""
        docs = db[self.collection]
        for name, index in docs.index_information().items():
            if "expireAfterSeconds" in index:
                docs.drop_index(name)
        docs.create_index([(self.field, 1)])

    def count(self, db: Db, at: datetime) -> tuple[int, int]:
        """Count all records and the expired ones; nothing is deleted."""
        docs = db[self.collection]
        return docs.count_documents({}), docs.count_documents({self.field: {"$lte": at - self.after}})

    def forget(self, db: Db, at: datetime) -> int:
        """Delete expired records; return how many."""
        return db[self.collection].delete_many({self.field: {"$lte": at - self.after}}).deleted_count
