"""Tasks under supervision: one person by name, a deadline in working days, and nobody who checks their own work."""

import base64
import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from services.registry import service_class
from services.supervision import app, domain, origins, views
from services.supervision.acts import TASK_ACTS
from services.supervision.domain import ESCALATION, Light, Task, TaskStatus
from services.supervision.kinds import TASK
from services.supervision.repositories import TaskListing
from shared import register
from shared.acts import in_trail
from shared.calendar import WorkCalendar
from shared.contracts import supervision as events
from shared.errors import Forbidden, InvalidInput, NotFound, OfficeError, RuleBroken, TransitionRefused
from shared.occasion import AlreadyHandled, Occasion
from shared.spreadsheet import table
from shared.turn import turn_of
from tests.support.office import actor
from tests.unit.supervision.office import (
    DUE,
    PEOPLE,
    People,
    Tasks,
    assigned,
    because,
    by,
    closed_meeting,
    step,
)

service_class("supervision")  # with it comes whose turn it is


@pytest.fixture
def tasks() -> Tasks:
    return Tasks(by("east.director"))


def day(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}T09:00:00+08:00")


def finished(tasks: Tasks) -> Task:
    assigned(tasks)
    step(tasks, "east.handler", "accept")
    step(tasks, "east.handler", "submit", comment="已全部检查。", evidence=["东校〔2026〕8号"])
    step(tasks, "east.director", "check")
    return step(tasks, "east.leader", "clear")


def test_a_task_goes_from_assignment_to_clearing_and_was_on_time(tasks: Tasks) -> None:
    task = finished(tasks)

    assert task.status is TaskStatus.CLEARED and task.on_time and task.percent == 100
    events = [entry["event"] for _, entry in tasks.announced]
    assert events == ["task_assigned", "task_accepted", "task_submitted", "task_checked", "task_cleared"]
    assert tasks.announced[-1][1]["data"]["on_time"] is True


def test_whoever_is_responsible_neither_checks_nor_clears_nor_extends_their_own_task(tasks: Tasks) -> None:
    assigned(tasks, responsible="east.director", who="east.leader")
    step(tasks, "east.director", "accept")
    with pytest.raises(Forbidden):
        step(tasks, "east.director", "extend", due_on="2026-12-20", comment="忙")
    step(tasks, "east.director", "submit", comment="已完成")

    for action in ("check", "clear", "reopen"):
        with pytest.raises(Forbidden):
            step(tasks, "east.director", action, comment="x")


def test_more_time_is_given_only_before_the_day_is_due_and_with_a_reason(tasks: Tasks) -> None:
    assigned(tasks)
    with pytest.raises(RuleBroken) as silent:
        step(tasks, "east.director", "extend", due_on="2026-12-20")
    with pytest.raises(RuleBroken) as shorter:
        step(tasks, "east.director", "extend", due_on="2026-12-10", comment="延期")
    with pytest.raises(RuleBroken) as late:
        step(tasks, "east.director", "extend", due_on="2026-12-20", comment="延期", at=day("2026-12-11"))

    assert [each.value.errors[0]["code"] for each in (silent, shorter, late)] == [
        "reason_missing", "extension_shortens", "extension_late",
    ]  # fmt: skip
    after = step(tasks, "east.director", "extend", due_on="2026-12-20", comment="设备未到", at=day("2026-12-10"))
    assert (after.due_on, after.first_due_on) == (date(2026, 12, 20), DUE)


def test_more_time_asked_for_before_the_day_is_due_may_be_granted_after_it(tasks: Tasks) -> None:
    assigned(tasks)
    step(tasks, "east.handler", "ask_extension", due_on="2026-12-20", comment="设备未到", at=day("2026-12-10"))

    with pytest.raises(RuleBroken) as again:
        step(tasks, "east.handler", "ask_extension", due_on="2026-12-25", comment="设备未到", at=day("2026-12-11"))
    after = step(tasks, "east.director", "extend", due_on="2026-12-20", comment="设备未到", at=day("2026-12-11"))

    assert again.value.errors[0]["code"] == "extension_late"
    assert (after.due_on, after.wanted_on) == (date(2026, 12, 20), None)


