"""The services' databases, over one client per process."""

from functools import lru_cache
from typing import Any

from pymongo import MongoClient
from pymongo.errors import ConfigurationError, InvalidURI, PyMongoError
from pymongo.uri_parser import parse_uri

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


def same_store(one: str, other: str) -> bool:
    """Check whether two addresses lead to one store, by a host of both or by what answers; raise ValueError if unfit."""
    try:
        hosts, others = ({(host.lower(), port) for host, port in parse_uri(uri)["nodelist"]} for uri in (one, other))
    except (InvalidURI, ConfigurationError) as error:
        raise ValueError(type(error).__name__) from error
    return bool(hosts & others or _identity(one) & _identity(other))


def _identity(uri: str) -> set[tuple[str, object]]:
    """Ask a store for what only it has: the process that answers, and each member of its replica set."""
    with connect(uri) as store:
        said = store.admin.command("hello")
    process = said.get("topologyVersion", {}).get("processId")
    members = {(said["setName"], each) for each in said.get("hosts", ())} if "setName" in said else set()
    return members | ({("process", process)} if process is not None else set())
