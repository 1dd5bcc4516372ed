"""Free space on the store's disk: watched so that writes are refused before it runs out.

Reads go on, and writes as soon as there is space again. The embedded store's disk is checked before a write, at most
five times a second; a MongoDB is asked for its free space at intervals.
"""

import errno
import shutil
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Any

import structlog
from pymongo.errors import OperationFailure, PyMongoError

from shared.errors import OfficeError
from shared.runtime.config import settings
from shared.runtime.metrics import DISK_FREE, DISK_FULL

MIB = 1 << 20
LOOK_SECONDS = 0.2
SPARE = 2
"""Essential writes, such as sign-ins, continue until the free space is below the wanted space divided by this."""
OUT_OF_ROOM = (14031,)
"""MongoDB's error codes for a full disk."""
STOPPED = "服务器存储空间不足，数据库已停止，暂时不能查阅和保存；腾出空间后自动恢复，请告知系统管理员。"
"""Said of a store that died of it, until it is back."""
BROKEN = 1
"""MongoDB's error code for a fault of its own: what a store still answers that is about to end."""
ENDING = 60.0
"""How many seconds such a fault is due to the full disk although there is space again: the store has to start again."""
SIGNS = ("No space left", "WT_PANIC", "ENOSPC", "disk full")
log = structlog.get_logger()


class DiskFull(OfficeError):
    """服务器存储空间不足，内容没有保存；已有内容仍可查阅。请稍后再试，并告知系统管理员。"""

    code = "disk_full"
    status = 507


class Room:
    """The free space, for all services of a process."""

    def __init__(self, wanted: int, folder: Path | None) -> None:
        """Watch a folder's disk, or, if it is None, the space that the store reports; wanted: bytes to keep free."""
        self.wanted, self.folder = wanted, folder
        self.free: int | None = None
        self._full, self._looked = False, 0.0
        self._last_full: float | None = None

    @property
    def full(self) -> bool:
        """Check whether less space is free than wanted."""
        if self.folder is not None and monotonic() - self._looked >= LOOK_SECONDS:
            self._look(self.folder)
        return self._full

    @property
    def lately_full(self) -> bool:
        """Check whether there is too little space, or was a moment ago."""
        return self.full or (self._last_full is not None and monotonic() - self._last_full < ENDING)

    def require(self, *, essential: bool = False) -> None:
        """Raise DiskFull if there is no space for a write; essential: a write that reading depends on."""
        if self.full and not (essential and self.free is not None and self.free >= self.wanted // SPARE):
            raise DiskFull(retry_after=30)

    def ask(self, db: Any) -> None:
        """Look at the disk even if nothing is written; a store elsewhere that does not report its space is not watched."""
        if self.folder is not None:
            self._look(self.folder)
            return
        with suppress(PyMongoError, KeyError, TypeError):
            said = db.command("dbStats")
            self.note(int(said["fsTotalSize"]) - int(said["fsUsedSize"]))

    def _look(self, folder: Path) -> None:
        self._looked = monotonic()
        with suppress(OSError):
            self.note(shutil.disk_usage(folder).free)

    def note(self, free: int) -> None:
        """Record the free space, and log when it becomes too little and when it recovers."""
        full, before = free < self.wanted, self._full
        self.free, self._full = free, full
        if full or before:
            self._last_full = monotonic()
        DISK_FREE.labels("store").set(free)
        DISK_FULL.labels("store").set(full)
        if full != before:
            told = {"free_mib": free // MIB, "wanted_mib": self.wanted // MIB, "disk": str(self.folder or "MongoDB")}
            if full:
                log.error("disk_full", hint="writes are refused until there is room", **told)
            else:
                log.warning("disk_has_room_again", **told)

    def shown(self) -> str:
        """Return a short description of the problem, or an empty string."""
        return f"disk full, writes are refused: {(self.free or 0) // MIB} MiB free" if self.full else ""


_rooms: dict[str, Room] = {}
_folders: dict[str, Path | None] = {}


def room() -> Room:
    """Return the space watch of the configured store."""
    uri = settings().mongo_uri or ""
    if uri not in _rooms:
        _rooms[uri] = Room(settings().disk_free_mib * MIB, own_folder())
    return _rooms[uri]


def own_folder() -> Path | None:
    """Return the data folder of the embedded store, or None if the store is elsewhere."""
    uri = settings().mongo_uri or ""
    if uri not in _folders:
        address = settings().var / "store.address"
        own = address.exists() and address.read_text(encoding="utf-8").strip() == uri
        _folders[uri] = settings().var if own else None
    return _folders[uri]


def died_of_it(error: BaseException) -> bool:
    """Check whether a failure of the store, of whatever sort, is due to a full disk."""
    if out_of_room(error):
        return True
    if isinstance(error, OperationFailure) and error.code == BROKEN:
        return room().lately_full
    return isinstance(error, PyMongoError) and room().full


def out_of_room(error: BaseException) -> bool:
    """Check whether a store error was caused by a full disk."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    if not isinstance(error, OperationFailure):
        return False
    return error.code in OUT_OF_ROOM or any(sign in str(error) for sign in SIGNS)
