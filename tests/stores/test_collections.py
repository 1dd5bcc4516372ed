"""The promises of a collection, in memory and in the real store alike."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pymongo import MongoClient
from pymongo.monitoring import CommandFailedEvent, CommandListener, CommandStartedEvent, CommandSucceededEvent

from services.documents.domain import Urgency
from services.documents.incoming.store import IncomingCollection
from services.documents.outgoing.domain import Delivery, Document, DocumentStatus
from services.documents.outgoing.store import DocumentCollection
from shared.aggregate import entries_of, written
from shared.contracts import documents as events
from shared.errors import KeyReused, NotFound, VersionConflict
from shared.listing import Listing
from shared.occasion import AlreadyHandled, GapFound, Key, Occasion, Repeated, Taken
from shared.office import Named
from shared.runtime.embedded_store import EmbeddedStore
from shared.runtime.store import Journal, connect
from tests.support.office import MORNING, PATHS, MemoryDocuments, actor, caused, on

Open = Callable[[Occasion], Any]


@pytest.fixture(params=["memory", "store"])
def documents(request: pytest.FixtureRequest) -> Open:
    if request.param == "memory":
        memory = MemoryDocuments(on("east.clerk"))
        return memory.on
    client = request.getfixturevalue("client")
    client.drop_database("tongban_test")
    db = client["tongban_test"]
    DocumentCollection.prepare(db)
    return lambda occasion: DocumentCollection(db, occasion, lambda *_: None)


class Asked(CommandListener):
    """Records a client's requests to the store."""

    def __init__(self) -> None:
        self.queries: list[dict[str, Any]] = []

    def started(self, event: CommandStartedEvent) -> None:
        """Record a query: of a pipeline its first step, which decides what is read."""
        if event.command_name == "aggregate":
            self.queries.append({"find": event.command["aggregate"], "filter": event.command["pipeline"][0]["$match"]})
        if event.command_name == "find":
            asked = ("find", "filter", "sort")
            self.queries.append({name: event.command[name] for name in asked if name in event.command})

    def succeeded(self, event: CommandSucceededEvent) -> None:
        """Ignore the answer."""

    def failed(self, event: CommandFailedEvent) -> None:
        """Ignore the answer."""

    @staticmethod
    def plan(db: Any, query: dict[str, Any]) -> str:
        """Return how the store answers: by an index or by reading everything."""
        plan = db.command("explain", query)["queryPlanner"]["winningPlan"]
        while "inputStage" in plan:
            plan = plan["inputStage"]
        return str(plan["stage"])


def document(document_id: str = "d1", **fields: Any) -> Document:
    return Document(
        id=document_id, kind="notice", title="通知", body="正文", organ="east", organ_name="东校区", path=PATHS["east"],
        drafter="p-east.clerk", drafter_name="陈晓东", addressees=(Named("west", "西校区"),), **fields,
    )  # fmt: skip


def add(kept: Any, **fields: Any) -> Document:
    new = document(**fields)
    added: Document = kept.add(new, announcing=events.DocumentDrafted.of(new), action="draft")
    return added


def touch(kept: Any, before: Document, **changes: Any) -> Document:
    after = replace(before, **changes)
    saved: Document = kept.save(after, announcing=events.DocumentVerified.of(after), action="verify")
    return saved


def test_what_was_added_is_read_back_whole(documents: Open) -> None:
    kept = documents(on("east.clerk"))
    added = add(kept)

    assert kept.get("d1") == added
    assert (added.version, added.created_at, added.updated_at) == (1, MORNING, MORNING)
    assert kept.find("d2") is None
    with pytest.raises(NotFound):
        kept.get("d2")


def test_a_change_counts_the_version_and_the_last_one_wins_only_once(documents: Open) -> None:
    kept = documents(on("east.clerk"))
    first = add(kept)
    changed = touch(kept, first, title="改过")

    with pytest.raises(VersionConflict):
        touch(kept, first, title="同时改")
    assert (changed.version, kept.get("d1").title) == (2, "改过")


def test_a_thing_is_added_once(documents: Open) -> None:
    add(documents(on("east.clerk")))

    with pytest.raises(VersionConflict):
        add(documents(on("east.clerk")))


def test_a_key_is_remembered_and_its_first_answer_can_be_told_again(documents: Open) -> None:
    key = Key("k", "print")
    added = add(documents(on("east.clerk", key=key)))
    touch(documents(on("east.clerk", hours=1)), added, title="后来改过")

    with pytest.raises(Repeated) as repeated:
        add(documents(on("east.clerk", key=key)))

    same = documents(on("east.clerk", key=key)).first_answer(repeated.value)
    assert same == added
    with pytest.raises(KeyReused):
        documents(on("east.clerk", key=Key("k", "other"))).first_answer(repeated.value)


