"""Workflow table of requests to countersign (会签; 条例 arts. 16(4), 19(6), 22)."""

from collections.abc import Mapping
from typing import Any

from services.documents.countersigning.acts import COUNTERSIGN_ACTS
from services.documents.countersigning.domain import ANSWERED, NAMES, Countersign, Purpose, joint_name
from services.documents.countersigning.domain import CountersignStatus as C
from services.documents.domain import OfficeContext
from services.documents.outgoing.countersign_steps import words_are_given
from services.documents.outgoing.upward import not_principal
from services.documents.rules import IN_FORCE, LEADER
from shared.contracts import documents as events
from shared.workflow import Context, Step, Workflow, event, rule


def _answer(answer: C) -> Any:
    def sets(request: Countersign, context: Context) -> Mapping[str, Any]:
        me = context.actor
        return {
            "answer": answer,
            "opinion": context.comment,
            "answered_by": me.person_id,
            "answered_by_name": me.signature,
            "answered_at": context.at,
        }

    return sets


def _nothing(request: Countersign, context: Context) -> Mapping[str, Any]:
    return {"answer": None, "opinion": None, "answered_by": None, "answered_by_name": None, "answered_at": None}


ISSUER = event("issuer", "主办单位")
"""The issuer's steps with its draft (`app.follow`)."""


def following(request: Countersign, context: Context) -> Mapping[str, Any]:
    """Bring the request in line with the draft."""
    return dict(context.said["changes"])


def reopening(request: Countersign, context: Context) -> Mapping[str, Any]:
    """Open a request again: with the answer that it had, unless the organ is asked for another one."""
    changes = following(request, context)
    return {**changes, "status": changes.get("answer", request.answer) or C.ASKED}


@rule(
    "joint_without_changes",
    "条例第二十二条",
    field="",
    since=IN_FORCE,
    states="联署机关签发或者不予签发，修改意见在会签时提出。",
)
def joint_is_signed_or_not(request: Countersign, context: OfficeContext) -> str | None:
    """Require a co-issuer to sign or refuse; changes are proposed while the draft is countersigned."""
    return "联合行文的公文只能签发或者不予签发" if request.purpose is Purpose.JOINT else None


@rule(
    "principal_signs_jointly",
    "条例第二十二条",
    field="",
    since=IN_FORCE,
    states="联合行文中的重要公文和上行文由主要负责人签发。",
)
def principal_signs(request: Countersign, context: OfficeContext) -> str | None:
    """Require the principal leader of a co-issuer to sign an important document or one to a superior."""
    if not request.by_principal:
        return None
    return (
        "重要公文和上行文不能由他人代签"
        if context.actor.in_place_of is not None
        else not_principal(request.organ, context)
    )


WORDS = (words_are_given,)
WITH_CHANGES = (*WORDS, joint_is_signed_or_not)
GIVEN = events.CountersignAnswered

COUNTERSIGN = Workflow(
    "会签件办理",
    NAMES,
    Step("ask", set(), C.ASKED, ISSUER, events.CountersignRequested),
    Step("agree", {C.ASKED}, C.AGREED, LEADER, GIVEN, (principal_signs,), _answer(C.AGREED)),
    Step(
        "agree_with_changes",
        {C.ASKED},
        C.AGREED_WITH_CHANGES,
        LEADER,
        GIVEN,
        WITH_CHANGES,
        _answer(C.AGREED_WITH_CHANGES),
    ),
    Step("object", {C.ASKED}, C.OBJECTED, LEADER, GIVEN, WORDS, _answer(C.OBJECTED)),
    Step("take_back", set(ANSWERED), C.ASKED, LEADER, events.CountersignReclaimed, sets=_nothing),
    Step("close", {C.ASKED, *ANSWERED}, C.CLOSED, ISSUER, events.CountersignMoved, sets=following),
    Step("reopen", {C.CLOSED, *ANSWERED}, C.ASKED, ISSUER, events.CountersignMoved, sets=reopening, also=ANSWERED),
    *(
        Step("follow", {status}, status, ISSUER, events.CountersignMoved, sets=following)
        for status in (C.ASKED, C.CLOSED, *sorted(ANSWERED))
    ),
    acts=COUNTERSIGN_ACTS,
    named=joint_name,
)

WORKFLOWS = (COUNTERSIGN,)
