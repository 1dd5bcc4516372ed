"""Meetings and rooms in memory and in the real store: both store and find the same."""

import os
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest

from services.meetings import app, domain, planning
from services.meetings.branches.store import BranchCollection
from services.meetings.calendars import app as calendars
from services.meetings.calendars.store import CalendarCollection
from services.meetings.repositories import people
from services.meetings.rooms.domain import RoomConflict
from services.meetings.rooms.store import RoomDayCollection, RoomProfileCollection
from services.meetings.series.store import SeriesCollection
from services.meetings.settling import settle
from services.meetings.store import MeetingCollection
from services.meetings.topics.store import TopicCollection
from services.meetings.votes.box_files import BallotFiles, renew
from services.meetings.votes.store import BallotBoxes, RoundCollection
from shared.contracts.directory import OrganRecorded, PersonRecorded
from shared.occasion import Cause, Occasion
from shared.runtime.copies import Copies as StoredCopies
from shared.runtime.store import Journal, MongoCollection, connect
from tests.unit.meetings.office import NOW, PATHS, ROLES, Copies, House, actor, at, by

KINDS: tuple[type[MongoCollection[Any]], ...] = (
    MeetingCollection, RoomDayCollection, RoomProfileCollection, TopicCollection, RoundCollection, CalendarCollection,
    SeriesCollection, BranchCollection,
)  # fmt: skip


class StoredHouse(House):
    """The same house on the real store."""

    def __init__(self, uri: str, name: str) -> None:
        super().__init__()
        self.db = connect(uri)[name]
        self.journal = Journal(self.db, KINDS)
        self.journal.prepare()
        self._boxes: Any = BallotBoxes(self.db)
        self._stored = {kind.name: kind for kind in KINDS}

    def _bound(self, kept: Any, occasion: Occasion) -> Any:
        return self._stored[kept.name](self.db, occasion, _nobody)


def _nobody(*entry: Any) -> None:
    """Publish nothing."""


@pytest.fixture
def stored(uri: str, request: pytest.FixtureRequest) -> StoredHouse:
    return StoredHouse(uri, f"t{abs(hash(request.node.name)):x}")


@pytest.fixture(params=["memory", "mongo"])
def house(request: pytest.FixtureRequest) -> House:
    return House() if request.param == "memory" else request.getfixturevalue("stored")


def test_a_list_holds_what_each_person_sees(house: House) -> None:
    for place, who in enumerate(("east.director", "west.director", "nanhu.director")):
        members = ["east.clerk", "west.handler"] if place else ["east.leader"]
        for kind in ("office", "party_lecture"):
            meeting = house.plan(who, kind=kind, rooms=[], members=members)
            if kind == "office":
                house.act(meeting, "call", who)

    for organ in PATHS:
        for role in ROLES[:5]:
            asker, occasion = actor(f"{organ}.{role}"), by(f"{organ}.{role}")
            everything = [house.meetings(occasion).find(f"m{number}") for number in range(1, 7)]
            for status in (None, "planned", "called"):
                for kind in (None, "office"):
                    asked = {"actor": asker, "status": status, "kind": kind, "cursor": None, "limit": 100}
                    page = app.search(house.repositories(occasion), **asked)
                    assert {each["id"] for each in page["items"]} == {
                        each.id
                        for each in everything
                        if domain.sees(each, asker) and status in (None, each.status) and kind in (None, each.kind)
                    }


def test_meetings_are_listed_by_the_days_of_the_office(house: House) -> None:
    for on, begins in (("2026-12-01", "00:00"), ("2026-12-01", "23:30"), ("2026-12-02", "07:30")):
        moments = {"starts_at": f"{on}T{begins}:00+08:00", "ends_at": f"{on}T{begins[:3]}45:00+08:00"}
        house.plan("east.director", rooms=[], members=["east.leader"], **moments)
    asker, occasion = actor("east.director"), by("east.director")

    def listed(begin: str | None, until: str | None) -> set[str]:
        asked = {"status": None, "kind": None, "since": begin, "until": until, "cursor": None, "limit": 100}
        return {each["id"] for each in app.search(house.repositories(occasion), actor=asker, **asked)["items"]}

    assert listed("2026-12-01", "2026-12-01") == {"m1", "m2"}
    assert listed("2026-12-02", None) == {"m3"}
    assert listed(None, "2026-12-01") == {"m1", "m2"}
    assert listed(None, None) == {"m1", "m2", "m3"}
    assert listed("2026-12-03", "2026-12-09") == set()