@pytest.mark.parametrize("source", ["incoming:i", "room_days:east-101.2027-06-02"])
def test_an_event_acts_once_and_not_before_those_that_it_follows(documents: Open, source: str) -> None:
    add(documents(on("east.clerk")))

    def react(version: int, previous: int) -> None:
        kept = documents(caused(source, version, previous=previous))
        touch(kept, kept.get("d1"), title=f"{version}")

    with pytest.raises(GapFound) as gap:
        react(3, previous=2)
    react(2, previous=0)
    react(3, previous=2)
    for version in (2, 3):
        with pytest.raises(AlreadyHandled):
            react(version, previous=0)
    assert gap.value.have == 0
    assert documents(on("east.clerk")).get("d1").title == "3"


def test_a_reaction_adds_what_is_missing_and_leaves_what_stands(documents: Open) -> None:
    occasion = caused("documents:d0", 7)
    add(documents(occasion))
    new = [document(name) for name in ("d1", "d2", "d3")]

    documents(occasion).add_all([(each, events.DocumentDrafted.of(each)) for each in new], action="deliver")

    assert [documents(occasion).get(name).version for name in ("d1", "d2", "d3")] == [1, 1, 1]


def test_a_number_is_borne_once(documents: Open) -> None:
    kept = documents(on("east.registrar"))
    first, second = add(kept, document_id="d1"), add(kept, document_id="d2")
    number = {"series": "南实验东发:2026", "sequence": 1, "number": "南实验东发〔2026〕1号"}
    touch(kept, first, **number)

    with pytest.raises(Taken) as taken:
        touch(kept, second, **number)

    assert taken.value.field == "sequence"
    assert kept.last_in_series("南实验东发:2026") == 1
    assert kept.get("d2").version == 1


def test_the_next_number_is_looked_for_from_the_last_known_on_and_right_though_others_gave_some_or_all_are_gone(
    client: Any,
) -> None:
    client.drop_database("tongban_numbers")
    asked, series = Asked(), "南实验东发:2026"
    with MongoClient[dict[str, Any]](*client.address, tz_aware=True, event_listeners=[asked]) as watched:
        DocumentCollection.prepare(client["tongban_numbers"])
        ours, theirs = (
            DocumentCollection(db["tongban_numbers"], on("east.registrar"), lambda *_: None) for db in (watched, client)
        )

        def give(sequence: int) -> None:
            number = {"series": series, "sequence": sequence, "number": f"南实验东发〔2026〕{sequence}号"}
            touch(theirs, add(theirs, document_id=f"d{sequence}"), **number)

        def highest() -> int:
            asked.queries.clear()
            return int(ours.last_in_series(series))

        for sequence in range(1, 7):
            give(sequence)
        assert highest() == 6
        give(7)
        give(8)

        assert highest() == 8
        assert [each["filter"] for each in asked.queries] == [{"series": series, "sequence": {"$gte": 6}}]
        client["tongban_numbers"]["documents"].delete_many({"sequence": {"$gt": 5}})
        assert highest() == 5


def test_a_history_comes_in_pages_and_folds_to_every_version(documents: Open) -> None:
    kept = documents(on("east.clerk"))
    states = [add(kept)]
    for number in range(5):
        states.append(touch(kept, states[-1], title=f"第{number}稿"))

    page = kept.history("d1", cursor=None, limit=4)
    rest = kept.history("d1", cursor=page.next, limit=4)

    assert [entry["version"] for entry in [*page.items, *rest.items]] == [1, 2, 3, 4, 5, 6]
    assert rest.next is None
    assert [kept.at_version("d1", version).title for version in range(1, 7)] == [state.title for state in states]


STATUSES = st.sampled_from(list(DocumentStatus))
WHO = st.sampled_from(["east.clerk", "east.director", "east.handler", "west.registrar", "nanhu.admin", "lake.leader"])
DOCUMENTS = st.lists(
    st.tuples(
        st.sampled_from(["east", "west", "lake"]),
        st.sampled_from(["east.clerk", "west.clerk"]),
        st.booleans(),
        st.booleans(),
    ),
    max_size=6,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DOCUMENTS, WHO)
