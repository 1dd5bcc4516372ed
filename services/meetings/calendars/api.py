"""Calendar feeds, invitations, and recurring meetings."""

from typing import Annotated

from pydantic import Field

from services.meetings.acts import CALENDAR_ACTS
from services.meetings.calendars.domain import CalendarStatus
from shared.api.routes import Route
from shared.api.shapes import Code, Id, In, PageOf, Resource
from shared.api.steps import step_route


class NewCalendar(In):
    """The owner or room of a calendar feed."""

    room: Id | None = Field(None, description="A room of one's district; one's own meetings if none.")


class Calendar(Resource):
    """A calendar feed at a secret address."""

    name: str
    room: str | None
    address: str | None = Field(description="Anybody who knows it can read the calendar; none once it is revoked.")
    status: Annotated[CalendarStatus, Code()]
    status_name: str
    stage_name: str


class Calendars(PageOf[Calendar]):
    """The caller's own calendars."""


TAG = "日历 Calendars"
ICS = "text/calendar"
CALENDAR = "/api/v1/calendars/{id}"

ROUTES = (
    Route(
        "POST", "/api/v1/calendars", "Follow one's meetings, or a room, by a calendar", TAG, Calendar,
        "calendar_subscribe", status=201, body=NewCalendar, located=True, refusals=(404, 409),
    ),
    Route("GET", "/api/v1/calendars", "List one's calendars", TAG, Calendars, "calendar_search"),
    Route("GET", CALENDAR, "Show a calendar", TAG, Calendar, "calendar_get"),
    step_route(CALENDAR, "Revoke a calendar's address", TAG, Calendar, "calendar_act", CALENDAR_ACTS),
    Route(
        "GET", "/api/v1/calendars/{secret}.ics", "The calendar at a secret address", TAG, None, "calendar_feed",
        public=True, media=ICS, refusals=(404,),
    ),
    Route(
        "GET", "/api/v1/meetings/{id}/invitation.ics", "The invitation to a meeting, its update or its cancellation",
        TAG, None, "invitation", media=ICS,
    ),
)  # fmt: skip
