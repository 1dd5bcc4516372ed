"""Planning a meeting, and moving one.

A meeting is first stored as planned and without its rooms, and then gets them all or none (`settling.settle`). If the
process ends in between, its own event MeetingPlanned comes back from the journal and settles it. A move works the same way.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from services.meetings import domain
from services.meetings.branches.app import BranchRepositories
from services.meetings.branches.domain import BranchStatus
from services.meetings.domain import Meeting, Stay
from services.meetings.kinds import KINDS
from services.meetings.people import clashes, named_people, organ_of_person
from services.meetings.rooms import app as rooms
from services.meetings.rooms.repositories import RoomRepositories, Turn
from services.meetings.settling import settle
from services.meetings.steps import MEETING
from shared import usecase
from shared.errors import InvalidInput
from shared.given import as_given
from shared.occasion import Repeated
from shared.office import Named, faulty, organ_of
from shared.usecase import made_id
from shared.workflow import Context

ARRANGED = 2
"""The version of a meeting with its rooms: the answer to planning it, however often it is repeated."""

Wanted = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class PlanningRepositories(RoomRepositories, BranchRepositories):
    """The repositories that planning a meeting needs."""


def plan(repositories: PlanningRepositories, *, new_id: str, new_key: str, wanted: Wanted, turn: Turn) -> Meeting:
    """Plan a meeting and book its rooms, all or none; raise RoomConflict with the next free times.

    wanted: kind, title, rooms, starts_at, ends_at, members, topics, chair, by_code. A repeated key finishes what its first
    request began. new_key: the key of the sign-in codes, if they are wanted.
    """
    occasion, meetings, days = repositories.occasion, repositories.meetings, repositories.days
    MEETING.admit("plan", occasion.person)
    meeting_id = made_id(occasion, new_id)

    def is_new() -> bool:
        return occasion.key is None or meetings.find(meeting_id) is None

    def known(meeting: Meeting, found: Wanted) -> Context:
        conflict = rooms.taken_for(days, meeting, meeting.stay, at=occasion.at)
        return Context(occasion.person, occasion.at, said={**found, "conflict": conflict})

    if is_new():
        made = wanted_meeting(repositories, meeting_id, new_key, wanted)
        MEETING.begin(made[0], "plan", known(*made))  # a caller who is too late need not wait
    with rooms.in_turn(turn, wanted["rooms"]):
        try:
            if is_new():
                usecase.begin(meetings, MEETING, made[0], "plan", known(*made))
            else:
                meetings.get(meeting_id)
        except Repeated as repeated:
            meetings.first_answer(repeated)
        meeting = settle(meetings, days, meeting_id, at=occasion.at)
    if meeting.arranged_at is None:
        raise rooms.conflict(days, meeting, meeting.stay, at=occasion.at)
    return meeting if meeting.version == ARRANGED else meetings.at_version(meeting_id, ARRANGED)


def wanted_meeting(
    repositories: PlanningRepositories, meeting_id: str, new_key: str, wanted: Wanted
) -> tuple[Meeting, dict[str, Any]]:
    """Build a meeting from the input, and the facts for the rules of rooms; raise InvalidInput naming every fault."""
    copies, occasion = repositories.copies, repositories.occasion
    actor = occasion.person
    organ = organ_of(copies, actor.organ)
    starts_at, ends_at = (datetime.fromisoformat(wanted[name]).astimezone(UTC) for name in ("starts_at", "ends_at"))
    errors, circle = domain.time_faults(starts_at, ends_at, now=occasion.at), domain.circle(organ)
    found = rooms.named(copies, wanted["rooms"], circle, errors)
    chair: tuple[Named, ...] = (Named(actor.person_id, actor.name),)
    if wanted["chair"] is not None:
        chair = named_people(copies, [wanted["chair"]], circle, errors, "chair") or chair
    meeting = Meeting(
        id=meeting_id,
        organ=organ.organ_id,
        organ_name=organ.name,
        path=organ.path,
        chair=chair[0].id,
        chair_name=chair[0].name,
        chair_organ=organ_of_person(copies, chair[0].id, actor),
        planner=actor.person_id,
        places=tuple(Named(room.id, room.name) for room in found),
        starts_at=starts_at,
        ends_at=ends_at,
        invited=named_people(copies, wanted["members"], circle, errors),
        topics=tuple(wanted["topics"]),
        code_key=new_key if wanted["by_code"] else "",
        branch=_branch(repositories, wanted["branch"], errors),
        deputies_count=KINDS[wanted["kind"]].deputies,
        **as_given(Meeting, wanted),
    )
    if errors:
        raise InvalidInput(errors=errors)
    stay = rooms.fitted(repositories.profiles, meeting.stay)
    meeting = replace(meeting, pads=stay.pads, hours_open=stay.hours, clashes=clashes(repositories, meeting))
    return meeting, rooms.facts(repositories, stay, found)


def _branch(repositories: PlanningRepositories, branch_id: str | None, errors: list[dict[str, str]]) -> str | None:
    """Check that a branch belongs to the actor's organ; add the fault to `errors`."""
    branch = None if branch_id is None else repositories.branches.find(branch_id)
    own = branch is not None and branch.organ == repositories.occasion.person.organ
    if branch_id is not None and (not own or branch is None or branch.status is not BranchStatus.ACTIVE):
        errors.append(faulty("branch", "unknown_branch", "未找到该党支部，请从本单位党支部中选择"))
    return branch_id


def move_to(repositories: PlanningRepositories, meeting: Meeting, said: Wanted) -> dict[str, Any]:
    """Build the inputs of a move: the new stay and the facts for its rules; raise InvalidInput naming every fault."""
    organ, now = organ_of(repositories.copies, meeting.organ), repositories.occasion.at
    starts_at, ends_at = (datetime.fromisoformat(said[name]).astimezone(UTC) for name in ("starts_at", "ends_at"))
    errors = domain.time_faults(starts_at, ends_at, now=now)
    wanted = meeting.rooms if said["rooms"] is None else said["rooms"]
    found = rooms.named(repositories.copies, wanted, domain.circle(organ), errors)
    if errors:
        raise InvalidInput(errors=errors)
    numbers = [meeting.sequence, *(each.sequence for each in meeting.given_up)]
    places = tuple(Named(room.id, room.name) for room in found)
    stay = rooms.fitted(repositories.profiles, Stay(places, starts_at, ends_at, max(numbers) + 1))
    return {
        "stay": stay,
        "clashes": clashes(repositories, replace(meeting, starts_at=starts_at, ends_at=ends_at)),
        "rooms": stay.rooms,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "conflict": rooms.taken_for(repositories.days, meeting, stay, at=now),
        **rooms.facts(repositories, stay, found),
    }


def moved(repositories: PlanningRepositories, settled: Meeting, asked: Meeting) -> Meeting:
    """Return the moved meeting, or raise RoomConflict if its rooms were taken in between."""
    wanted = asked.moving
    assert wanted is not None, "a move was asked for"
    if wanted in settled.given_up and settled.sequence != wanted.sequence:
        raise rooms.conflict(repositories.days, asked, wanted, at=repositories.occasion.at)
    return settled
