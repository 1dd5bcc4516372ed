"""A copy of a released document in a recipient's register (收文); immutable, no clock, no broker, no store."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from services.documents.domain import OFFICE, Secrecy, Urgency
from services.documents.text.domain import Text, read_plain
from shared.actor import Actor
from shared.aggregate import Aggregate
from shared.contracts import documents as events
from shared.contracts.event import Event
from shared.given import Given
from shared.office import Named
from shared.revision import Revision


class IncomingStatus(StrEnum):
    """The status of a copy at its recipient."""

    DELIVERED = "delivered"
    RECEIVED = "received"
    REGISTERED = "registered"
    ASSESSED = "assessed"
    PROPOSED = "proposed"
    INSTRUCTED = "instructed"
    ASSIGNED = "assigned"
    COMPLETED = "completed"
    RETURNED = "returned"
    RECALLED = "recalled"


INCOMING_NAMES: Mapping[IncomingStatus, str] = {
    IncomingStatus.DELIVERED: "待签收",
    IncomingStatus.RECEIVED: "已签收",
    IncomingStatus.REGISTERED: "已登记",
    IncomingStatus.ASSESSED: "已初审",
    IncomingStatus.PROPOSED: "已拟办",
    IncomingStatus.INSTRUCTED: "已批示",
    IncomingStatus.ASSIGNED: "承办中",
    IncomingStatus.COMPLETED: "已办结",
    IncomingStatus.RETURNED: "已退文",
    IncomingStatus.RECALLED: "来文已收回",
}


SCOPES: Mapping[Secrecy, str] = {Secrecy.NONE: "不限", Secrecy.INTERNAL: "内部"}
"""The readers for whom a paper is (知悉范围), as its entry says."""


ANSWERABLE = frozenset(INCOMING_NAMES) - {
    IncomingStatus.DELIVERED,
    IncomingStatus.RECEIVED,
    IncomingStatus.RETURNED,
    IncomingStatus.RECALLED,
}
"""Statuses in which an incoming document may be answered by a document (`Incoming.answerable`)."""


@dataclass(frozen=True)
class Person:
    """A person by id, with the name at the time of writing."""

    id: str
    name: str


@dataclass(frozen=True)
class Opinion:
    """One person's opinion on the handling sheet (处理单), and its step."""

    step: str
    person: Person
    text: str
    at: datetime


@dataclass(frozen=True)
class Reader:
    """A named reader (传阅): marks the copy once, and may be urged several times."""

    person: Person
    read_at: datetime | None = None
    urged_at: tuple[datetime, ...] = ()


@dataclass(frozen=True)
class Urging:
    """A reminder: the person urged, by whom, and when (催办)."""

    urged: Person
    by: Person
    at: datetime


class Validity(StrEnum):
    """Why a document is no longer valid: 撤销 (from the start), 废止 (from that day), 更正."""

    REVOKED = "revoked"
    REPEALED = "repealed"
    REPLACED = "replaced"


VALIDITY_NAMES: Mapping[Validity, str] = {
    Validity.REVOKED: "已撤销，自始无效",
    Validity.REPEALED: "已废止，自废止之日起失效",
    Validity.REPLACED: "已更正",
}
VALIDITY_MARKS = {kind: name.partition("，")[0] for kind, name in VALIDITY_NAMES.items()}
"""The same in one word, for rows."""


@dataclass(frozen=True)
class Voided:
    """The invalidity of the sender's document (条例 art. 33); `by` is the number of its correction, `by_id` the entry of
    that at the same recipient.
    """

    kind: Validity
    on: date
    reason: str
    by: str | None = None
    by_id: str | None = None


@dataclass(frozen=True)
class Related:
    """A document that an incoming one refers to, by id and number; its title may not be for every reader."""

    id: str
    number: str


@dataclass(frozen=True, kw_only=True)
class Incoming(Aggregate):
    """A document in a recipient's register. `sender` is the issuing organ; `copy` distinguishes 抄送 from 主送.

    outside: it came on paper or as a file and was entered by hand: `document_id` is its own id, the sender has none.
    received_at: when it was signed for, or the paper came in; `copies` is how many came (份数).
    urged_at: when its sender last urged to sign for it (催签收).
    answers: the recipient's own document that it answers. corrects: the recipient's entry that it corrects (更正).
    handler: the person who leads (主办); `assisting` help (协办). `urger` urges an urgent one (催办人).
    """

    document_id: str
    organ: str
    sender: Named
    number: str
    kind: Given[str]
    title: Given[str]
    urgency: Given[Urgency]
    signed_on: Given[date]
    delivered_at: datetime
    copy: bool
    secrecy: Secrecy = Secrecy.NONE
    status: IncomingStatus = IncomingStatus.DELIVERED
    register_number: str | None = None
    register_series: str | None = None
    register_sequence: int | None = None
    handler: str | None = None
    handler_name: str | None = None
    due_on: date | None = None
    reply: str | None = None
    return_reason: str | None = None
    outside: bool = False
    body: Given[str | None] = None
    assisting: tuple[Person, ...] = ()
    urger: Person | None = None
    opinions: tuple[Opinion, ...] = ()
    readers: tuple[Reader, ...] = ()
    in_order: bool = False
    urgings: tuple[Urging, ...] = ()
    reply_document: str | None = None
    voided: Voided | None = None
    recalled_at: datetime | None = None
    received_at: datetime | None = None
    urged_at: datetime | None = None
    copies: Given[int] = 1
    answers: Related | None = None
    corrects: Related | None = None
    corrections: tuple[Revision, ...] = ()

    @property
    def instruction(self) -> str:
        """Return the leader's last instruction, for events; of an internal document it stays with the organ."""
        said = [each.text for each in self.opinions if each.step == "instruct"]
        return said[-1] if said and not self.internal else ""

    @property
    def parts(self) -> Text:
        """Return the text of one from outside in blocks."""
        return read_plain(self.body or "")

    @property
    def wordless(self) -> bool:
        """Check whether it was entered without a text of its own, as every copy of a document from here is."""
        return self.body is None

    @property
    def answerable(self) -> bool:
        """Check whether a document may answer it: once registered, even after completion, and by one document only."""
        return self.status in ANSWERABLE and self.reply_document is None

    @property
    def pending(self) -> Mapping[str, str]:
        """Return the names of those who have yet to act or to read, by id: handler, assistants, readers in their order."""
        reported = {each.person.id for each in self.opinions if each.step == "report"}
        found: dict[str, str] = {}
        if self.status is IncomingStatus.ASSIGNED:
            found |= {} if self.handler is None else {self.handler: self.handler_name or ""}
            found |= {each.id: each.name for each in self.assisting if each.id not in reported}
        return found | {each.person.id: each.person.name for each in self.readers if each.read_at is None}

    @property
    def sender_name(self) -> str:
        """Return the sender's name, for events."""
        return self.sender.name

    @property
    def internal(self) -> bool:
        """Check whether its title is confidential to the organ."""
        return self.secrecy is not Secrecy.NONE


