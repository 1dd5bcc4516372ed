"""An outgoing document (发文); immutable, no clock, no broker, no store."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from services.documents.domain import OFFICE, Secrecy, Urgency
from services.documents.outgoing.countersign_round import AGREED, Round
from services.documents.text.domain import Text, read_plain
from shared.actor import Actor
from shared.aggregate import Aggregate
from shared.calendar import office_date
from shared.given import Given
from shared.office import Named


class ProgressState(StrEnum):
    """Where a step of the line stands; `next` is still to come, `ended` was skipped."""

    DONE = "done"
    OBJECTED = "objected"
    CURRENT = "current"
    NEXT = "next"
    ENDED = "ended"


class DocumentStatus(StrEnum):
    """The status of an outgoing document."""

    DRAFTED = "drafted"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    SIGNED = "signed"
    VERIFIED = "verified"
    REGISTERED = "registered"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"
    REPEALED = "repealed"
    RECALLING = "recalling"
    RECALLED = "recalled"
    REPLACED = "replaced"


LINE = (
    DocumentStatus.DRAFTED,
    DocumentStatus.SUBMITTED,
    DocumentStatus.APPROVED,
    DocumentStatus.SIGNED,
    DocumentStatus.VERIFIED,
    DocumentStatus.REGISTERED,
)
"""The statuses before release in the order of the line."""

IN_FORCE = frozenset((DocumentStatus.RELEASED, DocumentStatus.RECALLING))
"""Statuses of a released document in which it is in force."""

SENT, DELIVERED = "sent", "delivered"
"""The status of a delivery at the sender until it reaches the recipient's register, and until it is signed for there."""

STATUS_NAMES: Mapping[DocumentStatus, str] = {
    DocumentStatus.DRAFTED: "草稿",
    DocumentStatus.SUBMITTED: "已送审",
    DocumentStatus.APPROVED: "已审核",
    DocumentStatus.SIGNED: "已签发",
    DocumentStatus.VERIFIED: "已复核",
    DocumentStatus.REGISTERED: "已编号",
    DocumentStatus.RELEASED: "已核发",
    DocumentStatus.WITHDRAWN: "已作废",
    DocumentStatus.REVOKED: "已撤销",
    DocumentStatus.REPEALED: "已废止",
    DocumentStatus.RECALLING: "收回中",
    DocumentStatus.RECALLED: "已收回",
    DocumentStatus.REPLACED: "已更正",
}


@dataclass(frozen=True)
class Delivery:
    """The status of one copy, as the sender sees it; `reply_document` is the id of the document that answered it."""

    organ: str
    organ_name: str
    status: str
    at: datetime
    reply: str | None = None
    reply_document: str | None = None


@dataclass(frozen=True)
class Handed:
    """The last step of the line: who took it, and the status before."""

    by: str
    status: DocumentStatus
    examined: int


@dataclass(frozen=True)
class Answered:
    """The entry in the issuer's own register that a document answers, with its sender and number.

    asked: the organ that was asked, if the issuer received the document for it (代收).
    """

    incoming_id: str
    sender: Named
    number: str
    kind: str
    asked: str | None = None


@dataclass(frozen=True)
class Urging:
    """A reminder to the person who has to take the next step (催办)."""

    turn: str
    by: Named
    at: datetime


@dataclass(frozen=True)
class Forwarded:
    """A subordinate's request that a document forwards (转报), and the digest of its wording."""

    incoming_id: str
    sender: Named
    number: str
    wording: str


@dataclass(frozen=True)
class Linked:
    """Another document of the same issuer, by id and number."""

    id: str
    number: str
    title: str


