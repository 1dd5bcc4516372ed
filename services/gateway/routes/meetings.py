"""Meetings, and the rooms they take place in."""

from typing import Any

from services.gateway import schemas
from services.gateway import schemas_meetings as meetings
from services.gateway.routing import Asked, Route, everything
from shared.errors import InvalidInput

TAG = "会议 Meetings"
MEETING = "/api/v1/meetings/{id}"
STEPS = ("call", "sign_in", "hold", "close", "cancel")


def _step(asked: Asked) -> dict[str, Any]:
    if asked.path["action"] != "close" and asked.body["decisions"] is not None:
        fault = {"field": "decisions", "code": "extra_forbidden", "message": "这一步没有这一项"}
        raise InvalidInput(errors=[fault])
    return dict(everything(asked))


ROUTES = (
    Route("GET", "/api/v1/rooms", "List rooms", TAG, meetings.RoomPage, "meetings", "rooms", query=meetings.RoomQuery),
    Route(
        "POST", "/api/v1/meetings", "Plan a meeting and book its rooms", TAG, meetings.Meeting, "meetings", "plan",
        status=201, body=meetings.NewMeeting, located=True, refusals=(403,),
    ),
    Route(
        "GET", "/api/v1/meetings", "List meetings", TAG, meetings.MeetingPage, "meetings", "search",
        query=meetings.MeetingQuery,
    ),
    Route("GET", MEETING, "Show a meeting", TAG, meetings.Meeting, "meetings", "get"),
    Route(
        "GET", f"{MEETING}/history", "Who did what with a meeting", TAG, schemas.HistoryPage, "meetings", "history",
        query=schemas.PageQuery,
    ),
    Route(
        "POST", f"{MEETING}/actions/{{action}}", "Take a step with a meeting", TAG, meetings.Meeting, "meetings", "act",
        body=meetings.MeetingStep, choices={"action": STEPS}, payload=_step, refusals=(403, 409, 412),
    ),
)  # fmt: skip
