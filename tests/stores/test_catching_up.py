"""A service that was away reads the journals: everything takes effect, and an event that ends a process is identified."""

import json
import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from greenlet import GreenletExit

from shared.runtime import green
from shared.runtime.attempts import ATTEMPTS
from shared.runtime.catching_up import LOT, CatchingUp
from shared.runtime.clock import now
from shared.runtime.handled import Handled, HandledLately
from shared.runtime.inbox import Inbox, entry_id
from shared.runtime.passes import Passes
from shared.runtime.persistence import Persistence

HANDLER = "training.on_released"


def event(place: int) -> dict[str, Any]:
    return {"event": "document_released", "source": f"documents:d{place}", "version": 1, "at": now().isoformat()}


class Listener:
    """A reaction that records its events, and what was recorded of it in the store meanwhile."""

    handler = HANDLER
    events = ()
    sources: dict[str, list[str]] = {"documents": ["document_released"]}

    def __init__(self, db: Any, *, knows: Sequence[str] = ()) -> None:
        self.taken: list[str] = []
        self.notes: list[dict[str, Any]] = []
        self._db, self.handled = db, Handled()
        for each in knows:
            self.handled.add(each, 1, in_order=True)
        self.fails_at: str | None = None
        self.failure: BaseException = ConnectionError("the store is away")

    def handle(self, envelope: dict[str, Any]) -> None:
        if envelope["source"] == self.fails_at:
            raise self.failure
        self.taken.append(envelope["source"])
        self.handled.add(envelope["source"], envelope["version"], in_order=True)
        self.notes = list(self._db["pages_at_work"].find())

    def retry(self, entry: dict[str, Any], *, cut_off: bool = False) -> None:
        raise AssertionError("the inbox tries again, not the pass")


class Sources:
    """The journals that are read: pages of two events, and the requests made."""

    def __init__(self, count: int, seconds: float = 0, at_once: int = 2) -> None:
        self.all = [event(place) for place in range(count)]
        self.asked: list[datetime] = []
        self._seconds, self._at_once = seconds, at_once

    def page(self, source: str, events: Sequence[str], since: datetime, cursor: str | None) -> Mapping[str, Any]:
        assert (source, list(events)) == ("documents", ["document_released"])
        self.asked.append(since)
        time.sleep(self._seconds)
        green.sleep(0)
        begin = int(cursor or 0)
        end = begin + self._at_once
        return {"items": self.all[begin:end], "next": str(end) if end < len(self.all) else None}


@pytest.fixture
def db(client: Any) -> Any:
    client.drop_database("tongban_catching_up")
    return client["tongban_catching_up"]


@pytest.fixture
def inbox(db: Any) -> Inbox:
    made = Inbox(db, (0.2,))
    made.prepare()
    return made


def passes(db: Any, inbox: Inbox, listener: Listener, sources: Sources) -> CatchingUp:
    return CatchingUp(db, inbox, {HANDLER: listener}, sources.page)


def kept(db: Any) -> dict[str, bool]:
    return {each["source"]: each["at_work"] for each in db["inbox"].find()}


def test_what_was_missed_takes_effect_but_not_what_is_known_or_stands_in_the_inbox(db: Any, inbox: Inbox) -> None:
    inbox.put(HANDLER, event(1), at=now(), hopeless=True)
    listener, sources = Listener(db, knows=["documents:d3"]), Sources(5)

    assert passes(db, inbox, listener, sources).run() == 4

    assert listener.taken == ["documents:d0", "documents:d2", "documents:d4"]
    assert list(kept(db)) == ["documents:d1"]


def test_the_next_pass_begins_where_the_last_one_came_to_an_end(db: Any, inbox: Inbox) -> None:
    sources, began = Sources(1), now()
    catching_up = passes(db, inbox, Listener(db), sources)
    catching_up.run()
    catching_up.run()

    first, second = sources.asked
    assert first.year == 1970
    assert 0 <= (second - began).total_seconds() + 60 < 5


def test_what_the_runs_before_had_handled_is_not_tried_again_after_a_clean_stop(db: Any, inbox: Inbox) -> None:
    before, sources = Listener(db), Sources(3)

    def run(listener: Listener, *, clean: bool = True) -> None:
        catching_up = passes(db, inbox, listener, sources)
        made = Passes("training", db, inbox, catching_up, SimpleNamespace(), Persistence("training"))  # type: ignore[arg-type]
        made._begin()
        catching_up.run()
        if clean:
            made.end()

    run(before)
    assert before.taken == ["documents:d0", "documents:d1", "documents:d2"]

    sources.all.append(event(3))
    once, twice, cut_off = Listener(db), Listener(db), Listener(db)
    run(once)
    run(twice, clean=False)
    run(cut_off)

    assert once.taken == ["documents:d3"] and twice.taken == []
    assert len(cut_off.taken) == 4, "a run that was cut off tells nothing"


