"""Who takes a step with an outgoing document and what it sets (条例 arts. 9 to 25); rules between organs: `between.py`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from services.documents.domain import Number, OfficeFacts
from services.documents.kinds import KINDS
from services.documents.outgoing.domain import (
    LINE,
    SENT,
    STATUS_NAMES,
    Delivery,
    Document,
    DocumentStatus,
    Handed,
    Urging,
    supervises,
)
from services.documents.outgoing.joint import dated
from services.documents.outgoing.limits import turn
from services.documents.outgoing.receiving import received_by, received_for
from services.documents.rules import IN_FORCE, LEADER
from shared.office import Named
from shared.workflow import By, Facts, event, nothing, rule

DRAFTER = By(
    "drafter", lambda document, actor: actor.seat == document.drafter and actor.organ == document.organ, "起草人"
)

EXAMINER = By(
    "examiner",
    lambda document, actor: (
        document.examiner is not None and actor.seat == document.examiner.id and actor.organ == document.organ
    ),
    "核稿人",
    lambda document: None if document.examiner is None else document.examiner.name,
)


@rule(
    "examiners_outstanding", "条例第二十条、第二十一条", field="examiners", since=IN_FORCE,
    states="指定的审核人依次审核完毕，方可送签发。",
)  # fmt: skip
def all_have_examined(document: Document, facts: Facts) -> str | None:
    """Require that every named examiner has examined before the document goes to be signed."""
    return None if document.examiner is None else f"尚待{document.examiner.name}核稿"


def handing(sets: Callable[[Any, Any], Mapping[str, Any]] = nothing) -> Callable[[Any, Any], Mapping[str, Any]]:
    """Note with what a step sets who took it and how the document stood, so that they can take it back."""

    def both(document: Document, facts: Facts) -> Mapping[str, Any]:
        handed = Handed(facts.actor.seat, document.status, len(document.examined))
        return {**sets(document, facts), "handed": handed, "step_since": facts.at}

    return both


def settling(sets: Callable[[Any, Any], Mapping[str, Any]] = nothing) -> Callable[[Any, Any], Mapping[str, Any]]:
    """Let nobody take back what was handed on before this."""
    return lambda document, facts: {**sets(document, facts), "handed": None, "step_since": facts.at}


HANDED_ON = By(
    "whoever handed it on",
    lambda document, actor: (
        document.handed is not None and actor.seat == document.handed.by and actor.organ == document.organ
    ),
    "交出人",
)


def taking_back(document: Document, facts: Facts) -> Mapping[str, Any]:
    """Put the document back to where it stood before the last step."""
    handed = document.handed
    assert handed is not None, "only what was handed on is taken back"
    lapsed = unsigned_here(document, facts) if document.status is DocumentStatus.SIGNED else {}
    examined = document.examined[: handed.examined]
    return {"status": handed.status, "examined": examined, "handed": None, "step_since": facts.at, **lapsed}


@rule(
    "not_earlier", "条例第二十一条、第二十五条", field="to", since=IN_FORCE, states="退回应当退至在前的环节。",
)  # fmt: skip
def goes_to_an_earlier_step(document: Document, facts: Facts) -> str | None:
    """Send back only to where the document has been."""
    to: DocumentStatus | None = facts.said.get("to")
    examiner: int | None = facts.said.get("examiner")
    if examiner is not None and to is DocumentStatus.SUBMITTED:
        asked = document.status is not DocumentStatus.SUBMITTED or examiner < len(document.examined)
        return None if asked else "这位审核人尚未审核，不能退回其重新审核"
    earlier = LINE[: LINE.index(document.status)]
    return None if to in earlier else f"只能退回在前的环节：{'、'.join(STATUS_NAMES[each] for each in earlier)}"


def sending_back(document: Document, facts: Facts) -> Mapping[str, Any]:
    """Put the document back to an earlier step; what circulates beside the line stays as it is."""
    to: DocumentStatus = facts.said["to"]
    examiner: int | None = facts.said.get("examiner")
    examined = document.examined if examiner is None else document.examined[:examiner]
    lapsed = unsigned(document, facts) if LINE.index(to) < LINE.index(DocumentStatus.SIGNED) else {}
    return {"status": to, "examined": examined, "handed": None, "step_since": facts.at, **lapsed}


def urging(document: Document, facts: Facts) -> Mapping[str, Any]:
    """Note who was urged."""
    done = Urging(turn(document) or "", Named(facts.actor.person_id, facts.actor.signature), facts.at)
    return {"urgings": (*document.urgings, done)}


def further_examiners(document: Document, facts: Facts) -> Mapping[str, Any]:
    """Put further examiners before or behind whoever examines now; with nobody left to examine, at the end."""
    added: tuple[Named, ...] = facts.said["examiners"]
    place = len(document.examined) + (1 if facts.said["behind"] and document.examiner is not None else 0)
    return {"examiners": (*document.examiners[:place], *added, *document.examiners[place:]), "handed": None}


SUPERIOR = By(
    "leader, superior's leader",
    lambda document, actor: LEADER.admits(document, actor) or supervises(document, actor),
    "领导或者上级领导",
)

RECIPIENTS = event("recipients", "收文单位")
"""What the recipients answer (`afterwards.py`)."""

SUCCESSOR = event("successor", "更正的公文")
"""The release of the document that corrects this one."""


@rule(
    "received_already", "条例第二十五条", field="", since=IN_FORCE, local=True,
    states="发出的公文，收文单位均未签收的，可以收回。",
)  # fmt: skip
def nobody_has_received(document: Document, facts: Facts) -> str | None:
    """Let a document be called back as long as no recipient has signed for it."""
    received = [each.organ_name for each in document.deliveries.values() if each.status not in (SENT, "delivered")]
    return f"{'、'.join(received)}已经签收，不能收回；需要更正的，请另行发文更正、撤销或者废止" if received else None


def recalling(document: Document, facts: Facts) -> Mapping[str, Any]:
    """Wait for every recipient; where there is none, it is called back at once."""
    return {} if document.deliveries else {"status": DocumentStatus.RECALLED, "recalled_at": facts.at}


def return_of_all(document: Document, facts: Facts) -> Mapping[str, Any]:
    """Note that every recipient gave its copy back."""
    return {"deliveries": facts.said["deliveries"], "recalled_at": facts.at}


def replacement(document: Document, facts: Facts) -> Mapping[str, Any]:
    """Note the document that corrects it."""
    return {"replaced_by": facts.said["replaced_by"]}


def signature(document: Document, facts: Facts) -> Mapping[str, Any]:
    """Set who signed; the day of the last signature is the document's date (条例 art. 9(12), 成文日期)."""
    signed = replace(document, signed_at=facts.at)
    return {
        "signed_by": facts.actor.person_id,
        "signed_by_name": facts.actor.signature,
        "signed_at": facts.at,
        "signed_on": dated(signed).signed_on,
    }


