"""A leader's instruction is supervised; a district's own working days; and the way from a document to its tasks and back."""

from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.registry import service_class
from services.supervision import app, chain, days, origins
from services.supervision.domain import Light, Task, TaskStatus, sees
from services.supervision.repositories import TaskListing
from shared.calendar import NATIONAL, WorkCalendar
from shared.contracts.documents import IncomingAssigned, IncomingCompleted, IncomingCorrected, IncomingInstructed
from shared.contracts.supervision import TaskSplit
from shared.errors import Forbidden, InvalidInput, NotFound
from shared.occasion import AlreadyHandled, Occasion, Repeated
from shared.revision import revised
from shared.turn import turn_of
from tests.support.office import actor
from tests.unit.supervision.office import (
    DUE,
    MONDAY,
    PEOPLE,
    Districts,
    Instructions,
    Tasks,
    assigned,
    because,
    by,
    closed_meeting,
    step,
)

TODAY = date(2026, 11, 23)


@pytest.fixture
def tasks() -> Tasks:
    return Tasks(by("east.director"))


def told(tasks: Tasks, *, instructed: bool, said: str = "三天内办好。") -> Instructions:
    """Deliver an incoming document's events, instructed or not, and then assigned; each twice."""
    instructions = Instructions(because("incoming:i1", 5))
    for _ in range(2):
        if instructed:
            event = IncomingInstructed(
                incoming_id="i1", document_id="d1", organ="east", instructed_by="p-east.leader", instruction=said
            )
            origins.note_instruction(instructions.on(because("incoming:i1", 5)), event)
        assigned_to = IncomingAssigned(
            incoming_id="i1",
            document_id="d1",
            organ="east",
            handler="p-east.handler",
            due_on=DUE,
            title="关于防汛的通知",
        )
        origins.assign_instructed(tasks.on(because("incoming:i1", 6)), instructions, PEOPLE, assigned_to)
    return instructions


def only(tasks: Tasks) -> Any:
    (task_id,) = tasks.records
    return tasks.find(task_id)


def test_what_a_leader_instructed_is_supervised_once_it_has_somebody(tasks: Tasks) -> None:
    told(tasks, instructed=True)

    task = only(tasks)
    assert (task.origin, task.origin_id, task.document_id) == ("incoming", "i1", "d1")
    assert (task.title, task.responsible, task.due_on) == ("办理来文：关于防汛的通知", "p-east.handler", DUE)
    assert task.text == "east.leader批示：三天内办好。"


def test_the_instruction_on_an_internal_document_is_not_told_outside_its_register(tasks: Tasks) -> None:
    told(tasks, instructed=True, said="")

    assert only(tasks).text == ""


def test_what_nobody_instructed_is_handled_without(tasks: Tasks) -> None:
    told(tasks, instructed=False)

    assert tasks.records == {}


def completed(tasks: Tasks, reply: str = "已按批示办理完毕。") -> None:
    event = IncomingCompleted(incoming_id="i1", document_id="d1", organ="east", reply=reply)
    origins.submit_instructed(tasks.on(because("incoming:i1", 7)), event)


@pytest.mark.parametrize("accepted", [True, False])
def test_a_task_is_submitted_when_its_incoming_document_is_completed(tasks: Tasks, accepted: bool) -> None:
    told(tasks, instructed=True)
    if accepted:
        step(tasks, "east.handler", "accept", only(tasks).id)

    completed(tasks)

    task = only(tasks)
    assert (task.status, task.percent, task.light(date(2027, 1, 1))) == (TaskStatus.SUBMITTED, 100, Light.GREEN)
    assert task.reports[-1].text == "来文已办结：已按批示办理完毕。"
    assert step(tasks, "east.director", "check", task.id).status is TaskStatus.CHECKED
    completed(tasks)
    assert only(tasks).status is TaskStatus.CHECKED, "an answering document completes it once more"


def test_the_reply_to_an_internal_document_is_not_told_in_its_task(tasks: Tasks) -> None:
    told(tasks, instructed=True)
    tasks.records[only(tasks).id]["internal"] = True

    completed(tasks)

    assert only(tasks).reports[-1].text == "来文已办结"


