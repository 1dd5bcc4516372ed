"""A person's password and second factor, and a district's security rules."""

from typing import Annotated

from pydantic import Field

from services.directory.api import Roles
from shared.api.routes import Route
from shared.api.shapes import HistoryPage, In, Out, PageQuery, Secret, formed

TAG = "会话 Sessions"


class SecurityRules(Out):
    """The security rules of the district for passwords and sign-ins."""

    version: int
    least: int = Field(description="How many characters a password has at least.")
    classes: int = Field(description="Of how many kinds: small letters, capitals, figures, others.")
    former: int = Field(description="How many passwords back may not come again.")
    days: int = Field(description="After how many days it must be changed; 0 for never.")
    second_factor_for: list[str] = Field(description="Roles that sign in with a one-time password besides.")
    says: str = Field(description="The demands on a password in a sentence.")


class NewSecurityRules(In):
    """The changes; fields left out stay."""

    least: Annotated[int, Field(strict=True, ge=10, le=64)] | None = None
    classes: Annotated[int, Field(strict=True, ge=1, le=4)] | None = None
    former: Annotated[int, Field(strict=True, ge=1, le=12)] | None = None
    days: Annotated[int, Field(strict=True, ge=0, le=730)] | None = None
    second_factor_for: Roles | None = None


class NewPassword(In):
    """The old password and the new."""

    old_password: Secret = Field(min_length=1, max_length=128)
    new_password: Secret = Field(min_length=1, max_length=128, description="As `GET /security-rules` says.")


class OwnPassword(In):
    """The person's own password, as proof."""

    password: Secret = Field(min_length=1, max_length=128)


class OneTime(In):
    """A one-time password."""

    otp: str = formed(r"^\d{6}$", "动态口令为手机上显示的6位数字", examples=["123456"])


class QrCode(Out):
    """A QR code: `path` draws its dark modules in an SVG of `size` by `size` units."""

    size: int
    path: str


class ProposedFactor(Out):
    """A secret that takes effect once a one-time password of it was sent."""

    secret: str
    uri: str
    qr: QrCode


class RecoveryCodes(Out):
    """Codes that each replace a one-time password once; shown once."""

    codes: list[str]


ROUTES = (
    Route(
        "PUT", "/api/v1/me/password", "Change my password", TAG, None, "change_password",
        status=204, body=NewPassword, hashes=True, forgets="caller", refusals=(403, 429), own_account=True,
    ),
    Route(
        "PUT", "/api/v1/me/second-factor", "Propose a secret for one-time passwords", TAG, ProposedFactor,
        "begin_factor", body=OwnPassword, hashes=True, forgets="caller",
        refusals=(403, 409, 429), own_account=True,
    ),
    Route(
        "PUT", "/api/v1/me/second-factor/confirmation", "Let the proposed secret hold", TAG, RecoveryCodes,
        "confirm_factor", body=OneTime, forgets="caller", refusals=(409,), own_account=True,
    ),
    Route(
        "PUT", "/api/v1/me/second-factor/codes", "Draw new recovery codes", TAG, RecoveryCodes, "renew_codes",
        body=OwnPassword, hashes=True, forgets="caller", refusals=(403, 409, 429),
    ),
    Route(
        "POST", "/api/v1/me/second-factor/removal", "Remove the second factor", TAG, None, "remove_factor",
        status=204, body=OwnPassword, hashes=True, forgets="caller",
        refusals=(403, 409, 429),
    ),
    Route(
        "GET", "/api/v1/security-rules", "What passwords must be", TAG, SecurityRules, "security_rules",
        own_account=True,
    ),
    Route(
        "PATCH", "/api/v1/security-rules", "Set what passwords and sign-ins must meet", TAG, SecurityRules,
        "set_security_rules", body=NewSecurityRules, refusals=(403, 412),
    ),
    Route(
        "GET", "/api/v1/security-rules/history", "Who changed them", TAG, HistoryPage, "security_rules_history",
        query=PageQuery, refusals=(403,),
    ),
)  # fmt: skip
