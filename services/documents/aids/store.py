"""Storage of stock phrases and autosaves: beside the aggregates, because they are no office records.

They have no history: a draft saved every few seconds would fill one, and discarded text concerns nobody. A write is
durable all the same before it is answered.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from shared.runtime.expiry import Expiring
from shared.runtime.store import Db

KEPT_FOR = timedelta(days=30)
MOST_AUTOSAVES = 200


class Aids:
    """Phrases by person; autosaves by person and slot, until they expire."""

    expiring = (Expiring("autosaves", "expires_at", what="未保存的草稿", why="本人 30 天未再打开；尚不是公文"),)

    def __init__(self, db: Db) -> None:
        self._phrases, self._autosaves = db["phrases"], db["autosaves"]

    @staticmethod
    def prepare(db: Db) -> None:
        """Create the indexes."""
        for each in Aids.expiring:
            each.prepare(db)
        db["autosaves"].create_index([("person", 1), ("saved_at", -1)])

    def phrases(self, person: str) -> list[str]:
        """Return a person's phrases in their order."""
        found = self._phrases.find_one({"_id": person})
        return [] if found is None else list(found["phrases"])

    def keep_phrases(self, person: str, phrases: Sequence[str]) -> None:
        """Replace a person's phrases."""
        self._phrases.update_one({"_id": person}, {"$set": {"phrases": list(phrases)}}, upsert=True)

    def autosave(self, person: str, slot: str, text: str, base_version: int | None, *, at: datetime) -> None:
        """Save the last state of a form; the later save wins, even if an earlier one arrives late."""
        kept = {
            "person": person,
            "slot": slot,
            "text": text,
            "base_version": base_version,
            "saved_at": at,
            "expires_at": at + KEPT_FOR,
        }
        self._autosaves.update_one({"_id": f"{person}/{slot}"}, {"$set": kept}, upsert=True)

    def count(self, person: str, *, besides: str) -> int:
        """Count a person's autosaves in other slots."""
        return self._autosaves.count_documents({"person": person, "slot": {"$ne": besides}}, limit=MOST_AUTOSAVES + 1)

    def autosaved(self, person: str, slot: str, *, at: datetime) -> dict[str, Any] | None:
        """Return one autosave, or None."""
        return self._autosaves.find_one({"_id": f"{person}/{slot}", "expires_at": {"$gt": at}})

    def autosaves(self, person: str, *, at: datetime) -> list[dict[str, Any]]:
        """Return a person's autosaves, the newest first, without their content."""
        query = {"person": person, "expires_at": {"$gt": at}}
        found = self._autosaves.find(query, {"text": 0}).sort("saved_at", -1)
        return list(found.limit(MOST_AUTOSAVES))

    def drop(self, person: str, slot: str) -> None:
        """Delete an autosave; deleting it twice is no error."""
        self._autosaves.delete_one({"_id": f"{person}/{slot}"})
