"""Each table against a clerk's list: who may create a record, who may take which step in which state, and nobody else."""

import dataclasses
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
import yaml

from services.directory.delegations.domain import Delegation
from services.directory.domain import EXCLUSIVE, Organ, OrganKind, RoleName
from services.directory.domain import Person as Account
from services.directory.groups.domain import Group
from services.directory.posts.domain import Post
from services.directory.rulings.domain import Ruling
from services.documents.archive.domain import Destruction, Volume
from services.documents.attachments.domain import Attachment
from services.documents.classified.domain import Stub
from services.documents.countersigning.domain import Countersign
from services.documents.incoming.domain import Incoming, Person, Reader
from services.documents.outgoing.countersign_round import Round as Countersigning
from services.documents.outgoing.countersign_round import Task as Asked
from services.documents.outgoing.domain import Document, DocumentStatus, Handed
from services.documents.seals.domain import Seal, SealUse
from services.logistics.mail.domain import MailItem, Subscription
from services.logistics.supplies.domain import Supply, SupplyRequest
from services.logistics.vehicles.domain import Driver, Trip, Vehicle
from services.meetings.branches.domain import Branch
from services.meetings.calendars.domain import Calendar
from services.meetings.domain import Answer, Meeting, Reply
from services.meetings.kinds import Mode
from services.meetings.series.domain import Series
from services.meetings.topics.domain import Topic
from services.meetings.votes.domain import Round
from services.reception.domain import Visit
from services.registry import workflows
from services.supervision.domain import Colleague, Task
from services.training.domain import Course, Enrolment
from shared.actor import Actor
from shared.errors import OfficeError
from shared.office import Named
from shared.workflow import Workflow
from tests.support.office import MORNING, PATHS

T = TypeVar("T")
POSTS = {RoleName.DISTRICT_ADMIN: "admin"}
TABLES = {table.title: table for table in workflows()}
WRITTEN: dict[str, Any] = {
    title: matrix
    for path in map(Path(__file__).with_name, ("documents.yaml", "meetings_and_tasks.yaml", "smaller.yaml"))
    for title, matrix in yaml.safe_load(path.read_text(encoding="utf-8")).items()
}


def blank(made: type[T], /, **known: Any) -> T:
    """Build a record of which only some fields matter."""
    fields: Any = dataclasses.fields(made)  # type: ignore[arg-type]
    needed = [each.name for each in fields if each.init and each.default is each.default_factory is dataclasses.MISSING]
    return made(**dict.fromkeys(needed) | known)


def person(username: str) -> Actor:
    """Return an actor; `event …` is what happened elsewhere and takes a step by itself."""
    if username.startswith("event "):
        return Actor(f"event:{username.removeprefix('event ')}", "", username, "", (), frozenset())
    organ, _, post = username.partition(".")
    post = "district_admin" if post == "admin" else post.rstrip("23")
    return Actor(f"p-{username}", username, username, organ, PATHS[organ], frozenset({post}))


def named(username: str) -> Person:
    return Person(f"p-{username}", username)


EAST, ON = {"organ": "east", "path": PATHS["east"]}, {"at": MORNING}
CLERK, LEADER = "p-east.clerk", "p-east.leader"
RECORDS: dict[str, Any] = {
    "发文办理": blank(
        Document, id="d", drafter=CLERK, released_at=MORNING, addressees=(Named("nanhu", "区教育局"),), handed=Handed(CLERK, DocumentStatus.DRAFTED, 0),
        examiners=(Named("p-east.handler", "核稿人"), Named("p-east.handler2", "下一位核稿人")),
        countersigning=Countersigning((Asked("p-east.clerk3", "会签人", 0),)), **EAST,
    ),
    "收文办理": blank(
        Incoming, id="i", organ="west", outside=True, handler="p-west.handler", assisting=(named("west.clerk"),),
        readers=(Reader(named("west.clerk2")),), urger=named("west.handler2"),
    ),
    "会签件办理": blank(Countersign, id="c", organ="west"),
    "用印": blank(SealUse, id="u", organ="east", keeper="p-east.registrar", applicant=CLERK),
    "印章": blank(Seal, id="s", applicant="p-east.registrar", keeper="p-east.registrar", **EAST),
    "附件": blank(Attachment, id="f", document_id="d", organ="east", line="outgoing", uploader=CLERK, uploader_name="文秘"),
    "涉密公文登记": blank(Stub, id="x", organ="east"),
    "会议": blank(
        Meeting, id="m", kind="office", chair=LEADER, invited=(Named(CLERK, "文秘"),), arranged_at=MORNING,
        replies={CLERK: Reply(Answer.DEPUTY, MORNING, deputy=Named("p-east.handler", "代会人"))}, **EAST,
    ),
    "议题": blank(Topic, id="t", organ="east", chair=LEADER, proposer=CLERK),
    "督办": blank(
        Task, id="k", origin="manual", responsible="p-west.handler", responsible_organ="west",
        assisting=(Colleague("p-west.clerk", "协办人"),), **EAST,
    ),
    "公务接待": blank(Visit, id="v", organ="east"),
    "委托代办": blank(Delegation, id="g", organ="east", delegator=LEADER, delegate="p-east.handler"),
    "单位": blank(Organ, id="east", kind=OrganKind.CAMPUS, path=PATHS["east"], parent="shiyan"),
    "人员账号": blank(Account, id=CLERK, roles=(RoleName.CLERK,), **EAST),
    "岗位": blank(Post, id="j", organ="east", district="nanhu", stand_in=CLERK),
    "分组": blank(Group, id="h", owner="east", path=PATHS["east"], members=()),
    "本区规定": blank(Ruling, id="r", district="nanhu"),
    "归档年度": blank(Volume, id="y", **EAST),
    "档案销毁": blank(Destruction, id="l", **EAST),
    "党支部": blank(Branch, id="b", secretary=Named(CLERK, "书记"), **EAST),
    "日历订阅": blank(Calendar, id="a", owner=CLERK, organ="east"),
    "例会": blank(Series, id="p", chair=LEADER, invited=(Named(CLERK, "文秘"),), **EAST),
    "公务用车": blank(Trip, id="w", organ="east", applicant="p-east.handler", driver="p-east.handler2"),
    "车辆": blank(Vehicle, id="a", organ="east"),
    "驾驶员": blank(Driver, id="b", organ="east"),
    "表决": blank(Round, id="o", organ="east", mode=Mode.OPEN, chair=LEADER, members=(Named(CLERK, "文秘"),)),
    "信件报刊": blank(MailItem, id="m", organ="east", addressee="p-east.handler", stand_in="p-east.handler2"),
    "报刊订阅": blank(Subscription, id="n", organ="east"),
    "办公用品": blank(Supply, id="y", organ="east"),
    "办公用品领用": blank(SupplyRequest, id="z", organ="east", applicant="p-east.handler"),
    "培训班": blank(
        Course, id="e", organ="east", invited=(Named("east", "东校区"),),
        enrolments={"p-east.handler": Enrolment("承办人", "east", MORNING)},
    ),
}  # fmt: skip


