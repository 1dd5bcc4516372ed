"""Lists of documents in the requested order, page by page, found by words of title, number or sender."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.documents.incoming import app as incoming
from services.documents.incoming.domain import IncomingStatus
from services.documents.incoming.store import IncomingCollection
from services.documents.outgoing import app as outgoing
from services.documents.outgoing.domain import Answered, DocumentStatus
from services.documents.outgoing.store import DocumentCollection
from shared.contracts import documents as events
from shared.office import Named
from tests.support.office import actor, on
from tests.unit.documents.test_incoming import Desk, assessed

DUE = (date(2026, 12, 9), None, date(2026, 12, 1), date(2026, 12, 5), None)


@pytest.fixture(scope="module")
def lists(client: Any) -> Iterator[tuple[DocumentCollection, IncomingCollection]]:
    db = client["lists"]
    for each in (DocumentCollection, IncomingCollection):
        each.prepare(db)
    desk = Desk()
    copy = desk.incomings.find(assessed(desk))
    drafted = next(each for each in desk.documents.held(list(desk.documents.records)).values())
    assert copy is not None
    for place, due in enumerate(DUE):
        occasion = on("east.registrar", hours=place)
        one = replace(
            copy,
            sender=Named("east", "东校区"),
            id=f"i{place}",
            version=0,
            number=f"东发〔2026〕{place}号",
            due_on=due,
            register_sequence=place + 1,
        )
        one = replace(one, status=IncomingStatus.RECALLED) if place == 4 else one
        event = events.IncomingDelivered.of(one)
        IncomingCollection(db, occasion, lambda *_: None).add(one, announcing=event, action="deliver")
        mine = replace(drafted, id=f"d{place}", version=0, sequence=place + 1)
        documents = DocumentCollection(db, occasion, lambda *_: None)
        kept = documents.add(mine, announcing=events.DocumentDrafted.of(mine), action="draft")
        if place == 1:
            late = DocumentCollection(db, on("east.clerk", hours=24), lambda *_: None)
            late.save(kept, announcing=events.DocumentVerified.of(kept), action="verify")
    now = on("east.clerk", hours=48)
    yield DocumentCollection(db, now, lambda *_: None), IncomingCollection(db, now, lambda *_: None)


def everything(search: Any, kept: Any, who: str, **wanted: Any) -> list[str]:
    items, cursor = [], None
    while True:
        page = search(kept, actor=actor(who), cursor=cursor, limit=2, status=None, **wanted)
        items += [each["id"] for each in page["items"]]
        cursor = page["next"]
        if cursor is None:
            return items


def test_documents_are_listed_by_when_they_were_drafted_or_last_changed(lists: Any) -> None:
    asked = {"who": "east.registrar", "kind": None, "q": None}

    assert everything(outgoing.search, lists[0], **asked) == ["d4", "d3", "d2", "d1", "d0"]
    assert everything(outgoing.search, lists[0], sort="created", **asked) == ["d0", "d1", "d2", "d3", "d4"]
    assert everything(outgoing.search, lists[0], sort="-changed", **asked) == ["d1", "d4", "d3", "d2", "d0"]


def test_what_is_due_first_comes_first_and_what_has_no_deadline_last(lists: Any) -> None:
    assert everything(incoming.search, lists[1], "west.director", sort="due") == ["i2", "i3", "i0", "i4", "i1"]


def test_what_was_changed_of_late_is_listed_page_by_page_whatever_its_age(lists: Any) -> None:
    changed = {each["id"]: each["updated_at"] for each in _rows(outgoing.search, lists[0], "east.registrar", kind=None)}
    latest = max(changed.values())

    assert everything(outgoing.search, lists[0], "east.registrar", kind=None, updated_since=latest) == ["d1"]
    assert everything(outgoing.search, lists[0], "east.registrar", kind=None, updated_since=changed["d2"]) == [
        each for each in ("d4", "d3", "d2", "d1", "d0") if changed[each] >= changed["d2"]
    ]
    assert everything(outgoing.search, lists[0], "west.registrar", kind=None, updated_since=changed["d2"]) == []


def test_incoming_papers_are_narrowed_to_those_due_before_a_day(lists: Any) -> None:
    asked = {"who": "west.director", "due_before": "2026-12-05"}

    assert everything(incoming.search, lists[1], **asked) == ["i2"]
    assert everything(incoming.search, lists[1], sort="due", **{**asked, "due_before": "2026-12-10"}) == [
        "i2",
        "i3",
        "i0",
    ]


def _rows(search: Any, kept: Any, who: str, **wanted: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = search(kept, actor=actor(who), cursor=None, limit=100, status=None, **wanted)["items"]
    return rows


def test_incoming_papers_are_found_by_number_and_sender_but_not_by_words_that_were_called_back(lists: Any) -> None:
    assert everything(incoming.search, lists[1], "west.director", q="〔2026〕3号") == ["i3"]
    assert everything(incoming.search, lists[1], "west.director", q="东校区", sort="created") == [
        "i0",
        "i1",
        "i2",
        "i3",
    ]
    assert everything(incoming.search, lists[1], "west.director", q="〔2026〕4号") == []
    assert everything(incoming.search, lists[1], "north.director", q="东校区") == []


def test_what_answers_an_incoming_document_is_found_once_released_and_as_long_as_it_stands(
    lists: tuple[DocumentCollection, IncomingCollection],
) -> None:
    documents, _ = lists
    past = documents.get("d0")
    asked, released = Answered("asked", Named("west", "西校区"), "西发〔2026〕1号", "request"), past.created_at
    forms: dict[str, dict[str, Any]] = {
        "drafted": {"released_at": None}, "released": {"released_at": released}, "elsewhere": {"released_at": released, "answers": None},
        "recalled": {"released_at": released, "recalled_at": released},
        "revoked": {"released_at": released, "status": DocumentStatus.REVOKED},
    }  # fmt: skip
    for place, (name, changes) in enumerate(forms.items()):
        one = replace(past, id=name, version=0, sequence=100 + place, **{"answers": asked, **changes})
        documents.add(one, announcing=events.DocumentDrafted.of(one), action="draft")

    assert [each.id for each in documents.replies("asked")] == ["released"] and documents.replies("other") == []
