"""Actors, changes and rules of the steps with an incoming document (条例 art. 24)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from services.documents.domain import Number, Urgency
from services.documents.incoming.domain import Incoming, Opinion, Person, Reader, Urging
from shared.workflow import By, Context, rule

ASSIGNEE = By(
    "handler", lambda incoming, actor: actor.seat == incoming.handler and actor.organ == incoming.organ, "承办人"
)


ASSISTANT = By("assistant", lambda incoming, actor: actor.seat in {each.id for each in incoming.assisting}, "协办人")
READER = By("reader", lambda incoming, actor: actor.seat in {each.person.id for each in incoming.readers}, "传阅人")
URGER = By(
    "director or urger",
    lambda incoming, actor: (
        actor.organ == incoming.organ
        and (actor.holds("director") or (incoming.urger is not None and actor.seat == incoming.urger.id))
    ),
    "办公室主任或者催办人",
)


def voiding(incoming: Incoming, context: Context) -> Mapping[str, Any]:
    """Set since when and why the document is no longer valid."""
    return {"voided": context.said["voided"]}


def urged_to_sign(incoming: Incoming, context: Context) -> Mapping[str, Any]:
    """Record when the sender urged to sign for it."""
    return {"urged_at": context.at}


def receipt(incoming: Incoming, context: Context) -> Mapping[str, Any]:
    """Set when the copy was received (条例 art. 24(1))."""
    return {"received_at": context.at}


def entry_number(incoming: Incoming, context: Context) -> Mapping[str, Any]:
    """Set the number in the recipient's register of incoming documents (条例 art. 24(2))."""
    number: Number = context.said["assigned"]
    series = f"{incoming.organ}:{number.year}"
    return {"register_number": str(number), "register_series": series, "register_sequence": number.sequence}


def proposal(incoming: Incoming, context: Context) -> Mapping[str, Any]:
    """Set the proposed handler and assistants, with the proposer's opinion (拟办)."""
    chosen = {name: context.said[name] for name in ("handler", "handler_name")}
    return {**chosen, "assisting": context.said["helpers"], **_opinion(incoming, context, "propose")}


def instruction(incoming: Incoming, context: Context) -> Mapping[str, Any]:
    """Record the leader's instruction (批示)."""
    return _opinion(incoming, context, "instruct")


def assignment(incoming: Incoming, context: Context) -> Mapping[str, Any]:
    """Set handler and assistants by name, the deadline, and the urger."""
    named = {name: context.said[name] for name in ("handler", "handler_name", "due_on", "urger")}
    return {**named, "assisting": context.said["helpers"]}


def report(incoming: Incoming, context: Context) -> Mapping[str, Any]:
    """Record an assistant's report."""
    return _opinion(incoming, context, "report")


def circulation(incoming: Incoming, context: Context) -> Mapping[str, Any]:
    """Add readers after the existing ones; marks stay."""
    people: tuple[Person, ...] = context.said["people"]
    in_order = incoming.in_order if incoming.readers else context.said["in_order"]
    return {"readers": (*incoming.readers, *(Reader(each) for each in people)), "in_order": in_order}


def tick(incoming: Incoming, context: Context) -> Mapping[str, Any]:
    """Record that a reader has read it, with their opinion."""
    me = context.actor.seat
    readers = tuple(replace(each, read_at=context.at) if each.person.id == me else each for each in incoming.readers)
    return {"readers": readers, **(_opinion(incoming, context, "read") if context.comment.strip() else {})}


def removal(incoming: Incoming, context: Context) -> Mapping[str, Any]:
    """Remove a reader who has not read it."""
    return {"readers": tuple(each for each in incoming.readers if each.person.id != context.said["reader"])}


def urging(incoming: Incoming, context: Context) -> Mapping[str, Any]:
    """Record who was urged, by whom and when."""
    urged: Person = context.said["person"]
    done = Urging(urged, Person(context.actor.seat, context.actor.signature), context.at)
    readers = tuple(
        replace(each, urged_at=(*each.urged_at, context.at)) if each.person.id == urged.id else each
        for each in incoming.readers
    )
    return {"urgings": (*incoming.urgings, done), "readers": readers}


def _opinion(incoming: Incoming, context: Context, step: str) -> dict[str, Any]:
    written = Opinion(step, Person(context.actor.seat, context.actor.signature), context.comment, context.at)
    return {"opinions": (*incoming.opinions, written)}


def answer(incoming: Incoming, context: Context) -> Mapping[str, Any]:
    """Set the reply to the sender (条例 art. 24(7))."""
    return {"reply": context.said["reply"]}


def conclusion(incoming: Incoming, context: Context) -> Mapping[str, Any]:
    """Record that it was read by those concerned, and needs no further action."""
    said = context.comment.strip()
    return {"reply": f"已阅：{said}" if said else "已阅", **(_opinion(incoming, context, "conclude") if said else {})}


@rule(
    "answer_owed", "条例第二十四条（七）", field="", states="请示和商洽、询问的函应当答复来文单位，不按阅件办结。",
)  # fmt: skip
def asks_for_no_answer(incoming: Incoming, context: Context) -> str | None:
    """Forbid closing as merely read a document that requires an answer."""
    asks = incoming.kind in ("request", "letter")
    return "来文需要答复，不能阅结；请交办，或者行文答复" if asks else None


