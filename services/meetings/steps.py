"""Workflow table of meetings, with each step's changes."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from services.meetings import domain
from services.meetings.acts import MEETING_ACTS, ROOM_SYSTEM
from services.meetings.domain import (
    ATTENDING,
    CHAIR,
    CHAIRING_DIRECTOR,
    DIRECTOR,
    LEADER,
    LEAVING,
    MEMBER,
    ORGANISER,
    Meeting,
    Reply,
    SignIn,
)
from services.meetings.domain import MeetingStatus as M
from services.meetings.kinds import kind_of
from services.meetings.rules import (
    ROOM_RULES,
    SERIES,
    absence_has_a_reason,
    agenda_is_settled,
    chair_is_another,
    chair_is_gone,
    chair_is_no_deputy,
    code_is_shown_now,
    decisions_follow_from_topics,
    deputy_is_free,
    deputy_is_named,
    doors_are_open,
    it_has_begun,
    leaver_is_oneself,
    no_vote_is_open,
    quorum_is_there,
    reason_is_given,
    rooms_are_free,
    rooms_are_settled,
    there_is_an_agenda,
    topics_are_asked_for,
    topics_come_before,
    weighty_topics_were_talked_over,
)
from shared.contracts import meetings as events
from shared.workflow import By, Context, Step, Workflow, event, staying


def _settles(meeting: Meeting, actor: Any) -> bool:
    return bool((CHAIR if kind_of(meeting).settled_by_chair else DIRECTOR).admits(meeting, actor))


ROOMS = event("rooms", ROOM_SYSTEM)
UNSECURED = "会议室未定"
"""The status of a day of a series that did not get its rooms, until it is moved or cancelled."""
BY_SERIES = By(
    "director",
    lambda meeting, actor: DIRECTOR.admits(meeting, actor) or SERIES.admits(meeting, actor),
    DIRECTOR.label,
)

SETTLER = By("who settles the agenda by its kind", _settles, "办公室主任或者主持人")


def opening(meeting: Meeting, known: Context) -> Mapping[str, Any]:
    """Record when it began."""
    return {"held_at": known.at}


def inviting(meeting: Meeting, known: Context) -> Mapping[str, Any]:
    """Set the deadline of topics; all members are told but the one who sets it."""
    return {"topics_until": known.said["until"], "told_of_topics": (known.actor.person_id,)}


def reading(meeting: Meeting, known: Context) -> Mapping[str, Any]:
    """Record that a member has read until when topics are asked for."""
    return {"told_of_topics": (*meeting.told_of_topics, known.actor.person_id)}


def settling(meeting: Meeting, known: Context) -> Mapping[str, Any]:
    """Set the agenda and the people with whom it was discussed."""
    return {
        "agenda": known.said["agenda"],
        "talked_with": known.said["talked_with"],
        "agenda_settled_at": known.at,
        "papers_sent_at": None,
    }


def sending(meeting: Meeting, known: Context) -> Mapping[str, Any]:
    """Record when the papers were sent."""
    return {"papers_sent_at": known.at}


def calling(meeting: Meeting, known: Context) -> Mapping[str, Any]:
    """Record when it was called."""
    return {"called_at": known.at}


def replying(meeting: Meeting, known: Context) -> Mapping[str, Any]:
    """Record a member's reply; a later one replaces an earlier."""
    reply = Reply(known.said["answer"], known.at, known.comment, known.said["sent"])
    replies = {**meeting.replies, known.actor.person_id: reply}
    return {"replies": replies, "sent": tuple(each.deputy.id for each in replies.values() if each.deputy is not None)}


def presence(meeting: Meeting, known: Context) -> Mapping[str, Any]:
    """Record a sign-in; signing in again ends an absence."""
    earlier = meeting.signed.get(known.actor.person_id)
    since = known.at if earlier is None else earlier.at
    return {"signed": {**meeting.signed, known.actor.person_id: SignIn(known.actor.name, since)}}


def leaving(meeting: Meeting, known: Context) -> Mapping[str, Any]:
    """Record a departure."""
    person = known.said["person"]
    signed = meeting.signed[person]
    return {"signed": {**meeting.signed, person: SignIn(signed.name, signed.at, known.at)}}


def minuted(meeting: Meeting, known: Context) -> Mapping[str, Any]:
    """Set the decisions, the record, and the end."""
    return {"decisions": known.said["decisions"], "record": known.said["record"], "ended_at": known.at}


def revised(meeting: Meeting, known: Context) -> Mapping[str, Any]:
    """Replace the record."""
    return {"record": known.said["record"]}


def moving(meeting: Meeting, known: Context) -> Mapping[str, Any]:
    """Record the new place and time, which apply once all rooms are booked, and who has another meeting then."""
    return {"moving": known.said["stay"], "clashes": known.said["clashes"]}


def chaired(meeting: Meeting, known: Context) -> Mapping[str, Any]:
    """Set another chair."""
    return {name: known.said[name] for name in ("chair", "chair_name", "chair_organ", "clashes")}


def postponed(meeting: Meeting, known: Context) -> Mapping[str, Any]:
    """Release the rooms of its stay."""
    return {"given_up": (*meeting.given_up, meeting.stay)}


def arranged(meeting: Meeting, known: Context) -> Mapping[str, Any]:
    """Record when it had all its rooms."""
    return {"arranged_at": known.at}


def missed(meeting: Meeting, known: Context) -> Mapping[str, Any]:
    """Record why a day of a series has no room, and release those that it has."""
    return {"unsecured_why": known.comment, "given_up": (*meeting.given_up, meeting.stay)}


