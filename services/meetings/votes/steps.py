"""Workflow table of votes, with each step's changes, and who may take part.

Majority and quorum: 关于建立中小学校党组织领导的校长负责制的意见（试行）, items 5 and 6 (more than half of all who should
attend; the chair speaks last; those concerned recuse themselves).
"""

from collections.abc import Callable, Mapping
from typing import Any

from services.meetings.acts import VOTE_ACTS
from services.meetings.domain import QuorumMissing, chairs
from services.meetings.in_session import in_session_rule
from services.meetings.kinds import KINDS, LOCAL, MODE_NAMES, PRINCIPAL_UNDER_PARTY, Mode
from services.meetings.votes import domain
from services.meetings.votes.domain import (
    ANYONE,
    CHAIR,
    RUNNER,
    AlreadyVoted,
    Ballot,
    ChairLast,
    Choice,
    NotEntitled,
    Outcome,
    Round,
)
from services.meetings.votes.domain import RoundStatus as R
from shared.contracts import meetings as events
from shared.errors import ConfirmationNeeded, Refused, TransitionRefused
from shared.office import Named, pair_of
from shared.workflow import REASON, Context, Rule, Step, Workflow, event, rule


@rule("reason_missing", f"{LOCAL}（表决作废应当说明理由）", field="comment", states="作废表决的，说明理由。")
def reason_is_given(subject: Round, known: Context) -> str | None:
    """Require a reason (local rules of meetings)."""
    return None if known.comment.strip() else REASON


def _of_its_kind(subject: Round, known: Context) -> str:
    return KINDS[subject.kind].source


def _vote(subject: Round) -> str:
    return "发表意见" if subject.mode is Mode.HEARING else "表决"


def _only(*modes: Mode) -> Rule:
    names = "、".join(MODE_NAMES[each] for each in modes)

    @rule(
        f"only_{'_'.join(modes)}",
        f"{PRINCIPAL_UNDER_PARTY}（五）（六）",
        states=f"{names}办理这一步。",
        error=TransitionRefused,
        cites=_of_its_kind,
        details=lambda subject, known: {"current": {"mode": subject.mode.value}},
    )
    def mode_fits(subject: Round, known: Context) -> str | None:
        return None if subject.mode in modes else f"这是{MODE_NAMES[subject.mode]}，不办理这一步"

    return mode_fits


def _unentitled(subject: Round, known: Context) -> Mapping[str, Any]:
    person = known.actor.person_id
    absent = person in subject.entitled and person not in known.said["here"]
    return {"next": "sign_in"} if absent else {}


@rule(
    "not_entitled_to_vote",
    f"{PRINCIPAL_UNDER_PARTY}（五）（六）",
    states="到会并且没有回避的成员参加表决。",
    error=NotEntitled,
    cites=_of_its_kind,
    details=_unentitled,
)
def voter_is_entitled(subject: Round, known: Context) -> str | None:
    """Require a member who is present and did not recuse themself. `here`: who signed in and has not left."""
    person = known.actor.person_id
    if person in [each.id for each in subject.recused]:
        return f"您已回避这一议题，不参加{_vote(subject)}"
    if person not in subject.entitled:
        return f"{_vote(subject)}由应到会的成员参加"
    return None if person in known.said["here"] else f"您还没有签到或者已经离会，签到后即可{_vote(subject)}"


@rule(
    "already_voted", f"{LOCAL}（一人一票）", states="每人表决一次，表决后不能更改。", error=AlreadyVoted
)  # fmt: skip
def has_not_voted(subject: Round, known: Context) -> str | None:
    """Allow one ballot per person."""
    return f"您已经{_vote(subject)}，提交后不能更改" if known.actor.person_id in subject.ballots else None


