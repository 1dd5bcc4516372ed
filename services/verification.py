"""The checks of `python -m services verify`: every history and its anchor, or one file that claims to be issued."""

import io
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from services.registry import members, service_class, with_data
from shared.anchor import Anchor, Chain, gaps, read_anchor
from shared.calendar import instant_text
from shared.progress import Progress
from shared.runtime.clock import now
from shared.runtime.databases import database_of
from shared.runtime.schema import require_readable
from shared.runtime.service_runtime import Collected
from shared.runtime.store import Journal, MongoCollection

LARGEST_FILE = 64 * 1024 * 1024
"""More bytes than any issued file has."""


class Unreadable(Exception):
    """A given file cannot be read; the message is for the operator."""


def read_anchor_file(path: Path) -> Anchor:
    """Load an anchor; raise Unreadable."""
    try:
        return read_anchor(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Unreadable(f"{path}：{error}") from error


def histories(before: Anchor | None, *, wants_anchor: bool, folder: Path | None = None) -> tuple[int, Anchor | None]:
    """Check every history and the bytes of every attachment and of all evidence, against an anchor if one is given;
    print the faults, and return their number and, if requested and there are none, a new anchor. A completely empty
    store counts as a fault too. folder: the one of the embedded store, if that is checked.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):  # what was tampered with need not be text
        sys.stdout.reconfigure(errors="backslashreplace")
    wrong = checked = 0
    heads: dict[str, tuple[int, str]] = {}

    def read() -> Iterator[Chain]:
        """Check everything, and yield one history at a time: the hashes of all would not fit into memory."""
        nonlocal wrong, checked
        with _progress() as counted:
            for name in with_data():
                require_readable(database_of(name))
                journal = Journal(database_of(name), collections(name))
                for found in journal.breaks(partial(counted, name)):
                    wrong += 1
                    print(_on_one_line(f"{name}: {found.aggregate} 第 {found.version} 条：{found.reason}"))
                checked += journal.count()
                if before is not None or wants_anchor:
                    for source, hashes in journal.chains():
                        if wants_anchor and hashes:
                            heads[f"{name}/{source}"] = len(hashes), hashes[-1]
                        yield f"{name}/{source}", hashes
            for place, reason in _damaged_files(counted):
                wrong += 1
                print(_on_one_line(f"{place} {reason}"))

    found_gaps = list(gaps(Anchor("", {}) if before is None else _of_what_stays(before), read()))
    print(f"已核对 {checked} 项，{wrong} 处有误。")
    if not checked:
        print(_nothing_found(folder))
        return wrong + 1, None
    if before is not None:
        for gap in found_gaps:
            print(_on_one_line(f"{gap.name} {gap.reason}"))
        print(f"已与 {before.at} 的锚点比对（{len(before.heads)} 项，根值 {before.root}），{len(found_gaps)} 项有缺。")
        wrong += len(found_gaps)
    return wrong, Anchor(instant_text(now()), heads) if wants_anchor and not wrong else None


@contextmanager
def _progress() -> Iterator[Callable[[str, str], None]]:
    """Say on the standard error every few seconds how far a long check is; what is yielded counts each thing checked."""
    progress, counts = Progress(stream=sys.stderr), Counter[str]()
    progress.remind("正在打开数据")

    def counted(service: str, collection: str) -> None:
        counts[collection] += 1
        progress.now(f"正在核对 {service} 的 {collection}：第 {counts[collection]} 项")

    try:
        yield counted
    finally:
        progress.end()


def _on_one_line(text: str) -> str:
    """Escape what a terminal would obey instead of showing it, for what was tampered with may hold anything."""
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)


def _of_what_stays(before: Anchor) -> Anchor:
    """Remove from an anchor records that expire, such as sessions, which older anchors name."""
    passing = {f"{name}/{each.name}" for name in with_data() for each in collections(name) if each.kept_for is not None}
    return replace(
        before, heads={name: head for name, head in before.heads.items() if name.partition(":")[0] not in passing}
    )


def _damaged_files(counted: Callable[[str, str], object]) -> Iterator[tuple[str, str]]:
    """Yield each file that does not match its record, by its service, collection and id, with the fault."""
    for attachment, reason in _damaged_attachments(partial(counted, "documents", "附件内容")):
        yield f"documents: attachments:{attachment}", reason
    from services.supervision.evidence.store import EvidenceFiles

    for file, fault in EvidenceFiles(database_of("supervision")).damaged():
        counted("supervision", "佐证文件内容")
        if fault is not None:
            yield f"supervision: evidence:{file}", fault


def _damaged_attachments(counted: Callable[[], object]) -> Iterator[tuple[str, str]]:
    from services.documents.attachments.contents import damaged
    from services.documents.attachments.store import AttachmentCollection, GridContents
    from shared.occasion import Occasion

    db = database_of("documents")
    contents = GridContents(db)
    for each in AttachmentCollection(db, Occasion(at=now()), _unheard).kept_ids():
        counted()
        yield from damaged([each], contents)


def _nothing_found(folder: Path | None) -> str:
    """Return a message naming the places searched, because an empty store is most often the wrong one."""
    where = "MONGO_URI 所指的数据库服务" if folder is None else folder
    looked = "、".join(database_of(name).name for name in with_data())
    return f"没有找到任何记录，不能算作核对通过：在 {where} 查了 {looked}。请核对 MONGO_URI、TONGBAN_VAR。"


def issued_file(path: Path) -> int:
    """Print whether a file is an issued one, and return the exit code; raise Unreadable."""
    from services.documents.attachments.held import attached_to
    from services.documents.attachments.store import AttachmentCollection
    from services.documents.outgoing.store import DocumentCollection
    from services.documents.rendition.issued import examine
    from services.documents.rendition.store import IssuedFiles
    from services.documents.seals.app import impressions
    from services.documents.seals.store import SealCollection, SealImages, SealUseCollection
    from shared.occasion import Occasion

    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise Unreadable(f"{path}：读不出这个文件（{error.strerror}）。") from error
    db, occasion = database_of("documents"), Occasion(at=now())
    documents = DocumentCollection(db, occasion, _unheard)
    attached = attached_to(AttachmentCollection(db, occasion, _unheard))
    seals_on = partial(
        impressions, SealUseCollection(db, occasion, _unheard), SealCollection(db, occasion, _unheard), SealImages(db)
    )
    found = examine(
        content, IssuedFiles(db), documents, attached, lambda document, digest: seals_on(document, digest=digest)
    )
    print(f"{path}：{found.words}")
    return int(found.verdict)


def collections(name: str) -> list[type[MongoCollection[Any]]]:
    """Return the collections of a service."""
    return [each.kind for each in members(service_class(name)).values() if isinstance(each, Collected)]


def _unheard(collection: str, aggregate_id: str, entry: object) -> None:
    raise AssertionError("who verifies writes nothing")
