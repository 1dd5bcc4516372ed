"""The stream of changes in a person's lists."""

from werkzeug.wrappers import Response

from services.gateway.gate import Asked, Gate
from services.gateway.strict import last_event_of
from services.notifications.api import TAG, Heard, StreamQuery
from shared.api.routes import Route
from shared.runtime.green import SMALLEST_PIECE
from shared.runtime.http import CONNECTION

EVENT_STREAM = "text/event-stream"


def stream(gate: Gate, asked: Asked) -> Response:
    """Stream changes as server-sent events, resumable after an interruption."""
    assert gate.feed is not None and asked.actor is not None
    feed = gate.feed
    heard = last_event_of(asked.request)
    if asked.request.method == "HEAD":
        return Response(content_type=EVENT_STREAM)
    open_stream = feed.open(asked.session_id, asked.actor, heard)
    connection = asked.request.environ[CONNECTION]
    connection.listens = True

    def closed() -> None:
        connection.listens = False
        feed.close(open_stream)

    asked.request.environ[SMALLEST_PIECE] = 0  # each event leaves when it is written
    response = Response(feed.written(open_stream, asked.query["seconds"]), content_type=EVENT_STREAM)
    response.call_on_close(closed)
    response.headers["X-Accel-Buffering"] = "no"
    return response


ROUTES = (
    Route(
        "GET", "/api/v1/me/stream", "Hear at once what changes in my lists", TAG, Heard, view=stream, query=StreamQuery,
        media=EVENT_STREAM, refusals=(429,),
    ),
)  # fmt: skip
