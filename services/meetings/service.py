"""The meetings service on the bus."""

import uuid
from typing import Any

from services.meetings import app, rooms
from services.meetings.domain import Meeting
from services.meetings.store import MeetingCollection, RoomDayCollection
from shared.aggregate import shown_entry
from shared.contracts.directory import OrganRecorded, PersonRecorded
from shared.contracts.meetings import MeetingCancelled, MeetingPlanned
from shared.contracts.reception import VisitApproved, VisitCancelled
from shared.runtime.service import CopiesOf, Kept, Service, reaction, rpc


def _meeting(service: Any, meeting: Meeting) -> dict[str, Any]:
    return app.shown_meeting(meeting, service.occasion.actor)


class MeetingsService(Service):
    """Meetings, and the rooms they take place in."""

    name = "meetings"
    meetings = Kept(MeetingCollection)
    days = Kept(RoomDayCollection)
    copies = CopiesOf()

    @rpc(shows=_meeting)
    def plan(self, **wanted: Any) -> Meeting:
        """Plan a meeting."""
        return app.plan(
            self.meetings,
            self.days,
            self.copies,
            occasion=self.occasion,
            new_id=uuid.uuid4().hex,
            wanted=wanted,
            turn=self.ground.turn,
        )

    @rpc(shows=_meeting)
    def act(self, id: str, action: str, **said: Any) -> Meeting:
        """Take a step with a meeting."""
        with self.ground.turn(f"meeting:{id}"):
            return app.act(self.meetings, self.days, self.copies, id, action, occasion=self.occasion, **said)

    @rpc()
    def get(self, id: str) -> dict[str, Any]:
        """Show a meeting."""
        return app.get(self.meetings, id, actor=self.occasion.person)

    @rpc()
    def search(self, **wanted: Any) -> dict[str, Any]:
        """List meetings."""
        return app.search(self.meetings, actor=self.occasion.person, **wanted)

    @rpc()
    def history(self, id: str, cursor: str | None, limit: int) -> dict[str, Any]:
        """Give a meeting's history."""
        page = app.history(self.meetings, id, actor=self.occasion.person, cursor=cursor, limit=limit)
        return page.map(shown_entry).to_wire()

    @rpc()
    def rooms(self, organ: str | None, cursor: str | None, limit: int) -> dict[str, Any]:
        """List rooms."""
        return rooms.listed(self.copies, organ, actor=self.occasion.person, cursor=cursor, limit=limit)

    @reaction(OrganRecorded, PersonRecorded)
    def on_directory_recorded(self, event: OrganRecorded | PersonRecorded) -> None:
        """Keep who and what there is."""
        self.copies.keep(event)

    @reaction(MeetingPlanned, MeetingCancelled)
    def on_meeting_moved(self, event: MeetingPlanned | MeetingCancelled) -> None:
        """Finish what a request began with the rooms."""
        with rooms.in_turn(self.ground.turn, event.rooms):
            rooms.settle(self.meetings, self.days, event.meeting_id, at=self.occasion.at)

    @reaction(VisitApproved, VisitCancelled)
    def on_visit_moved(self, event: VisitApproved | VisitCancelled) -> None:
        """Give a visit its room, or take the room back."""
        with rooms.in_turn(self.ground.turn, [event.room]):
            rooms.serve_visit(self.days, self.copies, event, at=self.occasion.at)
