"""Who takes a step with an outgoing document, what it sets, and the rules it must keep (条例 arts. 9 to 25, 37)."""

from collections.abc import Mapping
from typing import Any

from services.documents.domain import Direction, Named, Number, OfficeFacts, direction
from services.documents.kinds import KINDS
from services.documents.outgoing.domain import SENT, Delivery, Document
from shared.workflow import By, Facts, rule

DRAFTER = By("drafter", lambda document, actor: actor.person_id == document.drafter and actor.organ == document.organ)


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


@rule("direction_not_allowed", "条例第八条、第十四条至第十七条", field="recipients")
def kind_goes_that_way(document: Document, known: OfficeFacts) -> str | None:
    """Allow a kind only in the directions that it is written in."""
    kind = KINDS[document.kind]
    ways = directions_of(document, document.addressees, known)
    wrong = [each.name for each in document.addressees if ways.get(each.id) not in kind.directions]
    return f"“{kind.name}”不能主送{'、'.join(wrong)}：行文方向不符" if wrong else None


@rule("reply_elsewhere", "条例第二十四条（七）", field="recipients")
def sender_is_answered(document: Document, facts: OfficeFacts) -> str | None:
    """Require that an answer goes to whoever asked; a body outside gets it on paper."""
    if document.answers is None or not document.answers.sender.id:
        return None
    asked = document.answers.sender
    return None if asked.id in document.recipients else f"答复应当主送来文单位{asked.name}"


@rule("reply_kind", "条例第八条（十二）、（十四）", field="kind")
def answer_has_its_kind(document: Document, facts: OfficeFacts) -> str | None:
    """Answer a request (请示) by a reply (批复), or by a letter where another decides; a letter by a letter."""
    allowed = {"request": ("reply", "letter"), "letter": ("letter",)}
    kinds = allowed.get("" if document.answers is None else document.answers.kind)
    if kinds is None or document.kind in kinds:
        return None
    return f"对“{KINDS[document.answers.kind].name}”应当以“{KINDS[kinds[0]].name}”答复"  # type: ignore[union-attr]


def directions_of(document: Document, named: tuple[Named, ...], facts: OfficeFacts) -> dict[str, Direction]:
    """Tell how each organ stands to the issuer; those that no longer exist are left out."""
    found = {each.id: facts.organ_of(each.id) for each in named}
    return {organ_id: direction(document.path, organ.path) for organ_id, organ in found.items() if organ is not None}
