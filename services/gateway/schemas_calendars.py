"""Schemas of recurring meetings and calendar feeds."""

from typing import Annotated, Literal

from pydantic import Field

from services.gateway.schemas import Day, Id, In, Instant, Opinion, Out, Resource
from services.gateway.schemas_meetings import KindCode, NewMeeting


class NewSeries(NewMeeting):
    """Recurring meetings; the times are those of the first."""

    rule: Annotated[str, Field(max_length=500)] = Field(
        description="A recurrence rule (RFC 5545, RRULE) without times of day.",
        examples=["FREQ=MONTHLY;BYDAY=1MO;COUNT=12"],
    )
    holidays: Literal["skip", "next", "keep"] = Field(
        "next", description="A day on which nobody works is left out, put to the next working day, or kept."
    )


class SeriesStep(Opinion):
    """The day to cancel, or from which day on to cancel all."""

    on: Day


class Occurrence(Out):
    """A day of a series, and its meeting."""

    on: str
    state: str = Field(description="Of the meeting; or pending, rooms_taken, excepted.")
    meeting: str | None
    starts_at: Instant | None


class Series(Resource):
    """Recurring meetings."""

    kind: KindCode
    title: str
    organ: str
    rule: str
    holidays: str
    provisional: bool = Field(description="Whether the holidays of a day's year are not published yet.")
    occurrences: list[Occurrence]
    status: Literal["running", "ended"]
    status_name: str
    stage_name: str


class SeriesPage(Out):
    """A page of series."""

    items: list[Series]
    next: str | None


class NewCalendar(In):
    """The owner or room of a calendar feed."""

    room: Id | None = Field(None, description="A room of one's district; one's own meetings if none.")


class Calendar(Resource):
    """A calendar feed at a secret address."""

    name: str
    room: str | None
    address: str | None = Field(description="Whoever knows it reads the calendar; none once it is revoked.")
    status: Literal["open", "revoked"]
    status_name: str
    stage_name: str


class Calendars(Out):
    """The caller's own calendars."""

    items: list[Calendar]
    next: str | None
