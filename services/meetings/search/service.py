"""RPC methods of search."""

from typing import TYPE_CHECKING, Any

from services.meetings.search import app
from services.meetings.store import MeetingCollection
from services.meetings.topics.store import TopicCollection
from shared.runtime.searchable import pack
from shared.runtime.service import Service, rpc
from shared.runtime.sweep import sweep
from shared.shown import Shown

if TYPE_CHECKING:
    from shared.api.search import Hit
    from shared.pages import PageShown


class Search(Service):
    """Full-text search over meetings and topics."""

    meetings: app.Found
    topics: app.Found

    @rpc()
    def full_text(self, **wanted: Any) -> "PageShown[Shown[Hit]]":
        """Find meetings and topics by their words."""
        return app.search(self.meetings, self.topics, actor=self.occasion.person, **wanted)

    @sweep
    def sweep_terms(self) -> None:
        """Pack newly written records into blocks."""
        pack(self.runtime.db, (MeetingCollection, TopicCollection))
