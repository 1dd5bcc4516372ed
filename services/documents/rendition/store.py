"""MongoDB storage of issued files' fingerprints, and of the texts of bound attachments."""

from datetime import timedelta
from typing import Any

from pymongo.errors import DuplicateKeyError

from services.documents.rendition.issued import Fingerprint
from shared.runtime.clock import now
from shared.runtime.expiry import Expiring
from shared.runtime.store import Db

READING = 4
"""The version of the reader; texts of another version are read again."""


class IssuedFiles:
    """The fingerprint of every issued file of a released document, once each, under the file's SHA-256."""

    def __init__(self, db: Db) -> None:
        self._files = db["issued_files"]

    def keep(self, fingerprint: Fingerprint) -> None:
        """Store a fingerprint; the same file rendered again has the same one."""
        if self.find(fingerprint.sha256) is not None:
            return
        entry = {
            "_id": fingerprint.sha256,
            "document_id": fingerprint.document_id,
            "digest": fingerprint.digest,
            "copy_number": fingerprint.copy_number,
            "at": now(),
        }
        try:
            self._files.insert_one(entry)
        except DuplicateKeyError:
            return

    def find(self, sha256: str) -> Fingerprint | None:
        """Return a file's fingerprint, or None if it was not issued here."""
        found = self._files.find_one({"_id": sha256})
        return (
            None if found is None else Fingerprint(sha256, found["document_id"], found["digest"], found["copy_number"])
        )


class BoundTexts:
    """The text of each attachment that was read, under the file's SHA-256; it can be derived again from the file.

    Forgotten a day after it was read, so that nothing of a destroyed attachment remains.
    """

    expiring = (Expiring("bound_texts", "read_at", timedelta(days=1), "从附件读出的文字", "可以从附件重新读出"),)

    def __init__(self, db: Db) -> None:
        self._texts = db["bound_texts"]

    @staticmethod
    def prepare(db: Db) -> None:
        """Create the index; texts of an earlier release, which have no date, count as read now."""
        for each in BoundTexts.expiring:
            each.prepare(db)
        db["bound_texts"].update_many({"read_at": None}, {"$set": {"read_at": now()}})

    def keep(self, sha256: str, content: list[dict[str, Any]]) -> None:
        """Store a text in blocks, empty if the file has none that can be read."""
        self._texts.update_one(
            {"_id": sha256}, {"$set": {"content": content, "reading": READING, "read_at": now()}}, upsert=True
        )

    def find(self, sha256: str) -> list[dict[str, Any]] | None:
        """Return a text, or None if the file was not read yet."""
        found = self._texts.find_one({"_id": sha256, "reading": READING})
        return None if found is None else list(found["content"])
