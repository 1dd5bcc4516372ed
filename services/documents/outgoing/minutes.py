"""Minutes of a meeting (纪要), drafted from its record."""

import re
from collections.abc import Sequence

from services.documents.outgoing.app import Documents
from services.documents.outgoing.beginning import MEETING
from services.documents.outgoing.domain import Document
from services.documents.outgoing.numbers import without_organ
from services.documents.outgoing.steps import OUTGOING
from shared.calendar import in_full
from shared.contracts.directory import PersonRecorded
from shared.contracts.meetings import MeetingClosed
from shared.office import Copies, organ_of
from shared.usecase import begin
from shared.workflow import because

NUMBERED = re.compile("^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)")
"""The number that a secretary typed before a decision: the minutes number them."""


def draft_minutes(documents: Documents, copies: Copies, closed: MeetingClosed) -> None:
    """Draft the minutes (纪要) of a meeting with decisions in the organ's name; its clerk continues from there.

    If the organ has no clerk, the draft belongs to the chair.
    """
    if not closed.decisions:
        return
    organ = organ_of(copies, closed.organ)
    clerks = copies.where(PersonRecorded, {"organ": closed.organ, "roles": "clerk", "active": True})
    there = copies.where(PersonRecorded, {"person_id": {"$in": list(closed.attended)}})
    names = {person.person_id: person.name for person in there}
    document = Document(
        id=closed.minutes_id,
        kind="minutes",
        title=f"{organ.name}{without_organ(closed.title, organ.name).removesuffix('纪要')}纪要",
        body_met=closed.kind_name,
        meeting=closed.meeting_id,
        body=minutes(closed, [names[person] for person in closed.attended if person in names]),
        organ=organ.organ_id,
        organ_name=organ.name,
        path=organ.path,
        drafter=clerks[0].person_id if clerks else closed.chair,
        drafter_name=clerks[0].name if clerks else closed.chair_name,
        addressees=(),
        attached=False,
    )
    begin(documents, OUTGOING, document, "draft_minutes", because(MEETING, document, documents.occasion.at))


def minutes(closed: MeetingClosed, attended: Sequence[str]) -> str:
    """Format a meeting's minutes (纪要; 条例 art. 8(15), GB/T 9704-2012, 10.3): who attended, and the decisions."""
    lines = [
        f"时间：{in_full(closed.held_on)}",
        f"主持：{closed.chair_name}",
        f"出席：{'、'.join(attended) or '无'}",
        *([f"请假：{'、'.join(closed.absent)}"] if closed.absent else []),
        "",
        *(_resolved(each.title, each.outcome) for each in closed.resolved),
        "会议议定事项如下：",
    ]
    for place, each in enumerate(closed.decisions, start=1):
        text = NUMBERED.sub("", each.text).rstrip("。；")
        lines.append(
            f"{_numeral(place)}、{text}。（责任人：{each.responsible_name}；完成时限：{in_full(each.due_on)}）"
        )
    return "\n".join(lines)


def _resolved(title: str, outcome: str) -> str:
    return f"会议审议通过《{title}》。" if outcome == "通过" else f"会议审议《{title}》，{outcome}。"


def _numeral(number: int) -> str:
    """Format a number below 100 as in headings: 一, 十一, 二十."""
    tens, ones = divmod(number, 10)
    digits = "零一二三四五六七八九"
    return ("" if tens == 0 else "十" if tens == 1 else f"{digits[tens]}十") + (digits[ones] if ones else "")
