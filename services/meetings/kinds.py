"""The kinds of meetings as data: quorum, manner of decision, required papers, and frequency.

Local or institutional differences are differences of a row.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from services.meetings.domain import Matter, Meeting

PRINCIPAL_UNDER_PARTY = "关于建立中小学校党组织领导的校长负责制的意见（试行）（2022）"
BRANCH = "中国共产党支部工作条例（试行）（2018）"
LOCAL = "本地区、本单位议事规则"
HALF, TWO_THIRDS, FOUR_FIFTHS = Fraction(1, 2), Fraction(2, 3), Fraction(4, 5)
EXPLANATION, OPINIONS = "议题说明", "征求意见情况"


class Deciding(StrEnum):
    """How a kind of meeting decides."""

    VOTE = "vote"
    PRINCIPAL = "principal"
    CHAIR = "chair"
    NOTHING = "nothing"


DECIDING_NAMES: Mapping[Deciding, str] = {
    Deciding.VOTE: "表决",
    Deciding.PRINCIPAL: "充分讨论后由校长决定",
    Deciding.CHAIR: "由主持人归纳",
    Deciding.NOTHING: "不作决定",
}


class Every(StrEnum):
    """How often a kind of meeting is required of a branch."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Mode(StrEnum):
    """The mode of a vote."""

    OPEN = "open"
    SECRET = "secret"
    HEARING = "hearing"


MODE_NAMES: Mapping[Mode, str] = {Mode.OPEN: "公开表决", Mode.SECRET: "无记名投票", Mode.HEARING: "听取意见"}


@dataclass(frozen=True)
class MeetingKind:
    """A kind of meeting. `share`: the quorum as a share of its members; 以上 includes the figure itself.

    shares: higher quorums for weighty matters. deciding: how; a vote passes with more than `majority` of all who should
    attend. presides: the post that presides. settled_by_chair: whether the chair settles the agenda, else the office.
    formal: only topics on the agenda are discussed. papers: required of every topic. every: how often it is required
    of a branch. deputies: whether a member's deputy counts. doors: how long before its start the sign-in opens.
    """

    code: str
    name: str
    share: Fraction
    source: str
    deciding: Deciding = Deciding.CHAIR
    shares: Mapping[Matter, Fraction] = field(default_factory=dict)
    majority: Fraction = HALF
    presides: str = "会议主持人"
    settled_by_chair: bool = False
    formal: bool = False
    papers: tuple[str, ...] = ()
    every: Every | None = None
    deputies: bool = False
    doors: timedelta = timedelta(hours=1)

    def needed(self, members: int, matter: Matter = Matter.ORDINARY) -> int:
        """Return the quorum: half of 8 is 4, of 9 is 5; at least one."""
        return max(1, math.ceil(self.shares.get(matter, self.share) * members))

    def passes(self, agreed: int, members: int) -> bool:
        """Check whether this many votes carry: 超过 does not include the figure itself, so of 8 it takes 5."""
        return agreed > self.majority * members

    def to_pass(self, members: int) -> int:
        """Return the fewest votes that carry."""
        return math.floor(self.majority * members) + 1


_PARTY = {Matter.IMPORTANT: TWO_THIRDS, Matter.ELECTION: TWO_THIRDS}
_ASSEMBLY = {Matter.ELECTION: FOUR_FIFTHS}

KINDS: Mapping[str, MeetingKind] = {
    kind.code: kind
    for kind in (
        MeetingKind(
            "party_committee", "党组织会议", HALF, f"{PRINCIPAL_UNDER_PARTY}（五）", Deciding.VOTE, _PARTY,
            presides="党组织书记", settled_by_chair=True, formal=True, papers=(EXPLANATION,),
        ),
        MeetingKind(
            "principals_office", "校长办公会议", HALF, f"{PRINCIPAL_UNDER_PARTY}（六）", Deciding.PRINCIPAL,
            presides="校长", settled_by_chair=True, formal=True, papers=(EXPLANATION,),
        ),
        MeetingKind(
            "party_assembly", "党员大会", HALF, f"{BRANCH}第十一条", Deciding.VOTE, _ASSEMBLY, presides="党支部书记",
            settled_by_chair=True, every=Every.QUARTER,
        ),
        MeetingKind(
            "branch_committee", "支委会", HALF, f"{BRANCH}第十二条", Deciding.VOTE, presides="党支部书记",
            settled_by_chair=True, every=Every.MONTH,
        ),
        MeetingKind("party_group", "党小组会", HALF, f"{BRANCH}第十三条", presides="党小组组长", every=Every.MONTH),
        MeetingKind(
            "party_lecture", "党课", Fraction(0), f"{LOCAL}（党课没有法定人数，至少一人到会）", Deciding.NOTHING,
            every=Every.QUARTER,
        ),
        MeetingKind(
            "party_day", "主题党日", Fraction(0), f"{BRANCH}（主题党日；没有法定人数，至少一人到会）", Deciding.NOTHING,
            every=Every.MONTH,
        ),
        MeetingKind(
            "organisational_life", "组织生活会", HALF, f"{BRANCH}（组织生活会）", Deciding.NOTHING, presides="党支部书记",
            every=Every.YEAR,
        ),
        MeetingKind(
            "democratic_review", "民主评议党员", HALF, f"{BRANCH}（民主评议党员）", Deciding.NOTHING, presides="党支部书记",
            every=Every.YEAR,
        ),
        MeetingKind("staff_congress", "教代会", TWO_THIRDS, f"{LOCAL}（教职工代表大会）", Deciding.VOTE),
        MeetingKind("office", "办公会", HALF, f"{LOCAL}（办公会议）", deputies=True),
    )
}  # fmt: skip


def kind_of(meeting: Meeting) -> MeetingKind:
    """Return the kind of a meeting."""
    return KINDS[meeting.kind]


def signing_in_from(meeting: Meeting) -> datetime:
    """Return when the sign-in opens."""
    return meeting.starts_at - kind_of(meeting).doors


def needed(meeting: Meeting) -> int:
    """Return the quorum of a meeting."""
    return kind_of(meeting).needed(len(meeting.invited))
