"""When the server is full the slowest connection is closed, and no address takes all of it."""

import socket
from typing import Any

import pytest

from shared.runtime import connections
from shared.runtime.connections import GRACE, LEAVING, NOTHING, TO_TAKE, Connection, Connections, Places


class Wire:
    """A socket that records how it was shut."""

    def __init__(self) -> None:
        self.shut: int | None = None

    def fileno(self) -> int:
        return 3

    def shutdown(self, how: int) -> None:
        self.shut = how


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(connections, "monotonic", found)
    return found


def connected(house: Connections, address: str = "203.0.113.5", *, sends: int | None = None) -> Connection:
    """Admit a connection, whose request has begun if it sends so many bytes."""
    found = Connection((address, 1), Wire(), address)
    if not house.enter(found):
        raise AssertionError("not let in")
    if sends is not None:
        found.begins()
        found.moved(sends)
    return found


def gone(each: Connection) -> Any:
    return each[1].shut


def test_the_idle_one_goes_first_then_the_slowest_and_who_waits_for_an_answer_never(clock: Clock) -> None:
    house = Connections(4, 4, 4)
    fast, slow, idle, answered = (
        connected(house, sends=9000), connected(house, sends=1), connected(house), connected(house, sends=1)
    )  # fmt: skip
    answered.waits = NOTHING
    clock.at += 5

    order = []
    for _ in range(4):
        house.make_room()
        clock.at += LEAVING
        order += [each for each in (fast, slow, idle, answered) if each.sent_away and each not in order]

    assert house.full() and order == [idle, slow, fast]
    assert (gone(idle), gone(slow), gone(answered)) == (socket.SHUT_RDWR, socket.SHUT_RD, None)


def test_where_there_is_no_room_several_go_at_once_and_have_a_moment_to_leave(clock: Clock) -> None:
    house = Connections(40, 40, 40)
    old = [connected(house, sends=place) for place in range(39)]
    clock.at += GRACE
    connected(house, sends=0)

    house.make_room()
    house.make_room()
    assert [each for each in old if each.sent_away] == old[:2]
    for each in old[:2]:
        house.leave(each)
    house.make_room()
    assert [each for each in old if each.sent_away] == old[:4]
    clock.at += LEAVING
    house.make_room()
    assert [each for each in old if each.sent_away] == old[:6]


def test_beyond_one_nobody_goes_who_has_only_just_come(clock: Clock) -> None:
    house = Connections(40, 40, 40)
    new = [connected(house, sends=place) for place in range(40)]

    house.make_room()

    assert [each for each in new if each.sent_away] == new[:1]


def test_who_has_only_just_come_is_called_slow_by_nobody(clock: Clock) -> None:
    house = Connections(4, 4, 4)
    slow = connected(house, sends=500)
    clock.at += GRACE
    new = connected(house)

    house.make_room()

    assert slow.sent_away and not new.sent_away


def test_who_takes_an_answer_slowly_can_be_sent_away_too(clock: Clock) -> None:
    house = Connections(1, 1, 1)
    slow = connected(house, sends=10)
    clock.at += 5
    slow.waits = NOTHING

    with slow.waiting(TO_TAKE):
        house.make_room()

    assert gone(slow) == socket.SHUT_RDWR and slow.waits == NOTHING


def test_an_address_that_has_too_many_loses_its_own_slowest_and_nobody_elses(clock: Clock) -> None:
    house = Connections(100, 2, 9)
    slow, _ = connected(house, sends=1), connected(house, sends=800)
    other = connected(house, "198.51.100.1")
    clock.at += 5

    last = connected(house)

    assert slow.sent_away and not last.sent_away and not other.sent_away


def test_where_none_of_its_own_is_slow_the_one_that_comes_is_refused(clock: Clock) -> None:
    house = Connections(100, 1, 9)
    connected(house, sends=1).waits = NOTHING

    assert not house.enter(Connection(("203.0.113.5", 2), Wire(), "203.0.113.5"))
    assert house.enter(Connection(("198.51.100.1", 2), Wire(), "198.51.100.1"))


def test_a_proxy_of_ours_connects_for_many_and_each_address_behind_it_counts_alone(clock: Clock) -> None:
    house = Connections(100, 1, 2)
    behind = [connected(house, "", sends=1) for _ in range(4)]
    for each in behind:
        each.waits = NOTHING

    let_in = [house.requests.take(each, "203.0.113.5") for each in behind[:3]]

    assert let_in == [True, True, False] and house.requests.take(behind[3], "198.51.100.1")
    house.requests.free(behind[0])
    assert house.requests.take(behind[2], "203.0.113.5")


def test_of_the_requests_of_an_address_the_slowest_goes_for_the_next_one(clock: Clock) -> None:
    house = Connections(100, 100, 2)
    bodies = [connected(house, sends=1), connected(house, sends=90)]
    assert all(house.requests.take(each, "203.0.113.5") for each in bodies)
    clock.at += 5

    assert house.requests.take(connected(house, sends=1), "203.0.113.5")
    assert [gone(each) for each in bodies] == [socket.SHUT_RD, None]


def test_nothing_is_remembered_of_who_has_left(clock: Clock) -> None:
    house = Connections(9, 9, 9)
    each = connected(house, sends=1)
    house.requests.take(each, "203.0.113.5")
    house.requests.free(each)
    house.requests.free(each)

    house.leave(each)

    assert not [*house] and not house._connected and not house.requests._own and not house.requests._all


def test_where_all_places_are_taken_the_slowest_gives_way_whatever_its_address(clock: Clock) -> None:
    house, places = Connections(100, 100, 100), Places(of_one=5, most=2)
    slow, fast = connected(house, "198.51.100.1", sends=1), connected(house, sends=900)
    assert places.take(slow, "198.51.100.1") and places.take(fast, "203.0.113.5")
    clock.at += 5

    assert places.take(connected(house, sends=1), "203.0.113.5")
    assert slow.sent_away and not fast.sent_away


def test_streams_of_signed_in_people_count_for_no_address(clock: Clock) -> None:
    house = Connections(20, 2, 4)
    streams = [connected(house, sends=1) for _ in range(2)]
    for each in streams:
        each.waits, each.listens = NOTHING, True
    clock.at += 5

    others = [connected(house) for _ in range(2)]
    clock.at += 5
    connected(house)  # one too many: a stranger's idle connection goes

    assert [gone(each) for each in streams] == [None, None] and sum(gone(each) is not None for each in others) == 1
