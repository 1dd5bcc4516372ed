"""The cached staff of an organ equals the store's answer, whoever came or left."""

from typing import Any

import pytest

from services.notifications.staff import StaffAtHand
from services.notifications.store import StaffStamps
from shared.contracts.directory import PersonRecorded

WANTED = {"organ": "east", "roles": {"$in": ["director", "leader"]}, "active": True}


class People:
    """People of the store, and the number of queries."""

    def __init__(self, docs: Any) -> None:
        self.docs, self.asked = docs, 0

    def put(self, name: str, *roles: str, organ: str = "east", active: bool = True) -> None:
        told = PersonRecorded(person_id=name, username=name, name=name, organ=organ, path=("nanhu", organ), post="",
                              roles=roles, active=active)  # fmt: skip
        self.docs.replace_one({"_id": name}, {"_id": name, **told.to_wire()}, upsert=True)

    def where(self, kind: type[Any], query: Any) -> list[Any]:
        self.asked += 1
        return [kind.read(each) for each in self.docs.find(query).sort("_id", 1)]


@pytest.fixture
def people(client: Any, request: pytest.FixtureRequest) -> People:
    return People(client[request.node.name[:60]]["copy_person_recorded"])


def test_posts_are_read_once_until_somebody_of_the_organ_changed(people: People) -> None:
    stamps: Any = StaffStamps(people.docs.database)
    staff: Any = StaffAtHand(people, stamps)  # type: ignore[arg-type]
    people.put("li", "director")
    people.put("he", "handler")

    def found() -> list[str]:
        return [each.person_id for each in staff.where(PersonRecorded, WANTED)]

    assert found() == found() == ["li"] and people.asked == 1
    people.put("wu", "leader", "handler")
    stamps.renew(["west"])
    assert found() == ["li"]
    stamps.renew(["east"])
    assert found() == ["li", "wu"] and people.asked == 2
    people.put("li", "director", active=False)
    people.put("wu", "leader", organ="west")
    stamps.renew(["east", "west"])
    assert found() == []
    assert [each.person_id for each in staff.where(PersonRecorded, {**WANTED, "organ": "west"})] == ["wu"]


def test_what_is_not_about_posts_is_asked_of_the_store(people: People) -> None:
    staff: Any = StaffAtHand(people, StaffStamps(people.docs.database))  # type: ignore[arg-type]
    people.put("he", "handler")

    assert [each.person_id for each in staff.where(PersonRecorded, {"organ": "east"})] == ["he"]
    assert [each.person_id for each in staff.where(PersonRecorded, {**WANTED, "roles": "handler"})] == ["he"]
    assert [each.person_id for each in staff.where(PersonRecorded, {**WANTED, "roles": {"$in": ["handler"]}})] == ["he"]
    assert people.asked == 3
