"""Turns told anew after an upgrade: every record once, written only if it differs, going on where it was left."""

from collections.abc import Mapping
from typing import Any

import pytest

from services.notifications.anew import store as anew
from services.notifications.anew.store import PAGE, Progress, TurnsAnew
from services.notifications.changes.store import Changes
from services.notifications.store import WaitingRecords
from shared.errors import Unavailable
from shared.runtime.service import TURNS_OF
from shared.vacancy import Staff
from tests.stores.test_changes import AT, waits

NOBODY: Any = Staff(None)  # type: ignore[arg-type]


@pytest.fixture
def db(client: Any, request: pytest.FixtureRequest) -> Any:
    found = client[f"tongban_{abs(hash(request.node.name)) % 10**8}"]
    for kind in (WaitingRecords, Changes):
        kind.prepare(found)
    return found


class Service:
    """A service of some release, with records that wait for people."""

    def __init__(self, *whom: str, release: str = "2") -> None:
        self.release, self.asked = release, list[tuple[str, int]]()
        self.items = [
            {"source": f"documents:{number:04}", "version": 3, "at": AT, "turn": whole(waits(each)), "acted": ["li"]}
            for number, each in enumerate(whom)
        ]

    def __call__(self, service: str, after: str, limit: int) -> Mapping[str, Any]:
        self.asked.append((after, limit))
        return {"release": self.release, "items": [each for each in self.items if each["source"] > after][:limit]}


def whole(turn: Mapping[str, Any]) -> dict[str, Any]:
    return {**turn, "organ": "east", "mine": []}


def run(db: Any, service: Any, *, pages: int = 1000) -> int:
    """Run the work, and stop it after a number of pages."""
    rests = list[float]()
    return TurnsAnew(db).run(
        ["documents"], service, lambda: NOBODY, rest=rests.append, stopping=lambda: len(rests) >= pages,
        progress=Progress(),
    )  # fmt: skip


def boxes(db: Any) -> dict[str, list[str]]:
    return {each["_id"]: each["box_todo"] for each in db["waiting"].find()}


@pytest.fixture(autouse=True)
def vacancies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anew, "vacancy_of", lambda wait, staff: None)


def test_what_a_new_release_tells_differently_is_stored_and_told_to_those_before_and_after(db: Any) -> None:
    kept = WaitingRecords(db)
    kept.keep("documents:0000", 3, AT, whole(waits("p:li")), "li")
    kept.keep("documents:0001", 3, AT, whole(waits("p:chen")), "li")

    changed = run(db, Service("p:wang", "p:chen"))

    assert changed == 1
    assert boxes(db) == {"documents:0000": ["p:wang"], "documents:0001": ["p:chen"]}
    assert [sorted(each["keys"]) for each in db["changes"].find({"keys.0": {"$exists": True}})] == [["p:li", "p:wang"]]


def test_each_release_is_asked_once_and_another_one_again(db: Any) -> None:
    service = Service("p:wang")
    run(db, service)
    run(db, service)
    again = list(service.asked)
    service.release = "3"
    run(db, service)

    assert again == [("", 0), ("", PAGE), ("", 0)]
    assert service.asked[len(again) :] == [("", 0), ("", PAGE)]


def test_a_store_without_turns_begins_with_the_release_it_has_and_one_with_turns_does_not(db: Any) -> None:
    service = Service("p:wang", release=TURNS_OF)
    TurnsAnew.prepare(db)
    run(db, service)
    first = list(service.asked)
    service.release = "3"
    run(db, service)
    again = service.asked[len(first) :]
    db["derivations"].drop()
    TurnsAnew.prepare(db)

    assert first == [("", 0)]
    assert again == [("", 0), ("", PAGE)]
    assert db["derivations"].find_one() is None


def test_work_that_was_interrupted_goes_on_where_it_was_left(db: Any) -> None:
    service = Service(*["p:wang"] * (PAGE + 5))
    run(db, service, pages=1)
    left = service.asked.pop()
    run(db, service)

    assert left == ("", PAGE)
    assert service.asked[-1] == (f"documents:{PAGE - 1:04}", PAGE)
    assert len(boxes(db)) == PAGE + 5


def test_a_later_event_is_left_alone_and_a_service_that_is_away_is_asked_again(db: Any) -> None:
    WaitingRecords(db).keep("documents:0000", 4, AT, whole(waits("p:zhao")), "zhao")

    def away(*_: object) -> Mapping[str, Any]:
        raise Unavailable()

    assert run(db, away) == 0
    assert run(db, Service("p:wang")) == 0
    assert boxes(db) == {"documents:0000": ["p:zhao"]}


def test_one_process_does_it_at_a_time(db: Any) -> None:
    inner = list[int]()

    class Busy(Service):
        def __call__(self, service: str, after: str, limit: int) -> Mapping[str, Any]:
            if limit and not inner:
                inner.append(-1)
                inner[:] = [run(db, Service("p:li", release="2"))]
            return super().__call__(service, after, limit)

    assert run(db, Busy("p:wang")) == 1
    assert inner == [0]
