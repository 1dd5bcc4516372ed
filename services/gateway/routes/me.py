"""The lists and settings of the person who asks."""

from werkzeug.wrappers import Response

from services.gateway import schemas
from services.gateway import schemas_me as shapes
from services.gateway.answers import resource
from services.gateway.routing import Asked, Gate, Route
from services.gateway.schemas import PageQuery
from services.gateway.strict import last_event_of
from shared.runtime.green import SMALLEST_PIECE
from shared.runtime.http import CONNECTION

TAG = "待办 What waits"


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


def todo(gate: Gate, asked: Asked) -> Response:
    """List a page of pending records; a list of thousands not cached is read as a whole first, which takes a while."""
    return resource(asked.ask(gate, "notifications", "todo", dict(asked.query), timeout=FIRST_SECONDS))


def reminder_rules(gate: Gate, asked: Asked) -> Response:
    """Return the rules of the district: those it set, else those that apply until then or predate their trail."""
    found = asked.ask(gate, "directory", "reminder_rules", {})
    return resource(found or asked.ask(gate, "notifications", "reminder_rules", {}))


FIRST_SECONDS = 20.0
EVENT_STREAM = "text/event-stream"

ROUTES = (
    Route(
        "GET", "/api/v1/me/todo", "List what waits for me", TAG, shapes.TodoPage, view=todo, query=shapes.TodoQuery,
        in_place=True, refusals=(403,),
    ),
    Route(
        "GET", "/api/v1/me/counts", "Count what waits for me", TAG, shapes.Counts, "notifications", "counts",
        in_place=True, refusals=(403,),
    ),
    Route(
        "POST", "/api/v1/me/read", "Mark what I read", TAG, shapes.Counts, "notifications", "mark_read",
        body=shapes.ReadItems,
    ),
    Route(
        "GET", "/api/v1/me/stream", "Hear at once what changes in my lists", TAG, shapes.Heard, view=stream,
        query=shapes.StreamQuery, media=EVENT_STREAM, refusals=(429,),
    ),
    Route(
        "GET", "/api/v1/me/preferences", "Show what I chose", TAG, shapes.Preferences, "notifications", "preferences",
    ),
    Route(
        "PUT", "/api/v1/me/preferences", "Choose how I am reminded, and how my screen looks", TAG, shapes.Preferences,
        "notifications", "choose", body=shapes.NewPreferences,
    ),
    Route(
        "GET", "/api/v1/reminder-rules", "Show when people of my district are reminded", TAG, shapes.ReminderRules,
        view=reminder_rules,
    ),
    Route(
        "GET", "/api/v1/reminder-rules/history", "Who changed them", TAG, schemas.HistoryPage, "directory",
        "reminder_rules_history", query=PageQuery, refusals=(403,),
    ),
    Route(
        "PUT", "/api/v1/reminder-rules", "Set when people of my district are reminded", TAG, shapes.ReminderRules,
        "directory", "set_reminder_rules", body=shapes.NewReminderRules, refusals=(403, 412),
    ),
    Route(
        "GET", "/api/v1/unsent-reminders", "List reminders that did not leave", TAG, shapes.UnsentPage, "notifications",
        "unsent", query=PageQuery, refusals=(403,),
    ),
    Route(
        "POST", "/api/v1/unsent-reminders/{id}/actions/send", "Try a reminder again", TAG, None, "notifications",
        "send_again", status=204, refusals=(403,),
    ),
)  # fmt: skip
