"""When people of a district are reminded."""

from typing import Annotated, Literal

from pydantic import Field

from shared.api.routes import Route
from shared.api.shapes import HistoryPage, In, Out, PageQuery

TAG = "待办 What waits"


class Escalation(In):
    """An escalation: the holders of a post are told so many working days after a deadline."""

    days: int = Field(ge=1, le=30)
    role: Literal["director", "leader", "principal", "registrar"]


class NewReminderRules(In):
    """The rules of reminding: working days before a deadline, and escalations after it."""

    before: list[Annotated[int, Field(ge=0, le=30)]] = Field(max_length=5, examples=[[3, 1, 0]])
    after: list[Escalation] = Field(max_length=5)


class ShownEscalation(Out):
    """An escalation: the holders of a post are told so many working days after a deadline."""

    days: int
    role: str


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
