"""Joint documents: all issuers sign, the lead numbers, the date is the last signer's (条例 arts. 17, 22)."""

from typing import Any

import pytest

from services.documents.archive import app as archive
from services.documents.archive.domain import Volume
from services.documents.countersigning import app as requests
from services.documents.countersigning.domain import Purpose
from services.documents.countersigning.views import shown
from services.documents.outgoing.domain import DocumentStatus
from services.documents.rendition.app import sheet, signers
from shared.errors import InvalidInput, OfficeError, Refused, RuleBroken
from tests.support.office import MemoryIncomings, actor, on
from tests.unit.documents.test_countersigning import Desk

DAY = 24.0


def jointly(**changes: Any) -> Desk:
    desk = Desk(issuers=["west"], recipients=["north"], **changes)
    desk.act("east.clerk", "submit")
    desk.act("east.director", "approve")
    desk.settle()
    return desk


def signed(desk: Desk, hours: float = 0) -> None:
    desk.answer("west", "agree", "", purpose=Purpose.JOINT, hours=hours)
    desk.settle()


def test_the_last_signature_dates_a_joint_document_and_the_lead_numbers_it() -> None:
    desk = jointly()
    desk.act("east.leader", "sign")
    with pytest.raises(RuleBroken, match="west校区") as early:
        desk.act("east.registrar", "verify")

    signed(desk, hours=2 * DAY)
    for step in ("verify", "register", "release"):
        desk.act("east.registrar", step)
    desk.settle()

    assert early.value.errors[0]["code"] == "signature_outstanding"
    assert (str(desk.document.signed_on), desk.document.number) == ("2026-11-25", "南实验东发〔2026〕1号")
    there = shown(desk.request("west", Purpose.JOINT), actor("west.leader"), desk.document)
    assert (there["status"], there["body"], there["number"]) == ("closed", "正文", desk.document.number)


def test_the_order_of_the_signatures_does_not_matter() -> None:
    desk = jointly()
    signed(desk, hours=2 * DAY)
    desk.act("east.leader", "sign")

    assert str(desk.document.signed_on) == "2026-11-25"


def test_a_co_issuer_that_does_not_sign_keeps_the_document_back() -> None:
    desk = jointly()
    desk.answer("west", "object", "分工没有谈妥", purpose=Purpose.JOINT)
    with pytest.raises(OfficeError):
        desk.answer("west", "agree_with_changes", purpose=Purpose.JOINT)
    desk.act("east.leader", "sign")
    desk.settle()

    with pytest.raises(RuleBroken):
        desk.act("east.registrar", "verify")
    desk.act("east.registrar", "send_back", to="drafted")
    desk.settle()
    assert desk.request("west", Purpose.JOINT).status == "closed"
    desk.revise(body="分工谈妥的正文")
    for who, step in (("clerk", "submit"), ("director", "approve"), ("leader", "sign")):
        desk.act(f"east.{who}", step)
    desk.settle()
    signed(desk)

    assert desk.act("east.registrar", "verify").status is DocumentStatus.VERIFIED
    assert desk.document.joint.tasks[0].opinion == "分工没有谈妥"


def test_whoever_sends_a_joint_document_back_to_be_signed_has_everybody_sign_anew() -> None:
    desk = jointly()
    signed(desk)
    desk.act("east.leader", "sign")
    desk.act("east.registrar", "return_to_signer")
    desk.settle()

    assert desk.request("west", Purpose.JOINT).status == "asked" and desk.document.signed_on is None


def test_the_leader_who_takes_a_signature_back_leaves_the_others() -> None:
    desk = jointly()
    signed(desk)
    desk.act("east.leader", "sign")
    desk.act("east.leader", "take_back")
    desk.settle()

    assert desk.request("west", Purpose.JOINT).status == "agreed" and desk.document.signed_on is None


@pytest.mark.parametrize(
    ("issuers", "code"),
    [(["nanhu"], "not_one_level"), (["desk"], "not_one_level"), (["main"], "co_issuer_not_registered")],
)
def test_only_registered_organs_of_one_level_issue_together(issuers: list[str], code: str) -> None:
    desk = Desk(issuers=issuers, recipients=["north"])

    with pytest.raises(RuleBroken) as refused:
        desk.act("east.clerk", "submit")

    assert code in [each["code"] for each in refused.value.errors]


@pytest.mark.parametrize("issuers", [["east"], ["west", "west"], ["lake"], ["nowhere"]])
def test_who_cannot_issue_with_us_is_refused(issuers: list[str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        Desk(issuers=issuers, recipients=["north"])

    assert refused.value.errors[0]["code"] == "unfit_issuer"


def test_an_issuer_is_no_recipient() -> None:
    with pytest.raises(InvalidInput):
        Desk(issuers=["west"], recipients=["west"])


def test_who_is_left_out_of_the_issuers_keeps_what_they_said() -> None:
    desk = jointly()
    signed(desk)
    desk.act("east.leader", "reject")
    desk.revise(issuers=[])
    desk.settle()

    assert desk.document.issuers == () and desk.document.joint.tasks[0].status == "superseded"
    assert desk.request("west", Purpose.JOINT).status == "closed"


def test_the_text_of_an_internal_draft_is_given_to_those_who_decide_and_only_on_the_record() -> None:
    desk = jointly(secrecy="internal")
    kept, there = desk.requests, desk.request("west", Purpose.JOINT).id

    def body(who: str) -> object:
        return requests.get(kept, desk.documents, there, actor=actor(who))["body"]

    assert (body("west.leader"), body("west.director"), body("west.registrar")) == ("正文", "正文", None)
    assert shown(desk.request("west", Purpose.JOINT), actor("west.leader"), desk.document)["body"] is None


def test_a_joint_document_bears_every_issuers_mark_signature_and_signer_and_its_original_stays_with_the_lead() -> None:
    desk = jointly()
    desk.act("east.leader", "sign")
    signed(desk)
    for step in ("verify", "register", "release"):
        desk.act("east.registrar", step)
    desk.settle()

    found = sheet(desk.document, lambda organ_id: None)

    assert found.issuers == tuple(each.organ for each in found.signatures) == ("east校区", "west校区")
    assert signers(desk.document) == ("east.leader", "west.leader")
    volume = Volume(id="west.2026", organ="west", organ_name="西校区", path=(), fonds="0123", year=2026)
    with pytest.raises(Refused, match="east校区归档") as refused:
        archive._piece(desk.documents, MemoryIncomings(on("west.registrar")), desk.document.id, volume)  # type: ignore[arg-type]
    assert "第二十七条" in str(refused.value.source)
