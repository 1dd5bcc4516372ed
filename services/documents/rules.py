"""Who takes a step, what it sets, and the rules it must keep (条例 = 党政机关公文处理工作条例, 中办发〔2012〕14号)."""

from collections.abc import Mapping
from typing import Any

from services.documents.domain import (
    SENT,
    Delivery,
    Direction,
    Document,
    Incoming,
    Named,
    Number,
    OfficeFacts,
    direction,
)
from shared.workflow import By, Facts, role, rule

DRAFTER = By("drafter", lambda document, actor: actor.person_id == document.drafter and actor.organ == document.organ)
ASSIGNEE = By("handler", lambda incoming, actor: actor.person_id == incoming.handler and actor.organ == incoming.organ)
DIRECTOR, LEADER, REGISTRAR = role("director"), role("leader"), role("registrar")


def signature(document: Document, facts: Facts) -> Mapping[str, Any]:
    """Set who signed; the day of signing is the document's date (条例 art. 9(13), 成文日期)."""
    return {"signed_by": facts.actor.person_id, "signed_by_name": facts.actor.name, "signed_on": facts.today}


def submission(document: Document, facts: Facts) -> Mapping[str, Any]:
    """Set when it was handed in."""
    return {"submitted_at": facts.at}


def unsigned(document: Document, facts: Facts) -> Mapping[str, Any]:
    """Take nothing over from an earlier round: who signs next signs anew."""
    return {"signed_by": None, "signed_by_name": None, "signed_on": None}


def revision(document: Document, facts: Facts) -> Mapping[str, Any]:
    """Set the fields that the drafter changed."""
    changes: Mapping[str, Any] = facts.said["changes"]
    return changes


def numbering(document: Document, facts: Facts) -> Mapping[str, Any]:
    """Set the number (条例 art. 25(2))."""
    number: Number = facts.said["assigned"]
    return {
        "number": str(number),
        "series": f"{number.code}:{number.year}",
        "sequence": number.sequence,
        "registered_at": facts.at,
    }


def dispatch(document: Document, facts: Facts) -> Mapping[str, Any]:
    """Set where the copies go."""
    sent = {each.id: Delivery(each.id, each.name, SENT, facts.at) for each in (*document.addressees, *document.copied)}
    return {"released_at": facts.at, "deliveries": sent}


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


@rule("reason_missing", "条例第二十一条、第二十四条", field="comment")
def reason_is_given(subject: Any, facts: Facts) -> str | None:
    """Require the reason when something is sent back."""
    return None if facts.comment.strip() else "退回、退文或者不予签发的，应当说明理由"


@rule("own_draft", "条例第二十条、第二十一条", field="")
def another_examines(document: Document, facts: Facts) -> str | None:
    """Require that a draft is examined and signed by somebody else than its drafter."""
    return "起草人不得审核、签发本人起草的公文" if facts.actor.person_id == document.drafter else None


@rule("recipient_missing", "条例第九条（八）", field="recipients")
def somebody_receives(document: Document, facts: Facts) -> str | None:
    """Require a main recipient."""
    return None if document.addressees else "请填写主送机关"


@rule("issuer_not_registered", "条例第三十七条", field="organ")
def issuer_is_registered(document: Document, facts: OfficeFacts) -> str | None:
    """Require that the issuer is registered (立户)."""
    organ = facts.organ_of(document.organ)
    return None if organ is not None and organ.issuer_code else f"{document.organ_name}没有发文立户，不能对外发文"


@rule("one_main_recipient", "条例第十五条（一）", field="recipients")
def one_recipient_upward(document: Document, facts: OfficeFacts) -> str | None:
    """Allow one main recipient where a document goes up."""
    upward = any(where is Direction.UP for where in directions_of(document, document.addressees, facts).values())
    return "上行文原则上只主送一个上级机关" if upward and len(document.addressees) > 1 else None


@rule("copied_to_subordinate", "条例第十五条（一）", field="copies")
def no_copy_downward(document: Document, facts: OfficeFacts) -> str | None:
    """Forbid copies to subordinates of a document that goes up."""
    if Direction.UP not in directions_of(document, document.addressees, facts).values():
        return None
    below = directions_of(document, document.copied, facts)
    names = [each.name for each in document.copied if below.get(each.id) is Direction.DOWN]
    return f"上行文不得抄送下级机关：{'、'.join(names)}" if names else None


@rule("handler_elsewhere", "条例第二十四条（五）", field="handler")
def handler_is_ours(incoming: Incoming, facts: Facts) -> str | None:
    """Require that the handler belongs to the recipient."""
    return None if facts.said["handler_organ"] == incoming.organ else "承办人不是本单位在岗人员"


@rule("deadline_past", "条例第二十四条（五）", field="due_on")
def deadline_is_ahead(incoming: Incoming, facts: Facts) -> str | None:
    """Require a deadline that is not past."""
    return None if facts.said["due_on"] >= facts.today else "办理期限不能早于今天"


def directions_of(document: Document, named: tuple[Named, ...], facts: OfficeFacts) -> dict[str, Direction]:
    """Tell how each organ stands to the issuer; those that no longer exist are left out."""
    found = {each.id: facts.organ_of(each.id) for each in named}
    return {organ_id: direction(document.path, organ.path) for organ_id, organ in found.items() if organ is not None}
