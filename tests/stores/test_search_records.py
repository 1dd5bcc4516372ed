"""Search finds meetings, topics and tasks by their words, and shows each only to those who may see it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.meetings import domain as meetings
from services.meetings.domain import AgendaItem, Answer, Matter, Meeting, Reply
from services.meetings.search import app as meeting_search
from services.meetings.store import MeetingCollection
from services.meetings.topics import domain as topics
from services.meetings.topics.domain import Topic
from services.meetings.topics.store import TopicCollection
from services.supervision import domain as tasks
from services.supervision.domain import Task
from services.supervision.search import app as task_search
from services.supervision.store import TaskCollection
from shared.contracts.meetings import Decision, MeetingPlanned, TopicProposed
from shared.contracts.supervision import TaskAssigned
from shared.office import Named
from shared.runtime import searchable
from shared.runtime.derivations import Derivations
from shared.runtime.embedded_store import EmbeddedStore
from shared.runtime.searchable import pack
from shared.runtime.store import Journal, connect
from tests.support.office import MORNING, PATHS, ROLES, actor, on

COLLECTIONS: tuple[Any, ...] = (MeetingCollection, TopicCollection, TaskCollection)
WHO = [f"{organ}.{role}" for organ in PATHS for role in (*ROLES, "admin")]
START = datetime(2026, 12, 1, 1, tzinfo=UTC)


def named(*people: str) -> tuple[Named, ...]:
    return tuple(Named(f"p-{each}", each) for each in people)


def meeting(meeting_id: str, **more: Any) -> Meeting:
    told: dict[str, Any] = {
        "kind": "office", "title": "关于冬季供暖的会议", "organ": "east", "organ_name": "东校区", "path": PATHS["east"],
        "chair": "p-east.leader", "chair_name": "周正国", "places": (), "starts_at": START,
        "ends_at": START + timedelta(hours=1), "invited": named("east.clerk", "west.clerk"),
    } | more  # fmt: skip
    return Meeting(id=meeting_id, **told)


def topic(topic_id: str, **more: Any) -> Topic:
    told: dict[str, Any] = {
        "meeting": "open", "organ": "east", "chair": "p-east.leader", "title": "关于冬季供暖经费的议题", "matter": Matter.ORDINARY,
        "proposer": "p-west.clerk", "proposer_name": "李敏",
    } | more  # fmt: skip
    return Topic(id=topic_id, **told)


def task(task_id: str, **more: Any) -> Task:
    told: dict[str, Any] = {
        "title": "落实冬季供暖", "text": "请更换锅炉。", "organ": "east", "organ_name": "东校区", "path": PATHS["east"],
        "origin": "manual", "origin_id": "", "origin_title": "", "responsible": "p-west.handler",
        "responsible_name": "王强", "responsible_organ": "west", "responsible_path": PATHS["west"],
        "assigned_on": date(2026, 11, 23), "first_due_on": date(2026, 12, 10), "due_on": date(2026, 12, 10),
    } | more  # fmt: skip
    return Task(id=task_id, **told)


DECIDED = Decision(
    text="十二月前检修暖气管道",
    responsible="p-east.handler",
    responsible_name="陈立",
    due_on=date(2026, 12, 20),
    topic=None,
)
DEPUTY = Reply(Answer.DEPUTY, MORNING, deputy=named("north.clerk")[0])
MEETINGS = (
    meeting("open"),
    meeting("agenda", agenda=(AgendaItem("listed", "食堂改造方案", Matter.ORDINARY),), papers_sent_at=MORNING),
    meeting("decided", decisions=(DECIDED,), starts_at=START + timedelta(days=365), ends_at=START + timedelta(days=366)),
    meeting("deputy", replies={"p-west.clerk": DEPUTY}, sent=("p-north.clerk",)),
    meeting("foreign", organ="lake", organ_name="湖滨校区", path=PATHS["lake"], chair="p-lake.leader",
            invited=named("lake.clerk")),
)  # fmt: skip
TOPICS = (
    topic("proposed"),
    topic("listed", meeting="agenda", title="食堂改造方案", proposer="p-east.handler"),
    topic("elsewhere", meeting="foreign", organ="lake", chair="p-lake.leader", proposer="p-lake.clerk"),
)
TASKS = (
    task("plain"),
    task("helped", assisting=(tasks.Colleague("p-north.clerk", "张伟", "north"), tasks.Colleague("p-main.clerk", "刘洋"))),
    task("left", responsible="p-east.admin", responsible_organ="north", organ="north", path=PATHS["north"]),
    task("lake", organ="lake", organ_name="湖滨校区", path=PATHS["lake"], responsible="p-lake.handler",
         responsible_organ="lake", responsible_path=PATHS["lake"]),
)  # fmt: skip


@pytest.fixture(scope="module", params=["loose", "packed"])
def db(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("shared.runtime.term_index.SMALL", 1)
        store = EmbeddedStore(tmp_path_factory.mktemp("records"))
        store.start()
        client = connect(store.uri)
        db = client["records"]
        Journal(db, COLLECTIONS).prepare()
        put(db, MeetingCollection, MEETINGS, MeetingPlanned)
        put(db, TopicCollection, TOPICS, TopicProposed)
        put(db, TaskCollection, TASKS, TaskAssigned)
        if request.param == "packed":
            pack(db, COLLECTIONS)
            assert not [kind.name for kind in COLLECTIONS if kind.found_by_in(db).count_documents({"loose": True})]
        yield db
        client.close()
        store.stop()


def put(db: Any, kind: Any, records: Any, event: Any) -> None:
    for place, each in enumerate(records):
        kept = kind(db, on("east.director", hours=place), lambda *_: None)
        kept.add(each, announcing=event.of(each), action="add")


def of_meetings(db: Any, who: str, q: str, **wanted: Any) -> Mapping[str, Any]:
    kept = [kind(db, on(who), lambda *_: None) for kind in (MeetingCollection, TopicCollection)]
    return meeting_search.search(*kept, actor=actor(who), q=q, **{"cursor": None, "limit": 50, "year": None, **wanted})


def of_tasks(db: Any, who: str, q: str, **wanted: Any) -> Mapping[str, Any]:
    kept = TaskCollection(db, on(who), lambda *_: None)
    return task_search.search(kept, actor=actor(who), q=q, **{"cursor": None, "limit": 50, "year": None, **wanted})


def all_of(search: Any, db: Any, who: str, q: str) -> list[str]:
    """Walk the pages of one hit; each but the last has a hit, so that no cursor tells of what is hidden."""
    found, cursor = [], None
    while True:
        page = search(db, who, q, cursor=cursor, limit=1)
        found += [each["id"] for each in page["items"]]
        assert len(page["items"]) == 1 or page["next"] is None
        if page["next"] is None:
            return found
        cursor = page["next"]


@pytest.mark.parametrize("q", ["供暖", "食堂改造", "检修暖气", "陈立", "冬季 供暖", "东校区"])
def test_a_meeting_and_a_topic_are_found_by_exactly_those_who_may_see_them(db: Any, q: str) -> None:
    by_id = {each.id: each for each in MEETINGS}
    words = {each.id: _words_of(each) for each in MEETINGS}
    for who in WHO:
        me = actor(who)
        seen = {each.id for each in MEETINGS if meetings.sees(each, me) and _has(words[each.id], q)}
        seen |= {
            each.id
            for each in TOPICS
            if topics.sees(each, by_id[each.meeting], me)
            and (me.person_id in (each.proposer, each.chair) or meetings.runs(by_id[each.meeting], me))
            and _has(f"{each.title} {each.proposer_name}", q)
        }

        found = all_of(of_meetings, db, who, q)

        assert (len(found), set(found)) == (len(seen), seen), who
    assert any(all_of(of_meetings, db, who, q) for who in WHO), "nobody finds it, so that nothing was tested"


@pytest.mark.parametrize("q", ["供暖", "锅炉", "王强", "落实 锅炉", "张伟"])
def test_a_task_is_found_by_exactly_those_who_know_of_it_and_its_text_by_those_who_see_it_whole(
    db: Any, q: str
) -> None:
    for who in WHO:
        me = actor(who)
        seen = set()
        for each in TASKS:
            names = [each.organ_name, each.responsible_name, *(one.name for one in each.assisting)]
            entry = " ".join((each.title, *names))
            if (tasks.knows(each, me) and _has(entry, q)) or (tasks.sees(each, me) and _has(f"{entry} {each.text}", q)):
                seen.add(each.id)

        found = all_of(of_tasks, db, who, q)

        assert (len(found), set(found)) == (len(seen), seen), who
    assert any(all_of(of_tasks, db, who, q) for who in WHO), "nobody finds it, so that nothing was tested"


def test_the_hits_are_marked_and_an_overseer_is_shown_no_text(db: Any) -> None:
    whole = of_tasks(db, "east.director", "锅炉")["items"][-1]
    entry = of_tasks(db, "nanhu.admin", "供暖")["items"][-1]
    decided = of_meetings(db, "east.director", "检修")["items"][0]

    assert [whole["body"]["text"][begin:end] for begin, end in whole["body"]["hits"]] == ["锅炉"]
    assert (entry["body"]["text"], entry["title"]["hits"]) == ("", [(4, 6)])
    assert decided["body"]["text"] == DECIDED.text and decided["body"]["hits"]
    assert of_meetings(db, "east.director", "食堂改造")["items"][0]["type"] in ("meeting", "topic")


def test_a_year_narrows_each_kind_by_its_own_date(db: Any) -> None:
    def ids(found: Mapping[str, Any]) -> set[str]:
        return {each["id"] for each in found["items"]}

    assert ids(of_meetings(db, "east.director", "供暖", year=2027)) == {"decided"}
    assert "decided" not in ids(of_meetings(db, "east.director", "供暖", year=2026))
    assert ids(of_meetings(db, "west.clerk", "经费", year=2026)) == {"proposed"}
    assert ids(of_meetings(db, "west.clerk", "经费", year=2025)) == set()
    assert ids(of_tasks(db, "east.director", "供暖", year=2027)) == set()


def test_a_record_of_an_earlier_release_is_found_once_its_terms_are_made(
    db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for kind in COLLECTIONS:
        kind.found_by_in(db).delete_many({})
        db[f"{kind.name}_blocks"].delete_many({})
        searchable.TermIndex._known.clear()
    db["derivations"].delete_many({})
    lost = of_meetings(db, "east.director", "供暖")["items"], of_tasks(db, "east.director", "供暖")["items"]

    old = Derivations(db, COLLECTIONS)
    old.begin()
    made = old.run(rest=lambda _: None, stopping=lambda: False)

    assert lost == ([], []) and made == len(MEETINGS) + len(TOPICS) + len(TASKS)
    assert of_meetings(db, "east.director", "供暖")["items"] and of_tasks(db, "east.director", "供暖")["items"]


def test_a_word_that_was_changed_is_found_no_more(db: Any) -> None:
    kept = MeetingCollection(db, on("east.director", hours=9), lambda *_: None)
    first = meeting("changed", title="关于体育场的会议")
    kept.add(first, announcing=MeetingPlanned.of(first), action="plan")
    moved = replace(kept.get("changed"), title="关于图书馆的会议")
    kept.save(moved, announcing=MeetingPlanned.of(moved), action="move")

    assert of_meetings(db, "east.director", "体育场")["items"] == []
    assert [each["id"] for each in of_meetings(db, "east.director", "图书馆")["items"]] == ["changed"]


def _words_of(each: Meeting) -> str:
    decided = [f"{one.text} {one.responsible_name}" for one in each.decisions]
    return " ".join((each.title, each.organ_name, each.chair_name, *(one.title for one in each.agenda), *decided))


def _has(text: str, q: str) -> bool:
    return all(word in text for word in q.split())