def submission(document: Document, facts: Facts) -> Mapping[str, Any]:
    """Set when it was handed in; whoever examines does so anew."""
    return {"submitted_at": facts.at, "examined": (), "passed_by": (), "approvers": ()}


def examination(document: Document, facts: Facts) -> Mapping[str, Any]:
    """Pass the draft on to the next examiner."""
    assert document.examiner is not None, "only whose turn it is examines"
    return {"examined": (*document.examined, document.examiner), **passing(document, facts)}


def passing(document: Document, facts: Facts) -> Mapping[str, Any]:
    """Note who in person let the draft pass."""
    return {"passed_by": tuple(dict.fromkeys((*document.passed_by, facts.actor.person_id)))}


@rule(
    "examined_oneself", "条例第二十条、第二十二条", field="", since=IN_FORCE, local=True,
    states="本人核过的公文，不代他人签发。",
)  # fmt: skip
def examiner_signs_not(document: Document, facts: Facts) -> str | None:
    """Keep who examined a draft from signing it in another's place."""
    actor = facts.actor
    if actor.in_place_of is None or actor.person_id not in document.passed_by:
        return None
    return f"该件由您本人核稿，不能再代{actor.in_place_name}签发；请由{actor.in_place_name}本人或者其他受托人签发"


def unsigned(document: Document, facts: Facts) -> Mapping[str, Any]:
    """Take nothing over from an earlier round: every issuer signs anew."""
    return {**unsigned_here(document, facts), "joint": document.joint.asked_anew()}