def test_copies_are_found_as_the_office_of_the_tests_finds_them(stored: StoredHouse) -> None:
    known = Copies()
    for version, each in enumerate([*known.organs, *known.people], start=1):
        StoredCopies(stored.db, Cause("x", version, each.event)).keep(each)
    copies = StoredCopies(stored.db)

    for kind, query in (
        (OrganRecorded, {"path": "shiyan"}),
        (OrganRecorded, {"rooms.id": {"$in": ["east-hall", "west-201", "cellar"]}}),
        (PersonRecorded, {"username": {"$in": ["west.clerk", "nobody"]}}),
        (PersonRecorded, {"organ": "east", "roles": "clerk", "active": True}),
    ):
        found, expected = copies.where(kind, query), known.where(kind, query)
        assert {each.model_dump_json() for each in found} == {each.model_dump_json() for each in expected} != set()
    for name in ("p-east-clerk", "west.clerk", "nobody"):
        by = ("person_id", "username")
        assert copies.one(PersonRecorded, name, by=by) == known.one(PersonRecorded, name, by=by)
    asked = ["p-east-clerk", "west.clerk", "nobody"]
    assert people(cast("Any", copies), asked) == people(cast("Any", known), asked)


@pytest.mark.parametrize("wanted", [[["east-101"]], [["east-101", "west-201"], ["west-201", "east-101"], ["west-201"]]])
def test_those_who_book_at_once_in_many_processes_get_all_or_none(stored: StoredHouse, wanted: list[list[str]]) -> None:
    """Nobody waits their turn here, as between processes."""

    def book(place: int) -> str | None:
        occasion = by("east.director", key=f"key{place}")
        asked = {
            "kind": "office", "title": "办公会议", "rooms": wanted[place % len(wanted)], "starts_at": at(9),
            "ends_at": at(10), "members": ["east.clerk"], "topics": [], "chair": None, "by_code": False, "branch": None,
        }  # fmt: skip
        try:
            meeting = planning.plan(
                stored.repositories(occasion), new_id="", new_key="", wanted=asked, turn=lambda name: nullcontext()
            )  # fmt: skip
        except RoomConflict:
            return None
        return meeting.id

    with ThreadPoolExecutor(24) as pool:
        won = [each for each in pool.map(book, range(48)) if each is not None]

    days = [stored.days(by("east.director")).find(f"{room}.2026-11-24") for room in ("east-101", "west-201")]
    held = {
        day.room: [purpose for purpose, each in day.bookings.items() if each.released_at is None]
        for day in days
        if day is not None
    }
    found = {meeting_id: stored.meetings(by("east.director")).find(meeting_id) for meeting_id in won}
    assert held == {room: [f"meeting:{name}" for name, each in found.items() if room in each.rooms] for room in held}
    assert all(len(holders) <= 1 for holders in held.values()) and list(stored.journal.breaks()) == []
    assert len(won) == 1 if len(wanted) == 1 else len(won) <= 2
    everything = [
        stored.meetings(by("east.director")).find(r["_id"]) for r in stored.db["meetings"].find({}, {"_id": 1})
    ]
    assert {each.status.value for each in everything if each.id not in won} <= {"cancelled"}
    settle(stored.meetings(Occasion(NOW)), stored.days(Occasion(NOW)), everything[0].id, at=NOW)


def test_who_is_sent_in_anothers_place_finds_the_meeting_and_whoever_is_busy_is_found(house: House) -> None:
    meeting = house.plan(rooms=[])
    house.act(meeting, "call")
    house.act(meeting, "reply", "east.leader", answer="deputy", deputy="west.handler")
    house.plan(rooms=[], members=["west.clerk"], starts_at=at(9, day=26), ends_at=at(10, day=26))
    occasion = by("west.handler")

    listed = app.search(
        house.repositories(occasion), actor=occasion.person, status=None, kind=None, cursor=None, limit=9
    )  # fmt: skip

    assert [each["id"] for each in listed["items"]] == [meeting.id]
    kept, first, last = house.meetings(occasion), date(2026, 11, 24), date(2026, 11, 25)
    assert [each.id for each in kept.busy(["p-west-handler", "p-west-clerk"], first, last)][:1] == [meeting.id]
    assert [each.id for each in kept.calendar_of("p-west-handler", first, last)] == [meeting.id]