def test_a_task_given_by_mistake_is_changed_by_those_who_gave_it_and_its_trail_says_what_it_was(tasks: Tasks) -> None:
    assigned(tasks, assisting=["east.clerk"])
    anew: dict[str, Any] = {
        "title": "完成冬季防火检查",
        "text": "逐层检查",
        "assisting": ["p-east.clerk", "east.registrar"],
        "due_on": "2026-12-04",
    }
    with pytest.raises(RuleBroken, match="修改理由"):
        step(tasks, "east.director", "revise", **anew)
    for who in ("east.handler", "east.registrar"):
        with pytest.raises(Forbidden):
            step(tasks, who, "revise", comment="写错", **anew)
    with pytest.raises(InvalidInput, match="今天"):
        step(tasks, "east.director", "revise", comment="写错", **{**anew, "due_on": "2026-11-22"})

    after = step(tasks, "east.director", "revise", comment="事项写错", **anew)

    assert (after.title, after.text, after.due_on) == ("完成冬季防火检查", "逐层检查", date(2026, 12, 4))
    assert [each.name for each in after.assisting] == ["east.clerk", "east.registrar"]
    assert in_trail(TASK_ACTS)(tasks.announced[-1][1])["detail"] == (
        "事项：完成冬季安全检查→完成冬季防火检查；要求：无→逐层检查；协办人：east.clerk→east.clerk、east.registrar；"
        "完成时限：2026年12月10日→2026年12月4日"
    )
    with pytest.raises(InvalidInput, match="没有修改"):
        step(
            tasks, "east.director", "revise", comment="写错", **{**anew, "assisting": ["east.clerk", "east.registrar"]}
        )


def rows(tasks: Tasks, who: str, **wanted: Any) -> list[list[Any]]:
    answer = app.register_file(
        tasks, PEOPLE, actor=actor(who), today=date(2026, 11, 24), wanted=TaskListing(sort="due", **wanted), build=table
    )
    assert answer["name"] == "督办台账.xlsx"
    book = CalamineWorkbook.from_filelike(io.BytesIO(base64.b64decode(answer["content"])))
    return book.get_sheet_by_index(0).to_python()[1:]


def test_the_register_of_tasks_lists_what_the_filter_shows_with_how_far_each_is(tasks: Tasks) -> None:
    assigned(tasks, assisting=["east.clerk"], text="逐层检查")
    assigned(
        tasks, task_id="t2", title="更换灭火器", due_on="2026-11-30", who="nanhu.admin", responsible="west.handler"
    )
    step(tasks, "east.handler", "accept")
    step(tasks, "east.handler", "report", comment="查完一号楼", percent=40, evidence=[])

    head, *listed = rows(tasks, "nanhu.admin")
    first, second = (dict(zip(head, each, strict=True)) for each in listed)
    assert (first["序号"], first["事项"], first["责任单位"]) == (1, "更换灭火器", "west校区")
    assert (second["事项"], second["要求"], second["最近进展"]) == ("完成冬季安全检查", "", "")
    own = dict(zip(head, rows(tasks, "east.director")[1], strict=True))
    assert own | {
        "要求": "逐层检查", "来源": "本单位交办", "责任人": "east.handler", "协办人": "east.clerk", "完成时限": DUE,
        "完成百分比": 40, "最近进展": "查完一号楼", "状态": "承办中",
    } == own  # fmt: skip
    assert len(rows(tasks, "nanhu.admin", since="2026-12-01")) == 2
    assert len(rows(tasks, "east.clerk", board="campus")) == 1


def test_a_register_of_too_many_tasks_is_refused(tasks: Tasks, monkeypatch: pytest.MonkeyPatch) -> None:
    assigned(tasks)
    monkeypatch.setattr(register, "MOST_ROWS", 0)

    with pytest.raises(register.TooManyRows):
        rows(tasks, "east.director")


