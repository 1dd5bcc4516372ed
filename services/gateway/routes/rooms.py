"""Rooms: equipment, bookings, and free times of people and rooms."""

from services.gateway import schemas
from services.gateway import schemas_rooms as shapes
from services.gateway.routing import Route

TAG = "会议室 Rooms"
ROOM = "/api/v1/rooms/{id}"

ROUTES = (
    Route("GET", "/api/v1/rooms", "List rooms", TAG, shapes.RoomPage, "meetings", "rooms", query=shapes.RoomQuery),
    Route("GET", ROOM, "Show a room", TAG, shapes.OwnedRoom, "meetings", "room_get"),
    Route(
        "PATCH", ROOM, "Say what a room has and when it is open", TAG, shapes.OwnedRoom, "meetings", "room_describe",
        body=shapes.RoomDescription, refusals=(403, 409, 412),
    ),
    Route(
        "GET", f"{ROOM}/bookings", "When a room is taken", TAG, shapes.RoomBookings, "meetings", "room_bookings",
        query=shapes.DaysQuery,
    ),
    Route(
        "POST", f"{ROOM}/bookings", "Book a room for something that is no meeting here", TAG, shapes.RoomBooking,
        "meetings", "room_book", status=201, body=shapes.NewBooking, refusals=(403, 409),
    ),
    Route("GET", "/api/v1/bookings/{id}", "Show a booking", TAG, shapes.RoomBooking, "meetings", "booking_get"),
    Route(
        "POST", "/api/v1/bookings/{id}/actions/{action}", "Give a booked room back", TAG, shapes.RoomBooking, "meetings",
        "booking_act", body=schemas.Opinion, choices={"action": ("cancel",)}, refusals=(409, 412),
    ),
    Route(
        "GET", "/api/v1/room-days", "When many rooms are taken on a day", TAG, shapes.RoomsOnDay, "meetings", "rooms_on",
        query=shapes.RoomsQuery,
    ),
    Route(
        "GET", "/api/v1/me/days", "My meetings from a day to another", TAG, shapes.Appointments, "meetings", "my_days",
        query=shapes.DaysQuery,
    ),
    Route(
        "GET", "/api/v1/free-slots", "When people and rooms of several campuses are free", TAG, shapes.FreeSlots,
        "meetings", "free_slots", query=shapes.FreeSlotsQuery, refusals=(403,),
    ),
)  # fmt: skip
