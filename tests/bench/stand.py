"""The environment of the benches: a store, a broker, the system, a district with twenty campuses, the alternatives."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

from shared.runtime.embedded_store import EmbeddedStore
from shared.runtime.store import Db, connect
from shared.runtime.store_programs import StoreProgram
from tests.bench.hands import Hands
from tests.bench.load import Asked
from tests.bench.register import EMBEDDED
from tests.support.ports import free_port
from tests.support.rabbit import RabbitNode
from tests.support.system import ROOT, System

RECIPIENTS = tuple(f"campus{number:02}" for number in range(1, 21))
ROOMS = tuple(f"{campus}-{number}" for campus in RECIPIENTS for number in (1, 2)) + tuple(
    f"east-{number}" for number in range(1, 11)
)
"""Two in each campus that receives, ten in the one that writes."""
ROLES = ("clerk", "director", "leader", "registrar")
STEPS = (
    ("clerk", "submit"),
    ("director", "approve"),
    ("leader", "sign"),
    ("registrar", "verify"),
    ("registrar", "register"),
)
TITLE = "南湖实验学校东校区关于做好冬季校园安全工作的通知"
BODY = "为做好冬季校园安全工作，请开展一次安全隐患排查，落实领导带班和值班制度。\n" * 12


def district() -> str:
    """Build the district file: one campus that writes, twenty that receive."""
    campuses = [
        f"{{id: east, name: 南湖实验学校东校区, issuer_code: 南实验东发, rooms: [{_rooms('east')}]}}",
        *(
            f"{{id: {each}, name: 南湖实验学校第{number}校区, rooms: [{_rooms(each)}]}}"
            for number, each in enumerate(RECIPIENTS, start=1)
        ),
    ]
    staff = [("east", role) for role in ROLES] + [(each, "registrar") for each in RECIPIENTS]
    return district_of(campuses, [(f"{organ}.{role}", organ, role) for organ, role in staff])


def district_of(campuses: Iterable[str], people: Iterable[tuple[str, str, str]]) -> str:
    """Build the district file of one school. people: username, organ and role of each."""
    organs = "\n".join(f"          - {each}" for each in campuses)
    staff = "\n".join(
        f"  - {{username: {username}, name: 陈晓东, organ: {organ}, post: 办公室, roles: [{role}]}}"
        for username, organ, role in people
    )
    return f"""districts:
  - id: nanhu
    name: 南湖区教育局
    issuer_code: 南教发
    schools:
      - id: shiyan
        name: 南湖实验学校
        campuses:
{organs}
people:
{staff}
"""


def _rooms(campus: str) -> str:
    own = [room for room in ROOMS if room.startswith(f"{campus}-")]
    return ", ".join(f"{{id: {room}, name: 会议室, seats: 30}}" for room in own)


class BenchSystem(System):
    """A running system with the bench's additions."""

    module = "tests.bench.servers.product"


class Office:
    """A running system and the benches' requests to it."""

    def __init__(self, system: System, hands: Hands, probe: int, broker: str | None) -> None:
        self.system, self.hands, self.broker = system, hands, broker
        assert system.store is not None
        self.store_uri = system.store.uri
        self._client = connect(self.store_uri)
        self._probe = probe
        self._passwords = dict(
            line.split("\t") for line in next(system.folder.glob("initial-passwords-*")).read_text().splitlines()
        )
        self._tokens: dict[str, str] = {}

    def database(self, service: str) -> Db:
        """Open a service's database."""
        return self._client[f"tongban_{service}"]

    def headers(self, role: str) -> dict[str, str]:
        """Return the headers of a person of the writing campus."""
        if role not in self._tokens:
            told = {"username": f"east.{role}", "password": self._passwords[f"east.{role}"]}
            answer = requests.post(f"{self.system.url}/api/v1/sessions", json=told, timeout=30)
            assert answer.status_code == 201, answer.text
            self._tokens[role] = answer.json()["token"]
        return {"Authorization": f"Bearer {self._tokens[role]}"}

    def password(self, role: str) -> str:
        """Return the password of a person of the writing campus."""
        return self._passwords[f"east.{role}"]

    def actor(self, role: str) -> dict[str, Any]:
        """Return a person of the writing campus as an actor."""
        found = self.database("directory")["people"].find_one({"username": f"east.{role}"})
        assert found is not None
        return {
            "person_id": found["_id"], "username": found["username"], "name": found["name"], "organ": found["organ"],
            "path": found["path"], "roles": found["roles"], "in_place_of": None,
        }  # fmt: skip

    def ask(self, asked: Sequence[Asked], role: str, connections: int = 16) -> dict[str, Any]:
        """Send requests over HTTP from a separate process."""
        answer: dict[str, Any] = self.hands(
            "tests.bench.load:http",
            port=self.system.port,
            requests=asked,
            headers=self.headers(role),
            connections=connections,
        )
        return answer

    def bare(
        self, database: str, collection: str, ids: Sequence[str], change: dict[str, Any], connections: int
    ) -> float:
        """Read and update records of the store itself, over connections of a separate process; return the seconds it took."""
        told = {"uri": self.store_uri, "database": database, "collection": collection, "ids": ids, "change": change}
        found = self.hands("tests.bench.load:pairs", **told, connections=connections)
        return float(found["ended"] - found["began"])

    def drafts(self, count: int, recipients: Sequence[str] = RECIPIENTS[:2]) -> list[str]:
        """Draft documents and return their ids."""
        known = {record["_id"] for record in self.database("documents")["documents"].find({}, {"_id": 1})}
        body = {"kind": "notice", "title": TITLE, "body": BODY, "recipients": list(recipients)}
        self.ask([("POST", "/api/v1/documents", body)] * count, "clerk")
        found = self.database("documents")["documents"].find({}, {"_id": 1})
        return sorted(record["_id"] for record in found if record["_id"] not in known)

    def registered(self, count: int) -> list[str]:
        """Take documents to all twenty up to the step before their release."""
        ids = self.drafts(count, RECIPIENTS)
        for role, action in STEPS:
            self.ask(
                [("POST", f"/api/v1/documents/{each}/actions/{action}", {}) for each in ids],
                role,
                1 if action == "register" else 16,
            )
        return ids

    def calls(self, service: str, method: str, payload: dict[str, Any], times: int) -> list[float]:
        """Measure calls between services from within the gateway's process."""
        with socket.create_connection(("127.0.0.1", self._probe)) as connection, connection.makefile("rw") as lines:
            told = {
                "service": service,
                "method": method,
                "payload": payload,
                "actor": self.actor("clerk"),
                "times": times,
            }
            lines.write(json.dumps(told) + "\n")
            lines.flush()
            took: list[float] = json.loads(lines.readline())
        return took


