"""Classified papers: a register says where they are, and none of their content is ever accepted."""

from typing import Any

import pytest

from services.documents.attachments.domain import INCOMING, OUTGOING
from services.documents.classified import app, views
from services.documents.classified.acts import CLASSIFIED_ACTS
from services.documents.classified.domain import ClassifiedContent, Stub, StubStatus
from services.documents.holders import Holders
from services.documents.incoming import app as incoming
from services.documents.rendition import app as rendition
from shared.acts import in_trail
from shared.errors import Forbidden, InvalidInput, NotFound, RuleBroken, TransitionRefused
from shared.occasion import Key
from tests.support.office import MemoryRequests, MemoryStubs, actor, on
from tests.unit.documents.test_document import ROSTER, Desk
from tests.unit.documents.test_incoming import LETTER

PAPER = {
    "grade": "secret", "years": 10, "outgoing": False, "counterpart": "区委机要局", "number": None,
    "copy_numbers": ["000003"], "dated_on": "2026-11-20", "custodian": "west.registrar", "title": None, "body": None,
}  # fmt: skip


class Register:
    def __init__(self) -> None:
        self.stubs = MemoryStubs(on("west.registrar"))

    def enter(self, who: str = "west.registrar", key: Key | None = None, **changes: Any) -> Stub:
        occasion = on(who, key=key)
        new_id = f"c{len(self.stubs.records)}"
        return app.enter(self.stubs.on(occasion), ROSTER, occasion=occasion, new_id=new_id, wanted={**PAPER, **changes})

    def act(self, who: str, stub: Stub, action: str, comment: str = "", custodian: str | None = None) -> Stub:
        occasion = on(who)
        return app.act(
            self.stubs.on(occasion), ROSTER, stub.id, action, occasion=occasion, comment=comment, custodian=custodian
        )


@pytest.fixture
def register() -> Register:
    return Register()


def test_a_paper_is_entered_numbered_handed_over_and_returned(register: Register) -> None:
    first, second = register.enter(), register.enter(grade="top_secret", years=30)
    assert [first.register_number, second.register_number] == ["涉密〔2026〕1号", "涉密〔2026〕2号"]

    handed = register.act("west.registrar", first, "hand_over", custodian="west.director")
    returned = register.act("west.registrar", handed, "return", "清退至区委机要局")

    assert (handed.custodian, returned.status) == ("p-west.director", StubStatus.RETURNED)
    with pytest.raises(TransitionRefused):
        register.act("west.registrar", returned, "hand_over", custodian="west.director")


def test_the_trail_says_who_held_the_paper_and_to_whom_it_went(register: Register) -> None:
    stub = register.enter()
    register.act("west.registrar", stub, "hand_over", custodian="west.director")

    page = app.history(register.stubs, stub.id, actor=actor("west.leader"), cursor=None, limit=9)

    director = actor("west.director").name
    details = [in_trail(CLASSIFIED_ACTS)(each)["detail"] for each in page.items]
    assert details == [f"由{stub.custodian_name}保管", f"交{director}"]


def test_it_is_destroyed_only_after_approval(register: Register) -> None:
    stub = register.enter()
    with pytest.raises(TransitionRefused):
        register.act("west.leader", stub, "destroy", "送销毁中心")
    asked = register.act("west.registrar", stub, "propose_destruction", "期限届满")
    with pytest.raises(Forbidden):
        register.act("west.registrar", asked, "destroy", "送销毁中心")

    assert register.act("west.leader", asked, "keep", "仍需查考").status is StubStatus.HELD
    asked = register.act("west.registrar", stub, "propose_destruction", "期限届满")
    assert register.act("west.director", asked, "destroy").status is StubStatus.DESTROYED


def test_who_approves_the_destruction_may_add_an_opinion_and_need_not_say_the_reason_again(register: Register) -> None:
    stub = register.act("west.registrar", register.enter(), "propose_destruction", "期限届满")

    (need,) = next(each for each in views.shown(stub, actor("west.director"))["actions"] if each["code"] == "destroy")[
        "needs"
    ]

    assert (need["label"], need["required"]) == ("意见", False)


@pytest.mark.parametrize("said", [{"title": "关于某事的通知"}, {"body": "正文"}, {"body": ""}, {"title": {}}])
def test_nothing_that_it_says_comes_in(register: Register, said: dict[str, Any]) -> None:
    with pytest.raises(ClassifiedContent) as refused:
        register.enter(**said)

    assert "保守国家秘密法" in str(refused.value.source) and refused.value.code == "classified_content"
    assert not register.stubs.records


@pytest.mark.parametrize("grade", ["secret", "confidential", "top_secret"])
def test_no_line_takes_a_state_secret_in(register: Register, grade: str) -> None:
    desk = Desk()
    draft = desk.draft()

    with pytest.raises(ClassifiedContent):
        desk.draft(secrecy=grade)
    with pytest.raises(ClassifiedContent):
        occasion = on("west.registrar")
        incoming.record(
            desk.incomings, occasion=occasion, new_id="x", wanted={**LETTER, "secrecy": grade, "body": None}
        )
    assert list(desk.documents.records) == [draft.id] and not desk.incomings.records


def test_its_attachments_and_pages_are_refused_with_the_rule_and_to_others_there_is_nothing(register: Register) -> None:
    stub, desk = register.enter(), Desk()
    holders = Holders(desk.documents, desk.incomings, register.stubs, MemoryRequests(on("west.leader")))

    def pages(who: str) -> None:
        rendition.rendition(
            desk.documents, desk.incomings, register.stubs, ROSTER, stub.id, actor=actor(who),
            seals_of=lambda document, digest: {},
        )  # fmt: skip

    for line in (OUTGOING, INCOMING):
        with pytest.raises(ClassifiedContent):
            holders.to_change(line, stub.id, actor("west.registrar"))
        with pytest.raises(NotFound):
            holders.to_change(line, stub.id, actor("east.registrar"))
    with pytest.raises(ClassifiedContent):
        pages("west.leader")
    for who in ("east.leader", "west.clerk", "nanhu.admin"):
        with pytest.raises(NotFound):
            pages(who)
        with pytest.raises(NotFound):
            app.get(register.stubs, stub.id, actor=actor(who))


@pytest.mark.parametrize(("grade", "years"), [("secret", 11), ("confidential", 21), ("top_secret", 31)])
def test_a_term_longer_than_the_grade_allows_is_refused(register: Register, grade: str, years: int) -> None:
    assert register.enter(grade=grade, years=years - 1).years == years - 1

    with pytest.raises(RuleBroken) as refused:
        register.enter(grade=grade, years=years)

    assert refused.value.errors[0]["code"] == "term_too_long" and "第二十条" in str(refused.value.source)


def test_only_the_registrar_enters_and_only_people_of_the_house_keep_it(register: Register) -> None:
    with pytest.raises(Forbidden):
        register.enter("west.director")
    with pytest.raises(RuleBroken):
        register.enter(custodian="east.registrar")
    with pytest.raises(InvalidInput):
        register.enter(custodian="nobody")
    assert not register.stubs.records
