"""Joint documents: all issuers sign, the lead numbers, the date is the last signer's (条例 arts. 17, 22)."""

from typing import Any

import pytest

from services.documents.countersigning import app as requests
from services.documents.countersigning.domain import Purpose
from services.documents.countersigning.views import shown
from services.documents.holders import Holders
from services.documents.outgoing import app as outgoing
from services.documents.outgoing.domain import DocumentStatus
from services.documents.outgoing.progress import progress
from services.documents.rendition.app import sheet, signers
from shared.errors import InvalidInput, NotFound, OfficeError, Refused, RuleBroken
from shared.listing import Listing
from shared.office import Named
from tests.support.office import MemoryIncomings, actor, on, reader
from tests.unit.documents.test_archive import Archive
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


def way(desk: Desk) -> list[tuple[str, str, str]]:
    """Return the steps of the document's way with their state and who has each."""
    found = progress(desk.document, desk.documents.whole_history("d1"), lambda organ, role: [Named("x", role)])["steps"]
    return [(each["label"], each["state"], (each["by"] or each["who"][0])["name"]) for each in found]


def test_the_way_of_a_joint_document_shows_who_of_the_issuers_has_still_to_sign() -> None:
    desk = jointly()
    desk.act("east.leader", "sign")

    assert way(desk)[2:5] == [
        ("签发", "done", "east.leader"), ("签发", "current", "west校区"), ("复核", "next", "registrar"),
    ]  # fmt: skip
    desk.answer("west", "object", "标题不妥", purpose=Purpose.JOINT)
    desk.settle()
    assert ("签发", "objected", "west.leader") in way(desk)


def test_an_objection_stands_on_the_way_as_one() -> None:
    desk = Desk()
    desk.act("east.clerk", "countersign", signers=[], organs=["west"])
    desk.settle()
    assert ("会签", "current", "west校区") in way(desk)

    desk.answer("west", "object", "数字有误")
    desk.settle()

    assert ("会签", "objected", "west.leader") in way(desk)


def test_a_co_issuer_signs_or_refuses_by_these_words_and_is_asked_before() -> None:
    desk = jointly()
    request = desk.request("west", Purpose.JOINT)
    there = shown(request, actor("west.leader"), desk.document)
    buttons = {
        each["label"]: (each["confirm"] is not None, [need["label"] for need in each["needs"]])
        for each in there["actions"]
    }

    assert buttons == {"签发": (True, ["意见"]), "不予签发": (True, ["不予签发理由"])}
    assert (there["status_name"], there["stage_name"]) == ("待签发", "待签发")
    signed(desk)
    after = shown(desk.request("west", Purpose.JOINT), actor("west.leader"), desk.document)
    assert after["status_name"] == "已签发"
    with pytest.raises(OfficeError, match="已签发，不能签发"):
        desk.answer("west", "agree", "", purpose=Purpose.JOINT)


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

    with pytest.raises(RuleBroken, match="west校区不同意签发，请退回签发环节"):
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


def test_another_issuer_is_named_by_a_name_that_fits_one() -> None:
    assert Desk(issuers=["west校区"], recipients=["north"]).document.issuers == ("west",)

    with pytest.raises(InvalidInput) as refused:
        Desk(issuers=["west校区", "west"], recipients=["north"])
    assert [each["field"] for each in refused.value.errors] == ["issuers[1]"]


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
        return requests.get(kept, desk.documents, there, actor=actor(who), text=reader(who).text)["body"]

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
    filing = Archive()
    filing.documents = desk.documents  # type: ignore[assignment]
    west = filing.open(who="west.registrar")
    with pytest.raises(Refused, match="east校区归档") as refused:
        filing.act("file", "west.registrar", west.id, piece=desk.document.id)
    assert "第二十七条" in str(refused.value.source)


@pytest.mark.parametrize(("secrecy", "registrar"), [("none", True), ("internal", False)])
def test_the_attachments_of_a_draft_go_round_with_it_and_no_longer(secrecy: str, registrar: bool) -> None:
    desk = Desk(secrecy=secrecy)
    desk.act("east.clerk", "submit")
    holders = Holders(desk.documents, MemoryIncomings(on("west.leader")), None, desk.requests)  # type: ignore[arg-type]

    def reached(who: str) -> bool:
        try:
            return holders._document("d1", actor(who)).id == "d1"
        except NotFound:
            return False

    assert not reached("west.leader")
    desk.act("east.clerk", "countersign", organs=["west"])
    desk.settle()
    assert [reached(f"{who}") for who in ("west.leader", "west.director", "west.registrar", "west.clerk", "north.leader")] == [
        True, True, registrar, False, False,
    ]  # fmt: skip
    desk.answer("west", "agree")
    desk.settle()
    desk.act("east.director", "approve")
    desk.settle()
    assert not reached("west.leader")


def issued(**changes: Any) -> Desk:
    desk = jointly(**changes)
    desk.act("east.leader", "sign")
    signed(desk)
    for step in ("verify", "register", "release"):
        desk.act("east.registrar", step)
    desk.settle()
    return desk


def test_every_issuer_reads_the_joint_document_and_finds_it_among_its_own_and_nobody_else_does() -> None:
    desk, copies = issued(), MemoryIncomings(on("west.leader"))

    def seen(who: str) -> dict[str, Any]:
        return outgoing.get(desk.documents, copies, "d1", actor=actor(who))

    there = seen("west.registrar")
    assert (there["body"], there["number"], there["signed_by"]["name"]) == (
        "正文",
        "南实验东发〔2026〕1号",
        "east.leader",
    )
    assert (there["actions"], there["examiners"], there["drafter"]) == ([], [], None)
    listed = desk.documents.search(actor("west.director"), Listing(limit=9))
    assert [each.id for each in listed.items] == ["d1"]
    for who in ("west.clerk", "west.handler", "north.leader", "main.leader"):
        with pytest.raises(NotFound):
            seen(who)


def test_an_issuer_sees_nothing_before_the_number_nor_after_its_signature_was_asked_anew() -> None:
    desk, copies = jointly(), MemoryIncomings(on("west.leader"))
    desk.act("east.leader", "sign")
    signed(desk)
    with pytest.raises(NotFound):
        outgoing.get(desk.documents, copies, "d1", actor=actor("west.leader"))

    for step in ("verify", "register"):
        desk.act("east.registrar", step)
    assert outgoing.get(desk.documents, copies, "d1", actor=actor("west.leader"))["body"] == "正文"
    desk.act("east.registrar", "send_back", to="drafted")

    with pytest.raises(NotFound):
        outgoing.get(desk.documents, copies, "d1", actor=actor("west.leader"))


def test_the_text_of_an_internal_joint_document_is_for_those_who_decide_at_each_issuer() -> None:
    desk, copies = issued(secrecy="internal"), MemoryIncomings(on("west.leader"))

    bodies = [
        outgoing.get(desk.documents, copies, "d1", actor=actor(who), text=reader(who).text)["body"]
        for who in ("west.leader", "west.registrar")
    ]

    assert bodies == ["正文", None]
