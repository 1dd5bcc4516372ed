"""Papers of a secret vote: blindly signed, so that nobody can tell whose ballot is whose.

RFC 9474, variant RSABSSA-SHA384-PSSZERO-Deterministic. A voter blinds a number of their own, the office signs it and
records that they took their paper; unblinded it is a signature that the office recognises and has never seen.
"""

import hashlib
import math
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from shared.shown import Shown

if TYPE_CHECKING:
    from services.meetings.votes import api

BITS = 2048
SIZE = BITS // 8
_PSS = padding.PSS(mgf=padding.MGF1(hashes.SHA384()), salt_length=0)


def new_key() -> str:
    """Generate the key of one vote, as PEM; it takes about a tenth of a second."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def public_part(key: str) -> "Shown[api.BlindKey]":
    """Return the public key for blinding: modulus and exponent in hexadecimal."""
    numbers = _load(key).public_key().public_numbers()
    return {"modulus": f"{numbers.n:x}", "exponent": f"{numbers.e:x}"}


def signed(key: str, blinded: str) -> str | None:
    """Sign a blinded number; return None if it is invalid."""
    private = _load(key).private_numbers()
    modulus, value = private.public_numbers.n, int(blinded, 16)
    if not 1 < value < modulus or math.gcd(value, modulus) != 1:
        return None
    signature = pow(value, private.d, modulus)
    assert pow(signature, private.public_numbers.e, modulus) == value, "a faulty signature would give the key away"
    return f"{signature:0{2 * SIZE}x}"


def is_signed(key: str, token: str, signature: str) -> bool:
    """Check whether a paper bears the office's signature."""
    try:
        _load(key).public_key().verify(bytes.fromhex(signature), bytes.fromhex(token), _PSS, hashes.SHA384())
    except (InvalidSignature, ValueError):
        return False
    return True


def receipt_of(token: str) -> str:
    """Return the code under which a ballot is published; only the holder of the token can compute it."""
    return hashlib.sha256(bytes.fromhex(token)).hexdigest()[:32]


def print_of(blinded: str) -> str:
    """Return the fingerprint of a blinded number, which identifies a repeated request and reveals nothing of the token."""
    return hashlib.sha256(blinded.lower().encode()).hexdigest()


def _load(key: str) -> rsa.RSAPrivateKey:
    loaded = serialization.load_pem_private_key(key.encode(), None)
    assert isinstance(loaded, rsa.RSAPrivateKey), "the key of a vote is an RSA key"
    return loaded
