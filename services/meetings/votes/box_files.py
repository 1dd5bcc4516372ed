"""Ballots of secret votes beside the embedded store: one file a vote, without order, time or earlier state.

The embedded store logs every change in its order and keeps that log, also in a backup. So a ballot does not enter it: it is
written into a free place of the file that is drawn by lot, over zeros, and synced before it is acknowledged. What a process
that was killed left half written does not match its sum and is a free place.
"""

import fcntl
import os
import secrets
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any

from services.meetings.votes.repositories import Boxes

PLACES, SIZE, SUM = 2048, 128, 16
"""The ballots of a box (a meeting has 500 members at most), the bytes of one place, and those of its checksum."""
OPEN, SHUT = b"tongban ballots 1 open", b"tongban ballots 1 shut"
KEPT_SECONDS = 86_400
"""How long a closed box is kept, in seconds: its ballots are published in the history of its vote."""


class BallotFiles:
    """Boxes of secret votes as files of a folder; those that an earlier release put into the store stay there.

    work: runs disk access off the hub.
    """

    def __init__(self, folder: Path, before: Boxes, work: Callable[..., Any]) -> None:
        self._folder = folder
        self._before = before
        self._work = work

    def put(self, round_id: str) -> None:
        """Create the box of a vote, once."""
        if self._before.count(round_id) is None:
            self._work(self._put, round_id)

    def cast(self, round_id: str, receipt: str, choice: str) -> str | None:
        """Put a ballot into an open box; return the ballot under that receipt, or None if the box is closed."""
        if not self._path(round_id).exists():
            return self._before.cast(round_id, receipt, choice)
        standing: str | None = self._work(self._cast, round_id, receipt, choice)
        return standing

    def count(self, round_id: str) -> int | None:
        """Count the ballots without closing the box; return None if there is no box."""
        if not self._path(round_id).exists():
            return self._before.count(round_id)
        return len(self._work(self._read, round_id))

    def shut(self, round_id: str) -> Mapping[str, str]:
        """Close the box, and return every ballot in the order of its receipt."""
        if not self._path(round_id).exists():
            return self._before.shut(round_id)
        ballots: Mapping[str, str] = self._work(self._shut, round_id)
        return ballots

    def _path(self, round_id: str) -> Path:
        return self._folder / f"{round_id}.box"

    def _put(self, round_id: str) -> None:
        if not self._folder.exists():
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _sync_folder(self._folder.parent)
        self._remove_old()
        fresh = self._folder / f".{round_id}.{secrets.token_hex(4)}"
        try:
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(OPEN.ljust(SIZE, b"\0") + bytes(PLACES * SIZE))
                file.flush()
                os.fsync(file.fileno())
            try:
                os.link(fresh, self._path(round_id))
            except FileExistsError:
                return
        finally:
            fresh.unlink(missing_ok=True)
            _sync_folder(self._folder)

    def _cast(self, round_id: str, receipt: str, choice: str) -> str | None:
        with _opened(self._path(round_id)) as box:
            is_open, ballots, free = _parsed(os.pread(box, (1 + PLACES) * SIZE, 0))
            if receipt in ballots or not is_open:
                return ballots.get(receipt)
            os.pwrite(box, _written(receipt, choice), secrets.choice(free) * SIZE)
            os.utime(box, (0, 0))  # its time would be that of a ballot
            os.fsync(box)
            return choice

    def _read(self, round_id: str) -> Mapping[str, str]:
        with _opened(self._path(round_id)) as box:
            return _parsed(os.pread(box, (1 + PLACES) * SIZE, 0))[1]

    def _shut(self, round_id: str) -> Mapping[str, str]:
        with _opened(self._path(round_id)) as box:
            is_open, ballots, _ = _parsed(os.pread(box, (1 + PLACES) * SIZE, 0))
            if is_open:
                os.pwrite(box, SHUT, 0)
                os.fsync(box)
            return dict(sorted(ballots.items()))

    def _remove_old(self) -> None:
        for path in over(self._folder, time.time())[1]:
            path.unlink(missing_ok=True)


def over(folder: Path, at: float) -> tuple[int, Collection[Path]]:
    """Return how many boxes a folder has, and those shut long enough ago; at: seconds since 1970."""
    boxes, found = [*folder.glob("*.box")], []
    for path in boxes:
        with suppress(FileNotFoundError), path.open("rb") as file:
            if file.read(len(SHUT)) == SHUT and at - os.fstat(file.fileno()).st_mtime > KEPT_SECONDS:
                found.append(path)
    return len(boxes), found


def renew(folder: Path, work: Callable[..., Any]) -> None:
    """Set one timestamp for every open box, so that none keeps that of its last ballot.

    This is repeated at intervals, in random order. A box that cannot be opened is left for the next time.
    """
    work(_renew, folder)


def _renew(folder: Path) -> None:
    boxes = [*folder.glob("*.box")]
    secrets.SystemRandom().shuffle(boxes)
    for path in boxes:
        with suppress(OSError), _opened(path) as box:
            if os.pread(box, len(OPEN), 0) == OPEN:  # a box that is shut says when it was shut
                os.utime(box, (0, 0))


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    """Open a box exclusively."""
    box = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        fcntl.flock(box, fcntl.LOCK_EX)
        yield box
    finally:
        os.close(box)


def _parsed(content: bytes) -> tuple[bool, dict[str, str], list[int]]:
    """Parse whether a box is open, its ballots by receipt, and the numbers of its free places."""
    ballots, free = dict[str, str](), list[int]()
    for number in range(1, 1 + PLACES):
        place = content[number * SIZE : (number + 1) * SIZE]
        said, receipt, choice = place[:-SUM], *_fields(place[:-SUM])
        if receipt and _sum(said) == place[-SUM:]:
            ballots[receipt] = choice
        else:
            free.append(number)
    return content.startswith(OPEN), ballots, free


def _fields(said: bytes) -> tuple[str, str]:
    receipt, _, choice = said.rstrip(b"\0").decode("ascii", errors="replace").partition(" ")
    return receipt, choice


def _written(receipt: str, choice: str) -> bytes:
    said = f"{receipt} {choice}".encode("ascii").ljust(SIZE - SUM, b"\0")
    return said + _sum(said)


def _sum(said: bytes) -> bytes:
    return blake2b(said, digest_size=SUM).digest()


def _sync_folder(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
