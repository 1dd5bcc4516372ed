"""MongoDB storage of evidence: each file with its content in one record, which MongoDB limits to 16 MiB."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from pymongo.errors import DuplicateKeyError

from services.supervision.domain import File
from shared.runtime.clock import now
from shared.runtime.disk import room
from shared.runtime.expiry import Expiring
from shared.runtime.store import Db

NAME, TASKS = "evidence", "tasks"
UNUSED = Expiring(
    NAME, "unused_since", timedelta(days=7), "未写入反馈的佐证文件", "上传后没有随反馈或者报结提交的，不属于督办材料"
)


class EvidenceFiles:
    """The files of tasks."""

    expiring = (UNUSED,)

    def __init__(self, db: Db) -> None:
        self._docs, self._tasks = db[NAME], db[TASKS]

    @classmethod
    def prepare(cls, db: Db) -> None:
        """Create the indexes."""
        UNUSED.prepare(db)
        db[NAME].create_index([("task_id", 1)])

    def keep(self, task_id: str, file: File, content: bytes) -> None:
        """Store a file; do nothing if it is there."""
        room().require()
        record = {
            "_id": file.id, "task_id": task_id, "name": file.name, "media_type": file.media_type, "size": file.size,
            "sha256": file.sha256, "content": content, "unused_since": now(),
        }  # fmt: skip
        try:
            self._docs.insert_one(record)
        except DuplicateKeyError:  # not reported yet: it is wanted from now on
            still = {"_id": file.id, "unused_since": {"$exists": True}}
            self._docs.update_one(still, {"$set": {"unused_since": record["unused_since"]}})

    def find(self, task_id: str, ids: Sequence[str]) -> list[File]:
        """Return those of these files that are there."""
        found = self._docs.find({"_id": {"$in": list(ids)}, "task_id": task_id}, {"content": 0})
        return [_file(each) for each in found]

    def content(self, task_id: str, file_id: str) -> bytes | None:
        """Return the bytes of a file."""
        found = self._docs.find_one({"_id": file_id, "task_id": task_id}, {"content": 1})
        return None if found is None else bytes(found["content"])

    def damaged(self) -> Iterator[tuple[str, str | None]]:
        """Yield each file that a report names, with its fault or None; the reports may themselves have been tampered with."""
        for task in self._tasks.find({"reports.0": {"$exists": True}}, {"reports.files": 1}):
            for file_id, sha256 in _reported(task):
                found = self._docs.find_one({"_id": file_id, "task_id": task["_id"]}, {"content": 1})
                content = None if found is None else found.get("content")
                if not isinstance(content, bytes):
                    yield file_id, "佐证文件的内容缺失"
                else:
                    same = hashlib.sha256(content).hexdigest() == sha256
                    yield file_id, None if same else "佐证文件的内容与反馈时登记的校验值不符"

    def count(self, task_id: str) -> int:
        """Count the files of a task."""
        return int(self._docs.count_documents({"task_id": task_id}))

    def use(self, task_id: str, ids: Sequence[str]) -> bool:
        """Keep files for good; return whether one of them was not yet."""
        found = self._docs.update_many(
            {"_id": {"$in": list(ids)}, "task_id": task_id}, {"$unset": {"unused_since": ""}}
        )
        return bool(found.modified_count)


def _reported(task: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    for report in _list(task.get("reports")):
        for file in _list(report.get("files") if isinstance(report, dict) else None):
            if isinstance(file, dict):
                yield str(file.get("id")), file.get("sha256")


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _file(record: Mapping[str, Any]) -> File:
    return File(record["_id"], record["name"], record["media_type"], record["size"], record["sha256"])