def test_the_trail_says_until_when_more_time_was_asked_for_and_granted(tasks: Tasks) -> None:
    assigned(tasks)
    step(tasks, "east.handler", "ask_extension", due_on="2026-12-20", comment="设备未到")
    step(tasks, "east.director", "refuse_extension", comment="须在寒假前完成")
    step(tasks, "east.director", "extend", due_on="2026-12-15", comment="设备未到")

    trail = [in_trail(TASK_ACTS)(entry) for _, entry in tasks.announced[1:]]

    assert [(each["label"], each["detail"]) for each in trail] == [
        ("申请延期", "延至2026年12月20日"), ("不予延期", ""), ("准予延期", "延至2026年12月15日"),
    ]  # fmt: skip


def split_in_parts(tasks: Tasks) -> tuple[Task, events.TaskSplit]:
    """Split a task; its part is assigned by the event."""
    assigned(tasks)
    step(tasks, "east.handler", "accept")
    parts = [{"title": "一号楼", "responsible": "east.clerk", "due_on": "2026-12-05", "working_days": None}]
    whole = step(tasks, "east.handler", "split", parts=parts)
    split = events.TaskSplit.read(tasks.announced[-1][1]["data"])
    origins.assign_parts(tasks.on(because("tasks:t1", whole.version)), PEOPLE, split)
    return whole, split


def test_the_trail_of_a_part_names_who_split_the_whole(tasks: Tasks) -> None:
    whole, split = split_in_parts(tasks)
    assert tasks.announced[-1][1]["comment"] == "east.handler分解"

    earlier = split.model_copy(update={"split_by": "", "parts": (split.parts[0].model_copy(update={"task_id": "t9"}),)})
    origins.assign_parts(tasks.on(because("tasks:t1", whole.version + 1)), PEOPLE, earlier)
    assert tasks.announced[-1][1]["comment"] == "", "an earlier release did not say"


def test_a_task_given_by_mistake_is_withdrawn_with_its_open_parts_and_counts_nowhere(tasks: Tasks) -> None:
    whole, _ = split_in_parts(tasks)
    part = next(iter(whole.parts))
    with pytest.raises(RuleBroken, match="撤销理由"):
        step(tasks, "east.director", "withdraw")
    with pytest.raises(Forbidden):
        step(tasks, "east.handler", "withdraw", comment="重复")
    with pytest.raises(Forbidden):
        step(tasks, "east.director", "withdraw", part, comment="重复")

    after = step(tasks, "east.director", "withdraw", comment="重复立项")
    origins.withdraw_parts(
        tasks.on(because("tasks:t1", after.version)), events.TaskWithdrawn.read(tasks.announced[-1][1]["data"])
    )

    for found in (after, tasks.get(part)):
        assert (found.status, found.light(date(2027, 1, 1))) == (TaskStatus.WITHDRAWN, Light.WITHDRAWN)
        assert waits(found) == [] and found.escalation_due(date(2027, 1, 1)) == 0
        turn = turn_of(found, {"by": None, "action": "", "comment": ""})
        assert turn is not None and turn["ended"]
    figures = app.statistics(
        tasks, actor=actor("east.director"), today=date(2026, 12, 5), begin="2026-11-01", end="2026-12-31"
    )
    assert figures["items"] == []


def test_what_a_meeting_decided_is_not_withdrawn_by_the_office(tasks: Tasks) -> None:
    origins.assign_decisions(tasks.on(because("meetings:m1", 5)), PEOPLE, closed_meeting("east.handler"))
    (task_id,) = tasks.records

    with pytest.raises(Forbidden):
        step(tasks, "east.director", "withdraw", task_id, comment="重复")


def test_the_light_is_green_then_yellow_near_the_end_then_red(tasks: Tasks) -> None:
    task = assigned(tasks)  # 23 November to 10 December: 17 days, a fifth of them 3.4

    assert task.light(date(2026, 12, 6)) is Light.GREEN
    assert task.light(date(2026, 12, 7)) is Light.YELLOW
    assert task.light(DUE) is Light.YELLOW
    assert task.light(date(2026, 12, 11)) is Light.RED
    assert finished(Tasks(by("east.director"))).light(date(2027, 1, 1)) is Light.DONE


