"""The rules that judged a new record stand in its history, in every service with tables."""

from collections.abc import Callable
from typing import Any

import pytest

from services.registry import workflows
from tests.support.office import on
from tests.unit.directory.test_rulings import MemoryRulings, make
from tests.unit.documents.test_attachments import Counter
from tests.unit.documents.test_attachments import Desk as Files
from tests.unit.documents.test_classified import Register
from tests.unit.documents.test_document import Desk as Drafts
from tests.unit.logistics import desk as mail
from tests.unit.logistics.office import Office
from tests.unit.meetings.office import House, by
from tests.unit.meetings.test_topics import committee
from tests.unit.reception.test_visits import Desk
from tests.unit.supervision.office import Tasks, assigned
from tests.unit.training.office import Courses, planned
from tests.unit.training.office import by as of_training

ROWS = {(table.title, step.action): step for table in workflows() for step in table.steps if not step.sources}


def a_meeting() -> tuple[Any, str]:
    house = House()
    return house.repositories(by("east.director")).meetings, committee(house).id


def a_topic() -> tuple[Any, str]:
    house = House()
    return house.repositories(by("east.director")).topics, house.propose(committee(house)).id


def a_task() -> tuple[Any, str]:
    tasks = Tasks(on("east.director"))
    return tasks, assigned(tasks).id


def a_visit() -> tuple[Any, str]:
    desk = Desk()
    return desk.visits, desk.plan().id


def a_trip() -> tuple[Any, str]:
    office = Office()
    return office.trips(on("east.handler")), office.trip().id


def a_subscription() -> tuple[Any, str]:
    desk = mail.Desk()
    return desk.subscriptions(on("east.registrar")), desk.request().id


def a_course() -> tuple[Any, str]:
    courses = Courses(of_training("east.director"))
    return courses, planned(courses).id


def a_classified_paper() -> tuple[Any, str]:
    register = Register()
    return register.stubs, register.enter().id


def a_draft() -> tuple[Any, str]:
    drafts = Drafts()
    return drafts.documents, drafts.draft().id


def a_paper_from_outside() -> tuple[Any, str]:
    counter = Counter()
    return counter.incomings, counter.entry


def an_attachment() -> tuple[Any, str]:
    files = Files()
    return files.attachments, files.begin("值班表.pdf").id


def a_ruling() -> tuple[Any, str]:
    rulings = MemoryRulings(on("nanhu.admin"))
    return rulings, make(rulings, kinds=["order"]).id


BEGUN: dict[tuple[str, str], Callable[[], tuple[Any, str]]] = {
    ("会议", "plan"): a_meeting,
    ("议题", "propose"): a_topic,
    ("督办", "assign"): a_task,
    ("公务接待", "plan"): a_visit,
    ("公务用车", "request"): a_trip,
    ("报刊订阅", "request"): a_subscription,
    ("培训班", "plan"): a_course,
    ("涉密公文登记", "enter"): a_classified_paper,
    ("本区规定", "make"): a_ruling,
    ("发文办理", "draft"): a_draft,
    ("收文办理", "record"): a_paper_from_outside,
    ("附件", "begin"): an_attachment,
}


@pytest.mark.parametrize("row", BEGUN)
def test_the_versions_of_the_rules_that_judged_a_new_record_stand_in_its_history(row: tuple[str, str]) -> None:
    kept, record_id = BEGUN[row]()

    entry = next(iter(kept.whole_history(record_id)))

    judged = [{"code": each.code, "version": each.version} for each in ROWS[row].rules]
    assert entry["version"] == 1 and entry["action"] == row[1]
    assert entry["rules"] == judged != []
