"""One store for all tests of this folder that a process runs: each module has databases of its own in it."""

from collections.abc import Iterator
from typing import Any

import pytest

from shared.runtime.embedded_store import EmbeddedStore
from shared.runtime.store import connect


@pytest.fixture(scope="session")
def uri(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Provide the address of a running store."""
    store = EmbeddedStore(tmp_path_factory.mktemp("stores"))
    store.start()
    yield store.uri
    store.stop()


@pytest.fixture(scope="session")
def client(uri: str) -> Iterator[Any]:
    """Provide a client of the store."""
    with connect(uri) as found:
        yield found
