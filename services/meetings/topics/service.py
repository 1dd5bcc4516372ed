"""RPC methods of topics."""

import uuid
from typing import TYPE_CHECKING, Any

from services.meetings.acts import TOPIC_ACTS
from services.meetings.topics import app, views
from services.meetings.topics.domain import Topic
from shared.acts import in_trail
from shared.contracts.meetings import ChairNamed, MeetingAdjourned, MeetingClosed
from shared.runtime.service import Service, reaction, rpc
from shared.shown import Shown

if TYPE_CHECKING:
    from services.meetings.topics import api
    from shared.api import shapes


def _topic(service: Any, topic: Topic) -> "Shown[api.Topic]":
    occasion = service.occasion
    return views.shown_topic(topic, service.meetings.find(topic.meeting), occasion.actor, occasion.at)


class TopicFeature(Service):
    """Topics (议题)."""

    repositories: app.TopicRepositories

    @rpc(shows=_topic)
    def topic_propose(self, id: str, **wanted: Any) -> Topic:
        """Propose a topic."""
        return app.propose(self.repositories, id, new_id=uuid.uuid4().hex, wanted=wanted)

    @rpc(shows=_topic)
    def topic_act(self, id: str, action: str, **said: Any) -> Topic:
        """Take a step with a topic."""
        return app.act(self.repositories, id, action, said=said)

    @rpc()
    def topic_get(self, id: str) -> "Shown[api.Topic]":
        """Return a topic."""
        return app.get(self.repositories, id, actor=self.occasion.person)

    @rpc()
    def topic_list(self, id: str, **wanted: Any) -> "Shown[api.TopicPage]":
        """List a meeting's topics."""
        return app.listed(self.repositories, id, actor=self.occasion.person, **wanted)

    @rpc()
    def topic_history(self, id: str, cursor: str | None, limit: int) -> "Shown[shapes.HistoryPage]":
        """Return a page of a topic's history."""
        page = app.history(self.repositories, id, actor=self.occasion.person, cursor=cursor, limit=limit)
        return page.map(in_trail(TOPIC_ACTS, self.repositories.topics.find(id))).to_wire()

    @reaction(MeetingAdjourned, MeetingClosed)
    def on_meeting_ended(self, event: MeetingAdjourned | MeetingClosed) -> None:
        """Defer undecided topics."""
        app.leave_over(self.repositories.topics, event.meeting_id)

    @reaction(ChairNamed)
    def on_chair_named(self, event: ChairNamed) -> None:
        """Bring the topics of a meeting under its new chair."""
        app.follow_chair(self.repositories, event.meeting_id)
