"""Office work by several concurrent clients, who repeat every command with its key until it is answered."""

import random
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import requests

from shared.calendar import OFFICE_ZONE
from tests.faults.journal import ClientJournal, Command
from tests.faults.oracle import incoming_id
from tests.support.system import System, eventually, soon

PATIENCE = 120
"""How long a client repeats one command, in seconds."""
PAUSE = 0.1
CLIENTS = 8
TRICKLE = 1.0
"""The pause of a client before a command that nobody waits for, in seconds: somebody is always at work."""
LINE = (
    ("east.clerk", "submit"),
    ("east.director", "approve"),
    ("east.leader", "sign"),
    ("east.registrar", "verify"),
    ("east.registrar", "register"),
    ("east.registrar", "release"),
)
ROLES = ("clerk", "director", "leader", "registrar", "handler")
Answer = Mapping[str, Any]


@dataclass
class Figures:
    """The clients' measurements: the time of each command from its first request to its answer, and every status."""

    seconds: list[tuple[float, float]] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    refusals: list[str] = field(default_factory=list)


class Client:
    """One client: acts for anybody, recording before and after."""

    def __init__(
        self,
        system: System,
        url: str,
        journal: ClientJournal,
        figures: Figures,
        pause: Callable[[], None] = lambda: None,
        patience: float = PATIENCE,
    ) -> None:
        self._system, self._url = system, url
        self._journal, self._figures = journal, figures
        self._pause, self.patience = pause, patience
        self._http = requests.Session()

    def command(self, who: str, path: str, body: Mapping[str, Any] | None = None) -> Answer:
        """Repeat a command until it succeeds; a refusal fails, because all commands here are allowed."""
        self._pause()
        command = Command(uuid.uuid4().hex, who, path, body or {})
        self._journal.intends(command)
        began = time.monotonic()
        status, answer = self.repeat(command)
        self._figures.seconds.append((began, time.monotonic() - began))
        self._journal.answered(command, status, answer)
        assert status in (200, 201), f"{status} {path}: {answer}"
        return answer

    def repeat(self, command: Command) -> tuple[int, Answer]:
        """Send a command with its key until there is an answer other than "later"."""
        deadline = time.monotonic() + self.patience
        while time.monotonic() < deadline:
            answer = self._ask("POST", command.who, command.path, command.body, command.key)
            if answer is not None and answer.status_code != 503:
                return answer.status_code, answer.json()
            time.sleep(PAUSE)
        raise AssertionError(f"no answer within {self.patience} s: {command.path}")

    def sees(self, who: str, path: str) -> bool:
        """Check whether a person sees a record."""
        answer = self._ask("GET", who, path)
        return answer is not None and answer.status_code == 200

    def _ask(
        self, method: str, who: str, path: str, body: Any = None, key: str | None = None
    ) -> requests.Response | None:
        try:
            headers = {"Authorization": f"Bearer {self._system.person(who).token}"}
            if key is not None:
                headers["Idempotency-Key"] = key
            answer = self._http.request(
                method, f"{self._url}/api/v1{path}", json=body, headers=headers, timeout=(3, 15)
            )
        except (requests.RequestException, AssertionError):  # a token could not be renewed just now either
            self._figures.statuses[0] += 1
            return None
        self._figures.statuses[answer.status_code] += 1
        if answer.status_code == 503 and "Retry-After" not in answer.headers:
            self._figures.refusals.append(f"503 without Retry-After: {path}")
        if answer.status_code >= 500 and answer.status_code != 503:
            self._figures.refusals.append(f"{answer.status_code} {path}: {answer.text[:300]}")
        return answer


def notice(client: Client, title: str = "关于做好冬季安全工作的通知") -> Answer:
    """Release a notice from the east campus to two others: seven commands."""
    wanted = {"kind": "notice", "title": title, "body": "请各校区做好冬季安全工作。", "recipients": ["west", "north"]}
    document = client.command("east.clerk", "/documents", wanted)
    for who, action in LINE:
        document = client.command(who, f"/documents/{document['id']}/actions/{action}")
    return document


