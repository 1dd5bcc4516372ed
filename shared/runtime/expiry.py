"""What is kept for a while only, and deleted by whoever keeps it when its time is over.

Not by an index with `expireAfterSeconds`: the embedded store's own thread for that leaves open what it read until it looks
again a minute later, and of all that is written meanwhile no earlier state can be forgotten (ADR 22).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.runtime.store import Db


@dataclass(frozen=True)
class Expiring:
    """Records of a collection that are over so long after the instant in one of their fields.

    what, why: what they are and why they are kept no longer, for the list of all that ages out (`retention`).
    """

    collection: str
    field: str
    after: timedelta = timedelta(0)
    what: str = ""
    why: str = ""

    def prepare(self, db: Db) -> None:
        """Create the index; what an earlier version left to the store's own thread is taken from it."""
        docs = db[self.collection]
        for name, index in docs.index_information().items():
            if "expireAfterSeconds" in index:
                docs.drop_index(name)
        docs.create_index([(self.field, 1)])

    def count(self, db: Db, at: datetime) -> tuple[int, int]:
        """Count the records that there are, and those that are over; nothing is deleted."""
        docs = db[self.collection]
        return docs.count_documents({}), docs.count_documents({self.field: {"$lte": at - self.after}})

    def forget(self, db: Db, at: datetime) -> int:
        """Delete what is over; give how many records that were."""
        return db[self.collection].delete_many({self.field: {"$lte": at - self.after}}).deleted_count
