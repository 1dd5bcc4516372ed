"""A process opens the store once, though its services start concurrently and each asks for it."""

from typing import Any

import pytest

from shared.runtime import databases, green


class Opened:
    """A client that takes a moment to open."""

    def __init__(self, uri: str) -> None:
        green.sleep(0.005)
        self.closed = False

    def close(self) -> None:
        self.closed = True


def test_services_that_start_at_once_share_one_client_and_none_is_left_open(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Opened] = []

    def connect(uri: str) -> Any:
        opened.append(Opened(uri))
        return opened[-1]

    monkeypatch.setattr(databases, "connect", connect)
    monkeypatch.setenv("MONGO_URI", "mongodb://store.invalid")
    databases.settings.cache_clear()
    databases.close_client()
    try:
        asking = [green.spawn(databases.client) for _ in range(6)]
        assert len({id(each.wait()) for each in asking}) == 1
        assert len(opened) == 1
    finally:
        databases.close_client()
        databases.settings.cache_clear()
    assert opened[0].closed
    databases.close_client()
    assert len(opened) == 1, "what is closed is not opened to be closed"
