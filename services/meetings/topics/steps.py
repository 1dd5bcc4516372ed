"""Workflow table of topics, with each step's changes."""

from collections.abc import Mapping
from typing import Any

from services.meetings.acts import TOPIC_ACTS
from services.meetings.topics import domain
from services.meetings.topics.domain import ANYONE, CHAIRED, COUNTED, DIRECTOR, ENDED, PROPOSER, RUNNER, Topic
from services.meetings.topics.domain import TopicStatus as T
from services.meetings.topics.rules import (
    TO_PUT,
    an_election_is_called_one,
    is_not_on_the_agenda,
    papers_are_there,
    reason_is_given,
    recusal_is_ones_own,
    recused_is_a_member,
    there_are_not_too_many,
    topics_are_collected,
)
from shared.contracts import meetings as events
from shared.workflow import Context, Step, Workflow


def revised(topic: Topic, known: Context) -> Mapping[str, Any]:
    """Set the changed fields."""
    changes: Mapping[str, Any] = known.said["changes"]
    return changes


def recusing(topic: Topic, known: Context) -> Mapping[str, Any]:
    """Add a recusal."""
    return {"recused": (*topic.recused, known.said["who"])}


def putting(topic: Topic, known: Context) -> Mapping[str, Any]:
    """Record the vote that it is put to."""
    return {"rounds": topic.rounds + 1, "round": known.said["round"], "mode": known.said["mode"]}


def deferring(topic: Topic, known: Context) -> Mapping[str, Any]:
    """Record why it was deferred."""
    return {"how": known.comment}


def chaired(topic: Topic, known: Context) -> Mapping[str, Any]:
    """Set the chair of its meeting."""
    return {name: known.said[name] for name in ("chair", "chair_organ")}


def judged(topic: Topic, known: Context) -> Mapping[str, Any]:
    """Record how it was decided."""
    return {"how": known.said["how"]}


LEFT = (T.SUBMITTED, T.RETURNED, T.ACCEPTED, T.VOTING)
"""Statuses of an undecided topic."""

TOPIC = Workflow(
    "议题",
    domain.STATUS_NAMES,
    Step(
        "propose", set(), T.SUBMITTED, ANYONE, events.TopicProposed,
        (topics_are_collected, there_are_not_too_many, an_election_is_called_one),
    ),
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
        Step(
            "recuse", {status}, status, ANYONE, events.MemberRecused, (recusal_is_ones_own, recused_is_a_member), recusing
        )
        for status in (T.SUBMITTED, T.ACCEPTED)
    ),
    *(
        Step("recuse", {status}, status, COUNTED, events.MemberRecused, sets=recusing)
        for status in (T.RETURNED, T.VOTING, T.PASSED, T.FAILED, T.DEFERRED, T.WITHDRAWN)
    ),
    Step("put", {T.ACCEPTED}, T.VOTING, RUNNER, events.TopicPut, TO_PUT, putting),
    Step("pass", {T.VOTING}, T.PASSED, COUNTED, events.TopicDecided, sets=judged),
    Step("fail", {T.VOTING}, T.FAILED, COUNTED, events.TopicDecided, sets=judged),
    Step("put_off", {T.VOTING}, T.DEFERRED, COUNTED, events.TopicDeferred, sets=judged),
    Step("release", {T.VOTING}, T.ACCEPTED, COUNTED, events.TopicAccepted),
    *(Step("name_chair", {status}, status, CHAIRED, events.TopicChaired, sets=chaired) for status in LEFT),
    Step(
        "leave_over", set(LEFT), T.DEFERRED, ENDED, events.TopicDeferred,
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
