"""How the fingerprints of issued files are kept in MongoDB."""

from pymongo.errors import DuplicateKeyError

from services.documents.rendition.issued import Fingerprint
from shared.runtime.clock import now
from shared.runtime.store import Db


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