def test_a_completed_document_waits_for_the_open_parts_of_its_task(tasks: Tasks) -> None:
    told(tasks, instructed=True)
    whole = only(tasks).id
    split(tasks, whole)

    completed(tasks)

    assert tasks.get(whole).status is TaskStatus.ACCEPTED


def test_nothing_happens_when_a_document_without_a_task_is_completed(tasks: Tasks) -> None:
    completed(tasks)

    assert tasks.records == {}


def walked(tasks: Tasks, task_id: str, who: str = "east.director") -> dict[str, Any]:
    return chain.chain(tasks, task_id, actor=actor(who), today=TODAY)


def split(tasks: Tasks, task_id: str) -> None:
    """Split a task of the handler in two, and assign the parts."""
    step(tasks, "east.handler", "accept", task_id)
    parts = [
        {"title": f"分项{n}", "responsible": who, "due_on": DUE.isoformat(), "working_days": None}
        for n, who in enumerate(("east.clerk", "west.handler"))
    ]
    step(tasks, "east.handler", "split", task_id, parts=parts)
    _, entry = tasks.announced[-1]
    origins.assign_parts(tasks.on(because(f"tasks:{task_id}", entry["version"])), PEOPLE, TaskSplit.read(entry["data"]))


def test_one_walks_from_the_minutes_to_a_part_that_is_cleared_and_back(tasks: Tasks) -> None:
    closed = closed_meeting("east.handler")
    origins.assign_decisions(tasks.on(because("meetings:m1", 7)), PEOPLE, closed)
    whole = only(tasks)
    split(tasks, whole.id)
    part = next(task_id for task_id in tasks.records if task_id != whole.id)
    for who, action in (
        ("east.clerk", "accept"), ("east.clerk", "submit"), ("east.director", "check"), ("east.director", "clear"),
    ):  # fmt: skip
        step(tasks, who, action, part, comment="好")

    down, up = walked(tasks, whole.id), walked(tasks, part)

    assert down["document"] == up["document"] == closed.minutes_id
    assert down["origin"] == up["origin"] and up["origin"]["id"] == "m1"
    assert {each["id"]: each["status"] for each in down["parts"]}[part] == "cleared" and len(down["parts"]) == 2
    assert [each["id"] for each in up["above"]] == [whole.id] and up["task"]["id"] == part
    found = app.search(
        tasks, actor=actor("east.director"), today=TODAY, wanted=TaskListing(document_id=closed.minutes_id),
    )  # fmt: skip
    assert len(found["items"]) == 3


def test_what_a_meeting_decided_leaves_the_house_by_no_title_nor_do_its_parts(tasks: Tasks) -> None:
    service_class("supervision")  # with it comes whose turn it is
    closed = closed_meeting("east.handler")
    origins.assign_decisions(tasks.on(because("meetings:m1", 7)), PEOPLE, closed)
    whole = only(tasks)
    split(tasks, whole.id)

    def inside(task: Task) -> bool:
        turn = turn_of(task, {"by": None, "action": "", "comment": ""})
        return turn is not None and turn["internal"]

    assert [inside(tasks.get(each)) for each in tasks.records] == [True, True, True]
    assert inside(replace(whole, internal=False))  # as it was kept before
    assert not inside(replace(whole, internal=False, origin="manual"))


def test_one_sees_of_a_chain_only_what_one_may_know_of(tasks: Tasks) -> None:
    told(tasks, instructed=True)
    whole = only(tasks)
    split(tasks, whole.id)
    part = next(id for id in tasks.records if (found := tasks.find(id)) and found.responsible == "p-west.handler")

    seen = walked(tasks, part, "west.handler")

    assert [(each["id"], each["text"], each["actions"]) for each in seen["above"]] == [(whole.id, None, [])]
    assert seen["task"]["id"] == part and seen["origin"]["type"] == "task" and seen["readable"] == []
    assert seen["document"] == "d1"
    with pytest.raises(NotFound):
        walked(tasks, whole.id, "west.handler")


