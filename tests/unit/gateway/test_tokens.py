"""A cached session is forgotten when it ends, even by a concurrent look-up."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from services.gateway.auth import Tokens, load_key
from shared.errors import Unauthenticated
from shared.runtime.keys import KeyUnfit
from tests.support.office import actor

SESSION = {
    "person_id": "p-east.clerk", "session_id": "s1", "renewed_at": "2026-11-23T01:00:00+00:00",
    "token_expires_at": "2999-01-01T00:00:00+00:00",
}  # fmt: skip


class Directory:
    """Answers for one session until it ends."""

    def __init__(self) -> None:
        self.open, self.asked = True, 0
        self.meanwhile: Callable[[], None] = lambda: None

    def call(self, service: str, method: str, payload: Any, **_: Any) -> Any:
        self.asked += 1
        if not self.open:
            raise Unauthenticated()
        self.meanwhile()
        return {"actor": actor("east.clerk").to_wire()}


def bearer(tokens: Tokens) -> str:
    return tokens.bearer([f"Bearer {tokens.issue(SESSION)}"])[1].person_id


def test_a_session_is_asked_about_once_in_a_while_and_at_once_after_it_ended() -> None:
    directory = Directory()
    tokens = Tokens(directory, b"k" * 32)
    assert bearer(tokens) == bearer(tokens) == "p-east.clerk" and directory.asked == 1

    directory.open = False
    tokens.forget_person("p-somebody.else")
    assert bearer(tokens) == "p-east.clerk"
    tokens.forget_person("p-east.clerk")
    with pytest.raises(Unauthenticated):
        bearer(tokens)


def test_what_was_heard_before_somebody_signed_out_is_not_remembered_after_it() -> None:
    directory = Directory()
    tokens = Tokens(directory, b"k" * 32)

    directory.meanwhile = lambda: tokens.forget("s1")
    bearer(tokens)
    directory.open = False

    with pytest.raises(Unauthenticated):
        bearer(tokens)


def test_a_browsers_cookie_lasts_as_long_as_its_session_and_a_bearer_token_does_not() -> None:
    directory = Directory()
    tokens = Tokens(directory, b"k" * 32)
    old = [f"Bearer {tokens.issue({**SESSION, 'token_expires_at': '2026-11-23T01:10:00+00:00'})}"]

    assert tokens.bearer(old, lasting=True)[1].person_id == "p-east.clerk"
    with pytest.raises(Unauthenticated):
        tokens.bearer(old)
    directory.open = False
    tokens.forget("s1")
    with pytest.raises(Unauthenticated):
        tokens.bearer(old, lasting=True)


def test_the_key_is_made_for_its_owner_alone_and_one_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "token-key"
    before = os.umask(0)
    try:
        made = load_key(path, None)
    finally:
        os.umask(before)

    assert path.stat().st_mode & 0o777 == 0o600 and len(made) == 32 and load_key(path, None) == made
    path.chmod(0o640)
    with pytest.raises(KeyUnfit):
        load_key(path, None)
    for given in ("c2hvcnQ", "not base64!", ""):
        with pytest.raises(KeyUnfit):
            load_key(path, given)


def test_a_key_that_is_linked_to_nothing_is_named_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "token-key").symlink_to(tmp_path / "nowhere")

    with pytest.raises(KeyUnfit, match="不能读取"):
        load_key(tmp_path / "token-key", None)