def test_where_a_source_is_read_from_the_epoch_what_was_handled_before_is_handled_anew(db: Any, inbox: Inbox) -> None:
    first, anew, sources = Listener(db), Listener(db), Sources(2)
    passes(db, inbox, first, sources).run()
    later = passes(db, inbox, anew, sources)
    later.recall([{"handler": HANDLER, "events": [["documents:d0", 1], ["documents:d1", 1]]}])
    db["caught_up"].delete_many({})

    later.run()

    assert anew.taken == ["documents:d0", "documents:d1"]


def test_a_pass_that_was_broken_off_begins_again(db: Any, inbox: Inbox) -> None:
    listener, sources = Listener(db), Sources(5)
    listener.fails_at = "documents:d3"
    catching_up = passes(db, inbox, listener, sources)
    with pytest.raises(ConnectionError):
        catching_up.run()
    assert not list(db["pages_at_work"].find())

    listener.fails_at = None
    catching_up.run()

    assert listener.taken[-5:] == [f"documents:d{place}" for place in range(5)]
    assert {each.year for each in sources.asked} == {1970}


def test_a_source_that_is_away_keeps_nobody_from_what_the_others_announced(db: Any, inbox: Inbox) -> None:
    listener, sources = Listener(db), Sources(3)
    listener.sources = {"archives": ["piece_kept"], "documents": ["document_released"]}

    def page(source: str, *asked: Any) -> Mapping[str, Any]:
        if source == "archives":
            raise ConnectionError(source)
        return sources.page(source, *asked)

    with pytest.raises(ConnectionError, match="archives"):
        CatchingUp(db, inbox, {HANDLER: listener}, page).run()

    assert listener.taken == [f"documents:d{place}" for place in range(3)]


def test_only_what_was_at_work_when_a_process_ended_is_suspected(db: Any, inbox: Inbox) -> None:
    before = Listener(db)
    sources = Sources(4)
    passes(db, inbox, before, sources).run()
    assert not list(db["pages_at_work"].find()), "what took effect is suspected of nothing"
    db["pages_at_work"].insert_many(before.notes)  # as the process left them that ended at the last event
    db["caught_up"].drop()

    after = Listener(db)
    passes(db, inbox, after, sources).run()

    assert after.taken == ["documents:d0", "documents:d1"]
    assert kept(db) == {"documents:d2": True, "documents:d3": True}
    assert [each["attempts"] for each in db["inbox"].find()] == [0, 0]
    due = inbox.due(now())
    assert due is not None and due.cut_off, "it is tried alone"
    assert not list(db["pages_at_work"].find())


def test_what_is_suspected_stays_so_until_all_of_it_stands_in_the_inbox(db: Any, inbox: Inbox) -> None:
    db["pages_at_work"].insert_one({"_id": "left", "entries": [entry_id(HANDLER, event(3))]})
    listener, sources = Listener(db), Sources(4)
    listener.fails_at = "documents:d2"
    with pytest.raises(ConnectionError):
        passes(db, inbox, listener, sources).run()

    again = Listener(db)
    passes(db, inbox, again, sources).run()

    assert "documents:d3" not in [*listener.taken, *again.taken]
    assert kept(db) == {"documents:d3": True}


