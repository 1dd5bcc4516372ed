"""Effects of a district's rulings on documents: kinds in use, number series, receivers, retention."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.documents.domain import OfficeContext
from services.documents.incoming import app as incoming
from services.documents.outgoing import app, drafting
from services.documents.outgoing.countersign_round import Round, Task
from services.documents.outgoing.domain import Document
from services.documents.outgoing.numbers import body_of, mark_of, session_of
from services.documents.outgoing.receiving import received_for
from services.documents.rendition.app import sheet
from services.documents.rendition.sheet import Form
from services.documents.text.domain import Heading, Paragraph, read_plain
from shared.contracts import documents as events
from shared.contracts.directory import OrganRecorded, RulingRecorded
from shared.errors import InvalidInput, Refused, RuleBroken
from shared.rulings import Ruled
from tests.support.office import MORNING, MemoryDocuments, MemoryIncomings, Roster, actor, caused, on
from tests.unit.documents.test_archive import Archive
from tests.unit.documents.test_recipients import WithoutRegistrar
from tests.unit.documents.test_rules import codes, wanted

LINE = (
    ("east.clerk", "submit"), ("east.director", "approve"), ("east.leader", "sign"), ("east.registrar", "verify"),
    ("east.registrar", "register"), ("east.registrar", "release"),
)  # fmt: skip


def ruling(**said: Any) -> RulingRecorded:
    names = ("kinds", "series", "cap_fen", "retention", "receivers")
    told = {"since": date(2026, 11, 1), **dict.fromkeys(names), "active": True, **said}
    return RulingRecorded(ruling_id="r", district="nanhu", made_at=datetime(2026, 11, 1, tzinfo=UTC), **told)


class Office:
    """The east campus under its district's rulings."""

    def __init__(self, roster: Roster | None = None, **said: Any) -> None:
        self.documents: Any = MemoryDocuments(on("east.clerk"))
        self.roster = roster or Roster()
        self.roster.rulings = [ruling(**said)] if said else []

    def until(self, action: str, **changes: Any) -> Document:
        new_id = f"d{len(self.documents.records)}"
        asked = wanted(**changes)
        drafting.draft(self.documents, self.roster, occasion=on("east.clerk"), new_id=new_id, wanted=asked)
        for who, step in LINE:
            occasion = on(who)
            document = app.act(
                self.documents.on(occasion), self.roster, new_id, step, occasion=occasion, comment="", confirm=True
            )
            if step == action:
                break
        return document


def minutes(title: str = "east校区校长办公会议纪要", **changes: Any) -> dict[str, Any]:
    return {"kind": "纪要", "title": title, "recipients": [], "copies": [], **changes}


def test_letters_are_numbered_apart_and_other_kinds_share_the_main_series() -> None:
    office = Office()
    numbers = [office.until("register", **each).number for each in ({}, {"kind": "函"}, {}, {"kind": "函"})]

    assert numbers == [
        "南实验东发〔2026〕1号",
        "南实验东函〔2026〕1号",
        "南实验东发〔2026〕2号",
        "南实验东函〔2026〕2号",
    ]


def test_a_district_may_number_letters_in_the_main_series() -> None:
    office = Office(series={"letter": "main"})

    assert office.until("register", kind="函").number == "南实验东发〔2026〕1号"


def test_minutes_are_numbered_by_session_under_the_body_that_met() -> None:
    office = Office()
    first = office.until("register", **minutes())
    other = office.until("register", **minutes("east校区党组织会议纪要"))
    named = office.until("register", **minutes("east校区2026年第十二次校长办公会议纪要"))
    following = office.until("register", **minutes())

    assert first.number == "east校区校长办公会议〔2026〕第1次"
    assert other.number == "east校区党组织会议〔2026〕第1次"
    assert named.number == "east校区校长办公会议〔2026〕第12次"
    assert following.number == "east校区校长办公会议〔2026〕第13次"
    with pytest.raises(Refused, match="第12次的纪要已经编号"):
        office.until("register", **minutes("east校区2026年第12次校长办公会议纪要"))


