"""Actors and changes of the steps with an outgoing document (条例 arts. 9 to 25); rules between organs: `between.py`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from services.documents.domain import Number, OfficeContext
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
from services.documents.outgoing.receiving import received_by, received_for, to_deliver
from services.documents.rules import IN_FORCE, LEADER
from shared.office import Named
from shared.workflow import By, Context, event, nothing, rule

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
def all_have_examined(document: Document, context: Context) -> str | None:
    """Require that every named examiner has examined the document before it goes to be signed."""
    return None if document.examiner is None else f"尚待{document.examiner.name}核稿"


def handing(sets: Callable[[Any, Any], Mapping[str, Any]] = nothing) -> Callable[[Any, Any], Mapping[str, Any]]:
    """Record with a step's changes its actor and the status before, so that they can take it back."""

    def both(document: Document, context: Context) -> Mapping[str, Any]:
        handed = Handed(context.actor.seat, document.status, len(document.examined))
        return {**sets(document, context), "handed": handed, "step_since": context.at}

    return both


def settling(sets: Callable[[Any, Any], Mapping[str, Any]] = nothing) -> Callable[[Any, Any], Mapping[str, Any]]:
    """Make earlier steps final: they can no longer be taken back."""
    return lambda document, context: {**sets(document, context), "handed": None, "step_since": context.at}


HANDED_ON = By(
    "the person who handed it on",
    lambda document, actor: (
        document.handed is not None and actor.seat == document.handed.by and actor.organ == document.organ
    ),
    "交出人",
)


def taking_back(document: Document, context: Context) -> Mapping[str, Any]:
    """Restore the document's status before the last step."""
    handed = document.handed
    assert handed is not None, "only what was handed on is taken back"
    lapsed = unsigned_here(document, context) if document.status is DocumentStatus.SIGNED else {}
    examined = document.examined[: handed.examined]
    return {"status": handed.status, "examined": examined, "handed": None, "step_since": context.at, **lapsed}


@rule(
    "not_earlier", "条例第二十一条、第二十五条", field="to", since=IN_FORCE, states="退回应当退至在前的环节。",
)  # fmt: skip
def goes_to_an_earlier_step(document: Document, context: Context) -> str | None:
    """Require that a document is sent back to a step that it has passed."""
    to: DocumentStatus | None = context.said.get("to")
    examiner: int | None = context.said.get("examiner")
    if examiner is not None and to is DocumentStatus.SUBMITTED:
        asked = document.status is not DocumentStatus.SUBMITTED or examiner < len(document.examined)
        return None if asked else "这位审核人尚未审核，不能退回其重新审核"
    earlier = LINE[: LINE.index(document.status)]
    return None if to in earlier else f"只能退回在前的环节：{'、'.join(STATUS_NAMES[each] for each in earlier)}"


def sending_back(document: Document, context: Context) -> Mapping[str, Any]:
    """Return the document to an earlier step; its countersigning round stays as it is."""
    to: DocumentStatus = context.said["to"]
    examiner: int | None = context.said.get("examiner")
    examined = document.examined if examiner is None else document.examined[:examiner]
    lapsed = unsigned(document, context) if LINE.index(to) < LINE.index(DocumentStatus.SIGNED) else {}
    return {"status": to, "examined": examined, "handed": None, "step_since": context.at, **lapsed}


def urging(document: Document, context: Context) -> Mapping[str, Any]:
    """Record who was urged."""
    done = Urging(turn(document) or "", Named(context.actor.person_id, context.actor.signature), context.at)
    return {"urgings": (*document.urgings, done)}


def further_examiners(document: Document, context: Context) -> Mapping[str, Any]:
    """Insert further examiners before or after the current one; if all have examined, at the end."""
    added: tuple[Named, ...] = context.said["examiners"]
    place = len(document.examined) + (1 if context.said["behind"] and document.examiner is not None else 0)
    return {"examiners": (*document.examiners[:place], *added, *document.examiners[place:]), "handed": None}


SUPERIOR = By(
    "leader, superior's leader",
    lambda document, actor: LEADER.admits(document, actor) or supervises(document, actor),
    "领导或者上级领导",
)

RECIPIENTS = event("recipients", "收文单位")
"""The recipients' answers (`afterwards.py`)."""

FILES = event("attachment", "附件")
"""A change of the draft's files."""

SUCCESSOR = event("successor", "更正的公文")
"""The release of the document that corrects this one."""


@rule(
    "received_already", "条例第二十五条", field="", since=IN_FORCE, local=True,
    states="发出的公文，收文单位均未签收的，可以收回。",
)  # fmt: skip
def nobody_has_received(document: Document, context: Context) -> str | None:
    """Require that no recipient has signed for a document that is recalled."""
    received = [each.organ_name for each in document.deliveries.values() if each.status not in (SENT, "delivered")]
    return f"{'、'.join(received)}已经签收，不能收回；需要更正的，请另行发文更正、撤销或者废止" if received else None


def recalling(document: Document, context: Context) -> Mapping[str, Any]:
    """Wait for every recipient; a document without recipients is recalled at once."""
    return {} if document.deliveries else {"status": DocumentStatus.RECALLED, "recalled_at": context.at}


def progress(document: Document, context: Context) -> Mapping[str, Any]:
    """Record the progress of a copy at its recipient."""
    return {"deliveries": context.said["deliveries"]}


def return_of_all(document: Document, context: Context) -> Mapping[str, Any]:
    """Record that every recipient returned its copy."""
    return {"deliveries": context.said["deliveries"], "recalled_at": context.at}


def replacement(document: Document, context: Context) -> Mapping[str, Any]:
    """Record the correcting document."""
    return {"replaced_by": context.said["replaced_by"]}


