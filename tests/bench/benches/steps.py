"""The steps of documents, and the stores that keep them."""

import os
from collections.abc import Callable, Iterator

from shared.runtime.store_programs import FAST, OWN, store_program
from tests.bench.benches.commands import CONNECTIONS, Drafts, pairs, same_records
from tests.bench.load import Asked
from tests.bench.register import EMBEDDED, Comparison, bench, in_turn
from tests.bench.stand import STEPS, Office, Stand, until
from tests.support.programs import fast_program

LIFE = STEPS[:3]
"""Submitted, approved, signed."""


@bench()
def steps(stand: Stand, broker: str) -> Iterator[Comparison]:
    """The share of the bare store's speed left when documents are submitted, approved and signed."""
    office = stand.office(broker)
    count = stand.some(160, 16)
    ids = office.drafts(count)
    change = same_records(office, ids)

    ours, store = in_turn(stand.some(5, 1), lambda: signed(office, count), lambda: pairs(office, ids * 3, change))
    yield Comparison(
        "steps through the gateway: submit, approve, sign", "the bare store's reads and updates of the same documents",
        "1/s", broker, ours, store,
        notes=f"{CONNECTIONS} connections, {3 * count} steps a round, until all were published; cores: {os.cpu_count()}",
    )  # fmt: skip


@bench(EMBEDDED)
def stores(stand: Stand, broker: str) -> Iterator[Comparison]:
    """Commands and steps on the fast store, beside those on the store of the package, in turn."""
    fast = fast_program()
    if fast is None:
        print("the fast store is not built here (make fast-store), so the stores are not compared")
        return
    count, rounds = stand.some(320, 16), stand.some(5, 1)
    with stand.on_store(broker, fast) as ours, stand.on_store(broker, store_program(OWN)) as theirs:
        sides = [(office, Drafts(office, office.drafts(count))) for office in (ours, theirs)]
        for what, measures in (
            ("commands through the gateway, events handled", [drafts.revised for _, drafts in sides]),
            ("steps: submit, approve, sign", [_signs(office, count // 2) for office, _ in sides]),
            ("the bare store's reads and updates", [drafts.bare for _, drafts in sides]),
        ):
            for measure in measures:
                measure()
            on_fast, on_own = in_turn(rounds, *measures)
            yield Comparison(
                f"{what}: {FAST}", OWN, "1/s", broker, on_fast, on_own, notes=f"{CONNECTIONS} connections, one process"
            )


def _signs(office: Office, count: int) -> Callable[[], float]:
    return lambda: signed(office, count)


def signed(office: Office, count: int) -> float:
    """Take new drafts to their signature; return the steps in a second, until all their events were published."""
    ids = office.drafts(count)
    documents = office.database("documents")["documents"]
    until(lambda: documents.find_one({"unpublished": {"$exists": True}}, {"_id": 1}) is None)
    began = None
    for role, action in LIFE:
        asked: list[Asked] = [("POST", f"/api/v1/documents/{each}/actions/{action}", {}) for each in ids]
        found = office.ask(asked, role, CONNECTIONS)
        began = found["began"] if began is None else began
    assert began is not None
    ended = until(lambda: documents.find_one({"unpublished": {"$exists": True}}, {"_id": 1}) is None)
    return 3 * count / (ended - began)
