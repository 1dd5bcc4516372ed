"""The embedded store: a MongoDB-compatible server as a child process, for a machine with nothing installed.

SecantusDB runs apart and is spoken to over its socket only. It syncs on every commit, dies with its parent, and holds a
lock on its folder, so that two runs never share one.
"""

import contextlib
import ctypes
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

from pymongo import MongoClient
from pymongo.errors import PyMongoError

START_SECONDS = 20
STOP_SECONDS = 10
_PR_SET_PDEATHSIG = 1


class StoreInUse(RuntimeError):
    """The folder is in use by another run."""


class StoreFailed(RuntimeError):
    """The embedded store did not start."""


class EmbeddedStore:
    """One embedded store with its data under `folder/store`."""

    def __init__(self, folder: Path) -> None:
        self._data = folder / "store"
        self._log = folder / "store.log"
        self._lock: IO[str] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._port = 0

    @property
    def uri(self) -> str:
        """Give the address; durable writes, and no retryable ones, which slow down as they pile up."""
        return f"mongodb://127.0.0.1:{self._port}/?retryWrites=false&w=1&journal=true"

    @property
    def pid(self) -> int:
        """Give the process id of the store."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start and wait until it answers; raise StoreInUse or StoreFailed."""
        self._data.mkdir(parents=True, exist_ok=True)
        self._take_lock()
        self._port = _free_port()
        command = [
            str(Path(sys.executable).with_name("secantusd-py")),
            "--port",
            str(self._port),
            "--storage-path",
            str(self._data),
            "--sync-on-commit",
        ]
        if not Path(command[0]).exists():
            raise StoreFailed("the embedded store is not installed: install tongban[embedded], or set MONGO_URI")
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_die_with_parent,
            )
        self._wait_until_ready()

    def stop(self) -> None:
        """Stop, wait for the end, and give the folder free."""
        if self._process is not None:
            self._process.terminate()
            deadline = time.monotonic() + STOP_SECONDS
            while self._process.poll() is None and time.monotonic() < deadline:
                time.sleep(0.05)
                with contextlib.suppress(OSError):  # it looks up at the next connection, or after two seconds
                    socket.create_connection(("127.0.0.1", self._port), timeout=0.2).close()
            if self._process.poll() is None:
                self._process.kill()
            self._process.wait()
            self._process = None
        self._release()

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
        self._release()

    def _take_lock(self) -> None:
        lock = (self._data.parent / "store.lock").open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            lock.seek(0)
            holder = lock.read().strip()
            lock.close()
            raise StoreInUse(f"数据目录 {self._data.parent} 正被另一个进程使用（进程号 {holder}）。") from error
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        self._lock = lock

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _wait_until_ready(self) -> None:
        assert self._process is not None
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                break
            client: MongoClient[dict[str, object]] = MongoClient(
                self.uri, serverSelectionTimeoutMS=200, connectTimeoutMS=200
            )
            try:
                client.admin.command("ping")
                return
            except PyMongoError:
                time.sleep(0.02)
            finally:
                client.close()
        self.kill()
        raise StoreFailed(f"the embedded store did not start; see {self._log}")


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
