"""Search words and names are text to the store and never part of a query."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from services.directory.domain import ADDRESS_FAILURES_ALLOWED
from services.directory.store import Attempts, OrganCollection, PersonCollection
from services.documents.incoming.store import IncomingCollection
from services.documents.outgoing.domain import Document
from services.documents.outgoing.store import DocumentCollection
from services.meetings.store import MeetingCollection
from services.reception.store import VisitCollection
from services.training.store import CourseCollection
from shared.contracts import documents as events
from shared.listing import Listing
from shared.office import Named
from shared.pages import BadCursor
from tests.support.office import MORNING, PATHS, actor, on

HOSTILE = (
    '{"$gt": ""}',
    "$where",
    "$ne",
    "a.b",
    ".*",
    "^",
    "(a+)+$",
    "\\",
    "[",
    "status.$ne",
    "$$ROOT",
    "\u202e",
    "'; return true; //",
)


@pytest.fixture
def db(client: Any) -> Any:
    client.drop_database("tongban_hostile")
    return client["tongban_hostile"]


def kept(db: Any, kind: Any) -> Any:
    kind.prepare(db)
    return kind(db, on("east.clerk"), lambda *_: None)


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_find_nothing_but_themselves(db: Any, words: str) -> None:
    documents = kept(db, DocumentCollection)
    for number, title in enumerate(("通知", words)):
        new = Document(
            id=f"d{number}", kind="notice", title=title, body="正文", organ="east", organ_name="东校区", path=PATHS["east"],
            drafter="p-east.clerk", drafter_name="陈晓东", addressees=(Named("west", "西校区"),),
        )  # fmt: skip
        documents.add(new, announcing=events.DocumentDrafted.of(new), action="draft")
    clerk, page = actor("east.clerk"), {"cursor": None, "limit": 20}

    found = documents.search(clerk, Listing(q=words)).items
    assert [each.id for each in found] == ["d1"]
    assert not documents.search(clerk, Listing(status=words)).items
    assert not documents.search(clerk, Listing(kind=words)).items
    assert not documents.search(actor("main.clerk"), Listing(q=words)).items
    assert documents.find(words) is None and documents.last_in_series(words) == 0
    with pytest.raises(BadCursor):
        documents.search(clerk, Listing(cursor=words))
    assert not kept(db, IncomingCollection).search(clerk, Listing(status=words)).items
    assert not kept(db, IncomingCollection).search(clerk, Listing(q=words)).items
    assert not kept(db, MeetingCollection).search(clerk, Listing(status=words, kind=words)).items
    assert not kept(db, VisitCollection).search(clerk, Listing(status=words)).items
    assert not kept(db, CourseCollection).search(clerk, Listing(status=words)).items
    assert kept(db, PersonCollection).by_username(words) is None
    assert not kept(db, PersonCollection).of_organ("nanhu", words, **page).items
    assert not kept(db, OrganCollection).of_district(words, **page).items


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_that_is_no_name_is_counted_like_any_other(db: Any, name: str) -> None:
    attempts = Attempts(db)

    counted = [attempts.begin(name, "203.0.113.5", MORNING) for _ in range(6)]

    assert counted[:5] == [None] * 5 and counted[5] == MORNING + timedelta(minutes=15)
    assert attempts.begin("somebody", "203.0.113.5", MORNING) is None
    assert attempts.begin(name, "203.0.113.6", MORNING) is None  # a stranger's guesses lock nobody out elsewhere
    assert attempts.begin(name, "203.0.113.5", MORNING + timedelta(minutes=16)) is None


def test_a_lock_is_seen_while_it_lasts_and_of_the_names_asked_for_only(db: Any) -> None:
    attempts, until = Attempts(db), MORNING + timedelta(minutes=15)
    for address in ("203.0.113.5", "203.0.113.6"):
        for _ in range(4):
            attempts.begin("east.clerk", address, MORNING)
    assert attempts.locks(["east.clerk"], MORNING) == {}

    attempts.begin("east.clerk", "203.0.113.6", MORNING)

    assert attempts.locks(["east.clerk", "east.clerks", "east"], MORNING) == {"east.clerk": until}
    assert attempts.locks(["east"], MORNING) == attempts.locks([], MORNING) == {}
    assert attempts.locks(["east.clerk"], until) == {}
    attempts.forget_all("east.clerk")
    assert attempts.locks(["east.clerk"], MORNING) == {}


def test_an_address_that_fails_often_waits_and_is_forgiven_in_time(db: Any) -> None:
    attempts = Attempts(db)

    def fails(at: datetime, address: str = "203.0.113.5") -> datetime | None:
        until = attempts.begin_from(address, at)
        if until is None:
            attempts.failed(address, at)
        return until

    for _ in range(ADDRESS_FAILURES_ALLOWED):
        assert fails(MORNING) is None
    assert fails(MORNING) == MORNING + timedelta(seconds=1)
    soon = MORNING + timedelta(seconds=1)
    assert fails(soon) is None and fails(soon) == MORNING + timedelta(seconds=3)
    assert fails(MORNING, "203.0.113.6") is None
    later = MORNING + timedelta(minutes=16)
    assert fails(later) is None and fails(later) is None


def test_an_office_that_signs_in_at_once_is_not_taken_for_somebody_who_guesses(db: Any) -> None:
    attempts = Attempts(db)
    for _ in range(3 * ADDRESS_FAILURES_ALLOWED):
        assert attempts.begin_from("203.0.113.5", MORNING) is None
        attempts.forgive("203.0.113.5")

    assert attempts.begin_from("203.0.113.5", MORNING) is None
    attempts.failed("203.0.113.5", MORNING)

    assert attempts.begin_from("203.0.113.5", MORNING) is None
