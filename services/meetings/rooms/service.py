"""RPC methods of rooms."""

import uuid
from typing import TYPE_CHECKING, Any

from services.meetings.rooms import app, bookings, catalogue, search, visits
from services.meetings.rooms.domain import RoomProfile
from services.meetings.rooms.repositories import RoomRepositories
from shared.contracts.reception import VisitApproved, VisitCancelled
from shared.runtime.service import Service, reaction, rpc
from shared.shown import Shown

if TYPE_CHECKING:
    from services.meetings.rooms import api


def _room(service: Any, profile: RoomProfile) -> "Shown[api.OwnedRoom]":
    actor = service.occasion.actor
    return catalogue.shown(catalogue.found(service.copies, profile.id, actor), profile, actor)


class RoomFeature(Service):
    """Rooms (会议室)."""

    repositories: RoomRepositories

    @rpc()
    def rooms(self, **wanted: Any) -> "Shown[api.RoomPage]":
        """List rooms."""
        return catalogue.listed(self.repositories, actor=self.occasion.person, **wanted)

    @rpc()
    def room_get(self, id: str) -> "Shown[api.OwnedRoom]":
        """Return a room as the API shows it."""
        return catalogue.get(self.repositories, id, actor=self.occasion.person)

    @rpc(shows=_room)
    def room_describe(self, id: str, **wanted: Any) -> RoomProfile:
        """Set the equipment and hours of a room."""
        return catalogue.describe(self.repositories, id, wanted)

    @rpc()
    def room_bookings(self, id: str, begin: str, until: str) -> "Shown[api.RoomBookings]":
        """Return when a room is taken."""
        return bookings.listed(self.repositories, id, actor=self.occasion.person, begin=begin, until=until)

    @rpc()
    def rooms_on(self, on: str, organ: str | None) -> "Shown[api.RoomsOnDay]":
        """Return when each of many rooms is taken on a day."""
        return bookings.of_day(self.repositories, actor=self.occasion.person, on=on, organ=organ)

    @rpc()
    def room_book(self, id: str, **wanted: Any) -> "Shown[api.RoomBooking]":
        """Book a room by hand."""
        with app.in_turn(self.runtime.turn, [id]):
            found = bookings.book(self.repositories, id, new_id=uuid.uuid4().hex, wanted=wanted)
        return bookings.shown(found, self.occasion.person)

    @rpc()
    def booking_get(self, id: str) -> "Shown[api.RoomBooking]":
        """Return a booking."""
        return bookings.shown(bookings.get(self.repositories, id), self.occasion.person)

    @rpc()
    def booking_act(self, id: str, action: str, comment: str | None) -> "Shown[api.RoomBooking]":
        """Release a manual booking."""
        return bookings.shown(bookings.cancel(self.repositories, id), self.occasion.person)

    @rpc()
    def free_slots(self, **wanted: Any) -> "Shown[api.FreeSlots]":
        """Find when people and rooms are free."""
        return search.free_slots(self.repositories, actor=self.occasion.person, wanted=wanted)

    @rpc()
    def visit_judge(self, **wanted: Any) -> dict[str, Any]:
        """Return why a visit would not get its room."""
        return {"violations": visits.judge(self.repositories, wanted)}

    @reaction(VisitApproved, VisitCancelled)
    def on_visit_moved(self, event: VisitApproved | VisitCancelled) -> None:
        """Book or release the room of a visit."""
        with app.in_turn(self.runtime.turn, [event.room]):
            kept = self.repositories
            visits.serve(kept.days, kept.profiles, kept.copies, event, at=self.occasion.at)
