"""Who enters, changes, moves and closes organs and people, and what is refused."""

from functools import partial
from typing import Any

import pytest

from services.directory.administration import organs as organ_steps
from services.directory.administration import people as steps
from services.directory.domain import Organ, OrganKind, Person, RoleName, Session
from services.directory.entering import faults_of_roles, of_bureau
from services.directory.posts.gaps import gaps_of_change
from shared.actor import Actor
from shared.errors import (
    ConfirmationNeeded,
    Forbidden,
    InvalidInput,
    NotFound,
    OfficeError,
    Refused,
    RuleBroken,
    TransitionRefused,
    Unauthenticated,
)
from shared.occasion import Occasion
from tests.support.office import MORNING, PATHS, on
from tests.unit.directory.repositories import Organs, People, Posts, organs, people

NEW = {"username": "east.new", "name": "新来", "organ": "east", "post": "干事", "roles": ["handler"]}
MOVED = {"organ": "west", "post": "德育处干事", "roles": ["handler"], "comment": "工作需要", "confirm": True}


def three(role: str) -> Occasion:
    return Occasion(MORNING, Actor(f"p-{role}", role, role, "nanhu", PATHS["nanhu"], frozenset({role})))


def entered(kept: People, where: Organs, occasion: Occasion, **changes: Any) -> Person:
    return steps.enter(kept.on(occasion), where, {**NEW, **changes}, occasion=occasion)  # type: ignore[arg-type]


def test_a_person_is_entered_without_a_password_by_who_enters_people_only() -> None:
    kept, where = people(), organs()

    person = entered(kept, where, on("nanhu.admin"))

    assert (person.password, person.path, person.roles) == ("", PATHS["east"], (RoleName.HANDLER,))
    assert entered(kept, where, three("system"), username="east.other").active
    for occasion in (on("east.director"), three("security"), three("auditor")):
        with pytest.raises(Forbidden):
            entered(kept, where, occasion, username="east.third")
    assert len(kept.records) == 2


def test_the_three_administrators_are_entered_by_the_system_administrator_and_hold_nothing_besides() -> None:
    kept, where = people(), organs()

    for roles in (["security"], ["district_admin"]):
        with pytest.raises(Forbidden):
            entered(kept, where, on("nanhu.admin"), organ="nanhu", roles=roles)
    with pytest.raises(InvalidInput):
        entered(kept, where, three("system"), organ="nanhu", roles=["security", "clerk"])
    with pytest.raises(InvalidInput):
        entered(kept, where, three("system"), organ="east", roles=["district_admin"])
    assert entered(kept, where, three("system"), organ="nanhu", roles=["security"]).roles == (RoleName.SECURITY,)


def test_a_username_is_taken_once_and_an_organ_must_be_there_and_open() -> None:
    kept, where = people("east.clerk"), organs()
    closed = where.get("desk")
    organ_steps.act(where, People(on("nanhu.admin")), closed.id, "disable", "撤并", occasion=on("nanhu.admin"))

    for changes, code in (
        ({"username": "east.clerk"}, "username_taken"), ({"organ": "lake"}, "unknown_organ"), ({"organ": "desk"}, "organ_disabled"),
    ):  # fmt: skip
        with pytest.raises(InvalidInput) as refused:
            entered(kept, where, on("nanhu.admin"), **changes)
        assert [each["code"] for each in refused.value.errors] == [code]


def test_who_moves_campus_loses_access_at_once_and_keeps_who_they_are() -> None:
    kept, where = people("east.handler"), organs()
    before = kept.get("p-east.handler")
    session = Session(
        id="s", person=before.id, session_version=before.session_version, renewed_at=MORNING, ends_at=on("east.clerk", hours=9).at
    )  # fmt: skip

    after = steps.move(kept, where, before, MOVED, occasion=on("nanhu.admin"))

    assert (after.id, after.organ, after.path, after.post) == (before.id, "west", PATHS["west"], "德育处干事")
    with pytest.raises(Unauthenticated):
        session.check(after, MORNING)
    with pytest.raises(Refused):
        steps.move(kept, where, after, MOVED, occasion=on("nanhu.admin"))
    without = steps.move(kept, where, after, {**MOVED, "organ": "north", "roles": None}, occasion=on("nanhu.admin"))
    assert without.roles == ()


