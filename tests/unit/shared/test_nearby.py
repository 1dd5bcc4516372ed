"""A call to a service of the same process stays there, and otherwise behaves like one over the broker."""

import os
import signal
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from kombu.exceptions import EncodeError
from nameko.containers import ServiceContainer

from shared.actor import Actor
from shared.errors import OfficeError, Unavailable
from shared.runtime import embedded_broker, green, nearby, publishing
from shared.runtime.config import settings
from shared.runtime.failpoint import _chosen
from shared.runtime.green import Signal
from shared.runtime.occasions import Occasions
from shared.runtime.rpc import Caller, Calls, rpc

WORKERS = 2
SOON = 0.05
"""Seconds allowed for a call in the tests of timeouts."""


class Late(OfficeError):
    """太晚了。"""

    code = "late"
    status = 409


class Desk:
    """A service that echoes its input; its acts are recorded for the test."""

    name = "desk"
    occasion = Occasions()
    calls = Calls()
    seen: list[Any]
    let_go: Signal

    @rpc()
    def echo(self, given: Any) -> Any:
        """Return the input."""
        self.seen.append(given)
        return given

    @rpc()
    def file(self, content: str, refused: bool = False) -> dict[str, Any]:
        """Return a file with its size, or refuse it."""
        if refused:
            raise Late()
        return {"content": content, "size": len(content)}

    @rpc()
    def deface(self, given: list[int]) -> list[int]:
        """Change the input, and keep the result."""
        given.append(0)
        self.seen.append(given)
        return given

    @rpc()
    def refuse(self) -> None:
        """Refuse."""
        raise Late()

    @rpc()
    def give(self, kind: str) -> Any:
        """Return a value that the broker encodes specially, or not at all."""
        return {"values": VALUES, "none": object()}[kind]

    @rpc()
    def asked_by(self) -> Any:
        """Return the occasion of the call."""
        occasion = self.occasion
        return [occasion.actor and occasion.actor.to_wire(), occasion.key and occasion.key.id, occasion.expected]

    @rpc()
    def wait(self, number: int) -> int:
        """Wait until the test continues."""
        self.seen.append(f"began {number}")
        self.let_go.wait()
        self.seen.append(f"ended {number}")
        return number

    @rpc()
    def ask_oneself(self, deep: int) -> int:
        """Call this same service."""
        return (
            0 if deep == 0 else 1 + int(self.calls.call("desk", "ask_oneself", {"deep": deep - 1}, timeout=SOON * deep))
        )


class ClosingDesk(Desk):
    """Another one, to be closed; its queue is its own."""

    name = "closing"


class Counter:
    """A service that only makes calls."""

    name = "counter"
    calls = Calls()


class Distant(Caller):
    """Calls over the broker, wherever the service is."""

    reply = Caller.reply_over_broker


class Outside:
    """A service that calls over the broker."""

    name = "outside"
    calls = type("Away", (Calls,), {"caller": Distant()})()


VALUES: dict[str, Any] = {
    "at": datetime(2026, 11, 23, 8, 30, tzinfo=UTC), "on": date(2026, 11, 23), "sum": Decimal("1.10"),
    "id": UUID(int=7), "bytes": b"\xff\x00", "text": "公文 \u2028 \ud800", "pair": (1, 2), "by number": {1: None, 2.5: True},
    "large": 2**70,
}  # fmt: skip


class Office:
    """The services in one process, and their callers."""

    def __init__(self, *services: type[Any]) -> None:
        embedded_broker.install()
        config = {"AMQP_URI": settings().amqp_uri, "max_workers": WORKERS}
        self.desk = services[0].name
        self.containers = {each.name: ServiceContainer(each, config) for each in services}
        for container in self.containers.values():
            container.start()

    def stop(self) -> None:
        """Stop all at once."""
        with green.Timeout(5):
            for each in [green.spawn(container.stop) for container in self.containers.values()]:
                each.wait()

    def caller(self, name: str = "counter") -> Caller:
        """Return a service's caller."""
        found = next(each for each in self.containers[name].dependencies if isinstance(each, Calls)).caller
        assert isinstance(found, Caller)
        return found

    def ask(self, method: str, payload: dict[str, Any] | None = None, *, by: str = "counter", **how: Any) -> Any:
        """Call the desk."""
        return self.caller(by).call(self.desk, method, payload or {}, **{"timeout": 2, **how})

    def told(self, method: str, payload: dict[str, Any] | None = None, *, by: str = "counter", **how: Any) -> Any:
        """Call the desk; return a refusal as its code and status."""
        try:
            return self.ask(method, payload, by=by, **how)
        except OfficeError as refusal:
            return refusal.code, refusal.status


