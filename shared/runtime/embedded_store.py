"""The embedded store: a MongoDB-compatible server as a child process, for a machine with nothing installed.

SecantusDB runs in a separate process (`store_programs`), reached over its socket only. It syncs on every commit, listens
on loopback only, dies with its parent, and shares its parent's lock on the folder, so that a folder is free only when
both have ended. It requires no password: anyone with an account on the machine can reach it, as is usual on a personal
machine.
"""

import contextlib
import ctypes
import fcntl
import os
import random
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import structlog
from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from shared.runtime.config import settings
from shared.runtime.starting import CannotStart
from shared.runtime.store_programs import FAST, OWN, StoreProgram, store_program

ATTEMPTS = 3
START_SECONDS, LONGEST_START_SECONDS = 20, 320
"""How long a start may take, doubled after each that failed: a busy machine or a large folder takes longer."""
STOP_SECONDS = 10
TEND_SECONDS = 0.5
PING_SECONDS, HANGS_SECONDS = 2.0, 30.0
"""The interval of pings, and the maximum time without an answer: acknowledged writes are on the disk already."""
WORKS, HANGS, FAILS = "works", "hangs", "fails"
LEAST_FREE_MIB = 16
"""Space on its disk below which a start that failed is taken to have failed for lack of it."""
LOG_BYTES = 4_000_000
"""The maximum size of the log; as much is kept of the previous one."""
PORTS = range(20_000, 32_000)
_LIBC = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1
log = structlog.get_logger()


class StoreInUse(RuntimeError):
    """The folder is in use by another run."""


class StoreFailed(RuntimeError):
    """The embedded store did not start."""


