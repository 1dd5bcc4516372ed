"""People and organs found by name in the store: in every way of typing, page by page, and within the district."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from services.directory.app import people_of
from services.directory.domain import Organ, OrganKind, Person, RoleName
from services.directory.store import OrganCollection, PersonCollection
from shared.pages import BadCursor, Page
from tests.support.directory import disabled
from tests.support.office import PATHS, actor, on

SURNAMES, GIVEN = "王李张刘陈单", "伟芳晓东"


def person(username: str, name: str, organ: str = "east", *roles: RoleName) -> Person:
    return Person(
        id=f"p-{username}", username=username, name=name, organ=organ, path=PATHS[organ], post="教师",
        roles=roles or (RoleName.HANDLER,), password="#",
    )  # fmt: skip


@pytest.fixture(scope="module")
def db(client: Any) -> Iterator[Any]:
    yield client["names"]


@pytest.fixture(scope="module")
def people(db: Any) -> PersonCollection:
    PersonCollection.prepare(db)
    found = PersonCollection(db, on("east.clerk"), lambda *_: None)
    staff = [
        person("cxd", "陈晓东", "east", RoleName.LEADER), person("dx", "董晓", "west"), person("sxx", "单雄信", "main"),
        person("lake", "陈晓东", "lake"), replace(person("gone", "陈晓冬"), active=False),
        *(person(f"w{n}", f"王{GIVEN[n % 4]}{GIVEN[n % 3]}", ("east", "west")[n % 2]) for n in range(60)),
    ]  # fmt: skip
    found.add_all([(each, each.recorded()) for each in staff], action="import")
    return found


def named(people: PersonCollection, typed: str, organ: str | None = None, role: str | None = None) -> list[str]:
    return [each.id for each in people.of_organ("nanhu", organ, typed=typed, role=role, cursor=None, limit=20).items]


def test_people_are_found_in_every_way_of_typing_and_not_those_of_another_district_or_disabled(
    people: PersonCollection,
) -> None:
    for typed in ("陈晓", "chenxiaodong", "cxd", "chen dong", "chenxd"):
        assert named(people, typed) == ["p-cxd"], typed
    assert named(people, "shan") == ["p-sxx"] and named(people, "dan") == [] and named(people, "··") == []


def test_whose_name_begins_with_it_comes_first(people: PersonCollection) -> None:
    assert named(people, "dong")[0] == "p-dx" and "p-cxd" in named(people, "dong", organ="east")


def test_organ_and_role_narrow_what_a_name_finds(people: PersonCollection) -> None:
    assert named(people, "xd", organ="east", role="leader") == ["p-cxd"]
    assert named(people, "cxd", organ="west") == [] and named(people, "cxd", role="clerk") == []
    assert named(people, "cxd", organ="shiyan") == named(people, "cxd", organ="nanhu") == ["p-cxd"]
    assert [each.id for each in people.of_organ("nanhu", None, role="leader", cursor=None, limit=9).items] == ["p-cxd"]


@pytest.mark.parametrize(
    ("typed", "organ", "count"), (("w", None, 60), ("wang", "east", 30), ("王", None, 60), ("x", None, 33))
)
def test_pages_hold_everybody_once(people: PersonCollection, typed: str, organ: str | None, count: int) -> None:
    seen, cursor = list[str](), None
    while True:
        page = people.of_organ("nanhu", organ, typed=typed, cursor=cursor, limit=7)
        seen += [each.id for each in page.items]
        cursor = page.next
        if cursor is None:
            break

    assert len(seen) == len(set(seen)) == count


def test_a_place_that_is_none_is_refused(people: PersonCollection) -> None:
    for cursor in ("x", "WzEsMl0", "WyJhIl0"):
        with pytest.raises(BadCursor):
            people.of_organ("nanhu", None, typed="w", cursor=cursor, limit=7)


def test_who_is_disabled_is_found_no_more(people: PersonCollection) -> None:
    new = person("rare", "欧阳修")
    kept = people.add(new, announcing=new.recorded(), action="import")
    assert named(people, "ouyang") == ["p-rare"]

    after, event = disabled(kept)
    people.save(after, announcing=event, action="disable")

    assert named(people, "ouyang") == []


def test_what_was_kept_before_there_were_keys_is_found_after_a_start(db: Any, people: PersonCollection) -> None:
    PersonCollection.found_by_in(db).delete_many({})
    assert named(people, "cxd") == []

    PersonCollection.prepare(db)

    assert named(people, "cxd") == ["p-cxd"]


def test_people_are_found_by_the_name_of_their_campus_where_nobody_is_called_so(
    people: PersonCollection, db: Any
) -> None:
    OrganCollection.prepare(db)
    organs = OrganCollection(db, on("east.clerk"), lambda *_: None)
    west = Organ(
        id="west",
        name="西校区",
        short_name="西区",
        kind=OrganKind.CAMPUS,
        parent="main",
        path=PATHS["west"],
        issuer_code="",
    )
    organs.add(west, announcing=west.recorded(), action="import")

    def listed(typed: str, cursor: str | None = None) -> Page[Person]:
        return people_of(people, organs, None, typed, actor=actor("east.clerk"), cursor=cursor, limit=20)

    first = listed("西校区")
    rest = listed("西校区", first.next)

    assert {each.organ for each in (*first.items, *rest.items)} == {"west"}
    assert len({each.id for each in (*first.items, *rest.items)}) == 31
    assert [each.id for each in listed("xixiaoqu").items] == [each.id for each in first.items]
    assert [each.id for each in listed("陈晓").items] == ["p-cxd"] and listed("没有").items == []


def test_organs_are_found_by_any_part_of_either_name(db: Any) -> None:
    OrganCollection.prepare(db)
    organs = OrganCollection(db, on("east.clerk"), lambda *_: None)
    east = Organ(
        id="east",
        kind=OrganKind.CAMPUS,
        name="南湖实验学校东校区",
        short_name="东区",
        parent="shiyan",
        path=PATHS["east"],
    )
    organs.add(east, announcing=east.recorded(), action="import")

    for typed in ("东校区", "dxq", "dongxiaoqu", "实验学校东", "东区", "nhsyxx"):
        assert [each.id for each in organs.by_name("nanhu", typed, cursor=None, limit=5).items] == ["east"], typed
    assert organs.by_name("beihu", "dxq", cursor=None, limit=5).items == []
    assert [each.id for each in organs.bearing("nanhu", ["东区", "别的"])] == ["east"]
    assert organs.bearing("nanhu", ["东"]) == organs.bearing("beihu", ["东区"]) == []
