"""From the release of a document to the last of twenty registers."""

import statistics
from collections.abc import Iterator

from services.documents.incoming.domain import incoming_id
from tests.bench.register import Comparison, bench
from tests.bench.stand import RECIPIENTS, Office, Stand, until


@bench()
def release(stand: Stand, broker: str) -> Iterator[Comparison]:
    """The time until twenty recipients have a released document."""
    office = stand.office(broker)
    ids = office.registered(stand.some(100, 2))
    rounds, took, calls = stand.some(5, 1), list[float](), list[float]()
    for number in range(rounds):
        calls += office.calls("documents", "get", {"id": ids[0]}, stand.some(100, 10))
        took += [_release(office, each) for each in ids[number::rounds]]
    took.sort()
    last = took[min(len(took) - 1, round(len(took) * 0.99))] * 1000
    call = statistics.median(calls) * 1000
    yield Comparison(
        "release to the last of 20 registers, p99",
        "the median round trip of one call (a document is read)",
        "ms", broker, [last], [call], wanted=10.0, less=True,
        notes=f"{len(took)} releases one after another, from the request on; median {statistics.median(took) * 1000:.0f} ms",
    )  # fmt: skip


def _release(office: Office, document_id: str) -> float:
    """Release, wait for the last register, then until the sender knows of all and every mark has moved."""
    database = office.database("documents")
    last = incoming_id(document_id, RECIPIENTS[-1])
    found = office.ask([("POST", f"/api/v1/documents/{document_id}/actions/release", {})], "registrar", 1)
    ended = until(lambda: database["incoming"].find_one({"_id": last}, {"_id": 1}) is not None, pause=0.002)
    every = {"_id": {"$in": [incoming_id(document_id, each) for each in RECIPIENTS]}}
    if database["incoming"].count_documents(every) < len(RECIPIENTS):
        ended = until(lambda: database["incoming"].count_documents(every) == len(RECIPIENTS))
    known = {f"deliveries.{each}.status": "delivered" for each in RECIPIENTS}
    until(lambda: database["documents"].find_one({"_id": document_id, **known}, {"_id": 1}) is not None, pause=0.02)
    marked = {"unpublished": {"$exists": True}}
    until(
        lambda: all(database[each].find_one(marked, {"_id": 1}) is None for each in ("documents", "incoming")),
        pause=0.02,
    )
    seconds: float = ended - found["began"]
    return seconds
