"""Failed events wait in the store: a claimed one is held, and freed soon after its process ends."""

import socket
import time
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.errors import ServerSelectionTimeoutError

from shared.contracts.documents import IncomingDelivered
from shared.occasion import GapFound
from shared.runtime.clock import now
from shared.runtime.inbox import LEASE, Inbox
from shared.runtime.passes import Passes
from shared.runtime.reaction import Reaction
from shared.runtime.store import connect
from shared.runtime.turns import Turns
from tests.stores.test_collections import Asked
from tests.support.office import MORNING

EVENT = {"source": "documents:d1", "version": 3, "event": "document_released"}


@pytest.fixture
def inbox(client: Any) -> Inbox:
    client.drop_database("tongban_inbox")
    found = Inbox(client["tongban_inbox"], (0.2, 1))
    found.put("documents.on_document_released", EVENT, at=MORNING)
    return found


def taken(inbox: Inbox, at: datetime) -> dict[str, Any] | None:
    """Claim the next due entry."""
    due = inbox.due(at)
    return None if due is None else inbox.take(due, at)


def test_an_attempt_that_was_cut_off_is_made_again_within_the_time_that_a_restart_may_take(inbox: Inbox) -> None:
    cut_off = taken(inbox, MORNING)
    at_once = inbox.due(MORNING + timedelta(seconds=1))
    later = taken(inbox, MORNING + timedelta(seconds=5))

    assert cut_off is not None and at_once is None
    assert later is not None and later["attempts"] == 2


def test_an_attempt_that_was_cut_off_is_known_by_the_next_and_one_that_failed_is_none(inbox: Inbox) -> None:
    new = inbox.due(MORNING)
    assert new is not None and not new.cut_off
    inbox.take(new, MORNING)

    suspect = inbox.due(MORNING + LEASE)
    assert suspect is not None and suspect.cut_off
    again = inbox.take(suspect, MORNING + LEASE)
    assert again is not None
    inbox.failed(again, "again", at=MORNING + LEASE)

    failed = inbox.due(MORNING + LEASE * 2)
    assert failed is not None and not failed.cut_off


@pytest.mark.parametrize("way", ["put off", "wait behind"])
def test_what_could_not_even_be_tried_was_no_attempt(inbox: Inbox, way: str) -> None:
    at = MORNING
    for _ in range(9):
        entry = taken(inbox, at)
        assert entry is not None and entry["attempts"] == 1 and not inbox.exhausted(entry)
        if way == "put off":
            inbox.put_off(entry, "away", at=at)
            assert inbox.due(at) is None
        else:
            inbox.wait_behind(entry)
            assert inbox.due(at + timedelta(hours=1)) is None
            inbox.free_those_behind()
        at += LEASE
    due = inbox.due(at)
    assert due is not None and not due.cut_off


def test_an_event_stands_in_the_inbox_until_it_took_effect(inbox: Inbox) -> None:
    handler = "documents.on_document_released"
    assert inbox.stands(handler, EVENT)
    assert not inbox.stands("documents.on_incoming_moved", EVENT) and not inbox.stands(handler, {**EVENT, "version": 2})
    entry = taken(inbox, MORNING)
    assert entry is not None

    inbox.failed(entry, "never", at=MORNING, hopeless=True)
    parked = inbox.stands(handler, EVENT)
    inbox.done(entry)

    assert parked and not inbox.stands(handler, EVENT)


def test_an_entry_stays_with_whoever_still_works_at_it(inbox: Inbox) -> None:
    held = taken(inbox, MORNING)
    assert held is not None

    inbox.hold(held, at=MORNING + LEASE * 0.9)

    assert inbox.due(MORNING + LEASE * 1.5) is None
    assert inbox.due(MORNING + LEASE * 2) is not None


def test_whoever_lost_an_entry_does_not_hold_it_any_more(inbox: Inbox) -> None:
    lost = taken(inbox, MORNING)
    other = taken(inbox, MORNING + LEASE)
    assert lost is not None and other is not None
    inbox.failed(other, "again", at=MORNING + LEASE)

    inbox.hold(lost, at=MORNING + LEASE)

    assert inbox.due(MORNING + LEASE + timedelta(seconds=1)) is not None


