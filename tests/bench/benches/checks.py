"""A form that is checked during typing."""

from collections.abc import Iterator

from shared.runtime.config import EMBEDDED_BROKER
from tests.bench.register import Comparison, bench, in_turn
from tests.bench.stand import BODY, RECIPIENTS, TITLE, Stand

CONNECTIONS = 16
DOCUMENT = {"kind": "notice", "title": TITLE, "body": BODY, "recipients": list(RECIPIENTS[:2])}


@bench()
def checks(stand: Stand, broker: str) -> Iterator[Comparison]:
    """The cost of checking a document by every rule, compared with accepting it and doing nothing."""
    office = stand.office(broker)
    count = stand.some(2000, 32)
    environment = {"AMQP_URI": EMBEDDED_BROKER, "MONGO_URI": office.store_uri}
    with stand.server("tests.bench.servers.validated", **environment) as port:

        def side(port: int, path: str, headers: dict[str, str]) -> float:
            requests = [("POST", path, DOCUMENT)] * count
            told = {"port": port, "requests": requests, "headers": headers, "connections": CONNECTIONS}
            found = office.hands("tests.bench.load:http", **told)
            rate: float = count / (found["ended"] - found["began"])
            return rate

        def ours() -> float:
            return side(office.system.port, "/api/v1/documents/check", office.headers("clerk"))

        def bare() -> float:
            return side(office.system.port, "/api/v1/bench/bare", office.headers("clerk"))

        def view() -> float:
            return side(port, "/documents/check", {})

        ours(), bare(), view()
        judged, taken, seen = in_turn(stand.some(5, 1), ours, bare, view)
    what = "documents judged by every rule (POST /documents/check)"
    yield Comparison(
        what, "the same document through the same gateway to a service that does nothing with it", "1/s", broker, judged,
        taken, wanted=0.7, notes=f"{CONNECTIONS} connections, {count} a round; token, shape and call on both sides",
    )  # fmt: skip
    yield Comparison(
        what, "a bare Flask view under the same server that checks the same shape", "1/s", broker, judged, seen,
        notes="the view asks for no token, calls nobody and knows no rule",
    )  # fmt: skip