def test_topics_votes_boxes_calendars_series_and_branches_are_found_again(house: House) -> None:
    meeting = house.plan(kind="party_assembly", rooms=[])
    topic = house.on_topic(house.propose(meeting), "accept")
    house.act(meeting, "call")
    for who in ("east.leader", "east.director", "east.clerk"):
        house.act(meeting, "sign_in", who)
    house.act(meeting, "hold")
    found = house.put(topic)
    series = house.recur("FREQ=WEEKLY;COUNT=2")
    house.describe("east-101", equipment=["video"])
    occasion = by("east.leader")
    repositories = house.repositories(occasion)
    calendar = calendars.subscribe(repositories, new_id="c1", secret="secret", room=None)

    assert [each.id for each in repositories.topics.of_meeting(meeting.id)] == [topic.id]
    assert [each.id for each in repositories.rounds.of_meeting(meeting.id)] == [found.id]
    assert [each.id for each in repositories.profiles.several(["east-101", "cellar"])] == ["east-101"]
    assert [each.id for each in repositories.series.search(occasion.person, cursor=None, limit=9).items] == [series.id]
    assert repositories.calendars.at("secret") == calendar and repositories.calendars.at("other") is None
    assert [each.id for each in repositories.calendars.of_owner("p-east-leader")] == ["c1"]
    repositories.boxes.put(found.id)
    repositories.boxes.put(found.id)
    assert (
        repositories.boxes.cast(found.id, "r2", "agree") == repositories.boxes.cast(found.id, "r2", "oppose") == "agree"
    )
    repositories.boxes.cast(found.id, "r1", "oppose")
    assert list(repositories.boxes.shut(found.id).items()) == [("r1", "oppose"), ("r2", "agree")]
    assert (
        repositories.boxes.cast(found.id, "r3", "agree") is None
        and repositories.boxes.cast(found.id, "r1", "agree") == "oppose"
    )
    assert repositories.boxes.cast("nowhere", "r1", "agree") is None


def test_the_raw_box_tells_neither_the_order_nor_the_time_of_a_ballot(uri: str) -> None:
    db = connect(uri)[uuid.uuid4().hex]
    boxes = BallotBoxes(db)
    for name, receipts in (("v1", ("c", "a", "d", "b")), ("v2", ("a", "b", "c", "d"))):
        boxes.put(name)
        for receipt in receipts:
            boxes.cast(name, receipt * 32, "agree" if receipt < "c" else "oppose")

    one, two = (db["ballot_boxes"].find_one({"_id": name}) for name in ("v1", "v2"))

    assert one is not None and two is not None
    assert list(one["ballots"].items()) == list(two["ballots"].items()) == sorted(one["ballots"].items())
    assert list(one) == ["_id", "open", "mark", "ballots"] and one["mark"] != two["mark"]
    assert boxes.count("v1") == 4


def _at_once(work: Callable[..., Any], *given: Any) -> Any:
    return work(*given)


def files_in(folder: Path, uri: str) -> BallotFiles:
    return BallotFiles(folder, BallotBoxes(connect(uri)[uuid.uuid4().hex]), work=_at_once)


def test_ballots_lie_in_their_file_in_an_order_drawn_by_lot(uri: str, tmp_path: Path) -> None:
    boxes, firsts = files_in(tmp_path, uri), set[str]()
    for number in range(40):
        boxes.put(f"v{number}")
        for receipt in ("a" * 32, "b" * 32):
            boxes.cast(f"v{number}", receipt, "agree")
        content = (tmp_path / f"v{number}.box").read_bytes()
        firsts.add("a" if content.index(b"a" * 32) < content.index(b"b" * 32) else "b")

    assert firsts == {"a", "b"}
    assert {path.stat().st_mtime for path in tmp_path.iterdir()} == {0}
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}


