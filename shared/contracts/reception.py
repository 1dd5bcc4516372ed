"""Events of the reception service: official visits."""

from datetime import datetime

from shared.contracts.event import Event
from shared.contracts.work import Matter, RecordType


class VisitPlanned(Event):
    """A visit was planned (拟接待)."""

    visit_id: str
    organ: str
    planner: str


class VisitRevised(Event):
    """A planned or returned visit was changed."""

    visit_id: str
    changed: tuple[str, ...]


class VisitApplied(Event):
    """A visit was applied for (报批)."""

    visit_id: str
    organ: str


class VisitReturned(Event):
    """A visit was returned with the reason: by the leader, or because its room was taken."""

    visit_id: str
    organ: str
    reason: str


class VisitConfirmed(Event):
    """A visit's room was confirmed."""

    visit_id: str
    organ: str
    room: str


class VisitFinished(Event):
    """A visit took place and was closed."""

    visit_id: str
    organ: str


class VisitApproved(Event):
    """A leader approved a visit, which requests its room."""

    visit_id: str
    organ: str
    room: str
    starts_at: datetime
    ends_at: datetime


class VisitCancelled(Event):
    """A visit was cancelled; its room is released."""

    visit_id: str
    organ: str
    room: str
    starts_at: datetime


RECORDS = {
    "visit": RecordType("公务接待", "/visits/{}"),
}

MATTERS = {
    "reception.plan": Matter("接待方案", "clerk", {"公务接待": ("apply", "revise", "finish", "cancel")}),
    "reception.approve": Matter("接待审批", "leader", {"公务接待": ("approve", "return")}),
}  # fmt: skip