def test_a_task_that_waits_for_its_check_keeps_the_light_of_the_day_it_was_submitted(tasks: Tasks) -> None:
    assigned(tasks)
    step(tasks, "east.handler", "accept")
    task = step(tasks, "east.handler", "submit", comment="已全部检查。", at=day("2026-11-25"))

    assert task.light(date(2027, 1, 1)) is Light.GREEN
    figures = app.statistics(
        tasks, actor=actor("nanhu.admin"), today=date(2027, 1, 1), begin="2026-11-01", end="2026-12-31"
    )
    assert figures["items"] == [
        {"organ": "east", "total": 1, "done": 0, "on_time": 0, "late": 0, "open": 1, "rate": None}
    ]
    assert step(tasks, "east.director", "check").light(date(2027, 1, 1)) is Light.DONE


def test_more_time_that_was_asked_for_is_refused_with_a_reason_that_the_asker_reads(tasks: Tasks) -> None:
    assigned(tasks)
    with pytest.raises(RuleBroken) as unasked:
        step(tasks, "east.director", "refuse_extension", comment="不需要")
    assert unasked.value.errors[0]["code"] == "extension_not_asked"
    asked = step(tasks, "east.handler", "ask_extension", due_on="2026-12-20", comment="设备未到")
    assert begins(asked, "extend", "comment") == "设备未到"
    with pytest.raises(RuleBroken) as silent:
        step(tasks, "east.director", "refuse_extension")
    assert silent.value.errors[0]["code"] == "reason_missing"

    after = step(tasks, "east.director", "refuse_extension", comment="须在寒假前完成")

    assert (after.due_on, after.wanted_on, after.wanted_for) == (DUE, None, "")
    assert tasks.announced[-1][1]["data"]["responsible"] == "p-east.handler"
    shown = views.shown_task(after, actor("east.handler"), DUE)
    assert shown["extension_refused"] == {
        "at": shown["updated_at"], "by": {"id": "p-east.director", "name": actor("east.director").name}, "text": "须在寒假前完成",
    }  # fmt: skip
    codes = [each["code"] for each in views.shown_task(after, actor("east.director"), DUE)["actions"]]
    assert "refuse_extension" not in codes
    again = step(tasks, "east.handler", "ask_extension", due_on="2026-12-18", comment="设备仍未到")
    assert again.refusal is None


def begins(task: Task, action: str, field: str) -> Any:
    offered = views.shown_task(task, actor("east.director"), DUE)["actions"]
    needs = next(each for each in offered if each["code"] == action)["needs"]
    return next(each for each in needs if each["field"] == field)["value"]


def test_two_working_days_left_are_yellow_whatever_the_share(tasks: Tasks) -> None:
    task = assigned(tasks, due_on="2026-11-27")  # Friday

    assert task.light(date(2026, 11, 24)) is Light.GREEN
    assert task.light(date(2026, 11, 25)) is Light.YELLOW


def test_a_deadline_in_working_days_skips_holidays_and_counts_make_up_days(tasks: Tasks) -> None:
    before_the_holidays = day("2026-09-29")
    occasion = by("east.director", before_the_holidays)
    wanted = {"title": "事项", "text": None, "responsible": "east.handler", "assisting": [], "due_on": None,
              "working_days": 3}  # fmt: skip

    task = app.assign(tasks.on(occasion), PEOPLE, occasion=occasion, new_id="h", wanted=wanted)

    assert task.due_on == date(2026, 10, 9)  # 30 September, then 8 and 9 October
    assert not task.provisional
    late = assigned(tasks, task_id="next", due_on="2027-03-01")
    assert late.provisional


def test_a_deadline_that_is_past_and_a_person_elsewhere_are_both_named(tasks: Tasks) -> None:
    with pytest.raises(InvalidInput) as refused:
        assigned(tasks, responsible="west.handler", due_on="2026-11-22")

    assert {each["field"]: each["code"] for each in refused.value.errors} == {
        "responsible": "unknown_person", "due_on": "deadline_past",
    }  # fmt: skip
    assert not tasks.records


