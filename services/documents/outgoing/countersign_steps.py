"""Countersigning (会签) as steps of a document: their actors, rules and changes (条例 arts. 16(4), 19(6)).

The round runs beside the line: it begins while the document is drafted, and sending the document back does not change it.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from services.documents.outgoing import rules
from services.documents.outgoing.countersign_round import (
    COUNTING,
    OPEN,
    PASSED_ON,
    TABLE,
    Act,
    Round,
    Task,
    TaskStatus,
    Voice,
)
from services.documents.outgoing.domain import Document
from services.documents.outgoing.domain import DocumentStatus as D
from services.documents.rules import DIRECTOR, IN_FORCE
from shared.actor import Actor
from shared.contracts import documents as events
from shared.errors import Refused
from shared.office import Named
from shared.workflow import By, Context, Rule, Step, event, rule

BESIDE = (D.DRAFTED, D.SUBMITTED)
"""Statuses in which opinions are requested and given: until the director approves the draft."""

OPINIONS = {Act.AGREE: "agreed", Act.AGREE_WITH_CHANGES: "agreed_with_changes", Act.OBJECT: "objected"}


def leads(document: Document, actor: Actor) -> bool:
    """Check whether an actor runs the round: the drafter and the director."""
    return rules.DRAFTER.admits(document, actor) or DIRECTOR.admits(document, actor)


def _signs(*statuses: TaskStatus) -> By:
    def admits(document: Document, actor: Actor) -> bool:
        there = actor.organ == document.organ
        return there and document.countersigning.place_of(actor.seat, *statuses) is not None

    return By("signer", admits, "会签人")


LEAD = By("director, drafter", leads, "办公室主任或者起草人")
SIGNER = _signs(OPEN)
ASKER = By(
    "director, drafter, signer",
    lambda document, actor: LEAD.admits(document, actor) or SIGNER.admits(document, actor),
    "办公室主任、起草人或者会签人",
)
ANSWERED_OR_PASSED = (*(COUNTING - {OPEN}), PASSED_ON)
ANSWERED = _signs(*ANSWERED_OR_PASSED)


@rule(
    "words_missing", "条例第十九条（六）", field="comment", since=IN_FORCE,
    states="附修改意见或者有异议的，写明意见。",
)  # fmt: skip
def words_are_given(document: Document, context: Context) -> str | None:
    """Require proposed changes or an objection in words."""
    return None if context.comment.strip() else "请写明修改意见或者异议"


@rule(
    "countersigning_outstanding", "条例第十九条（六）", field="countersigning", since=IN_FORCE,
    states="涉及其他部门职权范围的，征求意见、会签完毕后送签发。",
)  # fmt: skip
def all_have_countersigned(document: Document, context: Context) -> str | None:
    """Require that nobody still has to give an opinion."""
    waiting = [task.name for task in document.countersigning.waiting]
    return f"{'、'.join(waiting)}尚未会签，请催签或者减签" if waiting else None


@rule(
    "not_agreed", "条例第十六条（四）", field="countersigning", since=IN_FORCE,
    states="涉及多个部门职权范围内的事务，部门之间未协商一致的，不得行文。",
)  # fmt: skip
def all_agree(document: Document, context: Context) -> str | None:
    """Refuse while somebody objects, until they agree."""
    against = [task.name for task in document.countersigning.objections]
    return f"{'、'.join(against)}有异议，协商后请再次会签" if against else None


@rule("deadline_past", "条例第十九条（六）", field="due_on", since=IN_FORCE, states="会签时限不早于当日。")
def deadline_is_ahead(document: Document, context: Context) -> str | None:
    """Require a deadline that has not passed."""
    due_on = context.said.get("due_on")
    return "会签时限不能早于今天" if due_on is not None and due_on < context.today else None


def asking(document: Document, context: Context) -> Mapping[str, Any]:
    """Add people and organs to the round; a new deadline replaces the earlier one."""
    after = document.countersigning
    for party, of_organ in context.said["parties"]:
        after = after.ask(party, of_organ=of_organ)
    due_on = context.said.get("due_on")
    return {"countersigning": after if due_on is None else replace(after, due_on=due_on)}


def _mine(act: Act, *statuses: TaskStatus) -> Any:
    def sets(document: Document, context: Context) -> Mapping[str, Any]:
        me, going = context.actor, document.countersigning
        place = going.place_of(me.seat, *statuses)
        assert place is not None, "the row admits those who have such a task"
        voice = Voice(Named(me.person_id, me.signature), context.at, document.text_mark, context.comment)
        return {"countersigning": going.take(act, place, voice=voice, to=context.said.get("to"))}

    return sets


def _theirs(act: Act) -> Any:
    def sets(document: Document, context: Context) -> Mapping[str, Any]:
        going: Round = document.countersigning
        place = going.place_of(context.said["signer"], *COUNTING)
        assert place is not None, "a rule of the row requires it"
        return {"countersigning": going.take(act, place)}

    return sets


def urging(document: Document, context: Context) -> Mapping[str, Any]:
    """Record who was urged."""
    going = document.countersigning
    place = going.place_of(context.said["signer"], OPEN)
    return {"countersigning": going if place is None else going.urged(place, context.at)}


@rule("nothing_to_urge", "条例第二十四条（六）", field="signer", since=IN_FORCE, states="催办尚未会签的人员和单位。")
def has_yet_to_answer(document: Document, context: Context) -> str | None:
    """Allow urging only those who have yet to answer."""
    there = document.countersigning.place_of(context.said["signer"], OPEN) is not None
    return None if there else "这位人员或者这个单位没有待会签的事项"


def _round_rule(code: str, states: str, field: str = "") -> Callable[[Callable[[Any, Any], str | None]], Rule]:
    return rule(code, "条例第十九条（六）", field=field, since=IN_FORCE, states=states, error=Refused)


def _task_of(document: Document, seat: str, *statuses: TaskStatus) -> Task | None:
    place = document.countersigning.place_of(seat, *statuses)
    return None if place is None else document.countersigning.tasks[place]


@_round_rule("signs_already", "同一人员或者单位在一轮会签中只会签一次。", "people")
def nobody_signs_twice(document: Document, context: Context) -> str | None:
    """Allow asking only those who do not take part yet."""
    asked = [party for party, _ in context.said["parties"]]
    there = [
        party.name
        for place, party in enumerate(asked)
        if document.countersigning.names(party.id) or party.id in [each.id for each in asked[:place]]
    ]
    return f"{'、'.join(there)}已在本轮会签之中" if there else None


@_round_rule("passed_on_already", "转交来的会签由本人办理，不再转交。")
def is_ones_own(document: Document, context: Context) -> str | None:
    """Forbid passing on what was passed on by somebody else."""
    task = _task_of(document, context.actor.seat, OPEN)
    return "转交来的会签不得再转交" if task is not None and task.origin is not None else None


@_round_rule("signs_already", "会签转交给未参加本轮会签的人员。", "person")
def receiver_does_not_sign(document: Document, context: Context) -> str | None:
    """Allow passing on only to somebody who does not take part yet."""
    to = context.said["to"]
    return f"{to.name}已在本轮会签之中" if document.countersigning.names(to.id) else None


@_round_rule("not_passed_on", "交回的会签是他人转交来的。")
def was_passed_on(document: Document, context: Context) -> str | None:
    """Allow handing back only what was passed on."""
    task = _task_of(document, context.actor.seat, OPEN)
    return "这项会签不是转交来的，不能退回" if task is not None and task.origin is None else None


@_round_rule("answered_meanwhile", "转交的会签在对方会签以前可以取回。")
def receiver_has_not_answered(document: Document, context: Context) -> str | None:
    """Forbid taking back what was passed on once its receiver has answered."""
    going = document.countersigning
    place = going.place_of(context.actor.seat, *ANSWERED_OR_PASSED)
    if place is None or going.tasks[place].status is not PASSED_ON or going.open_from(place):
        return None
    return "对方已经会签，不能取回"


def _takes(act: Act, states: str) -> Rule:
    @_round_rule("not_in_round", states, "signer")
    def there(document: Document, context: Context) -> str | None:
        task = _task_of(document, context.said["signer"], *COUNTING)
        if task is None:
            return "未找到该会签人，请从本轮会签人中选择"
        return None if (act, task.status) in TABLE else f"{task.name}的会签现在不能这样办理"

    return there


REMOVABLE = _takes(Act.REMOVE, "减签的，是尚未会签的人员或者单位。")
ASKABLE = _takes(Act.ASK_AGAIN, "再次会签的，是已经会签的人员或者单位。")
PASSING = (is_ones_own, receiver_does_not_sign)


ORGANS = event("asked organs", "会签单位")
"""The answers of the organs asked, to countersign or to sign jointly (`countersigning/app.py`)."""


def heard(document: Document, context: Context) -> Mapping[str, Any]:
    """Record an organ's answer; one that came too late has no effect."""
    changes: Mapping[str, Any] = context.said["changes"]
    return changes


