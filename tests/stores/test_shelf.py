"""The cached task lists equal the store's answer, whatever changed meanwhile."""

from datetime import UTC, datetime
from itertools import product
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from services.notifications import app
from services.notifications.changes.store import Changes
from services.notifications.domain import Box, Sort, lies_in
from services.notifications.shelf import BOXES, Lying, Shelf
from services.notifications.store import WaitingRecords
from shared.actor import Actor
from shared.turn import NOBODYS

AT = "2026-03-02T01:00:00.000+00:00"
KEYS = ("p:li", "p:wang", "o:east:director", "o:west:director")
LATER = "2026-03-03T01:00:00.000+00:00"
PEOPLE = [
    Actor("li", "li", "li", "east", ("nanhu", "east"), frozenset({"director"})),
    Actor("wang", "wang", "wang", "west", ("nanhu", "west"), frozenset()),
]


@pytest.fixture
def db(client: Any, request: pytest.FixtureRequest) -> Any:
    found = client[f"tongban_s{abs(hash(request.node.name)) % 10**8}"]
    for kind in (WaitingRecords, Changes):
        kind.prepare(found)
    return found


def change(kept: WaitingRecords, line: Changes, rng: Random, version: int) -> None:
    """Store an event of some record, as the service does."""
    record = str(rng.randrange(6))
    waits = [
        {
            "box": rng.choice(("todo", "toread")), "whom": rng.sample(KEYS, rng.randrange(3)), "besides": [],
            "due_on": rng.choice((None, "2026-03-01", "2026-03-09")), "principal": False, "action": {"code": "sign"},
            "left": {"whom": ["o:east:director"]} if rng.random() < 0.3 else None,
            "there": {"source": f"meetings:{rng.randrange(2)}", "present": False, "after": []} if rng.random() < 0.2 else None,
        }
    ]  # fmt: skip
    mine = rng.sample(KEYS, rng.randrange(2))
    turn = {**NOBODYS, "type": rng.choice(("document", "task")), "knows": KEYS, "waits": waits, "mine": mine}
    keys = kept.keep(f"documents:{record}", version, rng.choice((AT, LATER)), turn, None)
    line.add(keys, type=turn["type"], record_id=record, version=version)


def contents(lying: Lying) -> dict[Box, dict[str, int]]:
    return {box: {each["_id"]: each["version"] for each in lying.of(box)} for box in BOXES}


def test_what_is_at_hand_is_what_the_store_answers(db: Any) -> None:
    kept, line, shelf, rng = WaitingRecords(db), Changes(db), Shelf(), Random(7)
    for version in range(1, 60):
        change(kept, line, rng, version)
        for who in PEOPLE:
            assert contents(shelf.open(kept, line, who)) == contents(Lying(kept, who)), version


class Staff:
    """The people known from the directory: there are no leaders, and those who left vary."""

    def __init__(self) -> None:
        self.left: set[str] = set()

    def find(self, kind: Any, thing_id: str) -> Any:
        return None

    def where(self, kind: Any, query: Any) -> list[Any]:
        return []

    def several(self, kind: Any, ids: Any) -> dict[str, Any]:
        return {each: SimpleNamespace(active=False, organ="") for each in ids if each in self.left}


def shown(kept: WaitingRecords, staff: Staff, lying: Lying) -> Any:
    """Return everything shown to a person, two at a time."""
    at, found = datetime(2026, 3, 4, tzinfo=UTC), [app.counts(kept, staff, lying, at=datetime(2026, 3, 4, tzinfo=UTC))]
    for box, sort, kind in product(Box, Sort, (None, "task")):
        cursor: str | None = None
        while True:
            told = {"box": box, "sort": sort, "type": kind, "cursor": cursor, "limit": 2}
            page = app.listed(kept, staff, lying, at=at, **told)  # type: ignore[arg-type]
            found.append(page)
            cursor = page["cursor"]
            if cursor is None:
                break
    return found


def test_a_list_that_follows_changes_is_the_list_read_anew(db: Any) -> None:
    kept, line, shelf, staff, rng = WaitingRecords(db), Changes(db), Shelf(), Staff(), Random(11)
    for version in range(1, 60):
        change(kept, line, rng, version)
        staff.left = {"wang"} if version % 20 > 10 else set()
        for who in PEOPLE:
            held, anew = shown(kept, staff, shelf.open(kept, line, who)), shown(kept, staff, Lying(kept, who))
            assert held == anew, version


def test_a_change_of_one_record_judges_that_one_and_no_other(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, line, shelf, staff = WaitingRecords(db), Changes(db), Shelf(), Staff()
    for number in range(50):
        turn = {**NOBODYS, "type": "document", "knows": ["p:li"], "mine": ["p:li"]}
        kept.keep(f"documents:{number}", 1, AT, turn, None)
    shown(kept, staff, shelf.open(kept, line, PEOPLE[0]))
    judged: list[str] = []

    def judge(record: Any, *told: Any) -> bool:
        judged.append(record["_id"])
        return lies_in(record, *told)

    monkeypatch.setattr(app, "lies_in", judge)

    line.add(kept.keep("documents:7", 2, LATER, turn, None), type="document", record_id="7", version=2)
    page = app.listed(
        kept, staff, shelf.open(kept, line, PEOPLE[0]), at=datetime(2026, 3, 4, tzinfo=UTC), box=Box.MINE,
        sort=Sort.NEWEST, type=None, cursor=None, limit=1,
    )  # fmt: skip

    assert page["items"][0]["record_id"] == "7"
    assert judged == ["documents:7"]


def test_who_moved_or_was_away_for_long_is_read_anew(db: Any) -> None:
    kept, line, shelf = WaitingRecords(db), Changes(db), Shelf()
    change(kept, line, Random(1), 1)
    first = shelf.open(kept, line, PEOPLE[0])
    assert shelf.open(kept, line, PEOPLE[0]) is first

    line.add(["p:li"])

    assert shelf.open(kept, line, PEOPLE[0]) is not first


def test_a_shelf_holds_no_more_than_it_may(db: Any) -> None:
    kept, line, shelf = WaitingRecords(db), Changes(db), Shelf(most=3)
    for number in range(3):
        turn = {**NOBODYS, "type": "document", "mine": ["p:li", "p:wang"]}
        kept.keep(f"documents:{number}", 1, AT, turn, None)

    first = shelf.open(kept, line, PEOPLE[0])
    shelf.open(kept, line, PEOPLE[1])

    assert shelf.open(kept, line, PEOPLE[0]) is not first
