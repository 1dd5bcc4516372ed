"""Use cases of meetings. Their rooms are settled in `rooms/app.py`.

A meeting is first stored as planned and without its rooms, and then gets them all or none (`rooms.settle`). If the
process ends in between, its own event MeetingPlanned comes back from the journal and settles it. A move works the same way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from services.meetings import domain, views
from services.meetings.branches.domain import BranchStatus
from services.meetings.domain import Answer, Clash, Meeting, Stay
from services.meetings.kinds import KINDS, needed
from services.meetings.minutes import record
from services.meetings.repositories import Repositories, Turn, people
from services.meetings.rooms import app as rooms
from services.meetings.rooms import bookings
from services.meetings.rooms.domain import RoomTooSmall
from services.meetings.steps import MEETING
from services.meetings.topics import app as topics
from services.meetings.topics.domain import Topic, TopicStatus
from shared import usecase
from shared.actor import Actor
from shared.aggregate import Entry
from shared.calendar import office_date
from shared.contracts import meetings as events
from shared.contracts.directory import OrganRecorded, PersonRecorded
from shared.errors import Forbidden, InvalidInput, Refused
from shared.occasion import Repeated
from shared.office import Copies, Named, faulty, organ_of, unfound
from shared.pages import Page
from shared.usecase import history_of, made_id, to_show
from shared.workflow import Context

ARRANGED = 2
"""The version of a meeting with its rooms: the answer to planning it, however often it is repeated."""

ONE = ("chair", "deputy", "secretary")
"""Fields that hold one person."""

Wanted = Mapping[str, Any]


def plan(repositories: Repositories, *, new_id: str, new_key: str, wanted: Wanted, turn: Turn) -> Meeting:
    """Plan a meeting and book its rooms, all or none; raise RoomConflict with the next free times.

    wanted: kind, title, rooms, starts_at, ends_at, members, topics, chair, by_code. A repeated key finishes what its first
    request began. new_key: the key of the sign-in codes, if they are wanted.
    """
    occasion, meetings, days = repositories.occasion, repositories.meetings, repositories.days
    if not occasion.person.holds("director"):
        raise Forbidden("会议由办公室主任安排。")
    meeting_id = made_id(occasion, new_id)

    def is_new() -> bool:
        return occasion.key is None or meetings.find(meeting_id) is None

    if is_new():
        meeting = wanted_meeting(repositories, meeting_id, new_key, wanted)
        rooms.refuse_taken(
            days, meeting, meeting.stay, at=occasion.at
        )  # whoever comes too late need not wait their turn
    with rooms.in_turn(turn, wanted["rooms"]):
        try:
            if is_new():
                rooms.refuse_taken(days, meeting, meeting.stay, at=occasion.at)
                meetings.add(meeting, announcing=events.MeetingPlanned.of(meeting), action="plan")
            else:
                meetings.get(meeting_id)
        except Repeated as repeated:
            meetings.first_answer(repeated)
        meeting = rooms.settle(meetings, days, meeting_id, at=occasion.at)
    if meeting.arranged_at is None:
        raise rooms.conflict(days, meeting, meeting.stay, at=occasion.at)
    return meeting if meeting.version == ARRANGED else meetings.at_version(meeting_id, ARRANGED)


def act(repositories: Repositories, meeting_id: str, action: str, *, said: Wanted) -> Meeting:
    """Take one step of a meeting's life and announce it, in one write, retrying after a conflict.

    Signing in twice changes nothing. A cancelled meeting releases its rooms at once, or by its event if that fails; one
    that is moved has its new rooms, or raises RoomConflict and stays where it was.
    """

    def gather(meeting: Meeting) -> Context | None:
        return _known(repositories, meeting, action, said)

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
        settled = rooms.settle(repositories.meetings, repositories.days, meeting.id, at=repositories.occasion.at)
        if action == "move":
            return _moved(repositories, settled, meeting)
    return meeting


def code(repositories: Repositories, meeting_id: str) -> dict[str, Any]:
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


def get(repositories: Repositories, meeting_id: str, *, actor: Actor) -> dict[str, Any]:
    """Return a meeting to those who may see it; those who run it also see which members have another meeting then."""
    meeting = to_show(repositories.meetings, meeting_id, domain.sees, actor)
    if domain.warned(meeting, actor):
        meeting = replace(meeting, clashes=clashes(repositories, meeting))
    return shown(repositories, meeting, actor)


def shown(repositories: Repositories, meeting: Meeting, actor: Actor | None) -> dict[str, Any]:
    """Return a meeting with the steps that the actor may take now, in view of its votes."""
    held = meeting.status is domain.MeetingStatus.HELD
    voting = [each.title for each in _voting(_topics(repositories, meeting))] if held else ()
    open_record = meeting.status is domain.MeetingStatus.ADJOURNED
    here = _chair_is_here(repositories.copies, meeting) if open_record else True
    return views.shown_meeting(meeting, actor, repositories.occasion.at, voting=voting, chair_here=here)


def _chair_is_here(copies: Copies, meeting: Meeting) -> bool:
    """Check whether the chair still works in the organ for which they chair the meeting."""
    found = copies.find(PersonRecorded, meeting.chair)
    return found is None or (found.active and meeting.chair_organ in ("", found.organ))


def _voting(known: Sequence[Topic]) -> list[Topic]:
    return [each for each in known if each.status is TopicStatus.VOTING]


def clashes(repositories: Repositories, meeting: Meeting) -> tuple[Clash, ...]:
    """Return the members and the chair who attend another meeting at the same time."""
    coming = {each.id: each for each in (Named(meeting.chair, meeting.chair_name), *meeting.invited)}
    day = office_date(meeting.starts_at)
    others = [
        each
        for each in repositories.meetings.busy(list(coming), day, day)
        if each.id != meeting.id and each.starts_at < meeting.ends_at and meeting.starts_at < each.ends_at
    ]
    return tuple(
        Clash(person, each.starts_at, each.ends_at)
        for each in sorted(others, key=lambda each: (each.starts_at, each.id))
        for person in coming.values()
        if person.id in (each.chair, *each.members, *each.sent)
    )


def search(
    repositories: Repositories,
    *,
    actor: Actor,
    status: str | None,
    kind: str | None,
    begin: str | None = None,
    until: str | None = None,
    cursor: str | None,
    limit: int,
) -> dict[str, Any]:
    """List the meetings that an actor may see and that begin within some days, the last planned first."""
    days = date.fromisoformat(begin) if begin else None, date.fromisoformat(until) if until else None
    page = repositories.meetings.search(actor, status=status, kind=kind, days=days, cursor=cursor, limit=limit)
    return page.map(lambda meeting: {**shown(repositories, meeting, actor), "record": None}).to_wire()


def days_of(repositories: Repositories, *, actor: Actor, begin: str, until: str) -> dict[str, Any]:
    """List an actor's own meetings from one day to another, the earliest first, each with their reply."""
    first, last = bookings.span(begin, until)
    found = [
        each
        for each in repositories.meetings.calendar_of(actor.person_id, first, last)
        if first <= each.held_on <= last
    ]
    return {"items": [views.shown_appointment(each, actor) for each in found], "next": None}


