"""Encryption of second factors' secrets in the store, each bound to its owner."""

import base64
import logging
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

log = logging.getLogger(__name__)

MARK = "v1:"
NONCE_BYTES = 12


class Sealer:
    """Encrypts and decrypts with AES-256-GCM, under a key derived for this purpose alone."""

    def __init__(self, key: bytes) -> None:
        derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"tongban second factors v1").derive(key)
        self._cipher = AESGCM(derived)

    def seal(self, secret: str, whose: str) -> str:
        """Encrypt a secret for its owner alone."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return MARK + base64.b64encode(nonce + self._cipher.encrypt(nonce, secret.encode(), whose.encode())).decode()

    def open(self, kept: str, whose: str) -> str | None:
        """Decrypt a secret; return None, and log it, if it was sealed under another key or for somebody else."""
        raw = base64.b64decode(kept.removeprefix(MARK))
        try:
            return self._cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], whose.encode()).decode()
        except InvalidTag:
            log.error(
                "second_factor_unreadable %s: TONGBAN_SECRETS_KEY is not the key that it was encrypted with", whose
            )
            return None


def is_sealed(kept: str) -> bool:
    """Distinguish an encrypted secret from one that an earlier release stored in plain text."""
    return kept.startswith(MARK)
