"""Signing in and out, and the person's own account."""

from typing import Any

from werkzeug.wrappers import Response

from services.directory.api import Person
from services.gateway import cookies
from services.gateway import schemas_sessions as shapes
from services.gateway.answers import json_response, resource
from services.gateway.gate import Asked, Gate
from services.gateway.queues import SIGN_IN_SECONDS, SIGN_INS
from shared.api.routes import Route
from shared.runtime.http import GONE
from shared.shown import Shown


def _signed_in(gate: Gate, asked: Asked, session: dict[str, Any], *, cookie: bool) -> Response:
    token = gate.tokens.issue(session)
    answer: Shown[shapes.SignedIn] = {
        "token": None if cookie else token,
        "expires_at": session["token_expires_at"],
        "first": session.get("first"),
        "person": session["person"],
    }
    response = json_response(answer, 201)
    if cookie:
        cookies.keep(response, asked.request, token, gate.proxies)
    return response


def sign_in(gate: Gate, asked: Asked) -> Response:
    """Open a session; the client's address never comes from the body."""
    told = {**asked.body, "address": gate.address_of(asked.request)}
    cookie = told.pop("cookie")
    with SIGN_INS.place(asked.request.environ.get(GONE, bool)):
        session = asked.ask(gate, "directory", "sign_in", told, timeout=SIGN_IN_SECONDS)
    return _signed_in(gate, asked, session, cookie=cookie)


def renew(gate: Gate, asked: Asked) -> Response:
    """Issue a fresh token for the session."""
    session = asked.ask(gate, "directory", "renew", {"session_id": asked.session_id})
    return _signed_in(gate, asked, session, cookie=cookies.by_cookie(asked.request))


def sign_out(gate: Gate, asked: Asked) -> Response:
    """End the session; its token becomes invalid at once."""
    asked.ask(gate, "directory", "sign_out", {"session_id": asked.session_id})
    gate.tokens.forget(asked.session_id)
    if gate.feed is not None:
        gate.feed.end(asked.session_id)
    response = Response(status=204)
    if cookies.by_cookie(asked.request):
        cookies.drop(response, asked.request, gate.proxies)
    return response


def sign_out_everywhere(gate: Gate, asked: Asked) -> Response:
    """End all sessions of the person, including this one; their streams end within seconds."""
    asked.ask(gate, "directory", "sign_out_everywhere", {})
    assert asked.actor is not None
    gate.tokens.forget_person(asked.actor.person_id)
    response = Response(status=204)
    if cookies.by_cookie(asked.request):
        cookies.drop(response, asked.request, gate.proxies)
    return response


def me(gate: Gate, asked: Asked) -> Response:
    """Show the person who asks."""
    assert asked.actor is not None
    return resource(asked.ask(gate, "directory", "person", {"id": asked.actor.person_id}))


TAG = "会话 Sessions"
ROUTES = (
    Route(
        "POST", "/api/v1/sessions", "Sign in", TAG, shapes.SignedIn, status=201, body=shapes.SignIn, view=sign_in,
        public=True, refusals=(401, 429),
    ),
    Route(
        "POST", "/api/v1/sessions/current/token", "Get a fresh token before the old one ends", TAG, shapes.SignedIn,
        status=201, view=renew, own_account=True,
    ),
    Route("DELETE", "/api/v1/sessions/current", "Sign out", TAG, None, status=204, view=sign_out, own_account=True),
    Route(
        "DELETE", "/api/v1/sessions", "Sign out on every device", TAG, None, status=204, view=sign_out_everywhere,
        own_account=True,
    ),
    Route("GET", "/api/v1/me", "Who I am", TAG, Person, view=me, own_account=True),
)  # fmt: skip
