"""An official document and its copies at the recipients (发文、收文); immutable, no clock, no broker, no store.

Source of the rules: 党政机关公文处理工作条例（中办发〔2012〕14号）, called 条例 below.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from shared.actor import Actor
from shared.aggregate import Aggregate
from shared.contracts import documents as facts
from shared.contracts.directory import OrganRecorded
from shared.contracts.event import Event
from shared.contracts.meetings import MeetingClosed
from shared.workflow import Facts


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


class IncomingStatus(StrEnum):
    """Where a copy stands at its recipient."""

    DELIVERED = "delivered"
    RECEIVED = "received"
    REGISTERED = "registered"
    ASSESSED = "assessed"
    ASSIGNED = "assigned"
    COMPLETED = "completed"
    RETURNED = "returned"


SENT = "sent"
"""How a delivery stands at the sender until the recipient's register has it."""

STATUS_NAMES: Mapping[DocumentStatus, str] = {
    DocumentStatus.DRAFTED: "草稿",
    DocumentStatus.SUBMITTED: "已送审",
    DocumentStatus.APPROVED: "已审核",
    DocumentStatus.SIGNED: "已签发",
    DocumentStatus.VERIFIED: "已复核",
    DocumentStatus.REGISTERED: "已编号",
    DocumentStatus.RELEASED: "已发出",
    DocumentStatus.WITHDRAWN: "已撤回",
}
INCOMING_NAMES: Mapping[IncomingStatus, str] = {
    IncomingStatus.DELIVERED: "待签收",
    IncomingStatus.RECEIVED: "已签收",
    IncomingStatus.REGISTERED: "已登记",
    IncomingStatus.ASSESSED: "已初审",
    IncomingStatus.ASSIGNED: "承办中",
    IncomingStatus.COMPLETED: "已办结",
    IncomingStatus.RETURNED: "已退文",
}


class Urgency(StrEnum):
    """How urgent a document is (条例 art. 9(3)): 平件, 加急, 特急."""

    NORMAL = "normal"
    URGENT = "urgent"
    EXTRA_URGENT = "extra_urgent"


class Direction(StrEnum):
    """How a recipient stands to the sender (行文方向)."""

    UP = "up"
    DOWN = "down"
    LEVEL = "level"


@dataclass(frozen=True)
class Named:
    """An organ by id, with the name it had when it was written down."""

    id: str
    name: str


@dataclass(frozen=True)
class Delivery:
    """How one copy stands, as the sender sees it."""

    organ: str
    organ_name: str
    status: str
    at: datetime
    reply: str | None = None


@dataclass(frozen=True)
class Number:
    """A document number (发文字号): issuer code, year, and place in that series."""

    code: str
    year: int
    sequence: int

    def __str__(self) -> str:
        """Write it as the standard does (GB/T 9704-2012, 7.2.5): no padding, six-cornered brackets."""
        return f"{self.code}〔{self.year}〕{self.sequence}号"


@dataclass(frozen=True, kw_only=True)
class Document(Aggregate):
    """An outgoing document. `path` is that of the issuing organ; `addressees` are 主送, `copied` 抄送."""

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
    urgency: Urgency = Urgency.NORMAL
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

    @property
    def document_id(self) -> str:
        """Give the id, as events name it."""
        return self.id

    @property
    def recipients(self) -> tuple[str, ...]:
        """Give the ids of the main recipients."""
        return tuple(each.id for each in self.addressees)

    @property
    def copies(self) -> tuple[str, ...]:
        """Give the ids of those who get a copy."""
        return tuple(each.id for each in self.copied)


@dataclass(frozen=True, kw_only=True)
class Incoming(Aggregate):
    """A released document in a recipient's register. `sender` is the issuing organ; `copy` tells 抄送 from 主送."""

    document_id: str
    organ: str
    sender: Named
    number: str
    kind: str
    title: str
    urgency: Urgency
    signed_on: date
    delivered_at: datetime
    copy: bool
    status: IncomingStatus = IncomingStatus.DELIVERED
    register_number: str | None = None
    register_series: str | None = None
    register_sequence: int | None = None
    handler: str | None = None
    handler_name: str | None = None
    due_on: date | None = None
    reply: str | None = None
    return_reason: str | None = None

    @property
    def incoming_id(self) -> str:
        """Give the id, as events name it."""
        return self.id


