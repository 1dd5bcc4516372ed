"""The table of a request to countersign (会签; 条例 arts. 16(4), 19(6), 22)."""

from collections.abc import Mapping
from typing import Any

from services.documents.countersigning.domain import ANSWERED, NAMES, Countersign
from services.documents.countersigning.domain import CountersignStatus as C
from services.documents.outgoing.rounds import words_are_given
from services.documents.rules import LEADER
from shared.contracts import documents as facts
from shared.workflow import By, Facts, Step, Workflow


def _answer(answer: C) -> Any:
    def sets(request: Countersign, facts: Facts) -> Mapping[str, Any]:
        me = facts.actor
        return {
            "answer": answer,
            "opinion": facts.comment,
            "answered_by": me.person_id,
            "answered_by_name": me.name,
            "answered_at": facts.at,
        }

    return sets


def _nothing(request: Countersign, facts: Facts) -> Mapping[str, Any]:
    return {"answer": None, "opinion": None, "answered_by": None, "answered_by_name": None, "answered_at": None}


ISSUER = By("issuer", lambda request, actor: False)
"""Nobody takes these steps by hand: they follow from what the issuer does with its draft (`app.follow`)."""

WORDS = (words_are_given,)
GIVEN = facts.CountersignAnswered

COUNTERSIGN = Workflow(
    "会签件办理",
    NAMES,
    Step("agree", {C.ASKED}, C.AGREED, LEADER, GIVEN, sets=_answer(C.AGREED)),
    Step("agree_with_changes", {C.ASKED}, C.AGREED_WITH_CHANGES, LEADER, GIVEN, WORDS, _answer(C.AGREED_WITH_CHANGES)),
    Step("object", {C.ASKED}, C.OBJECTED, LEADER, GIVEN, WORDS, _answer(C.OBJECTED)),
    Step("take_back", set(ANSWERED), C.ASKED, LEADER, facts.CountersignReclaimed, sets=_nothing),
    Step("close", {C.ASKED, *ANSWERED}, C.CLOSED, ISSUER, facts.CountersignMoved),
    Step("reopen", {C.CLOSED, *ANSWERED}, C.ASKED, ISSUER, facts.CountersignMoved, also=ANSWERED),
)

WORKFLOWS = (COUNTERSIGN,)
