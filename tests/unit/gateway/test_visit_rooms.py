"""Before a visit is applied for or approved the rooms are asked, and the table judges what they answer."""

from typing import Any, cast

import pytest

from services.gateway.gate import Asked, Gate
from services.gateway.routes.visits import visit_step
from shared.errors import Unavailable

ASKS = {
    "room": "east-101",
    "starts_at": "2026-12-10T01:00:00Z",
    "ends_at": "2026-12-10T03:00:00Z",
    "purpose": "visit:v",
}
TAKEN = {
    "field": "room", "code": "room_taken", "message": "会议室在这一时段已被占用，12月10日11:30以后可用", "source": "会议室管理",
}  # fmt: skip


class Office(Asked):
    """A request to an office whose rooms answer as they are told."""

    rooms: Any
    broken: Any = ()
    asked: list[str]
    handed: Any

    def ask(self, gate: Gate, service: str, method: str, payload: Any, **how: Any) -> Any:
        self.asked.append(f"{service}.{method}")
        if service == "meetings":
            assert payload == ASKS
            if isinstance(self.rooms, Exception):
                raise self.rooms
            return {"violations": self.rooms}
        self.handed = dict(payload)
        return {"asks": ASKS, "violations": self.broken} if method == "judge" else {"id": "v", "version": 4}


def office(action: str, rooms: Any) -> Office:
    made = Office(
        path={"id": "v", "action": action}, query={}, body={"comment": None, "confirm": False}, request=cast(Any, None)
    )
    made.rooms, made.asked, made.broken = rooms, [], []
    return made


@pytest.mark.parametrize("action", ["apply", "approve"])
def test_why_the_room_is_not_to_be_had_is_handed_on_with_the_step(action: str) -> None:
    asked = office(action, [TAKEN])

    visit_step(cast(Any, None), asked)
    assert asked.handed["of_room"] == [TAKEN["message"]]


@pytest.mark.parametrize("rooms", [[], Unavailable()])
def test_a_free_room_and_rooms_that_cannot_be_asked_forbid_nothing(rooms: Any) -> None:
    asked = office("approve", rooms)

    assert visit_step(cast(Any, None), asked).status_code == 200
    assert asked.handed["of_room"] == []


def test_a_visit_is_returned_or_cancelled_whatever_the_room() -> None:
    asked = office("return", [TAKEN])

    assert visit_step(cast(Any, None), asked).status_code == 200
    assert asked.asked == ["reception.act"] and "of_room" not in asked.handed
