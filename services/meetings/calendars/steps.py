"""Workflow table of calendar feeds."""

from services.meetings.acts import CALENDAR_ACTS
from services.meetings.calendars import domain
from services.meetings.calendars.domain import OWNER, Calendar
from services.meetings.calendars.domain import CalendarStatus as C
from services.meetings.kinds import LOCAL
from shared.contracts.meetings import CalendarOpened, CalendarRevoked
from shared.errors import Refused
from shared.workflow import Context, Step, Workflow, rule

MOST = 20
"""The maximum open calendars of a person."""


@rule("too_many_calendars", f"{LOCAL}（日历订阅）", states=f"每人最多订阅{MOST}个日历。", error=Refused)
def there_are_not_too_many(calendar: Calendar, known: Context) -> str | None:
    """Limit the open calendars of a person. `open`: those that the person has."""
    return f"每人最多订阅{MOST}个日历，请先停用不用的" if known.said["open"] >= MOST else None


CALENDAR = Workflow(
    "日历订阅",
    domain.STATUS_NAMES,
    Step("subscribe", set(), C.OPEN, OWNER, CalendarOpened, (there_are_not_too_many,)),
    Step("revoke", {C.OPEN}, C.REVOKED, OWNER, CalendarRevoked),
    acts=CALENDAR_ACTS,
    noun="该订阅",
)

WORKFLOWS = (CALENDAR,)
