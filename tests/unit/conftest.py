"""Fast tests touch no socket."""

import socket
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def no_sockets(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a fast test opened a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    yield