def test_what_is_suspected_goes_to_the_inbox_in_its_order_and_what_stands_there_is_tried_alone_too(
    db: Any, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = Sources(9)
    ids = [entry_id(HANDLER, each) for each in sources.all]
    db["pages_at_work"].insert_one({"_id": "left", "entries": ids})
    inbox.put(HANDLER, sources.all[2], at=now())
    inbox.put(HANDLER, sources.all[3], at=now(), hopeless=True)
    put: list[str] = []
    keep = inbox.put

    def noted(handler: str, envelope: Mapping[str, Any], **kwargs: Any) -> None:
        put.append(envelope["source"])
        keep(handler, envelope, **kwargs)

    monkeypatch.setattr(inbox, "put", noted)
    passes(db, inbox, Listener(db), Sources(9, at_once=9)).run()

    assert put == [f"documents:d{place}" for place in (0, 1, 4, 5, 6, 7, 8)]
    assert kept(db) == {f"documents:d{place}": place != 3 for place in range(9)}


def test_what_ends_the_threads_of_a_process_leaves_its_note(db: Any, inbox: Inbox) -> None:
    listener = Listener(db)
    listener.fails_at, listener.failure = "documents:d1", GreenletExit()
    with pytest.raises(GreenletExit):
        passes(db, inbox, listener, Sources(2)).run()

    passes(db, inbox, Listener(db), Sources(2)).run()

    assert kept(db) == {"documents:d0": True, "documents:d1": True}


def test_two_passes_at_once_do_not_get_into_each_others_way(db: Any, inbox: Inbox) -> None:
    left = [{"_id": f"left{place}", "entries": [entry_id(HANDLER, event(place))]} for place in range(4)]
    db["pages_at_work"].insert_many(left)
    catching_up = passes(db, inbox, Listener(db), Sources(6))
    both = [green.spawn(catching_up.run) for _ in range(2)]

    assert sum(each.wait() for each in both) >= 6
    assert not list(db["pages_at_work"].find())
    assert sorted(kept(db)) == [f"documents:d{place}" for place in range(4)]


def test_many_take_effect_under_several_notes(db: Any, inbox: Inbox) -> None:
    listener = Listener(db)
    passes(db, inbox, listener, Sources(LOT + 20, at_once=1000)).run()

    assert len(listener.taken) == LOT + 20
    assert [len(each["entries"]) for each in listener.notes] == [20]


def test_while_an_entry_is_tried_alone_the_pass_waits(db: Any, inbox: Inbox) -> None:
    listener = Listener(db)
    with ATTEMPTS.alone():
        passing = green.spawn(passes(db, inbox, listener, Sources(1)).run)
        green.sleep(0.2)
        assert not listener.taken
    assert passing.wait() == 1 and listener.taken


def test_what_is_kept_can_be_read_again(db: Any, inbox: Inbox) -> None:
    sources = Sources(1)
    db["pages_at_work"].insert_one({"_id": "left", "entries": [entry_id(HANDLER, sources.all[0])]})
    passes(db, inbox, Listener(db), sources).run()
    assert json.loads(db["inbox"].find_one()["envelope"]) == sources.all[0]


def test_a_regular_pass_leaves_half_of_the_time_to_others(db: Any, inbox: Inbox) -> None:
    turns: list[int] = []

    def others() -> None:
        while True:
            green.sleep(0.005)
            turns.append(1)

    beside = green.spawn(others)
    green.sleep(0)
    catching_up = passes(db, inbox, Listener(db), Sources(4, seconds=0.1))
    catching_up.run(giving_way=True)
    given = len(turns)
    catching_up.run()
    beside.kill()
    assert given >= 10 > len(turns) - given


def test_a_pass_asks_for_nothing_that_another_process_has_handled(db: Any, inbox: Inbox) -> None:
    sources = Sources(4)
    busy, idle = Listener(db), Listener(db)
    notes = [HandledLately(db, {HANDLER: each}) for each in (busy, idle)]
    first, second = (
        CatchingUp(db, inbox, {HANDLER: each}, sources.page, note)
        for each, note in zip((busy, idle), notes, strict=True)
    )
    first.run()
    notes[0].write()
    sources.all.append(event(9))

    second.run()

    assert len(busy.taken) == 4 and idle.taken == ["documents:d9"]


def test_that_another_process_handled_an_event_says_nothing_about_those_before_it(db: Any, inbox: Inbox) -> None:
    sources, other, listener = Sources(0), Listener(db), Listener(db)
    passes(db, inbox, other, sources).run()
    sources.all = [{**event(1), "version": version} for version in (3, 4)]
    other.handled.add("documents:d1", 4, in_order=False)
    HandledLately(db, {HANDLER: other}).write()

    CatchingUp(db, inbox, {HANDLER: listener}, sources.page, HandledLately(db, {HANDLER: listener})).run()

    assert list(listener.handled.newest()) == [("documents:d1", 3)]


def test_each_event_is_noted_once_for_the_other_processes(db: Any, inbox: Inbox) -> None:
    listener = Listener(db)
    note = HandledLately(db, {HANDLER: listener})
    for source in ("documents:d1", "documents:d2"):
        listener.handled.add(source, 1, in_order=True)
        note.write()
    note.write()

    noted = [each["events"] for one in db["handled_lately"].find().sort("at", 1) for each in one["handled"]]

    assert noted == [[["documents:d1", 1]], [["documents:d2", 1]]]


def test_a_regular_pass_leaves_the_newest_events_to_the_broker(db: Any, inbox: Inbox) -> None:
    listener, sources = Listener(db), Sources(1)
    catching_up = CatchingUp(db, inbox, {HANDLER: listener}, sources.page, None, timedelta(seconds=1))

    catching_up.run(giving_way=True)
    assert listener.taken == []
    time.sleep(1)
    catching_up.run(giving_way=True)

    assert listener.taken == ["documents:d0"]
