"""A visit gets its room from the meetings service, or returns with the next free times; over either broker."""

from datetime import datetime, timedelta
from typing import Any

from shared.calendar import OFFICE_ZONE
from tests.support.system import System, eventually


def at(hour: int) -> str:
    """Return an hour of the day after tomorrow in the office."""
    day = datetime.now(OFFICE_ZONE) + timedelta(days=2)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0).isoformat()


def visit(begin: int, end: int, **changes: Any) -> dict[str, Any]:
    day = at(begin)[:10]
    letter = {
        "issuer": "北湖区教育局", "number": "北教函〔2026〕8号", "purpose": "调研", "from_on": day, "until_on": day,
        "people": [{"name": "赵启明", "post": "主任"}],
    }  # fmt: skip
    meals = [{"kind": "工作餐", "guests": 1, "hosts": 1, "cost_per_head_fen": 4000}]
    wanted = {"letter": letter, "room": "east-101", "starts_at": at(begin), "ends_at": at(end), "meals": meals}
    return {**wanted, **changes}


def approved(system: System, begin: int, end: int) -> dict[str, Any]:
    clerk = system.person("east.clerk")
    planned = clerk.post("/visits", visit(begin, end))
    clerk.post(f"/visits/{planned['id']}/actions/apply")
    return system.person("east.leader").post(f"/visits/{planned['id']}/actions/approve", {"comment": "同意"})


def settled(system: System, visit_id: str) -> dict[str, Any]:
    clerk = system.person("east.clerk")

    def answered() -> dict[str, Any] | None:
        shown = clerk.get(f"/visits/{visit_id}")
        return shown if shown["status"] != "approved" else None

    found: dict[str, Any] = eventually(answered)
    return found


def test_a_visit_gets_its_room_and_the_next_one_is_refused_until_the_room_is_free(
    shared_over_both: System,
) -> None:
    system = shared_over_both
    clerk = system.person("east.clerk")

    first = settled(system, approved(system, 9, 11)["id"])
    beside = settled(system, approved(system, 11, 12)["id"])

    assert (first["status"], beside["status"]) == ("confirmed", "confirmed")
    second = clerk.post("/visits", visit(10, 12))
    refused = clerk.ask("POST", f"/visits/{second['id']}/actions/apply", {})
    assert (refused.status, [each["code"] for each in refused["errors"]]) == (422, ["room_conflict"]), refused.text
    clerk.post(f"/visits/{first['id']}/actions/cancel")
    clerk.post(f"/visits/{beside['id']}/actions/cancel")

    eventually(lambda: clerk.ask("POST", f"/visits/{second['id']}/actions/apply", {}).status == 200 or None)
    system.person("east.leader").post(f"/visits/{second['id']}/actions/approve")
    assert settled(system, second["id"])["status"] == "confirmed"
    for stranger in ("west.leader", "nanhu.admin", "east.handler", "lake.clerk"):
        assert system.person(stranger).ask("GET", f"/visits/{first['id']}").status == 404


def test_a_taken_room_is_told_while_one_plans_and_to_the_leader_who_is_to_approve(shared_system: System) -> None:
    clerk, leader = shared_system.person("north.clerk"), shared_system.person("north.leader")
    room = clerk.get("/rooms?organ=north")["items"][0]["id"]
    clerk.post(f"/rooms/{room}/bookings", {"title": "排练", "starts_at": at(9), "ends_at": at(11)})
    wanted = visit(10, 12, room=room)

    (told,) = clerk.post("/visits/check", wanted)["violations"]

    assert (told["field"], told["code"]) == ("room", "room_conflict") and "最近的空闲时段" in told["message"]
    assert clerk.post("/visits/check", visit(13, 14, room=room)) == {"violations": [], "unavailable": False}
    planned = clerk.post("/visits", wanted)["id"]
    assert leader.get(f"/visits/{planned}/check")["violations"] == [told]
    assert shared_system.person("east.leader").ask("GET", f"/visits/{planned}/check").status == 404


def test_the_check_keeps_nothing_and_applying_refuses_with_the_same(shared_system: System) -> None:
    clerk = shared_system.person("west.clerk")
    room = clerk.get("/rooms?organ=west")["items"][-1]["id"]
    wanted = visit(
        18, 19, letter=None, room=room, meals=[{"kind": "宴请", "guests": 1, "hosts": 4, "cost_per_head_fen": 1}]
    )

    checked = clerk.ask("POST", "/visits/check", wanted)
    assert checked.status == 200
    assert [each["code"] for each in checked["violations"]] == ["letter_missing", "forbidden", "too_many_hosts"]
    assert clerk.get("/visits")["items"] == []

    planned = clerk.post("/visits", wanted)
    refused = clerk.ask("POST", f"/visits/{planned['id']}/actions/apply", {})
    assert (refused.status, [each["code"] for each in refused["errors"]]) == (
        422,
        [each["code"] for each in checked["violations"]],
    )
    assert refused["source"]
    assert clerk.get(f"/visits/{planned['id']}")["status"] == "planned"
    bad = clerk.ask("POST", "/visits", {**wanted, "starts_at": "tomorrow", "meals": [{"kind": "feast"}]})
    assert bad.status == 422
    assert {"starts_at", "meals[0].kind", "meals[0].guests"} <= {each["field"] for each in bad["errors"]}
