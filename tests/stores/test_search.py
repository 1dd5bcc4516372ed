"""Search finds what has the words, wherever they stand, and shows it to nobody who may not see it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.documents.domain import Named, Urgency
from services.documents.incoming.domain import Incoming, incoming_id
from services.documents.incoming.store import IncomingCollection
from services.documents.outgoing import store
from services.documents.outgoing.domain import DocumentStatus
from services.documents.outgoing.store import DocumentCollection
from services.documents.search import app
from shared.contracts import documents as facts
from shared.runtime.embedded_store import EmbeddedStore
from shared.runtime.store import Journal, connect, keep_derived
from tests.stores.test_collections import document
from tests.support.office import MORNING, actor, on

BODY = "各校区：请检查锅炉房。联系人欧阳慧敏。"


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    store = EmbeddedStore(tmp_path_factory.mktemp("search"))
    store.start()
    client = connect(store.uri)
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
    documents.add(sent, announcing=facts.DocumentDrafted.of(sent), action="draft")
    draft = replace(document("draft"), title="关于锅炉房的通知（草稿）")
    documents.add(draft, announcing=facts.DocumentDrafted.of(draft), action="draft")
    copy = Incoming(
        id=incoming_id("sent", "west"), document_id="sent", organ="west", sender=Named("east", "东校区"), number=number,
        kind="notice", title=sent.title, urgency=Urgency.NORMAL, signed_on=date(2026, 11, 20), delivered_at=MORNING,
        copy=False,
    )  # fmt: skip
    incomings.add(copy, announcing=facts.IncomingDelivered.of(copy), action="deliver")
    yield db
    client.close()
    store.stop()


def found(db: Any, who: str, q: str, **wanted: Any) -> list[dict[str, Any]]:
    lines = [kind(db, on(who), lambda *_: None) for kind in (DocumentCollection, IncomingCollection)]
    wanted = {"kind": None, "year": None, "organ": None, "direction": None, "cursor": None, "limit": 20, **wanted}
    items: list[dict[str, Any]] = app.search(*lines, actor=actor(who), q=q, **wanted)["items"]
    return items


@pytest.mark.parametrize("q", ["锅炉房", "炉", "安全工作", "欧阳慧敏", "南实验东发〔2026〕1号", "冬季 锅炉", "西校区"])
def test_words_are_found_in_title_text_number_and_names(db: Any, q: str) -> None:
    assert "sent" in {each["id"] for each in found(db, "east.director", q)}


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

    made = journal.reindex()

    assert lost == [] and made == 1 and len(found(db, "east.director", "冬季")) == 1
    assert list(journal.breaks()) == []


def test_what_a_process_that_ended_never_indexed_is_found_after_the_sweep(db: Any) -> None:
    class Ended(DocumentCollection):
        def _keep_derived(self, records: Any) -> None:
            raise InterruptedError

    cut = replace(document("cut"), title="关于游泳池的通知")
    with pytest.raises(InterruptedError):
        Ended(db, on("east.clerk"), lambda *_: None).add(cut, announcing=facts.DocumentDrafted.of(cut), action="draft")
    lost = found(db, "east.clerk", "游泳池")

    Journal(db, (DocumentCollection, IncomingCollection)).unpublished(MORNING, 100)

    assert lost == [] and [each["id"] for each in found(db, "east.clerk", "游泳池")] == ["cut"]


def test_a_write_that_comes_late_leaves_what_a_newer_one_is_found_by(db: Any) -> None:
    kept = DocumentCollection(db, on("east.clerk"), lambda *_: None)
    first = replace(document("late"), title="关于图书馆的通知")
    kept.add(first, announcing=facts.DocumentDrafted.of(first), action="draft")
    second = replace(kept.get("late"), title="关于体育馆的通知")
    kept.save(second, announcing=facts.DocumentRevised(document_id="late", changed=("title",)), action="revise")

    keep_derived(
        kept.found_by_in(db), [kept.found_by({"_id": "late", "version": 1, "created_at": MORNING, **kept._dump(first)})]
    )

    assert found(db, "east.clerk", "图书馆") == [] and len(found(db, "east.clerk", "体育馆")) == 1


def test_a_common_word_is_paged_through_without_gap_or_repeat(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "LOT", 3)
    kept = DocumentCollection(db, on("east.clerk"), lambda *_: None)
    hidden = DocumentCollection(db, on("east.clerk"), lambda *_: None)
    ids = []
    for place in range(14):
        other = place % 3 == 0
        each = replace(
            document(f"page{place:02}"), title="关于运动会的通知", drafter="p-east.other" if other else "p-east.clerk"
        )
        (hidden if other else kept).add(each, announcing=facts.DocumentDrafted.of(each), action="draft")
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
