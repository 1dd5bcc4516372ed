"""Countersigning as the office does it: within the issuer and by other organs, with concurrent acts."""

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.documents.countersigning import app as requests
from services.documents.countersigning.domain import Countersign, Purpose, countersign_id
from services.documents.outgoing import app, drafting
from services.documents.outgoing.acts import OUTGOING_ACTS
from services.documents.outgoing.countersign_round import ANSWERS, COUNTING
from services.documents.outgoing.domain import Document, DocumentStatus
from services.documents.outgoing.steps import OUTGOING
from shared.acts import in_trail
from shared.contracts.event import REGISTRY
from shared.errors import (
    ConfirmationNeeded,
    Forbidden,
    InvalidInput,
    NotFound,
    OfficeError,
    Refused,
    RuleBroken,
    TransitionRefused,
)
from shared.occasion import AlreadyHandled, Cause, Occasion
from tests.support.office import MORNING, MemoryDocuments, MemoryRequests, Roster, actor, on
from tests.unit.documents.test_document import WANTED

ROSTER = Roster()


class Desk:
    """A draft and its requests; events arrive when `settle` is called, each twice."""

    def __init__(self, **changes: Any) -> None:
        self.documents, self.requests = MemoryDocuments(on("east.clerk")), MemoryRequests(on("west.leader"))
        self.heard: dict[str, int] = {}
        drafting.draft(
            self.documents, ROSTER, occasion=on("east.clerk"), new_id="d1", wanted={**WANTED, **changes}
        )  # fmt: skip

    @property
    def document(self) -> Document:
        found: Document = self.documents.get("d1")
        return found

    def act(self, who: str, action: str, comment: str = "说明", confirm: bool = True, **said: Any) -> Document:
        occasion = on(who)
        kept = self.documents.on(occasion)
        return app.act(
            kept, ROSTER, "d1", action, occasion=occasion, comment=comment, confirm=confirm, **said
        )  # fmt: skip

    def revise(self, **changes: Any) -> None:
        occasion = on("east.clerk")
        drafting.revise(self.documents.on(occasion), ROSTER, "d1", occasion=occasion, wanted=changes)

    def answer(
        self,
        organ: str,
        action: str,
        comment: str = "说明",
        *,
        purpose: Purpose = Purpose.COUNTERSIGN,
        hours: float = 0,
    ) -> Countersign:
        occasion = on(f"{organ}.leader", hours=hours)
        there = countersign_id("d1", organ, purpose)
        kept = self.requests.on(occasion)
        return requests.act(kept, self.documents, ROSTER, there, action, occasion=occasion, comment=comment)

    def request(self, organ: str, purpose: Purpose = Purpose.COUNTERSIGN) -> Countersign:
        return self.requests.get(countersign_id("d1", organ, purpose))

    def settle(self) -> None:
        """Deliver every waiting event, in the order of each record, twice."""
        moved = True
        while moved:
            moved = False
            for kept in (self.documents, self.requests):
                for thing, entry in list(kept.announced):
                    source = f"{kept.name}:{thing}"
                    if entry["version"] > self.heard.get(source, 0):
                        self.heard[source], moved = entry["version"], True
                        self._arrive(source, entry)
                        self._arrive(source, entry)

    def _arrive(self, source: str, entry: Any) -> None:
        cause = Occasion(MORNING, cause=Cause(source, entry["version"], entry["event"], 0))
        documents, kept = self.documents.on(cause), self.requests.on(cause)
        try:
            if entry["data"].get("asks_others"):
                requests.follow(kept, documents, "d1")
            elif entry["event"] in ("countersign_answered", "countersign_reclaimed"):
                requests.hear(documents, REGISTRY[entry["event"], 1].read(entry["data"]))  # type: ignore[arg-type]
        except AlreadyHandled:
            pass


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.act("east.clerk", "submit")
    return desk


def standing(desk: Desk) -> dict[str, str]:
    return {task.who: task.status.value for _, task in desk.document.countersigning.counting}


def test_departments_and_campuses_countersign_at_once_and_the_director_waits_for_all(desk: Desk) -> None:
    desk.act("east.clerk", "countersign", people=["east.handler"], organs=["west", "north"], due_on="2026-12-01")
    desk.settle()
    with pytest.raises(RuleBroken, match=r"east\.handler、west校区、north校区") as early:
        desk.act("east.director", "approve")

    desk.act("east.handler", "agree")
    desk.answer("west", "agree_with_changes", "建议明确经费来源")
    desk.answer("north", "agree")
    desk.settle()

    assert early.value.errors[0]["code"] == "countersigning_outstanding"
    assert standing(desk) == {"p-east.handler": "agreed", "west": "agreed_with_changes", "north": "agreed"}
    assert desk.act("east.director", "approve").status is DocumentStatus.APPROVED
    desk.settle()
    assert {desk.request(each).status.value for each in ("west", "north")} == {"closed"}
    assert desk.request("west").opinion == "建议明确经费来源"


