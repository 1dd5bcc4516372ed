"""Courses over either broker: hours follow attendance, the last place has one winner, a lecture earns hours."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.calendar import office_date
from tests.conftest import OFFICES, ROLES
from tests.flows.test_todo import listed
from tests.support.offers import codes
from tests.support.system import Answer, Office, System, eventually, soon

COURSE = {"title": "新任班主任培训", "hours": 3.5, "capacity": 30, "audience": ["shiyan"]}
NANHU = [f"{office}.{role}" for office in OFFICES if office != "lake" for role in ROLES]
YEAR = office_date(datetime.now(UTC)).year


def publish(system: System, **changes: object) -> Answer:
    """Plan and publish a course of the east campus."""
    director = system.person("east.director")
    course = director.post("/courses", {**COURSE, **changes})
    return director.post(f"/courses/{course['id']}/actions/publish")


def hours(office: Office, person: str, source: str, year: int = YEAR) -> list[Any]:
    """Return a person's hours from a source, as somebody sees them."""
    ledger = office.get(f"/people/{person}/hours?year={year}")
    assert ledger["total"] == sum(item["hours"] for item in ledger["items"])
    return [item["hours"] for item in ledger["items"] if item["source"] == source]


def test_whoever_attended_a_course_gets_its_hours_once(shared_over_both: System) -> None:
    course = publish(shared_over_both)
    path, source = f"/courses/{course['id']}", f"course:{course['id']}"
    handler, director = shared_over_both.person("west.handler"), shared_over_both.person("east.director")
    for name in ("west.handler", "north.clerk"):
        assert shared_over_both.person(name).post(f"{path}/enrolments")["version"] > course["version"]

    for person in ("west.handler", "north.clerk", "west.handler"):
        attended = director.post(f"{path}/attendance", {"person": person})

    assert [each["attended_at"] is not None for each in attended["enrolments"]] == [True, True]
    for name in ("west.handler", "north.clerk"):
        eventually(lambda name=name: hours(shared_over_both.person(name), name, source) == [3.5])
    assert handler.get(f"/people/west.handler/hours?year={YEAR - 1}")["items"] == []
    for reader in ("west.director", "west.leader", "east.director"):
        assert hours(shared_over_both.person(reader), "west.handler", source) == [3.5]
    for stranger in ("west.clerk", "north.director", "east.leader", "main.director", "system", "auditor"):
        assert shared_over_both.person(stranger).ask("GET", "/people/west.handler/hours").status == 404
    assert shared_over_both.person("east.director").post(f"{path}/actions/close")["status"] == "closed"
    assert shared_over_both.person("north.handler").ask("POST", f"{path}/enrolments", {}).status == 409


def test_the_last_place_has_one_winner_of_a_hundred(shared_over_both: System) -> None:
    course = publish(shared_over_both, capacity=1, audience=["nanhu"])
    people = [shared_over_both.person(name) for name in NANHU for _ in range(4)]

    with ThreadPoolExecutor(len(people)) as pool:
        answers = list(pool.map(lambda each: each.ask("POST", f"/courses/{course['id']}/enrolments", {}), people))

    winners = {each.username for each, answer in zip(people, answers, strict=True) if answer.status == 200}
    refused = [answer for answer in answers if answer.status != 200]
    assert len(answers) == 100 and len(winners) == 1
    assert {(answer.status, answer["code"]) for answer in refused} == {(409, "course_full")} and len(refused) == 96
    shown = shared_over_both.person("east.director").get(f"/courses/{course['id']}")
    assert (len(shown["enrolments"]), shown["places_left"], shown["version"]) == (1, 0, course["version"] + 1)


