"""What a process holds at hand of people's lists is what the store would answer, whatever changed meanwhile."""

from random import Random
from typing import Any

import pytest

from services.notifications.changes.store import Changes
from services.notifications.domain import Box
from services.notifications.shelf import BOXES, Lying, Shelf
from services.notifications.store import WaitingRecords
from shared.actor import Actor
from shared.turn import NOBODYS
from tests.stores.test_collections import client  # noqa: F401

AT = "2026-03-02T01:00:00.000+00:00"
KEYS = ("p:li", "p:wang", "o:east:director", "o:west:director")
PEOPLE = [
    Actor("li", "li", "li", "east", ("nanhu", "east"), frozenset({"director"})),
    Actor("wang", "wang", "wang", "west", ("nanhu", "west"), frozenset()),
]


@pytest.fixture
def db(client: Any, request: pytest.FixtureRequest) -> Any:  # noqa: F811
    found = client[f"tongban_s{abs(hash(request.node.name)) % 10**8}"]
    for kind in (WaitingRecords, Changes):
        kind.prepare(found)
    return found


def change(kept: WaitingRecords, line: Changes, rng: Random, version: int) -> None:
    """Let an event of some record be kept, as the service does."""
    record = str(rng.randrange(6))
    waits = [{"box": rng.choice(("todo", "toread")), "whom": rng.sample(KEYS, rng.randrange(3)), "due_on": None}]
    turn = {**NOBODYS, "type": "document", "waits": waits, "mine": rng.sample(KEYS, rng.randrange(2))}
    keys = kept.keep(f"documents:{record}", version, AT, turn, None)
    line.add(keys, type="document", record_id=record, version=version)


def contents(lying: Lying) -> dict[Box, dict[str, int]]:
    return {box: {each["_id"]: each["version"] for each in lying.of(box)} for box in BOXES}


def test_what_is_at_hand_is_what_the_store_answers(db: Any) -> None:
    kept, line, shelf, rng = WaitingRecords(db), Changes(db), Shelf(), Random(7)
    for version in range(1, 60):
        change(kept, line, rng, version)
        for who in PEOPLE:
            assert contents(shelf.open(kept, line, who)) == contents(Lying(kept, who)), version


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
