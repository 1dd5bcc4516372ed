"""Use cases of meetings. They are planned in `planning.py`, their rooms are settled in `settling.py`."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from services.meetings import domain, planning, views
from services.meetings.domain import Answer, Meeting
from services.meetings.kinds import needed
from services.meetings.minutes import decisions
from services.meetings.people import chair_is_here, circle_of, clashes, organ_of_person
from services.meetings.repositories import people
from services.meetings.rooms import bookings
from services.meetings.rules import leaver_is_oneself
from services.meetings.settling import settle
from services.meetings.steps import MEETING
from services.meetings.topics import app as topics
from shared import usecase
from shared.actor import Actor
from shared.aggregate import Entry
from shared.errors import Forbidden, Refused
from shared.listing import Listing
from shared.pages import Page
from shared.shown import Shown
from shared.usecase import history_of, to_show
from shared.workflow import Context

if TYPE_CHECKING:
    from services.meetings import api
    from services.meetings.rooms import api as rooms_api

Wanted = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class CourseRepositories(planning.PlanningRepositories, topics.TopicRepositories):
    """The repositories that the course of a meeting needs."""


def act(repositories: CourseRepositories, meeting_id: str, action: str, *, said: Wanted) -> Meeting:
    """Take one step of a meeting's life and announce it, in one write, retrying after a conflict.

    Signing in twice changes nothing. A cancelled meeting releases its rooms at once, or by its event if that fails; one
    that is moved has its new rooms, or raises RoomConflict and stays where it was.
    """

    def gather(meeting: Meeting) -> Context | None:
        return _context(repositories, meeting, action, said)

    meeting = usecase.act(
        repositories.meetings,
        MEETING,
        meeting_id,
        action,
        sees=domain.sees,
        occasion=repositories.occasion,
        gather=gather,
        together=True,
    )
    if action in ("cancel", "postpone", "move"):
        settled = settle(repositories.meetings, repositories.days, meeting.id, at=repositories.occasion.at)
        if action == "move":
            return planning.moved(repositories, settled, meeting)
    return meeting


def code(repositories: CourseRepositories, meeting_id: str) -> "Shown[api.SignInCode]":
    """Return the sign-in code that the room shows now, to those who run the meeting."""
    meeting, at = (
        to_show(repositories.meetings, meeting_id, domain.sees, repositories.occasion.person),
        repositories.occasion.at,
    )
    if not domain.runs(meeting, repositories.occasion.person):
        raise Forbidden("签到码只在会场显示，由办公室和主持人查看。")
    if not meeting.code_key:
        raise Refused("这次会议不用签到码签到。")
    left = domain.CODE_SECONDS - int(at.timestamp()) % domain.CODE_SECONDS
    return {"code": meeting.code(at), "seconds_left": left}


def get(repositories: CourseRepositories, meeting_id: str, *, actor: Actor) -> "Shown[api.Meeting]":
    """Return a meeting to those who may see it; those who run it also see which members have another meeting then."""
    meeting = to_show(repositories.meetings, meeting_id, domain.sees, actor)
    if domain.warned(meeting, actor):
        meeting = replace(meeting, clashes=clashes(repositories, meeting))
    return shown(repositories, meeting, actor)


def shown(repositories: CourseRepositories, meeting: Meeting, actor: Actor | None) -> "Shown[api.Meeting]":
    """Return a meeting with the steps that the actor may take now, in view of its votes."""
    held = meeting.status is domain.MeetingStatus.HELD
    voting = [each.title for each in decisions.voting(decisions.topics_of(repositories, meeting))] if held else ()
    open_record = meeting.status is domain.MeetingStatus.ADJOURNED
    here = chair_is_here(repositories.copies, meeting) if open_record else True
    return views.shown_meeting(meeting, actor, repositories.occasion.at, voting=voting, chair_here=here)


def search(repositories: CourseRepositories, *, actor: Actor, **wanted: Any) -> "Shown[api.MeetingPage]":
    """List the meetings that an actor may see (`Listing`)."""
    page = repositories.meetings.search(actor, Listing(**wanted))

    def shown_in_list(meeting: Meeting) -> "Shown[api.Meeting]":
        return {**shown(repositories, meeting, actor), "record": None}

    return page.map(shown_in_list).to_wire()


def days_of(
    repositories: CourseRepositories, *, actor: Actor, begin: str, until: str
) -> "Shown[rooms_api.Appointments]":
    """List an actor's own meetings from one day to another, the earliest first, each with their reply."""
    first, last = bookings.span(begin, until)
    found = [
        each
        for each in repositories.meetings.calendar_of(actor.person_id, first, last)
        if first <= each.held_on <= last
    ]
    return {"items": [views.shown_appointment(each, actor) for each in found], "next": None}