def test_minutes_ask_for_no_main_recipient_and_their_page_names_the_body_once() -> None:
    office = Office()
    judged = drafting.check(office.roster, occasion=on("east.clerk"), wanted=wanted(**minutes()))
    page = sheet(office.until("register", **minutes()), lambda organ_id: None)
    session = sheet(
        office.until("register", **minutes("east校区2026年第5次校长办公会议纪要", recipients=["west"])), lambda _: None
    )

    assert judged["violations"] == [] and judged["warnings"] == []
    assert (page.form, page.issuers, page.suffix, page.title) == (Form.MINUTES, ("east校区校长办公会议",), "纪要", "")
    assert page.number == "〔2026〕第1次" and page.addressees == ()
    assert session.title == "2026年第5次校长办公会议纪要" and session.issuers == ("east校区校长办公会议",)
    assert session.number == "〔2026〕第5次" and session.copies == ("west校区",) and session.addressees == ()


@pytest.mark.parametrize(
    ("title", "met", "body", "mark"),
    [
        ("东校区校长办公会议纪要", "", "校长办公会议", "东校区校长办公会议"),
        ("东校区东校区校长办公会议纪要", "", "校长办公会议", "东校区校长办公会议"),
        ("东校区2026年第12次办公会议纪要", "", "办公会议", "东校区办公会议"),
        ("东校区冬季安全工作纪要", "校长办公会议", "校长办公会议", "东校区校长办公会议"),
        ("东校区关于冬季安全的纪要", "", "", "东校区"),
        ("东校区校长办公会议第三十次会议纪要", "", "校长办公会议", "东校区校长办公会议"),
        ("东校区关于冬季安全的专题会议纪要", "", "专题会议", "东校区专题会议"),
        ("中共东校区支部委员会会议纪要", "", "中共东校区支部委员会会议", "中共东校区支部委员会会议"),
    ],
)
def test_the_body_that_met_is_read_from_the_title_or_told_by_the_meeting(
    title: str, met: str, body: str, mark: str
) -> None:
    document = Document(
        id="d", kind="minutes", title=title, body="", organ="east", organ_name="东校区", path=("nanhu", "east"),
        drafter="p", drafter_name="p", addressees=(), body_met=met,
    )  # fmt: skip

    assert (body_of(document), mark_of(document)) == (body, mark)


@pytest.mark.parametrize("begins", ["东校区", "南湖实验学校东校区", "南湖实验学校东校区东校区", "学校东校区", ""])
def test_minutes_name_their_organ_once_whichever_of_its_names_the_title_begins_with(begins: str) -> None:
    document = Document(
        id="d", kind="minutes", title=f"{begins}校长办公会议2026年第2次纪要", body="", organ="east", organ_name="南湖实验学校东校区",
        path=("nanhu", "east"), drafter="p", drafter_name="p", addressees=(),
    )  # fmt: skip

    assert mark_of(document) == "南湖实验学校东校区校长办公会议"


@pytest.mark.parametrize(
    ("title", "session"), [("第12次", 12), ("第十二次", 12), ("第二十次", 20), ("第一百零三次", 103), ("例会", None)]
)
def test_a_session_is_read_in_figures_and_in_words(title: str, session: int | None) -> None:
    assert session_of(title) == session


def test_a_numbered_sentence_is_no_heading() -> None:
    blocks = read_plain("一、完成检查。（责任人：何伟民；完成时限：2026年12月10日）\n二、工作安排")

    assert [type(each) for each in blocks] == [Paragraph, Heading]


def test_an_order_is_drafted_where_the_district_turns_it_on_and_printed_in_its_form() -> None:
    order = {"kind": "命令", "title": "east校区关于表彰的命令", "recipients": ["desk"]}
    with pytest.raises(InvalidInput) as refused:
        Office().until("submit", **order)
    document = Office(kinds=("order",)).until("register", **order)
    page = sheet(document, lambda organ_id: None)

    assert refused.value.errors[0]["code"] == "kind_not_used"
    assert document.number == "南实验东令〔2026〕1号"
    assert (page.form, page.suffix, page.signer, page.signatures) == (Form.ORDER, "令", "east.leader", ())


def test_a_kind_is_off_before_the_day_of_its_ruling() -> None:
    office = Office(kinds=("order",), since=date(2026, 12, 1))

    with pytest.raises(InvalidInput):
        office.until("submit", kind="命令", recipients=["desk"])


