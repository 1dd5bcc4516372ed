"""The whole system as its users meet it: processes with sockets, started, killed and called over HTTP."""

import base64
import contextlib
import ctypes
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import requests

from services.registry import with_data
from shared.calendar import OFFICE_ZONE
from shared.runtime.embedded_store import EmbeddedStore
from shared.runtime.store import connect
from tests.support import warm
from tests.support.ports import free_port
from tests.support.warm import COMMANDS, WarmProcess

ROOT = Path(__file__).parents[2]
PASSWORD = "correct horse battery"
T = Any


FOLLOWING = {
    "sessions",
    "sign_ins",
    "waiting",
    "changes",
    "numbers",
    "messages",
    "robots",
    "derivations",
    "staff_stamps",
}
"""Collections that change by themselves: callers sign in, lists and reminders follow others' acts, and processes
record what they handled.
"""


LONGEST_PAUSE = 0.3
"""The longest time between two looks at what is waited for, in seconds."""


def eventually(check: Callable[[], T], *, seconds: float = 20, what: str = "", every: float = 0.03) -> T:
    """Wait until a check returns something true, asking less often the longer it takes; fail with its last result."""
    began = time.monotonic()
    deadline = began + seconds
    last: object = None
    while time.monotonic() < deadline:
        try:
            found = check()
            if found:
                return found
            last = found
        except (AssertionError, requests.RequestException, KeyError, IndexError, StopIteration) as error:
            last = error
        waited = time.monotonic() - began
        time.sleep(max(every, min(waited / 10, LONGEST_PAUSE)))  # whoever waits leaves the processor to others
    raise AssertionError(f"not within {seconds} s: {what or check} — {last!r}")


def today() -> date:
    """Return the day it is in the office; a run may go on past midnight."""
    return datetime.now(OFFICE_ZONE).date()


def soon(*, minutes: int = 60, seconds: float = 1.5) -> dict[str, str]:
    """Return times that begin in a moment, for meetings to be held at once; a meeting ends on the day it begins."""
    begin = datetime.now(OFFICE_ZONE) + timedelta(seconds=seconds)
    last = begin.replace(hour=23, minute=59, second=59, microsecond=0)
    if last - begin < timedelta(seconds=20):
        time.sleep(30)
        return soon(minutes=minutes, seconds=seconds)
    return {"starts_at": begin.isoformat(), "ends_at": min(begin + timedelta(minutes=minutes), last).isoformat()}


def within_the_hour() -> dict[str, str]:
    """Return times that begin in less than an hour, for meetings that people can already sign in to, on one day."""
    begin = datetime.now(OFFICE_ZONE) + timedelta(minutes=30)
    if (begin + timedelta(minutes=20)).date() != begin.date():
        begin = (begin + timedelta(minutes=20)).replace(hour=0, minute=0, second=0, microsecond=0)
    return {"starts_at": begin.isoformat(), "ends_at": (begin + timedelta(minutes=20)).isoformat()}


def from_address(address: str) -> requests.Session:
    """Return a session that connects from another of this machine's addresses; failed sign-ins slow down nobody else."""

    class There(requests.adapters.HTTPAdapter):
        def init_poolmanager(self, *args: Any, **more: Any) -> None:
            super().init_poolmanager(*args, source_address=(address, 0), **more)

    found = requests.Session()
    found.mount("http://", There(pool_maxsize=8))
    return found


class Answer(dict[str, Any]):
    """A JSON answer with its status and headers."""

    def __init__(self, response: requests.Response) -> None:
        super().__init__(
            response.json() if response.content and "json" in response.headers.get("Content-Type", "") else {}
        )
        self.response = response
        self.status = response.status_code
        self.headers = response.headers
        self.text = response.text


def _ends_at(token: str) -> float:
    """Return when a token expires."""
    claims = token.split(".")[1]
    return float(json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["exp"])


