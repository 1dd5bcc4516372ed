"""MongoDB storage of topics."""

from services.meetings.topics.domain import MOST, Topic
from shared.runtime.store import MongoCollection


class TopicCollection(MongoCollection[Topic]):
    """Topics."""

    name, service, kind = "topics", "meetings", Topic
    indexes = (([("meeting", 1), ("created_at", 1)], {}),)

    def of_meeting(self, meeting_id: str) -> list[Topic]:
        """Return a meeting's topics, the earliest first."""
        found = self._docs.find({"meeting": meeting_id}, {"history": 0})
        return [self._load(each) for each in found.sort([("created_at", 1), ("_id", 1)]).limit(2 * MOST)]
