"""Password hashing: Argon2id with 64 MiB, 3 passes and 4 lanes (RFC 9106, 4), off the hub and few at once."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from shared.runtime.green import Semaphore
from shared.runtime.offhub import LANES, modestly

AT_ONCE = max(1, LANES // 4)
"""Each hash uses four lanes: more of them than cores only delay each other and everybody else."""


class Argon2:
    """Hashes and compares passwords; a comparison without a hash takes as long as one with."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)
        self._places = Semaphore(AT_ONCE)
        self._nobody: str | None = None

    def hash(self, password: str) -> str:
        """Hash with a fresh salt."""
        with self._places:
            return str(modestly(self._hasher.hash, password))

    def matches(self, hashed: str | None, password: str) -> bool:
        """Check a password against a hash; against None, compare with a hash that nothing matches."""
        if hashed is None:
            if self._nobody is None:
                self._nobody = self.hash("nobody has this password")
            hashed = self._nobody
            password += "\0"
        with self._places:
            return bool(modestly(self._compare, hashed, password))

    def _compare(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False
