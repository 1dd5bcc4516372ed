"""The lists of a person: in which box a matter lies, in which order, and by which light."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from services.notifications import app
from services.notifications.domain import Box, Circumstances, Light, Sort, lies_in, light_of, wait_for
from services.notifications.shelf import Lying
from services.notifications.views import item
from shared.actor import Actor
from shared.calendar import NATIONAL
from shared.errors import Forbidden
from shared.turn import NOBODYS, keys_of
from tests.support.office import MORNING, actor

CLERK = actor("east.clerk")
ME = "p:p-east.clerk"
NOTHING = Circumstances()


def wait(*whom: str, **more: Any) -> dict[str, Any]:
    action = {"code": "approve", "label": "审核"}
    return {"action": action, "whom": whom, "besides": [], "principal": False, "due_on": None, "box": "todo", **more}


def record(name: str = "1", *waits: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {
        **NOBODYS, "_id": f"documents:{name}", "record_id": name, "version": 1, "type": "document", "title": name,
        "waits": list(waits), "knows": [ME], "acted": [], "since": "2026-11-20T01:00:00+00:00", **more,
    }  # fmt: skip


class Records:
    """Records in memory, and nobody else who is known."""

    def __init__(self, *records: Mapping[str, Any]) -> None:
        self.records, self.read = records, dict[str, int]()

    def of(self, actor: Actor, box: Box) -> list[Any]:
        return [each for each in self.records if not {*each["knows"], *each["mine"]}.isdisjoint(keys_of(actor))]

    def read_by(self, person: str, sources: Sequence[str]) -> Mapping[str, int]:
        return self.read

    def mark_read(self, person: str, source: str, version: int) -> None:
        self.read[source] = version

    def named(self, type: str, record_id: str) -> Any:
        return next((each for each in self.records if (each["type"], each["record_id"]) == (type, record_id)), None)

    def here(self, meetings: Iterable[str]) -> Mapping[str, frozenset[str]]:
        return {}

    def held_up(self, sources: Iterable[str]) -> frozenset[str]:
        return frozenset()

    def find(self, kind: Any, thing_id: str) -> None:
        return None

    def several(self, kind: Any, ids: Any) -> dict[str, Any]:
        return {}

    def where(self, kind: Any, query: Any) -> list[Any]:
        return []


def listed(records: Any, box: Box = Box.TODO, sort: Sort = Sort.DUE, **asked: Any) -> dict[str, Any]:
    asked = {"type": None, "cursor": None, "limit": 9} | asked
    return app.listed(records, records, Lying(records, CLERK), at=MORNING, box=box, sort=sort, **asked)


def names(page: Mapping[str, Any]) -> list[str]:
    return [each["record_id"] for each in page["items"]]


def test_what_is_due_first_stands_first_and_what_is_never_due_last() -> None:
    records = Records(
        record("never", wait(ME)), record("later", wait(ME, due_on="2026-12-10")), record("soon", wait(ME, due_on="2026-11-24")),
    )  # fmt: skip

    assert names(listed(records)) == ["soon", "later", "never"]


def test_the_newest_stands_first_where_that_is_asked_for() -> None:
    old, new = record("old", wait(ME)), record("new", wait(ME), since="2026-11-21T01:00:00+00:00")

    assert names(listed(Records(old, new), sort=Sort.NEWEST)) == ["new", "old"]


@pytest.mark.parametrize("sort", Sort)
def test_a_list_goes_on_where_its_page_ended(sort: Sort) -> None:
    days = ("2026-11-24", "2026-11-25", "2026-11-26", None)
    records = Records(*(record(str(place), wait(ME, due_on=day)) for place, day in enumerate(days)))

    whole = names(listed(records, sort=sort))
    first = listed(records, sort=sort, limit=3)
    second = listed(records, sort=sort, limit=3, cursor=first["cursor"])
    assert (len(first["items"]), second["cursor"]) == (3, None) and names(first) + names(second) == whole
    assert listed(records, sort=sort, limit=4)["cursor"] is None


def test_of_the_records_that_a_page_refers_to_those_are_named_that_one_may_open() -> None:
    found = app.known(
        Records(record("mine"), record("foreign", knows=["p:somebody"])), actor=CLERK,  # type: ignore[arg-type]
        records=[("document", "foreign"), ("document", "mine"), ("document", "gone")],
    )  # fmt: skip

    assert [(each["record_id"], each["title"], each["link"]) for each in found["items"]] == [
        ("mine", "mine", "/documents/mine")
    ]


def test_a_row_names_sender_and_number_and_says_what_no_longer_holds() -> None:
    void = {"mark": "已更正", "by": "东教〔2026〕2号", "by_id": "new"}
    told = {"sender": "东校区", "number": "东教〔2026〕1号", "validity": void}
    before_it_was_told = {name: value for name, value in record("old", wait(ME)).items() if name not in told}

    old, new = listed(Records(before_it_was_told, record("paper", wait(ME), **told)))["items"]

    assert {name: new[name] for name in told} == told
    assert {name: old[name] for name in told} == {"sender": "", "number": "", "validity": None}


def test_one_asks_for_one_type_of_matter() -> None:
    records = Records(record("a", wait(ME)), record("b", wait(ME), type="topic"))

    assert names(listed(records, type="topic")) == ["b"]


def test_the_counts_are_those_of_the_lists() -> None:
    records: Any = Records(
        record("late", wait(ME, due_on="2026-11-20")), record("today", wait(ME, due_on="2026-11-23")),
        record("read", wait(ME, box="toread")), record("own", mine=[ME]), record("vote", wait(ME), type="vote"),
    )  # fmt: skip

    counted = app.counts(records, records, Lying(records, CLERK), at=MORNING)
    assert counted == {"todo": 3, "toread": 1, "mine": 1, "overdue": 1, "by_type": {"document": 2, "vote": 1}}


def test_ones_own_matter_is_listed_until_it_is_ended() -> None:
    assert lies_in(record(mine=[ME]), CLERK, Box.MINE, NOTHING)
    assert not lies_in(record(mine=[ME], ended=True), CLERK, Box.MINE, NOTHING)
    assert not lies_in(record(mine=["p:p-east.handler"]), CLERK, Box.MINE, NOTHING)
    assert not lies_in(record(mine=[ME], knows=[]), CLERK, Box.MINE, NOTHING)


def test_what_one_did_is_done_unless_it_is_ones_turn_again() -> None:
    acted = ["p-east.clerk"]

    assert lies_in(record(acted=acted), CLERK, Box.DONE, NOTHING)
    assert not lies_in(record("1", wait(ME), acted=acted), CLERK, Box.DONE, NOTHING)
    assert not lies_in(record(), CLERK, Box.DONE, NOTHING)


def test_a_matter_is_read_up_to_the_version_that_there_is() -> None:
    records: Any = Records(record("a", wait(ME), version=3), record("b", knows=[]))

    app.mark_read(records, records, actor=CLERK, items=[
        {"type": "document", "record_id": each, "version": version} for each, version in (("a", 9), ("b", 1), ("c", 1))
    ])  # fmt: skip
    assert records.read == {"documents:a": 3}
    assert listed(records)["items"][0]["read"]
    records.read = {"documents:a": 2}
    assert not listed(records)["items"][0]["read"]


def test_a_light_is_yellow_two_working_days_before_and_red_once_the_day_is_past() -> None:
    monday = MORNING.date()

    def light(day: int) -> Light:
        return light_of(date(2026, 11, day).isoformat(), monday, NATIONAL)

    assert [light(day) for day in (22, 23, 25, 26)] == [Light.RED, Light.YELLOW, Light.YELLOW, Light.GREEN]
    assert light_of(None, monday, NATIONAL) is Light.NONE


def test_who_only_stands_in_for_a_post_is_kept_from_what_a_rule_keeps_from_stand_ins() -> None:
    step = wait("o:east:leader", "o:east:clerk", by_hand_for_others=["p-east.clerk"])
    by_post = wait("o:east:leader", by_hand_for_others=["p-east.clerk"])
    acting = Actor(
        "p-east.clerk", "", "", "east", CLERK.path, frozenset({"clerk", "leader"}), acting=frozenset({"leader"})
    )
    of_right = Actor("p-east.clerk", "", "", "east", CLERK.path, frozenset({"clerk", "leader"}))

    assert wait_for(record("1", by_post), acting, Box.TODO, NOTHING) is None, "a stand-in alone"
    assert wait_for(record("1", step), acting, Box.TODO, NOTHING) is not None, "by their own post"
    assert wait_for(record("1", by_post), of_right, Box.TODO, NOTHING) is not None


def test_a_step_before_its_time_or_after_it_is_named_and_says_when() -> None:
    def shown(**times: str) -> Mapping[str, Any]:
        found = item(record("1", wait(ME, **times)), CLERK, Box.TODO, NOTHING, at=MORNING, read={})["action"]
        return dict(found)

    now, hour = "2026-11-23T01:00:00+00:00", "2026-11-23T02:00:00+00:00"
    assert "enabled" not in shown() and "enabled" not in shown(opens_at=now, closes_at=hour)
    assert shown(opens_at=hour)["why_not"] == "11月23日10:00起方可办理"
    assert shown(closes_at=now)["why_not"] == "11月23日09:00已经开始，不能补办；请改期或者取消"


def test_a_list_says_why_a_matter_is_in_it() -> None:
    def why(*whom: str) -> str:
        return str(item(record("1", wait(*whom)), CLERK, Box.TODO, NOTHING, at=MORNING, read={})["why"]["label"])

    assert (why(ME), why("o:east:clerk")) == ("本人", "文秘")


class Kept(Records):
    def open_of(self, keys: Sequence[str]) -> Mapping[tuple[str, str], int]:
        assert keys == ["p:p-east.handler", "p:p-east.handler@east"]
        return {("todo", "task"): 2, ("mine", "document"): 1}


def test_who_records_that_people_leave_is_told_how_much_stays_open_with_them_and_nobody_else_is() -> None:
    found = app.open_of(Kept(), actor=actor("nanhu.admin"), person="p-east.handler", organ="east")

    assert found == [{"box": "mine", "type": "document", "count": 1}, {"box": "todo", "type": "task", "count": 2}]
    with pytest.raises(Forbidden):
        app.open_of(Kept(), actor=CLERK, person="p-east.handler", organ="east")
