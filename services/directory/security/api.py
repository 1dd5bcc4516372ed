"""A district's security rules."""

from typing import Annotated

from pydantic import Field

from services.directory.administration.api import Roles
from shared.api.routes import Route
from shared.api.shapes import HistoryPage, In, Out, PageQuery

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


ROUTES = (
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