def test_as_many_as_there_are_places_get_one_each(shared_over_both: System) -> None:
    course = publish(shared_over_both, capacity=10, audience=["nanhu"])

    def enrol(name: str) -> int:
        return shared_over_both.person(name).ask("POST", f"/courses/{course['id']}/enrolments", {}).status

    with ThreadPoolExecutor(len(NANHU)) as pool:
        statuses = list(pool.map(enrol, NANHU))

    assert sorted(statuses) == [200] * 10 + [409] * 15
    shown = shared_over_both.person("east.director").get(f"/courses/{course['id']}")
    assert (len(shown["enrolments"]), shown["version"]) == (10, course["version"] + 10)
    history = shared_over_both.person("east.director").get(f"/courses/{course['id']}/history?limit=100")["items"]
    assert [entry["version"] for entry in history] == list(range(1, course["version"] + 11))


def test_what_is_asked_again_with_its_key_is_done_once(shared_over_both: System) -> None:
    director, key = shared_over_both.person("east.director"), uuid.uuid4().hex
    first, second = (director.post("/courses", COURSE, Idempotency_Key=key) for _ in range(2))
    assert first == second
    director.post(f"/courses/{first['id']}/actions/publish")
    member, path = shared_over_both.person("east.clerk"), f"/courses/{first['id']}/enrolments"

    enrolled = [member.post(path, Idempotency_Key=key) for _ in range(2)]

    assert enrolled[0] == enrolled[1] and enrolled[0]["version"] == 3
    assert director.ask("POST", "/courses", {**COURSE, "hours": 4}, Idempotency_Key=key).status == 422


BAD = [
    ({"hours": 0}, "hours"),
    ({"hours": 0.25}, "hours"),
    ({"hours": 90.5}, "hours"),
    ({"hours": "3"}, "hours"),
    ({"hours": True}, "hours"),
    ({"hours": 10**300}, "hours"),
    ({"hours": 3.0000000001}, "hours"),
    ({"capacity": 0}, "capacity"),
    ({"capacity": 2001}, "capacity"),
    ({"capacity": 1.5}, "capacity"),
    ({"title": " \n"}, "title"),
    ({"audience": []}, "audience"),
    ({"audience": ["nowhere"]}, "audience[0]"),
    ({"audience": ["east", "lake"]}, "audience[1]"),
    ({"audience": ["east", "east"]}, "audience[1]"),
    ({"more": 1}, "more"),
]


@pytest.mark.parametrize(("changes", "field"), BAD)
def test_a_course_that_cannot_be_is_refused_by_its_field(
    shared_system: System, changes: dict[str, object], field: str
) -> None:
    answer = shared_system.person("east.director").ask("POST", "/courses", {**COURSE, **changes})

    assert answer.status == 422, answer.text
    assert [error["field"] for error in answer["errors"]] == [field]


@pytest.mark.parametrize("hours", [0.5, 1, 90])
def test_half_hours_up_to_ninety_are_allowed(shared_system: System, hours: float) -> None:
    course = shared_system.person("east.director").post("/courses", {**COURSE, "hours": hours})

    assert (course["hours"], course["status"], codes(course)) == (hours, "planned", ["publish", "cancel"])


def test_only_directors_keep_courses_and_only_the_audience_sees_them(shared_system: System) -> None:
    assert shared_system.person("east.clerk").ask("POST", "/courses", COURSE).status == 403
    director, member = shared_system.person("east.director"), shared_system.person("west.clerk")
    course = director.post("/courses", {**COURSE, "audience": ["west"]})
    path = f"/courses/{course['id']}"

    assert member.ask("GET", path).status == 404
    assert member.ask("POST", f"{path}/enrolments", {}).status == 404
    assert shared_system.person("west.director").ask("POST", f"{path}/actions/publish", {}).status == 404
    assert shared_system.person("east.leader").ask("POST", f"{path}/actions/publish", {}).status == 403
    director.post(f"{path}/actions/publish")

    assert codes(member.get(path)) == ["enrol"]
    assert course["id"] in [each["id"] for each in member.get("/courses?status=published&limit=100")["items"]]
    assert member.ask("GET", f"{path}/history").status == 404
    assert director.ask("POST", f"{path}/enrolments", {}).status == 403
    for stranger in ("north.clerk", "lake.director", "nanhu.director"):
        assert shared_system.person(stranger).ask("GET", path).status == 404
        assert course["id"] not in [each["id"] for each in shared_system.person(stranger).get("/courses")["items"]]
    member.post(f"{path}/enrolments")
    shared_system.person("west.handler").post(f"{path}/enrolments")
    assert [each["person"]["name"] for each in member.get(path)["enrolments"]] == ["吴静怡"]
    assert len(director.get(path)["enrolments"]) == 2


