"""Rules of meetings, each with its source."""

from collections.abc import Mapping
from typing import Any

from services.meetings.domain import (
    Answer,
    Matter,
    Meeting,
    NotArranged,
    QuorumMissing,
    WrongCode,
    directs,
)
from services.meetings.kinds import LOCAL, PRINCIPAL_UNDER_PARTY, Deciding, kind_of, needed, signing_in_from
from services.meetings.rooms.domain import RoomClosed, RoomConflict, RoomTooSmall
from shared.calendar import OFFICE_ZONE, on_paper
from shared.errors import Forbidden, InvalidInput
from shared.office import pair_of
from shared.workflow import Context, event, reason_rule, rule

SERIES = event("its series", "系统（例会）")


def _of_its_kind(meeting: Meeting, known: Context) -> str:
    return kind_of(meeting).source


reason_is_given = reason_rule(f"{LOCAL}（延期、请假应当说明理由）", "会议延期的，说明理由。")


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
        "missing": [pair_of(each) for each in meeting.invited if each.id not in meeting.members_here],
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


@rule("rooms_pending", f"{LOCAL}（会议室）", states="会议室落实以后办理会议。", error=NotArranged)
def rooms_are_settled(meeting: Meeting, known: Context) -> str | None:
    """Require that the rooms of a meeting are booked; a day cancelled in its series is cancelled before that too."""
    return None if meeting.settled or SERIES.admits(meeting, known.actor) else "会议室还在安排，请稍后再办"


def coming(subject: Any) -> int:
    """Count the people who need a seat: the members, and the chair if not one of them."""
    return len({subject.chair, *(each.id for each in subject.invited)})


@rule(
    "room_too_small", f"{LOCAL}（会议室）", field="rooms", states="会议室的座位不少于到会人数。", error=RoomTooSmall,
    details=lambda subject, known: {"seats": known.said["seats"], "needed": coming(subject)},
)  # fmt: skip
def rooms_have_seats(subject: Any, known: Context) -> str | None:
    """Require seats for everybody. `seats`: those of all rooms, None without a room."""
    seats, people = known.said["seats"], coming(subject)
    return None if seats is None or seats >= people else f"会议室共有{seats}个座位，到会{people}人，坐不下"


@rule("room_closed", f"{LOCAL}（会议室）", field="rooms", states="会议室在其开放时间使用。", error=RoomClosed)
def rooms_are_open(subject: Any, known: Context) -> str | None:
    """Require that the rooms are open. `closed`: the hours of those that are not."""
    return f"会议室在这一时段不开放：{'；'.join(known.said['closed'])}" if known.said["closed"] else None


ROOM_RULES = (rooms_have_seats, rooms_are_open)


@rule(
    "room_conflict", f"{LOCAL}（会议室）", field="rooms", states="同一会议室在同一时段只安排一次。", error=RoomConflict,
    details=lambda meeting, known: known.said["conflict"].details,
)  # fmt: skip
def rooms_are_free(meeting: Meeting, known: Context) -> str | None:
    """Require that the rooms are free. `conflict`: which are taken, and when all are free next."""
    return None if known.said["conflict"] is None else str(known.said["conflict"].message).removesuffix("。")


@rule(
    "nothing_to_read", f"{LOCAL}（议题征集）", states="议题征集期间，应到人员各阅知一次。",
)  # fmt: skip
def topics_are_asked_for(meeting: Meeting, known: Context) -> str | None:
    """Require an invitation of topics that the member has not read."""
    if not meeting.asks_for_topics:
        return "本次会议没有在征集议题，不需要阅知"
    return "您已经阅知" if known.actor.person_id in meeting.told_of_topics else None


@rule(
    "out_of_range", f"{LOCAL}（议题征集）", field="until", states="议题在开会以前征集。", error=InvalidInput,
)  # fmt: skip
def topics_come_before(meeting: Meeting, known: Context) -> str | None:
    """Require a deadline of topics that lies ahead, and before the meeting."""
    fits = known.at < known.said["until"] <= meeting.starts_at
    return None if fits else "征集截止时间应晚于现在、早于会议开始"


@rule(
    "missing", f"{LOCAL}（派人代会）", field="deputy", states="派人代会的，写明由谁代为参加。", error=InvalidInput,
)  # fmt: skip
def deputy_is_named(meeting: Meeting, known: Context) -> str | None:
    """Require the name of a deputy."""
    wanted = known.said["answer"] is Answer.DEPUTY and known.said["sent"] is None
    return "请填写由谁代为参加" if wanted else None


@rule(
    "attends_already", f"{LOCAL}（派人代会）", field="deputy", states="代会的人不是本次会议的与会人员。",
    error=InvalidInput,
)  # fmt: skip
def deputy_is_free(meeting: Meeting, known: Context) -> str | None:
    """Require a deputy who does not attend already, as a member, as the chair, or for somebody else."""
    sent = known.said["sent"]
    there = (meeting.chair, *meeting.members, *meeting.deputies)
    return "这位同志已经参加本次会议，不能代为参加" if sent is not None and sent.id in there else None


@rule("chairs_already", f"{LOCAL}（主持）", field="chair", states="更换主持的，另选一人。", error=InvalidInput)
def chair_is_another(meeting: Meeting, known: Context) -> str | None:
    """Require another chair, unless the present one has left."""
    same = known.said["chair"] == meeting.chair and known.said["chair_here"]
    return "这位同志已经是主持人，请另选" if same else None


@rule("attends_already", f"{LOCAL}（主持）", field="chair", states="代他人参加会议的不主持。", error=InvalidInput)
def chair_is_no_deputy(meeting: Meeting, known: Context) -> str | None:
    """Forbid a chair who attends for somebody else."""
    return "这位同志代他人参加本次会议，不能主持" if known.said["chair"] in meeting.deputies else None


@rule("wrong_code", f"{LOCAL}（签到）", field="code", states="用签到码的会议，凭会场的签到码签到。", error=WrongCode)
def code_is_shown_now(meeting: Meeting, known: Context) -> str | None:
    """Require the code that the room shows, if codes are used."""
    if not meeting.code_key or meeting.takes_code(known.said["code"] or "", known.at):
        return None
    return "签到码不正确或者已经更换，请看会场屏幕上最新的签到码"


@rule(
    "others_leave", f"{LOCAL}（离会）", field="person", states="本人登记离会，他人离会由办公室主任登记。",
    error=Forbidden,
)  # fmt: skip
def leaver_is_oneself(meeting: Meeting, known: Context) -> str | None:
    """Leave the departure of others to the director of the office."""
    own = known.said["person"] == known.actor.person_id
    return None if own or directs(meeting, known.actor) else "他人离会由办公室主任登记"