@rule(
    "still_read", "条例第二十四条（五）", field="", states="阅件由传阅人全部阅毕以后阅结。",
)  # fmt: skip
def everybody_has_read(incoming: Incoming, context: Context) -> str | None:
    """Require that everybody in its circulation has read a document before it is closed (阅件, 阅结)."""
    if not incoming.readers:
        return "尚未传阅，请先传阅；需要办理的，请拟办、交办"
    waiting = [each.person.name for each in incoming.readers if each.read_at is None]
    return f"尚待{'、'.join(waiting)}阅毕，请催办" if waiting else None


def refusal(incoming: Incoming, context: Context) -> Mapping[str, Any]:
    """Record why the copy is returned."""
    return {"return_reason": context.comment}


@rule("handler_elsewhere", "条例第二十四条（四）", field="handler", states="承办人由收文单位的人员担任。")
def handler_is_ours(incoming: Incoming, context: Context) -> str | None:
    """Require that the handler belongs to the recipient."""
    if context.said["handler_organ"] == incoming.organ:
        return None
    return f"未找到{context.said['handler_name']}，请从本单位在岗人员中选择"


@rule("deadline_past", "条例第二十四条（四）", field="due_on", states="交办写明办理时限，时限不早于当天。")
def deadline_is_ahead(incoming: Incoming, context: Context) -> str | None:
    """Require a deadline that has not passed."""
    return None if context.said["due_on"] >= context.today else "办理时限不能早于今天"


@rule("opinion_missing", "条例第二十四条（四）", field="comment", states="拟办、批示、协办写明意见。")
def opinion_is_given(incoming: Incoming, context: Context) -> str | None:
    """Require an opinion in words for a proposal, an instruction or a report."""
    return None if context.comment.strip() else "请填写意见"


def recalling(incoming: Incoming, context: Context) -> Mapping[str, Any]:
    """Record when the sender recalled it; on restoration, that it is not recalled."""
    return {"recalled_at": context.said["recalled_at"]}


def answering(incoming: Incoming, context: Context) -> Mapping[str, Any]:
    """Record the document that answers it."""
    return {name: context.said[name] for name in ("reply", "reply_document")}


@rule(
    "lead_assists_too", "条例第二十四条（四）", field="assisting", states="两个以上部门或者人员办理的，明确一名承办人。"
)
def one_leads(incoming: Incoming, context: Context) -> str | None:
    """Require exactly one handler, and no person twice among handler and assistants."""
    ids = [context.said["handler"], *(each.id for each in context.said["helpers"])]
    return None if len(set(ids)) == len(ids) else "承办人只有一名，承办人和协办人不能重复"


URGENT = "条例第二十四条（六）"


def is_urgent(urgency: Urgency) -> bool:
    """Check whether an urgency is above the normal one (紧急公文)."""
    return urgency is not Urgency.NORMAL


@rule("urger_missing", URGENT, field="urger", states="紧急公文由专人负责催办。")
def urgent_has_an_urger(incoming: Incoming, context: Context) -> str | None:
    """Require an urger by name for an urgent document."""
    if not is_urgent(incoming.urgency) or context.said["urger"] is not None:
        return None
    return "紧急公文应当由专人负责催办，请指定催办人"


@rule("reported_already", "条例第二十四条（四）", states="协办人各填写一次意见。")
def reports_once(incoming: Incoming, context: Context) -> str | None:
    """Allow each assistant one report."""
    done = any(each.step == "report" and each.person.id == context.actor.seat for each in incoming.opinions)
    return "您已经填写过协办意见" if done else None


@rule("reader_named_already", "条例第二十四条（五）", field="readers", states="同一传阅人只列一次。")
def readers_are_new(incoming: Incoming, context: Context) -> str | None:
    """Refuse to name a reader twice."""
    there = [each.person.id for each in incoming.readers] + [each.id for each in context.said["people"]]
    return None if len(set(there)) == len(there) else "同一位传阅人不能重复"


@rule("read_already", "条例第二十四条（五）", states="传阅人各签阅一次。")
def reads_once(incoming: Incoming, context: Context) -> str | None:
    """Allow each reader to mark it once."""
    mine = [each for each in incoming.readers if each.person.id == context.actor.seat]
    return "您已经阅毕" if any(each.read_at is not None for each in mine) else None


@rule("no_such_reader", "条例第二十四条（五）", field="person", states="减去的是尚未阅毕的传阅人。")
def has_not_read(incoming: Incoming, context: Context) -> str | None:
    """Allow removing only readers who have not read it."""
    waiting = [each.person.id for each in incoming.readers if each.read_at is None]
    return None if context.said["reader"] in waiting else "该人员不在待阅人员之中，请从尚未阅毕的传阅人中选择"


@rule("not_your_turn", "条例第二十四条（五）", states="指定了顺序的，依次传阅。")
def turn_has_come(incoming: Incoming, context: Context) -> str | None:
    """Require the order of the readers, if one was asked for."""
    if not incoming.in_order:
        return None
    waiting = [each.person for each in incoming.readers if each.read_at is None]
    first = waiting[0] if waiting else None
    return None if first is None or first.id == context.actor.seat else f"按顺序传阅，尚待{first.name}阅毕"


@rule("nothing_to_urge", "条例第二十四条（六）", field="person", states="催办尚未办理或者尚未阅毕的人员。")
def has_yet_to_act(incoming: Incoming, context: Context) -> str | None:
    """Allow urging only the handler, an assistant who has not reported, or a reader who has not read."""
    urged: Person = context.said["person"]
    return None if urged.id in incoming.pending else f"{urged.name}没有待办、待阅事项"
