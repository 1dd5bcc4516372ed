"""Schemas of courses and hours."""

from typing import Annotated, Literal

from pydantic import Field

from services.gateway.schemas import Day, Id, In, Instant, Line, Out, PageQuery, Reference, Resource
from services.gateway.schemas_documents import Recipient


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


class CourseQuery(PageQuery):
    """Filter of courses."""

    status: Literal["planned", "published", "closed"] | None = None


class Attendee(In):
    """The person who attended."""

    person: Id = Field(description="By id or username.", examples=["west.handler"])


class HoursQuery(In):
    """The year."""

    year: int | None = Field(None, ge=2000, le=2100, description="This year's where left out.")


class Enrolment(Out):
    """A participant, and when they attended."""

    person: Reference
    organ: str
    at: Instant
    attended_at: Instant | None


class Course(Resource):
    """A course; people who do not run it see only their own enrolment."""

    title: str
    hours: float
    capacity: int
    places_left: int
    organ: Reference
    audience: list[Reference]
    starts_on: str | None
    status: Literal["planned", "published", "closed"]
    status_name: str
    stage_name: str
    enrolments: list[Enrolment]


class CoursePage(Out):
    """A page of courses."""

    items: list[Course]
    next: str | None


class HoursItem(Out):
    """One entry of a ledger."""

    source: str = Field(description="What gave the hours: `course:<id>` or `meeting:<id>`.")
    title: str
    hours: float
    at: Instant
    year: int


class Hours(Out):
    """A person's hours of one year (学时账): `total` is the sum of the items."""

    person: Reference
    year: int
    total: float
    items: list[HoursItem]
