"""A person's password and second factor."""

from services.gateway import schemas_sessions as shapes
from shared.api.routes import Route

TAG = "会话 Sessions"


ROUTES = (
    Route(
        "PUT", "/api/v1/me/password", "Change my password", TAG, None, "change_password", service="directory",
        status=204, body=shapes.NewPassword, hashes=True, forgets="caller", refusals=(403, 429), own_account=True,
    ),
    Route(
        "PUT", "/api/v1/me/second-factor", "Propose a secret for one-time passwords", TAG, shapes.ProposedFactor,
        "begin_factor", service="directory", body=shapes.OwnPassword, hashes=True, forgets="caller",
        refusals=(403, 409, 429), own_account=True,
    ),
    Route(
        "PUT", "/api/v1/me/second-factor/confirmation", "Let the proposed secret hold", TAG, shapes.RecoveryCodes,
        "confirm_factor", service="directory", body=shapes.OneTime, forgets="caller", refusals=(409,), own_account=True,
    ),
    Route(
        "PUT", "/api/v1/me/second-factor/codes", "Draw new recovery codes", TAG, shapes.RecoveryCodes, "renew_codes",
        service="directory", body=shapes.OwnPassword, hashes=True, forgets="caller", refusals=(403, 409, 429),
    ),
    Route(
        "POST", "/api/v1/me/second-factor/removal", "Remove the second factor", TAG, None, "remove_factor",
        service="directory", status=204, body=shapes.OwnPassword, hashes=True, forgets="caller",
        refusals=(403, 409, 429),
    ),
)  # fmt: skip