class EmbeddedStore:
    """One embedded store with its data under `folder/store` and its log under `folder/log`.

    Start it from the main thread: the kernel ends it with the thread that started it.
    program: a program other than the one that TONGBAN_STORE names.
    """

    def __init__(self, folder: Path, *, patience: float = HANGS_SECONDS, program: StoreProgram | None = None) -> None:
        self._patience = patience
        self._program = program
        self._data = folder / "store"
        self._log = folder / "log" / "store.log"
        self._fast = self._data / "secantusd-rs"
        self._lock: IO[str] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._line: MongoClient[dict[str, object]] | None = None
        self._port = 0

    @property
    def uri(self) -> str:
        """Return the address; writes are durable, and not retryable, because retryable ones slow down as they pile up."""
        return f"mongodb://127.0.0.1:{self._port}/?retryWrites=false&w=1&journal=true"

    @property
    def pid(self) -> int:
        """Return the process id of the store."""
        assert self._process is not None
        return self._process.pid

    @property
    def program(self) -> StoreProgram:
        """Return the program that serves it; raise CannotStart if it is not installed."""
        if self._program is None:
            self._program = store_program(settings().store)
        return self._program

    def start(self) -> None:
        """Start on the previous port if it is free and wait for an answer; raise CannotStart, StoreInUse or StoreFailed."""
        fast = self.program.kind == FAST
        if self._fast.exists() and not fast:
            raise StoreFailed(
                f"数据目录 {self._data} 由 {FAST} 写入，{OWN} 不能打开：请用 TONGBAN_STORE 指明 {FAST}（见 docs/stores.md）。"
            )
        try:
            self._data.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._log.parent.mkdir(exist_ok=True)
            self._take_lock()
            if fast:
                self._fast.touch()  # before it runs, and with the data, so that a backup tells it too
        except OSError as error:
            folder = self._data.parent.absolute()
            raise CannotStart(
                f"数据目录 {folder} 不能建立或写入（{error.strerror}），请用 TONGBAN_VAR 指明可写的目录。"
            ) from error
        try:
            for _ in range(ATTEMPTS):
                self._port = _free_port(self._port)
                self._run()
                if self._answers(START_SECONDS):
                    _address_in(self._data.parent).write_text(self.uri, encoding="utf-8")
                    return
                self._end()
        except BaseException:
            self.kill()
            raise
        self._release()
        free = shutil.disk_usage(self._data).free >> 20
        if free < LEAST_FREE_MIB:
            raise StoreFailed(
                f"内置数据库没有启动：{self._data.absolute()} 所在磁盘剩余 {free} MiB，请腾出空间后再启动（见 {self._log}）。"
            )
        raise StoreFailed(f"the embedded store did not start; see {self._log}:\n{self._last_words()}")

    @contextlib.contextmanager
    def reserved(self) -> Iterator[None]:
        """Lock the folder without starting the store; raise StoreInUse."""
        self._take_lock()
        try:
            yield
        finally:
            self._release()

    def tend(self) -> None:
        """Watch the store forever: if it ends or hangs, restart it at the same address."""
        answered = asked = time.monotonic()
        seconds: float = START_SECONDS
        while True:
            time.sleep(TEND_SECONDS)
            self._cut_log()
            if self._process is not None:
                if self._process.poll() is None:
                    if time.monotonic() - asked < PING_SECONDS:
                        continue
                    asked = time.monotonic()
                    how = self._pings()
                    if how == WORKS:
                        answered = asked
                    if asked - answered < self._patience and how != FAILS:
                        continue
                    free = shutil.disk_usage(self._data).free >> 20
                    told = {"seconds": round(asked - answered), "log": str(self._log), "disk_free_mib": free}
                    log.error("store_fails" if how == FAILS else "store_hangs", **told)
                    self._end()
                else:
                    log.error("store_ended", code=self._process.returncode, log=str(self._log))
            try:
                self._run()
            except OSError as error:  # no space for its log, say; that passes
                log.error("store_not_restarted", error=str(error), log=str(self._log))
                continue
            if self._answers(seconds):
                log.warning("store_restarted", pid=self.pid)
                seconds = START_SECONDS
            else:
                log.error("store_not_restarted", seconds=seconds, log=str(self._log))
                self._end()
                seconds = min(seconds * 2, LONGEST_START_SECONDS)
            answered = asked = time.monotonic()

    def stop(self) -> None:
        """Stop the store, wait for its end, and unlock the folder."""
        if self._process is not None:
            self._process.terminate()
            deadline = time.monotonic() + STOP_SECONDS
            while self._process.poll() is None and time.monotonic() < deadline:
                time.sleep(0.05)
                _listens(self._port)  # it looks up at the next connection, or after two seconds
        self.kill()

    def kill(self) -> None:
        """Kill the store as a power cut would, and unlock the folder."""
        self._end()
        self._release()

    def _run(self) -> None:
        assert self._lock is not None
        parent = os.getpid()

        def die_with_parent() -> None:
            _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
            if os.getppid() != parent:
                os._exit(1)

        self._cut_log()
        with self._log.open("ab") as output:
            self._process = subprocess.Popen(
                self.program.command(self._data.resolve(), self._port),
                cwd=self._data,  # it reads settings from where it stands: there are none here
                env=self.program.environment(self._data.resolve()),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                pass_fds=[self._lock.fileno()],
                start_new_session=True,
                preexec_fn=die_with_parent,
            )

    def _answers(self, seconds: float) -> bool:
        """Wait until this very process answers; another may have taken the port in the meantime."""
        assert self._process is not None
        deadline = time.monotonic() + seconds
        client: MongoClient[dict[str, object]] = MongoClient(
            self.uri, serverSelectionTimeoutMS=200, connectTimeoutMS=200, connect=False
        )
        with client:
            while time.monotonic() < deadline and self._process.poll() is None:
                if not _listens(self._port):
                    time.sleep(0.01)
                    continue
                with contextlib.suppress(PyMongoError):
                    return client.admin.command("serverStatus")["pid"] == self._process.pid
        return False

    def _pings(self) -> str:
        """Check over a separate connection that the store answers and accepts writes.

        A store that ran out of space answers that every write failed, even when there is space again.
        """
        most = int(PING_SECONDS * 1000)
        if self._line is None:
            self._line = MongoClient(
                self.uri, serverSelectionTimeoutMS=most, connectTimeoutMS=most, socketTimeoutMS=most, maxPoolSize=1
            )
        try:
            self._line["tongban_watch"]["beat"].update_one({"_id": 1}, {"$inc": {"beats": 1}}, upsert=True)
        except OperationFailure:
            return FAILS
        except PyMongoError:
            self._hang_up()
            return HANGS
        return WORKS

    def _hang_up(self) -> None:
        """Close the ping connection; the next ping opens another."""
        if self._line is not None:
            self._line.close()
            self._line = None

    def _cut_log(self) -> None:
        """Limit the log's size; the store always appends at the end of the file."""
        if self._log.exists() and self._log.stat().st_size > LOG_BYTES:
            with contextlib.suppress(OSError):  # on a full disk the older part is lost, and cutting frees its space
                shutil.copyfile(self._log, self._log.with_suffix(".log.1"))
            os.truncate(self._log, 0)

    def _end(self) -> None:
        self._hang_up()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _take_lock(self) -> None:
        lock = (self._data.parent / "store.lock").open("a+")
        deadline = time.monotonic() + STOP_SECONDS
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError as error:
                lock.seek(0)
                holder = lock.read().strip()
                # a run that was killed leaves its store dying for a moment
                if _alive(holder) or time.monotonic() > deadline:
                    lock.close()
                    raise StoreInUse(
                        f"数据目录 {self._data.parent.resolve()} 正被另一个进程使用（进程号 {holder}）。"
                        "请先停止该程序，或用 TONGBAN_VAR 另设数据目录。"
                    ) from error
                time.sleep(0.02)
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        self._lock = lock

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _last_words(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")[-1000:]


def running_in(folder: Path) -> str | None:
    """Return the address of the store that another process runs in a folder, or None if it cannot be reached."""
    try:
        uri = _address_in(folder).read_text(encoding="utf-8").strip()
    except OSError:
        return None
    client: MongoClient[dict[str, object]] = MongoClient(uri, serverSelectionTimeoutMS=1500, connect=False)
    with client, contextlib.suppress(PyMongoError):
        client.admin.command("ping")
        return uri
    return None


def _address_in(folder: Path) -> Path:
    return folder / "store.address"


def _alive(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _free_port(wanted: int) -> int:
    """Return the wanted port if it is free, else one below the range of ephemeral ports.

    A client looking for a stopped store could otherwise be assigned its port, and connect to itself.
    """
    port = wanted or random.choice(PORTS)
    while True:
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return port
        port = random.choice(PORTS)
