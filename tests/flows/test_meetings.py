"""Meetings over either broker: one room and hour has one winner, all rooms or none, and a decision becomes a 纪要."""

import threading
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from shared.calendar import OFFICE_ZONE, office_date
from shared.runtime.embedded_store import EmbeddedStore
from tests.conftest import Launch
from tests.support.offers import codes
from tests.support.system import Answer, Office, System, eventually, fresh_copy, soon, today

MEMBERS = ["east.leader", "east.director", "east.clerk", "east.registrar"]
FROM_EAST = ["east-101", "west-201"]


def on(days: int, hour: int, minute: int = 0) -> str:
    """Return an hour of a day ahead, in the office's time."""
    day = today() + timedelta(days=days)
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=OFFICE_ZONE).isoformat()


def meeting(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "office",
        "title": "2026年第12次办公会议",
        "rooms": ["east-101"],
        "starts_at": on(3, 9),
        "ends_at": on(3, 10),
        "members": MEMBERS,
        "topics": ["冬季安全工作"],
        **changes,
    }


@pytest.fixture
def running(launch: Launch, broker: str | None) -> System:
    return launch(broker=broker)


def at_once(people: list[Office], act: Callable[[Office], Answer]) -> list[Answer]:
    """Run everybody's act at the same moment."""
    barrier = threading.Barrier(len(people))

    def one(office: Office) -> Answer:
        barrier.wait()
        return act(office)

    with ThreadPoolExecutor(len(people)) as pool:
        return list(pool.map(one, people))


def same_again(system: System, username: str, count: int) -> list[Office]:
    """Return the same person several times, each with a separate connection."""
    token = system.person(username).token
    return [Office(system, username, token=token) for _ in range(count)]


def patiently(office: Office, wanted: dict[str, Any]) -> Answer:
    """Plan with a key, retrying while the system says that it is too busy."""
    key = uuid.uuid4().hex
    for _ in range(20):
        answer = office.ask("POST", "/meetings", wanted, Idempotency_Key=key)
        if answer.status != 503:
            break
    return answer


def test_of_two_hundred_who_want_one_room_and_hour_one_gets_it(running: System) -> None:
    people = [each for campus in ("east", "west") for each in same_again(running, f"{campus}.director", 100)]

    answers = at_once(people, lambda each: patiently(each, meeting(members=["east.leader"])))

    won = [answer for answer in answers if answer.status == 201]
    lost = [answer for answer in answers if answer.status != 201]
    assert len(won) == 1 and won[0]["rooms_booked"] is True
    assert {(answer.status, answer.get("code")) for answer in lost} == {(409, "room_conflict")} and len(lost) == 199
    free = [datetime.fromisoformat(slot["starts_at"]).astimezone(OFFICE_ZONE).hour for slot in lost[0]["free"]]
    assert free == [10, 11, 12] and lost[0]["rooms"] == ["east-101"]
    for campus in ("east", "west"):
        listed = running.person(f"{campus}.director").get("/meetings")["items"]
        assert [each["id"] for each in listed] == [won[0]["id"]] * (won[0]["organ"]["id"] == campus)
    assert running.person("east.director").post("/meetings", meeting(starts_at=on(3, 10), ends_at=on(3, 11)))


def test_those_who_want_two_rooms_crosswise_get_both_or_none(running: System) -> None:
    rooms = [["east-101", "west-201"], ["west-201", "east-101"], ["east-101"], ["west-201"]]
    wanted = iter(rooms * 10)
    lock = threading.Lock()

    def book(office: Office) -> Answer:
        with lock:
            mine = next(wanted)
        return patiently(office, meeting(rooms=mine))

    answers = at_once(same_again(running, "east.director", 40), book)

    won = [[room["id"] for room in answer["rooms"]] for answer in answers if answer.status == 201]
    assert sorted(room for each in won for room in each) == ["east-101", "west-201"]
    assert {answer.status for answer in answers} == {201, 409}
    for answer in answers:
        if answer.status == 201:
            running.person("east.director").post(f"/meetings/{answer['id']}/actions/cancel")
    both = running.person("east.director").post("/meetings", meeting(rooms=FROM_EAST))
    assert both["rooms_booked"] and both["version"] == 2


def test_a_key_used_twenty_times_at_once_plans_once(running: System) -> None:
    answers = at_once(
        same_again(running, "east.director", 20),
        lambda each: each.ask("POST", "/meetings", meeting(rooms=FROM_EAST), Idempotency_Key="once"),
    )

    assert {answer.status for answer in answers} == {201}
    assert all(answer == answers[0] for answer in answers)
    director = running.person("east.director")
    path = f"/meetings/{answers[0]['id']}"
    director.post(f"{path}/actions/cancel")
    assert director.post("/meetings", meeting(rooms=FROM_EAST), Idempotency_Key="once") == answers[0]
    assert director.ask("POST", "/meetings", meeting(), Idempotency_Key="once").status == 422
    assert [entry["action"] for entry in director.get(f"{path}/history")["items"]] == ["plan", "arrange", "cancel"]
    assert len(director.get("/meetings")["items"]) == 1