@pytest.mark.parametrize(
    ("wanted", "refusal"),
    [
        ({"organ": "lake"}, InvalidInput), ({"comment": " "}, RuleBroken), ({"post": None}, InvalidInput),
        ({"roles": ["auditor"]}, Forbidden),
    ],
)  # fmt: skip
def test_a_move_that_is_refused_changes_nothing(wanted: dict[str, Any], refusal: type[OfficeError]) -> None:
    kept, where = people("east.handler"), organs()

    with pytest.raises(refusal):
        steps.move(kept, where, kept.get("p-east.handler"), {**MOVED, **wanted}, occasion=on("nanhu.admin"))

    assert kept.get("p-east.handler").version == 1


def test_nobody_changes_their_own_entry_and_nobody_that_of_another_district() -> None:
    kept, where = people("nanhu.admin", "lake.clerk", "east.clerk"), organs()
    change = {"name": None, "post": None, "roles": ["leader"], "confirm": True}

    with pytest.raises(OfficeError) as own:
        steps.change(
            kept,
            where,
            kept.get("p-nanhu.admin"),
            change,
            occasion=Occasion(MORNING, kept.get("p-nanhu.admin").actor()),
        )
    with pytest.raises(NotFound):
        steps.change(kept, where, kept.get("p-lake.clerk"), change, occasion=on("nanhu.admin"))

    assert own.value.status == 403
    assert steps.change(kept, where, kept.get("p-east.clerk"), change, occasion=on("nanhu.admin")).roles == (
        RoleName.LEADER,
    )


def test_who_leaves_holds_nothing_any_more_and_only_the_security_administrator_opens_the_account_again() -> None:
    kept = people("east.clerk", "security")

    gone = steps.act(kept, kept.get("p-east.clerk"), "leave", "退休", occasion=on("nanhu.admin"))

    assert (gone.active, gone.roles) == (False, ())
    with pytest.raises(Forbidden):
        steps.act(kept, gone, "enable", "返聘", occasion=on("nanhu.admin"))
    again = steps.act(kept, gone, "enable", "返聘", occasion=three("security"))
    assert (again.active, again.roles) == (True, ())


ORGAN = {
    "id": "south", "kind": "campus", "name": "南校区", "short_name": None, "parent": "shiyan", "issuer_code": "南实验南发",
    "also_under": None, "rooms": [{"id": "south-1", "name": "会议室", "seats": 20, "keeper": "east.clerk"}],
}  # fmt: skip


def entered_organ(where: Organs, occasion: Occasion, **changes: Any) -> Organ:
    kept = people("east.clerk")
    return organ_steps.enter(where.on(occasion), kept, {**ORGAN, **changes}, occasion=occasion)  # type: ignore[arg-type]


def test_an_organ_is_entered_where_its_kind_may_stand() -> None:
    where = organs()

    south = entered_organ(where, on("nanhu.admin"))

    assert (south.path, south.kind, south.rooms[0].keeper) == (
        ("nanhu", "shiyan", "south"),
        OrganKind.CAMPUS,
        "p-east.clerk",
    )
    for changes in (
        {}, {"id": "s2"}, {"id": "s2", "issuer_code": None, "parent": "east"}, {"id": "s2", "issuer_code": None, "parent": "hubin"},
        {"id": "s2", "issuer_code": None, "also_under": "nanhu"},
    ):  # fmt: skip
        with pytest.raises(InvalidInput):
            entered_organ(where, on("nanhu.admin"), **changes)
    with pytest.raises(Forbidden):
        entered_organ(where, on("east.director"), id="s2")


def test_what_stands_below_an_organ_and_its_people_follow_where_it_is_put() -> None:
    where, kept = organs(), people("east.clerk", "desk.handler")
    other = Organ(
        id="erxiao", kind=OrganKind.SCHOOL, name="二小", short_name="二小", parent="nanhu", path=("nanhu", "erxiao")
    )
    where.add(other, announcing=other.recorded(), action="import")

    moved = organ_steps.act(where, people(), "east", "move", "区划调整", "erxiao", occasion=on("nanhu.admin"))
    for _ in range(2):
        for each in ("east", "desk", "west"):
            organ_steps.follow(where, kept, each)

    assert moved.path == ("nanhu", "erxiao", "east")
    assert where.get("desk").path == ("nanhu", "erxiao", "east", "desk")
    assert kept.get("p-desk.handler").path == ("nanhu", "erxiao", "east", "desk")
    assert kept.get("p-east.clerk").version == 2
    for parent in ("east", "desk", "lake", "erxiao"):
        with pytest.raises(InvalidInput):
            organ_steps.act(where, people(), "east", "move", "再调整", parent, occasion=on("nanhu.admin"))