def test_the_office_that_receives_for_a_school_has_the_copy_and_the_page_names_the_school() -> None:
    office = Office(WithoutRegistrar(), receivers={"shiyan": "north"})
    office.roster.empty = "shiyan"  # type: ignore[attr-defined]
    request = {"kind": "请示", "title": "east校区关于购置的请示", "body": "请批准。", "recipients": ["shiyan"]}
    judged = drafting.check(office.roster, occasion=on("east.clerk"), wanted=wanted(**request))
    document = office.until("release", **request)
    released = events.DocumentReleased.of(document)
    incomings = MemoryIncomings(caused(f"documents:{document.id}", document.version))
    incoming.deliver(incomings, released, at=MORNING)

    assert "nobody_receives" not in codes(judged["warnings"])
    assert document.recipients == ("shiyan",) and released.received_for == {"shiyan": "north"}
    assert [(each.organ, each.organ_name) for each in document.deliveries.values()] == [
        ("north", "shiyan校区（north校区代收）")
    ]
    (copy,) = [incomings.find(each) for each in incomings.records]
    assert copy is not None and (copy.organ, copy.copy) == ("north", False)


def test_an_office_that_receives_for_a_school_does_not_receive_what_it_issues_itself() -> None:
    office = Office(receivers={"shiyan": "east"})
    request = {"kind": "请示", "title": "east校区关于购置的请示", "body": "请批准。", "recipients": ["shiyan"]}
    judged = drafting.check(office.roster, occasion=on("east.clerk"), wanted=wanted(**request))
    document = office.until("release", **request)

    assert "nobody_receives" not in codes(judged["warnings"])
    assert [*document.deliveries] == ["shiyan"] and events.DocumentReleased.of(document).received_for == {}


def test_what_an_office_would_have_to_receive_from_itself_is_not_released_but_pointed_out_with_what_to_do() -> None:
    office = Office(WithoutRegistrar(), receivers={"shiyan": "east"})
    office.roster.empty = "shiyan"  # type: ignore[attr-defined]
    request = {"kind": "请示", "title": "east校区关于购置的请示", "body": "请批准。", "recipients": ["shiyan"]}
    judged = drafting.check(office.roster, occasion=on("east.clerk"), wanted=wanted(**request))
    with pytest.raises(RuleBroken) as refused:
        office.until("release", **request)

    (told,) = [each["message"] for each in judged["warnings"] if each["code"] == "nobody_receives"]
    assert [each["code"] for each in refused.value.errors] == ["nobody_receives"]
    assert told == refused.value.errors[0]["message"] and "另行指定代收单位" in told and "east校区代收" in told


def test_an_office_that_receives_for_its_school_need_not_copy_to_it_what_goes_past_it() -> None:
    request = {"kind": "请示", "title": "east校区关于购置的请示", "body": "请批准。", "recipients": ["nanhu"]}
    office = Office(WithoutRegistrar(), receivers={"shiyan": "east"})
    office.roster.empty = "shiyan"  # type: ignore[attr-defined]

    judged = drafting.check(office.roster, occasion=on("east.clerk"), wanted=wanted(**request))
    elsewhere = drafting.check(
        Office(receivers={"shiyan": "west"}).roster, occasion=on("east.clerk"), wanted=wanted(**request)
    )

    assert codes(judged["violations"]) == [] and codes(elsewhere["violations"]) == ["level_skipped"]
    assert [*office.until("release", **request).deliveries] == ["nanhu"]


def test_a_joint_issuer_does_not_receive_for_its_school_what_it_issues() -> None:
    office = Office(receivers={"shiyan": "west"})
    alone = office.until("release", kind="请示", title="east校区关于购置的请示", body="请批准。", recipients=["shiyan"])
    joint = replace(alone, joint=Round((Task("west", "west校区", 0, of_organ=True),)))
    known = OfficeContext(
        actor("east.registrar"), MORNING, organ_of=lambda each: office.roster.find(OrganRecorded, each),
        ruled=Ruled(receivers={"shiyan": "west"}),
    )  # fmt: skip

    assert joint.issuers == ("west",)
    assert (received_for(alone, known), received_for(joint, known)) == ({"shiyan": "west"}, {})


UPWARD = {
    "kind": "请示",
    "title": "east校区关于购置的请示",
    "body": "请批准。",
    "recipients": ["nanhu"],
    "copies": ["shiyan"],
}


def test_a_copy_for_a_school_whose_receiving_office_is_the_issuer_is_held_already_and_bars_no_release() -> None:
    office = Office(WithoutRegistrar(), receivers={"shiyan": "east"})
    office.roster.empty = "shiyan"  # type: ignore[attr-defined]
    judged = drafting.check(office.roster, occasion=on("east.clerk"), wanted=wanted(**UPWARD))
    document = office.until("release", **UPWARD)
    released = events.DocumentReleased.of(document)
    incomings = MemoryIncomings(caused(f"documents:{document.id}", document.version))
    incoming.deliver(incomings, released, at=MORNING)

    assert judged["violations"] == [] and "nobody_receives" not in codes(judged["warnings"])
    assert [*document.deliveries] == ["nanhu"] and document.copies == ("shiyan",)
    assert [each["organ"] for each in incomings.records.values()] == ["nanhu"]


