"""Workflow table of meetings, with each step's changes and rules."""

from collections.abc import Mapping
from typing import Any

from services.meetings import domain
from services.meetings.acts import MEETING_ACTS
from services.meetings.domain import (
    ATTENDING,
    CHAIR,
    CHAIRING_DIRECTOR,
    DIRECTOR,
    LEADER,
    LEAVING,
    MEMBER,
    ORGANISER,
    Answer,
    Matter,
    Meeting,
    QuorumMissing,
    Reply,
    SignIn,
)
from services.meetings.domain import MeetingStatus as M
from services.meetings.kinds import LOCAL, PRINCIPAL_UNDER_PARTY, Deciding, kind_of, needed, signing_in_from
from shared.calendar import OFFICE_ZONE, on_paper
from shared.contracts import meetings as events
from shared.office import named
from shared.workflow import REASON, By, Context, Step, Workflow, event, rule


def _settles(meeting: Meeting, actor: Any) -> bool:
    return bool((CHAIR if kind_of(meeting).settled_by_chair else DIRECTOR).admits(meeting, actor))


ROOMS = event("rooms", "系统（会议室）")
SERIES = event("its series", "系统（例会）")
CANCELLER = By(
    "director", lambda meeting, actor: DIRECTOR.admits(meeting, actor) or SERIES.admits(meeting, actor), DIRECTOR.label
)

SETTLER = By("who settles the agenda by its kind", _settles, "办公室主任或者主持人")


def _of_its_kind(meeting: Meeting, known: Context) -> str:
    return kind_of(meeting).source


@rule("reason_missing", f"{LOCAL}（延期、请假应当说明理由）", field="comment", states="会议延期的，说明理由。")
def reason_is_given(meeting: Meeting, known: Context) -> str | None:
    """Require a reason (local rules of meetings)."""
    return None if known.comment.strip() else REASON


@rule("reason_missing", f"{LOCAL}（请假应当说明理由）", field="comment", states="请假的，说明理由。")
def absence_has_a_reason(meeting: Meeting, known: Context) -> str | None:
    """Require a reason for absence (local rules of meetings)."""
    wanted = known.said["answer"] is Answer.ABSENT and not known.comment.strip()
    return "请填写请假理由" if wanted else None


@rule(
    "not_talked_over",
    f"{PRINCIPAL_UNDER_PARTY}（六）",
    field="talked_with",
    states="重要议题会前由书记、校长交换意见。",
    cites=_of_its_kind,
)
def weighty_topics_were_talked_over(meeting: Meeting, known: Context) -> str | None:
    """Require that secretary and principal discussed weighty topics before they are on the agenda (意见 item 6)."""
    weighty = [each.title for each in known.said["agenda"] if each.matter is not Matter.ORDINARY]
    if not kind_of(meeting).formal or not weighty or known.said["talked_with"]:
        return None
    return f"重要议题会前书记、校长应当交换意见，请注明与谁沟通：{'、'.join(weighty)}"


@rule(
    "agenda_unsettled",
    f"{PRINCIPAL_UNDER_PARTY}（五）（六）",
    states="议题确定、材料送达以后发会议通知；未列入议程的议题不上会。",
    cites=_of_its_kind,
)
def agenda_is_settled(meeting: Meeting, known: Context) -> str | None:
    """Require an agenda and papers before members are called; only topics on it are discussed (意见 items 5, 6)."""
    if not kind_of(meeting).formal or (meeting.agenda and meeting.papers_sent_at is not None):
        return None
    return "请先确定议程、送达材料，再发会议通知"


@rule("agenda_unsettled", f"{PRINCIPAL_UNDER_PARTY}（五）（六）", states="议程确定以后送达材料。", cites=_of_its_kind)
def there_is_an_agenda(meeting: Meeting, known: Context) -> str | None:
    """Require an agenda before papers are sent."""
    return None if meeting.agenda else "议程尚未确定"


@rule(
    "not_begun", f"{LOCAL}（会议按通知的时间召开）", field="starts_at",
    states="会议到了通知的时间方可开会、散会、结束。",
)  # fmt: skip
def it_has_begun(meeting: Meeting, known: Context) -> str | None:
    """Forbid holding or ending a meeting before its start."""
    if known.at >= meeting.starts_at:
        return None
    begin = meeting.starts_at.astimezone(OFFICE_ZONE)
    return f"会议定于{on_paper(begin)}{begin:%H:%M}开始，尚未到时间；需要提前的，请先改期"


@rule(
    "sign_in_early", f"{LOCAL}（到会人数以会前签到为准）", field="starts_at",
    states="会议开始前一小时起签到，到会人数据此清点。",
)  # fmt: skip
def doors_are_open(meeting: Meeting, known: Context) -> str | None:
    """Forbid signing in hours before the start: a sign-in counts as presence, also for the quorum."""
    opens = signing_in_from(meeting)
    if known.at >= opens:
        return None
    begin, since = (each.astimezone(OFFICE_ZONE) for each in (meeting.starts_at, opens))
    day = "" if begin.date() == since.date() else on_paper(since)
    return f"会议定于{on_paper(begin)}{begin:%H:%M}开始，{day}{since:%H:%M}起签到，请届时再来"


@rule("vote_open", f"{LOCAL}（一事一议一表决）", states="提请表决的议题计票或者作废以后散会。")
def no_vote_is_open(meeting: Meeting, known: Context) -> str | None:
    """Require that every vote is counted or voided before the meeting ends."""
    return f"还有议题没有表决完毕：{'、'.join(known.said['open'])}" if known.said["open"] else None