def history(
    repositories: Repositories, meeting_id: str, *, actor: Actor, cursor: str | None, limit: int
) -> Page[Entry]:
    """Return a page of a meeting's history, to those who see it."""
    return history_of(repositories.meetings, meeting_id, domain.sees, actor=actor, cursor=cursor, limit=limit)


def _known(repositories: Repositories, meeting: Meeting, action: str, said: Wanted) -> Context | None:
    """Build the context of a step; None if it was taken before."""
    actor, at = repositories.occasion.person, repositories.occasion.at
    if meeting.arranged_at is None or meeting.moving is not None:
        raise domain.NotArranged()
    if action == "sign_in":
        if actor.person_id in meeting.here:
            return None
        if meeting.code_key and not meeting.takes_code(said["code"] or "", at):
            raise domain.WrongCode()
    known: dict[str, Any] = {
        "person": actor.person_id,
        "needed": needed(meeting),
        **_said(repositories, meeting, action, said),
    }
    if action == "leave" and known["person"] not in meeting.here:
        return None
    return Context(actor, at, said["comment"] or "", known)


def _said(repositories: Repositories, meeting: Meeting, action: str, said: Wanted) -> dict[str, Any]:
    """Convert the inputs of a step into those of its row and its event."""
    match action:
        case "invite_topics":
            until = datetime.fromisoformat(said["until"]).astimezone(UTC)
            if not repositories.occasion.at < until <= meeting.starts_at:
                raise _fault("until", "out_of_range", "征集截止时间应晚于现在、早于会议开始")
            return {"until": until}
        case "settle":
            agenda = topics.agenda(repositories, meeting, said["topics"])
            return {
                "agenda": agenda,
                "talked_with": _circle_of(repositories, meeting, said["talked_with"] or (), "talked_with"),
                "topics": tuple(each.topic for each in agenda),
            }
        case "reply":
            return _reply(repositories, meeting, said)
        case "leave":
            return {"person": _who_leaves(repositories, meeting, said["person"])}
        case "adjourn" | "close":
            return _ended(repositories, meeting, said["decisions"] or ())
        case "confirm":
            return _ended_facts(repositories, meeting)
        case "confirm_for_chair":
            return {"chair_here": _chair_is_here(repositories.copies, meeting), **_ended_facts(repositories, meeting)}
        case "revise":
            return {"record": said["record"]}
        case "move":
            stay = _stay(repositories, meeting, said)
            rooms.refuse_taken(repositories.days, meeting, stay, at=repositories.occasion.at)
            there = replace(meeting, starts_at=stay.starts_at, ends_at=stay.ends_at)
            return {
                "stay": stay,
                "clashes": clashes(repositories, there),
                "rooms": stay.rooms,
                "starts_at": stay.starts_at,
                "ends_at": stay.ends_at,
            }
        case "name_chair":
            return _chaired(repositories, meeting, said["chair"])
        case "postpone" | "cancel":
            return {"rooms": meeting.rooms}
    return {}


