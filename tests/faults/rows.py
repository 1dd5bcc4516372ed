"""The faults, one row each: how it is provoked during the work, and what must be observed besides the oracle's laws.

Rows are numbered as in docs/faults.md. Passes put together what one running system and one load can bear at once.
"""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import requests

from tests.faults.load import PATIENCE, USUAL, Load, Matter, correspondence, lecture, notice
from tests.faults.oracle import Snapshot
from tests.faults.people import key_of_another_body, same_key_at_once, two_sign
from tests.faults.stage import Stage, Ways
from tests.support.system import Answer, eventually

POISON, DEADLY = "毒件", "致命件"
ON_RELEASED = "documents.on_document_released"
DOCUMENTS = 'service="documents"'


@dataclass(frozen=True)
class Size:
    """The size of a trial: commands, kills at random moments and over how many seconds, seconds of an outage."""

    commands: int = 100
    kills: int = 2
    churn: float = 0
    away: float = 1
    store_away: float = 1

    @property
    def few(self) -> int:
        """Return how often something small is repeated."""
        return max(3, self.commands // 500)

    @property
    def a_part(self) -> int:
        """Return how many commands continue around a fault."""
        return max(10, self.commands // 20)


@dataclass
class Trial:
    """One row in progress: the system, the clients, and the measurements."""

    stage: Stage
    load: Load
    size: Size
    seen: dict[str, Any] = field(default_factory=dict)

    def measure(self, name: str, seconds: float) -> None:
        """Record a duration under a name."""
        self.seen.setdefault(name, []).append(round(seconds, 2))


@dataclass(frozen=True)
class Row:
    """One fault.

    ways: how broker or handlers misbehave meanwhile · places: failpoints where the process with everything ends, in turn ·
    provoke: causes it while clients work · mend: checks and repairs after they are done.
    """

    number: str
    name: str
    provoke: Callable[[Trial], None]
    ways: Ways = field(default_factory=dict)
    places: Sequence[str] = ()
    mend: Callable[[Trial], None] | None = None
    only_rabbitmq: bool = False
    matters: Sequence[Matter] = USUAL


def working(trial: Trial) -> None:
    """Wait for a part of the work; the fault is in how it is served."""
    trial.load.goes_on(trial.size.a_part)


def ended_there(trial: Trial) -> None:
    """Wait for the end at the next failpoint, and for everything written to be published again."""
    done = trial.seen["ended"] = trial.seen.get("ended", 0) + 1
    trial.stage.died(done)
    trial.measure("out after ready", trial.stage.recovered())
    trial.measure("all out after the end", time.monotonic() - trial.stage.deaths[done - 1][2])
    trial.load.goes_on(trial.size.a_part // 2)


def killed_at_random(trial: Trial) -> None:
    """Kill one process after another at random moments."""
    until = time.monotonic() + trial.size.churn
    trial.seen["kills"] = 0
    while trial.seen["kills"] < trial.size.kills or time.monotonic() < until:
        trial.load.goes_on(random.randint(1, 40))
        trial.seen["kills"] += 1
        began = time.monotonic()
        trial.stage.kill(random.choice(trial.stage.names))
        trial.load.goes_on(1)
        trial.measure("next answer after", time.monotonic() - began)
    trial.measure("out after ready", trial.stage.recovered())


def broker_away(trial: Trial) -> None:
    """Kill the broker under load, and start it again after a while."""
    _without_broker(trial, wiped=False)


def broker_loses_its_disk(trial: Trial) -> None:
    """Kill the broker with events on their way, delete its disk, and start it again."""
    _without_broker(trial, wiped=True)


def _without_broker(trial: Trial, *, wiped: bool) -> None:
    node = trial.stage.node
    assert node is not None
    trial.load.goes_on(trial.size.a_part)
    ended = len(trial.stage.deaths)
    node.kill()
    began = time.monotonic()
    accepted_meanwhile(trial)
    _pass_time(began + trial.size.away)
    if wiped:
        node.wipe()
    node.start()
    began = time.monotonic()
    trial.load.goes_on(1)
    trial.measure("next answer after", time.monotonic() - began)
    trial.measure("out after ready", trial.stage.recovered())
    trial.load.goes_on(trial.size.a_part)
    assert len(trial.stage.deaths) == ended, f"a process ended with the broker: {trial.stage.deaths[ended:]}"


def store_killed(trial: Trial) -> None:
    """Kill the store under load, send requests while it is away, and start it again."""
    trial.load.goes_on(trial.size.a_part)
    trial.stage.store.kill()
    began = time.monotonic()
    refused_in_time(trial)
    _pass_time(began + trial.size.store_away)
    trial.stage.store.start()
    began = time.monotonic()
    trial.load.goes_on(1)
    trial.measure("next answer after", time.monotonic() - began)
    trial.measure("out after ready", trial.stage.recovered())


def accepted_meanwhile(trial: Trial) -> None:
    """Check that commands go on: the gateway and the services are in one process, and the events can wait."""
    began = time.monotonic()
    answer = _draft(trial)
    trial.measure("accepted without the broker after", time.monotonic() - began)
    assert answer.status == 201, answer.text
    trial.load.goes_on(trial.size.a_part)


def refused_in_time(trial: Trial) -> None:
    """Check that a command is refused for now, with the time to retry."""
    began = time.monotonic()
    answer = _draft(trial)
    trial.measure("503 after", time.monotonic() - began)
    assert (answer.status, int(answer.headers["Retry-After"]) > 0) == (503, True), answer.text


def _draft(trial: Trial) -> Answer:
    asked = {"kind": "notice", "title": "断", "body": "断", "recipients": ["west"]}
    return trial.stage.system.person("east.clerk").ask("POST", "/documents", asked)


def answers_lost(trial: Trial) -> None:
    """Lose answers on the way to clients, and answers of the store on the way to services, after they were sent."""
    count = trial.size.a_part
    to_clients, to_services = trial.stage.to_gateway, trial.stage.to_store
    to_clients.lose(count, b"POST /api", every=3)
    eventually(lambda: to_clients.done, seconds=150, what="answers to clients lost")
    for write in (b"\x02insert\x00", b"\x02update\x00"):
        to_services.lose(count // 4, write, every=3)
        eventually(lambda: to_services.done, seconds=150, what="answers of the store lost")
    trial.seen["lost"] = to_clients.lost + to_services.lost
    trial.load.goes_on(trial.size.a_part)


def one_withheld(trial: Trial) -> None:
    """Check that an event never came, and that its sender's document shows it all the same."""
    eventually(lambda: "withheld " in trial.stage.system.log(), what="an event was withheld")
    trial.load.goes_on(trial.size.a_part)


def poisoned(trial: Trial) -> None:
    """Release a document whose handler raises."""
    _released_and_parked(trial, POISON)


def deadly(trial: Trial) -> None:
    """Release a document whose handler ends the process."""
    before = len(trial.stage.deaths)
    _released_and_parked(trial, DEADLY)
    trial.seen["ends"] = len(trial.stage.deaths) - before
    assert trial.seen["ends"] > 1, "it was tried again"


def _released_and_parked(trial: Trial, title: str) -> None:
    document = notice(trial.load.client(), f"关于{title}处置的通知")
    source = f"documents:{document['id']}"
    trial.seen.setdefault("explained", set()).add((ON_RELEASED, source))
    eventually(lambda: (ON_RELEASED, source) in trial.stage.oracle.parked(), seconds=150, what=f"{title} parked")
    trial.load.goes_on(trial.size.a_part)


def replayed(trial: Trial) -> None:
    """Check that nothing else is parked, nor retried by a new process; repair the handler, and replay the parked events."""
    stage, explained = trial.stage, trial.seen.get("explained", set())
    stage.oracle.settle(explained=explained)
    for name in stage.names:
        stage.terminate(name)
    ended = len(stage.deaths)
    stage.ready()
    stage.oracle.settle(explained=explained)
    assert len(stage.deaths) == ended, "what is parked was tried by itself"
    stage.restart()
    operator = stage.system.person("system")
    for entry in operator.get("/events/parked?limit=100")["items"]:
        operator.post(f"/events/parked/{entry['id']}/actions/replay")
    trial.seen["explained"] = set()


def started_late(trial: Trial) -> None:
    """Start a subscriber for the first time, long after its events were announced."""
    began = time.monotonic()
    trial.stage.restart()
    trial.measure("caught up after", time.monotonic() - began)


def rebuilt(trial: Trial) -> None:
    """Delete every service's copies of others' data, and compare those rebuilt from the journals."""
    stage = trial.stage
    stage.oracle.settle()
    before = stage.oracle.read_models()
    stage.stop()
    stage.oracle.forget_read_models()
    gone = stage.oracle.read_models()
    began = time.monotonic()
    stage.start()
    trial.measure("caught up after", time.monotonic() - began)
    assert not gone and before
    eventually(lambda: stage.oracle.read_models() == before, seconds=30, what="equal to the last byte")


def lists_follow(trial: Trial) -> None:
    """Check that all task lists match the journals, and measure how long that took."""
    began = time.monotonic()

    def follow() -> bool:
        wanted, kept = trial.stage.oracle.lists_by_journals(), trial.stage.oracle.lists_as_kept()
        differs = [
            (each, wanted.get(each), kept.get(each)) for each in {*wanted, *kept} if wanted.get(each) != kept.get(each)
        ]
        assert not differs, (len(differs), differs[:3])
        return bool(wanted)

    eventually(follow, seconds=PATIENCE, what="lists of what waits are those of the journals")
    trial.measure("lists right after", time.monotonic() - began)


def lists_rebuilt(trial: Trial) -> None:
    """Delete all lists and their reading positions, and check that they are rebuilt from the journals."""
    stage = trial.stage
    lists_follow(trial)
    before = stage.oracle.lists_as_kept()
    stage.stop()
    for name in ("waiting", "caught_up"):
        stage.oracle.client["tongban_notifications"].drop_collection(name)
    stage.start()
    eventually(lambda: stage.oracle.lists_as_kept() == before, seconds=PATIENCE, what="lists as they were")


def two_relays(trial: Trial) -> None:
    """Check that the relays of two processes of one service both published, at the same time.

    Calls stay in the process with the gateway; the other one announces the events of its reactions, to the same documents.
    """
    stage = trial.stage

    def published(port: int) -> float:
        lines = requests.get(f"http://127.0.0.1:{port}/metrics", timeout=5).text.splitlines()
        ours = [each for each in lines if each.startswith("tongban_events_published_total{") and DOCUMENTS in each]
        return sum(float(line.rpartition(" ")[2]) for line in ours)

    before = [published(port) for port in (stage.system.health_port, stage.health)]
    trial.load.goes_on(trial.size.a_part)
    after = eventually(
        lambda: (
            [published(port) for port in (stage.system.health_port, stage.health)]
            if all(
                published(port) > was
                for port, was in zip((stage.system.health_port, stage.health), before, strict=True)
            )
            else None
        )
    )
    trial.seen["published by each"] = [int(each) for each in after]


def asked_to_stop(trial: Trial) -> None:
    """Send SIGTERM to every process, one after the other, under load."""
    for name in trial.stage.names:
        trial.load.goes_on(trial.size.a_part)
        trial.stage.ready()  # what the rows before killed may still be starting, and would die of the signal
        trial.stage.terminate(name)
        assert trial.stage.deaths[-1][:2] == (name, 0), trial.stage.deaths
    trial.measure("out after ready", trial.stage.recovered())


def at_once(trial: Trial, act: Callable[[Any, int], None]) -> None:
    """Run concurrent people into conflicts while the others work."""
    act(trial.stage.system, trial.size.few)


def _pass_time(until: float) -> None:
    eventually(lambda: time.monotonic() >= until, seconds=900, what="time passes")


LEASE = {"lease": 0.5}
"""An attempt that never returned is repeated after a minute; here after half a second."""

NO_FAULT = Row("0", "nothing happens (to compare with)", working)

ROWS: Sequence[Row] = (
    Row("1", "killed between write and publish", ended_there, places=["after_write.document_released:kill@2"]),
    Row("2", "killed between publish and mark", ended_there, places=["after_publish.incoming_delivered:kill@3"]),
    Row("3", "killed between a handler's write and its acknowledgement", ended_there,
        places=["after_handle.incoming_received:kill@2"]),
    Row("4", "killed between write and answer", ended_there, places=["before_answer.act:kill@9"]),
    Row("5", "processes killed at random moments", killed_at_random),
    Row("6", "broker killed and away", broker_away, only_rabbitmq=True),
    Row("6d", "broker's disk deleted with events on their way", broker_loses_its_disk, only_rabbitmq=True),
    Row("11", "store killed under load", store_killed),
    Row("13", "answers lost after commit", answers_lost),
    Row("14", "every event three times", working, ways={"times": 3}),
    Row("15", "events shuffled within 100", working, ways={"shuffle": 100}),
    Row("16", "events withheld", one_withheld, ways={"withhold": ["incoming_received", 20]}),
    Row("17", "poison event", poisoned, ways={"fails": POISON}, mend=replayed),
    Row("18", "handler that ends the process", deadly, ways={"ends": DEADLY, **LEASE}, mend=replayed),
    Row("20", "subscriber not started yet", working, ways={"without": ["training"]}, mend=started_late,
        matters=(correspondence, lecture)),
    Row("22", "read models rebuilt from the journals", working, mend=rebuilt),
    Row("27", "two act on one document", lambda trial: at_once(trial, two_sign)),
    Row("28", "one key 20 times at once", lambda trial: at_once(trial, same_key_at_once)),
    Row("29", "one key, another body", lambda trial: at_once(trial, key_of_another_body)),
    Row("36", "two relays of one service", two_relays, only_rabbitmq=True),
    Row("37", "SIGTERM under load", asked_to_stop),
    Row("38", "lists of what waits, from events that came again, reordered or late", working, mend=lists_follow),
    Row("39", "lists of what waits deleted and read from the journals", working, mend=lists_rebuilt),
)  # fmt: skip


@dataclass(frozen=True)
class Pass:
    """Rows that one running system and one load can bear together."""

    name: str
    numbers: tuple[str, ...]

    @property
    def rows(self) -> list[Row]:
        """Return the rows."""
        return [next(row for row in ROWS if row.number == number) for number in self.numbers]


PASSES = (
    Pass("it is killed between any two steps", ("1", "2", "3", "4", "5", "38")),
    Pass("people are at odds, then it is cut off", ("27", "28", "29", "36", "11", "6", "6d", "37")),
    Pass("it is served by a bad network and a bad handler", ("13", "14", "15", "16", "17", "18", "38")),
    Pass("a part of it starts late and is built anew", ("20", "22", "39")),
)


def perform(stage: Stage, rows: Sequence[Row], size: Size) -> Trial:
    """Run the office under load through one row after the other; fail unless every law holds at the end."""
    rows = [row for row in rows if stage.node is not None or not row.only_rabbitmq]
    ways = {name: value for row in rows for name, value in row.ways.items()}
    stage.start(ways, [place for row in rows for place in row.places])
    matters = next((row.matters for row in rows if row.matters is not USUAL), USUAL)
    patience = PATIENCE + size.away
    with Load(
        stage.system, stage.url, stage.journal, commands=size.commands, matters=matters, patience=patience
    ) as load:
        trial = Trial(stage, load, size)
        for row in rows:
            row.provoke(trial)
    for mend in dict.fromkeys(row.mend for row in rows if row.mend is not None):
        mend(trial)
    snapshot = stage.oracle.settle(seconds=PATIENCE + size.commands / 50)
    answered_alike(trial)
    trial.seen["records"] = sum(len(records) for records in snapshot.records.values())
    return trial


def answered_alike(trial: Trial) -> None:
    """Repeat some commands with their keys: each is answered exactly as before, and does nothing."""
    client = trial.load.client()
    before = _versions(Snapshot(trial.stage.oracle.client))
    for noted in trial.stage.oracle.sample(20):
        status, answer = client.repeat(noted.command)
        assert (status, answer) == (noted.status, noted.answer), (noted, status, answer)
    assert _versions(Snapshot(trial.stage.oracle.client)) == before


def _versions(snapshot: Snapshot) -> Mapping[str, int]:
    return {f"{name}:{each}": r["version"] for name, found in snapshot.records.items() for each, r in found.items()
            if name != "sessions"}  # fmt: skip
