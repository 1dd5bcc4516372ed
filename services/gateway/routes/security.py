"""A person's second factor, and a district's security rules."""

from typing import Any

from werkzeug.wrappers import Response

from services.gateway import schemas
from services.gateway import schemas_administration as shapes
from services.gateway.answers import json_response
from services.gateway.routes.sessions import SIGN_IN_SECONDS, SIGN_INS
from services.gateway.routing import Asked, Gate, Route
from shared.runtime.http import GONE

TAG = "会话 Sessions"


def _proving(gate: Gate, asked: Asked, method: str) -> Any:
    """Call a method that checks a password: hashing takes as long as signing in."""
    with SIGN_INS.place(asked.request.environ.get(GONE, bool)):
        answer = asked.ask(gate, "directory", method, asked.body, timeout=SIGN_IN_SECONDS)
    assert asked.actor is not None
    gate.tokens.forget_person(asked.actor.person_id)
    return answer


def begin_factor(gate: Gate, asked: Asked) -> Response:
    """Propose a secret."""
    return json_response(_proving(gate, asked, "begin_factor"))


def renew_codes(gate: Gate, asked: Asked) -> Response:
    """Generate new recovery codes."""
    return json_response(_proving(gate, asked, "renew_codes"))


def remove_factor(gate: Gate, asked: Asked) -> Response:
    """Remove the person's second factor; all sessions end."""
    _proving(gate, asked, "remove_factor")
    return Response(status=204)


def confirm_factor(gate: Gate, asked: Asked) -> Response:
    """Activate a second factor; a person required to set one up may then go on."""
    answer = asked.ask(gate, "directory", "confirm_factor", asked.body)
    assert asked.actor is not None
    gate.tokens.forget_person(asked.actor.person_id)
    return json_response(answer)


ROUTES = (
    Route(
        "GET", "/api/v1/security-rules", "What passwords must be", TAG, shapes.SecurityRules, "directory",
        "security_rules", own_account=True,
    ),
    Route(
        "PATCH", "/api/v1/security-rules", "Set what passwords and sign-ins must meet", TAG, shapes.SecurityRules,
        "directory", "set_security_rules", body=shapes.NewSecurityRules, refusals=(403, 412),
    ),
    Route(
        "GET", "/api/v1/security-rules/history", "Who changed them", TAG, schemas.HistoryPage, "directory",
        "security_rules_history", query=schemas.PageQuery, refusals=(403,),
    ),
    Route(
        "PUT", "/api/v1/me/second-factor", "Propose a secret for one-time passwords", TAG, shapes.ProposedFactor,
        body=shapes.OwnPassword, view=begin_factor, refusals=(403, 409, 429), own_account=True,
    ),
    Route(
        "PUT", "/api/v1/me/second-factor/confirmation", "Let the proposed secret hold", TAG, shapes.RecoveryCodes,
        body=shapes.OneTime, view=confirm_factor, refusals=(409,), own_account=True,
    ),
    Route(
        "PUT", "/api/v1/me/second-factor/codes", "Draw new recovery codes", TAG, shapes.RecoveryCodes,
        body=shapes.OwnPassword, view=renew_codes, refusals=(403, 409, 429),
    ),
    Route(
        "POST", "/api/v1/me/second-factor/removal", "Remove the second factor", TAG, None, status=204,
        body=shapes.OwnPassword, view=remove_factor, refusals=(403, 409, 429),
    ),
)  # fmt: skip