@pytest.mark.parametrize(
    ("who", "may"),
    [("east.director", True), ("east.leader", True), ("nanhu.admin", True), ("east.clerk", False),
     ("east.handler", False), ("east.registrar", False)],
)  # fmt: skip
def test_a_director_a_leader_and_the_district_give_a_matter_and_nobody_else(tasks: Tasks, who: str, may: bool) -> None:
    if may:
        assert assigned(tasks, who=who).status is TaskStatus.ASSIGNED
        return
    with pytest.raises(Forbidden):
        assigned(tasks, who=who)
    assert not tasks.records


def test_a_part_goes_to_somebody_of_the_district_who_is_there(tasks: Tasks) -> None:
    assigned(tasks)
    before = step(tasks, "east.handler", "accept")
    there = {"title": "一", "responsible": "west.handler", "due_on": "2026-12-05", "working_days": None}

    for nobody in ("nobody", "lake.handler"):
        with pytest.raises(InvalidInput) as refused:
            step(tasks, "east.handler", "split", parts=[there, {**there, "responsible": nobody}])
        assert refused.value.errors[0]["field"] == "parts[1].responsible"
    assert tasks.find("t1") == before


def test_the_district_gives_a_matter_to_any_of_its_campuses_and_supervises_it(tasks: Tasks) -> None:
    task = assigned(tasks, who="nanhu.admin", responsible="west.handler")

    assert (task.origin, task.responsible_organ) == ("district", "west")
    urged = step(tasks, "nanhu.admin", "urge", comment="请尽快")
    assert len(urged.urgings) == 1
    assert views.shown_task(urged, actor("nanhu.admin"), DUE)["text"] is not None, "it gave it, and sees it whole"
    assert app.history(tasks, urged.id, actor=actor("nanhu.admin"), cursor=None, limit=20).items
    with pytest.raises(NotFound):
        step(tasks, "lake.director", "urge", comment="x")


def test_a_returned_matter_stands_at_the_progress_reported_before_it_was_said_to_be_done(tasks: Tasks) -> None:
    assigned(tasks)
    step(tasks, "east.handler", "accept")
    step(tasks, "east.handler", "report", comment="进展过半", percent=60)
    step(tasks, "east.handler", "report", comment="全部做完", percent=100)
    assert step(tasks, "east.handler", "submit", comment="已办结").percent == 100

    assert step(tasks, "east.director", "reopen", comment="缺照片").percent == 60
    assert step(tasks, "east.handler", "report", comment="照片已补", percent=100).percent == 100
    step(tasks, "east.handler", "submit", comment="已办结")
    assert step(tasks, "east.director", "reopen", comment="照片不清").percent == 60


def test_a_returned_matter_on_which_nothing_else_was_reported_begins_anew(tasks: Tasks) -> None:
    assigned(tasks)
    step(tasks, "east.handler", "accept")
    step(tasks, "east.handler", "submit", comment="已办结")

    assert step(tasks, "east.director", "reopen", comment="缺照片").percent == 0


def test_every_decision_of_a_meeting_becomes_one_task_however_often_it_is_told(tasks: Tasks) -> None:
    closed = closed_meeting("east.handler", "east.clerk")

    origins.assign_decisions(tasks.on(because("meetings:m1", 5)), PEOPLE, closed)
    origins.assign_decisions(tasks.on(because("meetings:m1", 5)), PEOPLE, closed)

    found = [tasks.find(task_id) for task_id in tasks.records]
    assert sorted(task.title for task in found if task is not None) == ["事项0", "事项1"]
    assert len(tasks.announced) == 2
    chain = app.search(
        tasks, actor=actor("east.director"), today=date(2026, 11, 23),
        wanted=TaskListing(origin="meeting", origin_id="m1"),
    )  # fmt: skip
    assert len(chain["items"]) == 2 and chain["items"][0]["origin"]["title"] == "第12次办公会议"


def waits(task: Task) -> list[str]:
    turn = turn_of(task, {"by": None, "action": "", "comment": ""})
    assert turn is not None
    return [each["action"]["code"] for each in turn["waits"]]


