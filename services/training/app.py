"""Use cases of courses and hours."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

from services.training import domain
from services.training.acts import COURSE_ACTS
from services.training.domain import Course, EnteredTwice, Item, Ledger
from services.training.kinds import COURSE
from shared import usecase
from shared.actor import Actor
from shared.acts import Acts
from shared.aggregate import Entry
from shared.calendar import instant_text, office_date
from shared.contracts import training as events
from shared.contracts.directory import PersonRecorded
from shared.contracts.meetings import MeetingClosed
from shared.errors import NotFound, VersionConflict
from shared.given import as_given
from shared.listing import Listing
from shared.occasion import AlreadyHandled, Occasion
from shared.office import Copies, Faults, Named, called, fault, named, organ_of, organs_called, pair_of, unfound
from shared.pages import Page
from shared.shown import Shown
from shared.usecase import Repository, history_of, made_id, to_change, to_show
from shared.workflow import Context

if TYPE_CHECKING:
    from services.training import api


class Courses(Repository[Course], Protocol):
    """The repository of courses."""

    def search(self, actor: Actor, wanted: Listing) -> Page[Course]: ...
    def any_with(self, organ: str, person: str) -> bool: ...


Ledgers = Repository[Ledger]
"""The repository of ledgers."""


def plan(courses: Courses, copies: Copies, *, occasion: Occasion, new_id: str, wanted: Mapping[str, Any]) -> Course:
    """Plan a course. `wanted`: title, hours, capacity, audience, starts_on."""
    actor = occasion.person
    COURSE.admit("plan", actor)
    organ = organ_of(copies, actor.organ)
    course = Course(
        id=made_id(occasion, new_id),
        organ=organ.organ_id,
        organ_name=organ.name,
        invited=_invited(copies, wanted["audience"], actor.district),
        **as_given(Course, wanted),
    )
    return usecase.begin(courses, COURSE, course, "plan", Context(actor, occasion.at))


def act(
    courses: Courses,
    copies: Copies,
    course_id: str,
    action: str,
    *,
    occasion: Occasion,
    comment: str | None,
    person: str | None = None,
) -> Course:
    """Take one step of a course's life and announce it, in one write. `person`: whose attendance is corrected."""
    actor = occasion.person

    def gather(course: Course) -> Context:
        said: Mapping[str, Any] = {}
        if action == "correct":
            said = _corrected(copies, course, person, actor)
        elif action == "cancel":
            said = {"enrolled": tuple(course.enrolments)}
        elif action in ("withdraw", "read", "acknowledge"):
            said = {"person": actor.person_id}
        return Context(actor, occasion.at, comment or "", said=said)

    return usecase.act(
        courses, COURSE, course_id, action, sees=domain.sees, occasion=occasion, gather=gather,
        together=COURSE_ACTS[action].together,
    )  # fmt: skip


def _corrected(copies: Copies, course: Course, person: str | None, actor: Actor) -> Mapping[str, Any]:
    found = called(copies, person or "")
    if found is None:
        raise fault("person", "unknown_person", unfound(found, actor.district))
    recorded = course.attendance.get(found.person_id)
    return {
        "person": found.person_id,
        "recorded_on": None if recorded is None else office_date(recorded),
        "recording": course.recording(found.person_id),
    }


def enrol(courses: Courses, course_id: str, *, occasion: Occasion) -> Course:
    """Enrol the actor in a course; an existing enrolment stays."""
    person = occasion.person.person_id
    standing = courses.find(course_id)
    if standing is not None and person in standing.enrolments:
        return to_change(courses, course_id, domain.sees, occasion)

    def gather(course: Course) -> Context | None:
        if person in course.enrolments:
            return None
        return Context(occasion.person, occasion.at, said={"person": person})

    return usecase.act(
        courses, COURSE, course_id, "enrol", sees=domain.sees, occasion=occasion, gather=gather, together=True
    )


def attend(courses: Courses, copies: Copies, course_id: str, person: str, *, occasion: Occasion) -> Course:
    """Record a person's attendance, once."""

    def gather(course: Course) -> Context | None:
        found = called(copies, person)
        if found is None:
            raise fault("person", "unknown_person", unfound(found, occasion.person.district))
        if found.person_id in course.attendance:
            return None
        said = {
            "person": found.person_id,
            "recorded_on": office_date(occasion.at),
            "recording": course.recording(found.person_id),
        }
        return Context(occasion.person, occasion.at, said=said)

    return usecase.act(
        courses, COURSE, course_id, "attend", sees=domain.sees, occasion=occasion, gather=gather, together=True
    )


def get(courses: Courses, course_id: str, *, actor: Actor, at: datetime | None = None) -> "Shown[api.Course]":
    """Return a course to those who may see it."""
    return shown_course(to_show(courses, course_id, domain.sees, actor), actor, at)


def search(courses: Courses, *, actor: Actor, at: datetime | None = None, **wanted: Any) -> "Shown[api.CoursePage]":
    """List the courses that an actor may see (`Listing`)."""
    page = courses.search(actor, Listing(**wanted))
    return page.map(lambda course: shown_course(course, actor, at)).to_wire()


