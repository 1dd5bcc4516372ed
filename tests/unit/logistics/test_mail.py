"""Mail: an item from its arrival to its signature, and subscriptions by year."""

from datetime import timedelta
from typing import Any

import pytest

import services.logistics.mail.turns  # noqa: F401  (says whose turn it is)
from services.logistics.mail.domain import MailStatus, SubscriptionStatus
from shared.errors import Forbidden, InvalidInput, NotFound, OfficeError, TransitionRefused
from shared.listing import Listing
from shared.turn import waits_of
from tests.support.office import MORNING, on
from tests.unit.logistics.desk import Desk


@pytest.fixture
def desk() -> Desk:
    return Desk()


def refused(code: str, act: Any) -> OfficeError:
    with pytest.raises(OfficeError) as error:
        act()
    assert [each["code"] for each in error.value.errors] == [code]
    return error.value


def test_the_addressee_signs_once(desk: Desk) -> None:
    item = desk.arrives()
    assert (item.title, item.due_on) == ("快件：区教育局", (MORNING + timedelta(days=3)).date())

    signed = desk.act("sign", "east.handler", hours=1)

    assert (signed.status, signed.signed_by, signed.signed_at) == (
        MailStatus.SIGNED, "p-east.handler", MORNING + timedelta(hours=1),
    )  # fmt: skip
    with pytest.raises(TransitionRefused):
        desk.act("sign", "east.handler", hours=2)


def test_a_colleague_who_stands_in_signs_in_the_addressee_s_place(desk: Desk) -> None:
    desk.arrives()
    with pytest.raises(NotFound):
        desk.act("sign", "east.clerk")

    handed = desk.act("hand_on", "east.handler", person="east.clerk")
    assert (handed.status, handed.stand_in) == (MailStatus.HANDED_ON, "p-east.clerk")
    refused("same_recipient", lambda: desk.act("hand_on", "east.registrar", person="east.clerk"))
    signed = desk.act("sign", "east.clerk")

    assert (signed.signed_by, signed.addressee) == ("p-east.clerk", "p-east.handler")


def test_a_stand_in_does_not_hand_on_or_take_back(desk: Desk) -> None:
    desk.arrives()
    desk.act("hand_on", "east.registrar", person="east.clerk")

    with pytest.raises(Forbidden):
        desk.act("hand_on", "east.clerk", person="east.leader")


def test_what_is_for_the_addressee_s_own_hands_is_not_handed_on(desk: Desk) -> None:
    desk.arrives(personal=True)

    error = refused("personal_mail", lambda: desk.act("hand_on", "east.registrar", person="east.clerk"))

    assert "邮政法（2015年修正）第三十五条" in str(error.source)


def test_a_number_is_registered_once_at_a_desk(desk: Desk) -> None:
    desk.arrives()

    refused("registered_twice", lambda: desk.arrives("m2"))
    desk.arrives("m3", who="west.registrar", addressee="west.handler")
    desk.arrives("m4", code=None)
    assert desk.arrives("m5", code=None).once is None


def test_only_the_desk_registers_and_only_for_its_own_people(desk: Desk) -> None:
    with pytest.raises(Forbidden):
        desk.arrives(who="east.clerk")
    with pytest.raises(InvalidInput):
        desk.arrives(addressee="west.handler")
    faults = refused_fields(lambda: desk.arrives(kind=None, sender=None, addressee=None))
    assert faults == ["kind", "sender", "addressee"]


def refused_fields(act: Any) -> list[str]:
    with pytest.raises(InvalidInput) as error:
        act()
    return [each["field"] for each in error.value.errors]


def test_what_lies_is_urged_once_a_day_and_stands_on_the_desk_s_list(desk: Desk) -> None:
    item = desk.arrives()
    signing, urging = waits_of(item)
    assert (signing["action"]["code"], signing["whom"], signing["due_on"]) == (
        "sign", ["p:p-east.handler"], item.due_on.isoformat(),
    )  # fmt: skip
    assert (urging["action"]["code"], urging["opens_at"]) == ("urge", (MORNING + timedelta(days=3)).isoformat())

    urged = desk.act("urge", "east.registrar", hours=72)

    assert waits_of(urged)[1]["opens_at"] == (MORNING + timedelta(days=6)).isoformat()
    refused("urged_today", lambda: desk.act("urge", "east.registrar", hours=73))
    desk.act("urge", "east.registrar", hours=96)


def test_a_wrong_addressee_is_corrected_and_the_stand_in_ends(desk: Desk) -> None:
    desk.arrives()
    desk.act("hand_on", "east.registrar", person="east.clerk")

    refused("same_addressee", lambda: desk.act("readdress", "east.registrar", person="east.handler"))
    after = desk.act("readdress", "east.registrar", person="east.leader")

    assert (after.status, after.addressee, after.stand_in) == (MailStatus.LYING, "p-east.leader", None)
    with pytest.raises(NotFound):
        desk.act("sign", "east.clerk")


