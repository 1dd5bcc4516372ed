"""Reads of one document: through the gateway, and through alternatives."""

import json
from collections.abc import Iterator

from shared.runtime.config import EMBEDDED_BROKER
from tests.bench.register import RABBITMQ, Comparison, bench, in_turn
from tests.bench.stand import Office, Stand

CONNECTIONS = 16
APART = 32


@bench()
def reads(stand: Stand, broker: str) -> Iterator[Comparison]:
    """The cost of the gateway, its checks and the call to the service for a read."""
    office = stand.office(broker)
    ids = office.drafts(stand.some(16, 8))
    asked = ids * stand.some(30, 2)
    environment = {
        "MONGO_URI": office.store_uri, "AMQP_URI": EMBEDDED_BROKER, "BENCH_DATABASE": office.database("documents").name,
    }  # fmt: skip
    with stand.server("tests.bench.servers.flask_view", **environment) as port:

        def theirs() -> float:
            return _rate(office, port, [f"/documents/{each}" for each in asked], {})

        def ours() -> float:
            paths = [f"/api/v1/documents/{each}" for each in asked]
            return _rate(office, office.system.port, paths, office.headers("clerk"))

        ours(), theirs()
        found = in_turn(stand.some(5, 1), ours, theirs)
    yield Comparison(
        "reads of one document through the gateway",
        "a bare Flask view under the same server doing the same store read",
        "1/s", broker, *found, wanted=0.5, notes=f"{CONNECTIONS} connections; the view knows no token and no right",
    )  # fmt: skip


@bench(RABBITMQ)
def rival(stand: Stand, broker: str) -> Iterator[Comparison]:
    """The gateway against FastAPI on uvicorn with an asynchronous client, before the same service."""
    office = stand.office(broker, apart=True)
    ids = office.drafts(stand.some(16, 8))
    asked = ids * stand.some(40, 2)
    environment = {"AMQP_URI": str(office.broker), "BENCH_ACTOR": json.dumps(office.actor("clerk"))}
    with stand.server("tests.bench.servers.rival", **environment) as port:

        def theirs() -> float:
            return _rate(office, port, [f"/documents/{each}" for each in asked], {}, APART)

        def ours() -> float:
            paths = [f"/api/v1/documents/{each}" for each in asked]
            return _rate(office, office.system.port, paths, office.headers("clerk"), APART)

        ours(), theirs()
        found = in_turn(stand.some(7, 1), ours, theirs)
    yield Comparison(
        "reads across processes",
        "a FastAPI gateway with an aio-pika client before the same service",
        "1/s", broker, *found, wanted=0.75, notes=f"{APART} connections; the rival checks no token and no shape",
    )  # fmt: skip


def _rate(
    office: Office, port: int, paths: list[str], headers: dict[str, str], connections: int = CONNECTIONS
) -> float:
    requests = [("GET", path, None) for path in paths]
    told = {"port": port, "requests": requests, "headers": headers, "connections": connections}
    found = office.hands("tests.bench.load:http", **told)
    rate: float = len(paths) / (found["ended"] - found["began"])
    return rate