def signature(document: Document, context: Context) -> Mapping[str, Any]:
    """Record who signed; the day of the last signature is the document's date (条例 art. 9(12), 成文日期)."""
    signed = replace(document, signed_at=context.at)
    return {
        "signed_by": context.actor.person_id,
        "signed_by_name": context.actor.signature,
        "signed_at": context.at,
        "signed_on": dated(signed).signed_on,
    }


def submission(document: Document, context: Context) -> Mapping[str, Any]:
    """Record when it was submitted; all examiners examine it again."""
    return {"submitted_at": context.at, "examined": (), "passed_by": (), "approvers": ()}


def examination(document: Document, context: Context) -> Mapping[str, Any]:
    """Pass the draft on to the next examiner."""
    assert document.examiner is not None, "only whose turn it is examines"
    return {"examined": (*document.examined, document.examiner), **passing(document, context)}


def passing(document: Document, context: Context) -> Mapping[str, Any]:
    """Record who in person passed the draft."""
    return {"passed_by": tuple(dict.fromkeys((*document.passed_by, context.actor.person_id)))}


@rule(
    "examined_oneself", "条例第二十条、第二十二条", field="", since=IN_FORCE, local=True,
    states="本人核过的公文，不代他人签发。",
)  # fmt: skip
def examiner_signs_not(document: Document, context: Context) -> str | None:
    """Forbid a person who examined a draft to sign it for another, under a delegation or as a stand-in."""
    actor = context.actor
    if actor.person_id not in document.passed_by:
        return None
    if "leader" in actor.acting:
        return "该件由您本人核稿，不能再代岗签发；请由其他领导签发，或者退回后由他人核稿"
    if actor.in_place_of is None:
        return None
    return f"该件由您本人核稿，不能再代{actor.in_place_name}签发；请由{actor.in_place_name}本人或者其他受托人签发"


def unsigned(document: Document, context: Context) -> Mapping[str, Any]:
    """Clear all signatures: every issuer signs again."""
    return {**unsigned_here(document, context), "joint": document.joint.asked_anew()}


def unsigned_here(document: Document, context: Context) -> Mapping[str, Any]:
    """Clear the signature of the issuer's own organ alone."""
    return {"signed_by": None, "signed_by_name": None, "signed_on": None, "signed_at": None}


def revision(document: Document, context: Context) -> Mapping[str, Any]:
    """Set the fields that the drafter changed."""
    changes: Mapping[str, Any] = context.said["changes"]
    return changes


@rule("never_handed_in", "条例第十九条", field="", states="尚未送审的草稿由起草人自行办理，送审后方可改派。")
def was_handed_in(document: Document, context: Context) -> str | None:
    """Require that the draft was submitted before; until then it belongs to its drafter alone."""
    return None if document.submitted_at is not None else "这份草稿尚未送审，由起草人自行办理"


@rule("own_draft", "条例第二十条、第二十一条", field="person", states="起草人不核稿、不会签本人起草的公文。")
def drafter_judges_nothing(document: Document, context: Context) -> str | None:
    """Forbid assigning a draft to one of its examiners or countersigners, or to its drafter."""
    to: Named = context.said["to"]
    if to.id == document.drafter:
        return f"{to.name}已是起草人，请另选一人"
    judges = to.id in [each.id for each in document.examiners] or to.id in document.countersigning.people
    return f"{to.name}是这份公文的核稿人或者会签人，不能再作起草人，请另选一人" if judges else None


def another_drafter(document: Document, context: Context) -> Mapping[str, Any]:
    """Set the new drafter."""
    to: Named = context.said["to"]
    return {"drafter": to.id, "drafter_name": to.name}


def numbering(document: Document, context: Context) -> Mapping[str, Any]:
    """Set the number (条例 art. 25(2)); a document that was sent back keeps its number."""
    if document.number is not None:
        return {}
    number: Number = context.said["assigned"]
    return {
        "number": str(number),
        "series": context.said["series"],
        "sequence": number.sequence,
        "registered_at": context.at,
    }


def dispatch(document: Document, context: OfficeContext) -> Mapping[str, Any]:
    """Set the recipients of the copies: the office that receives for an organ, if the district names one."""
    sent = {}
    for each in to_deliver(document, context):
        office = received_by(each, document, context)
        if office.id not in sent:
            sent[office.id] = Delivery(office.id, office.name, SENT, context.at)
    return {"released_at": context.at, "deliveries": sent, "received_for": received_for(document, context)}


@rule("own_draft", "条例第二十条、第二十一条", field="", since=IN_FORCE, states="起草人不审核、不签发本人起草的公文。")
def another_examines(document: Document, context: Context) -> str | None:
    """Require that a draft is examined and signed by somebody other than its drafter."""
    own = document.drafter in (context.actor.person_id, context.actor.in_place_of)
    return "起草人不得审核、签发本人起草的公文" if own else None


@rule(
    "two_hands", "条例第二十条、第二十二条", field="", local=True,
    states="审核与签发由两人分别办理，受委托代签的也不例外；纪要除外。",
)  # fmt: skip
def another_signs(document: Document, context: Context) -> str | None:
    """Forbid the approver of a document to sign it, for whomever they act, if its kind requires two hands."""
    same = context.actor.person_id in approvers(document)
    return "您已经审核这份公文，不能再签发，也不能代为签发；请由领导本人或者另一位受委托人签发" if same else None


def approvers(document: Document) -> Sequence[str]:
    """Return the people who approved a document since its submission, if its kind requires another to sign it."""
    if not KINDS[document.kind].two_hands or document.approved_by is None:
        return ()
    return (document.approved_by, *document.approvers)
