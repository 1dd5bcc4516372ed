"""Who takes a step with an incoming document, what it sets, and the rules it must keep (条例 art. 24)."""

from collections.abc import Mapping
from typing import Any

from services.documents.domain import Number
from services.documents.incoming.domain import Incoming
from shared.workflow import By, Facts, rule

ASSIGNEE = By("handler", lambda incoming, actor: actor.person_id == incoming.handler and actor.organ == incoming.organ)


def entry_number(incoming: Incoming, facts: Facts) -> Mapping[str, Any]:
    """Set the number in the recipient's register of incoming documents (条例 art. 24(2))."""
    number: Number = facts.said["assigned"]
    series = f"{incoming.organ}:{number.year}"
    return {"register_number": str(number), "register_series": series, "register_sequence": number.sequence}


def assignment(incoming: Incoming, facts: Facts) -> Mapping[str, Any]:
    """Set who handles it, by name, and until when."""
    return {name: facts.said[name] for name in ("handler", "handler_name", "due_on")}


def answer(incoming: Incoming, facts: Facts) -> Mapping[str, Any]:
    """Set the reply to the sender (条例 art. 24(7))."""
    return {"reply": facts.said["reply"]}


def refusal(incoming: Incoming, facts: Facts) -> Mapping[str, Any]:
    """Set why the copy goes back."""
    return {"return_reason": facts.comment}


@rule("handler_elsewhere", "条例第二十四条（五）", field="handler")
def handler_is_ours(incoming: Incoming, facts: Facts) -> str | None:
    """Require that the handler belongs to the recipient."""
    return None if facts.said["handler_organ"] == incoming.organ else "承办人不是本单位在岗人员"


@rule("deadline_past", "条例第二十四条（五）", field="due_on")
def deadline_is_ahead(incoming: Incoming, facts: Facts) -> str | None:
    """Require a deadline that is not past."""
    return None if facts.said["due_on"] >= facts.today else "办理期限不能早于今天"
