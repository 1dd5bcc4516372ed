"""A visit whose room is taken is refused before it is applied for or approved, and not days later."""

from typing import Any, cast

import pytest

from services.gateway.gate import Asked, Gate
from services.gateway.routes.visits import visit_step
from shared.errors import RuleBroken, Unavailable

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

    def ask(self, gate: Gate, service: str, method: str, payload: Any, **how: Any) -> Any:
        self.asked.append(f"{service}.{method}")
        if service == "meetings":
            assert payload == ASKS
            if isinstance(self.rooms, Exception):
                raise self.rooms
            return {"violations": self.rooms}
        return {"asks": ASKS, "violations": self.broken} if method == "judge" else {"id": "v", "version": 4}


def office(action: str, rooms: Any) -> Office:
    made = Office(
        path={"id": "v", "action": action}, query={}, body={"comment": None, "confirm": False}, request=cast(Any, None)
    )
    made.rooms, made.asked, made.broken = rooms, [], []
    return made


@pytest.mark.parametrize("action", ["apply", "approve"])
def test_a_taken_room_is_refused_with_the_time_when_it_is_free(action: str) -> None:
    asked = office(action, [TAKEN])

    with pytest.raises(RuleBroken, match="12月10日11:30以后可用") as refused:
        visit_step(cast(Any, None), asked)
    assert refused.value.errors == [TAKEN] and "reception.act" not in asked.asked


def test_the_rules_that_the_visit_breaks_are_named_with_the_taken_room() -> None:
    asked = office("apply", [TAKEN])
    meals = {
        "field": "meals",
        "code": "one_working_meal",
        "message": "工作餐只能安排一次，请删减",
        "source": "接待管理规定",
    }
    asked.broken = [meals]

    with pytest.raises(RuleBroken, match="工作餐只能安排一次") as refused:
        visit_step(cast(Any, None), asked)
    assert refused.value.errors == [meals, TAKEN]


@pytest.mark.parametrize("rooms", [[], Unavailable()])
def test_a_free_room_and_rooms_that_cannot_be_asked_let_the_step_pass(rooms: Any) -> None:
    asked = office("approve", rooms)

    assert visit_step(cast(Any, None), asked).status_code == 200
    assert asked.asked[-1] == "reception.act"


def test_a_visit_is_returned_or_cancelled_whatever_the_room() -> None:
    asked = office("return", [TAKEN])

    assert visit_step(cast(Any, None), asked).status_code == 200
    assert asked.asked == ["reception.act"]