def test_a_task_is_split_and_done_only_when_every_part_is_cleared(tasks: Tasks) -> None:
    assigned(tasks)
    step(tasks, "east.handler", "accept")
    parts = [{"title": "第三教学楼", "responsible": "east.clerk", "due_on": "2026-12-05", "working_days": None}]
    whole = step(tasks, "east.handler", "split", parts=parts)
    split = events.TaskSplit.read(tasks.announced[-1][1]["data"])
    origins.assign_parts(tasks.on(because("tasks:t1", whole.version)), PEOPLE, split)
    part_id = next(iter(whole.parts))

    assert waits(tasks.get("t1")) == []
    with pytest.raises(RuleBroken, match="第三教学楼"):
        step(tasks, "east.handler", "submit", comment="完成")
    step(tasks, "east.clerk", "accept", part_id)
    step(tasks, "east.clerk", "submit", part_id, comment="完成")
    step(tasks, "east.director", "check", part_id)
    cleared = step(tasks, "east.director", "clear", part_id)
    told = events.TaskCleared.read(tasks.announced[-1][1]["data"])
    origins.note_part(tasks.on(because(f"tasks:{part_id}", cleared.version)), PEOPLE, told)
    with pytest.raises(AlreadyHandled):
        origins.note_part(tasks.on(because(f"tasks:{part_id}", cleared.version)), PEOPLE, told)

    assert waits(tasks.get("t1")) == ["submit"]
    assert step(tasks, "east.handler", "submit", comment="完成").status is TaskStatus.SUBMITTED


def test_a_part_may_not_be_due_after_the_whole(tasks: Tasks) -> None:
    assigned(tasks)
    step(tasks, "east.handler", "accept")
    parts = [{"title": "晚", "responsible": "east.clerk", "due_on": "2026-12-11", "working_days": None}]

    with pytest.raises(RuleBroken) as refused:
        step(tasks, "east.handler", "split", parts=parts)

    assert refused.value.errors[0]["code"] == "parts_late"


def swept(tasks: Tasks, text: str) -> int:
    return origins.escalate(tasks.on(Occasion(day(text))))


def test_a_late_task_is_told_above_at_once_and_again_every_three_working_days_and_never_twice(tasks: Tasks) -> None:
    assigned(tasks)  # due on Thursday 10 December

    counts = {text: (swept(tasks, text), swept(tasks, text)) for text in (
        "2026-12-10", "2026-12-11", "2026-12-12", "2026-12-14", "2026-12-15", "2026-12-18", "2026-12-31",
    )}  # fmt: skip

    assert counts == {
        "2026-12-10": (0, 0), "2026-12-11": (1, 0), "2026-12-12": (0, 0), "2026-12-14": (0, 0), "2026-12-15": (1, 0),
        "2026-12-18": (1, 0), "2026-12-31": (0, 0),
    }  # fmt: skip
    task = tasks.find("t1")
    assert task is not None and task.escalated == len(ESCALATION)


def test_figures_count_by_organ_what_was_done_on_time(tasks: Tasks) -> None:
    finished(tasks)
    assigned(tasks, task_id="late", due_on="2026-11-30")
    assigned(tasks, task_id="open", due_on="2026-12-30")
    assigned(tasks, task_id="elsewhere", who="nanhu.admin", responsible="west.handler")

    figures = app.statistics(
        tasks, actor=actor("nanhu.admin"), today=date(2026, 12, 5), begin="2026-11-01", end="2026-12-31"
    )

    east, west = figures["items"]
    assert east == {"organ": "east", "total": 3, "done": 1, "on_time": 1, "late": 1, "open": 2, "rate": 0.5}
    assert (west["organ"], west["rate"]) == ("west", None)
    with pytest.raises(Forbidden):
        app.statistics(tasks, actor=actor("east.handler"), today=DUE, begin="2026-11-01", end="2026-12-31")


def test_the_district_sees_the_entry_and_not_what_was_reported(tasks: Tasks) -> None:
    assigned(tasks, text="内部情况")
    step(tasks, "east.handler", "accept")
    task = step(tasks, "east.handler", "report", comment="进展过半", percent=50)

    entry = views.shown_task(task, actor("nanhu.admin"), DUE)
    whole = views.shown_task(task, actor("east.director"), DUE)

    assert (entry["text"], entry["reports"], entry["percent"]) == (None, [], 50)
    assert whole["reports"][0]["text"] == "进展过半"