def test_what_somebody_objects_to_is_not_issued_until_they_agree(desk: Desk) -> None:
    desk.act("east.director", "countersign", organs=["west"], people=["east.handler"])
    desk.settle()
    desk.act("east.handler", "agree")
    desk.answer("west", "object", "场地由西校区管理")
    desk.settle()

    with pytest.raises(RuleBroken) as refused:
        desk.act("east.director", "approve")
    desk.act("east.director", "return", comment="与西校区协商")
    desk.revise(body="场地由西校区安排。")
    desk.act("east.clerk", "ask_again", signer="west")
    desk.act("east.clerk", "submit")
    desk.settle()
    assert desk.request("west").status.value == "asked"
    desk.answer("west", "agree")
    desk.settle()

    assert (refused.value.errors[0]["code"], refused.value.source) == ("not_agreed", "条例第十六条（四）")
    with pytest.raises(ConfirmationNeeded, match=r"east\.handler"):
        desk.act("east.director", "approve", confirm=False)
    assert desk.act("east.director", "approve").status is DocumentStatus.APPROVED
    assert [task.opinion for task in desk.document.countersigning.tasks] == ["说明", "场地由西校区管理", "说明"]


def test_an_objection_says_why(desk: Desk) -> None:
    desk.act("east.clerk", "countersign", people=["east.handler"], organs=["west"])
    desk.settle()

    for refused in (
        lambda: desk.act("east.handler", "object", comment=" "),
        lambda: desk.answer("west", "agree_with_changes", ""),
    ):
        with pytest.raises(RuleBroken, match="请写明修改意见或者异议"):
            refused()


def test_sending_back_leaves_the_circulation_and_its_opinions_as_they_are(desk: Desk) -> None:
    desk.act("east.clerk", "countersign", people=["east.handler", "east.registrar"], organs=["west"])
    desk.settle()
    desk.act("east.handler", "agree")
    before = desk.document.countersigning

    desk.act("east.director", "send_back", to="drafted", comment="数字有误")
    assert desk.document.countersigning == before
    desk.act("east.registrar", "agree")
    desk.answer("west", "agree")
    desk.settle()

    assert set(standing(desk).values()) == {"agreed"} and desk.document.status is DocumentStatus.DRAFTED


def test_an_opinion_is_taken_back_until_the_director_has_let_it_pass(desk: Desk) -> None:
    desk.act("east.clerk", "countersign", people=["east.handler"], organs=["west"])
    desk.settle()
    desk.act("east.handler", "agree")
    desk.answer("west", "agree")
    desk.settle()
    desk.act("east.handler", "take_back_opinion")
    desk.answer("west", "take_back")
    desk.settle()
    assert standing(desk) == {"p-east.handler": "open", "west": "open"}

    desk.act("east.handler", "agree_with_changes", "第二段改一处")
    desk.answer("west", "agree")
    desk.settle()
    desk.act("east.director", "approve")
    with pytest.raises(TransitionRefused):
        desk.act("east.handler", "take_back_opinion")
    desk.answer("west", "take_back")  # the news has not reached the west campus yet
    desk.answer("west", "object", "还是不同意")
    desk.settle()

    assert (desk.request("west").status.value, desk.request("west").answer) == ("closed", "agreed")
    assert standing(desk)["west"] == "agreed" and desk.document.countersigning.tasks[-1].opinion == "还是不同意"


def test_what_other_organs_answer_and_take_back_stands_under_one_name_with_the_event_of_each(desk: Desk) -> None:
    desk.act("east.clerk", "countersign", people=[], organs=["west"])
    desk.settle()
    desk.answer("west", "agree")
    desk.settle()
    desk.answer("west", "take_back")
    desk.settle()

    history = desk.documents.history(desk.document.id, cursor=None, limit=20).items
    heard = [each for each in history if each["action"].startswith("hear")]
    assert [(each["action"], each["event"]) for each in heard] == [
        ("hear_countersign", "document_countersigned"), ("hear_reclaim", "countersigning_taken_back"),
    ]  # fmt: skip
    assert [each["data"]["signer"] for each in heard] == ["west", "west"] and all(each["by"] is None for each in heard)