@dataclass(frozen=True)
class OfficeFacts(Facts):
    """Facts with the organs that the rules between organs ask about."""

    organ_of: Callable[[str], OrganRecorded | None] = field(default=lambda organ_id: None)


def incoming_id(document_id: str, organ: str) -> str:
    """Derive the id of a copy from what caused it, so that a second delivery finds the first."""
    return hashlib.sha256(f"{document_id}>{organ}".encode()).hexdigest()[:32]


def direction(sender: tuple[str, ...], recipient: tuple[str, ...]) -> Direction:
    """Tell how a recipient stands to the sender, by their paths from the bureau down."""
    if sender[: len(recipient)] == recipient:
        return Direction.UP
    if recipient[: len(sender)] == sender:
        return Direction.DOWN
    return Direction.LEVEL


def minutes(closed: MeetingClosed, attended: Sequence[str]) -> str:
    """Write what a meeting's minutes say (纪要; 条例 art. 8(15), GB/T 9704-2012, 10.3): who was there, what was decided."""
    lines = [
        f"时间：{_day(closed.held_on)}",
        f"主持：{closed.chair_name}",
        f"出席：{'、'.join(attended) or '无'}",
        "",
        "会议议定事项如下：",
    ]
    for place, each in enumerate(closed.decisions, start=1):
        text = each.text.rstrip("。；")
        lines.append(f"{_numeral(place)}、{text}。（责任人：{each.responsible_name}；完成时限：{_day(each.due_on)}）")
    return "\n".join(lines)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _numeral(number: int) -> str:
    """Write a number below 100 as headings count: 一, 十一, 二十."""
    tens, ones = divmod(number, 10)
    digits = "零一二三四五六七八九"
    return ("" if tens == 0 else "十" if tens == 1 else f"{digits[tens]}十") + (digits[ones] if ones else "")


IncomingMoved = (
    facts.IncomingDelivered
    | facts.IncomingReceived
    | facts.IncomingRegistered
    | facts.IncomingAssessed
    | facts.IncomingReturned
    | facts.IncomingAssigned
    | facts.IncomingCompleted
)
"""What a recipient announces of a copy."""

PROGRESS: Mapping[type[Event], IncomingStatus] = {
    facts.IncomingDelivered: IncomingStatus.DELIVERED,
    facts.IncomingReceived: IncomingStatus.RECEIVED,
    facts.IncomingRegistered: IncomingStatus.REGISTERED,
    facts.IncomingAssessed: IncomingStatus.ASSESSED,
    facts.IncomingReturned: IncomingStatus.RETURNED,
    facts.IncomingAssigned: IncomingStatus.ASSIGNED,
    facts.IncomingCompleted: IncomingStatus.COMPLETED,
}
"""How a copy stands after each fact that its recipient announces."""

OFFICE = ("director", "leader", "registrar")
"""Roles that see what their own organ handles: who examines, signs and registers."""


def sees(document: Document, actor: Actor) -> bool:
    """Tell whether an actor sees an outgoing document whole: the drafter, and the office once it was handed in."""
    if actor.organ != document.organ:
        return False
    office = any(actor.holds(name) for name in OFFICE)
    return actor.person_id == document.drafter or (office and document.submitted_at is not None)


def oversees(document: Document, actor: Actor) -> bool:
    """Tell whether an actor sees a document's register entry: the administrator of its district, once it is numbered."""
    return actor.holds("district_admin") and document.path[0] == actor.district and document.number is not None


def handles(incoming: Incoming, actor: Actor) -> bool:
    """Tell whether an actor sees a copy: the recipient's office, and whoever it was assigned to."""
    if actor.organ != incoming.organ:
        return False
    return actor.person_id == incoming.handler or any(actor.holds(name) for name in OFFICE)
