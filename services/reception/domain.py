"""An official visit (公务接待) as it is planned; immutable, no clock, no broker, no store."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from shared.actor import Actor
from shared.aggregate import Aggregate


class VisitStatus(StrEnum):
    """Where a visit stands."""

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
    """What is put on the table; all but the first two are forbidden and named by the rule that forbids them."""

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
    """Somebody whom the letter names."""

    name: str
    post: str


@dataclass(frozen=True)
class Letter:
    """The official letter (公函) of the sending body: content, people, and from when until when."""

    issuer: str
    number: str
    purpose: str
    people: tuple[Visitor, ...]
    from_on: date
    until_on: date


@dataclass(frozen=True)
class Meal:
    """One meal. `cost_per_head_fen`: in fen, a hundredth of a yuan."""

    kind: MealKind
    guests: int
    hosts: int
    cost_per_head_fen: int


@dataclass(frozen=True, kw_only=True)
class Visit(Aggregate):
    """A visit. `room` is asked of the meetings service once a leader approved."""

    organ: str
    organ_name: str
    planner: str
    planner_name: str
    room: str
    starts_at: datetime
    ends_at: datetime
    letter: Letter | None = None
    meals: tuple[Meal, ...] = ()
    status: VisitStatus = VisitStatus.PLANNED
    approved_by: str | None = None
    approved_by_name: str | None = None
    return_reason: str | None = None
    free: tuple[tuple[datetime, datetime], ...] = ()
    """When the room is free next, where it could not be given."""
    finished_at: datetime | None = None

    @property
    def purpose(self) -> str:
        """Name the visit to whoever gives rooms."""
        return f"visit:{self.id}"


OFFICE = ("clerk", "director", "leader", "registrar")
"""Roles that see the visits of their own organ."""


def sees(visit: Visit, actor: Actor) -> bool:
    """Tell whether an actor sees a visit: the office of the organ that receives."""
    return actor.organ == visit.organ and any(actor.holds(name) for name in OFFICE)


def hosts_allowed(guests: int) -> int:
    """Give how many hosts may sit at table: 3 for up to 10 guests, above that a third of the guests, rounded down."""
    return 3 if guests <= 10 else guests // 3