def test_the_person_who_split_a_task_sees_how_far_its_parts_are(tasks: Tasks) -> None:
    told(tasks, instructed=True)
    whole = only(tasks)
    split(tasks, whole.id)

    seen = walked(tasks, whole.id, "east.handler")

    assert [(each["title"], each["status_name"], each["text"]) for each in seen["parts"]] == [
        ("分项0", "已交办", None), ("分项1", "已交办", None),
    ]  # fmt: skip
    assert seen["readable"] == []
    assert walked(tasks, whole.id)["readable"] == [each["id"] for each in seen["parts"]]


def set_day(
    districts: Districts, on: str, working: bool | None, *, who: str = "nanhu.admin", reason: str = "通知"
) -> Any:
    return days.set_day(districts.on(by(who)), on=on, working=working, reason=reason)


def test_a_district_says_on_which_days_its_people_work() -> None:
    districts = Districts(by("nanhu.admin"))
    set_day(districts, "2026-11-28", True)
    set_day(districts, "2026-11-27", False)

    calendar = days.calendar_of(districts, "nanhu")

    assert (calendar.add(date(2026, 11, 26), 1), NATIONAL.add(date(2026, 11, 26), 1)) == (
        date(2026, 11, 28), date(2026, 11, 27),
    )  # fmt: skip
    assert calendar.between(date(2026, 11, 26), date(2026, 11, 30)) == 2
    assert days.calendar_of(districts, "beihu") is NATIONAL
    shown = days.listed(districts, actor=actor("east.clerk"))["items"]
    assert [(each["on"], each["working"], each["national"]) for each in shown] == [
        ("2026-11-27", False, True), ("2026-11-28", True, False),
    ]  # fmt: skip
    set_day(districts, "2028-01-04", False)
    assert [each["provisional"] for each in days.listed(districts, actor=actor("east.clerk"))["items"]] == [
        False, False, True,
    ]  # fmt: skip
    set_day(districts, "2028-01-04", None)
    set_day(districts, "2026-11-27", None)
    assert days.calendar_of(districts, "nanhu").overrides == {date(2026, 11, 28): True}


def test_only_the_administrator_of_the_district_says_so_and_says_why() -> None:
    districts = Districts(by("nanhu.admin"))

    for who in ("east.director", "nanhu.leader", "nanhu.director"):
        with pytest.raises(Forbidden):
            set_day(districts, "2026-11-28", True, who=who)
    with pytest.raises(InvalidInput):
        set_day(districts, "2026-11-28", True, reason=" ")
    assert districts.records == {}


def test_deadlines_lights_and_escalation_go_by_the_districts_days(tasks: Tasks) -> None:
    holidays = WorkCalendar({date(2026, 11, day): False for day in (24, 25, 26)})
    occasion = by("east.director", MONDAY)
    wanted = {
        "title": "检查", "text": None, "responsible": "east.handler", "assisting": [], "due_on": None, "working_days": 2,
    }  # fmt: skip

    task = app.assign(
        tasks.on(occasion), PEOPLE, occasion=occasion, new_id="t1", wanted=wanted, calendar=holidays
    )  # fmt: skip

    assert task.due_on == date(2026, 11, 30)
    assert (task.light(TODAY, holidays), task.light(TODAY)) == (Light.YELLOW, Light.GREEN)
    late = date(2026, 12, 3)
    closed = WorkCalendar({date(2026, 12, day): False for day in (1, 2, 3)})
    assert (task.escalation_due(late, closed), task.escalation_due(late)) == (1, 2)


def test_a_repeated_request_sets_a_day_once() -> None:
    from shared.occasion import Key

    occasion = Occasion(MONDAY, actor("nanhu.admin"), Key("k", "same"))
    districts = Districts(occasion)
    days.set_day(districts, on="2026-11-28", working=True, reason="通知")

    with pytest.raises(Repeated):
        days.set_day(districts, on="2026-11-28", working=True, reason="通知")

    assert assigned(Tasks(by("east.director"))).document_id is None


