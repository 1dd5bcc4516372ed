"""Search finds the documents that contain the words, and shows them only to those who may see them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from services.documents.domain import Secrecy, Urgency
from services.documents.incoming.domain import Incoming, IncomingStatus, Person, Reader, incoming_id
from services.documents.incoming.store import IncomingCollection
from services.documents.outgoing.domain import DocumentStatus
from services.documents.outgoing.store import DocumentCollection
from services.documents.search import app
from shared.contracts import documents as events
from shared.office import Named
from shared.runtime import derivations, searchable
from shared.runtime import term_index as index
from shared.runtime.clock import now
from shared.runtime.derivations import Derivations
from shared.runtime.store import Journal, keep_derived
from shared.search import blocks
from tests.stores.test_collections import document
from tests.support.office import MORNING, actor, on

BODY = "各校区：请检查锅炉房。联系人欧阳慧敏。"


@pytest.fixture(scope="module")
def db(client: Any) -> Iterator[Any]:
    db = client["search"]
    Journal(db, (DocumentCollection, IncomingCollection)).prepare()
    documents = DocumentCollection(db, on("east.clerk"), lambda *_: None)
    incomings = IncomingCollection(db, on("west.registrar"), lambda *_: None)
    number = "南实验东发〔2026〕1号"
    sent = replace(
        document("sent"), title="关于做好冬季安全工作的通知", body=BODY, status=DocumentStatus.RELEASED, number=number,
        submitted_at=MORNING, released_at=MORNING, signed_on=date(2026, 11, 20), series="南实验东发:2026", sequence=1,
        drafter="p-east.other",
    )  # fmt: skip
    documents.add(sent, announcing=events.DocumentDrafted.of(sent), action="draft")
    draft = replace(document("draft"), title="关于锅炉房的通知（草稿）")
    documents.add(draft, announcing=events.DocumentDrafted.of(draft), action="draft")
    copy = Incoming(
        id=incoming_id("sent", "west"), document_id="sent", organ="west", sender=Named("east", "东校区"), number=number,
        kind="notice", title=sent.title, urgency=Urgency.NORMAL, signed_on=date(2026, 11, 20), delivered_at=MORNING,
        copy=False,
    )  # fmt: skip
    incomings.add(copy, announcing=events.IncomingDelivered.of(copy), action="deliver")
    yield db


def found(db: Any, who: str, q: str, **wanted: Any) -> list[dict[str, Any]]:
    lines = [kind(db, on(who), lambda *_: None) for kind in (DocumentCollection, IncomingCollection)]
    wanted = {"kind": None, "year": None, "organ": None, "direction": None, "cursor": None, "limit": 20, **wanted}
    items: list[dict[str, Any]] = app.search(*lines, actor=actor(who), q=q, **wanted)["items"]
    return items


NUMBERS = (
    "南实验东发〔2026〕1号", "东发〔2026〕1号", "东发[2026]1号", "东发（2026）1号", "〔2026〕1号", "2026〕1号", "东发〔2026〕1",
)  # fmt: skip


@pytest.mark.parametrize("q", ["锅炉房", "炉", "安全工作", "欧阳慧敏", "冬季 锅炉", "西校区", *NUMBERS])
def test_words_are_found_in_title_text_number_and_names(db: Any, q: str) -> None:
    assert "sent" in {each["id"] for each in found(db, "east.director", q)}


@pytest.mark.parametrize("q", ["实发〔2026〕1号", "东发〔2026〕11号", "东发〔2025〕1号", "东〔2026〕1号"])
def test_another_number_is_not_found(db: Any, q: str) -> None:
    assert not found(db, "east.director", q)


def test_the_hits_are_marked_in_plain_text(db: Any) -> None:
    body = found(db, "east.director", "锅炉房")[0]["body"]

    assert [body["text"][begin:end] for begin, end in body["hits"]] == ["锅炉房"]


def test_nobody_finds_what_they_may_not_see(db: Any) -> None:
    def ids(who: str, q: str = "锅炉") -> list[str]:
        return [each["id"] for each in found(db, who, q)]

    assert ids("east.director") == ["sent"] and ids("east.clerk") == ["draft"]
    assert ids("west.registrar") == [incoming_id("sent", "west")]
    assert ids("west.clerk") == [] == ids("north.leader") == ids("lake.director") == ids("nanhu.admin")
    assert [each["body"]["text"] for each in found(db, "nanhu.admin", "冬季")] == [""]


def test_a_search_is_narrowed_by_year_direction_and_kind(db: Any) -> None:
    assert found(db, "east.director", "冬季", year=2025) == [] == found(db, "east.director", "冬季", kind="letter")
    assert found(db, "east.director", "冬季", direction="incoming") == []
    assert len(found(db, "east.director", "冬季", year=2026, organ="west", direction="outgoing")) == 1


def test_terms_are_no_part_of_what_is_verified_and_can_be_made_anew(db: Any) -> None:
    journal = Journal(db, (DocumentCollection, IncomingCollection))
    db["documents_found_by"].delete_one({"_id": "sent"})
    lost = found(db, "east.director", "冬季")

    made = made_anew(db, every=True)

    assert lost == [] and made == 1 and len(found(db, "east.director", "冬季")) == 1
    assert list(journal.breaks()) == []


KINDS = (DocumentCollection, IncomingCollection)


def made_anew(db: Any, *, lots: int = 1000, every: bool = False) -> int:
    """Derive old terms again as a service does in the background; stop after this many lots."""
    rests: list[float] = []
    return Derivations(db, KINDS).run(rest=rests.append, stopping=lambda: len(rests) >= lots, every=every)


def spoil(db: Any, record_id: str) -> None:
    """Leave a record with an earlier release's terms."""
    db["documents_found_by"].update_one({"_id": record_id}, {"$set": {"terms": ["旧"], "loose": True}})


