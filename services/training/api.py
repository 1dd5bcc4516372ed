"""Courses, and people's hours."""

from typing import Annotated, Literal

from pydantic import Field

from services.training.acts import COURSE_ACTS
from services.training.domain import CourseStatus
from shared.api.routes import Route
from shared.api.shapes import (
    ChangedQuery,
    Code,
    Day,
    HistoryPage,
    Id,
    In,
    Instant,
    Line,
    Opinion,
    Out,
    PageOf,
    PageQuery,
    Recipient,
    Reference,
    Resource,
    TurnQuery,
    WordsQuery,
)
from shared.api.steps import step_route


class NewCourse(In):
    """A course to be planned."""

    title: Line = Field(examples=["新任班主任培训"])
    hours: Annotated[float, Field(strict=True, gt=0)] = Field(
        description="What attending it gives (学时), in steps of 0.5, at most 90.", examples=[3.5]
    )
    capacity: Annotated[int, Field(strict=True, ge=1, le=2000)] = Field(description="Places.", examples=[30])
    audience: list[Recipient] = Field(
        min_length=1,
        max_length=500,
        description="Organs of one's own district, by id or name; their people, and those below, may enrol.",
        examples=[["east", "west"]],
    )
    starts_on: Day | None = Field(None, description="Its first day (开班日期).", examples=["2026-12-10"])


class CourseQuery(ChangedQuery, TurnQuery, WordsQuery):
    """Filter of courses."""

    status: Annotated[CourseStatus, Code()] | None = None
    sort: Literal["-created", "-changed", "starts", "-starts"] = Field(
        "-created", description="The last planned first, the last changed first, or by their first day."
    )


class Attendee(In):
    """The person who attended."""

    person: Id = Field(description="By id or username.", examples=["west.handler"])


class CourseStep(Opinion):
    """The fields of a step with a course."""

    person: Id | None = Field(None, description="Whose attendance is corrected, by id or username.")


class HoursQuery(In):
    """The year."""

    year: int | None = Field(None, ge=2000, le=2100, description="This year's where left out.")


class Enrolment(Out):
    """A participant, and when they attended."""

    person: Reference
    organ: str
    at: Instant
    attended_at: Instant | None
    corrected_why: str | None = Field(
        description="Why the attendance was taken back (冲正), until the participant read it."
    )


class Course(Resource):
    """A course; people who do not run it see only their own enrolment."""

    title: str
    hours: float
    capacity: int
    places_left: int
    organ: Reference
    audience: list[Reference]
    starts_on: str | None
    status: Annotated[CourseStatus, Code()]
    status_name: str
    stage_name: str
    cancelled_why: str | None = Field(description="Why it was called off (停办).")
    enrolments: list[Enrolment]


class CoursePage(PageOf[Course]):
    """A page of courses."""


class HoursItem(Out):
    """One entry of a ledger."""

    source: str = Field(
        description="What gave the hours: `course:<id>` or `meeting:<id>`; `counter:` before it cancels them (冲正)."
    )
    title: str
    hours: float
    at: Instant
    year: int


class Hours(Out):
    """A person's hours of one year (学时台账): `total` is the sum of the items."""

    person: Reference
    year: int
    total: float
    items: list[HoursItem]


TAG = "培训 Training"
COURSE = "/api/v1/courses/{id}"

ROUTES = (
    Route(
        "POST", "/api/v1/courses", "Plan a course", TAG, Course, "plan", status=201, body=NewCourse, located=True,
        refusals=(403,),
    ),
    Route("GET", "/api/v1/courses", "List courses", TAG, CoursePage, "search", query=CourseQuery, turns="course"),
    Route("GET", COURSE, "Show a course", TAG, Course, "get"),
    Route("GET", f"{COURSE}/history", "Who did what with a course", TAG, HistoryPage, "history", query=PageQuery),
    step_route(COURSE, "Take a step with a course", TAG, Course, "act", COURSE_ACTS, CourseStep),
    Route("POST", f"{COURSE}/enrolments", "Enrol oneself", TAG, Course, "enrol", refusals=(403, 409, 412)),
    Route(
        "POST", f"{COURSE}/attendance", "Record that somebody attended", TAG, Course, "attend", body=Attendee,
        refusals=(403, 409, 412),
    ),
    Route("GET", "/api/v1/people/{id}/hours", "Show a person's hours", TAG, Hours, "hours", query=HoursQuery),
)  # fmt: skip