def test_after_a_process_was_cut_off_what_comes_is_kept_and_later_only_what_stands_there_is_left_alone(
    inbox: Inbox,
) -> None:
    handler, other = "documents.on_document_released", {**EVENT, "source": "documents:d2"}
    soon, past = now() + timedelta(minutes=1), now() - timedelta(minutes=1)

    def left(event: dict[str, Any], *, caught_up: bool, until: datetime = soon) -> bool:
        passes: Any = SimpleNamespace(wary_until=until, caught_up=caught_up, _inbox=inbox)
        return Passes.left_to_inbox(passes, handler, event)

    assert left(EVENT, caught_up=True) and not left(other, caught_up=True)
    assert not inbox.stands(handler, other)
    assert left(other, caught_up=False)
    assert inbox.stands(handler, other) and left(other, caught_up=True)
    assert not left(other, caught_up=True, until=past) and not left(other, caught_up=False, until=past)


class Copier(Reaction):
    """Needs every event of its source, and ends the process at one of them."""

    handler = "training.on_incoming_moved"

    def __init__(self, inbox: Inbox, deadly: int) -> None:
        super().__init__(IncomingDelivered)
        self.journal = [{**EVENT, "service": "documents", "version": each, "data": {}} for each in (1, 2, 3)]
        self.have, self._deadly = 0, deadly
        sources = SimpleNamespace(
            events_between=lambda service, source, names, after, before: self.journal[after : before - 1]
        )
        self.runtime: Any = SimpleNamespace(turn=Turns(), inbox=inbox, sources=sources)

    def _attempt(self, envelope: dict[str, Any], *, settled: bool = False) -> Exception | None:
        if envelope["version"] > self.have + 1:
            return GapFound(self.have)
        if envelope["version"] == self._deadly:
            raise SystemExit
        self.have = max(self.have, envelope["version"])
        return None


@pytest.mark.parametrize("deadly", [1, 2, 3])
def test_an_event_is_not_blamed_for_one_before_it_that_ends_the_process(client: Any, deadly: int) -> None:
    client.drop_database("tongban_inbox")
    inbox = Inbox(client["tongban_inbox"], (0.2, 1))
    ends, at = 0, now()
    reaction = Copier(inbox, deadly)
    inbox.put(reaction.handler, reaction.journal[2], at=at)

    for _ in range(40):
        at += LEASE
        due = inbox.due(at)
        entry = None if due is None else inbox.take(due, at)
        if due is None or entry is None:
            continue
        if inbox.exhausted(entry):
            inbox.failed(entry, "the process ended during the last attempt", at=at, hopeless=True)
            continue
        try:
            reaction.retry(entry, cut_off=due.cut_off)
        except SystemExit:
            ends += 1
            inbox = Inbox(client["tongban_inbox"], (0.2, 1))
            reaction.runtime.inbox = inbox

    states = {each["version"]: each["state"] for each in client["tongban_inbox"]["inbox"].find()}
    assert states == {each: "parked" if each == deadly else "behind" for each in range(deadly, 4)}
    assert (reaction.have, ends) == (deadly - 1, 3 if deadly == 3 else 4)


def test_two_processes_share_what_waits_and_take_nothing_twice_and_look_it_up_seldom(client: Any) -> None:
    client.drop_database("tongban_inbox")
    asked = Asked()
    with MongoClient[dict[str, Any]](*client.address, tz_aware=True, event_listeners=[asked]) as watched:
        ours, theirs = (Inbox(db["tongban_inbox"], (0.2,)) for db in (watched, client))
        ours.prepare()
        for place in range(60):
            event = {**EVENT, "source": f"documents:d{place:02}"}
            ours.put("documents.on_document_released", event, at=MORNING + timedelta(seconds=place))
        late, done = MORNING + timedelta(hours=1), list[tuple[str, int]]()
        asked.queries.clear()

        for inbox in (ours, theirs) * 60:
            if len(done) < 60 and (found := taken(inbox, late)) is not None:
                done.append((found["source"], found["attempts"]))
                inbox.done(found)

        assert sorted(done) == [(f"documents:d{place:02}", 1) for place in range(60)]
        assert client["tongban_inbox"]["inbox"].count_documents({}) == 0
        assert len(asked.queries) < 5
        assert {asked.plan(client["tongban_inbox"], query) for query in asked.queries} == {"IXSCAN"}