@dataclass(frozen=True, kw_only=True)
class Document(Aggregate):
    """An outgoing document. `path` is that of the issuing organ; `addressees` are 主送, `copied` 抄送.

    `body` is the plain text; `content` holds its blocks if the drafter gave blocks, and `parts` always returns blocks.
    secrecy: none or internal; `readers`: the issuer's own people who may read an internal document (知悉范围).
    examiners: who examines in turn before the director approves; `examined` are those who have, the first ones of them.
    approved_by: the person who approved it last, even for another; None before this was recorded.
    countersigning: the round of people and organs who countersign (会签), beside the line.
    joint: the other issuers of a joint document (联合行文), each with its signature.
    attached: False if it never had files, so that no query looks for any. files: how often its files changed.
    forwards: the subordinate's request that it forwards, with the issuer's own `proposal` (倾向性意见).
    assigned_by: the superior's leader who assigned the matter in person.
    replaces: the document that this one corrects; `replaced_by` is the one that corrected this.
    passed_by: who in person examined it since its submission, even for another. approvers: who approved it since.
    addressees_as, copied_as: the words in which the page names them, if groups stand for organs.
    body_met: of minutes, the body that met (如 校长办公会议). meeting: of minutes drafted from a record, the meeting's id.
    received_for: by recipient the office that receives for it. urged: by recipient when it was last urged to sign for it.
    step_since: since when it waits for the next step of the line.
    handed: the last step of the line until the next person acts; its actor may take it back.
    """

    kind: str
    title: Given[str]
    body: Given[str]
    organ: str
    organ_name: str
    path: tuple[str, ...]
    drafter: str
    drafter_name: str
    addressees: tuple[Named, ...]
    copied: tuple[Named, ...] = ()
    content: Text = ()
    urgency: Given[Urgency] = Urgency.NORMAL
    important: Given[bool] = False
    contact: Given[str | None] = None
    telephone: Given[str | None] = None
    secrecy: Secrecy = Secrecy.NONE
    readers: tuple[Named, ...] = ()
    examiners: tuple[Named, ...] = ()
    examined: tuple[Named, ...] = ()
    approved_by: str | None = None
    status: DocumentStatus = DocumentStatus.DRAFTED
    submitted_at: datetime | None = None
    signed_by: str | None = None
    signed_by_name: str | None = None
    signed_on: date | None = None
    number: str | None = None
    series: str | None = None
    sequence: int | None = None
    registered_at: datetime | None = None
    released_at: datetime | None = None
    deliveries: dict[str, Delivery] = field(default_factory=dict)
    answers: Answered | None = None
    countersigning: Round = field(default_factory=Round)
    handed: Handed | None = None
    joint: Round = field(default_factory=Round)
    signed_at: datetime | None = None
    forwards: Forwarded | None = None
    attached: bool = True
    files: int = 0
    proposal: Given[str | None] = None
    assigned_by: Given[str | None] = None
    recalled_at: datetime | None = None
    step_since: datetime | None = None
    urgings: tuple[Urging, ...] = ()
    replaces: Linked | None = None
    replaced_by: Linked | None = None
    passed_by: tuple[str, ...] = ()
    approvers: tuple[str, ...] = ()
    body_met: str = ""
    meeting: str = ""
    addressees_as: tuple[str, ...] = ()
    copied_as: tuple[str, ...] = ()
    received_for: dict[str, str] = field(default_factory=dict)
    urged: dict[str, datetime] = field(default_factory=dict)

    @property
    def unsigned(self) -> Mapping[str, str]:
        """Return the names of the recipients who have a copy and have not signed for it, by id."""
        copies = self.deliveries.values()
        return {each.organ: each.organ_name for each in copies if each.status == DELIVERED}

    @property
    def issuers(self) -> tuple[str, ...]:
        """Return the ids of the other issuers of a joint document."""
        return tuple(task.who for _, task in self.joint.counting)

    @property
    def signed_with(self) -> tuple[str, ...]:
        """Return the ids of the other issuers whose signature is valid."""
        return tuple(task.who for _, task in self.joint.counting if task.status is AGREED)

    @property
    def signatures(self) -> tuple[Named, ...]:
        """Return the organs that issue the document, the lead first (GB/T 9704-2012, 7.2.4)."""
        others = (Named(task.who, task.name) for _, task in self.joint.counting)
        return (Named(self.organ, self.organ_name), *others)

    @property
    def asks_others(self) -> bool:
        """Check whether other organs were ever asked to countersign or to sign jointly."""
        return bool(self.joint.tasks) or any(task.of_organ for task in self.countersigning.tasks)

    @property
    def wording(self) -> str:
        """Return a digest of the text, independent of its layout."""
        return wording_of(self.body)

    @property
    def text_mark(self) -> str:
        """Return a digest of what an opinion is given on: title, kind, text and attachments."""
        files = (str(self.files),) if self.files else ()
        said = "\x00".join((self.kind, self.title, self.body, *files))
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    @property
    def replaces_document(self) -> str | None:
        """Return the id of the document that it corrects, for events."""
        return None if self.replaces is None else self.replaces.id

    @property
    def in_reply_to(self) -> str | None:
        """Return the id of the entry that it answers, for events."""
        return None if self.answers is None else self.answers.incoming_id

    @property
    def parts(self) -> Text:
        """Return the text in blocks: as the drafter gave them, else parsed from the plain text."""
        return self.content or read_plain(self.body)

    @property
    def examiner(self) -> Named | None:
        """Return the examiner whose turn it is, of those before the director; None if all have examined it."""
        return self.examiners[len(self.examined)] if len(self.examined) < len(self.examiners) else None

    @property
    def length(self) -> int:
        """Return the number of characters of the text."""
        return len(self.body)

    @property
    def in_blocks(self) -> bool:
        """Check whether its drafter gave the text in blocks."""
        return bool(self.content)

    @property
    def judged_on(self) -> date | None:
        """Return the day whose rules apply: that of its submission, once submitted."""
        if self.status is DocumentStatus.DRAFTED or self.submitted_at is None:
            return None
        return office_date(self.submitted_at)

    @property
    def outside(self) -> str:
        """Return the body outside the district that it answers, which gets it on paper; empty if it answers none."""
        return self.answers.sender.name if self.answers is not None and not self.answers.sender.id else ""

    @property
    def addressed_words(self) -> tuple[str, ...]:
        """Return the main recipients in the words of the page."""
        here = self.addressees_as or tuple(each.name for each in self.addressees)
        return (self.outside, *here) if self.outside else here

    @property
    def copied_words(self) -> tuple[str, ...]:
        """Return the recipients of a copy in the words of the page."""
        return self.copied_as or tuple(each.name for each in self.copied)

    @property
    def recipients(self) -> tuple[str, ...]:
        """Return the ids of the main recipients."""
        return tuple(each.id for each in self.addressees)

    @property
    def copies(self) -> tuple[str, ...]:
        """Return the ids of the recipients of a copy."""
        return tuple(each.id for each in self.copied)


