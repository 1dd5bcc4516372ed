"""The actions that a document offers, to whom, in which words."""

from typing import Any

import pytest

from services.documents.outgoing import app, countersign_steps, views
from services.documents.outgoing.domain import Document
from services.documents.outgoing.steps import OUTGOING
from shared.errors import Forbidden, TransitionRefused
from tests.support.offers import codes
from tests.support.office import actor, on
from tests.unit.documents.test_document import ROSTER, Desk


@pytest.fixture
def desk() -> Desk:
    return Desk()


def offers(document: Document, who: str) -> dict[str, Any]:
    known = app.known_of(ROSTER, document, on(who))
    return {each["code"]: each for each in views.shown_document(document, actor(who), known=known)["actions"]}


def test_a_draft_that_nobody_countersigns_offers_no_step_with_signers(desk: Desk) -> None:
    draft = desk.draft()

    offered = codes(views.shown_document(draft, actor("east.clerk")))

    assert offered == ["revise", "submit", "withdraw", "countersign"]


def test_one_action_is_the_main_one_and_dropping_a_draft_asks_first(desk: Desk) -> None:
    offered = offers(desk.draft(), "east.clerk")

    assert [code for code, each in offered.items() if each["primary"]] == ["submit"]
    assert (offered["withdraw"]["label"], offered["withdraw"]["tone"]) == ("作废", "danger")
    assert offered["withdraw"]["confirm"] == "终止办理，已编文号注明作废。"


def test_a_button_says_which_rule_forbids_it_now(desk: Desk) -> None:
    offered = offers(desk.draft(kind="request", recipients=["west"]), "east.clerk")["submit"]

    assert offered["enabled"] is False
    assert "条例" in str(offered["why_not"])


def test_a_step_asks_for_its_fields(desk: Desk) -> None:
    returned = offers(desk.until("submit"), "east.director")["return"]

    assert returned["needs"] == [{"field": "comment", "label": "退回理由", "required": True, "shape": "long_text"}]


def test_a_refusal_names_the_act_and_whose_it_is(desk: Desk) -> None:
    draft = desk.draft()

    with pytest.raises(Forbidden, match="签发由领导办理"):
        OUTGOING.step(draft, "sign", actor("east.clerk"))
    with pytest.raises(TransitionRefused, match="该件草稿，不能签发"):
        OUTGOING.step(draft, "sign", actor("east.leader"))
    assert countersign_steps.LEAD.label == "办公室主任或者起草人"


def test_a_return_asks_for_the_examiner_only_where_somebody_examined(desk: Desk) -> None:
    def asked(document: Document) -> list[str]:
        return [need["field"] for need in offers(document, "east.director")["send_back"]["needs"]]

    examined = desk.draft(examiners=["east.handler"])
    desk.act("east.clerk", examined, "submit")

    assert asked(desk.until("submit")) == ["to", "comment"]
    assert asked(desk.act("east.handler", examined, "examine")) == ["to", "person", "comment"]