ACTIONS = st.sampled_from(sorted({each.action for each in TASK.steps}))
WHO = st.sampled_from(["east.handler", "east.director", "east.leader", "east.clerk", "west.director", "nanhu.admin"])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(WHO, ACTIONS), max_size=14))
def test_a_refusal_changes_nothing_and_every_change_is_announced(moves: list[tuple[str, str]]) -> None:
    tasks = Tasks(by("east.director"))
    assigned(tasks)
    for who, action in moves:
        before, announced = tasks.find("t1"), len(tasks.announced)
        assert before is not None
        said: dict[str, Any] = {"comment": "说明", "percent": 10}
        said["title"] = "事项"
        if "ext" in action or action == "revise":
            said["due_on"] = (before.due_on + timedelta(days=1)).isoformat()
        try:
            step(tasks, who, action, **said)
        except (OfficeError, TransitionRefused):
            assert tasks.find("t1") == before and len(tasks.announced) == announced
        else:
            assert len(tasks.announced) == announced + 1
    task = tasks.find("t1")
    assert task is not None and task.version == len(tasks.announced)
    assert (task.status is TaskStatus.CLEARED) <= (task.checked_by not in (None, task.responsible))


def test_a_task_due_on_the_day_on_which_it_is_given_is_yellow(tasks: Tasks) -> None:
    task = assigned(tasks, due_on="2026-11-23")

    assert task.light(date(2026, 11, 23)) is Light.YELLOW


def test_a_finished_task_is_told_above_no_more_and_one_in_time_not_yet(tasks: Tasks) -> None:
    task = finished(tasks)

    assert task.escalation_due(date(2026, 12, 31)) == 0
    assert assigned(tasks, task_id="t2").escalation_due(DUE) == 0


def test_a_late_task_is_told_above_by_the_days_of_its_own_district(tasks: Tasks) -> None:
    assigned(tasks)
    asked = []

    def calendar_of(district: str) -> WorkCalendar:
        asked.append(district)
        return WorkCalendar({date(2026, 12, day): False for day in (11, 14, 15)})

    late = tasks.on(Occasion(day("2026-12-16")))
    assert origins.escalate(late, calendar_of) == 1 and asked == ["nanhu"]
    task = tasks.find("t1")
    assert task is not None and task.escalated == 1 and tasks.announced[-1][1]["data"]["days_late"] == 1


def test_the_district_reassigns_a_matter_to_anybody_of_the_district_and_a_campus_within_itself(tasks: Tasks) -> None:
    assigned(tasks, who="nanhu.admin", responsible="west.handler")
    assigned(tasks, task_id="t2")

    after = step(tasks, "nanhu.admin", "reassign", responsible="main.handler", comment="另有任用")
    assert (after.responsible, after.responsible_organ) == ("p-main.handler", "main")
    tasks.records["t1"]["path"] = ["nanhu", "office"]  # an administrator in a department of the bureau gave it
    assert (
        step(tasks, "nanhu.admin", "reassign", responsible="west.clerk", comment="另有任用").responsible
        == "p-west.clerk"
    )
    with pytest.raises(InvalidInput):
        step(tasks, "nanhu.admin", "reassign", responsible="lake.handler", comment="另有任用")
    with pytest.raises(InvalidInput):
        step(tasks, "east.director", "reassign", "t2", responsible="west.handler", comment="另有任用")


class Hurried(Tasks):
    """Tasks of which somebody else reports just before the next write."""

    meanwhile: Any = None

    def save(self, after: Task, **more: Any) -> Task:
        if Hurried.meanwhile is not None:
            before, Hurried.meanwhile = Hurried.meanwhile, None
            before()
        return super().save(after, **more)


