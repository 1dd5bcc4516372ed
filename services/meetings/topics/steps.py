"""The table that a topic follows, what each step sets, and the rules that it keeps."""

from collections.abc import Mapping
from typing import Any

from services.meetings.acts import TOPIC_ACTS
from services.meetings.domain import Matter
from services.meetings.kinds import KINDS, LOCAL, PRINCIPAL_UNDER_PARTY
from services.meetings.topics import domain
from services.meetings.topics.domain import ANYONE, COUNTED, DIRECTOR, ENDED, PROPOSER, RUNNER, Topic
from services.meetings.topics.domain import TopicStatus as T
from services.meetings.topics.elections import ELECTION, is_election
from shared.contracts import meetings as facts
from shared.workflow import REASON, Facts, Step, Workflow, rule


@rule("reason_missing", f"{LOCAL}（退回、暂缓应当说明理由）", field="comment", states="退回、暂缓议题的，说明理由。")
def reason_is_given(topic: Topic, known: Facts) -> str | None:
    """Require the reason (local rules of meetings)."""
    return None if known.comment.strip() else REASON


@rule("papers_missing", f"{PRINCIPAL_UNDER_PARTY}（六）", field="papers", states="议题附会议种类所要求的材料。")
def papers_are_there(topic: Topic, known: Facts) -> str | None:
    """Require the papers that the kind of meeting asks for (意见 item 6)."""
    kind, there = KINDS[known.said["kind"]], {each.name for each in topic.papers}
    missing = [name for name in kind.papers if name not in there]
    return f"缺少会议材料：{'、'.join(missing)}" if missing else None


@rule("on_agenda", f"{PRINCIPAL_UNDER_PARTY}（六）", states="列入议程的议题由会议决定或者暂缓。")
def is_not_on_the_agenda(topic: Topic, known: Facts) -> str | None:
    """Leave what is on the agenda where it is: it is decided or put off (意见 item 6)."""
    return "议题已列入议程，请在会上决定或者暂缓" if topic.id in known.said["listed"] else None


@rule("election_named", ELECTION, field="matter", states="选举按选举事项提出，采用无记名投票。")
def an_election_is_called_one(topic: Topic, known: Facts | None) -> str | None:
    """Require that what its title calls an election is entered as one: it has a quorum and a way of voting of its own."""
    title = topic.title if known is None else known.said["title"]
    if topic.matter is Matter.ELECTION or not is_election(title):
        return None
    return (
        "标题所写的是选举，请按“选举”事项提出，采用无记名投票；"
        "只是选举的筹备、办法等，请在标题末尾写明，如“……工作方案”“……选举办法”"
    )


def revised(topic: Topic, known: Facts) -> Mapping[str, Any]:
    """Set what it says now."""
    return {name: known.said[name] for name in ("title", "papers")}


def recusing(topic: Topic, known: Facts) -> Mapping[str, Any]:
    """Add who withdrew."""
    return {"recused": (*topic.recused, known.said["who"])}


def putting(topic: Topic, known: Facts) -> Mapping[str, Any]:
    """Note the vote that it is put to."""
    return {"rounds": topic.rounds + 1, "round": known.said["round"], "mode": known.said["mode"]}


def deferring(topic: Topic, known: Facts) -> Mapping[str, Any]:
    """Say why it was put off."""
    return {"how": known.comment}


def judged(topic: Topic, known: Facts) -> Mapping[str, Any]:
    """Say how it was decided."""
    return {"how": known.said["how"]}


TOPIC = Workflow(
    "议题",
    domain.STATUS_NAMES,
    Step("accept", {T.SUBMITTED}, T.ACCEPTED, DIRECTOR, facts.TopicAccepted, (papers_are_there,)),
    Step(
        "return", {T.SUBMITTED, T.ACCEPTED}, T.RETURNED, DIRECTOR, facts.TopicReturned,
        (reason_is_given, is_not_on_the_agenda),
    ),
    Step(
        "revise", {T.RETURNED}, T.SUBMITTED, PROPOSER, facts.TopicRevised, (an_election_is_called_one,), revised
    ),
    Step(
        "withdraw", {T.SUBMITTED, T.RETURNED, T.ACCEPTED}, T.WITHDRAWN, PROPOSER, facts.TopicWithdrawn,
        (is_not_on_the_agenda,),
    ),
    *(
        Step("recuse", {status}, status, ANYONE, facts.MemberRecused, sets=recusing)
        for status in (T.SUBMITTED, T.ACCEPTED)
    ),
    Step("put", {T.ACCEPTED}, T.VOTING, RUNNER, facts.TopicPut, sets=putting),
    Step("pass", {T.VOTING}, T.PASSED, COUNTED, facts.TopicDecided, sets=judged),
    Step("fail", {T.VOTING}, T.FAILED, COUNTED, facts.TopicDecided, sets=judged),
    Step("put_off", {T.VOTING}, T.DEFERRED, COUNTED, facts.TopicDeferred, sets=judged),
    Step("release", {T.VOTING}, T.ACCEPTED, COUNTED, facts.TopicAccepted),
    Step(
        "leave_over", {T.SUBMITTED, T.RETURNED, T.ACCEPTED, T.VOTING}, T.DEFERRED, ENDED, facts.TopicDeferred,
        sets=deferring,
    ),
    Step("defer", {T.SUBMITTED, T.ACCEPTED}, T.DEFERRED, RUNNER, facts.TopicDeferred, (reason_is_given,), deferring),
    acts=TOPIC_ACTS,
    noun="该议题",
)  # fmt: skip
"""A vote that is counted or called off moves its topic on; the end of a meeting puts off what is left."""

WORKFLOWS = (TOPIC,)


BY_OUTCOME = {"passed": "pass", "failed": "fail", "deferred": "put_off", None: "release"}
"""The step that a topic takes by what became of its vote; None where it was called off."""