def test_when_the_director_takes_the_approval_back_the_request_lies_at_the_campus_as_it_was(desk: Desk) -> None:
    desk.act("east.clerk", "countersign", organs=["west"])
    desk.settle()
    desk.answer("west", "agree")
    desk.settle()
    desk.act("east.director", "approve")
    desk.settle()
    desk.act("east.director", "take_back")
    desk.settle()

    assert desk.request("west").status.value == "agreed"
    assert desk.answer("west", "take_back").status.value == "asked"


def test_what_was_passed_on_is_taken_back_or_handed_back_and_stays_owed(desk: Desk) -> None:
    desk.act("east.clerk", "countersign", people=["east.leader"])
    desk.act("east.leader", "pass_on", person="east.handler")
    desk.act("east.handler", "hand_back")
    desk.act("east.leader", "pass_on", person="east.handler")
    desk.act("east.leader", "take_back_opinion")
    with pytest.raises(Forbidden):
        desk.act("east.handler", "agree")

    desk.act("east.leader", "pass_on", person="east.handler")
    desk.act("east.handler", "agree")

    assert standing(desk) == {"p-east.handler": "agreed"}
    with pytest.raises(OfficeError, match="对方已经会签"):
        desk.act("east.leader", "take_back_opinion")


def test_what_a_signer_may_not_do_is_offered_with_its_reason_and_refused_with_its_source(desk: Desk) -> None:
    desk.act("east.clerk", "countersign", people=["east.leader"])

    def hindered(who: str) -> dict[str, str | None]:
        offered = OUTGOING.offers(desk.document, actor(who), at=MORNING)
        return {each["code"]: each["why_not"] for each in offered if each["code"] in ("pass_on", "hand_back")}

    assert hindered("east.leader") == {"pass_on": None}  # nothing was passed on to them that they could hand back
    desk.act("east.leader", "pass_on", person="east.handler")

    why_not = hindered("east.handler")
    assert why_not["hand_back"] is None and "转交来的会签不得再转交" in str(why_not["pass_on"])
    before = desk.document
    for who, action, said, code in (
        ("east.handler", "pass_on", {"person": "east.registrar"}, "passed_on_already"),
        ("east.clerk", "countersign", {"people": ["east.handler"]}, "signs_already"),
        ("east.clerk", "countersign", {"people": ["east.registrar", "east.registrar"]}, "signs_already"),
        ("east.director", "ask_again", {"signer": "east.handler"}, "not_in_round"),
        ("east.director", "remove_signer", {"signer": "east.leader"}, "not_in_round"),
    ):
        with pytest.raises(Refused) as refused:
            desk.act(who, action, **said)
        assert refused.value.errors[0]["code"] == code and "条例第十九条" in refused.value.errors[0]["source"]
    assert desk.document == before
    assert {"passed_on_already", "signs_already", "not_passed_on", "answered_meanwhile", "not_in_round"} <= {
        each.code for each in OUTGOING.rules
    }


def test_a_signer_is_added_in_the_middle_and_taken_out_until_they_answer(desk: Desk) -> None:
    desk.act("east.clerk", "countersign", people=["east.handler"])
    desk.act("east.handler", "countersign", people=["east.registrar"], organs=["west"])
    desk.settle()
    desk.act("east.director", "remove_signer", signer="west")
    desk.settle()
    desk.act("east.registrar", "agree")
    with pytest.raises(OfficeError):
        desk.act("east.director", "remove_signer", signer="east.registrar")
    with pytest.raises(Forbidden):
        desk.act("east.leader", "countersign", people=["east.registrar"])

    assert standing(desk) == {"p-east.handler": "open", "p-east.registrar": "agreed"}
    assert desk.request("west").status.value == "closed"
    with pytest.raises(OfficeError):
        desk.answer("west", "agree")


def test_whoever_cannot_countersign_is_refused(desk: Desk) -> None:
    for said, code in (
        ({"people": ["east.clerk"]}, "own_draft"), ({"people": ["west.leader"]}, "unknown_person"),
        ({"organs": ["lake"]}, "unknown_organ"), ({"organs": ["east"]}, "own_organ"), ({}, "missing"),
    ):  # fmt: skip
        with pytest.raises(InvalidInput) as refused:
            desk.act("east.clerk", "countersign", **said)
        assert refused.value.errors[0]["code"] == code
    with pytest.raises(RuleBroken, match="不能早于今天"):
        desk.act("east.clerk", "countersign", people=["east.handler"], due_on="2026-11-22")
    assert desk.document.version == 2