@pytest.fixture(scope="module")
def open_office() -> Iterator[Office]:
    """Provide one office for all tests that leave it unchanged: stopping takes a second."""
    found = Office(Desk, Counter, Outside)
    yield found
    found.stop()


@pytest.fixture
def anew() -> Iterator[None]:
    """Reset the records; after the test, release all waiting calls."""
    Desk.seen, Desk.let_go = [], Signal()
    yield
    if not Desk.let_go.ready():
        Desk.let_go.send(None)
    green.sleep(0)


@pytest.fixture
def office(open_office: Office, anew: None) -> Office:
    return open_office


@pytest.fixture
def closing_office(anew: None) -> Iterator[Office]:
    """Provide a separate office, to be closed."""
    found = Office(ClosingDesk, Counter)
    yield found
    if not Desk.let_go.ready():
        Desk.let_go.send(None)
    found.stop()


@pytest.fixture
def messages(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that collects the routes of all messages sent from now on."""
    sent: list[str] = []
    publish = publishing.Line.publish

    def noted(line: Any, payload: Any, **how: Any) -> None:
        sent.append(how["routing_key"].partition(".")[2])
        publish(line, payload, **how)

    monkeypatch.setattr(publishing.Line, "publish", noted)
    return sent


def until(is_so: Callable[[], bool]) -> None:
    """Wait until a condition holds."""
    with green.Timeout(2):
        while not is_so():
            green.sleep(0.001)


def test_a_call_to_a_service_of_the_same_process_sends_no_message(office: Office, messages: list[str]) -> None:
    assert office.ask("echo", {"given": "公文"}) == "公文"

    assert messages == []


def test_a_call_asked_to_go_over_the_broker_does(office: Office, messages: list[str]) -> None:
    assert office.ask("echo", {"given": 1}, by="outside") == 1

    assert messages[0] == "echo" and len(messages) == 2


def test_neither_side_can_change_what_the_other_has(office: Office) -> None:
    given = [1]

    answer = office.ask("deface", {"given": given})
    answer.append(2)

    assert (given, Desk.seen) == ([1], [[1, 0]])


def test_values_arrive_on_either_side_as_they_do_over_the_broker(office: Office) -> None:
    answers = [
        (office.ask("echo", {"given": VALUES}, by=by), office.ask("give", {"kind": "values"}, by=by))
        for by in ("counter", "outside")
    ]

    assert answers[0] == answers[1] and Desk.seen[0] == Desk.seen[1]
    assert repr(answers[0]) == repr(answers[1])
    assert answers[0][0] == {**VALUES, "pair": [1, 2], "by number": {"1": None, "2.5": True}}


@pytest.mark.parametrize("by", ["counter", "outside"])
def test_what_is_no_json_is_a_bug_of_whoever_sends_it(office: Office, by: str) -> None:
    with pytest.raises(EncodeError):
        office.ask("echo", {"given": object()}, by=by)

    assert office.told("give", {"kind": "none"}, by=by) == ("internal", 500)
    assert Desk.seen == []


@pytest.mark.parametrize("by", ["counter", "outside"])
def test_what_only_looks_like_a_date_is_answered_by_nobody(office: Office, by: str) -> None:
    strange = {"__type__": "datetime", "__value__": "no date"}

    assert office.told("echo", {"given": strange}, by=by, timeout=SOON) == ("unavailable", 503)
    assert Desk.seen == []


@pytest.mark.parametrize("by", ["counter", "outside"])
def test_who_asks_and_with_which_key_and_version_arrives(office: Office, by: str) -> None:
    actor = Actor("p1", "east.clerk", "张三", "east", ("nanhu", "east"), frozenset({"drafter"}))
    how: dict[str, Any] = {"actor": actor, "key": {"id": "k", "print": "p"}, "expected": 3, "request_id": "r"}

    assert office.ask("asked_by", by=by, **how) == [actor.to_wire(), "k", 3]
    assert office.ask("asked_by", by=by) == [None, None, None]


@pytest.mark.parametrize("by", ["counter", "outside"])
def test_a_refusal_rises_again_at_the_caller(office: Office, by: str) -> None:
    with pytest.raises(OfficeError, match="太晚了") as refused:
        office.ask("refuse", by=by)

    assert (refused.value.code, refused.value.status) == ("late", 409)


@pytest.mark.parametrize("by", ["counter", "outside"])
def test_a_method_that_there_is_not_is_a_bug(office: Office, by: str) -> None:
    assert office.told("abolish", by=by) == ("internal", 500)


@pytest.mark.parametrize("by", ["counter", "outside"])
def test_who_has_waited_long_enough_is_sent_away_and_the_service_goes_on(office: Office, by: str) -> None:
    with pytest.raises(Unavailable) as refused:
        office.ask("wait", {"number": 1}, by=by, timeout=SOON)

    assert refused.value.details == {"retry_after": 2} and Desk.seen == ["began 1"]
    Desk.let_go.send(None)
    until(lambda: Desk.seen == ["began 1", "ended 1"])


def test_a_call_waits_for_a_worker(office: Office, messages: list[str]) -> None:
    asked = [green.spawn(office.ask, "wait", {"number": number}) for number in range(WORKERS + 2)]
    green.sleep(SOON)

    assert Desk.seen == [f"began {number}" for number in range(WORKERS)]
    Desk.let_go.send(None)
    assert [each.wait() for each in asked] == [*range(WORKERS + 2)]
    assert messages == []


@pytest.mark.parametrize("by", ["counter", "outside"])
def test_a_service_that_calls_itself_is_answered_while_it_has_workers_and_stands_still_no_longer_than_a_call_may(
    office: Office, by: str
) -> None:
    assert office.told("ask_oneself", {"deep": WORKERS - 1}, by=by) == WORKERS - 1
    assert office.told("ask_oneself", {"deep": WORKERS}, by=by) == ("unavailable", 503)
    assert office.told("ask_oneself", {"deep": 0}, by=by) == 0


def test_a_service_that_stops_finishes_what_it_took_and_takes_no_more(
    closing_office: Office, messages: list[str]
) -> None:
    asked = green.spawn(closing_office.ask, "wait", {"number": 1})
    until(lambda: Desk.seen == ["began 1"])
    stopping = green.spawn(closing_office.containers["closing"].stop)

    def another_is_asked() -> bool:
        return closing_office.told("echo", {"given": 1}, timeout=SOON) == ("unavailable", 503) and bool(messages)

    until(another_is_asked)  # the service itself may be too slow for a moment, before it takes no more
    Desk.let_go.send(None)
    assert asked.wait() == 1
    stopping.wait()
    assert closing_office.told("echo", {"given": 1}, timeout=SOON) == ("unavailable", 503)


def test_a_service_that_is_killed_takes_no_more(closing_office: Office, messages: list[str]) -> None:
    closing_office.containers["closing"].kill()

    assert closing_office.told("echo", {"given": 1}, timeout=SOON) == ("unavailable", 503)
    assert messages == ["echo"], "another process might have heard it"


def test_a_service_that_dies_while_it_is_called_lets_nobody_wait(closing_office: Office) -> None:
    closing_office.containers["closing"]._being_killed = True

    with green.Timeout(1):
        assert closing_office.told("echo", {"given": 1}, timeout=5) == ("unavailable", 503)
    closing_office.containers["closing"]._being_killed = False


def test_the_process_can_end_between_the_work_and_the_answer(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    killed: list[tuple[int, Any]] = []
    monkeypatch.setenv("TONGBAN_FAILPOINT", "before_answer.echo:kill@2")
    monkeypatch.setattr(os, "kill", lambda *how: killed.append((Desk.seen[-1], how[1])))
    settings.cache_clear()
    _chosen.cache_clear()

    for given in (1, 2, 3):
        office.ask("echo", {"given": given})

    settings.cache_clear()
    _chosen.cache_clear()
    assert killed == [(2, signal.SIGKILL)]


def test_a_service_at_another_broker_is_not_taken_for_the_one_here(office: Office, messages: list[str]) -> None:
    other = ServiceContainer(Counter, {"AMQP_URI": "tongban-memory://elsewhere", "max_workers": 1})
    other.start()
    caller = next(each for each in other.dependencies if isinstance(each, Calls)).caller

    caller.call("desk", "echo", {"given": 1}, timeout=1)

    other.stop()
    assert messages[0] == "echo"


@pytest.mark.parametrize("by", ["counter", "outside"])
def test_a_long_text_arrives_whole_and_in_its_place(office: Office, by: str) -> None:
    file = {"name": "表", "content": "文\ud800\u2028" * 40_000, "size": 3}

    found = office.ask("echo", {"given": file}, by=by)
    text = office.ask("echo", {"given": file["content"]}, by=by)

    assert found == file and list(found) == list(file) and text == file["content"]


def test_a_long_text_is_not_written_as_json_within_one_process(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    monkeypatch.setattr(
        nearby, "_dumped", lambda value, dumped=nearby._dumped: written.append(dumped(value)) or written[-1]
    )

    assert office.ask("file", {"content": "文" * 4_000_000}) == {"content": "文" * 4_000_000, "size": 4_000_000}

    assert len(written) == 2 and all(len(each) < 1_000 for each in written)


def test_a_refusal_of_a_long_text_is_a_refusal(office: Office) -> None:
    assert office.told("file", {"content": "文" * 100_000, "refused": True}) == ("late", 409)
