"""Events that write one aggregate wait for each other; all others are handled concurrently."""

import json
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from shared.contracts.documents import DocumentRevised, IncomingDelivered
from shared.errors import Unavailable
from shared.runtime import green
from shared.runtime.clock import now
from shared.runtime.handled import Handled
from shared.runtime.reaction import Reaction
from shared.runtime.turns import Turns


class Watched(Reaction):
    """Works on an event for a moment, and records how many others it met."""

    handler = "documents.on_incoming_moved"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(IncomingDelivered, **kwargs)
        self.runtime: Any = SimpleNamespace(turn=Turns())
        self.at_work: list[str] = []
        self.met: list[int] = []

    def _resolve(self, envelope: dict[str, Any], *, cut_off: bool = False) -> None:
        self.met.append(len(self.at_work))
        self.at_work.append(envelope["source"])
        green.sleep(0.005)
        self.at_work.remove(envelope["source"])


def met(documents: Sequence[str], **kwargs: Any) -> list[int]:
    watched = Watched(**kwargs)
    pool = green.GreenPool()
    for place, document in enumerate(documents):
        pool.spawn(watched.handle, {"source": f"incoming:{place}", "data": {"document_id": document}})
    pool.waitall()
    return watched.met


def test_what_writes_one_document_is_taken_one_after_the_other() -> None:
    assert met(["d1"] * 5, writes="document_id") == [0] * 5


def test_what_writes_different_documents_waits_for_nobody() -> None:
    assert met(["d1", "d2", "d3"], writes="document_id") == [0, 1, 2]


def test_without_a_field_only_one_source_waits_for_itself() -> None:
    assert met(["d1"] * 3) == [0, 1, 2]


@pytest.mark.parametrize(
    ("version", "data", "concerned"),
    [
        (1, {"asks_others": True}, True),
        (1, {"asks_others": False}, False),
        (1, {}, True),
        (1, {"asks_others": None}, True),
        (2, {"asks_others": False}, True),
    ],
)
def test_an_event_concerns_a_handler_unless_a_known_one_says_that_it_does_not(
    version: int, data: dict[str, Any], concerned: bool
) -> None:
    envelope = {"event": "document_revised", "event_version": version, "data": data}

    assert Reaction(DocumentRevised, where="asks_others").concerns(envelope) is concerned
    assert Reaction(DocumentRevised).concerns(envelope) is True


class Away(Reaction):
    """A source that never answers which events came before."""

    handler = "documents.on_incoming_moved"

    def __init__(self) -> None:
        super().__init__(IncomingDelivered)
        self.noted: list[tuple[str, Any]] = []
        self.runtime: Any = SimpleNamespace(turn=Turns(), inbox=self)

    def _resolve(self, envelope: dict[str, Any], *, cut_off: bool = False) -> Exception | None:
        raise Unavailable(retry_after=2)

    def put(self, handler: str, envelope: dict[str, Any], **how: Any) -> None:
        self.noted.append(("put", envelope))

    def put_off(self, entry: dict[str, Any], error: str, **how: Any) -> None:
        self.noted.append(("put off", entry))


def test_where_the_source_of_what_came_before_is_away_an_event_waits_and_keeps_nobody_waiting() -> None:
    envelope = {"source": "incoming:1", "version": 2, "data": {}}
    away, entry = Away(), {"envelope": json.dumps(envelope), "attempts": 1}

    away.handle(envelope)
    away.retry(entry)

    assert away.noted == [("put", envelope), ("put off", entry)]


def test_an_event_that_does_not_concern_the_handler_says_nothing_about_those_before_it() -> None:
    reacting = Reaction(DocumentRevised, where="asks_others")
    reacting.container = SimpleNamespace(service_name="documents")
    reacting.method_name = "on_revised"
    unconcerned = {
        "event": "document_revised",
        "event_version": 1,
        "source": "documents:d1",
        "version": 4,
        "earlier": {"document_revised": 3},
        "at": now().isoformat(),
        "data": {"asks_others": False},
    }

    assert reacting._attempt(unconcerned) is None

    assert reacting.handled.knows("documents:d1", 4)
    assert not reacting.handled.knows("documents:d1", 3), "nobody handled it"
    assert reacting.handled.up_to("documents:d1") == 0

    reacting._attempt({**unconcerned, "version": 1, "earlier": {}})

    assert reacting.handled.up_to("documents:d1") == 1


def test_a_handler_remembers_the_events_that_it_handled_last() -> None:
    handled = Handled(most=2)
    for version in (1, 2, 3):
        handled.add("documents:d1", version, in_order=True)

    assert [version for _, version in handled.newest()] == [3, 2]
    assert not handled.knows("documents:d1", 1)
    assert handled.up_to("documents:d1") == 3