def test_the_store_lists_just_what_the_rules_let_one_see(client: Any, made: list[Any], who: str) -> None:
    client["tongban_list"]["documents"].drop()
    memory, store = MemoryDocuments(on(who)), DocumentCollection(client["tongban_list"], on(who), lambda *_: None)
    for place, (organ, drafter, submitted, numbered) in enumerate(made):
        new = replace(
            document(f"d{place}"), organ=organ, path=PATHS[organ], drafter=f"p-{drafter}",
            submitted_at=MORNING if submitted else None, number=f"号{place}" if numbered else None,
        )  # fmt: skip
        for kept in (memory, store):
            kept.add(new, announcing=events.DocumentDrafted.of(new), action="draft")

    listed = [[each.id for each in kept.search(actor(who), Listing(limit=100)).items] for kept in (memory, store)]

    assert listed[0] == listed[1]


def test_a_map_is_folded_in_the_order_in_which_it_was_written(documents: Open) -> None:
    kept = documents(on("east.clerk"))
    sent = {organ: Delivery(organ, organ, "sent", MORNING) for organ in ("west", "north", "lake")}

    touch(kept, add(kept), deliveries=sent)

    assert list(kept.at_version("d1", 2).deliveries) == list(kept.get("d1").deliveries) == list(sent)


