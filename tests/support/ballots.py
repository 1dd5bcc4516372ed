"""A voter's client in a secret vote: generate a number, blind it, unblind the office's signature (RFC 9474)."""

import hashlib
import math
import secrets
from dataclasses import dataclass
from typing import Any

HASH = hashlib.sha384
LENGTH = 48


@dataclass
class Paper:
    """A paper before and after it was signed."""

    token: str
    modulus: int
    exponent: int
    blinder: int

    @classmethod
    def new(cls, key: dict[str, str]) -> "Paper":
        modulus, exponent = int(key["modulus"], 16), int(key["exponent"], 16)
        while True:
            blinder = secrets.randbelow(modulus - 2) + 2
            if math.gcd(blinder, modulus) == 1:
                return cls(secrets.token_hex(32), modulus, exponent, blinder)

    @property
    def blinded(self) -> str:
        encoded = encode(bytes.fromhex(self.token), self.modulus.bit_length() - 1)
        return f"{encoded * pow(self.blinder, self.exponent, self.modulus) % self.modulus:x}"

    def ballot(self, signature: str, choice: str) -> dict[str, Any]:
        size = (self.modulus.bit_length() + 7) // 8
        unblinded = int(signature, 16) * pow(self.blinder, -1, self.modulus) % self.modulus
        return {"token": self.token, "signature": f"{unblinded:0{2 * size}x}", "choice": choice}

    @property
    def receipt(self) -> str:
        return hashlib.sha256(bytes.fromhex(self.token)).hexdigest()[:32]


def encode(message: bytes, bits: int) -> int:
    """EMSA-PSS-ENCODE of RFC 8017, section 9.1.1, without salt."""
    size = (bits + 7) // 8
    hashed = HASH(bytes(8) + HASH(message).digest()).digest()
    padded = bytes(size - LENGTH - 2) + b"\x01"
    mask = b"".join(HASH(hashed + number.to_bytes(4, "big")).digest() for number in range(size // LENGTH + 1))
    masked = bytearray(a ^ b for a, b in zip(padded, mask, strict=False))
    masked[0] &= 0xFF >> (8 * size - bits)
    return int.from_bytes(bytes(masked) + hashed + b"\xbc", "big")
