"""The life of a document by its table, without store or broker."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.documents.incoming import app as incoming
from services.documents.incoming.domain import incoming_id as id_of_copy
from services.documents.incoming.steps import INCOMING
from services.documents.kinds import KINDS
from services.documents.outgoing import afterwards, app, domain, drafting, views
from services.documents.outgoing.domain import Document, DocumentStatus
from services.documents.outgoing.steps import OUTGOING
from shared.contracts import documents as events
from shared.errors import (
    Forbidden,
    InvalidInput,
    NotFound,
    OfficeError,
    PreconditionFailed,
    RuleBroken,
    TransitionRefused,
)
from shared.occasion import Occasion
from tests.support.offers import codes
from tests.support.office import MORNING, MemoryDocuments, MemoryIncomings, Roster, actor, caused, on

ROSTER = Roster()
WANTED = {
    "kind": "notice",
    "title": "关于做好冬季安全工作的通知",
    "body": "正文",
    "recipients": ["west", "north"],
    "copies": [],
    "urgency": "normal",
    "contact": "王敏",
    "telephone": "0571-88880001",
}
LINE = [("east.clerk", "submit"), ("east.director", "approve"), ("east.leader", "sign"), ("east.registrar", "verify"),
        ("east.registrar", "register"), ("east.registrar", "release")]  # fmt: skip


class Desk:
    """Documents and copies in memory, with their use cases."""

    def __init__(self) -> None:
        self.documents = MemoryDocuments(on("east.clerk"))
        self.incomings = MemoryIncomings(on("west.registrar"))

    def draft(self, who: str = "east.clerk", **changes: Any) -> Document:
        occasion = on(who)
        return drafting.draft(
            self.documents.on(occasion), ROSTER, occasion=occasion, new_id=f"d{len(self.documents.records)}",
            wanted={**WANTED, **changes},
        )  # fmt: skip

    def act(self, who: str, document: Document, action: str, comment: str = "已阅", **more: Any) -> Document:
        occasion = on(who, **more)
        return app.act(
            self.documents.on(occasion), ROSTER, document.id, action, occasion=occasion, comment=comment, confirm=True
        )

    def until(self, action: str, **changes: Any) -> Document:
        document = self.draft(**changes)
        for who, step in LINE:
            document = self.act(who, document, step)
            if step == action:
                break
        return document

    def deliver(self, document: Document) -> None:
        released = events.DocumentReleased.of(document)
        occasion = caused(f"documents:{document.id}", document.version)
        incoming.deliver(self.incomings.on(occasion), released, at=MORNING)

    def incoming_act(self, who: str, incoming_id: str, action: str, **said: Any) -> Any:
        occasion = on(who)
        said = {"comment": None, "handler": None, "due_on": None, "reply": None, **said}
        return incoming.act(self.incomings.on(occasion), ROSTER, incoming_id, action, occasion=occasion, **said)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_document_goes_from_draft_to_release_by_those_whose_step_it_is(desk: Desk) -> None:
    document = desk.until("release")

    assert document.number == "南实验东发〔2026〕1号"
    assert document.signed_by == "p-east.leader" and str(document.signed_on) == "2026-11-23"
    assert set(document.deliveries) == {"west", "north"}
    assert document.version == 7 == len(desk.documents.announced)


def test_the_second_document_of_the_year_gets_the_second_number(desk: Desk) -> None:
    desk.until("register")

    assert desk.until("register").number == "南实验东发〔2026〕2号"


def test_number_and_date_follow_the_day_in_the_office_not_in_greenwich(desk: Desk) -> None:
    document = desk.until("verify")
    last_evening = 38 * 24 + 14.5  # 2026-12-31 23:30 in Shanghai; an hour later it is 2027 there, but not in Greenwich
    assert desk.act("east.registrar", document, "register", hours=last_evening).number == "南实验东发〔2026〕1号"
    other = desk.until("verify")
    assert desk.act("east.registrar", other, "register", hours=last_evening + 1).number == "南实验东发〔2027〕1号"


def test_an_office_can_be_told_only_of_its_own_documents(desk: Desk) -> None:
    document = desk.until("submit")

    for stranger in ("west.director", "nanhu.director", "nanhu.admin", "lake.leader", "east.handler"):
        with pytest.raises(NotFound):
            desk.act(stranger, document, "approve")


def test_only_whose_step_it_is_may_take_it(desk: Desk) -> None:
    document = desk.until("submit")

    for who in ("east.clerk", "east.leader", "east.registrar"):
        with pytest.raises(Forbidden):
            desk.act(who, document, "approve")


def test_nobody_examines_or_signs_their_own_draft(desk: Desk) -> None:
    occasion = replace(on("east.clerk"), actor=actor("east.clerk", "director", "leader"))
    documents = desk.documents.on(occasion)
    document = drafting.draft(documents, ROSTER, occasion=occasion, new_id="own", wanted=WANTED)
    app.act(documents, ROSTER, document.id, "submit", occasion=occasion, comment=None)

    with pytest.raises(RuleBroken) as refused:
        app.act(documents, ROSTER, document.id, "approve", occasion=occasion, comment="同意")

    assert refused.value.errors[0]["code"] == "own_draft"


@pytest.mark.parametrize(
    ("who", "action", "until"), [("east.director", "return", "submit"), ("east.leader", "reject", "approve")]
)
def test_what_goes_back_needs_a_reason_and_is_a_draft_again(desk: Desk, who: str, action: str, until: str) -> None:
    document = desk.until(until)
    with pytest.raises(RuleBroken):
        desk.act(who, document, action, comment="  ")

    back = desk.act(who, document, action, comment="时间安排不明确")

    assert back.status is DocumentStatus.DRAFTED
    assert desk.documents.announced[-1][1]["data"]["reason"] == "时间安排不明确"


def test_a_document_can_be_withdrawn_until_it_is_released(desk: Desk) -> None:
    for _, action in LINE[:-1]:
        assert desk.act("east.clerk", desk.until(action), "withdraw").status is DocumentStatus.WITHDRAWN
    with pytest.raises(TransitionRefused):
        desk.act("east.clerk", desk.until("release"), "withdraw")


def test_who_names_a_version_acts_on_that_version_only(desk: Desk) -> None:
    document = desk.draft()

    with pytest.raises(PreconditionFailed):
        desk.act("east.clerk", document, "submit", expected=2)
    assert desk.act("east.clerk", document, "submit", expected=1).version == 2


@pytest.mark.parametrize(
    ("kind", "recipients", "copies", "code"),
    [
        ("notice", [], [], "recipient_missing"),
        ("notice", ["nanhu"], [], "direction_not_allowed"),
        ("report", ["west"], [], "direction_not_allowed"),
        ("letter", ["nanhu"], [], "direction_not_allowed"),
        ("circular", ["west"], [], "direction_not_allowed"),
        ("request", ["nanhu", "shiyan"], [], "one_main_recipient"),
        ("report", ["shiyan"], ["desk"], "copied_to_subordinate"),
        ("notice", ["west"], [], None),
        ("notice", ["desk"], [], None),
        ("letter", ["main"], ["west"], None),
        ("request", ["shiyan"], ["nanhu"], None),
        ("opinion", ["nanhu"], [], "level_skipped"),
        ("opinion", ["nanhu"], ["shiyan"], None),
    ],
)
def test_rules_between_organs(
    desk: Desk, kind: str, recipients: list[str], copies: list[str], code: str | None
) -> None:
    document = desk.draft(kind=kind, recipients=recipients, copies=copies)

    if code is None:
        assert desk.act("east.clerk", document, "submit").status is DocumentStatus.SUBMITTED
        return
    with pytest.raises(RuleBroken) as refused:
        desk.act("east.clerk", document, "submit")
    assert code in [error["code"] for error in refused.value.errors]
    assert refused.value.source and refused.value.source.startswith("条例")
    assert desk.documents.find(document.id) == document


def test_every_broken_rule_is_told_at_once(desk: Desk) -> None:
    document = desk.draft(kind="request", recipients=["nanhu", "shiyan", "west"], copies=["desk"])

    with pytest.raises(RuleBroken) as refused:
        desk.act("east.clerk", document, "submit")

    codes = {error["code"] for error in refused.value.errors}
    assert codes == {"direction_not_allowed", "one_main_recipient", "copied_to_subordinate"}


def test_a_campus_that_is_not_registered_issues_nothing(desk: Desk) -> None:
    document = desk.draft("north.clerk", recipients=["west"])

    with pytest.raises(RuleBroken) as refused:
        desk.act("north.clerk", document, "submit")

    assert refused.value.errors[0] == {
        "field": "organ", "code": "issuer_not_registered", "source": "条例第三十七条",
        "message": "north校区尚未立户，请由上级单位行文或者申请立户",
    }  # fmt: skip


@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if not kind.for_schools], ids=lambda kind: kind.name)
def test_kinds_that_schools_do_not_use_are_refused(desk: Desk, kind: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        desk.draft(kind=kind.code)

    assert refused.value.errors[0]["field"] == "kind"


def test_a_copy_is_received_registered_assessed_assigned_and_answered(desk: Desk) -> None:
    document = desk.until("release")
    desk.deliver(document)
    desk.deliver(document)
    incoming_id = id_of_copy(document.id, "west")
    with pytest.raises(RuleBroken):
        desk.incoming_act("west.registrar", incoming_id, "receive")
        desk.incoming_act("west.registrar", incoming_id, "register")
        desk.incoming_act("west.director", incoming_id, "assess")
        desk.incoming_act("west.director", incoming_id, "assign", handler="east.handler", due_on="2026-12-31")
    with pytest.raises(RuleBroken):
        desk.incoming_act("west.director", incoming_id, "assign", handler="west.handler", due_on="2026-11-22")
    with pytest.raises(InvalidInput):
        desk.incoming_act("west.director", incoming_id, "assign", handler="west.nobody", due_on="2026-12-31")

    assigned = desk.incoming_act("west.director", incoming_id, "assign", handler="west.handler", due_on="2026-11-23")
    with pytest.raises(Forbidden):
        desk.incoming_act("west.director", incoming_id, "complete", reply="代办")
    done = desk.incoming_act("west.handler", incoming_id, "complete", reply="已办")

    assert (assigned.handler, assigned.register_number) == ("p-west.handler", "收文〔2026〕1号")
    assert (done.status.value, done.reply) == ("completed", "已办")
    assert len(desk.incomings.records) == 2


def test_a_reply_stands_on_the_senders_document_once_though_told_twice(desk: Desk) -> None:
    document = desk.until("release")
    moved = events.IncomingCompleted(incoming_id="i", document_id=document.id, organ="west", reply="已办")
    documents = desk.documents.on(caused("incoming:i", 6))
    afterwards.note_delivery(documents, moved, at=MORNING)

    with pytest.raises(Exception) as again:
        afterwards.note_delivery(documents, moved, at=MORNING)

    assert type(again.value).__name__ == "AlreadyHandled"
    shown = desk.documents.get(document.id)
    assert (shown.deliveries["west"].status, shown.deliveries["west"].reply) == ("completed", "已办")
    assert shown.deliveries["north"].status == domain.SENT


WHO = ["east.clerk", "east.director", "east.leader", "east.registrar", "east.handler", "west.director", "nanhu.admin"]
ACTIONS = sorted({step.action for step in OUTGOING.steps} - {"revise"})
SEQUENCES = st.lists(
    st.tuples(st.sampled_from(WHO), st.sampled_from(ACTIONS), st.sampled_from(["", "理由"])), max_size=12
)


@settings(max_examples=150, deadline=None)
@given(SEQUENCES)
def test_whatever_is_tried_a_refusal_changes_nothing_and_every_version_is_an_event(
    tries: list[tuple[str, str, str]],
) -> None:
    desk = Desk()
    document = desk.draft()
    for who, action, comment in tries:
        before = desk.documents.find(document.id)
        assert before is not None
        allowed = action in OUTGOING.actions(before, actor(who)) and domain.sees(before, actor(who))
        try:
            after = desk.act(who, before, action, comment)
        except OfficeError as refusal:
            assert desk.documents.find(document.id) == before
            assert not allowed or isinstance(refusal, (RuleBroken, InvalidInput))
        else:
            assert allowed and after.version == before.version + 1
    final = desk.documents.find(document.id)
    assert final is not None and final.version == len(desk.documents.announced)
    assert desk.documents.at_version(document.id, final.version) == final


def test_actions_shown_are_those_that_would_be_taken(desk: Desk) -> None:
    document = desk.until("submit")

    assert codes(views.shown_document(document, actor("east.director"))) == [
        "add_examiners", "return", "approve", "send_back", "urge", "countersign",
    ]  # fmt: skip
    assert views.shown_document(document, actor("east.leader"))["actions"] == []
    assert INCOMING.steps[0].action == "deliver"


def test_several_examine_in_turn_before_the_director(desk: Desk) -> None:
    document = desk.draft(examiners=["east.handler", "east.registrar"])
    document = desk.act("east.clerk", document, "submit")
    with pytest.raises(RuleBroken, match=r"east\.handler"):
        desk.act("east.director", document, "approve")
    with pytest.raises(Forbidden):
        desk.act("east.registrar", document, "examine")

    desk.act("east.handler", document, "examine")
    with pytest.raises(Forbidden):
        desk.act("east.handler", document, "examine")
    passed = desk.act("east.registrar", document, "examine")

    assert passed.examiner is None and passed.status is DocumentStatus.SUBMITTED
    assert desk.act("east.director", document, "approve").status is DocumentStatus.APPROVED


def test_an_examiner_sends_back_and_the_next_round_is_examined_anew(desk: Desk) -> None:
    document = desk.act("east.clerk", desk.draft(examiners=["east.handler", "east.registrar"]), "submit")
    desk.act("east.handler", document, "examine")
    desk.act("east.registrar", document, "return", comment="数字有误")

    again = desk.act("east.clerk", document, "submit")

    assert again.examiner is not None and again.examiner.name == "east.handler"


@pytest.mark.parametrize("named", [["east.clerk"], ["west.handler"], ["east.nobody"], ["east.handler", "east.handler"]])
def test_who_cannot_examine_is_refused(desk: Desk, named: list[str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        desk.draft(examiners=named)

    assert refused.value.errors[0]["field"] == f"examiners[{len(named) - 1}]"


@pytest.mark.parametrize("until", ["sign", "verify"])
def test_a_change_of_substance_goes_back_to_the_signer(desk: Desk, until: str) -> None:
    back = desk.act("east.registrar", desk.until(until), "return_to_signer", comment="金额有误")

    assert back.status is DocumentStatus.APPROVED and back.signed_by is None and back.signed_on is None
    assert desk.documents.announced[-1][1]["data"]["status"] == "approved"
    assert desk.act("east.leader", back, "return_to_examiner", comment="重新核对").status is DocumentStatus.SUBMITTED


@pytest.mark.parametrize(("action", "status"), [("revoke", "revoked"), ("repeal", "repealed")])
def test_a_released_document_is_revoked_or_repealed_with_a_reason(desk: Desk, action: str, status: str) -> None:
    document = desk.until("release")
    with pytest.raises(RuleBroken):
        desk.act("east.leader", document, action, comment="")
    with pytest.raises(Forbidden):
        desk.act("east.director", document, action)

    after = desk.act("east.leader", document, action, comment="与新规定不一致")

    assert after.status.value == status and after.number == document.number
    assert desk.documents.announced[-1][1]["data"]["recipients"] == ["west", "north"]


def test_a_conflict_tells_what_is_now(desk: Desk) -> None:
    document = desk.until("approve")
    occasion = on("east.leader")
    racing: Callable[..., Any] = desk.documents.on(occasion)

    class Late(MemoryDocuments):
        def _update(self, write: Any) -> bool:
            desk.act("east.leader", document, "sign")
            return super()._update(write)

    late = Late(occasion, racing.records)  # type: ignore[attr-defined]
    with pytest.raises(OfficeError) as refused:
        app.act(late, ROSTER, document.id, "sign", occasion=Occasion(MORNING, actor("east.leader")), comment="")

    assert (refused.value.code, refused.value.details["current"]["status"]) == ("version_conflict", "signed")