def test_an_organ_countersigns_that_is_named_by_a_name_that_fits_one(desk: Desk) -> None:
    desk.act("east.clerk", "countersign", organs=["west校区"])
    desk.settle()

    assert desk.request("west").status.value == "asked"
    with pytest.raises(InvalidInput) as refused:
        desk.act("east.clerk", "countersign", organs=["没有的校区"])
    assert refused.value.errors[0]["field"] == "organs[0]"


def test_nobody_learns_of_a_request_to_another_organ(desk: Desk) -> None:
    desk.act("east.clerk", "countersign", organs=["west"])
    desk.settle()
    there = countersign_id("d1", "west", Purpose.COUNTERSIGN)

    for stranger in ("north.leader", "east.leader", "west.handler", "lake.director"):
        with pytest.raises(NotFound):
            requests.act(
                desk.requests.on(on(stranger)),
                desk.documents,
                ROSTER,
                there,
                "agree",
                occasion=on(stranger),
                comment=None,
            )
    with pytest.raises(Forbidden):
        requests.act(
            desk.requests.on(on("west.director")),
            desk.documents,
            ROSTER,
            there,
            "agree",
            occasion=on("west.director"),
            comment="",
        )


def test_an_opinion_is_not_given_on_a_text_that_is_just_changing(desk: Desk) -> None:
    desk.act("east.clerk", "countersign", organs=["west"])
    desk.act("east.director", "return")
    desk.settle()
    desk.revise(body="改过的正文")

    with pytest.raises(OfficeError, match="正在修改文稿"):
        desk.answer("west", "agree")
    desk.settle()

    assert desk.answer("west", "agree").status.value == "agreed"


HANDED = (("submit", "east.clerk", "drafted"), ("approve", "east.director", "submitted"),
          ("sign", "east.leader", "approved"), ("verify", "east.registrar", "signed"))  # fmt: skip


@pytest.mark.parametrize("place", range(len(HANDED)), ids=[each[0] for each in HANDED])
def test_a_step_just_handed_on_is_taken_back_by_whoever_took_it(place: int) -> None:
    desk, (_, who, stands) = Desk(), HANDED[place]
    for step, person, _ in HANDED[: place + 1]:
        desk.act(person, step)
    for other in {"east.director", "east.leader"} - {who}:
        with pytest.raises(Forbidden):
            desk.act(other, "take_back")

    assert desk.act(who, "take_back").status == stands
    with pytest.raises(Forbidden):
        desk.act(who, "take_back")
    assert (desk.document.signed_by is None) is (stands != "signed")


@pytest.mark.parametrize("place", range(len(HANDED) - 1), ids=[each[0] for each in HANDED[:-1]])
def test_nothing_is_taken_back_once_the_next_has_acted(place: int) -> None:
    desk = Desk()
    for step, person, _ in HANDED[: place + 2]:
        desk.act(person, step)

    with pytest.raises(Forbidden):
        desk.act(HANDED[place][1], "take_back")


def test_a_document_goes_back_to_any_earlier_step_with_a_reason_and_keeps_its_number() -> None:
    desk = Desk(examiners=["east.handler", "east.registrar"])
    steps = [("clerk", "submit"), ("handler", "examine"), ("registrar", "examine"), ("director", "approve"),
             ("leader", "sign"), ("registrar", "verify"), ("registrar", "register")]  # fmt: skip
    for who, step in steps:
        desk.act(f"east.{who}", step)
    number = desk.document.number

    def said() -> str:
        return in_trail(OUTGOING_ACTS)(desk.documents.announced[-1][1])["detail"]

    with pytest.raises(RuleBroken):
        desk.act("east.registrar", "send_back", comment="", to="submitted")

    back = desk.act("east.registrar", "send_back", to="submitted", person="east.registrar")
    assert (back.status.value, [each.id for each in back.examined], back.signed_by) == (
        "submitted",
        ["p-east.handler"],
        None,
    )
    assert said() == "至核稿"
    for who, step in steps[2:]:
        desk.act(f"east.{who}", step)

    assert desk.document.number == number and desk.document.sequence == 1


def test_a_document_does_not_go_back_to_where_it_has_not_been(desk: Desk) -> None:
    with pytest.raises(RuleBroken, match="只能退回在前的环节"):
        desk.act("east.director", "send_back", to="signed")


def test_an_examiner_lets_another_examine_first_or_afterwards() -> None:
    desk = Desk(examiners=["east.handler"])
    desk.act("east.clerk", "submit")
    desk.act("east.handler", "add_examiners", people=["east.registrar"])
    desk.act("east.registrar", "add_examiners", people=["east.leader"], behind=True)

    assert [each.name for each in desk.document.examiners] == ["east.registrar", "east.leader", "east.handler"]
    assert desk.document.examiner is not None and desk.document.examiner.name == "east.registrar"


