"""What can be done with meetings: one function a use case. How they get their rooms stands in `rooms.py`.

A meeting is written first, as planned and without its rooms, and then gets them all or none (`rooms.settle`). Where the
process ends in between, its own event MeetingPlanned comes back from the journal and settles it.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any, Protocol

from services.meetings import domain, rooms
from services.meetings.domain import Meeting, MeetingStatus, Named
from services.meetings.kinds import KINDS, MEETING, needed
from services.meetings.rooms import ATTEMPTS, Copies, RoomDays, Turn
from shared.actor import Actor
from shared.aggregate import Entry
from shared.calendar import instant_text, office_date
from shared.contracts import meetings as facts
from shared.contracts.directory import OrganRecorded, PersonRecorded
from shared.contracts.event import Event
from shared.errors import Forbidden, InvalidInput, Refused, VersionConflict
from shared.occasion import Occasion, Repeated
from shared.pages import Page
from shared.usecase import history_of, made_id, to_change, to_show
from shared.workflow import Facts

ARRANGED = 2
"""The version of a meeting that has its rooms: what planning it answers, however often it is asked."""


class Meetings(Protocol):
    """Where meetings are kept."""

    def get(self, aggregate_id: str) -> Meeting: ...
    def find(self, aggregate_id: str) -> Meeting | None: ...
    def add(self, new: Meeting, *, announcing: Event, action: str, comment: str = "") -> Meeting: ...
    def save(self, after: Meeting, *, announcing: Event, action: str, comment: str = "") -> Meeting: ...
    def first_answer(self, repeated: Repeated) -> Meeting: ...
    def at_version(self, aggregate_id: str, version: int) -> Meeting: ...
    def history(self, aggregate_id: str, *, cursor: str | None, limit: int) -> Page[Entry]: ...
    def search(
        self, actor: Actor, *, status: str | None, kind: str | None, cursor: str | None, limit: int
    ) -> Page[Meeting]: ...


def plan(
    meetings: Meetings,
    days: RoomDays,
    copies: Copies,
    *,
    occasion: Occasion,
    new_id: str,
    wanted: Mapping[str, Any],
    turn: Turn,
) -> Meeting:
    """Plan a meeting and take its rooms, all or none; raise RoomConflict with the next free times.

    wanted: kind, title, rooms, starts_at, ends_at, members, topics. A repeated key finishes what its first request began.
    """
    if not occasion.person.holds("director"):
        raise Forbidden("只有办公室主任可以安排会议。")
    meeting_id = made_id(occasion, new_id)

    def is_new() -> bool:
        return occasion.key is None or meetings.find(meeting_id) is None

    if is_new():
        meeting = _wanted(copies, occasion, meeting_id, wanted)
        rooms.refuse_taken(days, meeting, at=occasion.at)  # whoever comes too late need not wait their turn
    with rooms.in_turn(turn, wanted["rooms"]):
        try:
            if is_new():
                rooms.refuse_taken(days, meeting, at=occasion.at)
                meetings.add(meeting, announcing=facts.MeetingPlanned.of(meeting), action="plan")
            else:
                meetings.get(meeting_id)
        except Repeated as repeated:
            meetings.first_answer(repeated)
        meeting = rooms.settle(meetings, days, meeting_id, at=occasion.at)
    if meeting.arranged_at is None:
        raise rooms.conflict(days, meeting, at=occasion.at)
    return meeting if meeting.version == ARRANGED else meetings.at_version(meeting_id, ARRANGED)


def act(
    meetings: Meetings,
    days: RoomDays,
    copies: Copies,
    meeting_id: str,
    action: str,
    *,
    occasion: Occasion,
    comment: str | None,
    decisions: Sequence[Mapping[str, str]] | None,
) -> Meeting:
    """Take one step of a meeting's life and announce it, in one write; whoever loses a race looks again.

    Who signed in stays signed in. A cancelled meeting gives its rooms back at once, or by its event where that fails.
    """
    for _ in range(ATTEMPTS):
        with suppress(VersionConflict):
            meeting = _step(meetings, copies, meeting_id, action, occasion, comment or "", decisions or ())
            if meeting.status is MeetingStatus.CANCELLED:
                rooms.settle(meetings, days, meeting.id, at=occasion.at)
            return meeting
    raise Refused("同时办理的人过多，请稍后重试。")


def get(meetings: Meetings, meeting_id: str, *, actor: Actor) -> dict[str, Any]:
    """Show a meeting to whoever may see it."""
    return shown_meeting(to_show(meetings, meeting_id, domain.sees, actor), actor)


def search(
    meetings: Meetings, *, actor: Actor, status: str | None, kind: str | None, cursor: str | None, limit: int
) -> dict[str, Any]:
    """List the meetings that an actor may see, those planned last first."""
    page = meetings.search(actor, status=status, kind=kind, cursor=cursor, limit=limit)
    return page.map(lambda meeting: shown_meeting(meeting, actor)).to_wire()


def history(meetings: Meetings, meeting_id: str, *, actor: Actor, cursor: str | None, limit: int) -> Page[Entry]:
    """Give who did what with a meeting, to those who see it."""
    return history_of(meetings, meeting_id, domain.sees, actor=actor, cursor=cursor, limit=limit)


def _step(
    meetings: Meetings,
    copies: Copies,
    meeting_id: str,
    action: str,
    occasion: Occasion,
    comment: str,
    decisions: Sequence[Mapping[str, str]],
) -> Meeting:
    actor, meeting = occasion.person, to_change(meetings, meeting_id, domain.sees, occasion)
    MEETING.step(meeting, action, actor)
    if meeting.arranged_at is None:
        raise domain.NotArranged()
    if action == "sign_in" and actor.person_id in meeting.signed:
        return meeting
    said: dict[str, Any] = {"person": actor.person_id, "needed": needed(meeting)}
    if action == "close":
        said["decisions"] = _decided(copies, meeting, decisions, office_date(occasion.at))
    after, event = MEETING.take(meeting, action, Facts(actor, occasion.at, comment, said))
    return meetings.save(after, announcing=event, action=action, comment=comment)


def _wanted(copies: Copies, occasion: Occasion, meeting_id: str, wanted: Mapping[str, Any]) -> Meeting:
    """Turn what the director wants into a meeting, naming everything that cannot be."""
    actor = occasion.person
    organ = copies.find(OrganRecorded, actor.organ)
    if organ is None:
        raise Refused("本单位的组织信息尚未同步，请稍后重试。")
    starts_at, ends_at = (datetime.fromisoformat(wanted[name]).astimezone(UTC) for name in ("starts_at", "ends_at"))
    errors, circle = domain.time_faults(starts_at, ends_at, now=occasion.at), domain.circle(organ)
    found = rooms.named(copies, wanted["rooms"], circle, errors)
    meeting = Meeting(
        id=meeting_id,
        kind=wanted["kind"],
        title=wanted["title"],
        organ=organ.organ_id,
        organ_name=organ.name,
        path=organ.path,
        chair=actor.person_id,
        chair_name=actor.name,
        places=tuple(Named(room.id, room.name) for room in found),
        starts_at=starts_at,
        ends_at=ends_at,
        invited=_members(copies, wanted["members"], circle, errors),
        topics=tuple(wanted["topics"]),
    )
    if errors:
        raise InvalidInput(errors=errors)
    seats, coming = sum(room.seats for room in found), len({meeting.chair, *meeting.members})
    if found and seats < coming:
        message = f"会议室共有 {seats} 个座位，到会 {coming} 人，坐不下"
        fault = {"field": "rooms", "code": "room_too_small", "message": message}
        raise domain.RoomTooSmall(f"{message}。", errors=[fault], seats=seats, needed=coming)
    return meeting


def _members(
    copies: Copies, names: Sequence[str], circle: tuple[str, ...], errors: list[dict[str, str]]
) -> tuple[Named, ...]:
    """Name the members, by id or username; add what is wrong to `errors`."""
    known, found = _people(copies, names), dict[str, Named]()
    for place, name in enumerate(names):
        person, where = known.get(name), f"members[{place}]"
        if person is None or not person.active or not domain.within(person.path, circle):
            errors.append({"field": where, "code": "unknown_person", "message": "本校没有这位在岗人员"})
        elif person.person_id in found:
            errors.append({"field": where, "code": "person_repeated", "message": "同一人不能重复"})
        else:
            found[person.person_id] = Named(person.person_id, person.name)
    return tuple(found.values())


def _decided(
    copies: Copies, meeting: Meeting, decisions: Sequence[Mapping[str, str]], today: date
) -> tuple[facts.Decision, ...]:
    """Make the decisions (议定事项): each with one person who sees to it and a deadline that is not past."""
    organ = copies.find(OrganRecorded, meeting.organ)
    circle = meeting.path if organ is None else domain.circle(organ)
    known = _people(copies, [each["responsible"] for each in decisions])
    errors, found = list[dict[str, str]](), list[facts.Decision]()
    for place, each in enumerate(decisions):
        person, due_on = known.get(each["responsible"]), date.fromisoformat(each["due_on"])
        fine = person is not None and person.active and domain.within(person.path, circle)
        if not fine:
            where = f"decisions[{place}].responsible"
            errors.append({"field": where, "code": "unknown_person", "message": "本校没有这位在岗人员"})
        if due_on < today:
            where = f"decisions[{place}].due_on"
            errors.append({"field": where, "code": "deadline_past", "message": "完成时限不能早于今天"})
        if person is not None and fine:
            decision = facts.Decision(
                text=each["text"], responsible=person.person_id, responsible_name=person.name, due_on=due_on
            )
            found.append(decision)
    if errors:
        raise InvalidInput(errors=errors)
    return tuple(found)


def _people(copies: Copies, names: Sequence[str]) -> dict[str, PersonRecorded]:
    """Find people by id or username."""
    wanted = {"$in": list(names)}
    found = copies.where(PersonRecorded, {"$or": [{"person_id": wanted}, {"username": wanted}]})
    return {name: person for person in found for name in (person.person_id, person.username)}


def shown_meeting(meeting: Meeting, actor: Actor | None) -> dict[str, Any]:
    """Show a meeting, with what the actor may do with it now."""
    kind = KINDS[meeting.kind]
    settled = actor is not None and meeting.arranged_at is not None
    actions = MEETING.actions(meeting, actor) if settled and actor is not None else []
    if actor is not None and actor.person_id in meeting.signed:
        actions = [action for action in actions if action != "sign_in"]
    return {
        **meeting.described(),
        "kind": meeting.kind,
        "kind_name": kind.name,
        "title": meeting.title,
        "organ": {"id": meeting.organ, "name": meeting.organ_name},
        "chair": {"id": meeting.chair, "name": meeting.chair_name},
        "rooms": [{"id": each.id, "name": each.name} for each in meeting.places],
        "rooms_booked": meeting.arranged_at is not None and meeting.status is not MeetingStatus.CANCELLED,
        "starts_at": instant_text(meeting.starts_at),
        "ends_at": instant_text(meeting.ends_at),
        "members": [{"id": each.id, "name": each.name} for each in meeting.invited],
        "topics": list(meeting.topics),
        "status": meeting.status.value,
        "status_name": domain.STATUS_NAMES[meeting.status],
        "quorum": {"needed": needed(meeting), "present": meeting.present, "source": kind.source},
        "signed_in": [
            {"person": {"id": person, "name": each.name}, "at": instant_text(each.at)}
            for person, each in meeting.signed.items()
        ],
        "decisions": [
            {
                "text": each.text,
                "responsible": {"id": each.responsible, "name": each.responsible_name},
                "due_on": each.due_on.isoformat(),
            }
            for each in meeting.decisions
        ],
        "actions": actions,
    }