def _reply(repositories: Repositories, meeting: Meeting, said: Wanted) -> dict[str, Any]:
    answer, sent = Answer(said["answer"]), None
    if answer is Answer.DEPUTY:
        if said["deputy"] is None:
            raise _fault("deputy", "missing", "请填写由谁代为参加")
        (sent,) = _circle_of(repositories, meeting, [said["deputy"]], "deputy")
        if sent.id in (*meeting.members, meeting.chair) or meeting.deputies.get(sent.id) is not None:
            raise _fault("deputy", "attends_already", "这位同志已经参加本次会议，不能代为参加")
    return {"answer": answer, "sent": sent, "deputy": None if sent is None else sent.id}


def _chaired(repositories: Repositories, meeting: Meeting, name: str) -> dict[str, Any]:
    (new,) = _circle_of(repositories, meeting, [name], "chair")
    if new.id == meeting.chair and _chair_is_here(repositories.copies, meeting):
        raise _fault("chair", "chairs_already", "这位同志已经是主持人，请另选")
    if new.id in meeting.deputies:
        raise _fault("chair", "attends_already", "这位同志代他人参加本次会议，不能主持")
    there = replace(meeting, chair=new.id, chair_name=new.name)
    return {
        "chair": new.id,
        "chair_name": new.name,
        "chair_organ": _organ_of(repositories.copies, new.id, repositories.occasion.person),
        "clashes": clashes(repositories, there),
    }


def _who_leaves(repositories: Repositories, meeting: Meeting, name: str | None) -> str:
    actor = repositories.occasion.person
    if name is None or name in (actor.person_id, actor.username):
        return actor.person_id
    if not (actor.holds("director") and actor.organ == meeting.organ):
        raise Forbidden("他人离会由办公室主任登记。")
    person = people(repositories.copies, [name]).get(name)
    return name if person is None else person.person_id