def test_an_answer_that_crosses_being_asked_again_stands_and_counts_nothing_and_is_owed_on_both_sides(
    desk: Desk,
) -> None:
    desk.act("east.clerk", "countersign", organs=["west"])
    desk.settle()
    desk.answer("west", "agree", "同意原稿")
    desk.settle()

    desk.answer("west", "take_back")
    desk.answer("west", "object", "请补充经费来源")
    desk.act("east.clerk", "ask_again", signer="west")
    desk.settle()
    crossed = [(task.opinion, task.status.value) for task in desk.document.countersigning.tasks]

    assert crossed == [("同意原稿", "superseded"), (None, "open"), ("请补充经费来源", "superseded")]
    assert desk.request("west").status == "asked"
    desk.answer("west", "agree", "同意修改稿")
    desk.settle()
    assert (standing(desk), desk.request("west").status) == ({"west": "agreed"}, "agreed")


PEOPLE = ["east.clerk", "east.director", "east.leader", "east.handler", "east.registrar"]
DONE = st.one_of(
    st.tuples(
        st.just("step"), st.sampled_from(PEOPLE),
        st.sampled_from(["countersign", "agree", "agree_with_changes", "object", "pass_on", "hand_back", "take_back_opinion",
                         "remove_signer", "ask_again", "submit", "return", "take_back", "approve", "send_back"]),
        st.sampled_from(["east.leader", "east.handler", "east.registrar", "west", "north"]),
    ),
    st.tuples(
        st.just("answer"), st.sampled_from(["west", "north"]),
        st.sampled_from(["agree", "agree_with_changes", "object", "take_back"]), st.just(""),
    ),
    st.tuples(st.just("settle"), st.just(""), st.just(""), st.just("")),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(DONE, min_size=5, max_size=40))
@example([("answer", "west", "agree", ""), ("settle", "", "", ""), ("answer", "west", "take_back", ""),
          ("answer", "west", "agree", ""), ("step", "east.clerk", "ask_again", "west")])  # fmt: skip
def test_whatever_crosses_no_opinion_is_lost_and_both_sides_agree_in_the_end(
    tries: list[tuple[str, str, str, str]],
) -> None:
    desk = Desk()
    desk.act("east.clerk", "submit")
    desk.act("east.clerk", "countersign", people=["east.handler"], organs=["west"])
    desk.settle()
    said: list[str] = []
    for number, (kind, who, action, whom) in enumerate(tries):
        opinion = f"意见{number}"
        try:
            if kind == "settle":
                desk.settle()
            elif kind == "answer":
                desk.answer(who, action, opinion)
            else:
                organ = "." not in whom
                desk.act(who, action, opinion, signer=whom, person=whom, to="drafted",
                         people=[] if organ else [whom], organs=[whom] if organ else [])  # fmt: skip
        except OfficeError:
            continue
        if action in ("agree", "agree_with_changes", "object"):
            said.append(opinion)
    desk.settle()

    document = desk.document
    given_ = [task.opinion for task in document.countersigning.tasks if task.opinion is not None]
    assert sorted(given_) == sorted(said)
    for organ in ("west", "north"):
        place = document.countersigning.place_of(organ, *COUNTING)
        request = desk.requests.find(countersign_id("d1", organ, Purpose.COUNTERSIGN))
        if place is None:
            assert request is None or request.status == "closed"
            continue
        task = document.countersigning.tasks[place]
        assert request is not None
        if document.status in ("drafted", "submitted"):
            assert request.status == ("asked" if task.status == "open" else task.status)
        else:
            assert request.status == "closed" and task.status in ANSWERS and request.answer == task.status


def test_an_organ_without_a_leader_is_asked_only_after_a_warning(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    where = ROSTER.where

    def nobody_in_the_west(kind: Any, query: Any) -> Any:
        return [each for each in where(kind, query) if getattr(each, "organ", "") != "west"]

    monkeypatch.setattr(ROSTER, "where", nobody_in_the_west)
    with pytest.raises(ConfirmationNeeded) as asked:
        desk.act("east.clerk", "countersign", confirm=False, people=[], organs=["west"])

    assert [each["code"] for each in asked.value.details["warnings"]] == ["nobody_left"] and "领导" in str(asked.value)
    assert not desk.document.countersigning.tasks
    desk.act("east.clerk", "countersign", people=[], organs=["west"])
    assert desk.document.countersigning.waiting
