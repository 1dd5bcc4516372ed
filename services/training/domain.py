"""A course (培训班) and a person's ledger of hours (学时台账); immutable, no clock, no broker, no store.

Source of the rules: 干部教育培训工作条例（2023）, called 条例 below.
"""

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from shared.actor import Actor
from shared.aggregate import Aggregate
from shared.calendar import on_paper
from shared.contracts.training import HoursEntered
from shared.errors import Refused
from shared.given import Given
from shared.office import Named
from shared.workflow import By, Context, reason_rule, role, rule

REGULATION = "干部教育培训工作条例（2023）"
MOST_HOURS = 90
STEP = 0.5
LECTURE = "party_lecture"
"""The kind of meeting (党课) that earns hours."""


class CourseStatus(StrEnum):
    """The status of a course."""

    PLANNED = "planned"
    PUBLISHED = "published"
    CLOSED = "closed"
    CANCELLED = "cancelled"


STATUS_NAMES: Mapping[CourseStatus, str] = {
    CourseStatus.PLANNED: "筹备中",
    CourseStatus.PUBLISHED: "报名中",
    CourseStatus.CLOSED: "已结班",
    CourseStatus.CANCELLED: "已停办",
}


class CourseFull(Refused):
    """名额已满。"""

    code = "course_full"


class EnteredTwice(Exception):
    """The source is in the ledger already; its hours count once."""


@dataclass(frozen=True)
class Enrolment:
    """An enrolment, and since when."""

    name: str
    organ: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Course(Aggregate):
    """A course. `hours`: earned by attending it; `audience`: organs whose people, and those below, may enrol.

    starts_on: its first day (开班日期), if set.
    enrolments, attendance: by person; attendance holds the time of recording.
    corrections: how often a person's attendance was corrected; corrected_why: the reason, until that person read it.
    cancelled_why: why it was called off; told: who read that.
    """

    title: Given[str]
    hours: Given[float]
    capacity: Given[int]
    organ: str
    organ_name: str
    invited: tuple[Named, ...]
    starts_on: Given[date | None] = None
    status: CourseStatus = CourseStatus.PLANNED
    enrolments: dict[str, Enrolment] = field(default_factory=dict)
    attendance: dict[str, datetime] = field(default_factory=dict)
    corrections: dict[str, int] = field(default_factory=dict)
    corrected_why: dict[str, str] = field(default_factory=dict)
    cancelled_why: str | None = None
    told: tuple[str, ...] = ()

    @property
    def untold(self) -> tuple[str, ...]:
        """Return the enrolled people who have not read yet that the course was called off."""
        return tuple(each for each in self.enrolments if each not in self.told)

    @property
    def uninformed(self) -> tuple[str, ...]:
        """Return the enrolled people who have not read yet that their attendance was taken back."""
        return tuple(each for each in self.corrected_why if each in self.enrolments)

    def recording(self, person: str) -> int:
        """Return which recording of a person's attendance stands, or comes next."""
        return self.corrections.get(person, 0) + 1

    @property
    def audience(self) -> tuple[str, ...]:
        """Return the ids of the organs whose people may enrol."""
        return tuple(each.id for each in self.invited)

    @property
    def places_left(self) -> int:
        """Count the free places."""
        return self.capacity - len(self.enrolments)


@dataclass(frozen=True)
class Item:
    """One entry of a ledger. `source`: the origin of the hours (`course:<id>`, `meeting:<id>`); `at`: when it was entered."""

    source: str
    title: str
    hours: float
    at: datetime
    year: int


