"""Topics on the bus."""

import uuid
from typing import Any

from services.meetings.acts import TOPIC_ACTS
from services.meetings.desk import Desk
from services.meetings.topics import app, views
from services.meetings.topics.domain import Topic
from shared.acts import in_trail
from shared.contracts.meetings import MeetingAdjourned, MeetingClosed
from shared.runtime.service import reaction, rpc


def _topic(service: Any, topic: Topic) -> dict[str, Any]:
    occasion = service.occasion
    return views.shown_topic(topic, service.meetings.find(topic.meeting), occasion.actor, occasion.at)


class TopicLine(Desk):
    """Topics (议题)."""

    @rpc(shows=_topic)
    def topic_propose(self, id: str, **wanted: Any) -> Topic:
        """Propose a topic."""
        return app.propose(self.books, id, new_id=uuid.uuid4().hex, wanted=wanted)

    @rpc(shows=_topic)
    def topic_act(self, id: str, action: str, **said: Any) -> Topic:
        """Take a step with a topic."""
        return app.act(self.books, id, action, said=said)

    @rpc()
    def topic_get(self, id: str) -> dict[str, Any]:
        """Show a topic."""
        return app.get(self.books, id, actor=self.occasion.person)

    @rpc()
    def topic_list(self, id: str, cursor: str | None, limit: int) -> dict[str, Any]:
        """List a meeting's topics."""
        return app.listed(self.books, id, actor=self.occasion.person, cursor=cursor, limit=limit)

    @rpc()
    def topic_history(self, id: str, cursor: str | None, limit: int) -> dict[str, Any]:
        """Give a topic's history."""
        page = app.history(self.books, id, actor=self.occasion.person, cursor=cursor, limit=limit)
        return page.map(in_trail(TOPIC_ACTS)).to_wire()

    @reaction(MeetingAdjourned, MeetingClosed)
    def on_meeting_ended(self, event: MeetingAdjourned | MeetingClosed) -> None:
        """Put off what was left undecided."""
        app.leave_over(self.topics, event.meeting_id)