@rule(
    "undecided",
    f"{PRINCIPAL_UNDER_PARTY}（五）（六）",
    field="decisions",
    states="议定事项出自本次会议通过的议题。",
    cites=_of_its_kind,
)
def decisions_follow_from_topics(meeting: Meeting, known: Context) -> str | None:
    """Require that a kind that votes, or whose principal decides, decides only passed topics (意见 items 5, 6)."""
    if kind_of(meeting).deciding not in (Deciding.VOTE, Deciding.PRINCIPAL):
        return None
    loose = [each.text for each in known.said["decisions"] if each.topic not in known.said["passed"]]
    return f"议定事项应当出自本次会议通过的议题：{'、'.join(loose)}" if loose else None


@rule(
    "chair_is_here",
    f"{LOCAL}（会议记录由主持人确认）",
    states="会议记录由主持人确认；主持人已调离、离职的，由本单位领导代为确认。",
)
def chair_is_gone(meeting: Meeting, known: Context) -> str | None:
    """Leave the record to its chair, unless they left or moved to another organ (local rules of meetings)."""
    return f"主持人{meeting.chair_name}在岗，会议记录由主持人确认" if known.said["chair_here"] else None


def _attendance(meeting: Meeting, known: Context) -> Mapping[str, Any]:
    return {
        "needed": needed(meeting),
        "present": meeting.present,
        "members": len(meeting.invited),
        "missing": [named(each.id, each.name) for each in meeting.invited if each.id not in meeting.members_here],
    }


@rule(
    "quorum_missing",
    f"{PRINCIPAL_UNDER_PARTY}（五）（六）",
    states="到会人数达到会议种类规定的人数方可开会。",
    error=QuorumMissing,
    cites=_of_its_kind,
    details=_attendance,
)
def quorum_is_there(meeting: Meeting, known: Context) -> str | None:
    """Require the quorum of the kind of meeting (意见 items 5, 6)."""
    wanted, name = needed(meeting), kind_of(meeting).name
    if meeting.present >= wanted:
        return None
    return f"{name}应到{len(meeting.invited)}人，须有{wanted}人以上到会，已签到{meeting.present}人"


def opening(meeting: Meeting, known: Context) -> Mapping[str, Any]:
    """Record when it began."""
    return {"held_at": known.at}


def inviting(meeting: Meeting, known: Context) -> Mapping[str, Any]:
    """Set the deadline of topics."""
    return {"topics_until": known.said["until"]}


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


ENDING = (it_has_begun, no_vote_is_open, decisions_follow_from_topics)

MEETING = Workflow(
    "会议",
    domain.STATUS_NAMES,
    Step("invite_topics", {M.PLANNED}, M.PLANNED, DIRECTOR, events.TopicsInvited, sets=inviting),
    Step("settle", {M.PLANNED}, M.PLANNED, SETTLER, events.AgendaSettled, (weighty_topics_were_talked_over,), settling),
    Step("send_papers", {M.PLANNED}, M.PLANNED, DIRECTOR, events.PapersSent, (there_is_an_agenda,), sending),
    Step("call", {M.PLANNED}, M.CALLED, DIRECTOR, events.MeetingCalled, (agenda_is_settled,), calling),
    Step("reply", {M.CALLED}, M.CALLED, MEMBER, events.MeetingReplied, (absence_has_a_reason,), replying),
    *(
        Step("sign_in", {status}, status, ATTENDING, events.MeetingSignedIn, (doors_are_open,), presence)
        for status in (M.CALLED, M.HELD)
    ),
    *(Step("leave", {status}, status, LEAVING, events.MeetingLeft, sets=leaving) for status in (M.CALLED, M.HELD)),
    Step("hold", {M.CALLED}, M.HELD, DIRECTOR, events.MeetingHeld, (it_has_begun, quorum_is_there), opening),
    Step("adjourn", {M.HELD}, M.ADJOURNED, DIRECTOR, events.MeetingAdjourned, ENDING, minuted),
    Step("revise", {M.ADJOURNED}, M.ADJOURNED, DIRECTOR, events.RecordRevised, sets=revised),
    Step("confirm", {M.ADJOURNED}, M.CLOSED, CHAIR, events.MeetingClosed),
    Step("confirm_for_chair", {M.ADJOURNED}, M.CLOSED, LEADER, events.MeetingClosed, (chair_is_gone,)),
    Step("close", {M.HELD}, M.CLOSED, CHAIRING_DIRECTOR, events.MeetingClosed, ENDING, minuted),
    Step(
        "postpone", {M.PLANNED, M.CALLED}, M.POSTPONED, DIRECTOR, events.MeetingPostponed, (reason_is_given,), postponed
    ),
    *(
        Step("move", {status}, status, DIRECTOR, events.MeetingMoveAsked, sets=moving)
        for status in (M.PLANNED, M.CALLED, M.POSTPONED)
    ),
    Step("cancel", {M.PLANNED, M.CALLED, M.POSTPONED}, M.CANCELLED, CANCELLER, events.MeetingCancelled),
    *(
        Step("name_chair", {status}, status, ORGANISER, events.ChairNamed, sets=chaired)
        for status in (M.PLANNED, M.CALLED, M.POSTPONED)
    ),
    Step("refuse_rooms", {M.PLANNED}, M.CANCELLED, ROOMS, events.MeetingCancelled),
    acts=MEETING_ACTS,
    noun="该会议",
)
"""A latecomer signs in while the meeting is held, and counts as an attendee. A director who chairs may
close at once; otherwise the chair confirms the record, or a leader of the organ if the chair is gone.
"""

WORKFLOWS = (MEETING,)