@rule(
    "chair_has_spoken",
    f"{PRINCIPAL_UNDER_PARTY}（六）",
    states="主持人最后表态以后，不再接受表决。",
    error=NotEntitled,
    cites=_of_its_kind,
)
def chair_has_not_spoken(subject: Round, known: Context) -> str | None:
    """Refuse votes and opinions after the chair's, which is the last (意见 item 6)."""
    what = "意见" if subject.mode is Mode.HEARING else "表决"
    return f"主持人已经最后表态，不再接受{what}" if subject.chair in subject.ballots else None


@rule(
    "chair_moved_away",
    f"{PRINCIPAL_UNDER_PARTY}（五）",
    states="听取意见后由主持人决定的，已经调离的主持人不再表态。",
    error=NotEntitled,
    cites=_of_its_kind,
)
def hearing_chair_presides(subject: Round, known: Context) -> str | None:
    """Forbid a chair who moved away to speak where the chair's word decides (意见 item 5).

    In an open vote they keep their ballot, like every member who moves: it is the member's, and who should attend stands
    once the meeting is called.
    """
    moved = known.actor.person_id == subject.chair and not chairs(subject, known.actor)
    if subject.mode is not Mode.HEARING or not moved:
        return None
    return "您已调离，不再主持本次会议；请办公室主任将本次听取意见作废后重新进行"


def _waiting(subject: Round, known: Context) -> list[Named]:
    if known.actor.person_id != subject.chair:
        return []
    silent = known.said["here"] - {subject.chair} - subject.ballots.keys()
    return [Named(each.id, each.name) for each in subject.members if each.id in silent]


@rule(
    "chair_speaks_last",
    f"{PRINCIPAL_UNDER_PARTY}（六）",
    states="会议主持人末位表态。",
    error=ChairLast,
    cites=_of_its_kind,
    details=lambda subject, known: {
        "missing": [pair_of(each) for each in _waiting(subject, known)],
    },
)
def chair_speaks_last(subject: Round, known: Context) -> str | None:
    """Require that the chair speaks after everybody present (末位表态; 意见 item 6)."""
    waiting = "、".join(each.name for each in _waiting(subject, known))
    return f"主持人最后表态，还有{waiting}没有表态" if waiting else None


@rule("paper_taken", f"{LOCAL}（一人一票）", states="每人领取一张选票。", error=AlreadyVoted)
def has_no_paper(subject: Round, known: Context) -> str | None:
    """Allow one paper per person."""
    return "您已经领取选票，不能再领" if known.actor.person_id in subject.papers else None


def _participation(subject: Round, known: Context) -> Mapping[str, Any]:
    done = {*subject.ballots, *subject.papers}
    return {
        "needed": subject.needed,
        "present": subject.took_part,
        "members": subject.should_attend,
        "missing": [pair_of(each) for each in subject.members if each.id not in done],
    }


def _quorum(counted: Callable[[Round], int]) -> Rule:
    @rule(
        "quorum_missing",
        f"{PRINCIPAL_UNDER_PARTY}（五）（六）",
        states="参加表决的人数达到会议种类规定的人数，表决方为有效。",
        error=QuorumMissing,
        cites=_of_its_kind,
        details=_participation,
    )
    def enough_took_part(subject: Round, known: Context) -> str | None:
        if counted(subject) >= subject.needed:
            return None
        return f"这一议题应有{subject.needed}人以上参加，现有{subject.took_part}人"

    return enough_took_part


def _heard(subject: Round) -> int:
    return len(subject.ballots.keys() | ({subject.chair} & {*subject.entitled}))


enough_took_part, enough_were_heard = _quorum(lambda subject: subject.took_part), _quorum(_heard)


@rule("casting_not_begun", f"{LOCAL}（无记名投票）", states="无记名投票在投票结束以后计票。", error=TransitionRefused)
def casting_began(subject: Round, known: Context) -> str | None:
    """Require that casting has started before a secret vote is counted."""
    early = subject.mode is Mode.SECRET and subject.status is not R.CASTING
    return "还在领取选票，请先宣布开始投票" if early else None


