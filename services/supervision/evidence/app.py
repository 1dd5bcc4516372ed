"""Use cases of evidence: a file comes before the report that names it, and is kept once a report does."""

import hashlib
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from services.supervision import domain
from services.supervision.domain import File, Task
from services.supervision.kinds import LOCAL, TASK
from services.supervision.repositories import Tasks
from shared.errors import Forbidden, NotFound, Refused
from shared.file_kinds import media_type
from shared.files import handed
from shared.office import fault
from shared.shown import Shown
from shared.usecase import to_show
from shared.workflow import Context, refuse_broken, rule

if TYPE_CHECKING:
    from services.supervision.evidence import api

MOST = 100
"""The maximum files of a task."""
REPORTS = frozenset(("report", "submit"))
"""The steps that name files."""


@rule("too_many_files", LOCAL, states=f"一件督办事项最多带{MOST}个佐证文件。", error=Refused)
def files_are_few(task: Task, known: Context) -> str | None:
    """Limit the files of a task. `files`: how many it has."""
    return f"一件督办事项最多带{MOST}个佐证文件，请合并后再上传" if known.said["files"] >= MOST else None


class Files(Protocol):
    """The store of files, each under the task that it belongs to; one that no report names expires."""

    def keep(self, task_id: str, file: File, content: bytes) -> None: ...
    def find(self, task_id: str, ids: Sequence[str]) -> list[File]: ...
    def content(self, task_id: str, file_id: str) -> bytes | None: ...
    def count(self, task_id: str) -> int: ...
    def use(self, task_id: str, ids: Sequence[str]) -> None: ...


def keep(tasks: Tasks, files: Files, task_id: str, name: str, content: bytes) -> File:
    """Keep a file for the next report of the actor, who works on the task; the same file again is the same entry."""
    actor = tasks.occasion.person
    task = to_show(tasks, task_id, domain.sees, actor)
    if REPORTS.isdisjoint(each["code"] for each in TASK.offers(task, actor)):
        raise Forbidden("佐证材料由承办人员在办理期间上传。", source=LOCAL)
    sha256 = hashlib.sha256(content).hexdigest()
    kind = media_type(io.BytesIO(content), name)
    file = File(domain.derived_id("evidence", task.id, f"{sha256} {name}"), name, kind, len(content), sha256)
    if not files.find(task.id, [file.id]):
        refuse_broken((files_are_few,), task, Context(actor, tasks.occasion.at, said={"files": files.count(task.id)}))
    files.keep(task.id, file, content)
    return file


def named(files: Files, task: Task, ids: Sequence[str]) -> tuple[File, ...]:
    """Return the files that a report names, in its order; raise InvalidInput for one that was not uploaded to the task."""
    found = {each.id: each for each in files.find(task.id, ids)}
    for place, each in enumerate(ids):
        if each not in found:
            raise fault(f"files[{place}]", "unknown_file", "没有这个文件，或者上传后过久未用，请重新上传")
    return tuple(found[each] for each in dict.fromkeys(ids))


def read(tasks: Tasks, files: Files, task_id: str, file_id: str) -> dict[str, str]:
    """Return a file of a report to those who see the task whole, and to who works on it before the report."""
    task = to_show(tasks, task_id, domain.sees, tasks.occasion.person)
    found, content = files.find(task.id, [file_id]), files.content(task.id, file_id)
    if not found or content is None:
        raise NotFound()
    return handed(found[0].name, found[0].media_type, content)


def shown_file(file: File) -> "Shown[api.EvidenceFile]":
    """Return a file as evidence."""
    return {
        "id": file.id,
        "name": file.name,
        "media_type": file.media_type,
        "size": file.size,
        "sha256": file.sha256,
    }
