"""What can be done with courses and hours: one function a use case."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, Protocol, TypeVar

from services.training import domain
from services.training.domain import Course, EnteredTwice, Item, Ledger, Named
from services.training.kinds import COURSE
from shared.actor import Actor
from shared.aggregate import Entry
from shared.calendar import instant_text, office_date
from shared.contracts import training as facts
from shared.contracts.directory import OrganRecorded, PersonRecorded
from shared.contracts.event import Event
from shared.contracts.meetings import MeetingClosed
from shared.errors import Forbidden, InvalidInput, NotFound, Refused, VersionConflict
from shared.occasion import AlreadyHandled, Occasion
from shared.pages import Page
from shared.usecase import history_of, made_id, to_change, to_show
from shared.workflow import Facts, refuse_broken

E = TypeVar("E", bound=Event)

ATTEMPTS = 500


class Courses(Protocol):
    """Where courses are kept."""

    def get(self, aggregate_id: str) -> Course: ...
    def find(self, aggregate_id: str) -> Course | None: ...
    def add(self, new: Course, *, announcing: Event, action: str, comment: str = "") -> Course: ...
    def save(self, after: Course, *, announcing: Event, action: str, comment: str = "") -> Course: ...
    def history(self, aggregate_id: str, *, cursor: str | None, limit: int) -> Page[Entry]: ...
    def search(self, actor: Actor, *, status: str | None, cursor: str | None, limit: int) -> Page[Course]: ...
    def any_with(self, organ: str, person: str) -> bool: ...


class Ledgers(Protocol):
    """Where hours are kept."""

    def find(self, aggregate_id: str) -> Ledger | None: ...
    def add(self, new: Ledger, *, announcing: Event, action: str, comment: str = "") -> Ledger: ...
    def save(self, after: Ledger, *, announcing: Event, action: str, comment: str = "") -> Ledger: ...


class Copies(Protocol):
    """The last known state of organs and people."""

    def find(self, kind: type[E], thing_id: str) -> E | None: ...
    def one(self, kind: type[E], value: str, *, by: Sequence[str]) -> E | None: ...


def plan(courses: Courses, copies: Copies, *, occasion: Occasion, new_id: str, wanted: Mapping[str, Any]) -> Course:
    """Plan a course. `wanted`: title, hours, capacity, audience."""
    actor = occasion.person
    if not actor.holds("director"):
        raise Forbidden("培训班由办公室主任开设。")
    organ = copies.find(OrganRecorded, actor.organ)
    if organ is None:
        raise Refused("单位信息正在更新，请稍后再试。")
    course = Course(
        id=made_id(occasion, new_id),
        title=wanted["title"],
        hours=wanted["hours"],
        capacity=wanted["capacity"],
        organ=organ.organ_id,
        organ_name=organ.name,
        invited=_invited(copies, wanted["audience"], actor.district),
    )
    refuse_broken((domain.hours_fit,), course, None)
    return courses.add(course, announcing=facts.CoursePlanned.of(course), action="plan")


def act(courses: Courses, course_id: str, action: str, *, occasion: Occasion, comment: str | None) -> Course:
    """Take one step of a course's life and announce it, in one write."""
    known = Facts(occasion.person, occasion.at, comment or "")
    return _step(courses, to_change(courses, course_id, domain.sees, occasion), action, known)


def enrol(courses: Courses, course_id: str, *, occasion: Occasion) -> Course:
    """Give whoever asks a place; whoever has one keeps it, and whoever loses a race looks again."""
    known = Facts(occasion.person, occasion.at, said={"person": occasion.person.person_id})

    def attempt() -> Course:
        course = to_change(courses, course_id, domain.sees, occasion)
        return course if known.actor.person_id in course.enrolments else _step(courses, course, "enrol", known)

    return _patiently(attempt)


def attend(courses: Courses, copies: Copies, course_id: str, person: str, *, occasion: Occasion) -> Course:
    """Record that somebody attended; once is enough."""

    def attempt() -> Course:
        course = to_change(courses, course_id, domain.sees, occasion)
        COURSE.step(course, "attend", occasion.person)
        found = _person(copies, person)
        if found is None:
            raise InvalidInput(
                errors=[
                    {"field": "person", "code": "unknown_person", "message": "未找到该人员，请从本单位在岗人员中选择"}
                ]
            )
        said = {"person": found.person_id, "recorded_on": office_date(occasion.at)}
        known = Facts(occasion.person, occasion.at, said=said)
        return course if found.person_id in course.attendance else _step(courses, course, "attend", known)

    return _patiently(attempt)


def get(courses: Courses, course_id: str, *, actor: Actor, at: datetime | None = None) -> dict[str, Any]:
    """Show a course to whoever may see it."""
    return shown_course(to_show(courses, course_id, domain.sees, actor), actor, at)


def search(
    courses: Courses,
    *,
    actor: Actor,
    status: str | None,
    cursor: str | None,
    limit: int,
    at: datetime | None = None,
) -> dict[str, Any]:
    """List the courses that an actor may see, the newest first."""
    page = courses.search(actor, status=status, cursor=cursor, limit=limit)
    return page.map(lambda course: shown_course(course, actor, at)).to_wire()


def history(courses: Courses, course_id: str, *, actor: Actor, cursor: str | None, limit: int) -> Page[Entry]:
    """Give who did what with a course, to those who keep it: it names everybody who enrolled."""
    return history_of(courses, course_id, domain.keeps, actor=actor, cursor=cursor, limit=limit)


