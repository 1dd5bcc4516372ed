"""One-time passwords (动态口令, RFC 6238) and the recovery codes for lost devices."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import pyotp
import segno

from shared.shown import Shown

if TYPE_CHECKING:
    from services.directory.security import api

ISSUER = "通办"
STEP = 30
"""Seconds for which a one-time password is shown."""
AROUND = (0, -1, 1)
"""Accepted time steps: clocks differ, and typing takes time."""
CODES = 10
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Characters without similar-looking ones."""


def new_secret() -> str:
    """Generate a secret of 160 bits."""
    return pyotp.random_base32()


def step_of(secret: str, typed: str, at: datetime) -> int | None:
    """Return the time step of the one-time password typed, or None."""
    now, maker = int(at.timestamp()) // STEP, pyotp.TOTP(secret)
    same = [
        now + each for each in AROUND if secrets.compare_digest(maker.at((now + each) * STEP).encode(), typed.encode())
    ]
    return same[0] if same else None


def set_up(secret: str, username: str) -> "Shown[api.ProposedFactor]":
    """Return a secret for its person: as text, and as a QR code whose dark modules are one path of an SVG."""
    uri = pyotp.TOTP(secret).provisioning_uri(username, issuer_name=ISSUER)
    matrix = segno.make(uri, error="m", micro=False).matrix
    path = "".join(
        f"M{column} {row}h1v1h-1z" for row, line in enumerate(matrix) for column, dark in enumerate(line) if dark
    )
    return {"secret": secret, "uri": uri, "qr": {"size": len(matrix), "path": path}}


def new_codes() -> list[str]:
    """Generate recovery codes of 59 bits, far beyond a few guesses an hour."""
    return ["-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3)) for _ in range(CODES)]


def hashed_code(code: str) -> str:
    """Hash a recovery code, which is random and long enough to need no slow hash."""
    plain = "".join(each for each in code.casefold() if each in ALPHABET)
    return hashlib.sha256(plain.encode()).hexdigest()


def is_code(typed: str) -> bool:
    """Distinguish a recovery code from a one-time password by its length."""
    return len(typed.replace(" ", "").replace("-", "")) > 10


def without(codes: Sequence[str], typed: str) -> tuple[str, ...] | None:
    """Return the remaining hashes after a code was used, or None if it is none of them."""
    sought = hashed_code(typed)
    return tuple(each for each in codes if each != sought) if sought in codes else None