class Stand:
    """Everything started, until it is ended; `small` for a run that only proves that the benches run."""

    def __init__(self, folder: Path, *, small: bool, node: RabbitNode | None = None) -> None:
        self.folder, self.small = folder, small
        self._given, self._node = node, node
        self._started: list[Callable[[], None]] = []
        self._offices = 0
        self._office: tuple[tuple[str, bool], Office] | None = None

    def some(self, many: int, few: int) -> int:
        """Choose a size."""
        return few if self.small else many

    def uri(self, broker: str) -> str | None:
        """Return the address of an empty broker; None for the embedded one."""
        if broker == EMBEDDED:
            return None
        if self._node is None:
            self._node = RabbitNode(self.folder / "rabbit")
            self._node.start()
        return self._node.uri(self._node.new_vhost())

    def hands(self, *, green: bool = False, **environment: str) -> Hands:
        """Start a client process."""
        hands = Hands(green=green, **environment)
        self._started.append(hands.end)
        return hands

    def office(self, broker: str, *, apart: bool = False, fresh: bool = False) -> Office:
        """Start a system on a broker, in one process or one for each service, or return the running one; end any other.

        fresh: a system that has not been used yet.
        """
        if not fresh and self._office is not None and self._office[0] == (broker, apart):
            return self._office[1]
        self._end_office()
        office = self._start(broker, apart, None)
        self._office = (broker, apart), office
        return office

    @contextmanager
    def on_store(self, broker: str, program: StoreProgram) -> Iterator[Office]:
        """Start a system of its own on a store, beside others, for the block."""
        office = self._start(broker, False, program)
        try:
            yield office
        finally:
            _end(office)

    def _start(self, broker: str, apart: bool, program: StoreProgram | None) -> Office:
        folder = self.folder / f"system{self._offices}"
        folder.mkdir(parents=True)
        self._offices += 1
        probe, uri = free_port(), self.uri(broker)
        system = BenchSystem(
            folder, broker=uri, apart=apart, BENCH_PROBE_PORT=str(probe), TONGBAN_SWEEP_SECONDS="5",
            TONGBAN_RECONCILE_SECONDS="60", TONGBAN_RETRY_DELAYS="0.2,1,5,25,120",
        )  # fmt: skip
        system.store = EmbeddedStore(folder, program=program)
        system.store.start()
        (folder / "district.yaml").write_text(district(), encoding="utf-8")
        done = system.command("import-district", str(folder / "district.yaml"))
        assert done.returncode == 0, done.stdout + done.stderr
        system.start()
        office = Office(system, self.hands(), probe, uri)
        until(lambda: office.database("documents")["copy_organ_recorded"].count_documents({}) == 23)
        return office

    @contextmanager
    def server(self, module: str, **environment: str) -> Iterator[int]:
        """Run an alternative, and yield its port."""
        port = free_port()
        ours = {
            "TONGBAN_PORT": str(port),
            "TONGBAN_HEALTH_PORT": str(free_port()),
            "TONGBAN_VAR": str(self.folder),
            **environment,
        }
        with (self.folder / "servers.out").open("ab") as out:
            process = subprocess.Popen(
                [sys.executable, "-W", "ignore", "-m", module],
                cwd=ROOT,
                env={**os.environ, **ours},
                stdout=out,
                stderr=out,
            )
        self._started.append(process.kill)

        def listens() -> bool:
            assert process.poll() is None, (self.folder / "servers.out").read_text()[-3000:]
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port), 1).close()
                return True
            return False

        try:
            until(listens)
            yield port
        finally:
            process.kill()
            process.wait()

    def end(self) -> None:
        """End everything started."""
        self._end_office()
        for end in reversed(self._started):
            end()
        if self._node is not None and self._node is not self._given:
            self._node.kill()

    def _end_office(self) -> None:
        if self._office is not None:
            _end(self._office[1])
            self._office = None


def _end(office: Office) -> None:
    office.system.kill()
    if office.system.store is not None:
        office.system.store.kill()


def until(check: Callable[[], object], *, seconds: float = 40, pause: float = 0.005) -> float:
    """Wait until a check holds; return when it did."""
    deadline = time.monotonic() + seconds
    while not check():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s")
        time.sleep(pause)
    return time.monotonic()
