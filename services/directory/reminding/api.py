"""When people of a district are reminded."""

from typing import Annotated

from pydantic import Field

from services.directory.domain import RoleName
from services.directory.reminding.domain import ESCALATED_TO
from shared.api.routes import Route
from shared.api.shapes import Code, HistoryPage, In, Out, PageQuery

Role = Annotated[RoleName, Code(of=ESCALATED_TO)]
TAG = "待办 What waits"


class Escalation(In):
    """An escalation: the holders of a post are told so many working days after a deadline."""

    days: int = Field(ge=1, le=30)
    role: Role


class NewReminderRules(In):
    """The rules of reminding: working days before a deadline, and escalations after it."""

    before: list[Annotated[int, Field(ge=0, le=30)]] = Field(max_length=5, examples=[[3, 1, 0]])
    after: list[Escalation] = Field(max_length=5)


class ShownEscalation(Out):
    """An escalation: the holders of a post are told so many working days after a deadline."""

    days: int
    role: Role


class ReminderRules(Out):
    """The rules of reminding of a district."""

    version: int = Field(description="0 until the district sets its own.")
    before: list[int]
    after: list[ShownEscalation]


ROUTES = (
    Route(
        "GET", "/api/v1/reminder-rules/history", "Who changed them", TAG, HistoryPage, "reminder_rules_history",
        query=PageQuery, refusals=(403,),
    ),
    Route(
        "PUT", "/api/v1/reminder-rules", "Set when people of my district are reminded", TAG, ReminderRules,
        "set_reminder_rules", body=NewReminderRules, refusals=(403, 412),
    ),
)  # fmt: skip
