"""One-time passwords (动态口令, RFC 6238) and the recovery codes for whoever lost the device that makes them."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pyotp
import segno

ISSUER = "通办"
STEP = 30
"""Seconds for which a one-time password is shown."""
AROUND = (0, -1, 1)
"""Steps that are accepted: clocks differ, and typing takes its time."""
CODES = 10
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without what looks alike."""


def new_secret() -> str:
    """Draw a secret of 160 bits."""
    return pyotp.random_base32()


def step_of(secret: str, typed: str, at: datetime) -> int | None:
    """Find the step whose one-time password was typed, or None."""
    now, maker = int(at.timestamp()) // STEP, pyotp.TOTP(secret)
    same = [
        now + each for each in AROUND if secrets.compare_digest(maker.at((now + each) * STEP).encode(), typed.encode())
    ]
    return same[0] if same else None


def set_up(secret: str, username: str) -> dict[str, Any]:
    """Show a secret to its person: to type, and as a QR code whose dark modules are one path of an SVG."""
    uri = pyotp.TOTP(secret).provisioning_uri(username, issuer_name=ISSUER)
    matrix = segno.make(uri, error="m", micro=False).matrix
    path = "".join(
        f"M{column} {row}h1v1h-1z" for row, line in enumerate(matrix) for column, dark in enumerate(line) if dark
    )
    return {"secret": secret, "uri": uri, "qr": {"size": len(matrix), "path": path}}


def new_codes() -> list[str]:
    """Draw recovery codes of 59 bits, which few guesses an hour never reach."""
    return ["-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3)) for _ in range(CODES)]


def hashed_code(code: str) -> str:
    """Hash a recovery code; long enough a random text to need no slow hash."""
    plain = "".join(each for each in code.casefold() if each in ALPHABET)
    return hashlib.sha256(plain.encode()).hexdigest()


def is_code(typed: str) -> bool:
    """Tell a recovery code from a one-time password by its length."""
    return len(typed.replace(" ", "").replace("-", "")) > 10


def without(codes: Sequence[str], typed: str) -> tuple[str, ...] | None:
    """List the hashes left after a code was used, or None where it is none of them."""
    sought = hashed_code(typed)
    return tuple(each for each in codes if each != sought) if sought in codes else None
