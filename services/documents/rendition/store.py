"""How the fingerprints of issued files, and the texts of attachments that are bound with them, are kept in MongoDB."""

from typing import Any

from pymongo.errors import DuplicateKeyError

from services.documents.rendition.issued import Fingerprint
from shared.runtime.clock import now
from shared.runtime.store import Db

READING = 3
"""How texts are read now; those read otherwise are read anew."""


class IssuedFiles:
    """The fingerprint of every file of a released document that anybody got, each once, under the file's SHA-256."""

    def __init__(self, db: Db) -> None:
        self._files = db["issued_files"]

    def keep(self, fingerprint: Fingerprint) -> None:
        """Keep a fingerprint; the same file set anew has the same one."""
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
        """Give a file's fingerprint, None for a file that nobody got here."""
        found = self._files.find_one({"_id": sha256})
        return (
            None if found is None else Fingerprint(sha256, found["document_id"], found["digest"], found["copy_number"])
        )


class BoundTexts:
    """The text of each attachment that was read, under the file's SHA-256; made again from the file where it is lost."""

    def __init__(self, db: Db) -> None:
        self._texts = db["bound_texts"]

    def keep(self, sha256: str, content: list[dict[str, Any]]) -> None:
        """Keep a text in blocks, empty where the file has none that can be read."""
        self._texts.update_one({"_id": sha256}, {"$set": {"content": content, "reading": READING}}, upsert=True)

    def find(self, sha256: str) -> list[dict[str, Any]] | None:
        """Give a text, None for a file that was not read yet."""
        found = self._texts.find_one({"_id": sha256, "reading": READING})
        return None if found is None else list(found["content"])
