"""Commands through the gateway, with everything that follows from them."""

import os
from collections.abc import Iterator
from typing import Any

from pymongo import MongoClient

from services.documents.outgoing.store import DocumentCollection
from shared.runtime.config import EMBEDDED_BROKER
from tests.bench.load import Asked
from tests.bench.register import Comparison, bench, in_turn
from tests.bench.stand import Office, Stand, until

CONNECTIONS = 16
BARE = "bench"
"""The database in which the bare store does the same."""


@bench()
def commands(stand: Stand, broker: str) -> Iterator[Comparison]:
    """The share of the bare store's speed left when a command goes all the way, and the lag of a naive service."""
    office = stand.office(broker)
    kept = stand.some(320, 32)  # a multiple of the connections, or two of them would meet in one document
    count = kept * 2
    ids = office.drafts(kept)
    drafts = Drafts(office, ids)
    naive_database = MongoClient[dict[str, Any]](office.store_uri)["naive"]
    environment = {"MONGO_URI": office.store_uri, "AMQP_URI": stand.uri(broker) or EMBEDDED_BROKER}
    drafts.revised()

    with stand.server("tests.bench.servers.naive", **environment) as port:
        done = 0

        def naive() -> float:
            nonlocal done
            requests = [("POST", "/things", {"name": f"{n}{TITLE}", "path": ids[:3]}) for n in range(count)]
            told = {"port": port, "requests": requests, "headers": {}, "connections": CONNECTIONS}
            found = office.hands("tests.bench.load:http", **told)
            done += count
            return count / (
                until(lambda: naive_database["copies"].count_documents({}) == done, pause=0.02) - found["began"]
            )

        naive()
        ours, store, theirs = in_turn(stand.some(5, 1), drafts.revised, drafts.bare, naive)
    yield Comparison(
        "commands through the gateway, events handled",
        "the bare store's reads and updates of the same documents",
        "1/s", broker, ours, store, wanted=0.55,
        notes=f"{CONNECTIONS} connections, {count} commands a round on {kept} documents, one process; cores: {os.cpu_count()}",
    )  # fmt: skip
    yield Comparison(
        "commands through the gateway, events handled",
        "a naive nameko service that inserts, dispatches and inserts",
        "1/s", broker, ours, theirs, wanted=2.0,
        notes="two plain inserts there; here a read, an update with its history, a reaction's upsert and the relay's mark",
    )  # fmt: skip


TITLE = "关于做好冬季校园安全工作的通知"


class Drafts:
    """Drafts that are revised again and again, and the same records in a bare store."""

    def __init__(self, office: Office, ids: list[str]) -> None:
        self._office, self._ids, self._version = office, ids, 1
        self._change: dict[str, Any] | None = None

    def revised(self) -> float:
        """Revise each of them twice; return the commands in a second, until every event was handled."""
        asked: list[Asked] = []
        for _ in range(2):
            self._version += 1
            wanted = {"urgency": ("normal", "urgent")[self._version % 2]}
            asked += [("PATCH", f"/api/v1/documents/{each}", wanted) for each in self._ids]
        began = self._office.ask(asked, "clerk", CONNECTIONS)["began"]
        return len(asked) / (until(lambda: _followed(self._office, self._ids, self._version), pause=0.02) - began)

    def bare(self) -> float:
        """Read and update each of the same records twice in the bare store; return the pairs in a second."""
        if self._change is None:
            self._change = same_records(self._office, self._ids)
        return pairs(self._office, self._ids * 2, self._change)


def pairs(office: Office, ids: list[str], change: dict[str, Any]) -> float:
    """Read and update records of the bare store; return the pairs in a second."""
    return len(ids) / office.bare(BARE, "documents", ids, change, CONNECTIONS)


def _followed(office: Office, ids: list[str], version: int) -> bool:
    """Check whether every event was handled by the other service, and marked as published.

    The last document is looked at first, since counting costs the store more than a command does.
    """
    copies = office.database("training")["copy_document_revised"]
    documents = office.database("documents")["documents"]
    return (
        copies.find_one({"_id": ids[-1], "version": {"$gte": version}}, {"_id": 1}) is not None
        and copies.count_documents({"version": {"$gte": version}}) == len(ids)
        and documents.find_one({"unpublished": {"$exists": True}}, {"_id": 1}) is None
    )


def same_records(office: Office, ids: list[str]) -> dict[str, Any]:
    """Copy records and their indexes to a separate database, and return what a command writes into one."""
    records = list(office.database("documents")["documents"].find({"_id": {"$in": ids}}))
    database = MongoClient[dict[str, Any]](office.store_uri)[BARE]
    database["documents"].delete_many({})
    DocumentCollection.prepare(database)
    database["documents"].insert_many(records)
    record = records[0]
    entry = record["history"][-1]
    written = {"head": record["head"], "updated_at": record["updated_at"].isoformat(), "announced.document_revised": 2}
    return {"set": {"urgency": "urgent", **written}, "entry": entry}