def unsigned_here(document: Document, facts: Facts) -> Mapping[str, Any]:
    """Take back the signature of one's own organ alone."""
    return {"signed_by": None, "signed_by_name": None, "signed_on": None, "signed_at": None}


def revision(document: Document, facts: Facts) -> Mapping[str, Any]:
    """Set the fields that the drafter changed."""
    changes: Mapping[str, Any] = facts.said["changes"]
    return changes


@rule("never_handed_in", "条例第十九条", field="", states="尚未送审的草稿由起草人自行办理，送审后方可改派。")
def was_handed_in(document: Document, facts: Facts) -> str | None:
    """Leave a draft that was never handed in to its drafter alone."""
    return None if document.submitted_at is not None else "这份草稿尚未送审，由起草人自行办理"


@rule("own_draft", "条例第二十条、第二十一条", field="person", states="起草人不核稿、不会签本人起草的公文。")
def drafter_judges_nothing(document: Document, facts: Facts) -> str | None:
    """Give a draft to nobody who examines it or is asked for an opinion on it, nor to who has it already."""
    to: Named = facts.said["to"]
    if to.id == document.drafter:
        return f"{to.name}已是起草人，请另选一人"
    judges = to.id in [each.id for each in document.examiners] or to.id in document.countersigning.people
    return f"{to.name}是这份公文的核稿人或者会签人，不能再作起草人，请另选一人" if judges else None


def another_drafter(document: Document, facts: Facts) -> Mapping[str, Any]:
    """Set who drafts from now on."""
    to: Named = facts.said["to"]
    return {"drafter": to.id, "drafter_name": to.name}


def numbering(document: Document, facts: Facts) -> Mapping[str, Any]:
    """Set the number (条例 art. 25(2)); one that went back with its number keeps it."""
    if document.number is not None:
        return {}
    number: Number = facts.said["assigned"]
    return {
        "number": str(number),
        "series": facts.said["series"],
        "sequence": number.sequence,
        "registered_at": facts.at,
    }


def dispatch(document: Document, facts: OfficeFacts) -> Mapping[str, Any]:
    """Set where the copies go: to the office that receives for an organ, where the district names one."""
    sent = {}
    for each in (*document.addressees, *document.copied):
        office = received_by(each, document, facts)
        if office.id not in sent:
            sent[office.id] = Delivery(office.id, office.name, SENT, facts.at)
    return {"released_at": facts.at, "deliveries": sent, "received_for": received_for(document, facts)}


@rule("own_draft", "条例第二十条、第二十一条", field="", since=IN_FORCE, states="起草人不审核、不签发本人起草的公文。")
def another_examines(document: Document, facts: Facts) -> str | None:
    """Require that a draft is examined and signed by somebody else than its drafter."""
    own = document.drafter in (facts.actor.person_id, facts.actor.in_place_of)
    return "起草人不得审核、签发本人起草的公文" if own else None


@rule(
    "two_hands", "条例第二十条、第二十二条", field="", local=True,
    states="审核与签发由两人分别办理，受委托代签的也不例外；纪要除外。",
)  # fmt: skip
def another_signs(document: Document, facts: Facts) -> str | None:
    """Keep the person who approved a document from signing it, in whoever's place they act; where the kind says so."""
    same = facts.actor.person_id in approvers(document)
    return "您已经审核这份公文，不能再签发，也不能代为签发；请由领导本人或者另一位受委托人签发" if same else None


def approvers(document: Document) -> Sequence[str]:
    """List the humans who approved a document since it was handed in, where its kind is signed by another hand."""
    if not KINDS[document.kind].two_hands or document.approved_by is None:
        return ()
    return (document.approved_by, *document.approvers)