def correspondence(client: Client) -> None:
    """Release a notice and enter it in one recipient's register: nine commands."""
    copy = incoming_id(str(notice(client)["id"]), "west")
    eventually(lambda: client.sees("west.registrar", f"/incoming/{copy}"), seconds=client.patience, what="delivered")
    for action in ("receive", "register"):
        client.command("west.registrar", f"/incoming/{copy}/actions/{action}")


def course(client: Client) -> None:
    """Run a course that one person attends: four commands."""
    person = f"{random.choice(('east', 'west', 'north'))}.{random.choice(ROLES)}"
    wanted = {"title": "新任班主任培训", "hours": 0.5, "capacity": 30, "audience": ["shiyan"]}
    planned = client.command("east.director", "/courses", wanted)
    client.command("east.director", f"/courses/{planned['id']}/actions/publish")
    client.command(person, f"/courses/{planned['id']}/enrolments")
    client.command("east.director", f"/courses/{planned['id']}/attendance", {"person": person})


def lecture(client: Client) -> None:
    """Hold a lecture that two people attend: six commands."""
    meeting, begin = _lecture_planned(client)
    path = f"/meetings/{meeting['id']}/actions"
    client.command("east.director", f"{path}/call")
    for member in ("east.clerk", "east.leader"):
        client.command(member, f"{path}/sign_in")
    while datetime.now(OFFICE_ZONE) < begin:
        time.sleep(0.1)
    client.command("east.director", f"{path}/hold")
    client.command("east.director", f"{path}/close", {"decisions": []})


def _lecture_planned(client: Client) -> tuple[Answer, datetime]:
    """Plan a lecture that begins in a moment; plan it again if the moment passed during an outage."""
    when = soon(minutes=120, seconds=5)
    wanted = {"kind": "party_lecture", "title": "党课", "rooms": [], "members": ["east.clerk", "east.leader"]}
    try:
        planned = client.command("east.director", "/meetings", {**wanted, "topics": ["党课"], **when})
    except AssertionError as refused:
        if "time_past" not in str(refused):
            raise
        return _lecture_planned(client)
    return planned, datetime.fromisoformat(when["starts_at"])


Matter = Callable[[Client], Any]
USUAL: Sequence[Matter] = (correspondence, course)


class Load:
    """Clients that work until this many commands were acknowledged and they are needed no more."""

    def __init__(
        self,
        system: System,
        url: str,
        journal: ClientJournal,
        *,
        commands: int,
        matters: Sequence[Matter] = USUAL,
        patience: float = PATIENCE,
    ) -> None:
        self._patience = patience
        self.journal, self.figures = journal, Figures()
        self._system, self._url = system, url
        self._wanted, self._matters = journal.acknowledged + commands, matters
        self._needed = threading.Event()
        self._broken = threading.Event()
        self._problems: list[BaseException] = []
        self._threads = [threading.Thread(target=self._work, args=(place,), daemon=True) for place in range(CLIENTS)]

    def __enter__(self) -> "Load":
        self._needed.set()
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._needed.clear()
        if kind is not None:
            self._broken.set()
        for thread in self._threads:
            thread.join()
        if kind is None and self._problems:
            raise self._problems[0]
        assert not self.figures.refusals or kind is not None, self.figures.refusals[:5]

    def client(self) -> Client:
        """Return one more client, for a row's additional work."""
        return Client(self._system, self._url, self.journal, self.figures, patience=self._patience)

    def goes_on(self, commands: int) -> None:
        """Wait until this many more commands were acknowledged."""
        wanted = self.journal.acknowledged + commands
        self._wanted = max(self._wanted, wanted)

        def reached() -> bool:
            if self._problems:
                raise RuntimeError("a client gave up") from self._problems[0]
            return self.journal.acknowledged >= wanted

        eventually(reached, seconds=self._patience + commands, what=f"{commands} more commands")

    def _pause(self) -> None:
        until = time.monotonic() + TRICKLE
        while self._needed.is_set() and self.journal.acknowledged >= self._wanted and time.monotonic() < until:
            time.sleep(0.05)

    def _work(self, place: int) -> None:
        client, turn = Client(self._system, self._url, self.journal, self.figures, self._pause, self._patience), place
        try:
            while not self._broken.is_set() and (self._needed.is_set() or self.journal.acknowledged < self._wanted):
                self._matters[turn % len(self._matters)](client)
                turn += 1
        except BaseException as error:
            self._problems.append(error)
            self._broken.set()