@pytest.mark.parametrize("ask", ["blocked", "discarded"])
def test_what_stands_before_an_event_is_found_without_reading_what_else_waits(client: Any, ask: str) -> None:
    client.drop_database("tongban_inbox")
    asked = Asked()
    with MongoClient[dict[str, Any]](*client.address, tz_aware=True, event_listeners=[asked]) as watched:
        inbox = Inbox(watched["tongban_inbox"], (0.2,))
        inbox.prepare()
        for place in range(30):
            event = {**EVENT, "source": f"documents:d{place:02}"}
            inbox.put("documents.on_document_released", event, at=MORNING)
        asked.queries.clear()

        if ask == "blocked":
            assert inbox.blocked("documents.on_document_released", "documents:d07", 4)
            assert not inbox.blocked("documents.on_document_released", "documents:d07", 3)
        else:
            assert inbox.discarded("documents.on_document_released", "documents:d07") == set()

        (query, *_) = asked.queries
        first = next(iter(query["filter"].items()))
        assert asked.plan(watched["tongban_inbox"], {**query, "filter": dict([first])}) == "IXSCAN", (
            "as a store reads it"
        )
        assert watched["tongban_inbox"]["inbox"].count_documents(dict([first])) == 1


def test_a_store_that_is_away_is_noticed_early_enough_to_refuse_within_two_seconds() -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    took = list[float]()

    for _ in range(2):  # the better one counts: what else the machine does is not the store's doing
        began = time.monotonic()
        with connect(f"mongodb://127.0.0.1:{port}/") as away, pytest.raises(ServerSelectionTimeoutError):
            away["office"]["numbers"].find_one({})
        took.append(time.monotonic() - began)

    assert min(took) < 1.9


def test_an_inbox_says_when_to_look_again_and_rings_where_something_is_let_wait(inbox: Inbox) -> None:
    entry = taken(inbox, MORNING)
    assert entry is not None and inbox.bell.wait(0)
    assert inbox.due(MORNING) is None and inbox.next_at == MORNING + LEASE
    assert not inbox.bell.wait(0)

    inbox.failed(entry, "later", at=MORNING)

    assert inbox.bell.wait(0) and inbox.due(MORNING) is None
    assert inbox.next_at == MORNING + timedelta(seconds=0.2)
    inbox.done(entry)
    assert inbox.due(MORNING) is None and inbox.next_at is None


def test_what_is_let_go_by_another_is_rung_for(inbox: Inbox) -> None:
    first = taken(inbox, MORNING)
    assert first is not None
    inbox.put("documents.on_document_released", {**EVENT, "version": 4}, at=MORNING, behind=True)
    assert inbox.counts() == {"waiting": 2, "parked": 0, "behind": 1}
    inbox.bell.wait(0)

    inbox.done(first)

    assert inbox.bell.wait(0) and inbox.due(MORNING) is not None


def test_of_those_behind_only_the_next_is_let_go(inbox: Inbox) -> None:
    first = taken(inbox, MORNING)
    assert first is not None
    for version in (6, 4, 5):
        inbox.put("documents.on_document_released", {**EVENT, "version": version}, at=MORNING, behind=True)

    inbox.done(first)
    found = taken(inbox, MORNING)

    assert found is not None and found["version"] == 4
    assert inbox.due(MORNING) is None and inbox.counts()["behind"] == 2


def test_what_an_operator_replays_is_rung_for(inbox: Inbox) -> None:
    entry = taken(inbox, MORNING)
    assert entry is not None
    inbox.failed(entry, "never", at=MORNING, hopeless=True)
    inbox.bell.wait(0)

    inbox.replay(entry["_id"], at=MORNING)

    assert inbox.bell.wait(0) and inbox.due(MORNING) is not None