def test_an_organ_is_closed_when_nobody_works_there_and_nothing_stands_below() -> None:
    where, kept = organs(), people("desk.handler")
    admin = on("nanhu.admin")

    for organ_id in ("east", "desk"):
        with pytest.raises(Refused):
            organ_steps.act(where, kept, organ_id, "disable", "撤并", occasion=admin)
    steps.act(kept, kept.get("p-desk.handler"), "leave", "退休", occasion=admin)
    assert not organ_steps.act(where, kept, "desk", "disable", "撤并", occasion=admin).active
    with pytest.raises(TransitionRefused):
        organ_steps.act(where, kept, "desk", "disable", "撤并", occasion=admin)
    organ_steps.act(where, kept, "east", "disable", "撤并", occasion=admin)
    with pytest.raises(Refused):
        organ_steps.act(where, kept, "desk", "enable", "恢复", occasion=admin)


def test_a_room_that_is_there_stays_and_what_is_not_named_stays() -> None:
    where, kept = organs(), people("east.clerk")
    admin = on("nanhu.admin")
    room = {"id": "r1", "name": "会议室", "seats": 10, "keeper": None}
    organ_steps.change(where, kept, "east", {"rooms": [room], "issuer_code": "南实验东发"}, occasion=admin)

    with pytest.raises(InvalidInput):
        organ_steps.change(where, kept, "east", {"rooms": []}, occasion=admin)
    after = organ_steps.change(where, kept, "east", {"short_name": "东区", "issuer_code": None}, occasion=admin)

    assert (after.name, after.short_name, after.issuer_code, len(after.rooms)) == ("east", "东区", None, 1)


def test_who_is_the_only_one_of_a_post_leaves_after_it_was_said_what_nobody_would_answer_for() -> None:
    kept, where = people("east.registrar", "east.clerk"), organs()
    registrar, gaps = kept.get("p-east.registrar"), partial(gaps_of_change, kept, Posts(on("nanhu.admin")))

    with pytest.raises(ConfirmationNeeded) as refused:
        steps.act(kept, registrar, "leave", "退休", gaps=gaps, occasion=on("nanhu.admin"))
    assert "机要文书" in refused.value.message and "收文签收、登记" in refused.value.message
    with pytest.raises(ConfirmationNeeded):
        steps.move(kept, where, registrar, {**MOVED, "confirm": False}, gaps=gaps, occasion=on("nanhu.admin"))
    with pytest.raises(ConfirmationNeeded):
        change = {"name": None, "post": None, "roles": ["handler"], "confirm": False}
        steps.change(kept, where, registrar, change, gaps=gaps, occasion=on("nanhu.admin"))
    second = {"name": None, "post": None, "roles": ["clerk", "registrar"], "confirm": False}
    steps.change(kept, where, kept.get("p-east.clerk"), second, gaps=gaps, occasion=on("nanhu.admin"))
    assert not steps.act(kept, registrar, "leave", "退休", gaps=gaps, occasion=on("nanhu.admin")).active


@pytest.mark.parametrize(
    ("kind", "depth", "may"),
    [
        (OrganKind.BUREAU, 1, True), (OrganKind.DEPARTMENT, 2, True), (OrganKind.SCHOOL, 2, False), (OrganKind.CAMPUS, 3, False),
        (OrganKind.DEPARTMENT, 3, False), (OrganKind.DEPARTMENT, 4, False),
    ],
)  # fmt: skip
def test_a_districts_administrator_is_of_the_bureau_or_one_of_its_own_departments(
    kind: OrganKind, depth: int, may: bool
) -> None:
    organ = Organ(
        id="o", kind=kind, name="单位", short_name="单位", parent=None, path=("nanhu", "a", "b", "o")[-depth:]
    )

    assert of_bureau(kind, depth) is may
    assert (faults_of_roles([RoleName.DISTRICT_ADMIN], organ) == []) is may
    assert faults_of_roles([RoleName.CLERK, RoleName.CLERK], organ) == ["角色重复"]
    assert (
        faults_of_roles([RoleName.SECURITY], organ) == [] != faults_of_roles([RoleName.SECURITY, RoleName.CLERK], organ)
    )