def wording_of(body: str) -> str:
    """Return a digest of a text by its characters alone."""
    return hashlib.sha256("".join(body.split()).encode()).hexdigest()[:16]


def sees(document: Document, actor: Actor) -> bool:
    """Check whether an actor may see an outgoing document whole: the drafter, the countersigners, and once it was
    submitted the office and the examiners; for an internal one also the named readers, once it was released.
    """
    if actor.organ != document.organ or not actor.deals_with(document.kind):
        return False
    if actor.seat in document.countersigning.people:
        return True
    if document.released_at is not None and actor.person_id in [each.id for each in document.readers]:
        return True
    office = any(actor.holds(name) for name in OFFICE) or actor.seat in [each.id for each in document.examiners]
    return actor.seat == document.drafter or (office and document.submitted_at is not None)


def co_issues(document: Document, actor: Actor) -> bool:
    """Check whether an actor belongs to the office of another issuer that has signed the document, once it is numbered.

    Every issuer of a joint document has it in its own register and puts its own seal (条例 art. 17).
    """
    if document.number is None or not actor.deals_with(document.kind) or actor.organ not in document.signed_with:
        return False
    return any(actor.holds(name) for name in OFFICE)


def reads_as_issuer(document: Document, actor: Actor) -> bool:
    """Check whether an actor reads the text as another issuer; an internal one is for those who decide (条例 art. 31)."""
    decides = actor.holds("director") or actor.holds("leader")
    return co_issues(document, actor) and (document.secrecy is Secrecy.NONE or decides)


def supervises(document: Document, actor: Actor) -> bool:
    """Check whether an actor leads a superior of the issuer, which may revoke and repeal its documents (条例 art. 33):
    those sent to it, and those its administrator sees.
    """
    above = (
        actor.holds("leader")
        and actor.in_place_of is None
        and actor.organ in document.path[:-1]
        and document.released_at is not None
    )
    return above and (actor.organ in (*document.recipients, *document.copies) or actor.holds("district_admin"))


def oversees(document: Document, actor: Actor) -> bool:
    """Check whether an actor may see a document's register entry: the administrator of its district once it is numbered, and
    a superior's leader for a document sent there.
    """
    return supervises(document, actor) or (
        actor.holds("district_admin") and document.path[0] == actor.district and document.number is not None
    )
