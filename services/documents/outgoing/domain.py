"""An outgoing document (发文); immutable, no clock, no broker, no store."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from services.documents.domain import OFFICE, Secrecy, Urgency
from services.documents.outgoing.round import AGREED, Round
from services.documents.text.domain import Text, read_plain
from shared.actor import Actor
from shared.aggregate import Aggregate
from shared.calendar import office_date
from shared.office import Named


class DocumentStatus(StrEnum):
    """Where an outgoing document stands."""

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
"""The states before release in the order of the line."""

IN_FORCE = frozenset((DocumentStatus.RELEASED, DocumentStatus.RECALLING))
"""States of a released document in which it holds."""

SENT = "sent"
"""How a delivery stands at the sender until the recipient's register has it."""

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
    """How one copy stands, as the sender sees it."""

    organ: str
    organ_name: str
    status: str
    at: datetime
    reply: str | None = None


@dataclass(frozen=True)
class Handed:
    """The step by which the document came to stand where it does: who took it, and how it stood before."""

    by: str
    status: DocumentStatus
    examined: int


@dataclass(frozen=True)
class Answered:
    """The entry in the issuer's own register that a document answers, and what came with it."""

    incoming_id: str
    sender: Named
    number: str
    kind: str


@dataclass(frozen=True)
class Urging:
    """Whoever had to take the next step was urged (催办)."""

    turn: str
    by: Named
    at: datetime


