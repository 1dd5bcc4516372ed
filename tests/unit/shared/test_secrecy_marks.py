"""A secrecy mark in what is typed is pointed out wherever a text could hold a state secret, and confirmed by a person."""

from typing import Any

import pytest

from shared.errors import ConfirmationNeeded
from tests.unit.meetings.office import House
from tests.unit.meetings.test_topics import committee
from tests.unit.reception.test_visits import LETTER, Desk
from tests.unit.supervision.office import Tasks, assigned, by, step

MARKED = "关于传达（机密）文件的事项"


def warned(asked: "pytest.ExceptionInfo[ConfirmationNeeded]") -> list[tuple[str, str]]:
    return [(each["field"], each["code"]) for each in asked.value.details["warnings"]]


def test_a_mark_in_a_task_is_confirmed_when_it_is_given_and_when_it_is_changed() -> None:
    tasks = Tasks(by("east.director"))
    with pytest.raises(ConfirmationNeeded, match="涉密登记") as asked:
        assigned(tasks, title=MARKED, text="机密★1年")
    assert warned(asked) == [("title", "secrecy_mark"), ("text", "secrecy_mark")]
    assert not tasks.records

    assigned(tasks, title=MARKED, confirm=True)
    same: dict[str, Any] = {"title": MARKED, "due_on": "2026-12-10", "assisting": [], "comment": "改要求"}
    assert step(tasks, "east.director", "revise", **same, text="月底前").text == "月底前", (
        "what stood before is not asked"
    )
    with pytest.raises(ConfirmationNeeded):
        step(tasks, "east.director", "revise", **same, text="秘密★长期")


def test_a_mark_in_a_topic_or_its_papers_is_confirmed() -> None:
    office = House()
    meeting = committee(office)
    for said in ({"title": MARKED}, {"papers": [{"name": "说明", "text": "机密★10年"}]}):
        with pytest.raises(ConfirmationNeeded, match="涉密登记"):
            office.propose(meeting, "east.clerk", **said)
    assert office.propose(meeting, "east.clerk", title=MARKED, confirm=True).title == MARKED


def test_a_mark_in_the_letter_of_a_visit_is_confirmed() -> None:
    desk = Desk()
    letter = {**LETTER, "purpose": "商讨（秘密）事项"}
    with pytest.raises(ConfirmationNeeded, match="涉密登记"):
        desk.plan(letter=letter)
    assert desk.plan(letter=letter, confirm=True).letter is not None