def incoming_id(document_id: str, organ: str) -> str:
    """Derive the id of a copy from its cause, so that a second delivery finds the first."""
    return hashlib.sha256(f"{document_id}>{organ}".encode()).hexdigest()[:32]


def offices(event: Any) -> list[str]:
    """Return the organs that hold a copy of a released document: each recipient, or the office that receives for it.

    The issuer itself stands for the copies that issuers hold already.
    """
    instead: Mapping[str, str] = event.received_for
    found = dict.fromkeys(instead.get(each, each) for each in (*event.recipients, *event.copies))
    return [each for each in found if each != event.organ]


IncomingMoved = (
    events.IncomingDelivered
    | events.IncomingReceived
    | events.IncomingRegistered
    | events.IncomingAssessed
    | events.IncomingReturned
    | events.IncomingAssigned
    | events.IncomingCompleted
    | events.IncomingRecalled
    | events.IncomingKept
)
"""The events that a recipient announces about a copy."""

PROGRESS: Mapping[type[Event], IncomingStatus] = {
    events.IncomingDelivered: IncomingStatus.DELIVERED,
    events.IncomingReceived: IncomingStatus.RECEIVED,
    events.IncomingRegistered: IncomingStatus.REGISTERED,
    events.IncomingAssessed: IncomingStatus.ASSESSED,
    events.IncomingReturned: IncomingStatus.RETURNED,
    events.IncomingAssigned: IncomingStatus.ASSIGNED,
    events.IncomingCompleted: IncomingStatus.COMPLETED,
    events.IncomingRecalled: IncomingStatus.RECALLED,
}
"""The status of a copy after each of its recipient's events."""


def handles(incoming: Incoming, actor: Actor) -> bool:
    """Check whether an actor may see a copy: the recipient's office, handler, assistants, urger and named readers."""
    if actor.organ != incoming.organ or not actor.deals_with(incoming.kind):
        return False
    return actor.seat in named(incoming) or any(actor.holds(name) for name in OFFICE)


def reads(incoming: Incoming, actor: Actor) -> bool:
    """Check whether an actor may read the text of a copy that was not recalled: anyone who sees it; if internal, only
    the director and the leader, who decide about it, and the people it names (条例 art. 31).
    """
    if not handles(incoming, actor) or incoming.status is IncomingStatus.RECALLED:
        return False
    decides = actor.holds("director") or actor.holds("leader")
    return incoming.secrecy is Secrecy.NONE or decides or actor.seat in named(incoming)


BEFORE_ASSESSMENT = frozenset((IncomingStatus.RECEIVED, IncomingStatus.REGISTERED))
"""Statuses in which a scan of a document from outside may still be added: assessment is based on the scan."""


def opens(incoming: Incoming, actor: Actor) -> bool:
    """Check whether an actor may open the files of a copy: anyone who reads it, from its delivery on, because it is counted
    and looked through before it is signed for (条例 art. 24(1)); and the registrar who enters a document from outside
    and holds the paper.
    """
    entering = incoming.outside and incoming.status in BEFORE_ASSESSMENT and actor.holds("registrar")
    return reads(incoming, actor) or (entering and handles(incoming, actor))


def drafts_upon(incoming: Incoming, actor: Actor) -> bool:
    """Check whether an actor drafts what follows from a copy, an answer or a request of one's own: a clerk who sees it,
    the handler and the assistants (条例 art. 24(7)), each in person.
    """
    if not handles(incoming, actor) or actor.in_place_of is not None:
        return False
    return actor.holds("clerk") or actor.seat in {incoming.handler, *(each.id for each in incoming.assisting)}


def named(incoming: Incoming) -> set[str]:
    """Return the ids of all people named in a copy."""
    people = [*incoming.assisting, *(each.person for each in incoming.readers)]
    if incoming.urger is not None:
        people.append(incoming.urger)
    return {each.id for each in people} | ({incoming.handler} if incoming.handler is not None else set())