def test_very_many_that_were_written_at_one_instant_do_not_open_the_page_to_all_that_follows(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.runtime.store.PAGES_AHEAD", 2)
    client.drop_database("tongban_instant")
    db = client["tongban_instant"]
    journal = Journal(db, (DocumentCollection,))
    journal.prepare()
    for place, hours in enumerate([0] * 8 + [1, 2, 3, 4, 5]):
        kept = DocumentCollection(db, on("east.clerk", hours=hours), lambda *_: None)
        add(kept, document_id=f"d{place:02}")

    sizes, cursor = list[int](), None
    while not sizes or cursor is not None:
        page = journal.events_since("documents", ["document_drafted"], MORNING, cursor=cursor, limit=2)
        sizes.append(len(page.items))
        cursor = page.next

    assert sum(sizes) == 13
    assert sizes[0] == 8 and max(sizes[1:]) <= 2


@pytest.mark.parametrize("alternatives", [False, True])
def test_a_list_of_years_comes_newest_first_without_gap_or_repeat(client: Any, alternatives: bool) -> None:
    client.drop_database("tongban_years")
    db = client["tongban_years"]
    DocumentCollection.prepare(db)
    ages = (-1, 0, 0, 0, 0.5, 1, 1, 1.5, 4, 5, 30, 30, 500, 9_000, 21_000, 30_000, 30_000, 90_000)
    for place, hours in enumerate(ages):
        kept = DocumentCollection(db, on("east.clerk", hours=-hours), lambda *_: None)
        add(kept, document_id=f"d{place:02}", urgency=Urgency.URGENT if place % 7 else Urgency.NORMAL)
    kept = DocumentCollection(db, on("east.clerk"), lambda *_: None)
    query = {"urgency": "urgent"}
    expected = sorted(((-age, f"d{place:02}") for place, age in enumerate(ages) if place % 7), reverse=True)

    for limit in (1, 2, 3, 5, 50):
        found, cursor = [], None
        while True:
            page = kept.page({"$or": [query, {"title": "别的"}]} if alternatives else query, cursor=cursor, limit=limit)
            found += [each.id for each in page.items]
            cursor = page.next
            if cursor is None:
                break
            assert len(page.items) == limit
        assert found == [name for _, name in expected]


def test_the_journal_hands_over_what_was_announced_and_finds_what_was_tampered_with(client: Any) -> None:
    client.drop_database("tongban_journal")
    db = client["tongban_journal"]
    journal = Journal(db, (DocumentCollection, IncomingCollection))
    journal.prepare()
    kept = DocumentCollection(db, on("east.clerk"), lambda *_: None)
    for place in range(7):
        touch(kept, add(kept, document_id=f"d{place}"), title="改过")

    found, cursor = [], None
    while True:
        page = journal.events_since(
            "documents", ["document_drafted"], MORNING - timedelta(days=1), cursor=cursor, limit=3
        )
        found += [envelope["source"] for envelope in page.items]
        cursor = page.next
        if cursor is None:
            break
    between = journal.events_between("documents", "documents:d3", ["document_verified"], 1, 9)
    unpublished = journal.unpublished(MORNING, 100)

    assert found == [f"documents:d{place}" for place in range(7)]
    assert [(each["version"], each["earlier"]) for each in between] == [(2, {"document_drafted": 1})]
    assert [(each, len(entries)) for _, each, entries in unpublished] == [(f"d{place}", 2) for place in range(7)]
    journal.mark_published({("documents", "d0"): (1, 2), ("documents", "d1"): (1, 1), ("documents", "d2"): (2, 2)})
    marks = {record["_id"]: record.get("unpublished") for record in db["documents"].find()}
    assert (marks["d0"], marks["d1"], marks["d2"]) == (None, 2, 1)
    assert list(journal.breaks()) == []
    db["documents"].update_one({"_id": "d4"}, {"$set": {"title": "伪造"}})
    forged = written({**entries_of(db["documents"].find_one({"_id": "d5"})["history"])[1], "comment": "伪造"})
    db["documents"].update_one({"_id": "d5"}, {"$set": {"history.1": forged}})
    db["documents"].update_one({"_id": "d6"}, {"$pop": {"history": 1}})
    assert [*dict.fromkeys((each.aggregate, each.version) for each in journal.breaks())] == [
        ("documents:d4", 2),
        ("documents:d5", 2),
        ("documents:d6", 2),
    ]
    db["documents"].update_one({"_id": "d1"}, {"$unset": {"head": 1}})
    db["documents"].update_one({"_id": "d2"}, {"$set": {"history.0": "no JSON"}})
    named = [f"documents:d{place}" for place in (1, 2, 4, 5, 6)]
    assert [*dict.fromkeys(each.aggregate for each in journal.breaks())] == named
    assert [source for source, _ in journal.chains()] == [f"documents:d{place}" for place in range(7)]


def test_the_journal_hands_over_page_by_page_and_the_store_reads_no_more_than_the_page(client: Any) -> None:
    client.drop_database("tongban_pages")
    asked = Asked()
    watched = MongoClient[dict[str, Any]](client.address[0], client.address[1], tz_aware=True, event_listeners=[asked])
    db, later = watched["tongban_pages"], iter(range(100, 200))
    journal = Journal(db, (IncomingCollection, DocumentCollection))
    journal.prepare()

    def at(hours: int) -> Any:
        return DocumentCollection(db, on("east.clerk", hours=hours), lambda *_: None)

    written_first = [add(at(place // 2), document_id=f"d{place:02}") for place in range(24)]
    asked.queries.clear()
    pages, cursor = [], None
    while True:
        names = ["document_drafted", "document_verified"]
        page = journal.events_since("documents", names, MORNING, cursor=cursor, limit=3)
        pages.append([(envelope["source"].partition(":")[2], envelope["version"]) for envelope in page.items])
        cursor = page.next
        if cursor is None:
            break
        if len(pages) in (2, 5):  # what waits for its page is written again and so comes later
            for each in (written_first[0], written_first[len(pages) * 4]):
                touch(at(next(later)), at(0).get(each.id), title="改过")

    found = [event for page in pages for event in page]
    touched = [(each, version) for each in ("d00", "d08", "d20") for version in (1, 2)]
    assert {*found} == {(each.id, 1) for each in written_first} | {*touched, ("d00", 3)}
    assert all(found.index((each, 1)) < found.index((each, 2)) for each in ("d00", "d08", "d20"))
    assert max(map(len, pages)) <= 7, "two at each instant, some of them twice"
    assert {asked.plan(db, query).removeprefix("EXPRESS_") for query in asked.queries} == {"IXSCAN"}
    watched.close()


def test_a_history_from_before_whose_entries_were_no_texts_is_handed_over_continued_and_verified(client: Any) -> None:
    client.drop_database("tongban_before")
    db = client["tongban_before"]
    journal, kept = Journal(db, (DocumentCollection,)), DocumentCollection(db, on("east.clerk"), lambda *_: None)
    added = add(kept)
    before = entries_of(db["documents"].find_one({"_id": "d1"})["history"])
    db["documents"].update_one({"_id": "d1"}, {"$set": {"history": before}})

    touch(kept, added, title="改过")

    record = db["documents"].find_one({"_id": "d1"})
    assert [type(each) for each in record["history"]] == [dict, str]
    assert [each["version"] for each in kept.history("d1", cursor=None, limit=9).items] == [1, 2]
    assert [each["version"] for each in journal.unpublished(MORNING, 9)[0][2]] == [1, 2]
    assert kept.at_version("d1", 1).title == "通知"
    assert list(journal.breaks()) == []


def test_the_data_folder_is_where_it_was_after_a_restart(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path)
    store.start()
    DocumentCollection.prepare(connect(store.uri)["t"])
    add(DocumentCollection(connect(store.uri)["t"], on("east.clerk"), lambda *_: None))
    store.kill()
    store.start()
    assert DocumentCollection(connect(store.uri)["t"], on("east.clerk"), lambda *_: None).get("d1").title == "通知"
    store.stop()
