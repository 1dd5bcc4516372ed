"""Free space on the disk: what is refused if it is too little, and what is not."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pymongo.errors import AutoReconnect, OperationFailure

from shared.runtime import disk
from shared.runtime.disk import MIB, DiskFull, Room, died_of_it, out_of_room
from shared.runtime.reaction import Reaction
from shared.runtime.rpc import _fault


def test_writes_are_refused_below_the_wanted_room_and_what_reading_needs_below_half_of_it() -> None:
    room = Room(100 * MIB, None)

    room.require()
    room.note(99 * MIB)
    with pytest.raises(DiskFull):
        room.require()
    room.require(essential=True)
    room.note(49 * MIB)
    with pytest.raises(DiskFull):
        room.require(essential=True)
    room.note(100 * MIB)

    room.require()
    assert room.shown() == ""


def test_a_folder_is_looked_at_by_itself(tmp_path: Path) -> None:
    assert not Room(1, tmp_path).full
    assert Room(1 << 60, tmp_path).full
    assert not Room(1 << 60, tmp_path / "gone").full


@pytest.mark.parametrize(
    "said, full", [({"fsTotalSize": 10 * MIB, "fsUsedSize": 9.5 * MIB}, True), ({"fsTotalSize": 9}, False), ({}, False)]
)
def test_a_store_that_tells_of_its_disk_is_believed(said: dict[str, Any], full: bool) -> None:
    class Db:
        def command(self, name: str) -> dict[str, Any]:
            return said

    room = Room(MIB, None)
    room.ask(Db())

    assert room.full is full


def test_the_disk_is_looked_at_without_any_write(tmp_path: Path) -> None:
    room = Room(1, tmp_path)

    room.ask(None)

    assert room.free


def test_a_store_that_has_no_room_is_told_from_other_faults() -> None:
    assert out_of_room(OperationFailure("WT_PANIC: WiredTiger library panic"))
    assert out_of_room(OperationFailure("x", code=14031))
    assert out_of_room(OSError(28, "No space left on device"))
    assert not out_of_room(OperationFailure("E11000 duplicate key"))
    assert not out_of_room(ValueError("No space left"))


def test_whatever_a_store_fails_with_while_its_disk_is_full_is_told_as_that(monkeypatch: pytest.MonkeyPatch) -> None:
    here = Room(MIB, None)
    monkeypatch.setattr(disk, "room", lambda: here)
    away, bug = AutoReconnect("connection closed"), ValueError("x")

    before = died_of_it(away)
    here.note(0)

    assert not before and died_of_it(away) and not died_of_it(bug)
    assert (_fault(away).status, _fault(bug).status) == (507, 500)
    here.note(2 * MIB)
    assert (_fault(away).status, _fault(OperationFailure("WT_PANIC")).status) == (503, 507)


def test_a_store_that_still_ends_of_a_full_disk_is_no_fault_of_ours_though_there_is_room_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here, broken = Room(MIB, None), OperationFailure("internal server error", code=1)
    monkeypatch.setattr(disk, "room", lambda: here)

    before = _fault(broken).status
    here.note(0)
    here.note(2 * MIB)
    after, other = _fault(broken).status, _fault(OperationFailure("unknown operator", code=2)).status
    monkeypatch.setattr(disk, "ENDING", 0.0)

    assert (before, after, other, _fault(broken).status) == (500, 507, 500, 500)


@pytest.mark.parametrize("code", [14031, 1])
def test_an_event_that_found_no_room_is_given_back_to_the_broker_and_ends_no_consumer(
    code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = Room(1 << 60, None)
    full.note(0)
    monkeypatch.setattr(disk, "room", lambda: full)
    monkeypatch.setattr("shared.runtime.reaction.sleep", lambda seconds: None)
    given_back: list[Any] = []
    reaction: Any = object.__new__(Reaction)
    reaction.method_name, reaction.container = "on_released", SimpleNamespace(service_name="documents")
    reaction.queue_consumer = SimpleNamespace(requeue_message=given_back.append)

    def handle(envelope: Any) -> None:
        raise OperationFailure("the store ends", code)

    reaction.handle, reaction.runtime = (
        handle,
        SimpleNamespace(passes=SimpleNamespace(left_to_inbox=lambda handler, body: False)),
    )
    monkeypatch.setattr("shared.runtime.reaction.is_envelope", lambda body: True)
    message = SimpleNamespace(delivery_info={})

    reaction.handle_message({}, message)

    assert given_back == [message]