@rule("box_missing", f"{LOCAL}（无记名投票）", states="票箱的数据完整，方可计票。", error=Refused)
def box_is_there(subject: Round, known: Context) -> str | None:
    """Require the box of a secret vote. `in_box`: the ballots in it, None if it is missing."""
    gone = subject.status is R.CASTING and known.said["in_box"] is None
    return domain.NO_BOX if gone else None


@rule("more_than_papers", f"{LOCAL}（无记名投票）", states="收回的选票不多于发出的，投票方为有效。", error=Refused)
def ballots_are_no_more_than_papers(subject: Round, known: Context) -> str | None:
    """Require that no more ballots are in the box than papers were issued."""
    in_it = known.said["in_box"] or 0
    if in_it <= len(subject.papers):
        return None
    return f"收回{in_it}张，多于发出的{len(subject.papers)}张，投票无效，请作废后重新投票"


def _out(subject: Round, known: Context) -> str | None:
    in_it = known.said["in_box"]
    out = len(subject.papers) - (in_it or 0)
    if subject.mode is not Mode.SECRET or out <= 0:
        return None
    return f"已发选票{len(subject.papers)}张，票箱现有{in_it}张，还有{out}张没有投入；计票以后不能再投"


def _silent(subject: Round, known: Context) -> str | None:
    silent = "、".join(each.name for each in subject.silent(known.said["here"]))
    if subject.mode is not Mode.OPEN or not silent:
        return None
    return f"到会的{silent}还没有表决；计票以后不能再表决"


def _confirmed(
    code: str,
    source: str,
    says: Callable[[Round, Context], str | None],
    *,
    states: str,
    cites: Callable[[Round, Context], str] | None = None,
) -> Rule:
    """Make a rule that asks for confirmation of what `says` returns, as nothing can be added once it is counted."""

    def warned(subject: Round, known: Context) -> Mapping[str, Any]:
        cited = is_confirmed.cited(subject, known)
        return {"warnings": [{"code": code, "message": says(subject, known), "source": cited}]}

    @rule(code, source, states=states, error=ConfirmationNeeded, cites=cites, details=warned)
    def is_confirmed(subject: Round, known: Context) -> str | None:
        return None if known.said["confirm"] else says(subject, known)

    return is_confirmed


no_ballot_is_out = _confirmed(
    "ballots_out", f"{LOCAL}（无记名投票）", _out, states="发出的选票没有全部投入票箱的，确认以后计票。"
)
all_have_voted = _confirmed(
    "votes_out",
    f"{PRINCIPAL_UNDER_PARTY}（六）",
    _silent,
    states="到会成员没有全部表决的，确认以后计票。",
    cites=_of_its_kind,
)
"""Somebody present has not voted, such as the chair, who speaks last (意见 item 6)."""


meeting_is_in_session = in_session_rule(
    "表决、听取意见在会议进行中办理。",
    held=lambda known: bool(known.said["in_session"]),
    what=lambda subject, known: _vote(subject),
    cites=_of_its_kind,
)


@rule("not_a_member", f"{LOCAL}（回避）", states="应到会的成员可以回避。", error=NotEntitled)
def is_a_member(subject: Round, known: Context) -> str | None:
    """Require a member."""
    return None if known.actor.person_id in subject.entitled else f"{_vote(subject)}由应到会的成员参加，您无须回避"


@rule("paper_kept", f"{LOCAL}（回避）", states="领取选票以前可以回避。", error=AlreadyVoted)
def has_taken_no_paper(subject: Round, known: Context) -> str | None:
    """Forbid recusal after taking a paper: it bears no name and cannot be taken back."""
    if known.actor.person_id not in subject.papers:
        return None
    return "您已经领取选票。选票不留姓名，无法抽回；需要回避的，请主持人将本次投票作废后重新投票"


def casting(subject: Round, known: Context) -> Mapping[str, Any]:
    """Add an open ballot or an opinion."""
    ballot = Ballot(known.actor.name, Choice(known.said["choice"]), known.at, known.comment)
    return {"ballots": {**subject.ballots, known.actor.person_id: ballot}}


