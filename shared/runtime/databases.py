"""The services' databases, over one client per process."""

from functools import lru_cache
from typing import Any

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from shared.runtime.config import settings
from shared.runtime.green import Semaphore
from shared.runtime.store import Db, OpenedOnce, connect

_opening = Semaphore()


StoreError = PyMongoError
"""Any failure of the store."""


def said_of_store(error: BaseException) -> str | None:
    """Return one line for the operator about a store that did not answer; None if the error is another."""
    if not isinstance(error, StoreError):
        return None
    return f"数据库没有应答（{type(error).__name__}：{str(error)[:160]}），没有完成。请检查 MONGO_URI 与数据库服务。"


def client() -> MongoClient[dict[str, Any]]:
    """Open the client once per process, even if several services ask at the same time."""
    with _opening:
        return _client()


@lru_cache(maxsize=1)
def _client() -> MongoClient[dict[str, Any]]:
    uri = settings().mongo_uri
    assert uri is not None, "the runner sets the store's address"
    return connect(uri)


def close_client() -> None:
    """Close the client, if it was opened, while the store still answers; later, closing would wait for it in vain."""
    if _client.cache_info().currsize:
        client().close()
        _client.cache_clear()


def database_of(service: str) -> Db:
    """Open the database of a service; only that service calls this."""
    return OpenedOnce(client(), f"{settings().database_prefix}_{service}")