def test_copies_held_by_issuers_are_told_in_events_as_the_lead_issuers() -> None:
    office = Office(WithoutRegistrar(), receivers={"shiyan": "west"})
    office.roster.empty = "shiyan"  # type: ignore[attr-defined]
    alone = office.until("sign", **UPWARD)
    joint = replace(alone, joint=Round((Task("west", "west校区", 0, of_organ=True),)))
    known = OfficeContext(
        actor("east.registrar"), MORNING, receiving=lambda organs: set(organs) - {"shiyan"},
        ruled=Ruled(receivers={"shiyan": "west"}), organ_of=lambda each: office.roster.find(OrganRecorded, each),
    )  # fmt: skip

    assert (received_for(alone, known), received_for(joint, known)) == ({"shiyan": "west"}, {"shiyan": "east"})


def test_a_copy_for_a_school_that_signs_itself_is_delivered_to_it() -> None:
    document = Office(receivers={"shiyan": "east"}).until("release", **UPWARD)

    assert {*document.deliveries} == {"nanhu", "shiyan"} and document.received_for == {}


def test_a_number_is_not_used_for_what_cannot_be_released() -> None:
    office = Office(WithoutRegistrar())
    office.roster.empty = "shiyan"  # type: ignore[attr-defined]
    with pytest.raises(RuleBroken) as refused:
        office.until("register", **UPWARD)

    assert [each["code"] for each in refused.value.errors] == ["nobody_receives"]
    assert all(each["number"] is None for each in office.documents.records.values())


def test_the_office_that_received_a_request_for_a_school_replies_in_its_place() -> None:
    office = Office(WithoutRegistrar(), receivers={"shiyan": "west"})
    office.roster.empty = "shiyan"  # type: ignore[attr-defined]
    request = {"kind": "请示", "title": "east校区关于购置的请示", "body": "请批准。", "recipients": ["shiyan"]}
    asked = office.until("release", **request)
    incomings: Any = MemoryIncomings(caused(f"documents:{asked.id}", asked.version))
    incoming.deliver(incomings, events.DocumentReleased.of(asked), at=MORNING)
    (entry,) = incomings.records
    incomings.records[entry] |= {"status": "assigned", "handler": "p-west.handler"}
    occasion = on("west.handler")
    reply = {"kind": "批复", "title": "west校区关于购置的批复", "recipients": ["east"], "in_reply_to": entry}

    def judged(**more: Any) -> list[str]:
        found = drafting.check(
            office.roster, occasion=occasion, wanted=wanted(**{**reply, **more}), documents=office.documents,
            incomings=incomings,
        )  # fmt: skip
        return codes(found["violations"])

    drafted = drafting.draft(
        office.documents.on(occasion), office.roster, occasion=occasion, new_id="reply", wanted=wanted(**reply), incomings=incomings,
    )  # fmt: skip
    handed = app.act(
        office.documents.on(occasion), office.roster, "reply", "submit", occasion=occasion, comment="", confirm=True
    )

    assert drafted.answers is not None and drafted.answers.asked == "shiyan"
    assert handed.status.value == "submitted" and judged() == []
    assert judged(in_reply_to=None) == ["direction_not_allowed"] and judged(recipients=["north"]) == ["reply_elsewhere"]


def test_a_piece_is_kept_as_long_as_the_district_rules_for_its_kind() -> None:
    filing = Archive()
    filing.copies = Roster()
    filing.copies.rulings = [ruling(retention={"notice": "thirty_years"})]
    filing.open()

    def kept_for(piece: str, retention: str | None) -> str:
        volume = filing.act("file", piece=filing.released(piece, f"关于{piece}的通知"), retention=retention)
        return volume.items[piece].retention.value

    assert (kept_for("一", None), kept_for("二", "thirty_years")) == ("thirty_years", "thirty_years")
    assert kept_for("三", "permanent") == "permanent"
    with pytest.raises(RuleBroken, match="保管30年，不能缩短") as refused:
        kept_for("四", "ten_years")
    assert "第8号" in str(refused.value.source)
    filing.copies.rulings = []
    assert kept_for("五", "ten_years") == "ten_years"
    with pytest.raises(InvalidInput):
        kept_for("六", None)