def test_an_item_goes_back_to_its_sender_with_the_reason(desk: Desk) -> None:
    desk.arrives()
    refused("reason_missing", lambda: desk.act("return", "east.registrar"))
    assert desk.act("return", "east.registrar", comment="查无此人").return_reason == "查无此人"
    with pytest.raises(TransitionRefused):
        desk.act("sign", "east.handler")


def test_an_issue_is_for_the_reader_of_its_subscription_and_arrives_once(desk: Desk) -> None:
    paper = desk.ordered()
    issue = {"kind": None, "code": None, "sender": None, "addressee": None, "subscription": paper.id}

    item = desk.arrives("m1", **{**issue, "issue": "1月5日"})

    assert (item.title, item.addressee) == ("报纸：《中国教育报》1月5日", "p-east.handler")
    refused("registered_twice", lambda: desk.arrives("m2", **{**issue, "issue": "1月5日"}))
    refused("missing", lambda: desk.arrives("m2", **issue))
    refused("unknown_subscription", lambda: desk.arrives("m2", who="west.registrar", **{**issue, "issue": "1月6日"}))


def test_a_subscription_is_requested_approved_by_another_and_ordered(desk: Desk) -> None:
    assert desk.request().total_fen == 79_200
    with pytest.raises(Forbidden):
        desk.decide("approve", "east.registrar")

    approved = desk.decide("approve", "east.leader")

    assert approved.approved_by_name == "east.leader"
    assert desk.decide("order", "east.registrar").status is SubscriptionStatus.ORDERED


def test_a_title_is_subscribed_to_once_a_year_and_never_for_a_year_that_is_over(desk: Desk) -> None:
    desk.request()

    refused("subscribed_twice", lambda: desk.request("s2"))
    desk.request("s3", year=2026)
    refused("year_over", lambda: desk.request("s4", year=2025))
    desk.decide("cancel", "east.registrar", comment="不再需要")
    assert desk.request("s5").year == 2027


def test_a_returned_subscription_is_asked_for_again_with_other_copies(desk: Desk) -> None:
    desk.request()
    desk.decide("return", "east.leader", comment="一份即可")

    again = desk.decide("apply", "east.clerk", copies=1, reader="east.director")

    assert (again.copies, again.price_fen, again.reader, again.applicant) == (
        1, 39_600, "p-east.director", "p-east.clerk",
    )  # fmt: skip


def test_nobody_sees_another_s_mail(desk: Desk) -> None:
    desk.arrives()
    desk.request()
    for who, items, papers in (
        ("east.handler", 1, 1), ("east.registrar", 1, 1), ("east.leader", 0, 1), ("west.registrar", 0, 0),
    ):  # fmt: skip
        person = on(who).person
        mail = desk.mail(on(who)).search(person, Listing(), "EA123456789CN")
        found = desk.subscriptions(on(who)).search(person, Listing(), 2027)
        assert (len(mail.items), len(found.items)) == (items, papers), who


def test_a_number_or_an_issue_that_was_registered_is_named_as_such(desk: Desk) -> None:
    desk.arrives()
    with pytest.raises(InvalidInput) as of_number:
        desk.arrives("m2")
    paper = desk.ordered()
    issue = {"kind": None, "code": None, "sender": None, "addressee": None, "subscription": paper.id, "issue": "第1期"}
    desk.arrives("m3", **issue)
    with pytest.raises(InvalidInput) as of_issue:
        desk.arrives("m4", **issue)

    told = [(each.value.errors[0]["field"], each.value.errors[0]["message"]) for each in (of_number, of_issue)]
    assert [field for field, _ in told] == ["code", "issue"]
    assert "该邮件号已经登记" in told[0][1] and "这一期已经登记" in told[1][1]


def test_an_issue_goes_to_whom_the_desk_names_and_comes_only_of_what_was_ordered(desk: Desk) -> None:
    desk.request()
    issue = {"kind": None, "code": None, "sender": None, "subscription": "s1", "issue": "第1期"}
    refused("unknown_subscription", lambda: desk.arrives("m1", **issue))
    desk.decide("approve", "east.leader")
    desk.decide("order", "east.registrar")

    assert desk.arrives("m1", **issue, addressee="east.leader").addressee == "p-east.leader"
    refused("unknown_subscription", lambda: desk.arrives("m2", **{**issue, "subscription": "unknown"}))


def test_a_subscription_keeps_its_postal_code_and_one_without_has_none(desk: Desk) -> None:
    assert desk.request().postal_code == "1-10"
    assert desk.request("s2", name="浙江教育报", postal_code=None).postal_code == ""


def test_only_what_is_said_changes_in_a_subscription_asked_for_again(desk: Desk) -> None:
    desk.request()
    desk.decide("return", "east.leader", comment="请改订阅人")
    again = desk.decide("apply", "east.clerk", reader="east.director")
    assert (again.copies, again.reader_name) == (2, "east.director")
    with pytest.raises(InvalidInput):
        desk.request("s2", name="别的", reader="west.handler")