def history(courses: Courses, course_id: str, *, actor: Actor, cursor: str | None, limit: int) -> Page[Entry]:
    """Return a page of a course's history, to those who run it: it names everybody who enrolled."""
    return history_of(courses, course_id, domain.keeps, actor=actor, cursor=cursor, limit=limit)


def acts_in_trail(copies: Copies) -> Acts:
    """Return the labels of a course's trail, which says whose attendance was recorded or corrected."""

    @cache
    def name(person: str) -> str:
        found = called(copies, person)
        return "" if found is None else found.name

    def whose(entry: Entry) -> str:
        return name(entry["data"]["person"])

    return {**COURSE_ACTS, **{each: replace(COURSE_ACTS[each], detail=whose) for each in ("attend", "correct")}}


def credit_attendance(
    ledgers: Ledgers, attended: events.AttendanceRecorded | events.AttendanceCorrected, *, at: datetime
) -> None:
    """Enter the hours of a course into an attendee's ledger, or cancel them by a counter-entry."""
    year = attended.recorded_on.year
    source = domain.source_of(attended.course_id, attended.recording)
    if isinstance(attended, events.AttendanceRecorded):
        _enter(ledgers, attended.person, Item(source, attended.title, attended.hours, at, year))
        return
    ledger = ledgers.get(domain.new_ledger(attended.person, year).id)
    try:
        after, event = ledger.counter(source, reason=attended.reason, at=at)
    except EnteredTwice as error:
        raise AlreadyHandled() from error
    ledgers.save(after, announcing=event, action="counter")


def credit_meeting(ledgers: Ledgers, closed: MeetingClosed, *, at: datetime) -> None:
    """Enter the hours of a lecture (党课) into the ledger of everybody who signed in; a repeat continues."""
    if closed.kind != domain.LECTURE:
        return
    item = Item(f"meeting:{closed.meeting_id}", closed.title, closed.hours, at, closed.held_on.year)
    for person in closed.attended:
        with suppress(AlreadyHandled):
            _enter(ledgers, person, item)


def hours(
    ledgers: Ledgers, courses: Courses, copies: Copies, person: str, year: int | None, *, occasion: Occasion
) -> "Shown[api.Hours]":
    """Return a person's hours of a year, by default this year: to themself, to the director and leader of their organ,
    and to the office whose course they enrolled in.
    """
    actor, found = occasion.person, called(copies, person)
    if found is None or not (
        found.person_id == actor.person_id
        or (any(actor.holds(name) for name in domain.OFFICE) and found.organ == actor.organ)
        or (actor.holds("director") and courses.any_with(actor.organ, found.person_id))
    ):
        raise NotFound()
    ledger = domain.new_ledger(found.person_id, year or office_date(occasion.at).year)
    return shown_hours(ledgers.find(ledger.id) or ledger, found)


def _enter(ledgers: Ledgers, person: str, item: Item) -> None:
    """Enter an item in one write; raise AlreadyHandled if its source was entered before."""
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
    """Resolve the organs of an audience by id or name, all of the actor's district."""
    faults, found = Faults(), dict[str, Named]()
    for place, said in enumerate(audience):
        organs, where = organs_called(copies, district, said), f"audience[{place}]"
        if len(organs) > 1:
            faults.add(where, "ambiguous_organ", f"名称对应{len(organs)}个单位，请从列表中选择")
        elif not organs:
            faults.add(where, "unknown_organ", "未找到该单位，请从列表中选择")
        elif organs[0].organ_id in found:
            faults.add(where, "organ_repeated", "同一单位不能重复")
        else:
            found[organs[0].organ_id] = Named(organs[0].organ_id, organs[0].name)
    faults.refuse()
    return tuple(found.values())


def shown_course(course: Course, actor: Actor | None, at: datetime | None = None) -> "Shown[api.Course]":
    """Return a course: all enrolments to those who run it, to others only their own."""
    whole = actor is not None and domain.keeps(course, actor)
    me = None if actor is None else actor.person_id
    return {
        **course.described(),
        "title": course.title,
        "hours": course.hours,
        "capacity": course.capacity,
        "places_left": course.places_left,
        "organ": named(course.organ, course.organ_name),
        "audience": [pair_of(each) for each in course.invited],
        "starts_on": None if course.starts_on is None else course.starts_on.isoformat(),
        "status": course.status.value,
        "status_name": domain.STATUS_NAMES[course.status],
        "stage_name": COURSE.stage(course.status),
        "cancelled_why": course.cancelled_why,
        "enrolments": [
            {
                "person": named(person, enrolment.name),
                "organ": enrolment.organ,
                "at": instant_text(enrolment.at),
                "attended_at": instant_text(course.attendance[person]) if person in course.attendance else None,
                "corrected_why": course.corrected_why.get(person),
            }
            for person, enrolment in course.enrolments.items()
            if whole or person == me
        ],
        "actions": COURSE.offers(course, actor, at=at),
    }


def shown_hours(ledger: Ledger, person: PersonRecorded) -> "Shown[api.Hours]":
    """Return a ledger in the order of its entries."""
    return {
        "person": named(person.person_id, person.name),
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