def test_a_task_follows_its_incoming_document_to_another_handler(tasks: Tasks) -> None:
    instructions = told(tasks, instructed=True)
    (task,) = tasks.records
    again = IncomingAssigned(
        incoming_id="i1", document_id="d1", organ="east", handler="p-east.clerk", due_on=DUE, title="关于安全的通知"
    )
    for _ in range(2):
        with suppress(AlreadyHandled):
            origins.assign_instructed(tasks.on(because("incoming:i1", 7)), instructions, PEOPLE, again)

    after = tasks.get(task)
    assert (after.responsible, after.status, after.version) == ("p-east.clerk", TaskStatus.ASSIGNED, 2)
    assert not sees(after, actor("east.handler")) and sees(after, actor("east.clerk"))


def test_those_who_assist_with_a_document_assist_with_its_task_also_when_it_is_assigned_anew(tasks: Tasks) -> None:
    def given(version: int, *assisting: str) -> Any:
        event = IncomingAssigned(
            incoming_id="i1", document_id="d1", organ="east", handler="p-east.handler", due_on=DUE, title="关于安全的通知",
            assisting=assisting,
        )  # fmt: skip
        with suppress(AlreadyHandled):
            origins.assign_instructed(tasks.on(because("incoming:i1", version)), instructions, PEOPLE, event)
        return only(tasks)

    instructions = Instructions(because("incoming:i1", 5))
    origins.note_instruction(
        instructions,
        IncomingInstructed(incoming_id="i1", document_id="d1", organ="east", instructed_by="p-east.leader"),
    )
    task = given(6, "p-east.clerk")

    assert [(each.id, each.organ) for each in task.assisting] == [("p-east.clerk", "east")]
    assert sees(task, actor("east.clerk"))
    after = given(7, "p-east.registrar")
    assert ([each.id for each in after.assisting], after.status) == (["p-east.registrar"], task.status)
    assert not sees(after, actor("east.clerk")), "who was taken off a document is off its task"
    assert given(8).assisting == ()


def test_a_task_bears_what_the_entry_of_its_document_is_corrected_to(tasks: Tasks) -> None:
    told(tasks, instructed=True)
    anew = {"incoming_id": "i1", "organ": "east", "sender_name": "区教育局", "number": "南教〔2026〕1号"}
    corrected = IncomingCorrected(**anew, title="关于防汛工作的通知", internal=True)

    origins.correct_instructed(tasks.on(because("incoming:i1", 7)), corrected)

    task = only(tasks)
    assert (task.title, task.origin_title, task.internal) == (
        "办理来文：关于防汛工作的通知",
        "关于防汛工作的通知",
        True,
    )
    assert revised("revisions")(tasks.announced[-1][1]) == "事项：办理来文：关于防汛的通知→办理来文：关于防汛工作的通知"
    origins.correct_instructed(tasks.on(because("incoming:i1", 8)), IncomingCorrected(**anew))
    assert only(tasks).version == task.version, "an earlier release said neither title nor scope"


def test_who_takes_over_a_task_with_its_document_assists_in_it_no_more(tasks: Tasks) -> None:
    instructions = told(tasks, instructed=True)
    (task_id,) = tasks.records
    tasks.records[task_id]["assisting"] = [
        {"id": f"p-{each}", "name": each, "organ": "east"} for each in ("east.clerk", "east.registrar")
    ]
    again = IncomingAssigned(
        incoming_id="i1", document_id="d1", organ="east", handler="p-east.clerk", due_on=DUE, title="关于安全的通知",
        assisting=("p-east.clerk", "p-east.registrar"),
    )  # fmt: skip

    origins.assign_instructed(tasks.on(because("incoming:i1", 7)), instructions, PEOPLE, again)

    assert [each.id for each in tasks.get(task_id).assisting] == ["p-east.registrar"]


def test_a_chain_is_shown_ten_tasks_up_and_no_further(tasks: Tasks) -> None:
    for level in range(13):
        assigned(tasks, task_id=f"t{level}")
        if level:
            tasks.records[f"t{level}"] |= {"origin": "task", "origin_id": f"t{level - 1}"}

    assert [each["id"] for each in walked(tasks, "t12")["above"]] == [f"t{level}" for level in range(2, 12)]
    assert len(walked(tasks, "t5")["above"]) == 5
