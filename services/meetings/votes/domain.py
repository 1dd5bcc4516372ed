"""A vote or a hearing about one topic (表决、听取意见); immutable, no clock, no broker, no store.

One round is one aggregate: who may take part, who did, and the result are decided by its version alone. Of a secret vote
it knows who took a paper, and nothing else until the box is counted (docs/adr/0015-a-secret-vote-is-a-blind-signature.md).
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from services.meetings import domain as office
from services.meetings.domain import Matter
from services.meetings.kinds import KINDS, MODE_NAMES, Mode
from shared.actor import Actor
from shared.aggregate import Aggregate
from shared.errors import Refused
from shared.office import Named
from shared.workflow import By

NO_BOX = "票箱的数据已经缺失，不能投票和计票；请主持人将本次投票作废后重新投票"


class RoundStatus(StrEnum):
    """The status of a vote."""

    OPEN = "open"
    CASTING = "casting"
    COUNTED = "counted"
    VOIDED = "voided"


OPEN_NAMES: Mapping[Mode, str] = {Mode.OPEN: "表决中", Mode.SECRET: "领票中", Mode.HEARING: "听取意见中"}
"""The label of an open vote: papers are taken before a secret one is cast."""
STATUS_NAMES: Mapping[RoundStatus, str] = {
    RoundStatus.OPEN: OPEN_NAMES[Mode.OPEN],
    RoundStatus.CASTING: "投票中",
    RoundStatus.COUNTED: "已公布",
    RoundStatus.VOIDED: "已作废",
}


class Choice(StrEnum):
    """The choice on a ballot, or an opinion."""

    AGREE = "agree"
    OPPOSE = "oppose"
    ABSTAIN = "abstain"


CHOICE_NAMES: Mapping[Choice, str] = {Choice.AGREE: "同意", Choice.OPPOSE: "不同意", Choice.ABSTAIN: "弃权"}


class Outcome(StrEnum):
    """The result of a vote."""

    PASSED = "passed"
    FAILED = "failed"
    DEFERRED = "deferred"


OUTCOME_NAMES: Mapping[Outcome, str] = {Outcome.PASSED: "通过", Outcome.FAILED: "未予通过", Outcome.DEFERRED: "暂缓"}


class NotEntitled(Refused):
    """您不参加这一议题的表决。"""

    code = "not_entitled_to_vote"


class ChairLast(Refused):
    """主持人最后表态，请等其他到会人员先表态。"""

    code = "chair_speaks_last"


class AlreadyVoted(Refused):
    """您已经表决，表决后不能更改。"""

    code = "already_voted"


@dataclass(frozen=True)
class Ballot:
    """A person's open vote, or their opinion."""

    name: str
    choice: Choice
    at: datetime
    comment: str = ""


@dataclass(frozen=True)
class Counted:
    """One ballot of a secret vote as it was counted; only its voter knows the receipt."""

    receipt: str
    choice: Choice


@dataclass(frozen=True, kw_only=True)
class Round(Aggregate):
    """A vote or a hearing. `members`: all who should attend, without those who recused themselves (`recused`).

    ballots: by person, if it is open or a hearing. papers: who took the paper of a secret vote, each with the fingerprint of
    the blinded number. counted: the ballots of a secret vote, in the order of their receipts. key: signs the papers.
    not_voted: members who were present when it was counted, and took no part. left_early: members who signed in, left
    before it was counted, and took no part.
    """

    meeting: str
    kind: str
    topic: str
    title: str
    matter: Matter
    organ: str
    chair: str
    mode: Mode
    members: tuple[Named, ...]
    recused: tuple[Named, ...] = ()
    status: RoundStatus = RoundStatus.OPEN
    ballots: dict[str, Ballot] = field(default_factory=dict)
    papers: dict[str, str] = field(default_factory=dict)
    counted: tuple[Counted, ...] = ()
    key: str = ""
    outcome: Outcome | None = None
    not_voted: tuple[Named, ...] = ()
    left_early: tuple[Named, ...] = ()
    chair_organ: str = ""

    @property
    def entitled(self) -> tuple[str, ...]:
        """Return the ids of those who may take part if present."""
        return tuple(each.id for each in self.members)

    @property
    def should_attend(self) -> int:
        """Return the number who should attend (应到会), without those who recused themselves: the base of a majority."""
        return len(self.members)

    @property
    def needed(self) -> int:
        """Return the quorum."""
        return KINDS[self.kind].needed(len(self.members), self.matter)

    @property
    def to_pass(self) -> int | None:
        """Return the fewest votes in favour with which it passes; None for a hearing, which its chair decides."""
        return None if self.mode is Mode.HEARING else KINDS[self.kind].to_pass(len(self.members))

    @property
    def took_part(self) -> int:
        """Return how many took part: voted, were heard, or took a paper."""
        return len(self.papers) if self.mode is Mode.SECRET else len(self.ballots)

    def tally(self) -> Mapping[Choice, int]:
        """Return the count of each choice."""
        open_ones = [each.choice for each in self.ballots.values()]
        return Counter([*open_ones, *(each.choice for each in self.counted)])

    @property
    def agreed(self) -> int:
        """Return the votes in favour."""
        return self.tally().get(Choice.AGREE, 0)

    @property
    def opposed(self) -> int:
        """Return the votes against."""
        return self.tally().get(Choice.OPPOSE, 0)

    @property
    def abstained(self) -> int:
        """Return the abstentions."""
        return self.tally().get(Choice.ABSTAIN, 0)

    def silent(self, people: frozenset[str]) -> tuple[Named, ...]:
        """Return the members among these who took no part: no ballot, no opinion, no paper of a secret vote."""
        done = {*self.ballots, *self.papers}
        return tuple(each for each in self.members if each.id in people and each.id not in done)

    @property
    def how(self) -> str:
        """Describe how it was decided, for the record."""
        if self.outcome is None:
            return ""
        figures = f"同意{self.agreed}，不同意{self.opposed}，弃权{self.abstained}"
        if self.mode is Mode.HEARING:
            said = "；".join(
                f"{each.name}：{each.comment or CHOICE_NAMES[each.choice]}" for each in self.ballots.values()
            )
            decided = f"听取{len(self.ballots)}人意见（{said}），由主持人决定{OUTCOME_NAMES[self.outcome]}"
            return decided + self._absent("未发表意见")
        papers = ""
        if self.mode is Mode.SECRET:
            papers = f"发出选票{len(self.papers)}张，收回{len(self.counted)}张，"
        decided = f"应到{self.should_attend}人，{papers}{figures}，{OUTCOME_NAMES[self.outcome]}"
        return f"{MODE_NAMES[self.mode]}：{decided}" + self._absent("未领票" if papers else "未参加表决")

    def _absent(self, what: str) -> str:
        """Name who took no part, though there at the count or before it."""
        groups = ((f"到会{what}", self.not_voted), (f"中途离会{what}", self.left_early))
        return "".join(f"；{name}：{'、'.join(each.name for each in people)}" for name, people in groups if people)


def _runs(subject: Round, actor: Actor) -> bool:
    return office.chairs(subject, actor) or (actor.holds("director") and actor.organ == subject.organ)


RUNNER = By("director or chair", _runs, "办公室主任或者主持人")
CHAIR = By("chair", office.chairs, "主持人")
ANYONE = By("a person who is entitled", lambda subject, actor: True, "应到人员")