def credit_attendance(ledgers: Ledgers, attended: facts.AttendanceRecorded, *, at: datetime) -> None:
    """Enter the hours of a course into the ledger of whoever attended."""
    day = attended.recorded_on
    item = Item(f"course:{attended.course_id}", attended.title, attended.hours, at, day.year)
    _enter(ledgers, attended.person, item)


def credit_meeting(ledgers: Ledgers, closed: MeetingClosed, *, at: datetime) -> None:
    """Enter the hours of a lecture (党课) into the ledger of everybody who signed in; a repeat goes on where it was."""
    if closed.kind != domain.LECTURE:
        return
    item = Item(f"meeting:{closed.meeting_id}", closed.title, closed.hours, at, closed.held_on.year)
    for person in closed.attended:
        with suppress(AlreadyHandled):
            _enter(ledgers, person, item)


def hours(
    ledgers: Ledgers, courses: Courses, copies: Copies, person: str, year: int | None, *, occasion: Occasion
) -> dict[str, Any]:
    """Show a person's hours of a year, this year's unless told: to themself, to the director and leader of their organ,
    and to the office whose course they enrolled in."""
    actor, found = occasion.person, _person(copies, person)
    if found is None or not (
        found.person_id == actor.person_id
        or (any(actor.holds(name) for name in domain.OFFICE) and found.organ == actor.organ)
        or (actor.holds("director") and courses.any_with(actor.organ, found.person_id))
    ):
        raise NotFound()
    ledger = domain.new_ledger(found.person_id, year or office_date(occasion.at).year)
    return shown_hours(ledgers.find(ledger.id) or ledger, found)


def _enter(ledgers: Ledgers, person: str, item: Item) -> None:
    """Enter an item in one write; raise AlreadyHandled where its source gave its hours before."""
    new = domain.new_ledger(person, item.year)
    ledger = ledgers.find(new.id)
    try:
        after, event = (ledger or new).enter(item)
    except EnteredTwice as error:
        raise AlreadyHandled() from error
    if ledger is not None:
        ledgers.save(after, announcing=event, action="enter")
        return
    ledgers.add(after, announcing=event, action="enter")
    standing = ledgers.find(new.id)
    if standing is None or item.source not in standing.items:
        raise VersionConflict()  # another event opened the ledger at the same time, and `add` left it alone


def _invited(copies: Copies, audience: Sequence[str], district: str) -> tuple[Named, ...]:
    """Name the organs of an audience, all of one's own district."""
    errors: list[dict[str, str]] = []
    found: dict[str, Named] = {}
    for place, organ_id in enumerate(audience):
        organ, where = copies.find(OrganRecorded, organ_id), f"audience[{place}]"
        if organ is None or organ.path[0] != district:
            errors.append({"field": where, "code": "unknown_organ", "message": "未找到该单位，请从列表中选择"})
        elif organ_id in found:
            errors.append({"field": where, "code": "organ_repeated", "message": "同一单位不能重复"})
        else:
            found[organ_id] = Named(organ.organ_id, organ.name)
    if errors:
        raise InvalidInput(errors=errors)
    return tuple(found.values())


def _person(copies: Copies, name: str) -> PersonRecorded | None:
    return copies.one(PersonRecorded, name, by=("person_id", "username"))


def _step(courses: Courses, course: Course, action: str, known: Facts) -> Course:
    after, event = COURSE.take(course, action, known)
    return courses.save(after, announcing=event, action=action, comment=known.comment)


def _patiently(attempt: Callable[[], Course]) -> Course:
    """Attempt again while others write the same course: each attempt judges what then stands there."""
    for _ in range(ATTEMPTS):
        with suppress(VersionConflict):
            return attempt()
    raise Refused("他人正在办理该件，请稍后再试。")


def shown_course(course: Course, actor: Actor | None, at: datetime | None = None) -> dict[str, Any]:
    """Show a course: everybody who enrolled to those who keep it, to others only themself."""
    whole = actor is not None and domain.keeps(course, actor)
    me = None if actor is None else actor.person_id
    return {
        **course.described(),
        "title": course.title,
        "hours": course.hours,
        "capacity": course.capacity,
        "places_left": course.places_left,
        "organ": {"id": course.organ, "name": course.organ_name},
        "audience": [{"id": each.id, "name": each.name} for each in course.invited],
        "status": course.status.value,
        "status_name": domain.STATUS_NAMES[course.status],
        "stage_name": COURSE.stage(course.status),
        "enrolments": [
            {
                "person": {"id": person, "name": enrolment.name},
                "organ": enrolment.organ,
                "at": instant_text(enrolment.at),
                "attended_at": instant_text(course.attendance[person]) if person in course.attendance else None,
            }
            for person, enrolment in course.enrolments.items()
            if whole or person == me
        ],
        "actions": COURSE.offers(course, actor, at=at),
    }


def shown_hours(ledger: Ledger, person: PersonRecorded) -> dict[str, Any]:
    """Show a ledger in the order of its entries."""
    return {
        "person": {"id": person.person_id, "name": person.name},
        "year": ledger.year,
        "total": ledger.total,
        "items": [
            {
                "source": item.source,
                "title": item.title,
                "hours": item.hours,
                "at": instant_text(item.at),
                "year": item.year,
            }
            for item in ledger.items.values()
        ],
    }
