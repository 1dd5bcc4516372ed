"""Calendar feeds, invitations, and recurring meetings."""

from services.gateway import schemas
from services.gateway import schemas_calendars as shapes
from services.gateway.routing import Route

TAG = "日历 Calendars"
ICS = "text/calendar"
CALENDAR, SERIES = "/api/v1/calendars/{id}", "/api/v1/meeting-series/{id}"

ROUTES = (
    Route(
        "POST", "/api/v1/calendars", "Follow one's meetings, or a room, by a calendar", TAG, shapes.Calendar, "meetings",
        "calendar_subscribe", status=201, body=shapes.NewCalendar, located=True, refusals=(404, 409),
    ),
    Route("GET", "/api/v1/calendars", "List one's calendars", TAG, shapes.Calendars, "meetings", "calendar_search"),
    Route("GET", CALENDAR, "Show a calendar", TAG, shapes.Calendar, "meetings", "calendar_get"),
    Route(
        "POST", f"{CALENDAR}/actions/{{action}}", "Revoke a calendar's address", TAG, shapes.Calendar, "meetings",
        "calendar_act", body=schemas.Opinion, choices={"action": ("revoke",)}, refusals=(403, 409, 412),
    ),
    Route(
        "GET", "/api/v1/calendars/{secret}.ics", "The calendar at a secret address", TAG, None, "meetings",
        "calendar_feed", public=True, media=ICS, refusals=(404,),
    ),
    Route(
        "GET", "/api/v1/meetings/{id}/invitation.ics", "The invitation to a meeting, its update or its cancellation", TAG,
        None, "meetings", "invitation", media=ICS,
    ),
    Route(
        "POST", "/api/v1/meeting-series", "Plan meetings that recur", TAG, shapes.Series, "meetings", "series_plan",
        status=201, body=shapes.NewSeries, located=True, refusals=(403,),
    ),
    Route(
        "GET", "/api/v1/meeting-series", "List series", TAG, shapes.SeriesPage, "meetings", "series_search",
        query=schemas.PageQuery,
    ),
    Route("GET", SERIES, "Show a series with the meeting of each day", TAG, shapes.Series, "meetings", "series_get"),
    Route(
        "POST", f"{SERIES}/actions/{{action}}", "Call off a day of a series, or all from a day on", TAG, shapes.Series,
        "meetings", "series_act", body=shapes.SeriesStep, choices={"action": ("skip", "end")}, refusals=(403, 409, 412),
    ),
)  # fmt: skip
