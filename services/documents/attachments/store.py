"""MongoDB storage of attachments: entries as aggregates, bytes in GridFS."""

import io
from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any

from pymongo import ASCENDING
from pymongo.errors import DuplicateKeyError

from services.documents.attachments.domain import Attachment
from shared.errors import KeyReused
from shared.file_kinds import FileRefused
from shared.files import PIECE
from shared.runtime.clock import now
from shared.runtime.disk import room
from shared.runtime.store import Db, MongoCollection

BUCKET = "attachments_content"


class AttachmentCollection(MongoCollection[Attachment]):
    """Attachments (附件)."""

    name, service, kind = "attachments", "documents", Attachment
    indexes = (([("document_id", 1), ("created_at", 1)], {}), ([("status", 1), ("erased", 1)], {}))

    @classmethod
    def prepare(cls, db: Db) -> None:
        """Create the indexes, including those of GridFS."""
        super().prepare(db)
        db[f"{BUCKET}.chunks"].create_index([("files_id", ASCENDING), ("n", ASCENDING)], unique=True)

    def of(self, document_id: str) -> list[Attachment]:
        """Return a document's attachments, the oldest first."""
        found = self._docs.find({"document_id": document_id}, {"history": 0}).sort([("created_at", 1), ("_id", 1)])
        return [self._load(each) for each in found]

    def kept_ids(self) -> Iterator[tuple[str, object, object]]:
        """Yield the recorded id, size and SHA-256 of every kept attachment."""
        for each in self._docs.find({"status": "kept"}, {"size": 1, "sha256": 1}).sort("_id", 1):
            yield str(each["_id"]), each.get("size"), each.get("sha256")

    def coming(self, uploader: str, organ: str) -> list[Attachment]:
        """Return the uploads of a person and of their organ."""
        query = {"status": "uploading", "erased": False, "$or": [{"uploader": uploader}, {"organ": organ}]}
        return [self._load(each) for each in self._docs.find(query, {"history": 0})]

    def left_over(self, before: datetime) -> list[Attachment]:
        """Return uploads started before an instant, and attachments removed before it and not erased."""
        query = {"status": {"$in": ["uploading", "removed"]}, "erased": False, "updated_at": {"$lt": before}}
        found = self._docs.find(query, {"history": 0}).limit(100)
        return [self._load(each) for each in found]


class GridContents:
    """Bytes in GridFS. Each piece comes in its own call, so pieces are written one by one in GridFS's format."""

    def __init__(self, db: Db) -> None:
        self._chunks, self._files = db[f"{BUCKET}.chunks"], db[f"{BUCKET}.files"]

    def put(self, attachment_id: str, place: int, piece: bytes) -> None:
        """Write a piece at its place, once; raise KeyReused for a different one at the same place."""
        room().require()
        try:
            self._chunks.insert_one({"files_id": attachment_id, "n": place, "data": piece})
        except DuplicateKeyError as error:
            if self.piece(attachment_id, place) != piece:
                raise KeyReused() from error

    def piece(self, attachment_id: str, place: int) -> bytes | None:
        """Read a piece."""
        found = self._chunks.find_one({"files_id": attachment_id, "n": place})
        data = None if found is None else found.get("data")
        return bytes(data) if isinstance(data, bytes) else None

    def pieces(self, attachment_id: str) -> Iterator[bytes]:
        """Yield every piece in order."""
        place = 0
        while (piece := self.piece(attachment_id, place)) is not None:
            yield piece
            place += 1

    def close(self, attachment_id: str, name: str, size: int) -> None:
        """Record the file, as GridFS does after all its pieces are written."""
        entry = {"length": size, "chunkSize": PIECE, "uploadDate": now(), "filename": name}
        self._files.update_one({"_id": attachment_id}, {"$set": entry}, upsert=True)

    def open(self, attachment_id: str) -> IO[bytes]:
        """Open a recorded file for random access; reading what was erased meanwhile raises FileRefused."""
        entry = self._files.find_one({"_id": attachment_id}, {"length": 1})
        return io.BufferedReader(_Opened(self, attachment_id, 0 if entry is None else entry["length"]), 1)

    def trim(self, attachment_id: str, count: int) -> None:
        """Delete the pieces beyond the end of a file."""
        self._chunks.delete_many({"files_id": attachment_id, "n": {"$gte": count}})

    def erase(self, attachment_id: str) -> None:
        """Delete a file and its pieces; do nothing if they are gone."""
        self._files.delete_one({"_id": attachment_id})
        self._chunks.delete_many({"files_id": attachment_id})


class _Opened(io.RawIOBase):
    """A file read piece by piece, at any place."""

    def __init__(self, contents: GridContents, attachment_id: str, size: int) -> None:
        self._contents, self._id, self._size, self._at = contents, attachment_id, size, 0
        self._piece: tuple[int, bytes] = (-1, b"")

    def readable(self) -> bool:
        """Return that it may be read."""
        return True

    def seekable(self) -> bool:
        """Return that it may be read at any place."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move to a place counted from the begin, from here or from the end."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def readinto(self, into: Any) -> int:
        """Read up to the end of the piece."""
        place, start = divmod(self._at, PIECE)
        if self._at >= self._size:
            return 0
        if self._piece[0] != place:
            piece = self._contents.piece(self._id, place)
            if piece is None:
                raise FileRefused("上传中断，请重新上传。")
            self._piece = place, piece
        read = self._piece[1][start : start + len(into)]
        into[: len(read)] = read
        self._at += len(read)
        return len(read)