def test_a_box_keeps_the_time_of_its_last_ballot_until_the_next_round_only(uri: str, tmp_path: Path) -> None:
    boxes, folder = files_in(tmp_path, uri), tmp_path
    for name in ("v1", "v2", "shut"):
        boxes.put(name)
        boxes.cast(name, "a" * 32, "agree")
    (folder / "gone.box").symlink_to("nothing")
    cast = changed_at(folder)
    tick(folder / "v1.box")
    boxes.shut("shut")
    counted = changed_at(folder)
    tick(folder / "shut.box")

    renew(folder, _at_once)

    after = changed_at(folder)
    assert counted["shut"] > cast["shut"] and after["shut"] == counted["shut"]
    assert min(after["v1"], after["v2"]) > counted["shut"]
    assert (folder / "v1.box").stat().st_mtime == 0 < (folder / "shut.box").stat().st_mtime
    assert boxes.count("v1") == 1 and boxes.cast("v1", "b" * 32, "agree") == "agree"


def changed_at(folder: Path) -> dict[str, int]:
    return {path.stem: path.stat().st_ctime_ns for path in folder.glob("*.box") if path.exists()}


def tick(path: Path) -> None:
    """Wait until the file system's clock has advanced since a file was changed."""
    probe = path.parent / "probe"
    while True:
        probe.touch()
        if probe.stat().st_ctime_ns > path.stat().st_ctime_ns:
            return


def test_a_half_written_ballot_is_none_and_its_place_is_free(uri: str, tmp_path: Path) -> None:
    boxes = files_in(tmp_path, uri)
    boxes.put("v1")
    boxes.cast("v1", "a" * 32, "agree")
    path = tmp_path / "v1.box"
    content = path.read_bytes()
    path.write_bytes(content.replace(b"a" * 32 + b" agree", b"a" * 32 + b" ag\0\0\0"))

    assert boxes.count("v1") == 0
    assert boxes.cast("v1", "a" * 32, "oppose") == "oppose" and boxes.count("v1") == 1


def test_a_box_is_removed_a_day_after_it_was_shut_and_never_while_it_is_open(uri: str, tmp_path: Path) -> None:
    boxes = files_in(tmp_path, uri)
    for name in ("open", "shut", "old"):
        boxes.put(name)
        boxes.cast(name, "a" * 32, "agree")
        if name != "open":
            boxes.shut(name)
    os.utime(tmp_path / "old.box", (time.time() - 90_000,) * 2)

    boxes.put("next")

    assert {path.name for path in tmp_path.iterdir()} == {"open.box", "shut.box", "next.box"}


@pytest.fixture(params=["files", "store"])
def boxes(request: pytest.FixtureRequest, uri: str, tmp_path: Path) -> BallotFiles | BallotBoxes:
    return files_in(tmp_path, uri) if request.param == "files" else BallotBoxes(connect(uri)[uuid.uuid4().hex])


def test_a_box_takes_one_ballot_a_receipt_until_it_is_shut(boxes: BallotFiles | BallotBoxes) -> None:
    assert boxes.count("v3") is None and boxes.cast("v3", "r" * 32, "agree") is None and boxes.shut("v3") == {}
    boxes.put("v3")
    boxes.put("v3")
    assert boxes.cast("v3", "b" * 32, "agree") == boxes.cast("v3", "b" * 32, "oppose") == "agree"
    boxes.put("v3")
    boxes.cast("v3", "a" * 32, "oppose")
    assert boxes.count("v3") == 2
    for _ in range(2):
        assert list(boxes.shut("v3").items()) == [("a" * 32, "oppose"), ("b" * 32, "agree")]
    assert boxes.cast("v3", "c" * 32, "agree") is None and boxes.cast("v3", "a" * 32, "agree") == "oppose"


def test_ballots_cast_at_once_are_all_in_the_box(boxes: BallotFiles | BallotBoxes) -> None:
    boxes.put("v3")

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda number: boxes.cast("v3", f"{number:032x}", "agree"), range(60)))

    assert answers == ["agree"] * 60 and boxes.count("v3") == 60


@pytest.mark.parametrize("upgraded", [False, True])
def test_a_box_of_before_takes_ballots_and_is_put_in_order(uri: str, tmp_path: Path, upgraded: bool) -> None:
    db = connect(uri)[uuid.uuid4().hex]
    db["ballot_boxes"].insert_one({"_id": "v4", "open": True, "ballots": {"r9": "agree"}})
    before = BallotBoxes(db)
    boxes = BallotFiles(tmp_path, before, work=_at_once) if upgraded else before
    boxes.put("v4")

    assert boxes.cast("v4", "r1", "oppose") == "oppose"

    assert list(boxes.shut("v4").items()) == [("r1", "oppose"), ("r9", "agree")]