def allowed(table: Workflow, record: Any, who: Actor) -> set[str]:
    """Return the steps that the table allows."""
    found, happened = set(), who.person_id.startswith("event:")
    for action in {step.action for step in table.steps}:
        try:
            step = table.step(record, action, who)
        except OfficeError:
            continue
        if step.by.system or not happened:  # "anybody" means people
            found.add(action)
    return found


def cells() -> Iterator[tuple[str, str]]:
    yield from ((title, state) for title, matrix in WRITTEN.items() for state in matrix["states"])


@pytest.mark.parametrize(("title", "state"), cells())
def test_in_a_state_everybody_may_do_what_is_written_down_and_nothing_else(title: str, state: str) -> None:
    table, matrix = TABLES[title], WRITTEN[title]
    record = dataclasses.replace(RECORDS[title], **table.puts(type(table.initial)(state)))

    may = {who: allowed(table, record, person(username)) for who, username in matrix["people"].items()}

    assert may == {who: set((matrix["states"][state].get(who) or "").split()) for who in matrix["people"]}


@pytest.mark.parametrize(("title", "state"), cells())
def test_no_post_that_is_not_written_down_may_do_anything(title: str, state: str) -> None:
    """Every role in every organ around, as somebody whom no record names, may do at most what its line says, or what is
    open to anybody, or to the colleagues of the record's organ.
    """
    table, matrix = TABLES[title], WRITTEN[title]
    record = dataclasses.replace(RECORDS[title], **table.puts(type(table.initial)(state)))
    lines = {
        username: set((matrix["states"][state].get(who) or "").split()) for who, username in matrix["people"].items()
    }

    unwritten = {}
    for organ, role in itertools.product(PATHS, RoleName):
        if role is RoleName.DISTRICT_ADMIN and len(PATHS[organ]) > 1:
            continue  # holds the post in the bureau alone
        opened = [matrix.get("anybody", ""), matrix.get("colleagues", "") if record.organ in PATHS[organ] else ""]
        place = PATHS[organ][0] if role in EXCLUSIVE else organ  # the three administrators serve their whole district
        written = [steps for name, steps in lines.items() if name.rstrip("23") == f"{place}.{POSTS.get(role, role)}"]
        somebody = Actor("p-somebody", "somebody", "somebody", organ, PATHS[organ], frozenset({role}))
        unwritten[f"{organ}.{role}"] = allowed(table, record, somebody).difference(*map(str.split, opened), *written)

    assert {who: steps for who, steps in unwritten.items() if steps} == {}


@pytest.mark.parametrize("title", WRITTEN)
def test_a_record_is_created_as_written_down_and_in_no_other_way(title: str) -> None:
    """By those named alone, in the status named: `step: status who …`."""
    matrix, may = WRITTEN[title], dict[str, str]()
    for step in TABLES[title].steps:
        if not step.sources:
            people = {name: each for name, each in matrix["people"].items() if step.by.system == ("event " in each)}
            who = [name for name, each in people.items() if step.by.admits(RECORDS[title], person(each))]
            may[step.action] = " ".join([step.target.value, *sorted(who)])

    written = {step: row.split() for step, row in matrix.get("creates", {}).items()}
    assert may == {step: " ".join([state, *sorted(who)]) for step, (state, *who) in written.items()}


@pytest.mark.parametrize("title", WRITTEN)
def test_no_event_takes_a_step_unless_it_is_written_down(title: str) -> None:
    events = {step.by.name for step in TABLES[title].steps if step.by.system}

    assert events == {each.removeprefix("event ") for each in WRITTEN[title]["people"].values() if "event " in each}


def test_every_table_is_written_down() -> None:
    assert set(WRITTEN) == set(TABLES)


@pytest.mark.parametrize("title", WRITTEN)
def test_no_state_is_left_out(title: str) -> None:
    assert set(WRITTEN[title]["states"]) == {state.value for state in TABLES[title].names}