@dataclass(frozen=True, kw_only=True)
class Ledger(Aggregate):
    """A person's hours of one year (条例: this year's only). Items are added and never changed."""

    person: str
    year: int
    items: dict[str, Item] = field(default_factory=dict)

    @property
    def total(self) -> float:
        """Return the total of the hours."""
        return math.fsum(item.hours for item in self.items.values())

    def enter(self, item: Item) -> tuple["Ledger", HoursEntered]:
        """Enter an item; raise EnteredTwice if its source is in the ledger already."""
        if item.source in self.items:
            raise EnteredTwice(item.source)
        after = replace(self, items={**self.items, item.source: item})
        return after, HoursEntered.of(after, source=item.source, title=item.title, hours=item.hours)

    def counter(self, source: str, *, reason: str, at: datetime) -> tuple["Ledger", HoursEntered]:
        """Cancel a source's hours by a counter-entry (冲正); the first entry stays."""
        first = self.items[source]
        title = f"冲正：{first.title}（{reason}）"
        return self.enter(Item(f"counter:{source}", title, -first.hours, at, self.year))


def source_of(course_id: str, recording: int) -> str:
    """Return the source of a course's hours: the first recording's, or that of one after a correction."""
    return f"course:{course_id}" if recording == 1 else f"course:{course_id}:{recording}"


def new_ledger(person: str, year: int) -> Ledger:
    """Create a person's ledger of a year; its id is derived from both, so that there is only one."""
    ledger_id = hashlib.sha256(f"{person}@{year}".encode()).hexdigest()[:32]
    return Ledger(id=ledger_id, person=person, year=year)


OFFICE = ("director", "leader")
"""Roles that see the courses of their organ whole, and the hours of its people."""


def keeps(course: Course, actor: Actor) -> bool:
    """Check whether an actor runs a course and sees it whole: the director and the leader of its organ."""
    return actor.organ == course.organ and any(actor.holds(name) for name in OFFICE)


def invited(course: Course, actor: Actor) -> bool:
    """Check whether an actor belongs to the audience."""
    return not set(course.audience).isdisjoint(actor.path)


UNSEEN = (CourseStatus.PLANNED, CourseStatus.CANCELLED)
"""Statuses in which the audience sees no course, but only who enrolled."""


def sees(course: Course, actor: Actor) -> bool:
    """Check whether an actor may see a course: those who run it; once published, its audience and participants."""
    if keeps(course, actor):
        return True
    if actor.person_id in course.enrolments:
        return True
    return course.status not in UNSEEN and invited(course, actor)


DIRECTOR = role("director")
AUDIENCE = By("audience", invited, "培训对象")
PARTICIPANT = By("participant", lambda course, actor: actor.person_id in course.enrolments, "报名人")
CORRECTED = By("corrected participant", lambda course, actor: actor.person_id in course.uninformed, "被冲正人")


@rule(
    "hours_unfit",
    f"{REGULATION}：每年12天或者90学时",
    field="hours",
    states="一次培训登记0.5至90学时，以半学时计。",
)
def hours_fit(course: Course, context: Any) -> str | None:
    """Require half-hour steps from 0.5 to 90, the hours required in a year."""
    fits = STEP <= course.hours <= MOST_HOURS and (course.hours / STEP).is_integer()
    return None if fits else "学时以0.5为单位，应大于0，不超过90"


@rule(
    "starts_past", f"{REGULATION}：按计划组织培训", field="starts_on", states="培训在开班以前开设。",
)  # fmt: skip
def it_lies_ahead(course: Course, context: Context) -> str | None:
    """Require that a course is planned no later than its first day."""
    if course.starts_on is None or course.starts_on >= context.today:
        return None
    return "开班日期已过，请填写今日或者以后的日期"


@rule("not_enrolled", f"{REGULATION}：学时凭参训情况登记", field="person", states="参训人员先报名，再登记出勤。")
def attendee_is_enrolled(course: Course, context: Context) -> str | None:
    """Require that an attendee is enrolled."""
    return None if context.said["person"] in course.enrolments else "该同志没有报名参加本期培训，不能登记出勤"


@rule(
    "not_begun", f"{REGULATION}：学时凭参训情况登记", field="starts_on",
    states="培训开班以后方可登记出勤、结班。",
)  # fmt: skip
def it_has_begun(course: Course, context: Context) -> str | None:
    """Forbid recording attendance, or closing a course, before its first day."""
    if course.starts_on is None or context.today >= course.starts_on:
        return None
    return f"培训班定于{on_paper(course.starts_on)}开班，尚未开始，不能登记出勤、结班"