def _ended(repositories: Repositories, meeting: Meeting, wanted: Sequence[Wanted]) -> dict[str, Any]:
    """Return a meeting's decisions and drafted record."""
    known = _topics(repositories, meeting)
    decisions = _decided(repositories.copies, meeting, wanted, office_date(repositories.occasion.at))
    return {
        "decisions": decisions,
        "open": [each.title for each in _voting(known)],
        "passed": {each.id for each in known if each.status is TopicStatus.PASSED},
        "record": record.drafted(meeting, known, decisions, ended_at=repositories.occasion.at),
        **_ended_facts(repositories, meeting, known),
    }


def _ended_facts(repositories: Repositories, meeting: Meeting, known: Sequence[Topic] | None = None) -> dict[str, Any]:
    return {
        "kind_name": KINDS[meeting.kind].name,
        "absent": tuple(record.excused(meeting)),
        "resolved": record.resolved(_topics(repositories, meeting) if known is None else known),
    }


def _topics(repositories: Repositories, meeting: Meeting) -> list[Topic]:
    """Return the meeting's topics, those on the agenda in its order."""
    order = {each.topic: place for place, each in enumerate(meeting.agenda)}
    return sorted(repositories.topics.of_meeting(meeting.id), key=lambda each: order.get(each.id, len(order)))


def _stay(repositories: Repositories, meeting: Meeting, said: Wanted) -> Stay:
    """Build the stay that a meeting is to be moved to; raise InvalidInput naming every fault."""
    organ, now = organ_of(repositories.copies, meeting.organ), repositories.occasion.at
    starts_at, ends_at = (datetime.fromisoformat(said[name]).astimezone(UTC) for name in ("starts_at", "ends_at"))
    errors = domain.time_faults(starts_at, ends_at, now=now)
    wanted = meeting.rooms if said["rooms"] is None else said["rooms"]
    found = rooms.named(repositories.copies, wanted, domain.circle(organ), errors)
    if errors:
        raise InvalidInput(errors=errors)
    _refuse_too_small(found, len({meeting.chair, *meeting.members}))
    numbers = [meeting.sequence, *(each.sequence for each in meeting.given_up)]
    stay = Stay(tuple(Named(room.id, room.name) for room in found), starts_at, ends_at, max(numbers) + 1)
    return rooms.fitted(repositories.profiles, stay)


def _moved(repositories: Repositories, settled: Meeting, asked: Meeting) -> Meeting:
    """Return the moved meeting, or raise RoomConflict if its rooms were taken in between."""
    wanted = asked.moving
    assert wanted is not None, "a move was asked for"
    if wanted in settled.given_up and settled.sequence != wanted.sequence:
        raise rooms.conflict(repositories.days, asked, wanted, at=repositories.occasion.at)
    return settled


def _refuse_too_small(found: Sequence[Any], coming: int) -> None:
    seats = sum(room.seats for room in found)
    if found and seats < coming:
        message = f"会议室共有{seats}个座位，到会{coming}人，坐不下"
        fault = {"field": "rooms", "code": "room_too_small", "message": message}
        raise RoomTooSmall(f"{message}。", errors=[fault], seats=seats, needed=coming)


def _circle_of(repositories: Repositories, meeting: Meeting, names: Sequence[str], field: str) -> tuple[Named, ...]:
    """Resolve people of the school that a meeting belongs to."""
    errors = list[dict[str, str]]()
    found = named_people(
        repositories.copies, names, domain.circle(organ_of(repositories.copies, meeting.organ)), errors, field
    )
    if errors:
        raise InvalidInput(errors=errors)
    return found


def _fault(field: str, code: str, message: str) -> InvalidInput:
    return InvalidInput(errors=[{"field": field, "code": code, "message": message}])