def test_of_two_who_report_at_once_both_are_heard() -> None:
    tasks = Hurried(by("east.director"))
    assigned(tasks, assisting=["east.clerk"])
    step(tasks, "east.handler", "accept")
    Hurried.meanwhile = lambda: step(tasks, "east.clerk", "report", comment="材料已收齐", percent=20)

    after = step(tasks, "east.handler", "report", comment="现场已查完", percent=60)
    assert [each.text for each in after.reports] == ["材料已收齐", "现场已查完"]


def test_figures_are_asked_for_a_period_that_does_not_end_before_it_begins(tasks: Tasks) -> None:
    def asked(begin: str, end: str) -> None:
        app.statistics(tasks, actor=actor("east.director"), today=date(2026, 12, 1), begin=begin, end=end)

    asked("2026-11-01", "2026-11-01")
    with pytest.raises(InvalidInput) as refused:
        asked("2026-11-02", "2026-11-01")
    assert refused.value.errors[0]["field"] == "until"
    with pytest.raises(Forbidden):
        app.statistics(tasks, actor=actor("east.clerk"), today=date(2026, 12, 1), begin="2026-11-01", end="2026-11-01")


class Departed(People):
    """Everybody, of whom one has left."""

    def one(self, kind: Any, value: str, *, by: Sequence[str]) -> Any:
        found = super().one(kind, value, by=by)
        gone = found is not None and found.person_id == "p-east.handler"
        return found.model_copy(update={"active": False}) if gone else found


def test_nobody_who_has_left_is_given_a_matter(tasks: Tasks) -> None:
    occasion = by("east.director")
    told = {
        "title": "检查", "text": None, "responsible": "east.handler", "assisting": [], "due_on": DUE.isoformat(), "working_days": None,
    }  # fmt: skip
    gone: Any = Departed()

    with pytest.raises(InvalidInput) as refused:
        app.assign(tasks.on(occasion), gone, occasion=occasion, new_id="t1", wanted=told)
    assert refused.value.errors[0]["field"] == "responsible"


def test_the_district_sees_whole_what_it_gave_and_of_the_rest_the_register_entry(tasks: Tasks) -> None:
    given, found = assigned(tasks, who="nanhu.admin", responsible="west.handler"), assigned(tasks, task_id="t2")

    assert domain.sees(given, actor("nanhu.admin")) and not domain.sees(found, actor("nanhu.admin"))
    assert not domain.sees(given, actor("beihu.admin"))


def test_progress_that_is_not_said_is_none(tasks: Tasks) -> None:
    assigned(tasks)
    step(tasks, "east.handler", "accept")

    assert step(tasks, "east.handler", "report", comment="已着手", percent=None).percent == 0


@pytest.mark.parametrize(("submitted", "on_time"), [(None, False), (DUE, True), (DUE + timedelta(days=1), False)])
def test_what_is_submitted_on_the_day_it_is_due_is_on_time(tasks: Tasks, submitted: date | None, on_time: bool) -> None:
    assert replace(assigned(tasks), submitted_on=submitted).on_time is on_time


@pytest.mark.parametrize(("today", "light"), [(date(2026, 12, 12), "green"), (date(2026, 12, 13), "yellow")])
def test_a_light_turns_yellow_when_a_fifth_of_the_time_is_left(tasks: Tasks, today: date, light: str) -> None:
    task = assigned(tasks, due_on="2026-12-18")  # 25 days after it was assigned

    assert task.light(today).value == light


def test_the_administrator_knows_of_every_task_of_their_own_district(tasks: Tasks) -> None:
    task = assigned(tasks)

    found = [domain.knows(task, actor(who)) for who in ("nanhu.admin", "beihu.admin", "nanhu.director")]

    assert found == [True, False, False]


def test_the_file_of_the_figures_names_the_organs(tasks: Tasks) -> None:
    assigned(tasks)
    tasks.records["t1"]["responsible_organ"] = "east"

    file = app.statistics_file(
        tasks, PEOPLE, actor=actor("east.director"), today=DUE, begin="2026-11-01", end="2026-12-31"
    )

    sheet = CalamineWorkbook.from_filelike(io.BytesIO(base64.b64decode(file["content"]))).get_sheet_by_index(0)
    assert "east校区" in [cell for row in sheet.to_python() for cell in row]
