"""Office supplies in stock and the requests for them; immutable, no clock, no broker, no store."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from shared.actor import Actor
from shared.aggregate import Aggregate
from shared.given import Given

OFFICE = ("clerk", "director", "leader")
"""Roles that see the requests of their organ."""


class SupplyStatus(StrEnum):
    """The status of a supply."""

    IN_USE = "in_use"
    RETIRED = "retired"


SUPPLY_NAMES: Mapping[SupplyStatus, str] = {SupplyStatus.IN_USE: "在用", SupplyStatus.RETIRED: "停用"}


class RequestStatus(StrEnum):
    """The status of a request."""

    REQUESTED = "requested"
    APPROVED = "approved"
    ISSUED = "issued"
    RETURNED = "returned"
    CANCELLED = "cancelled"


REQUEST_NAMES: Mapping[RequestStatus, str] = {
    RequestStatus.REQUESTED: "已申请", RequestStatus.APPROVED: "已批准", RequestStatus.ISSUED: "已发放",
    RequestStatus.RETURNED: "已退回", RequestStatus.CANCELLED: "已取消",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Supply(Aggregate):
    """A supply that an organ keeps. `stock`: pieces of `unit` (计量单位), never below zero.

    low: the stock below which it is to be bought. once: its name at the organ; None once it is retired.
    outgoing: what was taken for requests that do not say so yet; so that nothing is taken twice.
    """

    organ: str
    organ_name: str
    name: Given[str]
    unit: Given[str]
    place: Given[str]
    stock: Given[int] = 0
    low: Given[int] = 0
    once: str | None = None
    status: SupplyStatus = SupplyStatus.IN_USE
    outgoing: dict[str, int] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """Return its name in lists."""
        return f"{self.name}（库存{self.stock}{self.unit}）"

    @property
    def short(self) -> bool:
        """Return whether it is to be bought."""
        return self.stock < self.low


@dataclass(frozen=True, kw_only=True)
class SupplyRequest(Aggregate):
    """A person's request for a supply of their organ."""

    organ: str
    organ_name: str
    supply: str
    supply_name: str
    unit: str
    quantity: Given[int]
    purpose: Given[str]
    applicant: str
    applicant_name: str
    status: RequestStatus = RequestStatus.REQUESTED
    approved_by_name: str | None = None
    issued_by_name: str | None = None
    return_reason: str | None = None

    @property
    def title(self) -> str:
        """Return its name in lists."""
        return f"领用{self.supply_name}{self.quantity}{self.unit}"


def sees_supply(supply: Supply, actor: Actor) -> bool:
    """Check whether an actor may see a supply: everybody of its organ."""
    return actor.organ == supply.organ


def sees_request(request: SupplyRequest, actor: Actor) -> bool:
    """Check whether an actor may see a request: its applicant, and the office of its organ."""
    if actor.person_id == request.applicant:
        return True
    return actor.organ == request.organ and any(actor.holds(each) for each in OFFICE)
