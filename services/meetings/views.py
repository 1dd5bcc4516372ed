"""API views of a meeting."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from services.meetings import domain
from services.meetings.domain import ANSWER_NAMES, MATTER_NAMES, Meeting, MeetingStatus
from services.meetings.kinds import DECIDING_NAMES, KINDS, MeetingKind, needed
from services.meetings.steps import MEETING, stage_of
from shared.actor import Actor
from shared.calendar import instant_text
from shared.contracts.meetings import minutes_of
from shared.office import named, pair_of
from shared.shown import Shown

if TYPE_CHECKING:
    from services.meetings import api
    from services.meetings.rooms import api as rooms_api

WITHOUT_ROOMS = (MeetingStatus.CANCELLED, MeetingStatus.POSTPONED)


def shown_meeting(
    meeting: Meeting, actor: Actor | None, at: datetime | None = None, *, voting: Sequence[str] = (),
    chair_here: bool = True,
) -> "Shown[api.Meeting]":  # fmt: skip
    """Return a meeting, with the steps that the actor may take now; those who run it see clashes, until it is held.

    voting: titles of the topics that are put to the vote and not counted. chair_here: whether the chair is still there.
    """
    kind = KINDS[meeting.kind]
    names = {each.id: each.name for each in meeting.invited}
    warned = actor is not None and domain.warned(meeting, actor)
    settled = actor is not None and meeting.settled
    judged_at = None if at is None else max(at, meeting.starts_at)  # on an open page one may act once it begins
    known = {"open": voting, "chair_here": chair_here}
    return {
        **meeting.described(),
        "kind": meeting.kind,
        "kind_name": kind.name,
        "title": meeting.title,
        "organ": named(meeting.organ, meeting.organ_name),
        "chair": named(meeting.chair, meeting.chair_name),
        "rooms": [pair_of(each) for each in meeting.places],
        "rooms_booked": meeting.arranged_at is not None and meeting.status not in WITHOUT_ROOMS,
        "starts_at": instant_text(meeting.starts_at),
        "ends_at": instant_text(meeting.ends_at),
        "members": [pair_of(each) for each in meeting.invited],
        "topics": list(meeting.topics),
        "status": meeting.status.value,
        "status_name": MEETING.status_name(meeting),
        "stage_name": stage_of(meeting),
        "unsecured_why": meeting.unsecured_why,
        "quorum": {"needed": needed(meeting), "present": meeting.present, "source": kind.source},
        "signed_in": [
            {
                "person": named(person, each.name),
                "at": instant_text(each.at),
                "left_at": None if each.left_at is None else instant_text(each.left_at),
            }
            for person, each in meeting.signed.items()
        ],
        "decisions": [
            {
                "text": each.text,
                "responsible": named(each.responsible, each.responsible_name),
                "due_on": each.due_on.isoformat(),
                "topic": each.topic,
            }
            for each in meeting.decisions
        ],
        "deciding": kind.deciding.value,
        "deciding_name": DECIDING_NAMES[kind.deciding],
        "by_code": bool(meeting.code_key),
        "shows_code": bool(meeting.code_key) and actor is not None and domain.runs(meeting, actor),
        "topics_until": None if meeting.topics_until is None else instant_text(meeting.topics_until),
        "agenda": [
            {
                "topic": each.topic,
                "title": each.title,
                "matter": each.matter.value,
                "matter_name": MATTER_NAMES[each.matter],
            }
            for each in meeting.agenda
        ],
        "talked_with": [pair_of(each) for each in meeting.talked_with],
        "papers_sent_at": None if meeting.papers_sent_at is None else instant_text(meeting.papers_sent_at),
        "replies": [
            {
                "person": named(person, names.get(person, person)),
                "answer": each.answer.value,
                "answer_name": ANSWER_NAMES[each.answer],
                "reason": each.reason,
                "deputy": None if each.deputy is None else pair_of(each.deputy),
            }
            for person, each in meeting.replies.items()
        ],
        "record": meeting.record or None,
        "minutes": minutes_of(meeting.id) if meeting.status is MeetingStatus.CLOSED else None,
        "held_at": None if meeting.held_at is None else instant_text(meeting.held_at),
        "ended_at": None if meeting.ended_at is None else instant_text(meeting.ended_at),
        "elsewhere": [
            {
                "person": pair_of(each.person),
                "starts_at": instant_text(each.starts_at),
                "ends_at": instant_text(each.ends_at),
            }
            for each in (meeting.clashes if warned else ())
        ],
        "sequence": meeting.sequence,
        "branch": meeting.branch,
        "series": meeting.series,
        "actions": MEETING.offers(meeting, actor, at=judged_at, known=known) if settled else [],
    }


def shown_kind(kind: MeetingKind) -> "Shown[api.KindOfMeeting]":
    """Return a kind of meeting with all fields of its row."""
    return {
        "code": kind.code,
        "name": kind.name,
        "quorum": str(kind.share),
        "quorum_of_matters": {matter.value: str(share) for matter, share in kind.shares.items()},
        "majority": str(kind.majority),
        "deciding": kind.deciding.value,
        "deciding_name": DECIDING_NAMES[kind.deciding],
        "presides": kind.presides,
        "agenda_settled_by": "chair" if kind.settled_by_chair else "director",
        "agenda_required": kind.formal,
        "papers": list(kind.papers),
        "every": None if kind.every is None else kind.every.value,
        "deputies_count": kind.deputies,
        "source": kind.source,
    }


def shown_appointment(meeting: Meeting, actor: Actor) -> "Shown[rooms_api.Appointment]":
    """Return a meeting as an entry in an attendee's calendar."""
    reply = meeting.replies.get(actor.person_id)
    return {
        "id": meeting.id,
        "version": meeting.version,
        "on": meeting.held_on.isoformat(),
        "title": meeting.title,
        "kind": meeting.kind,
        "kind_name": KINDS[meeting.kind].name,
        "starts_at": instant_text(meeting.starts_at),
        "ends_at": instant_text(meeting.ends_at),
        "rooms": [pair_of(each) for each in meeting.places],
        "chair": named(meeting.chair, meeting.chair_name),
        "status": meeting.status.value,
        "status_name": MEETING.status_name(meeting),
        "reply": None if reply is None else reply.answer.value,
        "reply_name": None if reply is None else ANSWER_NAMES[reply.answer],
    }