def taking(subject: Round, known: Context) -> Mapping[str, Any]:
    """Record who took a paper, with the fingerprint of the blinded number, in the order of persons, not of taking."""
    return {"papers": dict(sorted({**subject.papers, known.actor.person_id: known.said["print"]}.items()))}


def recusing(subject: Round, known: Context) -> Mapping[str, Any]:
    """Remove a person concerned from those who should attend and from the opinions."""
    person = known.actor.person_id
    gone = next(each for each in subject.members if each.id == person)
    return {
        "members": tuple(each for each in subject.members if each.id != person),
        "recused": (*subject.recused, Named(gone.id, gone.name)),
        "ballots": {who: ballot for who, ballot in subject.ballots.items() if who != person},
    }


def _took_no_part(subject: Round, known: Context) -> Mapping[str, Any]:
    return {"not_voted": subject.silent(known.said["here"]), "left_early": subject.silent(known.said["left"])}


def counting(subject: Round, known: Context) -> Mapping[str, Any]:
    """Count: a vote is carried by more than half of all who should attend. `counted`: the ballots of a secret vote."""
    counted = known.said["counted"]
    secret = subject.mode is Mode.SECRET
    agreed = sum(each.choice is Choice.AGREE for each in counted) if secret else subject.agreed
    passed = KINDS[subject.kind].passes(agreed, subject.should_attend)
    outcome = Outcome.PASSED if passed else Outcome.FAILED
    return {"counted": counted, "outcome": outcome, **_took_no_part(subject, known)}


def deciding(subject: Round, known: Context) -> Mapping[str, Any]:
    """Set the chair's decision."""
    return {"outcome": Outcome(known.said["outcome"]), **_took_no_part(subject, known)}


PUT = event("its topic", "系统（提请表决）")
SECRET = _only(Mode.SECRET)
TO_CAST = (
    meeting_is_in_session, _only(Mode.OPEN, Mode.HEARING), voter_is_entitled, has_not_voted, hearing_chair_presides,
    chair_has_not_spoken, chair_speaks_last,
)  # fmt: skip
TO_TAKE = (meeting_is_in_session, SECRET, voter_is_entitled, has_no_paper)
TO_COUNT = (
    _only(Mode.OPEN, Mode.SECRET), casting_began, enough_took_part, box_is_there, ballots_are_no_more_than_papers,
    no_ballot_is_out, all_have_voted,
)  # fmt: skip
TO_DECIDE = (meeting_is_in_session, _only(Mode.HEARING), chair_speaks_last, enough_were_heard)

ROUND = Workflow(
    "表决",
    domain.STATUS_NAMES,
    Step("open", set(), R.OPEN, PUT, events.VoteOpened),
    Step("cast", {R.OPEN}, R.OPEN, ANYONE, events.VoteCast, TO_CAST, casting),
    Step(
        "take_paper",
        {R.OPEN},
        R.OPEN,
        ANYONE,
        events.PaperTaken,
        (meeting_is_in_session, SECRET, voter_is_entitled, has_no_paper),
        taking,
    ),
    Step("start", {R.OPEN}, R.CASTING, RUNNER, events.CastingBegan, (SECRET, enough_took_part)),
    Step("withdraw", {R.OPEN}, R.OPEN, ANYONE, events.VoterRecused, (is_a_member, has_taken_no_paper), recusing),
    Step("count", {R.OPEN, R.CASTING}, R.COUNTED, RUNNER, events.VoteCounted, TO_COUNT, counting),
    Step("decide", {R.OPEN}, R.COUNTED, CHAIR, events.VoteCounted, TO_DECIDE, deciding),
    Step("void", {R.OPEN, R.CASTING}, R.VOIDED, RUNNER, events.VoteVoided, (reason_is_given,)),
    acts=VOTE_ACTS,
    noun=lambda vote: "本次听取意见" if vote.mode is Mode.HEARING else "本次表决",
    named=lambda vote: domain.OPEN_NAMES[vote.mode] if vote.status is R.OPEN else None,
)

WORKFLOWS = (ROUND,)