def heard_steps() -> list[Step]:
    """Return the steps by which a document records the answers of other organs: whatever its status, none is lost."""
    answered, reclaimed = events.DocumentCountersigned, events.CountersigningTakenBack
    return [
        Step(action, {here}, here, ORGANS, announced, sets=heard)
        for here in D
        for action, announced in (("hear_countersign", answered), ("hear_reclaim", reclaimed))
    ]


def round_steps() -> list[Step]:
    """Return the steps that do not change a document's place in the line."""
    rows = []
    for here in BESIDE:
        at = {here}
        words = (words_are_given, rules.another_examines)
        asked, opinion = events.CountersigningAsked, events.DocumentCountersigned
        rows += [
            Step("countersign", at, here, ASKER, asked, (nobody_signs_twice, deadline_is_ahead), asking),
            Step("agree", at, here, SIGNER, opinion, (rules.another_examines,), _mine(Act.AGREE, OPEN)),
            Step("agree_with_changes", at, here, SIGNER, opinion, words, _mine(Act.AGREE_WITH_CHANGES, OPEN)),
            Step("object", at, here, SIGNER, opinion, words, _mine(Act.OBJECT, OPEN)),
            Step("pass_on", at, here, SIGNER, events.CountersigningPassedOn, PASSING, _mine(Act.PASS_ON, OPEN)),
            Step(
                "hand_back",
                at,
                here,
                SIGNER,
                events.CountersigningPassedOn,
                (was_passed_on,),
                _mine(Act.HAND_BACK, OPEN),
            ),
            Step(
                "take_back_opinion",
                at,
                here,
                ANSWERED,
                events.CountersigningTakenBack,
                (receiver_has_not_answered,),
                _mine(Act.TAKE_BACK, *ANSWERED_OR_PASSED),
            ),
            Step("remove_signer", at, here, LEAD, events.CountersignerRemoved, (REMOVABLE,), _theirs(Act.REMOVE)),
            Step("ask_again", at, here, LEAD, asked, (ASKABLE, deadline_is_ahead), _theirs(Act.ASK_AGAIN)),
            Step("urge_signer", at, here, LEAD, events.CountersignUrged, (has_yet_to_answer,), urging),
        ]
    return rows
