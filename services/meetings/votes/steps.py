"""The table that a vote follows, what each step sets, and who may take part.

Majority and quorum: 关于建立中小学校党组织领导的校长负责制的意见（试行）, items 5 and 6 (more than half of all who should
attend; whoever presides speaks last; whoever is concerned withdraws).
"""

from collections.abc import Mapping
from typing import Any

from services.meetings.acts import VOTE_ACTS
from services.meetings.domain import Named, QuorumMissing
from services.meetings.kinds import KINDS, LOCAL
from services.meetings.votes import domain
from services.meetings.votes.domain import (
    ANYONE,
    CHAIR,
    RUNNER,
    AlreadyVoted,
    Ballot,
    ChairLast,
    Choice,
    Mode,
    NotEntitled,
    Outcome,
    Round,
)
from services.meetings.votes.domain import RoundStatus as R
from shared.contracts import meetings as facts
from shared.errors import TransitionRefused
from shared.workflow import REASON, Facts, Step, Workflow, rule


@rule("reason_missing", f"{LOCAL}（表决作废应当说明理由）", field="comment", states="作废表决的，说明理由。")
def reason_is_given(subject: Round, known: Facts) -> str | None:
    """Require the reason (local rules of meetings)."""
    return None if known.comment.strip() else REASON


def refuse_unentitled(subject: Round, known: Facts) -> None:
    """Raise NotEntitled where somebody is no member, withdrew, or is not there. `here`: who signed in and has not left."""
    person, source = known.actor.person_id, KINDS[subject.kind].source
    if person in [each.id for each in subject.recused]:
        raise NotEntitled("您已回避这一议题，不参加表决。", source=source)
    if person not in subject.entitled:
        raise NotEntitled("只有应到会的成员参加表决。", source=source)
    if person not in known.said["here"]:
        raise NotEntitled("您还没有签到或者已经离会，签到后即可表决。", source=source, next="sign_in")


def refuse_early_chair(subject: Round, here: frozenset[str], source: str) -> None:
    """Raise ChairLast where somebody who is there has not spoken yet (末位表态)."""
    waiting = [each for each in subject.members if each.id in here - {subject.chair} - subject.ballots.keys()]
    if waiting:
        raise ChairLast(
            f"主持人最后表态，还有{'、'.join(each.name for each in waiting)}没有表态。",
            source=source,
            missing=[{"id": each.id, "name": each.name} for each in waiting],
        )


def refuse_without_quorum(subject: Round) -> None:
    """Raise QuorumMissing where too few took part."""
    if subject.took_part < subject.needed:
        source, done = KINDS[subject.kind].source, {*subject.ballots, *subject.papers}
        raise QuorumMissing(
            f"这一议题应有{subject.needed}人以上参加，现有{subject.took_part}人。",
            source=source,
            needed=subject.needed,
            present=subject.took_part,
            members=subject.should_attend,
            missing=[{"id": each.id, "name": each.name} for each in subject.members if each.id not in done],
        )


def of_mode(subject: Round, *modes: Mode) -> None:
    """Raise TransitionRefused where the step belongs to another way of voting."""
    if subject.mode not in modes:
        raise TransitionRefused(
            f"这是{domain.MODE_NAMES[subject.mode]}，不办理这一步。", current={"mode": subject.mode.value}
        )


def casting(subject: Round, known: Facts) -> Mapping[str, Any]:
    """Add an open ballot or an opinion; the chair's last."""
    of_mode(subject, Mode.OPEN, Mode.HEARING)
    refuse_unentitled(subject, known)
    person = known.actor.person_id
    if person in subject.ballots:
        raise AlreadyVoted()
    if subject.chair in subject.ballots:
        raise NotEntitled("主持人已经最后表态，不再接受表决。", source=KINDS[subject.kind].source)
    if person == subject.chair:
        refuse_early_chair(subject, known.said["here"], KINDS[subject.kind].source)
    ballot = Ballot(known.actor.name, Choice(known.said["choice"]), known.at, known.comment)
    return {"ballots": {**subject.ballots, person: ballot}}


