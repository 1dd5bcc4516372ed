"""The plan of an official visit (公务接待); immutable, no clock, no broker, no store."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from shared.actor import Actor
from shared.aggregate import Aggregate
from shared.given import Given


class VisitStatus(StrEnum):
    """The status of a visit."""

    PLANNED = "planned"
    APPLIED = "applied"
    APPROVED = "approved"
    CONFIRMED = "confirmed"
    RETURNED = "returned"
    FINISHED = "finished"
    CANCELLED = "cancelled"


STATUS_NAMES: Mapping[VisitStatus, str] = {
    VisitStatus.PLANNED: "拟定中",
    VisitStatus.APPLIED: "已报批",
    VisitStatus.APPROVED: "已批准",
    VisitStatus.CONFIRMED: "已落实",
    VisitStatus.RETURNED: "已退回",
    VisitStatus.FINISHED: "已办结",
    VisitStatus.CANCELLED: "已取消",
}


class MealKind(StrEnum):
    """The kind of a meal; all but the first two are forbidden by rules that name them."""

    WORKING = "working"
    SELF_PAID = "self_paid"
    BANQUET = "banquet"
    ALCOHOL = "alcohol"
    TOBACCO = "tobacco"
    GIFT = "gift"


MEAL_NAMES: Mapping[MealKind, str] = {
    MealKind.WORKING: "工作餐",
    MealKind.SELF_PAID: "自行用餐",
    MealKind.BANQUET: "宴请",
    MealKind.ALCOHOL: "提供酒水",
    MealKind.TOBACCO: "提供香烟",
    MealKind.GIFT: "赠送礼品、纪念品、土特产",
}
ALLOWED = frozenset({MealKind.WORKING, MealKind.SELF_PAID})


@dataclass(frozen=True)
class Visitor:
    """A visitor named in the letter."""

    name: str
    post: str


@dataclass(frozen=True)
class Letter:
    """The official letter (公函) of the sending body: content, people, and days."""

    issuer: Given[str]
    number: Given[str]
    purpose: Given[str]
    people: tuple[Visitor, ...]
    from_on: Given[date]
    until_on: Given[date]


@dataclass(frozen=True)
class Meal:
    """One meal. `cost_per_head_fen`: in fen, a hundredth of a yuan."""

    kind: MealKind
    guests: int
    hosts: int
    cost_per_head_fen: int


@dataclass(frozen=True, kw_only=True)
class Visit(Aggregate):
    """A visit. `room` is requested from the meetings service once a leader has approved."""

    organ: str
    organ_name: str
    planner: str
    planner_name: str
    room: Given[str]
    starts_at: Given[datetime]
    ends_at: Given[datetime]
    letter: Letter | None = None
    meals: tuple[Meal, ...] = ()
    status: VisitStatus = VisitStatus.PLANNED
    approved_by: str | None = None
    approved_by_name: str | None = None
    return_reason: str | None = None
    free: tuple[tuple[datetime, datetime], ...] = ()
    """The next free times of the room, if it was refused."""
    finished_at: datetime | None = None

    @property
    def purpose(self) -> str:
        """Return the purpose of its room booking."""
        return f"visit:{self.id}"


OFFICE = ("clerk", "director", "leader", "registrar")
"""Roles that see the visits of their own organ."""


def sees(visit: Visit, actor: Actor) -> bool:
    """Check whether an actor may see a visit: only the office of the receiving organ."""
    return actor.organ == visit.organ and any(actor.holds(name) for name in OFFICE)


def hosts_allowed(guests: int) -> int:
    """Return how many hosts may attend a meal: 3 for up to 10 guests, above that a third of the guests, rounded down."""
    return max(3, guests // 3)