@rule(
    "course_full",
    f"{REGULATION}：按计划组织培训",
    states="报名人数不超过计划的名额。",
    error=CourseFull,
    details=lambda course, context: {"capacity": course.capacity},
)
def place_is_left(course: Course, context: Context) -> str | None:
    """Require a free place."""
    return None if course.places_left > 0 else f"本期培训的{course.capacity}个名额已满"


@rule(
    "attended", f"{REGULATION}：学时凭参训情况登记", states="登记出勤以前可以取消报名。",
)  # fmt: skip
def one_has_not_attended(course: Course, context: Context) -> str | None:
    """Forbid withdrawing after the attendance was recorded."""
    if context.actor.person_id not in course.attendance:
        return None
    return "已登记出勤，不能取消报名；登记有误的，请举办单位冲正"


@rule("nobody_attended", f"{REGULATION}：学时凭参训情况登记", states="有人登记出勤的培训班结班，不停办。")
def nobody_has_attended(course: Course, context: Context) -> str | None:
    """Forbid calling off a course that somebody attended."""
    count = len(course.attendance)
    return f"已登记{count}人出勤，不能停办；登记有误的，请先冲正，已经办完的，请结班" if count else None


@rule("not_attended", f"{REGULATION}：学时凭参训情况登记", field="person", states="登记过出勤的，方可冲正。")
def attendance_is_recorded(course: Course, context: Context) -> str | None:
    """Require a recorded attendance to correct."""
    return None if context.said["person"] in course.attendance else "该同志没有登记出勤，无须冲正"


@rule("told", f"{REGULATION}：按计划组织培训", states="停办的通知阅知一次。")
def one_has_not_read_it(course: Course, context: Context) -> str | None:
    """Require that the actor has not marked it as read."""
    return "您已经阅知" if context.actor.person_id in course.told else None


correction_has_a_reason = reason_rule(REGULATION, "冲正出勤的，说明理由。")
calling_off_has_a_reason = reason_rule(REGULATION, "停办培训班的，说明理由。")


def place(course: Course, context: Context) -> Mapping[str, Any]:
    """Enrol the actor."""
    actor = context.actor
    return {
        "enrolments": {**course.enrolments, actor.person_id: Enrolment(actor.name, actor.organ, context.at)},
    }


def presence(course: Course, context: Context) -> Mapping[str, Any]:
    """Record the attendance; a correction before it is settled by that."""
    person = context.said["person"]
    return {
        "attendance": {**course.attendance, person: context.at},
        "corrected_why": _without(course.corrected_why, person),
    }


def _without(people: Mapping[str, Any], person: str) -> dict[str, Any]:
    return {each: value for each, value in people.items() if each != person}


def withdrawal(course: Course, context: Context) -> Mapping[str, Any]:
    """Remove the actor from those enrolled."""
    person = context.actor.person_id
    return {
        "enrolments": _without(course.enrolments, person),
        "corrected_why": _without(course.corrected_why, person),
    }


def correction(course: Course, context: Context) -> Mapping[str, Any]:
    """Take the attendance back and count the correction."""
    person = context.said["person"]
    return {
        "attendance": _without(course.attendance, person),
        "corrections": {**course.corrections, person: course.recording(person)},
        "corrected_why": {**course.corrected_why, person: context.comment},
    }


def acknowledgement(course: Course, context: Context) -> Mapping[str, Any]:
    """Record that the actor read why the attendance was taken back."""
    return {"corrected_why": _without(course.corrected_why, context.actor.person_id)}


def calling_off(course: Course, context: Context) -> Mapping[str, Any]:
    """Record the reason."""
    return {"cancelled_why": context.comment}


def reading(course: Course, context: Context) -> Mapping[str, Any]:
    """Record that the actor read that it was called off."""
    return {"told": (*course.told, context.actor.person_id)}
