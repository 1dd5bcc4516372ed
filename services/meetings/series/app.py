"""Use cases of series.

A series is stored with all its days. By its event each day gets its meeting, with an id derived from series and
day, and the meeting gets all its rooms or none by its own event; a cancelled day cancels its meeting the same way.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Protocol

from services.meetings import planning
from services.meetings.domain import Meeting, MeetingStatus, Stay, circle, time_faults
from services.meetings.planning import PlanningRepositories
from services.meetings.rooms import app as rooms
from services.meetings.rules import SERIES as BY_SERIES
from services.meetings.series import domain
from services.meetings.series.domain import Holidays, Series
from services.meetings.series.steps import SERIES
from services.meetings.steps import MEETING
from shared import usecase
from shared.actor import Actor
from shared.calendar import OFFICE_ZONE, instant_text, is_published, office_date, on_paper
from shared.errors import InvalidInput, Refused
from shared.occasion import AlreadyHandled
from shared.office import Named, fault, organ_of, pair_of
from shared.pages import Page
from shared.shown import Shown
from shared.usecase import Repository, made_id, to_show
from shared.workflow import Context, because

if TYPE_CHECKING:
    from services.meetings.series import api
    from shared.api import shapes

SETTLED_LATER: Mapping[str, Any] = {"seats": None, "closed": (), "conflict": None}
"""The rooms of a day's meeting: judged when the series was planned, and booked by the meeting's own event."""
OPEN = (MeetingStatus.PLANNED, MeetingStatus.CALLED, MeetingStatus.POSTPONED)


class ManySeries(Repository[Series], Protocol):
    """The repository of series."""

    def search(self, actor: Actor, *, cursor: str | None, limit: int) -> Page[Series]: ...


@dataclass(frozen=True, kw_only=True)
class SeriesRepositories(PlanningRepositories):
    """The repositories that series need."""

    series: ManySeries


def plan(repositories: SeriesRepositories, *, new_id: str, wanted: Mapping[str, Any]) -> Series:
    """Plan recurring meetings. `wanted`: as for one meeting, and rule, holidays; starts_at and ends_at are of the first.

    A day whose rooms are taken gets no meeting and is shown as such; the others do.
    """
    occasion = repositories.occasion
    SERIES.admit("plan", occasion.person)
    series_id = made_id(occasion, new_id)
    if occasion.key is not None and repositories.series.find(series_id) is not None:
        return repositories.series.get(series_id)  # raises Repeated
    series, found = _series(repositories, series_id, wanted)
    known = Context(occasion.person, occasion.at, said=found)
    return usecase.begin(repositories.series, SERIES, series, "plan", known)


def check(repositories: SeriesRepositories, wanted: Mapping[str, Any]) -> "Shown[api.SeriesDays]":
    """Return the days of a rule, each with those of some rooms that are taken then; nothing is stored."""
    actor = repositories.occasion.person
    SERIES.admit("plan", actor)
    starts_at, ends_at = (datetime.fromisoformat(wanted[name]) for name in ("starts_at", "ends_at"))
    errors = time_faults(starts_at, ends_at, now=repositories.occasion.at)
    found = rooms.named(
        repositories.copies, wanted["rooms"], circle(organ_of(repositories.copies, actor.organ)), errors
    )
    if errors:
        raise InvalidInput(errors=errors)
    begin, end = (each.astimezone(OFFICE_ZONE) for each in (starts_at, ends_at))
    places = tuple(Named(room.id, room.name) for room in found)
    stay = rooms.fitted(repositories.profiles, Stay(places, starts_at, ends_at))
    days = domain.days_of(wanted["rule"], begin.date(), Holidays(wanted["holidays"]), begin.time())
    known = {
        (room, each.day): each for room in stay.rooms for each in repositories.days.of_room(room, days[0], days[-1])
    }

    def taken(day: date) -> "list[Shown[shapes.Reference]]":
        starts_at, ends_at = (datetime.combine(day, each.timetz()).astimezone(UTC) for each in (begin, end))
        booked = ((place, known.get((place.id, day))) for place in stay.places)
        return [
            pair_of(place) for place, its in booked if its and its.taken("", starts_at, ends_at, stay.pad(place.id))
        ]

    return {"days": [{"on": day.isoformat(), "taken": taken(day)} for day in days]}


def act(repositories: SeriesRepositories, series_id: str, action: str, *, on: str, comment: str | None) -> Series:
    """Cancel one day, or all from a day on; their meetings are cancelled by the event."""
    occasion = repositories.occasion

    def gather(series: Series) -> Context:
        return Context(occasion.person, occasion.at, comment or "", {"on": date.fromisoformat(on)})

    return usecase.act(
        repositories.series, SERIES, series_id, action, sees=domain.sees, occasion=occasion, gather=gather
    )


def follow_plan(repositories: SeriesRepositories, series_id: str) -> None:
    """Create the meeting of each day; existing ones are left alone."""
    series = repositories.series.find(series_id)
    if series is None:
        raise Refused("例会尚未登记，请稍后再试。")
    for day in series.left:
        new = _meeting(series, day)
        if new.starts_at > repositories.occasion.at and repositories.meetings.find(new.id) is None:
            known = because(BY_SERIES, new, repositories.occasion.at, **SETTLED_LATER)
            usecase.begin(repositories.meetings, MEETING, new, "plan", known)


def follow_change(repositories: SeriesRepositories, series_id: str, reason: str) -> None:
    """Cancel the meetings of cancelled days; their rooms are released by their own events."""
    series = repositories.series.find(series_id)
    for day in () if series is None else series.exceptions:
        meeting = repositories.meetings.find(domain.meeting_id(series_id, day))
        if meeting is not None and meeting.status in OPEN:
            known = because(BY_SERIES, meeting, repositories.occasion.at, reason or "例会取消", rooms=meeting.rooms)
            with suppress(AlreadyHandled):
                usecase.take(repositories.meetings, MEETING, meeting, "cancel", known)


def get(repositories: SeriesRepositories, series_id: str, *, actor: Actor) -> "Shown[api.Series]":
    """Return a series with the meeting of each day."""
    series = to_show(repositories.series, series_id, domain.sees, actor)
    return shown(series, repositories.meetings.of_series(series.id), actor)


def search(
    repositories: SeriesRepositories, *, actor: Actor, cursor: str | None, limit: int
) -> "Shown[api.SeriesPage]":
    """List the series that an actor may see."""
    page = repositories.series.search(actor, cursor=cursor, limit=limit)
    return page.map(lambda each: shown(each, repositories.meetings.of_series(each.id), actor)).to_wire()


def shown(series: Series, found: list[Meeting], actor: Actor | None) -> "Shown[api.Series]":
    """Return a series as the API shows it."""
    by_day = {each.id: each for each in found}
    return {
        **series.described(),
        "kind": series.kind,
        "title": series.title,
        "organ": series.organ,
        "rule": series.rule,
        "holidays": series.holidays.value,
        "provisional": not all(is_published(day) for day in series.days),
        "occurrences": [_occurrence(series, day, by_day.get(domain.meeting_id(series.id, day))) for day in series.days],
        "status": series.status.value,
        "status_name": domain.STATUS_NAMES[series.status],
        "stage_name": SERIES.stage(series.status),
        "actions": SERIES.offers(series, actor),
    }


def _occurrence(series: Series, day: date, meeting: Meeting | None) -> "Shown[api.Occurrence]":
    state = "excepted" if day in series.exceptions else "pending"
    if meeting is not None and day not in series.exceptions:
        never = meeting.arranged_at is None and meeting.status in (MeetingStatus.CANCELLED, MeetingStatus.POSTPONED)
        state = "rooms_taken" if never else meeting.status.value
    return {
        "on": day.isoformat(),
        "state": state,
        "state_name": domain.OCCURRENCE_NAMES[state],
        "meeting": None if meeting is None else meeting.id,
        "starts_at": None if meeting is None else instant_text(meeting.starts_at),
    }


def _series(
    repositories: SeriesRepositories, series_id: str, wanted: Mapping[str, Any]
) -> tuple[Series, dict[str, Any]]:
    first, found = planning.wanted_meeting(repositories, series_id, "", wanted)
    begin, end = (each.astimezone(OFFICE_ZONE) for each in (first.starts_at, first.ends_at))
    if office_date(first.ends_at) != begin.date():
        raise fault("ends_at", "spans_days", "例会应在当天二十四点前结束")
    holidays = Holidays(wanted["holidays"])
    series = Series(
        id=series_id,
        organ=first.organ,
        organ_name=first.organ_name,
        path=first.path,
        kind=first.kind,
        title=first.title,
        rule=wanted["rule"],
        holidays=holidays,
        begins=begin.time(),
        ends=end.time(),
        chair=first.chair,
        chair_name=first.chair_name,
        chair_organ=first.chair_organ,
        places=first.places,
        invited=first.invited,
        days=domain.days_of(wanted["rule"], begin.date(), holidays, begin.time()),
        planner=first.planner,
        deputies_count=first.deputies_count,
        pads=first.pads,
        hours_open=first.hours_open,
        branch=first.branch,
    )
    return series, found


def _meeting(series: Series, day: date) -> Meeting:
    begin, end = (datetime.combine(day, at, OFFICE_ZONE).astimezone(UTC) for at in (series.begins, series.ends))
    return Meeting(
        id=domain.meeting_id(series.id, day),
        kind=series.kind,
        title=f"{series.title}（{on_paper(day)}）",
        organ=series.organ,
        organ_name=series.organ_name,
        path=series.path,
        chair=series.chair,
        chair_name=series.chair_name,
        chair_organ=series.chair_organ,
        places=series.places,
        starts_at=begin,
        ends_at=end,
        invited=series.invited,
        planner=series.planner,
        branch=series.branch,
        series=series.id,
        pads=series.pads,
        hours_open=series.hours_open,
        deputies_count=series.deputies_count,
    )
