"""Rooms."""

from services.gateway import schemas_meetings as meetings
from services.gateway.routing import Route

TAG = "会议室 Rooms"

ROUTES = (
    Route("GET", "/api/v1/rooms", "List rooms", TAG, meetings.RoomPage, "meetings", "rooms", query=meetings.RoomQuery),
)  # fmt: skip
