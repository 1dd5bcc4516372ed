"""Back up the embedded store at one moment while it runs, and restore it.

The copy is what a power cut would leave at that moment, from which the store recovers by its journal. First all files
are copied while it works; then it is stopped while later changes are copied, for a second or so.
"""

import hashlib
import json
import os
import shutil
import signal
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from pymongo import MongoClient

from shared.runtime.embedded_store import running_in
from shared.runtime.schema import READABLE_BY, SCHEMA
from shared.version import VERSION

FORM = 1
"""The format version of the archive."""
MANIFEST, STORE, BALLOTS, BESIDE = "backup.json", "store", "ballots", ("demo-password", "secrets-key")
STILL_SECONDS = 4.0
"""The maximum time the store is stopped, in seconds; longer, and it would be taken for hanging."""
RECENT_NS = 2_000_000_000
"""A file changed this recently may have changed again with the same timestamp."""
SPARE = 64 << 20


class BackupFailed(RuntimeError):
    """A backup was not made or cannot be restored; the message says why, in one line."""


def back_up(folder: Path, archive: Path) -> dict[str, Any]:
    """Copy the store of a data folder into an archive that only its owner reads, whole or not at all; return its manifest."""
    store = folder / STORE
    if not store.is_dir():
        raise BackupFailed(f"{store} 不存在，没有可备份的数据；请核对 TONGBAN_VAR。")
    archive.parent.mkdir(parents=True, exist_ok=True)
    size = sum(path.stat().st_size for path in store.rglob("*") if path.is_file())
    if shutil.disk_usage(archive.parent).free < 2 * size + SPARE:
        raise BackupFailed(f"{archive.parent} 剩余空间不足，备份需要约 {(2 * size + SPARE) >> 20} MiB。")
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=archive.parent) as scratch:
        copied = Path(scratch)
        still = _copy_store(folder, copied)
        for name in BESIDE:
            with suppress(FileNotFoundError):
                shutil.copy(folder / name, copied / name)  # with its mode
        files = {str(path.relative_to(copied)): _sum(path) for path in sorted(copied.rglob("*")) if path.is_file()}
        said = {
            "form": FORM,
            "readable_by": READABLE_BY,
            "release": VERSION,
            "at": time.time(),
            "still_seconds": round(still, 2),
            "files": files,
        }
        (copied / MANIFEST).write_text(json.dumps(said), encoding="utf-8")
        _pack(copied, archive)
    return said


def unpack(archive: Path, folder: Path) -> dict[str, Any]:
    """Restore a backup into an empty data folder; raise BackupFailed if it does not match its manifest."""
    try:
        with tarfile.open(archive, "r:gz") as packed:
            packed.extractall(folder, filter="data")
        said: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if said["form"] != FORM or said["readable_by"] > SCHEMA:
            raise BackupFailed(
                f"{archive} 由 {said.get('release')} 版制作，本版（{VERSION}）不能读取；请用那一版恢复。"
            )
        files = dict(said["files"])
    except (OSError, EOFError, ValueError, KeyError, TypeError, tarfile.TarError) as error:
        raise BackupFailed(f"{archive} 不是完整的备份（{type(error).__name__}：{error}）。") from error
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} - {MANIFEST}
    wrong = sorted({*files} ^ there) or [name for name, told in files.items() if _sum(folder / name) != told]
    if wrong:
        raise BackupFailed(f"{archive} 已损坏：{wrong[0]} 与备份时不符。")
    (folder / MANIFEST).unlink()
    return said


def _copy_store(folder: Path, target: Path) -> float:
    """Copy a store and its ballots as of one moment; return how long the store was stopped, in seconds."""
    seen: dict[str, tuple[int, int]] = {}
    _sync(folder / STORE, target / STORE, seen)
    uri = running_in(folder)
    if uri is None:  # nobody runs it
        _sync(folder / BALLOTS, target / BALLOTS, {})
        return 0.0
    for _ in range(3):  # the less is left to copy, the shorter it stands still
        if not _sync(folder / STORE, target / STORE, seen):
            break
    with _standing_still(_pid_at(uri)) as until:
        began = time.monotonic()
        _sync(folder / STORE, target / STORE, seen, until=until)
        _sync(folder / BALLOTS, target / BALLOTS, {}, until=until)  # no vote begins or is counted meanwhile
        return time.monotonic() - began


def _pid_at(uri: str) -> int:
    client: MongoClient[dict[str, Any]] = MongoClient(uri, serverSelectionTimeoutMS=2000)
    with client:
        return int(client.admin.command("serverStatus")["pid"])


@contextmanager
def _standing_still(pid: int) -> Iterator[float]:
    """Stop a process for the block; it always resumes, and if this process is killed its watcher ends it."""
    os.kill(pid, signal.SIGSTOP)
    try:
        while Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "T":
            time.sleep(0.001)
        yield time.monotonic() + STILL_SECONDS
    finally:
        os.kill(pid, signal.SIGCONT)


def _sync(source: Path, target: Path, seen: dict[str, tuple[int, int]], *, until: float | None = None) -> int:
    """Copy what changed since the last copy, so that the target equals the source; return how many files changed."""
    changed, there = 0, set[str]()
    for path in sorted(source.rglob("*")):
        name = str(path.relative_to(source))
        there.add(name)
        try:
            if path.is_dir():
                (target / name).mkdir(parents=True, exist_ok=True)
                continue
            if not path.is_file():
                continue
            state = path.stat()
            if seen.get(name) == (state.st_mtime_ns, state.st_size) and time.time_ns() - state.st_mtime_ns > RECENT_NS:
                continue
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target / name)
        except FileNotFoundError:  # it went while it was looked at; a later pass sees that
            continue
        seen[name], changed = (state.st_mtime_ns, state.st_size), changed + 1
        if until is not None and time.monotonic() > until:
            raise BackupFailed("写入过于频繁或磁盘过慢，没有在限定时间内复制完；请在空闲时再试。")
    for path in sorted(target.rglob("*"), reverse=True):
        if str(path.relative_to(target)) not in there:
            path.rmdir() if path.is_dir() else path.unlink()
            seen.pop(str(path.relative_to(target)), None)
    return changed


def _pack(copied: Path, archive: Path) -> None:
    fresh = archive.with_name(f".{archive.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            with tarfile.open(fileobj=file, mode="w:gz", compresslevel=1) as packed:
                for path in sorted(copied.rglob("*")):
                    packed.add(path, arcname=str(path.relative_to(copied)), recursive=False)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(archive)
    except OSError as error:
        raise BackupFailed(f"不能写入 {archive}：{error.strerror or error}。") from error
    finally:
        fresh.unlink(missing_ok=True)


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