def wanted_meeting(repositories: Repositories, meeting_id: str, new_key: str, wanted: Wanted) -> Meeting:
    """Build a meeting from the director's input; raise InvalidInput naming every fault."""
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
        kind=wanted["kind"],
        title=wanted["title"],
        organ=organ.organ_id,
        organ_name=organ.name,
        path=organ.path,
        chair=chair[0].id,
        chair_name=chair[0].name,
        chair_organ=_organ_of(copies, chair[0].id, actor),
        planner=actor.person_id,
        places=tuple(Named(room.id, room.name) for room in found),
        starts_at=starts_at,
        ends_at=ends_at,
        invited=named_people(copies, wanted["members"], circle, errors),
        topics=tuple(wanted["topics"]),
        code_key=new_key if wanted["by_code"] else "",
        branch=_branch(repositories, wanted["branch"], errors),
        deputies_count=KINDS[wanted["kind"]].deputies,
    )
    if errors:
        raise InvalidInput(errors=errors)
    _refuse_too_small(found, len({meeting.chair, *meeting.members}))
    stay = rooms.fitted(repositories.profiles, meeting.stay)
    return replace(meeting, pads=stay.pads, hours_open=stay.hours, clashes=clashes(repositories, meeting))


def _organ_of(copies: Copies, person: str, actor: Actor) -> str:
    found = copies.find(PersonRecorded, person)
    return actor.organ if found is None else found.organ


def _branch(repositories: Repositories, branch_id: str | None, errors: list[dict[str, str]]) -> str | None:
    """Check that a branch belongs to the actor's organ; add the fault to `errors`."""
    branch = None if branch_id is None else repositories.branches.find(branch_id)
    own = branch is not None and branch.organ == repositories.occasion.person.organ
    if branch_id is not None and (not own or branch is None or branch.status is not BranchStatus.ACTIVE):
        errors.append(
            {"field": "branch", "code": "unknown_branch", "message": "未找到该党支部，请从本单位党支部中选择"}
        )
    return branch_id


def named_people(
    copies: Copies, names: Sequence[str], circle: tuple[str, ...], errors: list[dict[str, str]], field: str = "members"
) -> tuple[Named, ...]:
    """Resolve people by id or username; add faults to `errors`. `field`: the field's name; a single person has no index."""
    known, found = people(copies, names), dict[str, Named]()
    for place, name in enumerate(names):
        person, where = known.get(name), f"{field}[{place}]" if field not in ONE else field
        if person is None or not person.active or not domain.within(person.path, circle):
            errors.append(faulty(where, "unknown_person", unfound(person, circle[0], "本校")))
        elif person.person_id in found:
            errors.append({"field": where, "code": "person_repeated", "message": "同一人不能重复"})
        else:
            found[person.person_id] = Named(person.person_id, person.name)
    return tuple(found.values())


def _decided(
    copies: Copies, meeting: Meeting, decisions: Sequence[Mapping[str, str]], today: date
) -> tuple[events.Decision, ...]:
    """Build the decisions (议定事项): each with one person responsible and a deadline that has not passed."""
    organ = copies.find(OrganRecorded, meeting.organ)
    circle = meeting.path if organ is None else domain.circle(organ)
    known = people(copies, [each["responsible"] for each in decisions])
    errors, found = list[dict[str, str]](), list[events.Decision]()
    for place, each in enumerate(decisions):
        person, due_on = known.get(each["responsible"]), date.fromisoformat(each["due_on"])
        fine = person is not None and person.active and domain.within(person.path, circle)
        if not fine:
            where = f"decisions[{place}].responsible"
            errors.append(faulty(where, "unknown_person", unfound(person, circle[0], "本校")))
        if due_on < today:
            where = f"decisions[{place}].due_on"
            errors.append({"field": where, "code": "deadline_past", "message": "完成时限不能早于今天"})
        if person is not None and fine:
            decision = events.Decision(
                text=each["text"],
                responsible=person.person_id,
                responsible_name=person.name,
                due_on=due_on,
                topic=each.get("topic"),
            )
            found.append(decision)
    if errors:
        raise InvalidInput(errors=errors)
    return tuple(found)
