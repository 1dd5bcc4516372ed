"""Who signs in person, who takes over a draft, and where a document goes back to."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from services.documents.countersigning.domain import Countersign
from services.documents.countersigning.steps import principal_signs
from services.documents.domain import OfficeContext
from services.documents.outgoing import app, drafting, rules
from services.documents.outgoing.asked import vacancies_there
from services.documents.outgoing.countersign_round import DROPPED, Round
from services.documents.outgoing.countersign_round import Task as Asked
from services.documents.outgoing.directions import other_superiors
from services.documents.outgoing.domain import Document, DocumentStatus, Linked
from services.documents.outgoing.numbers import _counted
from services.documents.outgoing.upward import signed_in_person
from shared.actor import Actor
from shared.contracts.directory import OrganRecorded, PersonRecorded
from shared.office import Named
from shared.workflow import Context
from tests.support.office import MORNING, PATHS, MemoryDocuments, Roster, actor, on
from tests.unit.documents.test_document import Desk
from tests.unit.documents.test_rules import codes, wanted
from tests.unit.matrices.test_who_may_do_what import blank

ROSTER: Any = Roster()
LEADER = actor("east.leader")
DEPUTY = replace(actor("east.director"), in_place_of="p-east.leader", roles=LEADER.roles)


def facts(who: Actor, roster: Any = ROSTER) -> OfficeContext:
    return OfficeContext(who, MORNING, organ_of=lambda each: roster.find(OrganRecorded, each))


@pytest.mark.parametrize("kind", ["notice", "request"])
@pytest.mark.parametrize("important", [False, True])
def test_a_deputy_signs_neither_what_is_important_nor_what_goes_up(kind: str, important: bool) -> None:
    to = Named("shiyan", "实验") if kind == "request" else Named("west", "西校区")
    document = replace(Desk().draft(), kind=kind, addressees=(to,), important=important)

    assert signed_in_person.check(document, facts(LEADER)) is None
    assert (signed_in_person.check(document, facts(DEPUTY)) is None) is (kind == "notice" and not important)


def test_a_co_issuers_leader_signs_in_person_what_is_important() -> None:
    by_principal = blank(Countersign, id="c", organ="east", by_principal=True)

    assert principal_signs.check(by_principal, facts(DEPUTY)) == "重要公文和上行文不能由他人代签"
    assert principal_signs.check(by_principal, facts(LEADER)) != "重要公文和上行文不能由他人代签"
    assert principal_signs.check(replace(by_principal, by_principal=False), facts(DEPUTY)) is None


def test_a_draft_is_given_to_another_once_it_was_handed_in_and_to_nobody_who_judges_it() -> None:
    draft = Desk().draft()
    handed_in = replace(
        draft, submitted_at=MORNING, examiners=(Named("p-east.handler", "核稿人"),),
        countersigning=Round((Asked("p-east.clerk3", "会签人", 0),)),
    )  # fmt: skip

    def refused(document: Document, to: str) -> list[bool]:
        context = Context(actor("east.director"), MORNING, "换岗", {"to": Named(to, to)})
        judged = (rules.was_handed_in, rules.drafter_judges_nothing)
        return [each.check(document, context) is not None for each in judged]

    assert refused(draft, "p-east.clerk2") == [True, False] and refused(handed_in, "p-east.clerk2") == [False, False]
    for judge in ("p-east.clerk", "p-east.handler", "p-east.clerk3"):
        assert refused(handed_in, judge) == [False, True]


def test_a_document_goes_back_to_an_earlier_step_or_to_an_examiner_who_has_examined_it() -> None:
    document = replace(Desk().draft(), examined=(Named("p-east.handler", "核稿人"),))
    S = DocumentStatus

    def may(status: S, to: S | None, examiner: int | None = None) -> bool:
        context = Context(LEADER, MORNING, "退回", {"to": to, "examiner": examiner})
        return rules.goes_to_an_earlier_step.check(replace(document, status=status), context) is None

    assert may(S.SUBMITTED, S.DRAFTED) and not may(S.SUBMITTED, S.SUBMITTED) and not may(S.SUBMITTED, S.APPROVED)
    assert may(S.SUBMITTED, S.SUBMITTED, 0) and not may(S.SUBMITTED, S.SUBMITTED, 1)
    assert may(S.APPROVED, S.SUBMITTED) and may(S.APPROVED, S.SUBMITTED, 1) and may(S.SUBMITTED, S.DRAFTED, 5)
    assert not may(S.APPROVED, S.APPROVED) and not may(S.APPROVED, None)


def test_who_is_asked_the_first_time_is_so_and_the_second_time_too() -> None:
    party = Named("west", "西校区")
    first = Round().ask(party, of_organ=True)

    assert [each.asked for each in first.tasks] == [1]
    again = Round((replace(first.tasks[0], status=DROPPED),)).ask(party, of_organ=True)
    assert [each.asked for each in again.tasks] == [1, 2]


class Leaderless(Roster):
    """The organs, of which one has no leader."""

    def where(self, kind: Any, query: Any) -> list[Any]:
        found = super().where(kind, query)
        return [
            each for each in found if kind is not PersonRecorded or (each.organ, each.roles) != ("west", ("leader",))
        ]


def test_one_is_warned_of_an_organ_newly_asked_where_nobody_may_answer() -> None:
    draft, roster = Desk().draft(), Leaderless()

    def warned(*asked: tuple[str, bool], before: Document = draft, action: str = "countersign") -> list[str]:
        tasks = tuple(Asked(who, who, place, of_organ) for place, (who, of_organ) in enumerate(asked))
        found = vacancies_there(action, before, replace(draft, countersigning=Round(tasks)), roster)
        assert all((each["field"], each["start"], each["end"]) == ("", 0, 0) for each in found), "of the whole document"
        return [each["message"][: each["message"].index("没有")] for each in found]

    assert warned(("west", True), ("north", True)) == ["west"]
    assert warned(("west", False)) == [], "a person is asked by name"
    known = replace(draft, countersigning=Round((Asked("west", "west", 0, True),)))
    assert warned(("west", True), before=known) == []
    joint = replace(draft, joint=Round((Asked("west", "西校区", 0, True),)))
    assert (
        len(vacancies_there("approve", draft, joint, roster)) == 1
        and vacancies_there("submit", draft, joint, roster) == []
    )


class Under(Roster):
    """The school also under the neighbouring bureau, or the bureau itself under another."""

    def __init__(self, **second: str) -> None:
        self.second = second

    def find(self, kind: Any, thing_id: str) -> Any:
        organ = super().find(kind, thing_id)
        return organ if organ is None else organ.model_copy(update={"also_under": self.second.get(thing_id)})


def untold(roster: Any, sender: str, to: str, *copied: str) -> list[str]:
    """Return the superiors that a document from one organ to another does not name."""
    document = replace(
        Desk().draft(), organ=sender, path=PATHS[sender], addressees=(Named(to, to),), copied=tuple(Named(each, each) for each in copied),
    )  # fmt: skip
    return [each.id for each in other_superiors(document, facts(actor(f"{sender}.clerk"), roster))]


def test_of_two_superiors_the_one_that_is_not_written_to_is_told() -> None:
    school = Under(shiyan="beihu")

    assert untold(school, "beihu", "shiyan") == ["nanhu"] and untold(school, "nanhu", "shiyan") == ["beihu"]
    assert untold(school, "shiyan", "beihu") == ["nanhu"] and untold(school, "shiyan", "nanhu") == ["beihu"]
    assert untold(school, "nanhu", "shiyan", "beihu") == untold(school, "shiyan", "beihu", "nanhu") == []
    assert untold(school, "shiyan", "east") == untold(ROSTER, "nanhu", "shiyan") == []


def test_a_bureau_has_no_superior_but_its_second() -> None:
    bureau = Under(nanhu="beihu")

    assert untold(bureau, "nanhu", "beihu") == untold(bureau, "beihu", "nanhu") == []


def test_what_is_important_and_goes_down_is_copied_to_the_superior_and_a_bureau_has_none() -> None:
    def broken(who: str, **changes: Any) -> list[str]:
        return codes(
            drafting.check(ROSTER, occasion=on(who), wanted=wanted(**{"important": True, **changes}))["violations"]
        )

    assert "superior_not_copied" in broken("shiyan.clerk", recipients=["east"])
    assert "superior_not_copied" not in broken("shiyan.clerk", recipients=["east"], copies=["nanhu"])
    assert "superior_not_copied" not in broken("shiyan.clerk", recipients=["east"], important=False)
    assert "superior_not_copied" not in broken("nanhu.clerk", recipients=["east"])


def test_all_organs_that_a_document_names_are_looked_up_at_once() -> None:
    asked: list[set[str]] = []

    class Counting(Roster):
        def several(self, kind: Any, ids: Any) -> dict[str, Any]:
            asked.append({*ids})
            return super().several(kind, ids)

    document = replace(Desk().draft(copies=["desk"]), joint=Round((Asked("main", "二小", 0, True),)))
    organ_of = app._organs(Counting(), document)

    assert [organ_of(each) is not None for each in ("west", "lake", "gone")] == [True, True, False]
    assert asked == [{"nanhu", "shiyan", "east", "west", "north", "desk", "main"}]


def test_documents_of_the_same_day_and_title_are_shown_to_those_who_see_them() -> None:
    desk = Desk()
    first, second = desk.draft(), desk.draft()

    def found(document: Document, who: str = "east.clerk", hours: float = 0) -> list[str]:
        occasion = on(who, hours=hours)
        kept: MemoryDocuments = desk.documents.on(occasion)  # type: ignore[assignment]
        return sorted(each.id for each in app.same_day(kept, document, occasion))

    assert found(second) == [first.id] and found(second, "east.director") == []
    correction = replace(second, replaces=Linked(first.id, "东发〔2026〕1号", first.title))
    assert found(correction) == [], "the one that it corrects"
    desk.documents.records[first.id]["created_at"] += timedelta(days=1)
    assert found(second) == [], "one of the next day"
    desk.documents.records[first.id]["created_at"] -= timedelta(days=1)
    desk.act("east.clerk", first, "withdraw")
    assert found(second) == []
    assert found(replace(second, created_at=None, id="new")) == [second.id]
    assert found(replace(second, created_at=None, id="new"), hours=24) == []


def test_written_numerals_are_counted() -> None:
    said = {"五": 5, "十": 10, "十五": 15, "二十": 20, "一百": 100, "一百二十三": 123, "一百零八": 108, "12": 12}

    assert {each: _counted(each) for each in said} == said
