"""Handling an incoming document: proposed, instructed, handled by one and assisted by others, read by named readers."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.documents.archive.package import handled
from services.documents.domain import Secrecy, Urgency
from services.documents.incoming import afterwards as copies
from services.documents.incoming import api, rules
from services.documents.incoming import app as incoming
from services.documents.incoming.acts import INCOMING_ACTS
from services.documents.incoming.domain import Incoming, Person, Reader, incoming_id
from services.documents.incoming.domain import IncomingStatus as I
from services.documents.incoming.steps import INCOMING
from services.documents.outgoing import afterwards, drafting
from services.documents.outgoing.views import shown_document
from services.documents.reading.app import just_written
from services.documents.registers.app import INCOMING_COLUMNS, incoming_row
from services.documents.rendition.app import preview
from shared.acts import in_trail
from shared.calendar import office_date
from shared.contracts import documents as events
from shared.errors import ConfirmationNeeded, Forbidden, InvalidInput, NotFound, OfficeError, Refused, RuleBroken
from shared.occasion import Key, Repeated
from shared.office import Named
from tests.support.office import MORNING, MemoryIncomings, actor, caused, on
from tests.unit.documents.test_document import ROSTER, WANTED, Desk

LETTER = {
    "sender": "南湖区卫生健康局", "number": "南卫发〔2026〕12号", "kind": "letter", "title": "关于防控工作的函",
    "signed_on": "2026-11-20", "body": "请支持。", "urgency": "normal", "confirm_duplicate": False,
}  # fmt: skip


@pytest.fixture
def desk() -> Desk:
    return Desk()


def assessed(desk: Desk, **changes: Any) -> str:
    document = desk.until("release", **changes)
    desk.deliver(document)
    found = incoming_id(document.id, "west")
    for who, action in (("registrar", "receive"), ("registrar", "register"), ("director", "assess")):
        desk.incoming_act(f"west.{who}", found, action)
    return found


def sees(desk: Desk, who: str, found: str) -> bool:
    try:
        incoming.get(desk.documents, desk.incomings, found, actor=actor(who))
    except NotFound:
        return False
    return True


def record(desk: Desk, who: str = "west.registrar", key: Key | None = None, **changes: Any) -> Any:
    occasion = on(who, key=key)
    new_id = f"new{len(desk.incomings.records)}"
    return incoming.record(
        desk.incomings.on(occasion), occasion=occasion, new_id=new_id, wanted={**LETTER, **changes}
    )  # fmt: skip


def test_the_recipient_reads_the_text_in_the_blocks_of_its_sender(desk: Desk) -> None:
    content = [
        {"type": "heading", "level": 1, "text": "一、分工"},
        {"type": "table", "rows": [["校区", "时限"], ["西校区", "12月5日"]], "head": True, "caption": ""},
        {"type": "list", "items": ["门窗", "电路"], "ordered": True},
    ]
    document = desk.until("release", body=None, content=content)
    desk.deliver(document)
    found = incoming_id(document.id, "west")

    shown = incoming.get(desk.documents, desk.incomings, found, actor=actor("west.director"))

    assert [each["type"] for each in shown["content"] or []] == ["heading", "table", "list"]
    assert shown["content"] == shown_document(document, actor("east.director"))["content"]
    paper = incoming.get(desk.documents, desk.incomings, record(desk).id, actor=actor("west.director"))
    assert paper["content"] == [{"type": "paragraph", "text": "请支持。"}]
    assert incoming.search(desk.incomings, actor=actor("west.director"))["items"][0]["content"] is None


def test_a_typing_error_in_an_entry_from_outside_is_corrected_and_its_trail_says_what_it_was(desk: Desk) -> None:
    found = record(desk)
    anew: dict[str, Any] = {"sender": LETTER["sender"], "number": "南卫函〔2026〕12号", "title": LETTER["title"], "signed_on": "2026-11-19",
            "received_on": "2026-11-23"}  # fmt: skip
    with pytest.raises(Forbidden):
        desk.incoming_act("west.director", found.id, "correct", **anew)
    with pytest.raises(InvalidInput, match="成文日期不能晚于今天"):
        desk.incoming_act("west.registrar", found.id, "correct", **{**anew, "signed_on": "2026-12-30"})

    after = desk.incoming_act("west.registrar", found.id, "correct", **anew)

    assert (after.number, after.signed_on, after.status) == ("南卫函〔2026〕12号", date(2026, 11, 19), I.RECEIVED)
    assert in_trail(INCOMING_ACTS)(desk.incomings.announced[-1][1])["detail"] == (
        "来文字号：南卫发〔2026〕12号→南卫函〔2026〕12号；成文日期：2026年11月20日→2026年11月19日"
    )
    with pytest.raises(InvalidInput, match="没有更正"):
        desk.incoming_act("west.registrar", found.id, "correct", **anew)
    again = record(desk)
    assert again.id != found.id, "the number typed wrong is that of another paper"
    with pytest.raises(incoming.PossibleDuplicate):
        desk.incoming_act("west.registrar", again.id, "correct", **anew)


def corrected(desk: Desk, found: Any, who: str = "west.registrar", **changes: Any) -> Any:
    """Correct an entry from outside: what is not changed is said as it stands."""
    entry = desk.incomings.get(found if isinstance(found, str) else found.id)
    same = {"sender": entry.sender.name, "number": entry.number, "title": entry.title,
            "signed_on": entry.signed_on.isoformat(), "received_on": office_date(entry.received_at).isoformat()}  # fmt: skip
    return desk.incoming_act(who, entry.id, "correct", **{**same, **changes})


def read_by(desk: Desk, who: str, found: str) -> Any:
    """Show an entry with the text that a person may read of it."""
    return incoming.get(
        desk.documents, desk.incomings, found, actor=actor(who), text=lambda _, source: just_written(source)
    )


def detail_of(desk: Desk) -> str:
    return in_trail(INCOMING_ACTS)(desk.incomings.announced[-1][1])["detail"]


def test_everything_that_is_entered_of_a_paper_is_corrected_and_its_trail_says_what_it_was(desk: Desk) -> None:
    found = record(desk)
    asked = {each.field for each in INCOMING_ACTS["correct"].needs} - {"comment"}
    entered = set(api.NewIncoming.model_fields) - {"confirm", "confirm_duplicate"}
    assert asked == entered, "what the form of the entry asks, the correction asks"

    after = corrected(
        desk, found, kind="notice", urgency="urgent", copies=3, secrecy="internal", body="请各校支持防控工作。"
    )

    assert (after.kind, after.urgency, after.copies) == ("notice", Urgency.URGENT, 3)
    assert (after.secrecy, after.body) == (Secrecy.INTERNAL, "请各校支持防控工作。")
    assert (
        detail_of(desk) == "文种：函→通知；紧急程度：平件→加急；知悉范围：不限→内部；份数：1份→3份；内容摘录：4字→10字"
    )
    assert INCOMING.offer(desk.incomings.get(found.id), actor("west.registrar"), "correct") is not None


def test_what_is_left_out_of_a_correction_stays_and_an_emptied_excerpt_goes(desk: Desk) -> None:
    found = record(desk, urgency="urgent", copies=2)

    after = corrected(desk, found, title="关于防控工作的商洽函")
    assert (after.kind, after.urgency, after.copies, after.body) == ("letter", Urgency.URGENT, 2, "请支持。")
    assert corrected(desk, found, body="").body is None
    assert detail_of(desk) == "内容摘录：4字→无"
    with pytest.raises(InvalidInput, match="没有更正"):
        corrected(desk, found, body="")


def test_a_correction_is_judged_as_an_entry_is(desk: Desk) -> None:
    found = record(desk)

    with pytest.raises(OfficeError, match="涉密公文"):
        corrected(desk, found, secrecy="secret")
    with pytest.raises(InvalidInput):
        corrected(desk, found, kind="无此文种")
    with pytest.raises(ConfirmationNeeded, match="机密"):
        corrected(desk, found, title="（机密）关于防控工作的函")
    assert corrected(desk, found, title="（机密）关于防控工作的函", confirm=True).title.startswith("（机密）")
    assert corrected(desk, found, copies=2).copies == 2, "a mark that stood before is not asked of again"


def test_a_paper_corrected_to_internal_is_closed_to_those_it_does_not_name(desk: Desk) -> None:
    found = record(desk)
    for who, action in (("registrar", "register"), ("director", "assess")):
        desk.incoming_act(f"west.{who}", found.id, action)
    assert read_by(desk, "west.registrar", found.id)["body"] == "请支持。"

    corrected(desk, found, secrecy="internal")

    assert read_by(desk, "west.registrar", found.id)["body"] is None
    assert read_by(desk, "west.director", found.id)["body"] == "请支持。"
    with pytest.raises(RuleBroken, match="知悉范围") as refused:
        corrected(desk, found, body="请大力支持。")
    assert "第三十一条" in str(refused.value.source)


def test_a_scope_is_widened_only_with_its_ground(desk: Desk) -> None:
    found = record(desk, secrecy="internal")
    assert read_by(desk, "west.registrar", found.id)["body"] == "请支持。", "the registrar holds the paper to enter it"

    with pytest.raises(RuleBroken, match="放宽知悉范围") as refused:
        corrected(desk, found, secrecy="none")

    assert "第三十一条" in str(refused.value.source)
    after = corrected(desk, found, secrecy="none", comment="来文未标注内部，经电话核对")
    assert after.secrecy is Secrecy.NONE


def test_a_paper_that_turns_out_urgent_after_it_was_assigned_needs_who_urges_it(desk: Desk) -> None:
    found = record(desk)
    given: dict[str, Any] = {"handler": "west.handler", "due_on": "2026-12-31"}
    for who, action, said in (("registrar", "register", {}), ("director", "assess", {}), ("director", "assign", given)):
        desk.incoming_act(f"west.{who}", found.id, action, **said)

    with pytest.raises(RuleBroken, match="催办人") as refused:
        corrected(desk, found, urgency="urgent")

    assert "第二十四条（六）" in str(refused.value.source)
    desk.incoming_act("west.director", found.id, "reassign", **given, urger="west.clerk", comment="来文为加急")
    assert corrected(desk, found, urgency="urgent").urgency is Urgency.URGENT


def test_the_form_of_a_correction_holds_the_excerpt_only_for_those_who_read_it(desk: Desk) -> None:
    found = record(desk)

    def excerpt(who: str) -> Any:
        acts = {each["code"]: each for each in read_by(desk, who, found.id)["actions"]}
        return {need["field"]: need.get("value") for need in acts["correct"]["needs"]}

    assert excerpt("west.registrar") == {
        "sender": "南湖区卫生健康局", "number": "南卫发〔2026〕12号", "kind": "letter", "title": "关于防控工作的函",
        "urgency": "normal", "secrecy": "none", "signed_on": "2026-11-20", "received_on": "2026-11-23", "copies": "1",
        "body": "请支持。", "comment": None,
    }  # fmt: skip
    listed = incoming.search(desk.incomings, actor=actor("west.registrar"))["items"][0]
    assert all("请支持" not in str(each) for each in listed["actions"]), "a list carries no texts"
    for who, action in (("registrar", "register"), ("director", "assess")):
        desk.incoming_act(f"west.{who}", found.id, action)
    corrected(desk, found, secrecy="internal")
    assert "body" not in excerpt("west.registrar")


def test_a_delivered_document_is_not_corrected_by_its_recipient(desk: Desk) -> None:
    found = assessed(desk)
    copy = desk.incomings.get(found)
    anew: dict[str, Any] = {"sender": copy.sender.name, "number": copy.number, "title": "另一标题", "signed_on": "2026-11-20",
            "received_on": "2026-11-23"}  # fmt: skip

    with pytest.raises(RuleBroken, match="由来文单位更正"):
        desk.incoming_act("west.registrar", found, "correct", **anew)
    assert "correct" not in INCOMING.actions(copy, actor("west.registrar"))


def test_it_is_proposed_instructed_led_by_one_and_assisted_and_no_opinion_is_lost(desk: Desk) -> None:
    found = assessed(desk)
    lead = {"handler": "west.handler", "assisting": ["west.clerk"]}
    desk.incoming_act("west.director", found, "propose", comment="拟请总务处主办", **lead)
    with pytest.raises(Forbidden):
        desk.incoming_act("west.director", found, "instruct", comment="同意")
    desk.incoming_act("west.leader", found, "instruct", comment="同意，抓紧办理")
    desk.incoming_act("west.director", found, "assign", due_on="2026-12-01", **lead)
    desk.incoming_act("west.clerk", found, "report", comment="物资已备")
    with pytest.raises(RuleBroken, match="已经填写"):
        desk.incoming_act("west.clerk", found, "report", comment="再报")
    done = desk.incoming_act("west.handler", found, "complete", reply="已办")

    assert [(each.step, each.text) for each in done.opinions] == [
        ("propose", "拟请总务处主办"), ("instruct", "同意，抓紧办理"), ("report", "物资已备"),
    ]  # fmt: skip
    assert done.status is I.COMPLETED
    assert {"承办人", "办理时限", "办理结果"} <= {name for name, said in handled(done).items() if said}
    assert (handled(done)["办理结果"], handled(done)["办理时限"]) == ("已办", "2026年12月1日")


def test_assigning_begins_with_what_was_proposed_and_changing_it_with_what_was_assigned(desk: Desk) -> None:
    found = assessed(desk)
    lead = {"handler": "west.handler", "assisting": ["west.clerk"]}
    desk.incoming_act("west.director", found, "propose", comment="拟请总务处主办", **lead)
    proposed = desk.incoming_act("west.leader", found, "instruct", comment="同意")
    people = {"handler": ["p-west.handler"], "assisting": ["p-west.clerk"]}
    assert begins(proposed, "assign") == {**people, "due_on": "", "urger": []}

    assigned = desk.incoming_act("west.director", found, "assign", due_on="2026-12-01", urger="west.registrar", **lead)

    assert begins(assigned, "reassign") == {**people, "due_on": "2026-12-01", "urger": ["p-west.registrar"]}


def test_who_is_urged_without_a_name_is_the_first_who_has_yet_to_act_or_to_read(desk: Desk) -> None:
    found = assessed(desk)
    with pytest.raises(OfficeError):
        desk.incoming_act("west.director", found, "urge")
    circulated = desk.incoming_act(
        "west.director", found, "circulate", readers=["west.leader", "west.clerk"], in_order=True
    )
    (need,) = {each["code"]: each for each in INCOMING.offers(circulated, actor("west.director"))}["urge"]["needs"]
    assert ([each["label"] for each in need["choices"]], need["value"]) == (
        ["west.leader", "west.clerk"],
        "p-west.leader",
    )

    urged = desk.incoming_act("west.director", found, "urge")

    assert [each.urged.name for each in urged.urgings] == ["west.leader"]


def begins(subject: Incoming, step: str) -> dict[str, Any]:
    """Return what the fields of a step begin with."""
    offered = {each["code"]: each for each in INCOMING.offers(subject, actor("west.director"))}
    values = {each["field"]: each["value"] for each in offered[step]["needs"] if "value" in each}
    return {name: each if isinstance(each, str) else [one["id"] for one in each] for name, each in values.items()}


def test_exactly_one_leads_and_an_urgent_one_has_somebody_who_urges(desk: Desk) -> None:
    found = assessed(desk, urgency="urgent")

    with pytest.raises(RuleBroken) as refused:
        desk.incoming_act(
            "west.director", found, "assign", handler="west.handler", assisting=["west.handler"], due_on="2026-12-01"
        )

    assert [each["code"] for each in refused.value.errors] == ["lead_assists_too", "urger_missing"]


def test_who_is_not_named_does_not_see_it_and_who_is_ticks_once_in_order(desk: Desk) -> None:
    found = assessed(desk)
    assert not sees(desk, "west.clerk", found)
    desk.incoming_act("west.director", found, "circulate", readers=["west.leader"], in_order=True)
    desk.incoming_act("west.director", found, "circulate", readers=["west.clerk"])
    with pytest.raises(RuleBroken, match="按顺序传阅"):
        desk.incoming_act("west.clerk", found, "read")
    desk.incoming_act("west.director", found, "urge", person="west.leader")
    desk.incoming_act("west.leader", found, "read", comment="已阅")
    with pytest.raises(RuleBroken, match="您已经阅毕"):
        desk.incoming_act("west.leader", found, "read")
    after = desk.incoming_act("west.clerk", found, "read")

    assert sees(desk, "west.clerk", found) and not sees(desk, "west.handler", found)
    assert not sees(desk, "east.clerk", found)
    assert all(each.read_at for each in after.readers) and len(after.readers[0].urged_at) == 1
    assert after.status is I.ASSESSED


READERS = ("west.leader", "west.clerk", "west.handler")
WORDS = st.lists(
    st.sampled_from([("read", who) for who in READERS] + [("report", "west.clerk"), ("urge", "west.director")])
)


@settings(max_examples=60, deadline=None)
@given(WORDS, st.lists(st.integers(0, 4), max_size=12))
def test_whoever_speaks_at_the_same_time_is_heard_once(said: list[tuple[str, str]], together: list[int]) -> None:
    desk, waiting, heard = Desk(), list(together), []
    found = assessed(desk)
    desk.incoming_act("west.director", found, "circulate", readers=list(READERS))
    desk.incoming_act(
        "west.director", found, "assign", handler="west.handler", assisting=["west.clerk"], due_on="2026-12-01"
    )
    queue = list(said)

    def speak() -> None:
        action, who = queue.pop(0)
        try:
            desk.incoming_act(who, found, action, comment=f"{who}{action}")
        except OfficeError as error:
            assert isinstance(error, RuleBroken), error
        else:
            heard.append((action, who))

    class Crowded(MemoryIncomings):
        def _update(self, write: Any) -> bool:
            for _ in range(waiting.pop(0) if waiting else 0):
                if queue:
                    speak()
            return super()._update(write)

    crowded = Crowded(on("west.director"), desk.incomings.records)
    crowded.announced = desk.incomings.announced
    desk.incomings = crowded
    while queue:
        speak()

    after = desk.incomings.get(found)
    written = sorted((each.step, each.person.id) for each in after.opinions)
    assert written == sorted((action, f"p-{who}") for action, who in heard if action != "urge")
    assert set(heard) == set(said) and len(set(written)) == len(written)
    assert len(after.urgings) == sum(action == "urge" for action, _ in heard) == sum(a == "urge" for a, _ in said)


def test_a_letter_is_answered_by_a_letter_whose_release_closes_it_and_tells_the_sender(desk: Desk) -> None:
    found = assessed(desk, kind="letter", title="关于商请协助的函", recipients=["west"])
    occasion = on("west.clerk")
    desk.incoming_act(
        "west.director", found, "assign", handler="west.clerk", due_on="2026-12-01"
    )  # fmt: skip
    wanted = {**WANTED, "kind": "notice", "recipients": ["north"], "in_reply_to": found}

    def draft(**changes: Any) -> Any:
        return drafting.draft(
            desk.documents.on(occasion), ROSTER, occasion=occasion, new_id=f"r{len(desk.documents.records)}",
            wanted={**wanted, **changes}, incomings=desk.incomings,
        )  # fmt: skip

    wrong = draft()
    with pytest.raises(RuleBroken) as refused:
        desk.act("west.clerk", wrong, "submit")
    reply = draft(kind="letter", recipients=["east"], title="关于协助事项的复函")
    for who, action in (("clerk", "submit"), ("director", "approve"), ("leader", "sign"), ("registrar", "verify"),
                        ("registrar", "register"), ("registrar", "release")):  # fmt: skip
        reply = desk.act(f"west.{who}", reply, action)
    desk.deliver(reply)
    released = events.DocumentReleased.of(reply)
    incoming.answer(desk.incomings.on(caused(f"documents:{reply.id}", reply.version)), released)
    closed = desk.incomings.get(found)

    assert {"reply_elsewhere", "reply_kind"} <= {each["code"] for each in refused.value.errors}
    assert (closed.status, closed.reply_document) == (I.COMPLETED, reply.id)
    told = events.IncomingCompleted.of(closed)
    afterwards.note_delivery(
        desk.documents.on(caused(f"incoming:{found}", closed.version)), told, at=on("west.clerk").at
    )  # fmt: skip
    assert reply.number in (desk.documents.get(closed.document_id).deliveries["west"].reply or "")


REPLYING = (("director", "approve"), ("leader", "sign"), ("registrar", "verify"), ("registrar", "register"))


@pytest.mark.parametrize("late", range(1, len(REPLYING) + 1))
def test_of_two_answers_that_were_drafted_together_the_first_stands(desk: Desk, late: int) -> None:
    found = assessed(desk, kind="letter", title="关于商请协助的函", recipients=["west"])
    desk.incoming_act("west.director", found, "assign", handler="west.clerk", due_on="2026-12-01")
    occasion = on("west.clerk")
    asked = {
        **WANTED, "kind": "letter", "title": "关于协助的复函", "recipients": ["east"], "in_reply_to": found,
    }  # fmt: skip
    first, second, third = (
        drafting.draft(
            desk.documents.on(occasion), ROSTER, occasion=occasion, new_id=f"r{place}", wanted=asked,
            incomings=desk.incomings,
        )
        for place in range(3)
    )  # fmt: skip
    second = desk.act("west.clerk", second, "submit")
    for who, action in REPLYING[: late - 1]:
        second = desk.act(f"west.{who}", second, action)
    first = desk.act("west.clerk", first, "submit")
    for who, action in (*REPLYING, ("registrar", "release")):
        first = desk.act(f"west.{who}", first, action)
    left = [*REPLYING, ("registrar", "release")][late - 1 :]

    refusals = []
    for who, action in left:
        try:
            second = desk.act(f"west.{who}", second, action)
        except RuleBroken as refused:
            refusals.append((action, refused))
            break
    with pytest.raises(RuleBroken) as submitted:
        desk.act("west.clerk", third, "submit")

    ((action, refused),) = refusals
    assert action in ("sign", "register", "release") and second.status != "released"
    for each in (refused, submitted.value):
        assert [fault["code"] for fault in each.errors] == ["answered_already"]
        assert f"已以{first.number}" in each.message and "第二十四条（七）" in (each.source or "")
    assert desk.act("west.clerk", third, "withdraw").status == "withdrawn"


@pytest.mark.parametrize("title", ["机密★10年关于某事项的通知", "关于某事项的通知（秘密）", "绝密☆长期 某件"])
def test_a_title_with_a_secrecy_mark_is_entered_only_after_somebody_judged_it(desk: Desk, title: str) -> None:
    with pytest.raises(ConfirmationNeeded, match="疑似涉密公文") as refused:
        record(desk, title=title)

    ((field, code),) = [(each["field"], each["code"]) for each in refused.value.details["warnings"]]
    assert (field, code) == ("title", "secrecy_mark") and not desk.incomings.records
    assert record(desk, title=title, confirm=True).title == title


def test_an_open_paper_about_secrets_is_entered_without_a_question(desk: Desk) -> None:
    assert record(desk, title="关于做好机密文件管理和秘密载体清查的通知").title.startswith("关于做好")


def test_a_paper_from_outside_is_entered_by_hand_and_a_second_one_is_pointed_out(desk: Desk) -> None:
    key = Key("k", "print")
    first = record(desk, key=key)
    with pytest.raises(incoming.PossibleDuplicate) as refused:
        record(desk)
    with pytest.raises(Repeated):
        record(desk, key=key)
    with pytest.raises(Forbidden):
        record(desk, "west.clerk")
    again = record(desk, confirm_duplicate=True)
    elsewhere = record(desk, "north.registrar")
    numbered = desk.incoming_act("west.registrar", first.id, "register")

    assert refused.value.details["earlier"]["id"] == first.id and len({first.id, again.id, elsewhere.id}) == 3
    assert numbered.register_number == "收文〔2026〕1号"
    assert incoming.get(desk.documents, desk.incomings, first.id, actor=actor("west.leader"))["body"] == "请支持。"


def requested(desk: Desk) -> str:
    """Take a request to a handler at the office that received it."""
    return handed(desk, assessed(desk))


def handed(desk: Desk, found: str) -> str:
    desk.incoming_act("west.director", found, "assign", handler="west.handler", due_on="2026-12-01")
    return found


def answer(desk: Desk, who: str, found: str, new_id: str = "answer") -> Any:
    occasion = on(who)
    wanted = {**WANTED, "title": "关于某事的通知", "recipients": ["east"], "in_reply_to": found}
    return drafting.draft(
        desk.documents.on(occasion), ROSTER, occasion=occasion, new_id=new_id, wanted=wanted, incomings=desk.incomings
    )


def test_the_handler_of_a_document_drafts_the_answer_and_nobody_else_who_is_no_clerk(desk: Desk) -> None:
    found = requested(desk)

    assert answer(desk, "west.handler", found).drafter == "p-west.handler"
    offered = {who: shown(desk, who, found)["may_answer"] for who in ("west.handler", "west.registrar", "west.leader")}
    assert offered == {"west.handler": True, "west.registrar": False, "west.leader": False}
    for who in ("west.registrar", "west.leader", "north.handler"):
        with pytest.raises(Forbidden, match="承办人"):
            answer(desk, who, found, f"by {who}")
    with pytest.raises(Forbidden):
        drafting.draft(
            desk.documents, ROSTER, occasion=on("west.handler"), new_id="other", wanted={**WANTED, "recipients": ["east"]},
            incomings=desk.incomings,
        )  # fmt: skip


def shown(desk: Desk, who: str, found: str) -> Any:
    return incoming.get(desk.documents, desk.incomings, found, actor=actor(who))


def test_those_who_assist_draft_an_answer_too_until_there_is_one(desk: Desk) -> None:
    found = assessed(desk)
    lead = {"handler": "west.handler", "assisting": ["west.clerk"], "due_on": "2026-12-01"}
    desk.incoming_act("west.director", found, "assign", **lead)

    before = {who: shown(desk, who, found)["may_answer"] for who in ("west.handler", "west.clerk", "west.director")}
    drafted = answer(desk, "west.clerk", found)
    incoming.answer(desk.incomings.on(caused("documents:answer", 9)), _released(found))
    after = shown(desk, "west.handler", found)

    assert before == {"west.handler": True, "west.clerk": True, "west.director": False}
    assert drafted.drafter == "p-west.clerk"
    assert (after["answerable"], after["may_answer"]) == (False, False)


def test_the_handler_of_a_request_passes_it_on_in_a_request_of_the_office(desk: Desk) -> None:
    found = requested(desk)
    entry = desk.incomings.get(found)
    desk.incomings.records[found]["kind"] = "request"
    occasion = on("west.handler")
    wanted = {**WANTED, "kind": "request", "title": "关于某事的请示", "recipients": ["shiyan"], "forwards": found}

    forwarding = drafting.draft(
        desk.documents.on(occasion), ROSTER, occasion=occasion, new_id="f", wanted=wanted, incomings=desk.incomings
    )

    assert forwarding.forwards is not None and forwarding.forwards.number == entry.number
    assert shown(desk, "west.handler", found)["may_forward"] and not shown(desk, "west.leader", found)["may_forward"]


def _released(found: str, **more: Any) -> events.DocumentReleased:
    wanted = {
        "document_id": "answer", "kind": "reply", "title": "关于某事的批复", "organ": "west", "organ_name": "西校区",
        "path": ("nanhu", "shiyan", "west"), "number": "南实验西发〔2026〕3号", "urgency": "normal",
        "signed_on": date(2026, 11, 23), "recipients": ("east",), "copies": (), "in_reply_to": found,
    }  # fmt: skip
    return events.DocumentReleased(**{**wanted, **more})


def test_an_organ_that_asked_finds_the_answer_at_its_own_document_and_that_at_the_answer(desk: Desk) -> None:
    found = assessed(desk)
    asked = desk.incomings.get(found)
    released = _released(found, copies=("north",))

    incoming.deliver(desk.incomings.on(caused("documents:answer", 9)), released, at=MORNING)
    incoming.answer(desk.incomings.on(caused("documents:answer", 9)), released)
    closed = desk.incomings.get(found)
    told = events.IncomingCompleted.of(closed)
    afterwards.note_delivery(
        desk.documents.on(caused(f"incoming:{found}", closed.version)), told, at=on("west.clerk").at
    )  # fmt: skip

    received = incoming_id("answer", "east")
    assert shown(desk, "east.registrar", received)["answers"] == {"id": asked.document_id, "number": asked.number}
    sent = shown_document(desk.documents.get(asked.document_id), actor("east.clerk"))
    assert next(each for each in sent["deliveries"] if each["organ"] == "west")["answer"] == received
    assert shown(desk, "north.registrar", incoming_id("answer", "north"))["answers"] is None  # it asked nothing


def test_a_correction_and_what_it_corrects_name_each_other_at_every_recipient_of_both(desk: Desk) -> None:
    found = assessed(desk)
    wrong = desk.incomings.get(found)
    right = _released("", document_id="right", organ="east", in_reply_to=None, recipients=("west", "lake"),
                      number="南实验东发〔2026〕9号", replaces_document=wrong.document_id)  # fmt: skip
    replaced = events.DocumentReplaced(
        document_id=wrong.document_id, organ="east", number=wrong.number, recipients=("west",), copies=(),
        successor="right", successor_number=right.number,
    )  # fmt: skip

    incoming.deliver(desk.incomings.on(caused("documents:right", 9)), right, at=MORNING)
    copies.void(desk.incomings.on(caused(f"documents:{wrong.document_id}", 9)), replaced, at=MORNING)

    there = incoming_id("right", "west")
    assert shown(desk, "west.registrar", there)["corrects"] == {"id": found, "number": wrong.number}
    validity = shown(desk, "west.registrar", found)["validity"]
    assert (validity["by"], validity["by_id"]) == (right.number, there)
    assert shown(desk, "lake.registrar", incoming_id("right", "lake"))["corrects"] is None  # it never had the other


def test_a_paper_from_outside_is_answered_by_a_letter_that_names_its_sender_and_goes_out_on_paper(desk: Desk) -> None:
    found = record(desk).id
    for who, action in (("registrar", "register"), ("director", "assess")):
        desk.incoming_act(f"west.{who}", found, action)
    desk.incoming_act("west.director", found, "assign", handler="west.clerk", due_on="2026-12-01")
    occasion = on("west.clerk")
    wanted = {
        **WANTED,
        "kind": "letter",
        "title": "关于防控工作的复函",
        "recipients": [],
        "copies": [],
        "in_reply_to": found,
    }

    page = preview(desk.documents, ROSTER, actor=actor("west.clerk"), wanted=wanted, entries=desk.incomings)
    reply = drafting.draft(
        desk.documents.on(occasion), ROSTER, occasion=occasion, new_id="reply", wanted=wanted, incomings=desk.incomings
    )
    for who, action in (("clerk", "submit"), *REPLYING):
        reply = desk.act(f"west.{who}", reply, action)
    release = next(
        each for each in shown_document(reply, actor("west.registrar"))["actions"] if each["code"] == "release"
    )
    reply = desk.act("west.registrar", reply, "release")
    incoming.answer(desk.incomings.on(caused("documents:reply", 9)), events.DocumentReleased.of(reply))

    again = {**wanted, "in_reply_to": None, "replaces": "reply"}
    corrected = drafting.draft(
        desk.documents.on(occasion), ROSTER, occasion=occasion, new_id="again", wanted=again, incomings=desk.incomings
    )
    shown_again = preview(desk.documents, ROSTER, actor=actor("west.clerk"), wanted=again, entries=desk.incomings)

    assert corrected.addressed_words == shown_again.addressees == ("南湖区卫生健康局",)
    assert desk.act("west.clerk", corrected, "submit").status == "submitted"
    assert page.addressees == reply.addressed_words == ("南湖区卫生健康局",) and reply.deliveries == {}
    assert "南湖区卫生健康局" in (release["confirm"] or "")
    assert (desk.incomings.get(found).status, desk.incomings.get(found).reply_document) == (I.COMPLETED, "reply")


def test_what_was_completed_is_still_answered_by_a_document_once_and_keeps_what_was_replied_first(desk: Desk) -> None:
    found = requested(desk)
    desk.incoming_act("west.handler", found, "complete", reply="已电话答复")
    assert answer(desk, "west.handler", found).answers.incoming_id == found

    incoming.answer(desk.incomings.on(caused("documents:answer", 9)), _released(found))

    entry = desk.incomings.find(found)
    assert entry is not None and entry.reply_document == "answer"
    assert entry.reply == "已电话答复；已以南实验西发〔2026〕3号《关于某事的批复》答复"
    with pytest.raises(Refused, match="已行文答复"):
        answer(desk, "west.handler", found, "again")


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"signed_on": "2026-11-24"}, "signed_on", "date_ahead"),
        ({"received_on": "2026-11-24"}, "received_on", "date_ahead"),
        ({"received_on": "2026-11-19"}, "received_on", "before_signing"),
        *(
            ({"number": number}, "number", "year_ahead")
            for number in (
                "市教发〔2027〕9号",
                "市教发[2027]10号",
                "市教发（2027）9号",
                "市教发【２０２７】9号",
                "2027年12号",
            )
        ),
    ],
)
def test_paper_from_outside_bears_no_date_that_is_still_to_come(
    desk: Desk, changes: dict[str, str], field: str, code: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        record(desk, **changes)

    assert [(each["field"], each["code"]) for each in refused.value.errors] == [(field, code)]
    assert desk.incomings.records == {}


def test_the_incoming_register_says_when_it_came_how_secret_how_urgent_and_how_many_copies(desk: Desk) -> None:
    paper = record(desk, received_on="2026-11-21", copies=3, urgency="urgent", secrecy="internal")
    sent = assessed(desk)

    row = incoming_row(paper)
    names = ("received_on", "secrecy_name", "urgency_name", "copies")
    assert [row[name] for name in names] == ["2026-11-21", "内部", "加急", 3]
    electronic = desk.incomings.find(sent)
    assert electronic is not None and electronic.received_at == MORNING
    assert {each.field for each in INCOMING_COLUMNS} >= set(names)


def test_what_came_in_for_reading_ends_once_everybody_has_read_it(desk: Desk) -> None:
    found = assessed(desk)
    with pytest.raises(RuleBroken, match="请先传阅"):
        desk.incoming_act("west.director", found, "conclude")
    desk.incoming_act("west.director", found, "circulate", readers=["west.leader", "west.handler"])
    desk.incoming_act("west.leader", found, "read", comment="已阅")

    with pytest.raises(RuleBroken, match=r"尚待west\.handler阅毕") as refused:
        desk.incoming_act("west.director", found, "conclude")
    assert "第二十四条（五）" in (refused.value.source or "")
    desk.incoming_act("west.handler", found, "read", comment="已阅")
    with pytest.raises(Forbidden):
        desk.incoming_act("west.leader", found, "conclude")
    done = desk.incoming_act("west.director", found, "conclude", comment="存档")

    assert (done.status, done.reply) == ("completed", "已阅：存档")


@pytest.mark.parametrize("kind", ["letter", "request"])
def test_what_asks_for_an_answer_does_not_end_by_reading(kind: str) -> None:
    asked = replace(incoming_of(kind), readers=(Reader(Person("p", "p"), MORNING),))

    message = rules.asks_for_no_answer.check(asked, None)

    assert message is not None and "答复" in message and "第二十四条（七）" in rules.asks_for_no_answer.source
    assert rules.asks_for_no_answer.check(incoming_of("notice"), None) is None


def incoming_of(kind: str) -> Incoming:
    return Incoming(
        id="i", document_id="d", organ="west", sender=Named("east", "东校区"), number="1", kind=kind, title="t",
        urgency=Urgency.NORMAL, signed_on=MORNING.date(), delivered_at=MORNING, copy=False,
    )  # fmt: skip
