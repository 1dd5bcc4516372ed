"""Rooms on the bus."""

import uuid
from typing import Any

from services.meetings.desk import Desk
from services.meetings.rooms import app, bookings, catalogue, search
from services.meetings.rooms.domain import RoomProfile
from shared.contracts.reception import VisitApproved, VisitCancelled
from shared.runtime.service import reaction, rpc


def _room(service: Any, profile: RoomProfile) -> dict[str, Any]:
    actor = service.occasion.actor
    return catalogue.shown(catalogue.found(service.copies, profile.id, actor), profile, actor)


class RoomLine(Desk):
    """Rooms (会议室)."""

    @rpc()
    def rooms(self, **wanted: Any) -> dict[str, Any]:
        """List rooms."""
        return catalogue.listed(self.books, actor=self.occasion.person, **wanted)

    @rpc()
    def room_get(self, id: str) -> dict[str, Any]:
        """Show a room."""
        return catalogue.get(self.books, id, actor=self.occasion.person)

    @rpc(shows=_room)
    def room_describe(self, id: str, **wanted: Any) -> RoomProfile:
        """Say what a room has and when it is open."""
        return catalogue.describe(self.books, id, wanted)

    @rpc()
    def room_bookings(self, id: str, begin: str, until: str) -> dict[str, Any]:
        """Tell when a room is taken."""
        return bookings.listed(self.books, id, actor=self.occasion.person, begin=begin, until=until)

    @rpc()
    def rooms_on(self, on: str, organ: str | None) -> dict[str, Any]:
        """Tell when each of many rooms is taken on a day."""
        return bookings.of_day(self.books, actor=self.occasion.person, on=on, organ=organ)

    @rpc()
    def room_book(self, id: str, **wanted: Any) -> dict[str, Any]:
        """Book a room by hand."""
        with app.in_turn(self.ground.turn, [id]):
            found = bookings.book(self.books, id, new_id=uuid.uuid4().hex, wanted=wanted)
        return bookings.shown(found, self.occasion.person)

    @rpc()
    def booking_get(self, id: str) -> dict[str, Any]:
        """Show a booking."""
        return bookings.shown(bookings.get(self.books, id), self.occasion.person)

    @rpc()
    def booking_act(self, id: str, action: str, comment: str | None) -> dict[str, Any]:
        """Give back a room that was booked by hand."""
        return bookings.shown(bookings.cancel(self.books, id), self.occasion.person)

    @rpc()
    def free_slots(self, **wanted: Any) -> dict[str, Any]:
        """Find when people and rooms are free."""
        return search.free_slots(self.books, actor=self.occasion.person, wanted=wanted)

    @reaction(VisitApproved, VisitCancelled)
    def on_visit_moved(self, event: VisitApproved | VisitCancelled) -> None:
        """Give a visit its room, or take the room back."""
        with app.in_turn(self.ground.turn, [event.room]):
            app.serve_visit(self.days, self.profiles, self.copies, event, at=self.occasion.at)
