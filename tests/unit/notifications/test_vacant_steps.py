"""Steps for the principal, for a delegate, in a meeting, for whoever takes over, and those that nobody may take."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from services.notifications import app
from services.notifications.domain import (
    Box,
    Circumstances,
    Sort,
    lies_in,
    may_know,
    steps_of,
    wait_for,
    with_vacancies,
)
from services.notifications.shelf import Lying
from shared.contracts.directory import OrganRecorded, PersonRecorded
from shared.vacancy import Staff, vacancy_of
from tests.support.office import MORNING, PATHS, actor
from tests.unit.notifications.test_lists import CLERK, ME, NOTHING, Records, listed, names, record, wait

LEADER, DIRECTOR = actor("east.leader"), actor("east.director")
LEADERS, DIRECTORS = "o:east:leader", "o:east:director"
KNOWN = [ME, LEADERS, DIRECTORS]


def person(who: str, *roles: str, **more: Any) -> PersonRecorded:
    organ, _, role = who.partition(".")
    return PersonRecorded(
        person_id=f"p-{who}", username=who, name=who, organ=organ, path=PATHS[organ], post=role, roles=roles or (role,),
        **{"active": True, **more},
    )  # fmt: skip


class Office(Records):
    """Records with the people and meetings that decide whose turn it is."""

    def __init__(self, *records: Mapping[str, Any], people: Sequence[PersonRecorded] = (), organ: Any = None) -> None:
        super().__init__(*records)
        self.people, self.organ, self.marked, self.newest = people, organ, list[Any](), True

    def find(self, kind: Any, thing_id: str) -> Any:
        return self.organ if kind is OrganRecorded else None

    def several(self, kind: Any, ids: Iterable[str]) -> dict[str, Any]:
        return {each.person_id: each for each in self.people if each.person_id in ids}

    def where(self, kind: Any, query: Mapping[str, Any]) -> list[Any]:
        asked = set(query["roles"]["$in"])
        return [each for each in self.people if each.organ == query["organ"] and asked & set(each.roles)]

    def mark_vacancies(self, record: Mapping[str, Any]) -> bool:
        self.marked.append(record)
        return self.newest

    def stuck_at(self, keys: Sequence[str], most: int) -> list[Any]:
        return [each for each in self.records if any(wait.get("vacant") for wait in each["waits"])][:most]


def organ(**more: Any) -> OrganRecorded:
    return OrganRecorded(
        organ_id="east", kind="campus", name="东校区", short_name="东校区", parent="shiyan", path=PATHS["east"],
        issuer_code=None, **more,
    )  # fmt: skip


def test_who_leads_an_organ_is_there_and_no_stand_in() -> None:
    people = [
        person("east.leader"), person("east.second", "leader", "principal"), person("east.third", "leader", active=False),
        person("east.clerk", "clerk", "leader", acting=("leader",)), person("west.leader"),
    ]  # fmt: skip

    found = app.circumstances_of(
        Office(people=people, organ=organ(also_under="beihu")), Office(people=people), LEADER, []
    )
    other = app.circumstances_of(Office(), Office(organ=organ(also_under="beihu")), LEADER, [])

    assert found.principals == {"p-east.second"} and found.leaders == {"p-east.leader", "p-east.second"}
    assert (found.also_under, other.also_under) == (None, "beihu")
    assert found.gone == frozenset() and found.here == {}


@pytest.mark.parametrize(
    ("step", "around", "mine"),
    [
        ({"principal": True}, Circumstances(frozenset({"p-east.leader"})), True),
        ({"principal": True}, Circumstances(frozenset({"p-east.second"})), False),
        ({"superiors": ["beihu"]}, Circumstances(frozenset({"p-east.second"}), also_under="beihu"), False),
        ({"superiors": ["beihu"]}, Circumstances(frozenset({"p-east.second"}), also_under="donghu"), True),
        ({"superiors": ["beihu"]}, Circumstances(frozenset({"p-east.second"})), True),
        ({}, Circumstances(frozenset({"p-east.second"})), True),
    ],
)
def test_what_goes_to_both_superiors_or_is_important_is_the_principals(
    step: dict[str, Any], around: Circumstances, mine: bool
) -> None:
    found = wait_for(record("1", wait(LEADERS, **step), knows=KNOWN), LEADER, Box.TODO, around)

    assert (found is not None) is mine


def delegate(*kinds: str) -> Any:
    return CLERK.in_the_place_of("p-east.leader", "east.leader", roles=["leader"], only_kinds=kinds or None)


def test_a_delegate_finds_what_may_be_delegated_of_the_kinds_named_and_nothing_of_the_principal_alone() -> None:
    delegable = record("1", wait(LEADERS), in_place=True, kind="notice", knows=[LEADERS])
    alone = Circumstances(frozenset({"p-east.leader"}))

    assert wait_for(delegable, delegate(), Box.TODO, NOTHING) is not None
    assert wait_for(delegable, delegate("notice"), Box.TODO, NOTHING) is not None
    for kept in ({**delegable, "in_place": False}, {**delegable, "kind": "letter"}):
        assert wait_for(kept, delegate("notice"), Box.TODO, NOTHING) is None
        assert not may_know(kept, delegate("notice"))
    assert may_know({**delegable, "in_place": False}, LEADER) and may_know(
        {**delegable, "kind": ""}, delegate("notice")
    )
    important = record("1", wait(LEADERS, principal=True), in_place=True, knows=[LEADERS])
    assert wait_for(important, LEADER, Box.TODO, alone) is not None
    assert wait_for(important, delegate(), Box.TODO, alone) is None


def test_what_waits_for_people_who_have_all_left_is_taken_over_and_not_before() -> None:
    named, nobody = ["p:p-east.handler@east", "p:p-east.clerk@east"], Circumstances(gone=frozenset(("p:other@east",)))
    left = {"whom": [DIRECTORS], "action": {"code": "take_over", "label": "接办"}}
    over = record("1", wait(*named, left=left), knows=KNOWN)
    one, both = (Circumstances(gone=frozenset(each)) for each in (named[:1], named))

    for around in (NOTHING, nobody, one):
        assert wait_for(over, DIRECTOR, Box.TODO, around) is None
        assert [each["action"]["code"] for each in steps_of(over, around)] == ["approve"]
    found = wait_for(over, DIRECTOR, Box.TODO, both)
    assert found is not None and found["action"]["code"] == "take_over"
    assert wait_for(over, LEADER, Box.TODO, both) is None
    assert [each["action"]["code"] for each in steps_of(over, both)] == ["take_over"]
    unnamed = record("1", wait(left=left), knows=KNOWN)
    assert wait_for(unnamed, DIRECTOR, Box.TODO, both) is None


def test_a_step_that_exists_only_after_people_left_is_none_before() -> None:
    named = "p:p-east.handler@east"
    left = {"whom": [DIRECTORS], "action": {"code": "take_over", "label": "接办"}}
    only = record("1", wait(named, only_left=True, left=left), knows=[*KNOWN, "p:p-east.handler"])

    assert steps_of(only, NOTHING) == [] and len(steps_of(only, Circumstances(gone=frozenset({named})))) == 1
    handler = actor("east.handler")
    assert wait_for(record("1", wait("p:p-east.handler", only_left=True)), handler, Box.TODO, NOTHING) is None


def test_who_left_or_went_elsewhere_is_gone_and_who_is_unknown_is_not() -> None:
    left = {"whom": [DIRECTORS]}
    keys = ["p:p-east.handler@east", "p:p-east.clerk", "p:p-east.leader@east", "p:p-west.clerk@east", "p:p-new@east"]
    people = [
        person("east.handler", active=False), person("east.clerk", active=False), person("east.leader"),
        person("west.clerk"),
    ]  # fmt: skip
    office = Office(record("1", wait(*keys, left=left)), people=people)

    found = app.circumstances_of(office, office, LEADER, office.records)

    assert found.gone == {"p:p-east.handler@east", "p:p-east.clerk", "p:p-west.clerk@east"}


def test_who_is_in_the_meeting_votes_after_those_before_them() -> None:
    def turn(around: Circumstances, **there: Any) -> bool:
        where = {"source": "meetings:m", "present": True, "after": [], **there}
        return wait_for(record("1", wait(LEADERS, there=where), knows=KNOWN), LEADER, Box.TODO, around) is not None

    def here(*people: str) -> Circumstances:
        return Circumstances(here={"meetings:m": frozenset(people)})

    assert turn(here("p-east.leader")) and not turn(here("p-east.director")) and not turn(NOTHING)
    assert turn(here("p-east.director"), present=False)
    assert not turn(here("p-east.leader", "p-east.director"), after=["p-east.director"])
    assert turn(here("p-east.leader"), after=["p-east.director", "p-east.leader"])


def nobodys(**more: Any) -> dict[str, Any]:
    found = with_vacancies(
        record("1", wait(LEADERS), organ="east", mine=[ME], **more), lambda step: vacancy_of(step, Staff(Office(organ=organ())))
    )  # type: ignore[arg-type]  # fmt: skip
    return {**found, "knows": KNOWN}


def test_a_step_that_nobody_may_take_is_marked_once_and_those_concerned_are_told() -> None:
    office = Office(organ=organ())
    staff, plain = Staff(office), record("1", wait(LEADERS), organ="east", mine=[ME])  # type: ignore[arg-type]

    told = app.mark_vacancies(office, staff, plain)

    assert told == sorted([ME, LEADERS, DIRECTORS])
    (marked,) = office.marked
    assert marked["waits"][0]["vacant"]["why"].startswith("本单位没有领导")
    assert app.mark_vacancies(office, staff, marked) == () and len(office.marked) == 1
    office.newest = False
    assert app.mark_vacancies(office, staff, plain) == (), "a later event has come"


def test_a_mark_goes_once_somebody_has_the_post_and_a_step_to_take_over_has_its_own() -> None:
    filled = Office(people=[person("east.leader"), person("east.director")], organ=organ())
    after = with_vacancies(nobodys(), lambda step: vacancy_of(step, Staff(filled)))  # type: ignore[arg-type]
    assert "vacant" not in after["waits"][0]

    left = {"whom": [DIRECTORS], "action": {"code": "take_over", "label": "接办"}}
    over = record("1", wait("p:p-east.handler@east", left=left), organ="east")
    found = with_vacancies(over, lambda step: vacancy_of(step, Staff(Office(organ=organ()))))  # type: ignore[arg-type]
    (step,) = found["waits"]
    assert "vacant" not in step and "接办无人办理" in step["left"]["vacant"]["why"]


def test_what_nobody_may_take_lies_with_those_who_oversee_it_and_with_no_delegate() -> None:
    found = {**nobodys(), "in_place": True}
    director = DIRECTOR.in_the_place_of("p-east.leader", "east.leader", roles=["director"], only_kinds=None)

    assert lies_in(found, DIRECTOR, Box.TODO, NOTHING) and lies_in(found, CLERK, Box.TODO, NOTHING)
    assert not lies_in(found, DIRECTOR, Box.TO_READ, NOTHING)
    assert not lies_in(found, director, Box.TODO, NOTHING)
    assert not lies_in({**found, "knows": ["o:east:handler"]}, actor("east.handler"), Box.TODO, NOTHING)


def test_the_list_of_posts_names_what_is_stuck_at_each() -> None:
    post = {"organ": "east", "role": "leader", "waits": [["document", "approve"]]}
    posts = [post, {**post, "role": "director"}, {**post, "waits": [["task", "approve"], ["document", "sign"]]}]
    secret = {**nobodys(), "record_id": "2", "knows": ["p:somebody"], "waits": [
        {**each, "whom": ["o:west:leader"]} for each in nobodys()["waits"]
    ]}  # fmt: skip

    found = app.stuck(Office(nobodys(), secret), Office(), actor=LEADER, posts=posts)

    assert [[each["record_id"] for each in rows] for rows in found] == [["1"], [], []]


def test_a_list_of_what_is_done_and_one_of_ones_own_hold_what_they_should() -> None:
    records = Records(
        record("done", acted=["p-east.clerk"]), record("mine", mine=[ME]), record("todo", wait(ME)),
        record("read", wait(ME, box="toread")),
    )  # fmt: skip

    assert {box: names(listed(records, box)) for box in Box} == {
        Box.DONE: ["done"], Box.MINE: ["mine"], Box.TODO: ["todo"], Box.TO_READ: ["read"],
    }  # fmt: skip
    assert names(listed(records, Box.DONE, Sort.NEWEST)) == ["done"]


def test_the_records_of_a_type_that_wait_for_somebody_are_named_the_first_due_first() -> None:
    records: Any = Records(
        record("later", wait(ME, due_on="2026-12-10")), record("soon", wait(ME, due_on="2026-11-24")),
        record("vote", wait(ME), type="vote"), record("foreign", wait("p:somebody")),
    )  # fmt: skip

    assert app.turns(records, records, Lying(records, CLERK), type="document") == ["soon", "later"]


def test_news_says_which_records_one_may_know_of_and_how_much_waits() -> None:
    records: Any = Records(record("mine", wait(ME)), record("foreign", knows=["p:somebody"]))
    asked = [("document", each) for each in ("mine", "foreign", "gone")]

    found = app.news(records, records, Lying(records, CLERK), at=MORNING, records=asked)

    assert found["known"] == [True, False, False] and found["counts"]["todo"] == 1


def test_a_stand_in_alone_is_told_apart_from_who_holds_the_post() -> None:
    step = record("1", wait(LEADERS, by_hand=["p-east.leader"]), knows=KNOWN)

    assert wait_for(step, LEADER, Box.TODO, NOTHING) is None
    assert wait_for(step, replace(LEADER, person_id="p-east.second"), Box.TODO, NOTHING) is not None
