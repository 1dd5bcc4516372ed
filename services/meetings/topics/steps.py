"""Workflow table of topics, with each step's changes and rules."""

from collections.abc import Mapping
from typing import Any

from services.meetings.acts import TOPIC_ACTS
from services.meetings.domain import Matter
from services.meetings.kinds import KINDS, LOCAL, PRINCIPAL_UNDER_PARTY
from services.meetings.topics import domain
from services.meetings.topics.domain import ANYONE, COUNTED, DIRECTOR, ENDED, PROPOSER, RUNNER, Topic
from services.meetings.topics.domain import TopicStatus as T
from services.meetings.topics.elections import ELECTION, is_election
from shared.contracts import meetings as events
from shared.workflow import Context, Step, Workflow, reason_rule, rule

reason_is_given = reason_rule(f"{LOCAL}（退回、暂缓应当说明理由）", "退回、暂缓议题的，说明理由。")


def _of_its_kind(topic: Topic, known: Context) -> str:
    return KINDS[known.said["kind"]].source


@rule(
    "papers_missing",
    f"{PRINCIPAL_UNDER_PARTY}（五）（六）",
    field="papers",
    states="议题附会议种类所要求的材料。",
    cites=_of_its_kind,
)
def papers_are_there(topic: Topic, known: Context) -> str | None:
    """Require the papers of the kind of meeting (意见 item 6)."""
    kind, there = KINDS[known.said["kind"]], {each.name for each in topic.papers}
    missing = [name for name in kind.papers if name not in there]
    return f"缺少会议材料：{'、'.join(missing)}" if missing else None


@rule(
    "on_agenda",
    f"{PRINCIPAL_UNDER_PARTY}（五）（六）",
    states="列入议程的议题由会议决定或者暂缓。",
    cites=_of_its_kind,
)
def is_not_on_the_agenda(topic: Topic, known: Context) -> str | None:
    """Forbid withdrawing a topic on the agenda: it is decided or deferred (意见 item 6)."""
    return "议题已列入议程，请在会上决定或者暂缓" if topic.id in known.said["listed"] else None


@rule("election_named", ELECTION, field="matter", states="选举按选举事项提出，采用无记名投票。")
def an_election_is_called_one(topic: Topic, known: Context | None) -> str | None:
    """Require that a topic titled an election is entered as one: it has its own quorum and manner of voting."""
    title = topic.title if known is None else known.said["title"]
    if topic.matter is Matter.ELECTION or not is_election(title):
        return None
    return (
        "标题所写的是选举，请按“选举”事项提出，采用无记名投票；"
        "只是选举的筹备、办法等，请在标题末尾写明，如“……工作方案”“……选举办法”"
    )


def revised(topic: Topic, known: Context) -> Mapping[str, Any]:
    """Set the changed fields."""
    return {name: known.said[name] for name in ("title", "papers")}


def recusing(topic: Topic, known: Context) -> Mapping[str, Any]:
    """Add a recusal."""
    return {"recused": (*topic.recused, known.said["who"])}


def putting(topic: Topic, known: Context) -> Mapping[str, Any]:
    """Record the vote that it is put to."""
    return {"rounds": topic.rounds + 1, "round": known.said["round"], "mode": known.said["mode"]}


def deferring(topic: Topic, known: Context) -> Mapping[str, Any]:
    """Record why it was deferred."""
    return {"how": known.comment}


def judged(topic: Topic, known: Context) -> Mapping[str, Any]:
    """Record how it was decided."""
    return {"how": known.said["how"]}


TOPIC = Workflow(
    "议题",
    domain.STATUS_NAMES,
    Step("accept", {T.SUBMITTED}, T.ACCEPTED, DIRECTOR, events.TopicAccepted, (papers_are_there,)),
    Step(
        "return", {T.SUBMITTED, T.ACCEPTED}, T.RETURNED, DIRECTOR, events.TopicReturned,
        (reason_is_given, is_not_on_the_agenda),
    ),
    Step(
        "revise", {T.RETURNED}, T.SUBMITTED, PROPOSER, events.TopicRevised, (an_election_is_called_one,), revised
    ),
    Step(
        "withdraw", {T.SUBMITTED, T.RETURNED, T.ACCEPTED}, T.WITHDRAWN, PROPOSER, events.TopicWithdrawn,
        (is_not_on_the_agenda,),
    ),
    *(
        Step("recuse", {status}, status, ANYONE, events.MemberRecused, sets=recusing)
        for status in (T.SUBMITTED, T.ACCEPTED)
    ),
    Step("put", {T.ACCEPTED}, T.VOTING, RUNNER, events.TopicPut, sets=putting),
    Step("pass", {T.VOTING}, T.PASSED, COUNTED, events.TopicDecided, sets=judged),
    Step("fail", {T.VOTING}, T.FAILED, COUNTED, events.TopicDecided, sets=judged),
    Step("put_off", {T.VOTING}, T.DEFERRED, COUNTED, events.TopicDeferred, sets=judged),
    Step("release", {T.VOTING}, T.ACCEPTED, COUNTED, events.TopicAccepted),
    Step(
        "leave_over", {T.SUBMITTED, T.RETURNED, T.ACCEPTED, T.VOTING}, T.DEFERRED, ENDED, events.TopicDeferred,
        sets=deferring,
    ),
    Step("defer", {T.SUBMITTED, T.ACCEPTED}, T.DEFERRED, RUNNER, events.TopicDeferred, (reason_is_given,), deferring),
    acts=TOPIC_ACTS,
    noun="该议题",
)  # fmt: skip
"""A counted or voided vote moves its topic on; the end of a meeting defers the rest."""

WORKFLOWS = (TOPIC,)


BY_OUTCOME = {"passed": "pass", "failed": "fail", "deferred": "put_off", None: "release"}
"""The step of a topic by the outcome of its vote; None if it was voided."""
