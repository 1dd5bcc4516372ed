"""Schemas of sessions, passwords and second factors."""

from typing import Literal

from pydantic import Field

from services.directory.api import Person
from shared.api.shapes import In, Instant, Line, Out, Secret


class SignIn(In):
    """Name and password."""

    username: Line = Field(min_length=1, max_length=64, examples=["east.clerk"])
    password: Secret = Field(min_length=1, max_length=128)
    otp: Secret | None = Field(
        None,
        min_length=6,
        max_length=40,
        description="One-time password or recovery code, where a second factor is set.",
    )
    cookie: bool = Field(False, description="Keep the token in a cookie that no script reads (browsers).")


class NewPassword(In):
    """The old password and the new."""

    old_password: Secret = Field(min_length=1, max_length=128)
    new_password: Secret = Field(min_length=1, max_length=128, description="As `GET /security-rules` says.")


class SignedIn(Out):
    """A token and its session."""

    token: str | None = Field(description="None where the cookie carries it.")
    expires_at: Instant
    first: Literal["password", "second_factor"] | None = Field(
        None, description="What must be done before anything else: change the password, or set up a second factor."
    )
    person: Person


class OwnPassword(In):
    """The person's own password, as proof."""

    password: Secret = Field(min_length=1, max_length=128)


class OneTime(In):
    """A one-time password."""

    otp: str = Field(pattern=r"^\d{6}$", examples=["123456"])


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
