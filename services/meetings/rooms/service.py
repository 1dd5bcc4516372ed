"""Rooms on the bus."""

from typing import Any

from services.meetings.desk import Desk
from services.meetings.rooms import app
from shared.contracts.reception import VisitApproved, VisitCancelled
from shared.runtime.service import reaction, rpc


class RoomLine(Desk):
    """Rooms (会议室)."""

    @rpc()
    def rooms(self, organ: str | None, cursor: str | None, limit: int) -> dict[str, Any]:
        """List rooms."""
        return app.listed(self.copies, organ, actor=self.occasion.person, cursor=cursor, limit=limit)

    @reaction(VisitApproved, VisitCancelled)
    def on_visit_moved(self, event: VisitApproved | VisitCancelled) -> None:
        """Give a visit its room, or take the room back."""
        with app.in_turn(self.ground.turn, [event.room]):
            app.serve_visit(self.days, self.copies, event, at=self.occasion.at)
