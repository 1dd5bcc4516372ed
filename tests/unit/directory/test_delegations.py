"""A colleague acts for a person who is away: for days and kinds, within one organ, and no further."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

import services.directory.delegations.turns  # noqa: F401  (says whose turn it is)
from services.directory.delegations import app, domain
from services.directory.delegations.domain import Delegation
from services.directory.domain import Person, RoleName
from services.documents.incoming import app as incoming
from services.documents.incoming.domain import incoming_id as id_of_copy
from services.documents.outgoing import app as documents
from services.documents.outgoing.domain import Document, DocumentStatus
from services.documents.outgoing.steps import OUTGOING
from services.notifications.domain import Box, wait_for
from services.registry import service_class
from shared.actor import Actor
from shared.errors import Forbidden, InvalidInput, NotFound, RuleBroken
from shared.occasion import Cause, Occasion
from shared.pages import Page
from shared.testing import MemoryCollection
from shared.turn import TOLD
from tests.support.office import MORNING, PATHS, Roster, actor, on
from tests.unit.documents.test_document import Desk
from tests.unit.notifications.turns import LED, listed

service_class("documents")  # with it comes whose turn it is

AWAY = {
    "delegate": "p-east.director",
    "from_on": "2026-11-23",
    "until_on": "2026-11-25",
    "kinds": [],
    "reason": "外出学习",
}
DAY = 24.0


class Collected(MemoryCollection[Delegation]):
    name, service, kind = "delegations", "directory", Delegation

    def between(self, delegator: str, delegate: str) -> list[Delegation]:
        found = [self.get(each) for each in self.records]
        return [each for each in found if (each.delegator, each.delegate) == (delegator, delegate)]

    def of_delegator(self, delegator: str) -> list[Delegation]:
        found = [self._load({**each}) for each in self.records.values()]
        return [each for each in found if each.delegator == delegator and each.status is domain.DelegationStatus.GIVEN]

    def given_with(self, person: str) -> list[Delegation]:
        found = [self._load({**each}) for each in self.records.values()]
        return [
            each
            for each in found
            if person in (each.delegator, each.delegate) and each.status is domain.DelegationStatus.GIVEN
        ]

    def search(
        self, actor: Actor, *, ids: Sequence[str] | None = None, cursor: str | None, limit: int
    ) -> Page[Delegation]:
        def asked(each: Delegation) -> bool:
            return domain.sees(each, actor) and (ids is None or each.id in ids)

        return self.page(asked, cursor=cursor, limit=limit)


class People:
    """The people of the campuses; `away` have lost their accounts."""

    away: tuple[str, ...] = ()

    def find(self, person_id: str) -> Person | None:
        return self.by_username(person_id.removeprefix("p-")) if person_id.startswith("p-") else None

    def by_username(self, username: str) -> Person | None:
        organ, _, role = username.partition(".")
        if organ not in PATHS or role not in [each.value for each in RoleName]:
            return None
        return Person(
            id=f"p-{username}", username=username, name=username, organ=organ, path=PATHS[organ], post="岗位",
            roles=(RoleName(role),), password="", active=username not in self.away,
        )  # fmt: skip

    def several(self, ids: Sequence[str]) -> dict[str, Person]:
        return {each: found for each in ids if (found := self.find(each)) is not None}


class Scattered(People):
    """The same people after some of them moved to the west campus."""

    def __init__(self, *moved: str) -> None:
        self.moved = moved

    def by_username(self, username: str) -> Person | None:
        found = super().by_username(username)
        there = found is not None and username in self.moved
        return replace(found, organ="west", path=PATHS["west"]) if there and found is not None else found


@pytest.fixture
def kept() -> Collected:
    return Collected(on("east.leader"))


def give(kept: Collected, who: str = "east.leader", **changes: Any) -> Delegation:
    occasion = on(who)
    new_id = f"g{len(kept.records)}"
    return app.give(kept.on(occasion), People(), occasion=occasion, new_id=new_id, wanted={**AWAY, **changes})


def in_place(
    kept: Collected, who: str = "east.director", of: str = "east.leader", days: float = 0, people: Any = None
) -> Actor:
    occasion = on(who, hours=days * DAY)
    return app.in_place(kept.on(occasion), people or People(), of, occasion=occasion)


def test_a_delegation_is_shown_as_in_force_only_while_both_work_where_it_was_given(kept: Collected) -> None:
    given, today = give(kept), MORNING.date()

    def in_force(people: People) -> bool:
        return bool(app.shown(given, actor("east.leader"), people, today)["in_force"])

    for people in (Scattered("east.leader", "east.director"), Scattered("east.leader"), Scattered("east.director")):
        assert not in_force(people)
    left = People()
    left.away = ("east.leader",)
    assert in_force(People()) and not in_force(left)


class Gone(People):
    """The same people, one of whom left office."""

    def by_username(self, username: str) -> Person | None:
        found = super().by_username(username)
        return found if found is None or username != "east.leader" else replace(found, active=False, roles=())


def followed(kept: Collected, people: People, who: str = "east.leader") -> Delegation:
    occasion = Occasion(MORNING, cause=Cause(f"people:p-{who}", 2, "person_recorded"))
    app.follow_person(kept.on(occasion), people, f"p-{who}", occasion=occasion)
    return kept.get("g0")


LAPSES = [
    (Gone(), "east.leader", "委托人已离岗，委托失效", "p-east.director"),
    (Scattered("east.leader"), "east.leader", "委托人已调离本单位，委托失效", "p-east.director"),
    (Scattered("east.director"), "east.director", "受托人已调离本单位，委托失效", "p-east.leader"),
]


@pytest.mark.parametrize(("people", "who", "why", "told"), LAPSES)
def test_a_delegation_lapses_when_one_of_the_two_leaves_and_the_other_is_told(
    kept: Collected, people: People, who: str, why: str, told: str
) -> None:
    give(kept)

    after = followed(kept, people, who)

    shown = app.shown(after, actor("east.leader"), people, MORNING.date())
    assert (shown["lapsed_why"], shown["status_name"], shown["in_force"]) == (why, "已失效", False)
    waits = TOLD[Delegation].waited_for(after)
    assert [(each["whom"], each["box"]) for each in waits] == [([f"p:{told}"], "toread")]
    occasion = on(told.removeprefix("p-"))
    read = app.act(kept.on(occasion), "g0", "read", occasion=occasion, comment=None)
    assert TOLD[Delegation].waited_for(read) == []
    assert followed(kept, people, who) == read


def test_a_delegation_holds_while_an_account_is_merely_disabled(kept: Collected) -> None:
    give(kept)
    people = People()
    people.away = ("east.leader",)

    assert followed(kept, people).status is domain.DelegationStatus.GIVEN


def test_a_delegate_has_the_roles_of_whom_they_stand_for_and_their_own_name(kept: Collected) -> None:
    give(kept)

    acting = in_place(kept)

    assert (acting.person_id, acting.in_place_of, acting.roles) == ("p-east.director", "p-east.leader", {"leader"})
    assert acting.signature == "east.director（代east.leader）" and Actor.from_wire(acting.to_wire()) == acting


def test_whoever_acts_in_the_place_of_a_role_that_demands_a_second_factor_has_one_too(kept: Collected) -> None:
    class WithFactor(People):
        def by_username(self, username: str) -> Person | None:
            found = super().by_username(username)
            return None if found is None else replace(found, factor="sealed")

    give(kept)
    occasion, leader = on("east.director"), (RoleName.LEADER,)

    with pytest.raises(Forbidden, match="须使用动态口令"):
        app.in_place(kept.on(occasion), People(), "east.leader", demanded=leader, occasion=occasion)
    assert in_place(kept).in_place_of == "p-east.leader"
    for people, demanded in ((WithFactor(), leader), (People(), (RoleName.AUDITOR,))):
        acting = app.in_place(kept.on(occasion), people, "east.leader", demanded=demanded, occasion=occasion)
        assert acting.in_place_of == "p-east.leader"


@pytest.mark.parametrize("days", [0, 4])
def test_it_holds_on_its_days_only(kept: Collected, days: float) -> None:
    give(kept, from_on="2026-11-24", until_on="2026-11-26")

    with pytest.raises(Forbidden):
        in_place(kept, days=days)
    assert in_place(kept, days=1).in_place_of == in_place(kept, days=3).in_place_of == "p-east.leader"


def test_it_ends_when_it_is_ended_or_one_of_them_is_gone(kept: Collected) -> None:
    held = give(kept)
    gone = People()
    gone.away = ("east.leader",)
    with pytest.raises(Forbidden):
        in_place(kept, people=gone)
    with pytest.raises(Forbidden):
        app.act(kept.on(on("east.director")), held.id, "end", occasion=on("east.director"), comment=None)
    with pytest.raises(NotFound):
        app.act(kept.on(on("west.leader")), held.id, "end", occasion=on("west.leader"), comment=None)

    app.act(kept, held.id, "end", occasion=on("east.leader"), comment=None)

    with pytest.raises(Forbidden):
        in_place(kept)


def test_it_is_never_passed_on_and_never_more_than_ones_own(kept: Collected) -> None:
    give(kept)
    give(kept, "east.director", delegate="p-east.handler")

    with pytest.raises(Forbidden):
        in_place(kept, "east.handler", "east.leader")
    assert in_place(kept, "east.handler", "east.director").roles == {"director"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"delegate": "p-west.director"}, "unknown_person"), ({"delegate": "east.leader"}, "oneself"),
        ({"delegate": "p-east.nobody"}, "unknown_person"), ({"from_on": "2026-11-22"}, "past"),
        ({"until_on": "2026-11-22"}, "ends_before_start"), ({"until_on": "2028-01-01"}, "too_long"),
    ],
)  # fmt: skip
def test_what_cannot_be_delegated_is_refused(kept: Collected, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        give(kept, **changes)

    assert refused.value.errors[0]["code"] == code and not kept.records


@pytest.mark.parametrize("role", ["system", "security", "auditor", "district_admin"])
def test_administration_is_not_given_away(kept: Collected, role: str) -> None:
    administrator = Occasion(MORNING, actor(f"nanhu.{role}"))

    with pytest.raises(Forbidden):
        app.give(kept.on(administrator), People(), occasion=administrator, new_id="g", wanted=AWAY)


def acted(desk: Desk, document: Any, action: str, acting: Actor, **said: Any) -> Any:
    occasion = Occasion(MORNING, acting)
    kept = desk.documents.on(occasion)
    return documents.act(kept, Roster(), document.id, action, occasion=occasion, comment="同意", confirm=True, **said)


def test_the_trail_of_a_document_shows_both(kept: Collected) -> None:
    give(kept, delegate="p-east.handler")
    desk = Desk()
    document = desk.until("approve")

    signed = acted(desk, document, "sign", in_place(kept, "east.handler"))

    entry = desk.documents.history(document.id, cursor=None, limit=9).items[-1]
    assert (entry["by"]["id"], entry["in_place_of"]) == ("p-east.handler", "p-east.leader")
    assert signed.signed_by_name == "east.handler（代east.leader）"
    assert acted(desk, document, "take_back", in_place(kept, "east.handler")).status is DocumentStatus.APPROVED


def test_what_is_important_or_goes_up_is_not_signed_in_anothers_place(kept: Collected) -> None:
    give(kept, delegate="p-east.handler")
    desk = Desk()

    for changes in ({"important": True}, {"kind": "request", "recipients": ["shiyan"]}):
        document = desk.until("approve", **changes)
        with pytest.raises(RuleBroken) as refused:
            acted(desk, document, "sign", in_place(kept, "east.handler"))
        assert refused.value.errors[0]["code"] == "signed_in_person"


def test_a_delegation_for_some_kinds_lets_nobody_see_the_others(kept: Collected) -> None:
    give(kept, kinds=["letter"])
    desk = Desk()
    document = desk.until("approve")

    with pytest.raises(NotFound):
        acted(desk, document, "sign", in_place(kept))


def test_nobody_examines_or_signs_their_own_draft_in_anothers_place(kept: Collected) -> None:
    desk = Desk()
    give(kept, delegate="p-east.clerk")
    give(kept, "east.director", delegate="p-east.clerk")
    document = desk.until("submit")

    with pytest.raises(RuleBroken):
        acted(desk, document, "approve", in_place(kept, "east.clerk", "east.director"))
    occasion = on("east.director")
    documents.act(
        desk.documents.on(occasion), Roster(), document.id, "countersign", occasion=occasion, comment="", people=["east.leader"]
    )  # fmt: skip
    with pytest.raises(RuleBroken):
        acted(desk, document, "agree", in_place(kept, "east.clerk", "east.leader"))


def test_whoever_approved_a_document_does_not_sign_it_in_the_leaders_place_unless_it_is_minutes(
    kept: Collected,
) -> None:
    desk = Desk()
    give(kept)
    document = desk.until("approve")

    with pytest.raises(RuleBroken) as refused:
        acted(desk, document, "sign", in_place(kept))

    assert [each["code"] for each in refused.value.errors] == ["two_hands"]
    assert desk.documents.get(document.id) == document
    known = documents.known_of(Roster(), document, Occasion(MORNING, in_place(kept)))
    offered = {each["code"]: each for each in OUTGOING.offers(document, in_place(kept), known)}
    assert not offered["sign"]["enabled"] and offered["sign"]["why_not"].startswith("您已经审核这份公文，不能再签发")
    assert offered["reject"]["enabled"], "what needs no second pair of hands stays open"
    minutes = desk.until("approve", kind="minutes", title="校长办公会议纪要", body="会议议定事项。")
    assert acted(desk, minutes, "sign", in_place(kept)).signed_by is not None
    earlier = replace(document, approved_by=None)
    assert OUTGOING.step(earlier, "sign", in_place(kept)) is not None


@pytest.mark.parametrize("until", ["submit", "approve", "sign", "verify", "register", "release"])
def test_in_anothers_place_one_may_do_what_that_one_may_and_nothing_else(kept: Collected, until: str) -> None:
    give(kept)
    document = Desk().until(until)

    assert OUTGOING.actions(document, in_place(kept)) == OUTGOING.actions(document, actor("east.leader"))


def test_what_came_in_is_instructed_and_read_in_anothers_place(kept: Collected) -> None:
    desk = Desk()
    document = desk.until("release")
    desk.deliver(document)
    there = id_of_copy(document.id, "west")
    for who, action, said in (
        ("registrar", "receive", {}), ("registrar", "register", {}), ("director", "assess", {}),
        ("director", "propose", {"handler": "west.handler", "comment": "拟办"}),
        ("director", "circulate", {"readers": ["west.leader"]}),
    ):  # fmt: skip
        desk.incoming_act(f"west.{who}", there, action, **said)
    give(kept, "west.leader", delegate="p-west.clerk")
    occasion = Occasion(MORNING, in_place(kept, "west.clerk", "west.leader"))

    for action in ("instruct", "read"):
        done = incoming.act(
            desk.incomings.on(occasion), Roster(), there, action, occasion=occasion, comment="同意拟办意见"
        )

    assert [(each.person.id, each.person.name) for each in done.opinions[-2:]] == [
        ("p-west.leader", "west.clerk（代west.leader）")
    ] * 2
    assert done.readers[0].read_at is not None
    with pytest.raises(NotFound):
        desk.incoming_act("west.clerk", there, "read")


@pytest.mark.parametrize(
    ("second", "fine"),
    [
        ({}, False),
        ({"from_on": "2026-11-25", "until_on": "2026-11-30"}, False),
        ({"kinds": ["notice"]}, False),
        ({"from_on": "2026-11-26", "until_on": "2026-11-30"}, True),
    ],
)
def test_two_people_do_not_act_in_one_place_at_once(kept: Collected, second: dict[str, Any], fine: bool) -> None:
    first = give(kept)

    if fine:
        assert give(kept, delegate="p-east.handler", **second).delegate == "p-east.handler"
        return
    with pytest.raises(InvalidInput, match=r"11月23日至11月25日已委托east\.director") as refused:
        give(kept, delegate="p-east.handler", **second)

    assert refused.value.errors[0]["code"] == "delegated_already" and refused.value.details["delegation"] == first.id
    assert len(kept.records) == 1


def test_different_kinds_may_go_to_different_people_and_an_ended_one_makes_room(kept: Collected) -> None:
    give(kept, kinds=["notice"])
    second = give(kept, delegate="p-east.handler", kinds=["letter", "report"])
    with pytest.raises(InvalidInput):
        give(kept, delegate="p-east.clerk", kinds=["notice"])

    app.act(kept.on(on("east.leader")), "g0", "end", occasion=on("east.leader"), comment=None)

    assert second.kinds == ("letter", "report")
    assert give(kept, delegate="p-east.clerk", kinds=["notice"]).delegate == "p-east.clerk"


def test_what_one_examined_oneself_is_not_signed_as_a_stand_in(kept: Collected) -> None:
    desk, handler = Desk(), actor("east.handler")
    document = desk.draft(examiners=["east.handler"])
    document = desk.act("east.clerk", document, "submit")
    document = desk.act("east.handler", document, "examine")
    document = desk.act("east.director", document, "approve")
    covering = replace(handler, roles=handler.roles | {"leader"}, acting=frozenset({"leader"}))

    with pytest.raises(RuleBroken, match="不能再代岗签发") as refused:
        acted(desk, document, "sign", covering)

    assert [each["code"] for each in refused.value.errors] == ["examined_oneself"]
    assert acted(desk, document, "sign", replace(covering, acting=frozenset())).status is DocumentStatus.SIGNED


def test_what_one_examined_oneself_is_not_signed_in_anothers_place(kept: Collected) -> None:
    give(kept, delegate="p-east.handler")
    desk = Desk()
    document = desk.draft(examiners=["east.handler"])
    document = desk.act("east.clerk", document, "submit")
    document = desk.act("east.handler", document, "examine")
    document = desk.act("east.director", document, "approve")

    with pytest.raises(RuleBroken, match="由您本人核稿") as refused:
        acted(desk, document, "sign", in_place(kept, "east.handler"))

    assert [each["code"] for each in refused.value.errors] == ["examined_oneself"] and refused.value.source
    assert acted(desk, document, "sign", actor("east.leader")).status is DocumentStatus.SIGNED


def waits(document: Document, who: Actor) -> bool:
    return wait_for(listed(document, who), who, Box.TODO, LED) is not None


def test_to_sign_waits_for_nobody_who_approved_or_examined_it_in_person(kept: Collected) -> None:
    give(kept)
    desk = Desk()
    approved = desk.until("approve")
    examined = desk.act("east.clerk", desk.draft(examiners=["east.handler"]), "submit")
    examined = desk.act("east.director", desk.act("east.handler", examined, "examine"), "approve")

    assert not waits(approved, in_place(kept)) and waits(approved, actor("east.leader"))
    assert not waits(examined, replace(in_place(kept), person_id="p-east.handler"))
    assert waits(replace(examined, drafter="p-west.clerk"), replace(in_place(kept), person_id="p-east.clerk"))


def test_who_approved_it_before_it_went_back_does_not_sign_it_either(kept: Collected) -> None:
    give(kept, delegate="p-east.handler")
    give(kept, "east.director", delegate="p-east.handler")
    desk = Desk()
    document = acted(desk, desk.until("submit"), "approve", in_place(kept, "east.handler", "east.director"))
    document = acted(desk, document, "return_to_examiner", actor("east.leader"))
    document = desk.act("east.director", document, "approve")

    with pytest.raises(RuleBroken) as refused:
        acted(desk, document, "sign", in_place(kept, "east.handler"))

    assert [each["code"] for each in refused.value.errors] == ["two_hands"]
    assert not waits(document, in_place(kept, "east.handler"))


class Moved(People):
    """The same people, all of them in the west."""

    def by_username(self, username: str) -> Person | None:
        found = super().by_username(username)
        return None if found is None else replace(found, organ="west", path=PATHS["west"])


def test_a_delegation_does_not_move_along_with_both(kept: Collected) -> None:
    give(kept)
    there = Occasion(MORNING, replace(actor("east.director"), organ="west", path=PATHS["west"]))

    assert in_place(kept).in_place_of == "p-east.leader"
    with pytest.raises(Forbidden):
        app.in_place(kept.on(there), Moved(), "east.leader", occasion=there)
