"""Use cases of calendar feeds."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from services.meetings import domain as office
from services.meetings.calendars import domain, ics
from services.meetings.calendars.domain import Calendar, CalendarStatus
from services.meetings.calendars.steps import CALENDAR
from services.meetings.rooms import catalogue
from services.meetings.rooms.repositories import RoomRepositories
from shared import usecase
from shared.actor import Actor
from shared.calendar import office_date
from shared.contracts.directory import PersonRecorded
from shared.errors import NotFound
from shared.files import handed
from shared.shown import Shown
from shared.usecase import Repository, made_id, to_show
from shared.workflow import Context

if TYPE_CHECKING:
    from services.meetings.calendars import api

MEDIA = "text/calendar; charset=utf-8"
BACK, AHEAD = timedelta(days=31), timedelta(days=366)


class Calendars(Repository[Calendar], Protocol):
    """The repository of calendar feeds."""

    def at(self, secret: str) -> Calendar | None: ...
    def of_owner(self, owner: str) -> list[Calendar]: ...


@dataclass(frozen=True, kw_only=True)
class CalendarRepositories(RoomRepositories):
    """The repositories that calendars need."""

    calendars: Calendars


def subscribe(repositories: CalendarRepositories, *, new_id: str, secret: str, room: str | None) -> Calendar:
    """Open a calendar feed of the actor's meetings, or of a room of their district, at a new secret address."""
    occasion, actor = repositories.occasion, repositories.occasion.person
    calendar_id = made_id(occasion, new_id)
    if occasion.key is not None and repositories.calendars.find(calendar_id) is not None:
        return repositories.calendars.get(calendar_id)  # raises Repeated
    name = actor.name if room is None else catalogue.found(repositories.copies, room, actor)[0].name
    calendar = Calendar(
        id=calendar_id, owner=actor.person_id, organ=actor.organ, name=name, secret=secret, room=room
    )  # fmt: skip
    mine = repositories.calendars.of_owner(actor.person_id)
    known = Context(actor, occasion.at, said={"open": sum(each.status is CalendarStatus.OPEN for each in mine)})
    return usecase.begin(repositories.calendars, CALENDAR, calendar, "subscribe", known)


def act(repositories: CalendarRepositories, calendar_id: str, action: str, *, comment: str | None) -> Calendar:
    """Revoke a calendar's address: from then on it is answered as if it had never existed."""
    return usecase.act(
        repositories.calendars, CALENDAR, calendar_id, action, comment, sees=domain.sees, occasion=repositories.occasion
    )


def get(repositories: CalendarRepositories, calendar_id: str, *, actor: Actor) -> "Shown[api.Calendar]":
    """Return a calendar to its owner."""
    return shown(to_show(repositories.calendars, calendar_id, domain.sees, actor), actor)


def search(repositories: CalendarRepositories, *, actor: Actor) -> "Shown[api.Calendars]":
    """List the actor's calendars."""
    return {"items": [shown(each, actor) for each in repositories.calendars.of_owner(actor.person_id)], "next": None}


def feed(repositories: CalendarRepositories, secret: str) -> dict[str, str]:
    """Return the calendar at a secret address; raise NotFound if it was revoked, its owner has left, or it never
    existed.
    """
    calendar = repositories.calendars.at(secret)
    person = None if calendar is None else repositories.copies.find(PersonRecorded, calendar.owner)
    if calendar is None or calendar.status is not CalendarStatus.OPEN or person is None or not person.active:
        raise NotFound()
    today = office_date(repositories.occasion.at)
    begin, end = today - BACK, today + AHEAD
    if calendar.room is None:
        text = ics.of_person(calendar.name, repositories.meetings.calendar_of(calendar.owner, begin, end))
    else:
        taken = [
            (purpose, booking, day.updated_at)
            for day in repositories.days.of_room(calendar.room, begin, end)
            for purpose, booking in day.bookings.items()
            if day.updated_at is not None
        ]
        text = ics.of_room(calendar.room, calendar.name, taken)
    return handed(f"{calendar.name}.ics", MEDIA, text)


def invitation(repositories: CalendarRepositories, meeting_id: str, *, actor: Actor) -> dict[str, str]:
    """Return the invitation to a meeting for calendar programs to add, update or cancel, to those who see it."""
    meeting = to_show(repositories.meetings, meeting_id, office.sees, actor)
    return handed(f"{meeting.title}.ics", MEDIA, ics.invitation(meeting))


def shown(calendar: Calendar, actor: Actor | None) -> "Shown[api.Calendar]":
    """Return a calendar with its address."""
    open_ = calendar.status is CalendarStatus.OPEN
    return {
        **calendar.described(),
        "name": calendar.name,
        "room": calendar.room,
        "address": f"/api/v1/calendars/{calendar.secret}.ics" if open_ else None,
        "status": calendar.status.value,
        "status_name": domain.STATUS_NAMES[calendar.status],
        "stage_name": CALENDAR.stage(calendar.status),
        "actions": CALENDAR.offers(calendar, actor),
    }
