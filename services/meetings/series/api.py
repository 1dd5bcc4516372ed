"""Recurring meetings."""

from typing import Annotated

from pydantic import Field

from services.meetings.acts import SERIES_ACTS
from services.meetings.api import KindCode, NewMeeting
from services.meetings.series.domain import OCCURRENCE_NAMES, Holidays, SeriesStatus
from shared.api.routes import Route
from shared.api.shapes import Code, Day, Id, In, Instant, Moment, Opinion, Out, PageOf, PageQuery, Reference, Resource
from shared.api.steps import step_route

Rule = Annotated[
    str,
    Field(
        max_length=500,
        description="A recurrence rule (RFC 5545, RRULE) without times of day.",
        examples=["FREQ=MONTHLY;BYDAY=1MO;COUNT=12"],
    ),
]


class NewSeries(NewMeeting):
    """Recurring meetings; the times are those of the first."""

    rule: Rule
    holidays: Annotated[Holidays, Code()] = Field(
        Holidays.NEXT, description="A day on which nobody works is left out, put to the next working day, or kept."
    )


class SeriesCheck(In):
    """The times of the first meeting, the rule and the rooms to look at."""

    starts_at: Moment
    ends_at: Moment
    rooms: list[Id] = Field([], max_length=20)
    rule: Rule
    holidays: Annotated[Holidays, Code()] = Holidays.NEXT


class SeriesDay(Out):
    """A day of a rule, and the rooms that are taken then."""

    on: str
    taken: list[Reference]


class SeriesDays(Out):
    """The days of a rule."""

    days: list[SeriesDay]


class SeriesStep(Opinion):
    """The day to cancel, or from which day on to cancel all."""

    on: Day


class Occurrence(Out):
    """A day of a series, and its meeting."""

    on: str
    state: Annotated[str, Code(OCCURRENCE_NAMES, of=OCCURRENCE_NAMES)] = Field(
        description="Of the meeting; or pending, rooms_taken, excepted."
    )
    state_name: str
    meeting: str | None
    starts_at: Instant | None


class Series(Resource):
    """Recurring meetings."""

    kind: KindCode
    title: str
    organ: str
    rule: str
    holidays: Annotated[Holidays, Code()]
    provisional: bool = Field(description="Whether the holidays of a day's year are not published yet.")
    occurrences: list[Occurrence]
    status: Annotated[SeriesStatus, Code()]
    status_name: str
    stage_name: str


class SeriesPage(PageOf[Series]):
    """A page of series."""


TAG = "日历 Calendars"
SERIES = "/api/v1/meeting-series/{id}"

ROUTES = (
    Route(
        "POST", "/api/v1/meeting-series", "Plan meetings that recur", TAG, Series, "series_plan", status=201,
        body=NewSeries, located=True, refusals=(403,),
    ),
    Route(
        "POST", "/api/v1/meeting-series/check", "Show the days of a rule and the rooms taken then", TAG, SeriesDays,
        "series_check", body=SeriesCheck, refusals=(403,),
    ),
    Route("GET", "/api/v1/meeting-series", "List series", TAG, SeriesPage, "series_search", query=PageQuery),
    Route("GET", SERIES, "Show a series with the meeting of each day", TAG, Series, "series_get"),
    step_route(
        SERIES, "Call off a day of a series, or all from a day on", TAG, Series, "series_act", SERIES_ACTS, SeriesStep,
    ),
)  # fmt: skip
