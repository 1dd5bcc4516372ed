"""An official document and its copies at the recipients (发文、收文); immutable, no clock, no broker, no store.

Source of the rules: 党政机关公文处理工作条例（中办发〔2012〕14号）, called 条例 below.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from shared.actor import Actor
from shared.aggregate import Aggregate
from shared.contracts import documents as facts
from shared.contracts.directory import OrganRecorded
from shared.contracts.event import Event
from shared.contracts.meetings import MeetingClosed
from shared.workflow import By, Facts, role, rule


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
