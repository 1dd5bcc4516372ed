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


class SignedIn(Out):
    """A token and its session."""

    token: str | None = Field(description="None where the cookie carries it.")
    expires_at: Instant
    first: Literal["password", "second_factor"] | None = Field(
        None, description="What must be done before anything else: change the password, or set up a second factor."
    )
    person: Person