def arrived(meeting: Meeting, known: Context) -> Mapping[str, Any]:
    """Set the new place and time; those who replied are asked again."""
    wanted = meeting.moving
    assert wanted is not None, "only a meeting that is being moved arrives"
    return {
        "status": M.PLANNED if meeting.called_at is None else M.CALLED,
        "arranged_at": meeting.arranged_at or known.at,
        "unsecured_why": None,
        "places": wanted.places,
        "starts_at": wanted.starts_at,
        "ends_at": wanted.ends_at,
        "sequence": wanted.sequence,
        "pads": wanted.pads,
        "hours_open": wanted.hours,
        "given_up": (*meeting.given_up, meeting.stay),
        "moving": None,
        "replies": {},
        "sent": (),
    }


def stayed(meeting: Meeting, known: Context) -> Mapping[str, Any]:
    """Release the rooms of the stay that it could not be moved to."""
    return {"moving": None, "given_up": (*meeting.given_up, meeting.moving)}


ENDING = (it_has_begun, no_vote_is_open, decisions_follow_from_topics)

MOVABLE = (M.PLANNED, M.CALLED, M.POSTPONED)
BY_PEOPLE = (
    Step("invite_topics", {M.PLANNED}, M.PLANNED, DIRECTOR, events.TopicsInvited, (topics_come_before,), inviting),
    Step("read", {M.PLANNED}, M.PLANNED, MEMBER, events.TopicInvitationRead, (topics_are_asked_for,), reading),
    Step("settle", {M.PLANNED}, M.PLANNED, SETTLER, events.AgendaSettled, (weighty_topics_were_talked_over,), settling),
    Step("send_papers", {M.PLANNED}, M.PLANNED, DIRECTOR, events.PapersSent, (there_is_an_agenda,), sending),
    Step("call", {M.PLANNED}, M.CALLED, DIRECTOR, events.MeetingCalled, (agenda_is_settled,), calling),
    Step(
        "reply", {M.CALLED}, M.CALLED, MEMBER, events.MeetingReplied,
        (absence_has_a_reason, deputy_is_named, deputy_is_free), replying,
    ),
    *staying(
        "sign_in", (M.CALLED, M.HELD), ATTENDING, events.MeetingSignedIn, (doors_are_open, code_is_shown_now), presence
    ),
    *staying("leave", (M.CALLED, M.HELD), LEAVING, events.MeetingLeft, (leaver_is_oneself,), leaving),
    Step("hold", {M.CALLED}, M.HELD, DIRECTOR, events.MeetingHeld, (it_has_begun, quorum_is_there), opening),
    Step("adjourn", {M.HELD}, M.ADJOURNED, DIRECTOR, events.MeetingAdjourned, ENDING, minuted),
    Step("revise", {M.ADJOURNED}, M.ADJOURNED, DIRECTOR, events.RecordRevised, sets=revised),
    Step("confirm", {M.ADJOURNED}, M.CLOSED, CHAIR, events.MeetingClosed),
    Step("confirm_for_chair", {M.ADJOURNED}, M.CLOSED, LEADER, events.MeetingClosed, (chair_is_gone,)),
    Step("close", {M.HELD}, M.CLOSED, CHAIRING_DIRECTOR, events.MeetingClosed, ENDING, minuted),
    Step(
        "postpone", {M.PLANNED, M.CALLED}, M.POSTPONED, DIRECTOR, events.MeetingPostponed, (reason_is_given,), postponed
    ),
    *staying("move", MOVABLE, DIRECTOR, events.MeetingMoveAsked, (*ROOM_RULES, rooms_are_free), moving),
    Step("cancel", set(MOVABLE), M.CANCELLED, BY_SERIES, events.MeetingCancelled),
    *staying("name_chair", MOVABLE, ORGANISER, events.ChairNamed, (chair_is_another, chair_is_no_deputy), chaired),
)  # fmt: skip

MEETING = Workflow(
    "会议",
    domain.STATUS_NAMES,
    Step("plan", set(), M.PLANNED, BY_SERIES, events.MeetingPlanned, (*ROOM_RULES, rooms_are_free)),
    *(replace(step, rules=(rooms_are_settled, *step.rules)) for step in BY_PEOPLE),
    Step("arrange", {M.PLANNED}, M.PLANNED, ROOMS, events.MeetingArranged, sets=arranged),
    Step("refuse_rooms", {M.PLANNED}, M.CANCELLED, ROOMS, events.MeetingCancelled),
    Step("miss_rooms", {M.PLANNED}, M.POSTPONED, ROOMS, events.MeetingPostponed, sets=missed),
    *staying("moved", (M.PLANNED, M.CALLED), ROOMS, events.MeetingMoved, sets=arrived),
    Step("moved", {M.POSTPONED}, M.PLANNED, ROOMS, events.MeetingMoved, sets=arrived, also={M.CALLED}),
    *staying("refuse_move", MOVABLE, ROOMS, events.MeetingMoveRefused, sets=stayed),
    acts=MEETING_ACTS,
    noun="该会议",
    named=lambda meeting: None if meeting.unsecured_why is None else UNSECURED,
)
"""A latecomer signs in while the meeting is held, and counts as an attendee. A director who chairs may
close at once; otherwise the chair confirms the record, or a leader of the organ if the chair is gone.
"""


def stage_of(meeting: Meeting) -> str:
    """Return what a meeting waits for."""
    return "会议室未落实，待改期" if meeting.unsecured_why is not None else MEETING.stage(meeting.status)


WORKFLOWS = (MEETING,)
