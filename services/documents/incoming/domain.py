"""A copy of a released document in a recipient's register (收文); immutable, no clock, no broker, no store."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from services.documents.domain import OFFICE, Named, Urgency
from shared.actor import Actor
from shared.aggregate import Aggregate
from shared.contracts import documents as facts
from shared.contracts.event import Event


class IncomingStatus(StrEnum):
    """Where a copy stands at its recipient."""

    DELIVERED = "delivered"
    RECEIVED = "received"
    REGISTERED = "registered"
    ASSESSED = "assessed"
    ASSIGNED = "assigned"
    COMPLETED = "completed"
    RETURNED = "returned"


INCOMING_NAMES: Mapping[IncomingStatus, str] = {
    IncomingStatus.DELIVERED: "待签收",
    IncomingStatus.RECEIVED: "已签收",
    IncomingStatus.REGISTERED: "已登记",
    IncomingStatus.ASSESSED: "已初审",
    IncomingStatus.ASSIGNED: "承办中",
    IncomingStatus.COMPLETED: "已办结",
    IncomingStatus.RETURNED: "已退文",
}


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


def incoming_id(document_id: str, organ: str) -> str:
    """Derive the id of a copy from what caused it, so that a second delivery finds the first."""
    return hashlib.sha256(f"{document_id}>{organ}".encode()).hexdigest()[:32]


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


def handles(incoming: Incoming, actor: Actor) -> bool:
    """Tell whether an actor sees a copy: the recipient's office, and whoever it was assigned to."""
    if actor.organ != incoming.organ:
        return False
    return actor.person_id == incoming.handler or any(actor.holds(name) for name in OFFICE)
