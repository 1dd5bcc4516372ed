"""Secret keys: given by the environment, or kept in a file that only its owner reads."""

import base64
import binascii
import os
import secrets
from contextlib import suppress
from pathlib import Path

from shared.runtime.starting import CannotStart

KEY_BYTES = 32


class KeyUnfit(CannotStart):
    """A key cannot be used."""


def load_key(path: Path, given: str | None, *, variable: str, lost: str) -> bytes:
    """Load a key: the one given in base64url, else the file's, which is created on first use with mode 0600.

    variable: the variable that may hold the key. lost: the consequence if the file is deleted and a new key is made.
    """
    if given is not None:
        return decoded(given, variable, "请改正，或者不设该项，系统会自行生成。")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _make_key(path)
        if path.stat().st_mode & 0o077:
            raise KeyUnfit(f"密钥文件 {path} 其他用户也能读取，请先执行 chmod 600 {path}。")
        text = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise KeyUnfit(f"密钥文件 {path} 不能读取：{error}。") from error
    return decoded(text, f"密钥文件 {path} ", f"请从备份恢复；或者删除该文件，系统会重新生成，{lost}。")


def decoded(text: str, where: str, advice: str) -> bytes:
    """Decode a key; raise KeyUnfit."""
    if not text:
        raise KeyUnfit(f"{where}是空的。{advice}")
    try:
        key = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error) as error:
        raise KeyUnfit(f"{where}不是 base64url。{advice}") from error
    if len(key) < KEY_BYTES:
        raise KeyUnfit(f"{where}不足 {KEY_BYTES} 字节。{advice}")
    return key


def _make_key(path: Path) -> None:
    """Create a key file atomically: of several processes that start at once one wins, and all read its key."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)