def history(
    repositories: CourseRepositories, meeting_id: str, *, actor: Actor, cursor: str | None, limit: int
) -> Page[Entry]:
    """Return a page of a meeting's history, to those who see it."""
    return history_of(repositories.meetings, meeting_id, domain.sees, actor=actor, cursor=cursor, limit=limit)


def _context(repositories: CourseRepositories, meeting: Meeting, action: str, said: Wanted) -> Context | None:
    """Build the context of a step; None if it was taken before."""
    actor, at = repositories.occasion.person, repositories.occasion.at
    if action == "sign_in" and actor.person_id in meeting.here:
        return None
    known: dict[str, Any] = {
        "person": actor.person_id,
        "needed": needed(meeting),
        **_inputs(repositories, meeting, action, said),
    }
    context = Context(actor, at, said["comment"] or "", known)
    gone = action == "leave" and known["person"] not in meeting.here
    return None if gone and leaver_is_oneself.check(meeting, context) is None else context


def _inputs(repositories: CourseRepositories, meeting: Meeting, action: str, said: Wanted) -> dict[str, Any]:
    """Convert the inputs of a step into those of its row and its event."""
    match action:
        case "invite_topics":
            return {"until": datetime.fromisoformat(said["until"]).astimezone(UTC)}
        case "sign_in":
            return {"code": said["code"]}
        case "settle":
            agenda = topics.agenda(repositories, meeting, said["topics"])
            return {
                "agenda": agenda,
                "talked_with": circle_of(repositories, meeting, said["talked_with"] or (), "talked_with"),
                "topics": tuple(each.topic for each in agenda),
            }
        case "reply":
            return _reply(repositories, meeting, said)
        case "leave":
            return {"person": _who_leaves(repositories, said["person"])}
        case "adjourn" | "close":
            return decisions.ended(repositories, meeting, said["decisions"] or ())
        case "confirm":
            return decisions.end_facts(repositories, meeting)
        case "confirm_for_chair":
            here = chair_is_here(repositories.copies, meeting)
            return {"chair_here": here, **decisions.end_facts(repositories, meeting)}
        case "revise":
            return {"record": said["record"]}
        case "move":
            return planning.move_to(repositories, meeting, said)
        case "name_chair":
            return _chaired(repositories, meeting, said["chair"])
        case "postpone" | "cancel":
            return {"rooms": meeting.rooms}
    return {}


def _reply(repositories: CourseRepositories, meeting: Meeting, said: Wanted) -> dict[str, Any]:
    answer, sent = Answer(said["answer"]), None
    if answer is Answer.DEPUTY and said["deputy"] is not None:
        (sent,) = circle_of(repositories, meeting, [said["deputy"]], "deputy")
    return {"answer": answer, "sent": sent, "deputy": None if sent is None else sent.id}


def _chaired(repositories: CourseRepositories, meeting: Meeting, name: str) -> dict[str, Any]:
    (new,) = circle_of(repositories, meeting, [name], "chair")
    there = replace(meeting, chair=new.id, chair_name=new.name)
    return {
        "chair": new.id,
        "chair_name": new.name,
        "chair_organ": organ_of_person(repositories.copies, new.id, repositories.occasion.person),
        "chair_here": chair_is_here(repositories.copies, meeting),
        "clashes": clashes(repositories, there),
    }


def _who_leaves(repositories: CourseRepositories, name: str | None) -> str:
    actor = repositories.occasion.person
    if name is None or name in (actor.person_id, actor.username):
        return actor.person_id
    person = people(repositories.copies, [name]).get(name)
    return name if person is None else person.person_id