@pytest.fixture(scope="module")
def kept(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """Provide a system whose store outlives its processes; at the end everything kept there is verified."""
    system = System(fresh_copy(template, tmp_path_factory.mktemp("kept")))
    system.store = EmbeddedStore(system.folder)
    system.store.start()
    yield system
    verified = system.command("verify").stdout
    system.store.kill()
    assert "0 处有误" in verified


@pytest.mark.parametrize(
    "place",
    ["after_write.meeting_planned:kill", "after_write.room_booked:kill", "after_write.room_booked:kill@2",
     "after_write.meeting_arranged:kill", "before_answer.plan:kill"],
)  # fmt: skip
@pytest.mark.parametrize("again", [False, True], ids=["left", "repeated"])
def test_a_meeting_whose_process_ended_gets_its_rooms(kept: System, place: str, again: bool) -> None:
    kept.start(TONGBAN_FAILPOINT=place)
    director, key = kept.person("east.director"), uuid.uuid4().hex
    title = f"进程终止后的会议{key[:8]}"
    with pytest.raises(requests.RequestException):
        director.ask("POST", "/meetings", meeting(rooms=FROM_EAST, title=title), Idempotency_Key=key)
    kept.wait_ended()

    kept.start()
    if again:
        director.post("/meetings", meeting(rooms=FROM_EAST, title=title), Idempotency_Key=key)

    def those_of_this() -> list[Any]:
        return [each for each in director.get("/meetings")["items"] if each["title"] == title]

    eventually(lambda: [each["rooms_booked"] for each in those_of_this()] == [True])
    for room in FROM_EAST:
        assert director.ask("POST", "/meetings", meeting(rooms=[room])).status == 409
    director.post(f"/meetings/{those_of_this()[0]['id']}/actions/cancel")
    for room in FROM_EAST:
        free = director.post("/meetings", meeting(rooms=[room]))
        assert free["rooms_booked"]
        director.post(f"/meetings/{free['id']}/actions/cancel")
    kept.kill()


def test_a_cancellation_whose_process_ended_gives_the_room_back(kept: System) -> None:
    kept.start(TONGBAN_FAILPOINT="after_write.meeting_cancelled:kill")
    director = kept.person("east.director")
    planned = director.post("/meetings", meeting())
    with pytest.raises(requests.RequestException):
        director.ask("POST", f"/meetings/{planned['id']}/actions/cancel", {})
    kept.wait_ended()

    kept.start()

    free = eventually(
        lambda: booked if (booked := director.ask("POST", "/meetings", meeting())).status == 201 else None
    )
    director.post(f"/meetings/{free['id']}/actions/cancel")
    kept.kill()


def test_what_a_meeting_decided_becomes_a_draft_of_its_minutes(running: System) -> None:
    director = running.person("east.director")
    planned = director.post("/meetings", meeting(rooms=[], **soon(seconds=5)))
    path = f"/meetings/{planned['id']}"
    assert codes(running.person("east.clerk").get(path)) == []
    director.post(f"{path}/actions/call")
    running.person("east.leader").post(f"{path}/actions/sign_in")
    early = director.ask("POST", f"{path}/actions/hold", {})
    assert (early.status, early["errors"][0]["code"]) == (422, "not_begun")

    def refused() -> Any:
        return director.ask("POST", f"{path}/actions/hold", {})

    eventually(lambda: refused().status == 409, seconds=15, what="begun")
    early = refused()
    assert (early["code"], early["needed"], early["present"]) == ("quorum_missing", 2, 1)
    running.person("east.clerk").post(f"{path}/actions/sign_in")
    assert director.post(f"{path}/actions/hold")["quorum"]["present"] == 2
    due = (today() + timedelta(days=30)).isoformat()
    decisions = [
        {"text": "十二月十日前完成冬季安全检查。", "responsible": "east.handler", "due_on": due},
        {"text": "值班表报办公室备案", "responsible": "west.clerk", "due_on": due},
    ]

    closed = director.post(f"{path}/actions/close", {"decisions": decisions})

    assert [each["responsible"]["name"] for each in closed["decisions"]] == ["何伟民", "吴静怡"]
    clerk = running.person("east.clerk")
    minutes = eventually(lambda: clerk.get("/documents")["items"])
    assert len(minutes) == 1
    draft, until = clerk.get(f"/documents/{minutes[0]['id']}"), date.fromisoformat(due)
    day = office_date(datetime.fromisoformat(planned["starts_at"]))
    assert (draft["kind"], draft["status"]) == ("minutes", "drafted")
    assert draft["title"] == "南湖实验学校东校区2026年第12次办公会议纪要"
    assert draft["drafter"]["name"] == "陈晓东" and draft["recipients"] == []
    assert draft["body"] == "\n".join(
        [
            f"时间：{day.year}年{day.month}月{day.day}日",
            "主持：周正国",
            "出席：林海生、陈晓东",
            "",
            "会议议定事项如下：",
            "一、十二月十日前完成冬季安全检查。（责任人：何伟民；完成时限："
            f"{until.year}年{until.month}月{until.day}日）",
            f"二、值班表报办公室备案。（责任人：吴静怡；完成时限：{until.year}年{until.month}月{until.day}日）",
        ]
    )
    assert "submit" in codes(draft)
    assert clerk.ask("PATCH", f"/documents/{draft['id']}", {"recipients": ["west"]}).status == 200
    assert clerk.post(f"/documents/{draft['id']}/actions/submit")["status"] == "submitted"


def test_a_meeting_that_decided_nothing_has_no_minutes(running: System) -> None:
    director = running.person("east.director")
    for decisions in ({}, {"decisions": []}):
        path = f"/meetings/{director.post('/meetings', meeting(rooms=[], **soon()))['id']}/actions"
        director.post(f"{path}/call")
        for who in MEMBERS[:2]:
            running.person(who).post(f"{path}/sign_in")
        director.post(f"{path}/hold")
        assert director.post(f"{path}/close", decisions)["status"] == "closed"

    other = director.post("/meetings", meeting())

    assert other["status"] == "planned" and running.person("east.clerk").get("/documents")["items"] == []


BAD = [
    ({"kind": "party"}, "kind", "literal_error"),
    ({"title": " "}, "title", "line_expected"),
    ({"rooms": ["main-1"]}, "rooms[0]", "unknown_room"),
    ({"rooms": ["east-101", "east-101"]}, "rooms[1]", "room_repeated"),
    ({"rooms": "east-101"}, "rooms", "list_type"),
    ({"members": []}, "members", "too_short"),
    ({"members": ["lake.clerk"]}, "members[0]", "unknown_person"),
    ({"members": ["nanhu.clerk"]}, "members[0]", "unknown_person"),
    ({"topics": ["\n"]}, "topics[0]", "line_expected"),
    ({"starts_at": "2099-12-01T09:00:00"}, "starts_at", "instant_expected"),
    ({"starts_at": "2099-12-01"}, "starts_at", "instant_expected"),
    ({"starts_at": "2099-02-30T09:00:00+08:00"}, "starts_at", "instant_expected"),
    ({"starts_at": "0001-01-01T00:00:00+14:00"}, "starts_at", "instant_expected"),
    ({"starts_at": 1}, "starts_at", "string_type"),
    ({"starts_at": "2020-12-01T09:00:00+08:00", "ends_at": "2020-12-01T10:00:00+08:00"}, "starts_at", "time_past"),
    ({"ends_at": on(3, 9)}, "ends_at", "ends_before_start"),
    ({"ends_at": on(4, 9)}, "ends_at", "spans_days"),
    ({"more": 1}, "more", "extra_forbidden"),
]


@pytest.mark.parametrize(("changes", "field", "code"), BAD)
def test_a_meeting_that_cannot_be_is_refused_by_its_field(
    shared_system: System, changes: dict[str, object], field: str, code: str
) -> None:
    answer = shared_system.person("east.director").ask("POST", "/meetings", meeting(**changes))

    assert answer.status == 422, answer.text
    assert [(error["field"], error["code"]) for error in answer["errors"]] == [(field, code)]


def test_a_meeting_may_be_named_by_its_chinese_kind_and_shows_its_quorum(shared_system: System) -> None:
    shown = shared_system.person("east.director").post("/meetings", meeting(kind="党课", rooms=[]))

    assert (shown["kind"], shown["kind_name"], shown["quorum"]["needed"]) == ("party_lecture", "党课", 1)


def test_a_room_too_small_is_said_to_be(shared_system: System) -> None:
    school = [f"{campus}.{role}" for campus in ("east", "west", "north") for role in ("clerk", "director", "leader")]
    bureau = shared_system.person("nanhu.director")
    many = [
        *school,
        *(f"{o}.{r}" for o in ("main", "nanhu") for r in ("clerk", "director", "leader", "registrar", "handler")),
    ]
    people = [*many, "east.registrar", "east.handler"]

    answer = bureau.ask("POST", "/meetings", meeting(rooms=["main-1"], members=people))

    assert (answer.status, answer["code"], answer["seats"], answer["needed"]) == (422, "room_too_small", 20, 21)
    assert bureau.post("/meetings", meeting(rooms=["main-1"], members=people[:-1]))["rooms_booked"]


def test_rooms_are_those_of_the_district_file(shared_system: System) -> None:
    def rooms(who: str, query: str = "") -> list[tuple[str, int]]:
        return [(room["id"], room["seats"]) for room in shared_system.person(who).get(f"/rooms{query}")["items"]]

    assert rooms("west.clerk", "?organ=east") == [("east-101", 30), ("east-hall", 300)]
    assert dict(rooms("east.clerk")) == {"east-101": 30, "east-hall": 300, "west-201": 20, "north-301": 20}
    assert rooms("main.clerk") == [("main-1", 20)] and rooms("lake.clerk", "?organ=east") == []
    organ = shared_system.person("east.clerk").get("/organs/east")
    assert organ["rooms"][0] == {"id": "east-101", "name": "东校区101会议室", "seats": 30, "keeper": None}


def test_only_the_office_and_the_members_see_a_meeting(shared_system: System) -> None:
    director = shared_system.person("east.director")
    planned = director.post("/meetings", meeting(rooms=[], members=["west.handler", "east.handler"]))
    path = f"/meetings/{planned['id']}"

    for who in ("east.director", "east.leader", "east.registrar", "east.handler", "west.handler"):
        office = shared_system.person(who)
        assert office.get(path)["id"] == planned["id"] and office.get(f"{path}/history")["items"]
        assert planned["id"] in [each["id"] for each in office.get("/meetings?limit=100")["items"]]
    for who in ("east.clerk", "west.director", "west.clerk", "nanhu.leader", "nanhu.admin", "lake.director", "system"):
        office = shared_system.person(who)
        assert office.ask("GET", path).status == office.ask("GET", f"{path}/history").status == 404
        assert office.ask("POST", f"{path}/actions/call", {}).status == 404
        assert planned["id"] not in [each["id"] for each in office.get("/meetings?limit=100")["items"]]
    assert shared_system.person("east.clerk").ask("POST", "/meetings", meeting()).status == 403
    assert shared_system.person("east.leader").ask("POST", f"{path}/actions/call", {}).status == 403
    assert director.ask("POST", f"{path}/actions/call", {"decisions": []}).status == 422
    assert director.ask("POST", f"{path}/actions/call", {}, If_Match='"1"').status == 412


def test_rooms_are_described_booked_by_hand_and_searched_with_people(shared_system: System) -> None:
    director, clerk = shared_system.person("north.director"), shared_system.person("north.clerk")
    described = director.ask(
        "PATCH", "/rooms/north-301", {"closes": "18:00", "setup_minutes": 10, "equipment": ["video"]}
    )
    assert (described.status, described["equipment"], described["setup_minutes"]) == (200, ["video"], 10)
    wanted = {"title": "合唱团排练", "starts_at": on(60, 9), "ends_at": on(60, 10)}
    booked = clerk.post("/rooms/north-301/bookings", wanted, Idempotency_Key="north-60")
    assert clerk.post("/rooms/north-301/bookings", wanted, Idempotency_Key="north-60") == booked
    taken = shared_system.person("west.clerk").ask("POST", "/rooms/north-301/bookings", {**wanted, "title": "别的"})
    assert (taken.status, taken["code"], len(taken["free"])) == (409, "room_conflict", 3)
    closed = clerk.ask("POST", "/rooms/north-301/bookings", {**wanted, "starts_at": on(60, 17), "ends_at": on(60, 19)})
    assert (closed.status, closed["code"]) == (422, "room_closed")
    day = (today() + timedelta(days=60)).isoformat()
    listed = shared_system.person("east.handler").get(f"/rooms/north-301/bookings?from={day}&until={day}")["items"]
    assert [(each["for"], each["title"]) for each in listed] == [("booking", None)]

    query = f"from={day}&until={day}&minutes=60&campuses=east,north&people=north.leader&equipment=&working_days=false"
    slots = director.get(f"/free-slots?{query}")["items"]

    starts = [datetime.fromisoformat(each["starts_at"]).astimezone(OFFICE_ZONE) for each in slots]
    assert [f"{each:%H:%M}" for each in starts[:3]] == ["10:10", "11:10", "12:10"]  # 08:50 is no time for an hour
    assert [room["id"] for room in slots[0]["rooms"]] == ["east-101", "north-301"]
    cancelled = clerk.post(f"/bookings/{booked['id']}/actions/cancel")
    assert cancelled["cancelled"] and len(director.get(f"/free-slots?{query}")["items"]) > len(slots)
