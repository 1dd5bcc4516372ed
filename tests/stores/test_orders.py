"""Lists of tasks, meetings, visits and courses: by words, in several orders, and only what waits for the caller."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.monitoring import CommandListener, CommandStartedEvent

from services.documents.countersigning.store import CountersignCollection
from services.documents.kinds import KINDS
from services.documents.outgoing.store import DocumentCollection
from services.meetings.domain import Meeting
from services.meetings.store import MeetingCollection
from services.reception.domain import Letter, Visit
from services.reception.store import VisitCollection
from services.supervision.domain import Task
from services.supervision.repositories import TaskListing
from services.supervision.store import TaskCollection
from services.training.domain import Course
from services.training.store import CourseCollection
from shared.contracts import documents, meetings, reception, supervision, training
from shared.errors import InvalidInput
from shared.listing import Listing
from shared.office import Named
from shared.runtime.searchable import pack
from shared.testing import MemoryCollection
from tests.stores.test_collections import document
from tests.support.office import MORNING, PATHS, actor, on

DAYS = (date(2026, 12, 9), date(2026, 12, 1), date(2026, 12, 5), date(2026, 12, 7))
TITLES = ("冬季安全检查", "图书馆搬迁", "冬季长跑", "食堂安全检查")
DIRECTOR = actor("east.director")


class Heard(CommandListener):
    """Every query that the store was sent."""

    def __init__(self) -> None:
        self.first: list[dict[str, Any]] = []

    def started(self, event: CommandStartedEvent) -> None:
        if event.command_name == "aggregate":
            self.first.append(event.command["pipeline"][0]["$match"])

    def succeeded(self, event: Any) -> None: ...
    def failed(self, event: Any) -> None: ...


HEARD = Heard()


@pytest.fixture(scope="module")
def db(client: Any) -> Iterator[Any]:
    yield client["orders"]


def kept(db: Any, kind: Any, hours: int) -> Any:
    return kind(db, on("east.director", hours=hours), lambda *_: None)


def task(place: int) -> Task:
    return Task(
        id=f"t{place}", title=TITLES[place], text="逐室检查。", organ="east", organ_name="东校区", path=PATHS["east"],
        responsible="p-east.handler", responsible_name="何", responsible_organ="east", responsible_path=PATHS["east"],
        assigned_on=date(2026, 11, 23), due_on=DAYS[place], first_due_on=DAYS[place], origin="manual",
        origin_id="", origin_title="",
    )  # fmt: skip


@pytest.fixture(scope="module")
def tasks(db: Any) -> TaskCollection:
    TaskCollection.prepare(db)
    for place in range(len(TITLES)):
        new = task(place)
        kept(db, TaskCollection, place).add(new, announcing=supervision.TaskAssigned.of(new), action="assign")
    first = kept(db, TaskCollection, 9).get("t0")
    kept(db, TaskCollection, 9).save(first, announcing=supervision.TaskAccepted.of(first), action="accept")
    found: TaskCollection = kept(db, TaskCollection, 10)
    return found


def everything(search: Any, listing: Any, **asked: Any) -> list[str]:
    """Read a list to its end, two records at a time."""
    ids, cursor = list[str](), None
    while True:
        page = search(listing(cursor=cursor, limit=2, **asked))
        ids += [each.id for each in page.items]
        cursor = page.next
        if cursor is None:
            return ids


def of_tasks(tasks: TaskCollection, **asked: Any) -> list[str]:
    return everything(lambda wanted: tasks.search(DIRECTOR, wanted, today=DAYS[0]), TaskListing, **asked)


def test_tasks_are_listed_by_when_they_were_assigned_changed_or_are_due(tasks: TaskCollection) -> None:
    assert of_tasks(tasks) == ["t3", "t2", "t1", "t0"]
    assert of_tasks(tasks, sort="-changed") == ["t0", "t3", "t2", "t1"]
    assert of_tasks(tasks, sort="due") == ["t1", "t2", "t3", "t0"]
    assert of_tasks(tasks, sort="due", organ="west") == []


@pytest.mark.parametrize("packed", [False, True])
def test_words_narrow_a_list_in_every_order_by_the_index_of_words(
    tasks: TaskCollection, db: Any, packed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if packed:
        monkeypatch.setattr("shared.runtime.term_index.SMALL", 2)
        pack(db, (TaskCollection,))

    assert of_tasks(tasks, q="冬季") == ["t2", "t0"]
    assert of_tasks(tasks, q="安全 检查", sort="due") == ["t3", "t0"]
    assert of_tasks(tasks, q="安全", status="accepted") == []
    assert of_tasks(tasks, q="何", sort="-changed") == ["t0", "t3", "t2", "t1"]
    assert of_tasks(tasks, q="游泳") == []
    stranger = actor("west.director")
    assert tasks.search(stranger, TaskListing(q="冬季"), today=DAYS[0]).items == []
    with pytest.raises(InvalidInput):
        of_tasks(tasks, q="！")


def test_only_what_waits_for_the_caller_is_listed_and_only_what_they_may_see(tasks: TaskCollection) -> None:
    assert of_tasks(tasks, ids=["t0", "t1", "gone"]) == ["t1", "t0"]
    assert of_tasks(tasks, ids=["t0", "t1", "t3"], sort="due") == ["t1", "t3", "t0"]
    assert of_tasks(tasks, ids=["t0", "t1"], q="冬季") == ["t0"]
    assert of_tasks(tasks, ids=[]) == []
    assert tasks.search(actor("west.director"), TaskListing(ids=["t0"]), today=DAYS[0]).items == []


def test_a_long_list_is_read_by_an_index_in_each_order(db: Any, tasks: TaskCollection) -> None:
    client: Any = MongoClient("{}:{}".format(*db.client.address), tz_aware=True, event_listeners=[HEARD])
    heard = TaskCollection(client["orders"], on("east.director", hours=10), lambda *_: None)
    try:
        HEARD.first.clear()
        of_tasks(heard, sort="-changed")
        assert {tuple(each) for each in HEARD.first} == {("updated_at",)}
        HEARD.first.clear()
        of_tasks(heard, sort="due")
        assert {tuple(each) for each in HEARD.first} == {("responsible", "responsible_organ"), ("assisting",), ("organ",), ("responsible_organ",)}  # fmt: skip
        HEARD.first.clear()
        of_tasks(heard, q="冬季", sort="due")
        assert {tuple(each) for each in HEARD.first} == {("_id",)}
    finally:
        client.close()


def meeting(place: int) -> Meeting:
    begins = datetime.combine(DAYS[place], MORNING.timetz())
    return Meeting(
        id=f"m{place}", kind="office", title=TITLES[place], organ="east", organ_name="东校区", path=PATHS["east"],
        chair="p-east.leader", chair_name="李", starts_at=begins, ends_at=begins + timedelta(hours=1),
        invited=(Named("p-east.clerk", "陈晓东"),), topics=("一",), places=(),
    )  # fmt: skip


def test_meetings_are_found_by_words_and_listed_by_when_they_begin_or_were_changed(db: Any) -> None:
    MeetingCollection.prepare(db)
    for place in range(len(TITLES)):
        new = meeting(place)
        kept(db, MeetingCollection, place).add(new, announcing=meetings.MeetingPlanned.of(new), action="plan")
    found = kept(db, MeetingCollection, 10)

    def listed(who: str = "east.clerk", **asked: Any) -> list[str]:
        return everything(lambda wanted: found.search(actor(who), wanted), Listing, **asked)

    assert listed(sort="starts") == ["m1", "m2", "m3", "m0"] and listed(sort="-starts") == ["m0", "m3", "m2", "m1"]
    assert listed(q="冬季", sort="starts") == ["m2", "m0"] and listed(q="冬季", until="2026-12-06") == ["m2"]
    assert listed(ids=["m0", "m3"]) == ["m3", "m0"] and listed("west.clerk", ids=["m0"]) == []
    since = found.find("m2").updated_at.isoformat()
    assert listed(updated_since=since) == ["m3", "m2"] and listed(updated_since=since, sort="-changed") == ["m3", "m2"]


def test_visits_are_found_by_the_letter_and_listed_by_when_they_begin(db: Any) -> None:
    VisitCollection.prepare(db)
    for place, purpose in enumerate(TITLES):
        begins = datetime.combine(DAYS[place], MORNING.timetz())
        letter = (
            None
            if place == 3
            else Letter("北湖区教育局", f"北教函〔2026〕{place}号", purpose, (), DAYS[place], DAYS[place])
        )
        new = Visit(
            id=f"v{place}", organ="east", organ_name="东校区", planner="p-east.clerk", planner_name="陈晓东", room="r",
            starts_at=begins, ends_at=begins + timedelta(hours=1), letter=letter,
        )  # fmt: skip
        kept(db, VisitCollection, place).add(new, announcing=reception.VisitPlanned.of(new), action="plan")
    found = kept(db, VisitCollection, 10)

    def listed(who: str = "east.clerk", **asked: Any) -> list[str]:
        return everything(lambda wanted: found.search(actor(who), wanted), Listing, **asked)

    assert listed(sort="starts") == ["v1", "v2", "v3", "v0"] and listed(q="冬季") == ["v2", "v0"]
    assert listed(q="〔2026〕1号") == ["v1"] and listed(q="教育局", ids=["v0", "v3"], sort="-changed") == ["v0"]
    assert listed("west.clerk", q="冬季") == []


def test_courses_are_found_by_title_and_those_without_a_first_day_come_last(db: Any) -> None:
    CourseCollection.prepare(db)
    for place, day in enumerate((DAYS[0], None, DAYS[2], DAYS[3])):
        new = Course(
            id=f"c{place}", title=TITLES[place], hours=1, capacity=3, organ="east", organ_name="东校区",
            invited=(Named("east", "东校区"),), starts_on=day,
        )  # fmt: skip
        kept(db, CourseCollection, place).add(new, announcing=training.CoursePlanned.of(new), action="plan")
    found = kept(db, CourseCollection, 10)

    def listed(who: str = "east.director", **asked: Any) -> list[str]:
        return everything(lambda wanted: found.search(actor(who), wanted), Listing, **asked)

    assert listed(sort="starts") == ["c2", "c3", "c0", "c1"] and listed(sort="-starts") == ["c0", "c3", "c2", "c1"]
    assert listed(q="安全") == ["c3", "c0"] and listed(q="安全", sort="starts") == ["c3", "c0"]
    assert listed("west.clerk", q="安全") == []


def test_who_acts_for_another_in_some_kinds_finds_no_other_kind_by_asking_for_it(db: Any) -> None:
    DocumentCollection.prepare(db)
    found = kept(db, DocumentCollection, 0)
    for kind in ("notice", "request"):
        new = replace(document(f"k-{kind}"), kind=kind)
        found.add(new, announcing=documents.DocumentDrafted.of(new), action="draft")
    delegate = replace(actor("east.clerk"), only_kinds=frozenset({"notice"}))
    assert {"notice", "request"} <= KINDS.keys()

    assert [each.id for each in found.search(delegate, Listing(kind="notice")).items] == ["k-notice"]
    assert found.search(delegate, Listing(kind="request")).items == []


class Memory(MemoryCollection[Task]):
    name, service, kind = "tasks", "supervision", Task


def test_lists_in_memory_are_in_the_same_order(tasks: TaskCollection) -> None:
    memory, asked = Memory(on("east.director")), [dict[str, Any](sort=each) for each in ("-created", "-changed", "due")]
    for place in range(len(TITLES)):
        new = task(place)
        Memory(on("east.director", hours=place), memory.records).add(
            new, announcing=supervision.TaskAssigned.of(new), action="assign"
        )
    asked += [{"ids": ["t1", "t2"]}, {"q": "安全"}, {"due_before": "2026-12-06"}]

    def ids(found: Sequence[Task]) -> list[str]:
        return [each.id for each in found]

    for each in asked:
        if each.get("sort") != "-changed":
            wanted = TaskListing(limit=9, **each)
            assert ids(memory.listed(lambda _: True, wanted, due="due_on").items) == ids(tasks.search(DIRECTOR, wanted, today=DAYS[0]).items)  # fmt: skip


def test_requests_to_countersign_are_limited_to_what_waits(db: Any) -> None:
    CountersignCollection.prepare(db)

    assert kept(db, CountersignCollection, 0).search(DIRECTOR, Listing(ids=["gone"])).items == []