class Office:
    """One signed-in person."""

    def __init__(self, system: "System", username: str, password: str = PASSWORD, *, token: str | None = None) -> None:
        self._system = system
        self.username, self._password = username, password
        self._token = token
        self._http = requests.Session()
        self._http.mount("http://", requests.adapters.HTTPAdapter(pool_maxsize=200))

    @property
    def token(self) -> str:
        """Sign in when first needed, and again before the token ends."""
        if self._token is None or _ends_at(self._token) < time.time() + 30:
            sent = {"username": self.username, "password": self._password}
            response = self._http.post(f"{self._system.url}/api/v1/sessions", json=sent, timeout=25)
            assert response.status_code == 201, response.text
            self._token = response.json()["token"]
        return str(self._token)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Send any request and return the answer."""
        headers = {"Authorization": f"Bearer {self.token}", **{k.replace("_", "-"): v for k, v in headers.items()}}
        root = "" if path.startswith("http") else self._system.url if "/api/" in path else f"{self._system.url}/api/v1"
        url = f"{root}{path}"
        return Answer(self._http.request(method, url, json=body, headers=headers, timeout=15))

    def get(self, path: str) -> Answer:
        """Get a resource; the answer must be a success."""
        answer = self.ask("GET", path)
        assert answer.status == 200, answer.text
        return answer

    def post(self, path: str, body: Any = None, **headers: str) -> Answer:
        """Post with a key, retrying during restarts and until `soon` times have begun; the answer must be a success."""
        headers.setdefault("Idempotency_Key", uuid.uuid4().hex)

        def attempt() -> Answer | None:
            answer = self.ask("POST", path, {} if body is None else body, **headers)
            if answer.status == 503 or [each["code"] for each in answer.get("errors") or ()] == ["not_begun"]:
                return None
            return answer

        answer: Answer = eventually(attempt, seconds=30, what=f"POST {path}")
        assert answer.status in (200, 201), answer.text
        return answer


class System:
    """A running system; `broker` is a URI, or one for each service and command by name, or None for the embedded one."""

    module = "services"

    def __init__(
        self, folder: Path, *, broker: str | Mapping[str, str] | None = None, apart: bool = False, **environment: str
    ) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.health_port = free_port()
        self.figures = f"http://127.0.0.1:{self.health_port}/metrics"
        self.all_figures = [self.figures]
        self._broker, self._apart = broker, apart
        self._extra = environment
        self._processes: dict[str, WarmProcess | subprocess.Popen[bytes]] = {}
        self._people: dict[str, Office] = {}
        self.store: EmbeddedStore | None = None
        self._client: Any = None

    def start(self, *, wait: bool = True, **environment: str) -> "System":
        """Start every process and wait until all is ready."""
        if self._apart:
            if self.store is None:
                self.store = EmbeddedStore(self.folder)
                self.store.start()
            self._run("gateway", environment)
            for name in with_data():
                self._run(name, environment)
        else:
            self._run("all", environment)
        return self.wait_ready() if wait else self

    def start_on_own_store(self) -> "System":
        """Start on a store that tests can look into."""
        self.store = EmbeddedStore(self.folder)
        self.store.start()
        self._client = connect(self.store.uri)
        return self.start()

    def database(self, service: str) -> Any:
        """Open a service's database, if the system was started on its own store."""
        assert self._client is not None
        return self._client[f"tongban_{service}"]

    def versions(self) -> dict[str, int]:
        """Return the version of every record, by service, collection and id, so that changes can be detected."""
        found = {}
        for service in with_data():
            database = self.database(service)
            for name in set(database.list_collection_names()) - FOLLOWING:
                for record in database[name].find({}, {"version": 1, "state": 1}):
                    found[f"{service}.{name}.{record['_id']}"] = record.get("state", record.get("version"))
        return found

    def start_one(self, name: str, *, module: str | None = None, **environment: str) -> None:
        """Start one process again, of the services or of a module that replaces them."""
        self._run(name, environment, module)

    def start_beside(self, name: str) -> str:
        """Start a second process of the gateway or of all, and return its address once it answers."""
        first, port, health_port = self._processes.pop(name), free_port(), free_port()
        self._run(name, {"TONGBAN_PORT": str(port), "TONGBAN_HEALTH_PORT": str(health_port)})
        self.all_figures.append(f"http://127.0.0.1:{health_port}/metrics")
        self._processes |= {f"{name} beside": self._processes.pop(name), name: first}
        url = f"http://127.0.0.1:{port}"

        def answers() -> bool:
            try:
                return requests.get(f"{url}/readyz", timeout=5).status_code == 200
            except requests.ConnectionError:
                return False

        eventually(answers, seconds=40, what="the second process answers")
        return url

    def ended(self) -> list[tuple[str, int]]:
        """Return the name and exit code of every process that has ended by itself since the last call."""
        codes = {name: process.poll() for name, process in self._processes.items()}
        found = [(name, code) for name, code in codes.items() if code is not None]
        for name, _ in found:
            self._processes.pop(name)
        return found

    def signal(self, name: str, number: int) -> None:
        """Send a signal to one process."""
        self._processes[name].send_signal(number)

    def wait_ready(self) -> "System":
        """Wait until every part works."""

        def ready() -> bool:
            for name, process in self._processes.items():
                if process.poll() is not None:
                    raise RuntimeError(f"{name} ended: {self.log()[-3000:]}")
            return requests.get(f"{self.url}/readyz", timeout=5).status_code == 200

        eventually(ready, seconds=90, what="ready", every=0.1)  # each question makes every service count
        return self

    def log(self) -> str:
        """Return the output of the processes."""
        return "".join(path.read_text(errors="replace") for path in sorted(self.folder.glob("*.out")))

    def pids(self) -> dict[str, int]:
        """Return the ids of running processes, by name."""
        return {name: process.pid for name, process in self._processes.items()}

    def kill(self, name: str | None = None) -> None:
        """Kill one process, or all, as a power cut would; the embedded store ends with its process."""
        for each in [name] if name else list(self._processes):
            process = self._processes.pop(each)
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:  # it has only begun, and leads no group yet
                process.send_signal(signal.SIGKILL)
            process.wait()

    def wait_ended(self, name: str = "all") -> int:
        """Wait until a process ends by itself."""
        code = self._processes.pop(name).wait(30)
        return code

    def replace(self, name: str) -> tuple[int, float]:
        """Start another process of a service and, when it is ready, stop the first; return its exit code and the seconds."""
        first, port = self._processes.pop(name), free_port()
        self._run(name, {"TONGBAN_HEALTH_PORT": str(port)})
        ready = f"http://127.0.0.1:{port}/readyz"

        def is_ready() -> bool:
            answer = requests.get(ready, timeout=5)
            assert answer.status_code == 200, answer.text
            return True

        eventually(is_ready, seconds=40, what="the new process is ready")
        began = time.monotonic()
        first.terminate()
        code = first.wait(30)
        return code, time.monotonic() - began

    def stop(self) -> list[int]:
        """Stop cleanly; return the exit codes."""
        for process in self._processes.values():
            process.terminate()
        codes = [process.wait(30) for process in self._processes.values()]
        self._processes.clear()
        if self.store is not None:
            self.store.stop()
            self.store = None
        return codes

    def person(self, username: str, password: str = PASSWORD) -> Office:
        """Return a person, signed in at first use."""
        if username not in self._people:
            known = self.folder / "tokens.json"
            token = json.loads(known.read_text()).get(username) if known.exists() else None
            self._people[username] = Office(self, username, password, token=token)
        return self._people[username]

    def was_signed_out(self, username: str) -> None:
        """Make a person sign in again at their next use."""
        self._people[username] = Office(self, username)

    def command(
        self, *arguments: str, name: str = "services", text: str = "", seconds: float = 60
    ) -> subprocess.CompletedProcess[str]:
        """Run a command of the project, or another that `warm` knows, on this system's data."""
        told = self.environment_of(arguments[0] if arguments else name)
        return warm.run(self.folder, [name, *arguments], told, text=text, seconds=seconds)

    def _run(self, name: str, environment: dict[str, str], module: str | None = None) -> None:
        told, out, code = self.environment_of(name, environment), self.folder / f"{name}.out", module or self.module
        if code not in COMMANDS or "PYTHONPATH" in self._extra:
            self._processes[name] = _start_cold(code, name, told, out)
        else:
            self._processes[name] = WarmProcess([code, name], told, stdin=Path(os.devnull), out=out, err=out)

    def environment_of(self, name: str, more: Mapping[str, str] = {}) -> dict[str, str]:
        """Return the environment of a process or command."""
        ours = {
            "TONGBAN_VAR": str(self.folder),
            "TONGBAN_PORT": str(self.port),
            "TONGBAN_HEALTH_PORT": str(self.health_port if name in ("all", "gateway") else free_port()),
            "TONGBAN_DEMO_PASSWORD": PASSWORD,
            "TONGBAN_RETRY_DELAYS": "0.05,0.1,0.2",
            "TONGBAN_SWEEP_SECONDS": "1",
            "TONGBAN_RECONCILE_SECONDS": "10",  # each pass of nine services costs a third of a second
            "PYTHONWARNINGS": "ignore",
        }
        if self._broker is not None:
            ours["AMQP_URI"] = self._broker if isinstance(self._broker, str) else self._broker[name]
        if self.store is not None:
            ours["MONGO_URI"] = self.store.uri
        inherited = {
            k: v for k, v in os.environ.items()
            if k == "TONGBAN_STORE"
            or (not k.startswith("TONGBAN_") and k not in ("AMQP_URI", "MONGO_URI"))
        }  # fmt: skip
        inherited.pop("PYTHONDONTWRITEBYTECODE", None)  # compiling everything anew takes seconds at every start
        return {**inherited, **ours, **self._extra, **more}


def _start_cold(module: str, name: str, environment: dict[str, str], path: Path) -> "subprocess.Popen[bytes]":
    """Start a process that loads its code anew, as a user does."""
    with path.open("ab") as out:
        return subprocess.Popen(
            [sys.executable, "-m", module, name], cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=out,
            stderr=out, start_new_session=True, preexec_fn=_die_with_parent,
        )  # fmt: skip


def fresh_copy(template: Path, folder: Path) -> Path:
    """Copy a prepared data folder."""
    shutil.copytree(template, folder, dirs_exist_ok=True)
    for name in ("store.lock", "all.out"):
        with contextlib.suppress(FileNotFoundError):
            (folder / name).unlink()
    return folder


def journal_lines(path: Path) -> list[dict[str, Any]]:
    """Read a journal of JSON lines."""
    return [json.loads(line) for line in path.read_text().splitlines()]


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
