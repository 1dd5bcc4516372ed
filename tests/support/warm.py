"""Start `python -m services …` from a process that has imported everything already, which saves a second at each start.

The process is like the command's: separate, with its own environment, folder, output and sockets. It
is a child of the test run, which is notified when it ends, and ends with it.
"""

import atexit
import contextlib
import ctypes
import importlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).parents[2]
COMMANDS = {
    "services": "services.command_line",
    "inside": "tests.support.inside",
    "accounts": "tests.support.accounts",
    "tests.faults.unruly": "tests.faults.unruly",
}
"""The commands, each with its module."""
_LIBC = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36
_lock = threading.Lock()
_source: "subprocess.Popen[str] | None" = None


class WarmProcess:
    """A started process, with the methods of `subprocess.Popen` that tests need."""

    def __init__(self, arguments: list[str], environment: Mapping[str, str], *, stdin: Path, out: Path, err: Path):
        request = {
            "arguments": arguments, "environment": dict(environment), "parent": os.getpid(),
            "files": [str(stdin), str(out), str(err)],
        }  # fmt: skip
        with _lock:
            source = _warmed()
            assert source.stdin is not None and source.stdout is not None
            source.stdin.write(json.dumps(request) + "\n")
            source.stdin.flush()
            self.pid = int(source.stdout.readline())
        self.returncode: int | None = None
        self._waiting = threading.Lock()

    def poll(self) -> int | None:
        """Return the exit code if it ended."""
        with self._waiting:
            if self.returncode is None:
                with contextlib.suppress(ChildProcessError):  # it is handed over to us in a moment
                    pid, status = os.waitpid(self.pid, os.WNOHANG)
                    self.returncode = os.waitstatus_to_exitcode(status) if pid else None
        return self.returncode

    def wait(self, seconds: float = 30) -> int:
        """Wait for its end."""
        deadline, pause = time.monotonic() + seconds, 0.001
        while (code := self.poll()) is None:
            if time.monotonic() > deadline:
                raise subprocess.TimeoutExpired(str(self.pid), seconds)
            time.sleep(pause)
            pause = min(pause * 2, 0.02)
        return code

    def send_signal(self, number: int) -> None:
        """Send it a signal, if it has not ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask the process to stop."""
        self.send_signal(signal.SIGTERM)


def run(
    folder: Path, arguments: list[str], environment: Mapping[str, str], *, text: str = "", seconds: float = 60
) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end; its files are kept in a folder."""
    stdin, out, err = (folder / f"command.{name}" for name in ("in", "stdout", "stderr"))
    stdin.write_text(text)
    for path in (out, err):
        path.write_text("")
    code = WarmProcess(arguments, environment, stdin=stdin, out=out, err=err).wait(seconds)
    return subprocess.CompletedProcess(arguments, code, out.read_text(), err.read_text(errors="replace"))


def _warmed() -> "subprocess.Popen[str]":
    global _source
    if _source is None or _source.poll() is not None:
        _LIBC.prctl(_PR_SET_CHILD_SUBREAPER, 1)  # whose starter ends becomes our child
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("TONGBAN_", "PYTHONDONTWRITE"))}
        _source = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "tests.support.warm"], cwd=ROOT, env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        atexit.register(_source.kill)
    return _source


def _serve() -> None:
    """Import everything, then start the requested processes, one line each, until the input ends."""
    read, write, wait_for = sys.stdin.buffer.readline, os.write, os.waitpid  # before they are green: no hub runs here
    from shared.runtime import green

    green.patch()
    import gc

    from services.directory.names import readings
    from services.gateway.routes import api_routes
    from services.registry import names, service_class
    from shared.runtime import embedded_store, health, run  # noqa: F401
    from shared.runtime.config import settings

    for name in names():
        service_class(name)
    api_routes()
    readings("暖", of_person=True)  # the first name that is spelled loads the dictionary
    for module in COMMANDS.values():
        importlib.import_module(module)
    assert settings.cache_info().currsize == 0, "something read the settings while it was imported"
    gc.freeze()
    while line := read():
        request = json.loads(line)
        starter = os.fork()
        if starter == 0:
            child = os.fork()
            if child == 0:
                _become(**request)
            write(1, f"{child}\n".encode())
            os._exit(0)
        wait_for(starter, 0)


def _become(arguments: list[str], environment: dict[str, str], parent: int, files: list[str]) -> NoReturn:
    code: Any = 1
    try:
        while os.getppid() != parent:
            os.sched_yield()
        os.setsid()
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
        flags = (os.O_RDONLY, *[os.O_WRONLY | os.O_CREAT | os.O_APPEND] * 2)
        for number, (path, flag) in enumerate(zip(files, flags, strict=True)):
            opened = os.open(path, flag, 0o644)
            os.dup2(opened, number)
            os.close(opened)
        os.environ.clear()
        os.environ.update(environment)
        code = _command(arguments)
    except SystemExit as ended:
        code = ended.code
    except BaseException:
        import traceback

        traceback.print_exc()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()
    os._exit(code if isinstance(code, int) else bool(code))


def _command(arguments: list[str]) -> int:
    from shared.runtime import green

    green.anew()  # a new one: what watches sockets must not be shared with another process
    sys.argv = arguments
    importlib.import_module(COMMANDS[arguments[0]]).main()
    return 0


if __name__ == "__main__":
    _serve()
