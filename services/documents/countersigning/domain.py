"""A request to countersign another organ's draft (会签件); immutable, no clock, no broker, no store."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from services.documents.domain import OFFICE, Secrecy
from services.documents.outgoing.countersign_round import COUNTING, ISSUER_NAMES, Round, Task, TaskStatus
from services.documents.outgoing.countersign_steps import BESIDE
from services.documents.outgoing.domain import Document
from services.documents.outgoing.joint import SIGNING
from shared.actor import Actor
from shared.aggregate import Aggregate
from shared.office import Named


class CountersignStatus(StrEnum):
    """The status of a request at the organ asked."""

    ASKED = "asked"
    AGREED = "agreed"
    AGREED_WITH_CHANGES = "agreed_with_changes"
    OBJECTED = "objected"
    CLOSED = "closed"


NAMES: Mapping[CountersignStatus, str] = {
    CountersignStatus.ASKED: "待会签",
    CountersignStatus.AGREED: "同意",
    CountersignStatus.AGREED_WITH_CHANGES: "同意附意见",
    CountersignStatus.OBJECTED: "有异议",
    CountersignStatus.CLOSED: "会签结束",
}

JOINT_NAMES: Mapping[CountersignStatus, str] = {
    CountersignStatus.ASKED: ISSUER_NAMES[TaskStatus.OPEN],
    CountersignStatus.AGREED: ISSUER_NAMES[TaskStatus.AGREED],
    CountersignStatus.OBJECTED: ISSUER_NAMES[TaskStatus.OBJECTED],
}
"""The same for a co-issuer of a joint document, where they differ."""

ANSWERED = frozenset({CountersignStatus.AGREED, CountersignStatus.AGREED_WITH_CHANGES, CountersignStatus.OBJECTED})


class Purpose(StrEnum):
    """The purpose of a request: an opinion on the draft (会签), or a signature on a joint document (联合行文)."""

    COUNTERSIGN = "countersign"
    JOINT = "joint"


@dataclass(frozen=True, kw_only=True)
class Countersign(Aggregate):
    """A request to the organ asked.

    asked: how often the issuer has asked for this; `answer` stays readable when the request is closed.
    by_principal: whether the principal leader has to sign (条例 art. 22).
    text: the digest of the draft's wording held here (`Document.text_mark`).
    secrecy: that of the draft; None before this was recorded.
    """

    document_id: str
    organ: str
    purpose: Purpose
    sender: Named
    kind: str
    title: str
    due_on: date | None
    text: str
    asked: int
    by_principal: bool = False
    secrecy: Secrecy | None = None
    status: CountersignStatus = CountersignStatus.ASKED
    answer: CountersignStatus | None = None
    opinion: str | None = None
    answered_by: str | None = None
    answered_by_name: str | None = None
    answered_at: datetime | None = None


def countersign_id(document_id: str, organ: str, purpose: Purpose) -> str:
    """Derive the id of a request from its cause, so that asking again finds the first."""
    return hashlib.sha256(f"{purpose} {document_id}>{organ}".encode()).hexdigest()[:32]


def joint_name(request: Countersign) -> str | None:
    """Return the status of a co-issuer's request where it is named differently; else None."""
    return JOINT_NAMES.get(request.status) if request.purpose is Purpose.JOINT else None


def sees(request: Countersign, actor: Actor) -> bool:
    """Check whether an actor may see a request: only the office of the organ asked."""
    return actor.organ == request.organ and actor.deals_with(request.kind) and any(actor.holds(name) for name in OFFICE)


def reads(request: Countersign, document: Document, actor: Actor) -> bool:
    """Check whether an actor may read the draft: while it is with their organ, or once issued jointly with it; an internal
    one only if they are the director or the leader, who decide about it (条例 art. 31).
    """
    ours = request.purpose is Purpose.JOINT and document.released_at is not None
    if not sees(request, actor) or not (ours or request.status is not CountersignStatus.CLOSED):
        return False
    return document.secrecy is Secrecy.NONE or actor.holds("director") or actor.holds("leader")


def asked_of(document: Document, organ: str, purpose: Purpose) -> Task | None:
    """Return the issuer's current task for an organ, or None if it has none (any more)."""
    going, when = (document.joint, SIGNING) if purpose is Purpose.JOINT else (document.countersigning, BESIDE)
    place = going.place_of(organ, *COUNTING)
    return None if place is None or document.status not in when else going.tasks[place]


def round_of(document: Document, purpose: Purpose) -> Round:
    """Return the round that a purpose belongs to."""
    return document.joint if purpose is Purpose.JOINT else document.countersigning


def organs_of(document: Document) -> set[tuple[str, Purpose]]:
    """Return every organ that a document has ever asked, with the purpose."""
    signers = {(task.who, Purpose.JOINT) for task in document.joint.tasks}
    return signers | {(task.who, Purpose.COUNTERSIGN) for task in document.countersigning.tasks if task.of_organ}
