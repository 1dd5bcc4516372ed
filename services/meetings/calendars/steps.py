"""Workflow table of calendar feeds."""

from services.meetings.acts import CALENDAR_ACTS
from services.meetings.calendars import domain
from services.meetings.calendars.domain import OWNER
from services.meetings.calendars.domain import CalendarStatus as C
from shared.contracts.meetings import CalendarRevoked
from shared.workflow import Step, Workflow

CALENDAR = Workflow(
    "日历订阅",
    domain.STATUS_NAMES,
    Step("revoke", {C.OPEN}, C.REVOKED, OWNER, CalendarRevoked),
    acts=CALENDAR_ACTS,
    noun="该订阅",
)

WORKFLOWS = (CALENDAR,)
