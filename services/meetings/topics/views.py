"""API views of a topic."""

from datetime import datetime
from typing import TYPE_CHECKING

from services.meetings.domain import MATTER_NAMES, Meeting
from services.meetings.topics import domain
from services.meetings.topics.domain import Topic
from services.meetings.topics.steps import TOPIC
from shared.actor import Actor
from shared.office import named, pair_of
from shared.shown import Shown

if TYPE_CHECKING:
    from services.meetings.topics import api

ELSEWHERE = "put"
"""The step that belongs to votes."""


def shown_topic(
    topic: Topic, meeting: Meeting | None, actor: Actor | None, at: datetime | None = None
) -> "Shown[api.Topic]":
    """Return a topic; its papers only to those who may read them."""
    whole = actor is None or meeting is None or domain.reads(topic, meeting, actor)
    return {
        **topic.described(),
        "meeting": topic.meeting,
        "title": topic.title,
        "matter": topic.matter.value,
        "matter_name": MATTER_NAMES[topic.matter],
        "proposer": named(topic.proposer, topic.proposer_name),
        "papers": [{"name": each.name, "text": each.text} for each in topic.papers] if whole else None,
        "recused": [pair_of(each) for each in topic.recused],
        "status": topic.status.value,
        "status_name": domain.STATUS_NAMES[topic.status],
        "stage_name": TOPIC.stage(topic.status),
        "vote": topic.round,
        "how": topic.how,
        "actions": TOPIC.offers(topic, actor, only=lambda code: code != ELSEWHERE, at=at),
    }
