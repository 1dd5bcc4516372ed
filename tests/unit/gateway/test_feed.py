"""Streams of changes in people's lists: who is told of what, also after an absence."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from services.gateway.feed import MOST_OF_ONE, Feed, Stream, TooManyStreams
from shared.turn import keys_of
from tests.support.office import on

HELD: list[Iterator[bytes]] = []
"""Streams that tests hold open: an unreferenced one is closed."""


class Services:
    """Services with answers set by the tests."""

    def __init__(self) -> None:
        self.line: list[dict[str, Any]] = []
        self.lost, self.known, self.todo = False, True, 0
        self.sessions: dict[str, int] = {}

    def add(self, who: str, record: str = "d1") -> None:
        key = keys_of(on(who).person)[0]
        self.line.append(
            {"seq": len(self.line) + 1, "type": "document", "record_id": record, "version": 1, "keys": [key]}
        )

    def call(self, service: str, method: str, payload: Any, **how: Any) -> Any:
        if method == "changes":
            after = payload["after"]
            items = [] if after is None else [each for each in self.line if each["seq"] > after]
            return {"items": items, "last": len(self.line), "lost": self.lost}
        if method == "news":
            return {"known": [self.known] * len(payload["records"]), "counts": {"todo": self.todo}}
        return {each: self.sessions[each] for each in payload["ids"] if each in self.sessions}


@pytest.fixture
def services() -> Services:
    return Services()


@pytest.fixture
def feed(services: Services) -> Feed:
    return Feed(services, lambda: 2000)


def opened(feed: Feed, who: str, heard: int | None = None, session: str = "s") -> tuple[Stream, Iterator[bytes]]:
    stream = feed.open(session, on(who).person, heard)
    events = feed.written(stream, 60)
    HELD.append(events)
    assert next(events) == b"retry: 3000\n\n"
    return stream, events


def said(event: bytes) -> tuple[int, str, str | None]:
    lines = dict(line.split(": ", 1) for line in event.decode().strip().splitlines())
    data = json.loads(lines["data"])
    return int(lines["id"]), data["kind"], data["record_id"]


def test_a_change_wakes_those_for_whom_it_is_meant(services: Services, feed: Feed) -> None:
    _, events = opened(feed, "east.clerk")
    stranger, _ = opened(feed, "west.clerk")
    assert said(next(events)) == (0, "hello", None)

    services.add("east.clerk")
    feed.look()

    assert said(next(events)) == (1, "todo_changed", "d1")
    assert not stranger.waiting and not stranger.bell.wait(0)


def test_what_they_may_not_know_is_never_named_and_told_of_only_where_their_own_counts_differ(
    services: Services, feed: Feed
) -> None:
    stream, events = opened(feed, "east.leader")
    next(events)
    services.known = False
    services.add("east.leader")
    feed.look()
    assert not list(feed._news(stream))

    services.todo = 1
    services.add("east.leader", "d2")
    feed.look()

    assert said(next(events)) == (2, "todo_changed", None)


def test_who_was_away_hears_what_was_missed_once(services: Services, feed: Feed) -> None:
    for record in ("d1", "d2", "d3"):
        services.add("east.clerk", record)

    stream, events = opened(feed, "east.clerk", heard=1)

    assert [said(next(events)) for _ in range(2)] == [(2, "todo_changed", "d2"), (3, "todo_changed", "d3")]
    feed.look()
    assert not stream.waiting


def test_who_was_away_too_long_hears_that_everything_may_have_changed(services: Services, feed: Feed) -> None:
    services.add("east.clerk")
    services.lost = True

    stream, events = opened(feed, "east.clerk", heard=77)

    assert said(next(events)) == (1, "todo_changed", None)
    assert stream.seq == 1


def test_of_one_record_the_newest_change_is_told_alone(services: Services, feed: Feed) -> None:
    _, events = opened(feed, "east.clerk")
    next(events)
    services.add("east.clerk")
    services.add("east.clerk")
    feed.look()

    assert said(next(events)) == (2, "todo_changed", "d1")


def test_a_stream_ends_with_its_session_and_goes_on_with_another_post(services: Services, feed: Feed) -> None:
    ends, _ = opened(feed, "east.clerk", session="ends")
    stays, _ = opened(feed, "west.clerk", session="stays")
    services.sessions = {"stays": 4}

    feed.check()

    assert ends.ended and not stays.ended and stays.person_version == 4


def test_the_oldest_of_too_many_streams_of_a_person_ends_and_comes_again_later(services: Services, feed: Feed) -> None:
    streams = [opened(feed, "east.clerk") for _ in range(MOST_OF_ONE)]
    (oldest, events), (second, _) = streams[:2]
    next(events)

    newest, _ = opened(feed, "east.clerk")
    services.add("east.clerk")
    feed.look()

    assert list(events) == [b"retry: 60000\n\n"] and not oldest.waiting
    assert second.waiting and newest.waiting


def test_all_streams_together_leave_room_for_requests(services: Services) -> None:
    feed = Feed(services, lambda: 32)
    for _ in range(MOST_OF_ONE + 5):
        opened(feed, "east.clerk")
    for who in ("west.clerk", "north.clerk", "east.leader", "east.director"):
        opened(feed, who)
    with pytest.raises(TooManyStreams):
        opened(feed, "east.handler")


def test_a_stream_that_is_closed_leaves_nothing_behind(services: Services, feed: Feed) -> None:
    stream, events = opened(feed, "east.clerk")
    next(events)

    events.close()  # type: ignore[attr-defined]

    assert not feed._streams and not feed._by_key
    feed.close(stream)
