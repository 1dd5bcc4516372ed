"""The kinds of meetings, how many must be there for each, and the table that they follow."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from services.meetings import domain
from services.meetings.domain import DIRECTOR, MEMBER, Meeting, QuorumMissing, SignIn
from services.meetings.domain import MeetingStatus as M
from shared.contracts import meetings as facts
from shared.workflow import Facts, Step, Workflow

PRINCIPAL_UNDER_PARTY = "关于建立中小学校党组织领导的校长负责制的意见（试行）（2022）"
BRANCH = "中国共产党支部工作条例（试行）（2018）"
LOCAL = "本地区、本单位议事规则"
HALF = Fraction(1, 2)


@dataclass(frozen=True)
class MeetingKind:
    """A kind of meeting. `share`: of its members, how many must be there; 以上 includes the figure itself."""

    code: str
    name: str
    share: Fraction
    source: str

    def needed(self, members: int) -> int:
        """Count who must be there: half of 8 is 4, of 9 is 5; at least one."""
        return max(1, math.ceil(self.share * members))


KINDS: Mapping[str, MeetingKind] = {
    kind.code: kind
    for kind in (
        MeetingKind("party_committee", "党组织会议", HALF, f"{PRINCIPAL_UNDER_PARTY}（五）"),
        MeetingKind("principals_office", "校长办公会议", HALF, f"{PRINCIPAL_UNDER_PARTY}（六）"),
        MeetingKind("party_assembly", "党员大会", HALF, f"{BRANCH}第十一条"),
        MeetingKind("branch_committee", "支委会", HALF, f"{BRANCH}第十二条"),
        MeetingKind("staff_congress", "教代会", Fraction(2, 3), f"{LOCAL}（教职工代表大会）"),
        MeetingKind("party_lecture", "党课", Fraction(0), f"{LOCAL}（党课没有法定人数，至少一人到会）"),
        MeetingKind("office", "办公会", HALF, f"{LOCAL}（办公会议）"),
    )
}


def needed(meeting: Meeting) -> int:
    """Count how many members must be there."""
    return KINDS[meeting.kind].needed(len(meeting.invited))


def opening(meeting: Meeting, known: Facts) -> Mapping[str, Any]:
    """Change nothing but the status; raise QuorumMissing where too few members are there."""
    kind, wanted = KINDS[meeting.kind], needed(meeting)
    if meeting.present < wanted:
        raise QuorumMissing(
            f"{kind.name}应到 {len(meeting.invited)} 人，须有 {wanted} 人以上到会，已签到 {meeting.present} 人。",
            source=kind.source,
            needed=wanted,
            present=meeting.present,
            members=len(meeting.invited),
        )
    return {}


def presence(meeting: Meeting, known: Facts) -> Mapping[str, Any]:
    """Note who is there."""
    return {"signed": {**meeting.signed, known.actor.person_id: SignIn(known.actor.name, known.at)}}


def minuted(meeting: Meeting, known: Facts) -> Mapping[str, Any]:
    """Set what was decided."""
    return {"decisions": known.said["decisions"]}


MEETING = Workflow(
    "会议",
    domain.STATUS_NAMES,
    Step("call", {M.PLANNED}, M.CALLED, DIRECTOR, facts.MeetingCalled),
    *(Step("sign_in", {status}, status, MEMBER, facts.MeetingSignedIn, sets=presence) for status in (M.CALLED, M.HELD)),
    Step("hold", {M.CALLED}, M.HELD, DIRECTOR, facts.MeetingHeld, sets=opening),
    Step("close", {M.HELD}, M.CLOSED, DIRECTOR, facts.MeetingClosed, sets=minuted),
    Step("cancel", {M.PLANNED, M.CALLED}, M.CANCELLED, DIRECTOR, facts.MeetingCancelled),
)
"""Whoever comes late signs in while the meeting is held, and counts among those who attended."""

WORKFLOWS = (MEETING,)