@dataclass(frozen=True)
class Forwarded:
    """A subordinate's request that a document passes on (转报), and the mark of its wording."""

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

    `body` is the plain text; `content` holds its blocks where the drafter gave blocks, and `text` gives them always.
    secrecy: none or internal; `readers`: whom of its own people the issuer names to read what is internal (知悉范围).
    examiners: who examines in turn before the director approves; `examined` are those who have, the first ones of them.
    approved_by: the human who approved it last, in whoever's place; None where that was before it was noted.
    countersigning: the round of people and organs who countersign (会签), beside the line.
    joint: the other issuers of a joint document (联合行文), each with its signature.
    attached: False where no file was ever to go with it, so that nobody looks for any. files: how often its files changed.
    forwards: the subordinate's request that it passes on, with one's own `proposal` (倾向性意见).
    assigned_by: the superior's leader who gave the matter in person.
    replaces: the document that this one corrects; `replaced_by` is the one that corrected this.
    passed_by: who in person examined it since it was handed in, also in another's place. approvers: who approved it since.
    addressees_as, copied_as: the words in which the page names them, where groups stand for organs.
    body_met: of minutes, the body that met (如 校长办公会议). received_for: by recipient the office that receives for it.
    step_since: since when it waits for the next step of the line.
    handed: the last step of the line, as long as the next person has not acted; whoever took it may take it back.
    """

    kind: str
    title: str
    body: str
    organ: str
    organ_name: str
    path: tuple[str, ...]
    drafter: str
    drafter_name: str
    addressees: tuple[Named, ...]
    copied: tuple[Named, ...] = ()
    content: Text = ()
    urgency: Urgency = Urgency.NORMAL
    important: bool = False
    contact: str | None = None
    telephone: str | None = None
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
    proposal: str | None = None
    assigned_by: str | None = None
    recalled_at: datetime | None = None
    step_since: datetime | None = None
    urgings: tuple[Urging, ...] = ()
    replaces: Linked | None = None
    replaced_by: Linked | None = None
    passed_by: tuple[str, ...] = ()
    approvers: tuple[str, ...] = ()
    body_met: str = ""
    addressees_as: tuple[str, ...] = ()
    copied_as: tuple[str, ...] = ()
    received_for: dict[str, str] = field(default_factory=dict)

    @property
    def issuers(self) -> tuple[str, ...]:
        """Give the ids of the other issuers of a joint document."""
        return tuple(task.who for _, task in self.joint.counting)

    @property
    def signed_with(self) -> tuple[str, ...]:
        """List the ids of the other issuers whose signature stands."""
        return tuple(task.who for _, task in self.joint.counting if task.status is AGREED)

    @property
    def signatures(self) -> tuple[Named, ...]:
        """List the organs that issue the document, the lead first (GB/T 9704-2012, 7.2.4)."""
        others = (Named(task.who, task.name) for _, task in self.joint.counting)
        return (Named(self.organ, self.organ_name), *others)

    @property
    def asks_others(self) -> bool:
        """Tell whether other organs were ever asked for anything: to countersign, or to sign with it."""
        return bool(self.joint.tasks) or any(task.of_organ for task in self.countersigning.tasks)

    @property
    def wording(self) -> str:
        """Mark what the text says, however it is set."""
        return wording_of(self.body)

    @property
    def text_mark(self) -> str:
        """Mark what an opinion is given on; it changes with title, kind, text and attachments."""
        files = (str(self.files),) if self.files else ()
        said = "\x00".join((self.kind, self.title, self.body, *files))
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    @property
    def replaces_document(self) -> str | None:
        """Give the id of the document that it corrects, as events name it."""
        return None if self.replaces is None else self.replaces.id

    @property
    def in_reply_to(self) -> str | None:
        """Give the id of the entry that it answers, as events name it."""
        return None if self.answers is None else self.answers.incoming_id

    @property
    def text(self) -> Text:
        """Give the text in blocks: as the drafter gave them, else as they are read from the plain text."""
        return self.content or read_plain(self.body)

    @property
    def examiner(self) -> Named | None:
        """Give whose turn it is to examine, of those who do so before the director; None where all have."""
        return self.examiners[len(self.examined)] if len(self.examined) < len(self.examiners) else None

    @property
    def judged_on(self) -> date | None:
        """Give the day whose rules judge it: that of its submission, once it is handed in."""
        if self.status is DocumentStatus.DRAFTED or self.submitted_at is None:
            return None
        return office_date(self.submitted_at)

    @property
    def addressed_words(self) -> tuple[str, ...]:
        """List the main recipients as the page names them."""
        return self.addressees_as or tuple(each.name for each in self.addressees)

    @property
    def copied_words(self) -> tuple[str, ...]:
        """List those who get a copy as the page names them."""
        return self.copied_as or tuple(each.name for each in self.copied)

    @property
    def recipients(self) -> tuple[str, ...]:
        """Give the ids of the main recipients."""
        return tuple(each.id for each in self.addressees)

    @property
    def copies(self) -> tuple[str, ...]:
        """Give the ids of those who get a copy."""
        return tuple(each.id for each in self.copied)


def wording_of(body: str) -> str:
    """Mark a text by its characters alone."""
    return hashlib.sha256("".join(body.split()).encode()).hexdigest()[:16]


def sees(document: Document, actor: Actor) -> bool:
    """Tell whether an actor sees an outgoing document whole: the drafter, whoever was asked to countersign, and once it
    was handed in the office and the examiners; of what is internal also the readers named, once it was released."""
    if actor.organ != document.organ or not actor.deals_with(document.kind):
        return False
    if actor.seat in document.countersigning.people:
        return True
    if document.released_at is not None and actor.person_id in [each.id for each in document.readers]:
        return True
    office = any(actor.holds(name) for name in OFFICE) or actor.seat in [each.id for each in document.examiners]
    return actor.seat == document.drafter or (office and document.submitted_at is not None)


def co_issues(document: Document, actor: Actor) -> bool:
    """Check that an actor is of the office of another issuer that has signed the document, once it is numbered.

    Every issuer of a joint document has it in its own register and puts its own seal (条例 art. 17).
    """
    if document.number is None or not actor.deals_with(document.kind) or actor.organ not in document.signed_with:
        return False
    return any(actor.holds(name) for name in OFFICE)


def reads_as_issuer(document: Document, actor: Actor) -> bool:
    """Check that an actor reads the text as another issuer; an internal one is for those who decide (条例 art. 31)."""
    decides = actor.holds("director") or actor.holds("leader")
    return co_issues(document, actor) and (document.secrecy is Secrecy.NONE or decides)


def supervises(document: Document, actor: Actor) -> bool:
    """Tell whether an actor leads a superior of the issuer, which may revoke and repeal what was issued (条例 art. 33): of
    what was sent to it, and of what its administrator sees."""
    above = (
        actor.holds("leader")
        and actor.in_place_of is None
        and actor.organ in document.path[:-1]
        and document.released_at is not None
    )
    return above and (actor.organ in (*document.recipients, *document.copies) or actor.holds("district_admin"))


def oversees(document: Document, actor: Actor) -> bool:
    """Tell whether an actor sees a document's register entry: the administrator of its district once it is numbered, and
    a superior's leader what was sent there."""
    return supervises(document, actor) or (
        actor.holds("district_admin") and document.path[0] == actor.district and document.number is not None
    )