def test_terms_of_an_earlier_release_are_noticed_and_made_anew_once(db: Any) -> None:
    db["derivations"].delete_many({})
    spoil(db, "sent")
    lost = found(db, "east.director", "锅炉房")

    made, again = made_anew(db), made_anew(db)

    assert (lost, made, again) == ([], 1, 0) and found(db, "east.director", "锅炉房")
    spoil(db, "sent")  # a change that no release was named for
    assert made_anew(db) == 1 and found(db, "east.director", "锅炉房")


def test_what_an_empty_store_gets_is_never_called_old(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    said = list[str]()
    monkeypatch.setattr(derivations.log, "warning", lambda event, **more: said.append(event))
    fresh = db.client[f"{db.name}_fresh"]
    db.client.drop_database(fresh.name)
    for name in (f"{DocumentCollection.name}", f"{DocumentCollection.name}_found_by"):
        held = list(db[name].find())
        Derivations(fresh, KINDS).begin()
        fresh[name].insert_many(held)

    assert made_anew(fresh) == 0 and said == []
    fresh["derivations"].delete_many({})
    Derivations(fresh, KINDS).begin()
    assert made_anew(fresh) == 0 and "search_terms_old" in said


def test_what_was_written_a_moment_ago_is_not_called_old(db: Any) -> None:
    """While a district is entered, people are found by organs that come a moment later."""
    spoil(db, "sent")

    def written(at: datetime) -> None:
        for name in ("documents", "incoming"):
            db[name].update_many({}, {"$set": {"updated_at": at}})

    written(now())
    just_now = made_anew(db)
    written(MORNING)

    assert just_now == 0 and made_anew(db) > 0


def test_what_was_cut_off_goes_on_where_it_was_and_only_one_process_is_at_it(
    db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(derivations, "LOT", 1)
    db["derivations"].delete_many({})
    for each in ("draft", "sent"):
        spoil(db, each)

    first = made_anew(db, lots=1)
    went_on = db["derivations"].find_one({"_id": "documents"})["after"]
    other = Derivations(db, KINDS)
    assert other._lease.take() and made_anew(db) == 0
    db["derivations"].update_one({"_id": "at work"}, {"$set": {"until": None}})

    assert (first, went_on) == (1, "draft")
    looked: list[int] = []
    mine = Derivations(db, KINDS)
    assert mine.run(rest=lambda _: looked.append(mine.at_work.get("documents", 0)), stopping=lambda: False) == 1
    assert max(looked) == db["documents"].count_documents({"_id": {"$gt": "draft"}})
    assert found(db, "east.director", "锅炉房") and found(db, "east.clerk", "草稿")


def test_what_a_process_that_ended_never_indexed_is_found_after_the_sweep(db: Any) -> None:
    class Ended(DocumentCollection):
        def _keep_derived(self, records: Any) -> None:
            raise InterruptedError

    cut = replace(document("cut"), title="关于游泳池的通知")
    with pytest.raises(InterruptedError):
        Ended(db, on("east.clerk"), lambda *_: None).add(cut, announcing=events.DocumentDrafted.of(cut), action="draft")
    lost = found(db, "east.clerk", "游泳池")

    Journal(db, (DocumentCollection, IncomingCollection)).unpublished(MORNING, 100)

    assert lost == [] and [each["id"] for each in found(db, "east.clerk", "游泳池")] == ["cut"]


def test_a_write_that_comes_late_leaves_what_a_newer_one_is_found_by(db: Any) -> None:
    kept = DocumentCollection(db, on("east.clerk"), lambda *_: None)
    first = replace(document("late"), title="关于图书馆的通知")
    kept.add(first, announcing=events.DocumentDrafted.of(first), action="draft")
    second = replace(kept.get("late"), title="关于体育馆的通知")
    kept.save(second, announcing=events.DocumentRevised(document_id="late", changed=("title",)), action="revise")

    keep_derived(
        kept.found_by_in(db), [kept.found_by({"_id": "late", "version": 1, "created_at": MORNING, **kept._dump(first)})]
    )

    assert found(db, "east.clerk", "图书馆") == [] and len(found(db, "east.clerk", "体育馆")) == 1


def test_a_common_word_is_paged_through_without_gap_or_repeat(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searchable, "LOT", 3)
    kept = DocumentCollection(db, on("east.clerk"), lambda *_: None)
    hidden = DocumentCollection(db, on("east.clerk"), lambda *_: None)
    ids = []
    for place in range(14):
        other = place % 3 == 0
        each = replace(
            document(f"page{place:02}"), title="关于运动会的通知", drafter="p-east.other" if other else "p-east.clerk"
        )
        (hidden if other else kept).add(each, announcing=events.DocumentDrafted.of(each), action="draft")
        ids += [] if other else [each.id]

    seen, cursor = [], None
    while True:
        wanted = {"kind": None, "year": None, "organ": None, "direction": "outgoing", "cursor": cursor, "limit": 4}
        lines = [kind(db, on("east.clerk"), lambda *_: None) for kind in (DocumentCollection, IncomingCollection)]
        page = app.search(*lines, actor=actor("east.clerk"), q="运动会", **wanted)
        seen += [each["id"] for each in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break

    assert seen == ids[::-1]


class Many:
    """An office with many documents, some of them packed."""

    def __init__(self, db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(index, "SMALL", 4)
        monkeypatch.setattr(index, "MANY", 3)
        monkeypatch.setattr(index, "FIRST_LOT", 1)
        self.db = db
        self.kept = DocumentCollection(db, on("north.clerk"), lambda *_: None)
        self.hours = 1.0
        self.terms = DocumentCollection.term_index(db)
        self.terms.pack()

    def draft(self, name: str, title: str) -> str:
        new = replace(
            document(name), title=title, organ="north", path=("nanhu", "shiyan", "north"), drafter="p-north.clerk"
        )
        self.hours += 0.01
        kept = DocumentCollection(self.db, on("north.clerk", hours=self.hours), lambda *_: None)
        kept.add(new, announcing=events.DocumentDrafted.of(new), action="draft")
        return name

    def blocks(self) -> list[int]:
        return [each["level"] for each in self.db["documents_blocks"].find_one({"_id": "heads"})["heads"]]

    def found(self, q: str, limit: int = 100) -> list[str]:
        return [each["id"] for each in found(self.db, "north.clerk", q, direction="outgoing", limit=limit)]


@pytest.fixture
def many(db: Any, monkeypatch: pytest.MonkeyPatch) -> Many:
    return Many(db, monkeypatch)


def test_what_is_packed_is_found_as_before_and_small_blocks_become_large(many: Many) -> None:
    names = [
        many.draft(f"pack{place:02}", f"关于乒乓球比赛{'甲' if place % 5 else '乙'}组的通知") for place in range(26)
    ]
    loose = many.found("乒乓球"), many.found("乒乓球 乙组")

    many.terms.pack()

    assert (many.found("乒乓球"), many.found("乒乓球 乙组")) == loose
    assert loose[0] == names[::-1] and loose[1] == names[::-5]
    assert index.MERGED in many.blocks() and many.db["documents_found_by"].count_documents({"loose": True}) < 4
    parts = many.db["documents_blocks"].count_documents({}) - 1
    assert parts == len(many.blocks()) * (blocks.PARTS + 1), "nothing is left of blocks that were merged"


def test_a_packed_document_that_says_something_else_by_now_is_found_by_that_alone(many: Many) -> None:
    names = [many.draft(f"change{place}", "关于合唱节的通知") for place in range(4)]
    many.terms.pack()
    after = replace(many.kept.get(names[1]), title="关于艺术节的通知")
    many.kept.save(after, announcing=events.DocumentRevised(document_id=names[1], changed=("title",)), action="revise")

    for _ in range(2):
        assert set(many.found("合唱节")) == set(names) - {names[1]}
        assert many.found("艺术节") == [names[1]]
        for place in range(3):
            many.draft(f"more{place}{_}", "关于其他事项的通知")
        many.terms.pack()


def test_blocks_that_are_merged_while_somebody_asks_lose_nothing(many: Many, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "MANY", 100)
    names = [many.draft(f"moved{place:02}", "关于跳绳比赛的通知") for place in range(12)]
    many.terms.pack()
    asking = many.terms.having([f"{searchable.ORGAN}north", "跳绳"], None)
    first = next(asking)
    monkeypatch.setattr(index, "MANY", 2)
    many.terms.pack()
    assert many.blocks().count(0) < 2, "nothing is left to be merged"

    rest = [name for _, name in asking]

    assert [first[1], *rest] == names[::-1]


def test_of_two_who_pack_at_once_one_gives_way_and_leaves_nothing(many: Many, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "MANY", 100)
    for place in range(4):
        many.draft(f"twice{place}", "关于拔河比赛的通知")
    before = many.blocks()

    def make(entries: Any) -> Any:
        other = DocumentCollection.term_index(many.db)
        if len(many.blocks()) == len(before):
            other.pack()
        return blocks.packed(entries)

    many.terms.pack(make)

    assert len(many.blocks()) == len(before) + 1
    assert len(many.found("拔河")) == 4
    assert many.db["documents_blocks"].count_documents({}) - 1 == len(many.blocks()) * (blocks.PARTS + 1)


def test_a_recipient_finds_every_text_that_was_sent_there_however_many(
    db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = DocumentCollection(db, on("east.clerk"), lambda *_: None)
    incomings = IncomingCollection(db, on("north.registrar"), lambda *_: None)
    for place in range(30):
        sent = replace(document(f"text{place:02}"), title="关于事项的通知", body="请检查天文台。", released_at=MORNING)
        documents.add(sent, announcing=events.DocumentDrafted.of(sent), action="draft")
        secret = Secrecy.INTERNAL if place == 7 else Secrecy.NONE
        copy = Incoming(
            id=incoming_id(sent.id, "north"), document_id=sent.id, organ="north", sender=Named("east", "东校区"),
            number="1号", kind="notice", title=sent.title, urgency=Urgency.NORMAL, signed_on=date(2026, 11, 20),
            delivered_at=MORNING, copy=False, secrecy=secret,
        )  # fmt: skip
        incomings.add(copy, announcing=events.IncomingDelivered.of(copy), action="deliver")

    seen, cursor = [], None
    while True:
        lines = [kind(db, on("north.registrar"), lambda *_: None) for kind in (DocumentCollection, IncomingCollection)]
        wanted = {"kind": None, "year": None, "organ": None, "direction": "incoming", "cursor": cursor, "limit": 7}
        page = app.search(*lines, actor=actor("north.registrar"), q="天文台", **wanted)
        seen += [each["id"] for each in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break

    assert len(seen) == len(set(seen)) == 29 and incoming_id("text07", "north") not in seen


def test_what_was_called_back_is_not_found_by_what_it_said(db: Any) -> None:
    copies = IncomingCollection(db, on("west.registrar"), lambda *_: None)
    copy = replace(
        copies.get(incoming_id("sent", "west")), id=incoming_id("sent", "north"), organ="north", version=0, kept=None
    )
    kept = copies.add(copy, announcing=events.IncomingDelivered.of(copy), action="deliver")
    before = found(db, "north.registrar", "锅炉房")

    gone = replace(kept, status=IncomingStatus.RECALLED)
    copies.save(gone, announcing=events.IncomingRecalled.of(gone), action="recall")

    assert len(before) == 1 and found(db, "north.registrar", "锅炉房") == []


def test_whoever_is_named_finds_it_and_among_what_names_them_alone(db: Any) -> None:
    kept = IncomingCollection(db, on("west.registrar"), lambda *_: None)
    entry = replace(
        kept.get(incoming_id("sent", "west")),
        handler="p-west.handler",
        readers=(Reader(Person("p-west.clerk", "王敏")),),
    )
    kept.save(entry, announcing=events.IncomingDelivered.of(entry), action="name")

    for who in ("west.handler", "west.clerk", "west.leader"):
        assert [each["id"] for each in found(db, who, "锅炉", direction="incoming")] == [entry.id]
    assert kept.sought(actor("west.handler"), ["锅炉"]) == [[f"{searchable.PERSON}p-west.handler", "锅炉"]]


def test_an_overseer_looks_below_alone(db: Any) -> None:
    kept = DocumentCollection(db, on("nanhu.admin"), lambda *_: None)

    assert [f"{searchable.ABOVE}nanhu", f"{searchable.TITLE}冬季"] in kept.sought(actor("nanhu.admin"), ["冬季"])
    assert "sent" in {each["id"] for each in found(db, "nanhu.admin", "冬季")}
    assert found(db, "beihu.admin", "冬季") == []