def taking(subject: Round, known: Facts) -> Mapping[str, Any]:
    """Note who took a paper, with the print of what was signed for them."""
    of_mode(subject, Mode.SECRET)
    refuse_unentitled(subject, known)
    if known.actor.person_id in subject.papers:
        raise AlreadyVoted("您已经领取选票，不能再领。")
    return {"papers": {**subject.papers, known.actor.person_id: known.said["print"]}}


def starting(subject: Round, known: Facts) -> Mapping[str, Any]:
    """Let the box take ballots, now that no further paper is given out."""
    of_mode(subject, Mode.SECRET)
    refuse_without_quorum(subject)
    return {}


def recusing(subject: Round, known: Facts) -> Mapping[str, Any]:
    """Take somebody out who is concerned: out of who should attend, and out of what was said."""
    person = known.actor.person_id
    if person not in subject.entitled:
        raise NotEntitled()
    if person in subject.papers:
        raise AlreadyVoted("您已经领取选票。选票不留姓名，无法抽回；需要回避的，请主持人将本次投票作废后重新投票。")
    gone = next(each for each in subject.members if each.id == person)
    return {
        "members": tuple(each for each in subject.members if each.id != person),
        "recused": (*subject.recused, Named(gone.id, gone.name)),
        "ballots": {who: ballot for who, ballot in subject.ballots.items() if who != person},
    }


def counting(subject: Round, known: Facts) -> Mapping[str, Any]:
    """Count: it is carried by more than half of all who should attend. `counted` shuts the box, so it is called last."""
    of_mode(subject, Mode.OPEN, Mode.SECRET)
    secret = subject.mode is Mode.SECRET
    if secret and subject.status is not R.CASTING:
        raise TransitionRefused(current={"status": subject.status.value})
    refuse_without_quorum(subject)
    counted = known.said["counted"]() if secret else ()
    agreed = sum(each.choice is Choice.AGREE for each in counted) if secret else subject.agreed
    passed = KINDS[subject.kind].passes(agreed, subject.should_attend)
    outcome = Outcome.PASSED if passed else Outcome.FAILED
    return {"counted": counted, "outcome": outcome, "not_voted": subject.silent(known.said["here"])}


def deciding(subject: Round, known: Facts) -> Mapping[str, Any]:
    """Let who presides decide after everybody who is there was heard."""
    of_mode(subject, Mode.HEARING)
    refuse_early_chair(subject, known.said["here"], KINDS[subject.kind].source)
    heard = subject.ballots.keys() | ({subject.chair} & {*subject.entitled})
    if len(heard) < subject.needed:
        refuse_without_quorum(subject)
    return {"outcome": Outcome(known.said["outcome"]), "not_voted": subject.silent(known.said["here"])}


ROUND = Workflow(
    "表决",
    domain.STATUS_NAMES,
    Step("cast", {R.OPEN}, R.OPEN, ANYONE, facts.VoteCast, sets=casting),
    Step("take_paper", {R.OPEN}, R.OPEN, ANYONE, facts.PaperTaken, sets=taking),
    Step("start", {R.OPEN}, R.CASTING, RUNNER, facts.CastingBegan, sets=starting),
    Step("withdraw", {R.OPEN}, R.OPEN, ANYONE, facts.VoterRecused, sets=recusing),
    Step("count", {R.OPEN, R.CASTING}, R.COUNTED, RUNNER, facts.VoteCounted, sets=counting),
    Step("decide", {R.OPEN}, R.COUNTED, CHAIR, facts.VoteCounted, sets=deciding),
    Step("void", {R.OPEN, R.CASTING}, R.VOIDED, RUNNER, facts.VoteVoided, (reason_is_given,)),
    acts=VOTE_ACTS,
    noun="该表决",
)

WORKFLOWS = (ROUND,)