def test_only_who_enrolled_can_have_attended(shared_system: System) -> None:
    course = publish(shared_system)
    director, path = shared_system.person("east.director"), f"/courses/{course['id']}/attendance"

    absent = director.ask("POST", path, {"person": "west.handler"})
    unknown = director.ask("POST", path, {"person": "nobody"})

    assert (absent.status, absent["errors"][0]["code"], absent["errors"][0]["field"]) == (422, "not_enrolled", "person")
    assert (unknown.status, unknown["errors"][0]["code"]) == (422, "unknown_person")
    assert shared_system.person("west.director").ask("POST", path, {"person": "west.handler"}).status == 403


def test_a_closed_lecture_gives_its_hours_to_those_who_signed_in(shared_over_both: System) -> None:
    director, when = shared_over_both.person("east.director"), soon(minutes=120)
    starts, ends = (datetime.fromisoformat(when[name]) for name in ("starts_at", "ends_at"))
    members = [shared_over_both.person(f"east.{role}") for role in ROLES]
    meeting = director.post(
        "/meetings",
        {
            "kind": "party_lecture",
            "title": "学习党的二十届四中全会精神",
            "rooms": [],
            **when,
            "members": [each.username for each in members],
            "topics": ["党课"],
        },
    )
    path = f"/meetings/{meeting['id']}/actions"
    director.post(f"{path}/call")
    for member in members[:4]:
        member.post(f"{path}/sign_in")
    director.post(f"{path}/hold")
    director.post(f"{path}/close", {"decisions": []})

    source, year = f"meeting:{meeting['id']}", office_date(starts).year
    lasted = int((ends - starts) / timedelta(hours=0.5) + 0.5) / 2
    for member in members[:4]:
        eventually(lambda member=member: hours(member, member.username, source, year) == [lasted])
    assert hours(members[4], members[4].username, source, year) == []


def test_a_wrong_attendance_is_corrected_by_a_counter_entry_and_recorded_again(shared_system: System) -> None:
    course = publish(shared_system)
    path, source = f"/courses/{course['id']}", f"course:{course['id']}"
    handler, director = shared_system.person("west.handler"), shared_system.person("east.director")
    for name in ("north.clerk", "west.handler"):
        shared_system.person(name).post(f"{path}/enrolments")
        director.post(f"{path}/attendance", {"person": name})
    eventually(lambda: hours(handler, "west.handler", source) == [3.5] or None)

    director.post(f"{path}/actions/correct", {"person": "west.handler", "comment": "本人未到场"})
    eventually(lambda: hours(handler, "west.handler", f"counter:{source}") == [-3.5] or None)
    director.post(f"{path}/attendance", {"person": "west.handler"})
    eventually(lambda: hours(handler, "west.handler", f"{source}:2") == [3.5] or None)


def test_who_enrolled_in_a_course_that_is_called_off_is_told(shared_system: System) -> None:
    course = publish(shared_system)
    handler, director = shared_system.person("west.handler"), shared_system.person("east.director")
    handler.post(f"/courses/{course['id']}/enrolments")
    director.post(f"/courses/{course['id']}/actions/cancel", {"comment": "教师不能到场"})

    eventually(lambda: listed(shared_system, "west.handler", course["id"], "toread"))
    handler.post(f"/courses/{course['id']}/actions/read")
    eventually(lambda: listed(shared_system, "west.handler", course["id"], "toread") is None)
