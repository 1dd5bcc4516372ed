"""The record of a meeting (会议记录), drafted from its course."""

from collections.abc import Sequence
from datetime import datetime

from services.meetings.domain import Answer, Meeting
from services.meetings.kinds import DECIDING_NAMES, kind_of
from services.meetings.topics.domain import STATUS_NAMES, Topic, TopicStatus
from shared.calendar import OFFICE_ZONE, in_full, on_paper
from shared.contracts.meetings import Decision, Resolved


def present(meeting: Meeting) -> list[str]:
    """Return the attendees, with the hour at which one left early."""
    return [
        each.name if each.left_at is None else f"{each.name}（{each.left_at.astimezone(OFFICE_ZONE):%H:%M}中途离会）"
        for each in meeting.signed.values()
    ]


def absent(meeting: Meeting) -> list[str]:
    """Return the members who did not come, with their replies."""
    lines = []
    for each in meeting.invited:
        if each.id in meeting.signed:
            continue
        reply = meeting.replies.get(each.id)
        if reply is not None and reply.answer is Answer.DEPUTY and reply.deputy is not None:
            lines.append(f"{each.name}（委托{reply.deputy.name}）")
        elif reply is not None and reply.answer is Answer.ABSENT:
            lines.append(f"{each.name}（请假：{reply.reason}）")
        else:
            lines.append(each.name)
    return lines


def excused(meeting: Meeting) -> list[str]:
    """Return the members excused, as minutes list them (GB/T 9704-2012, 10.3)."""
    return [
        each.name
        for each in meeting.invited
        if each.id not in meeting.signed
        and (reply := meeting.replies.get(each.id)) is not None
        and reply.answer is Answer.ABSENT
    ]


def resolved(topics: Sequence[Topic]) -> tuple[Resolved, ...]:
    """Return the result of each topic that the meeting dealt with."""
    left = (TopicStatus.WITHDRAWN, TopicStatus.RETURNED, TopicStatus.SUBMITTED, TopicStatus.ACCEPTED)
    return tuple(
        Resolved(topic=each.id, title=each.title, outcome=STATUS_NAMES[each.status], how=each.how)
        for each in topics
        if each.status not in left
    )


def took_place(meeting: Meeting, ended_at: datetime) -> str:
    """Format when it took place, beside the time that was called."""
    called, until = (each.astimezone(OFFICE_ZONE) for each in (meeting.starts_at, meeting.ends_at))
    begin, end = ((each).astimezone(OFFICE_ZONE) for each in (meeting.held_at or meeting.starts_at, ended_at))
    closing = f"{end:%H:%M}" if end.date() == begin.date() else f"{on_paper(end)}{end:%H:%M}"
    day = in_full(begin)
    return f"时间：{day}{begin:%H:%M}—{closing}（通知时间{called:%H:%M}—{until:%H:%M}）"


def drafted(meeting: Meeting, topics: Sequence[Topic], decisions: Sequence[Decision], *, ended_at: datetime) -> str:
    """Draft the record: attendance, discussion, the way of each decision, and the people responsible."""
    kind = kind_of(meeting)
    lines = [
        f"{meeting.organ_name}{meeting.title}会议记录",
        took_place(meeting, ended_at),
        f"地点：{'、'.join(each.name for each in meeting.places) or '未订会议室'}",
        f"主持：{meeting.chair_name}",
        f"应到{len(meeting.invited)}人，实到{len([m for m in meeting.members if m in meeting.signed])}人",
        f"出席：{'、'.join(present(meeting)) or '无'}",
        f"缺席：{'、'.join(absent(meeting)) or '无'}",
        f"议事方式：{DECIDING_NAMES[kind.deciding]}（{kind.source}）",
    ]
    for place, topic in enumerate(topics, start=1):
        recused = f"（{'、'.join(each.name for each in topic.recused)}回避）" if topic.recused else ""
        lines.append(
            f"议题{place}：{topic.title}{recused}——{STATUS_NAMES[topic.status]}。{topic.how}".rstrip("。") + "。"
        )
    for place, each in enumerate(decisions, start=1):
        due = in_full(each.due_on)
        lines.append(f"议定事项{place}：{each.text.rstrip('。')}（责任人：{each.responsible_name}；完成时限：{due}）。")
    return "\n".join(lines)
