"""Topics of meetings."""

from typing import Annotated, Literal

from pydantic import Field

from services.meetings.acts import TOPIC_ACTS
from services.meetings.api import MEETING, TAG
from services.meetings.domain import MATTER_NAMES, Matter
from services.meetings.topics.domain import TopicStatus
from shared.api.routes import Route
from shared.api.shapes import (
    CONFIRM,
    ChangedQuery,
    Code,
    HistoryPage,
    Id,
    In,
    Line,
    Opinion,
    Out,
    PageOf,
    PageQuery,
    Reference,
    Resource,
    Text,
    TurnQuery,
    WordsQuery,
)
from shared.api.steps import step_route


class NewPaper(In):
    """A paper read before a topic is discussed."""

    name: Line = Field(examples=["议题说明"])
    text: Text


class NewTopic(In):
    """A topic to be proposed."""

    title: Line = Field(examples=["关于冬季安全工作的安排"])
    matter: Annotated[Matter, Code(MATTER_NAMES)] = Field(
        Matter.ORDINARY, description="How much it weighs; it sets the quorum."
    )
    papers: list[NewPaper] = Field(default_factory=list, max_length=20)
    confirm: bool = Field(False, description=CONFIRM)


class TopicStep(Opinion):
    """The fields of a step; only `revise` has title and papers, only `recuse` a person."""

    title: Line | None = None
    papers: list[NewPaper] | None = Field(None, max_length=20)
    person: Id | None = Field(None, description="Who is concerned, where the office or the chair says so.")
    confirm: bool | None = Field(None, description="With `revise`: the warnings were seen; go on all the same.")


class Paper(Out):
    """A paper read before a topic is discussed."""

    name: str
    text: str


class Topic(Resource):
    """A topic of a meeting."""

    meeting: str
    title: str
    matter: Annotated[Matter, Code()]
    matter_name: str
    proposer: Reference
    papers: list[Paper] | None = Field(description="None for people whom the topic concerns.")
    recused: list[Reference]
    status: Annotated[TopicStatus, Code()]
    status_name: str
    stage_name: str
    vote: str | None
    how: str


class TopicQuery(ChangedQuery, TurnQuery, WordsQuery):
    """Filter of a meeting's topics."""

    sort: Literal["agenda", "-created", "-changed"] = Field(
        "agenda",
        description="As the agenda has them and then as they were proposed, or the last proposed or changed first.",
    )


class TopicPage(PageOf[Topic]):
    """A page of topics."""


TOPIC = "/api/v1/topics/{id}"

ROUTES = (
    Route(
        "POST", f"{MEETING}/topics", "Propose a topic with its papers", TAG, Topic, "topic_propose", status=201,
        body=NewTopic, refusals=(403, 409),
    ),
    Route(
        "GET", f"{MEETING}/topics", "List a meeting's topics", TAG, TopicPage, "topic_list", query=TopicQuery,
        turns="topic",
    ),
    Route("GET", TOPIC, "Show a topic", TAG, Topic, "topic_get"),
    Route("GET", f"{TOPIC}/history", "Who did what with a topic", TAG, HistoryPage, "topic_history", query=PageQuery),
    step_route(TOPIC, "Take a step with a topic", TAG, Topic, "topic_act", TOPIC_ACTS, TopicStep),
)  # fmt: skip
