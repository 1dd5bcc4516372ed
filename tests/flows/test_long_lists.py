"""Long registers, packages, searches and lists delay nobody else: the process answers in time all the while."""

import copy
import io
import zipfile
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from pymongo import MongoClient
from python_calamine import CalamineWorkbook

from shared.runtime.config import settings
from tests.conftest import Launch
from tests.flows.test_document_story import YEAR
from tests.flows.test_long_work import SOON, sent, waits_of_health
from tests.flows.test_transfer import released
from tests.support.system import System, eventually

ROWS, PIECES, SOUGHT = 800, 30, 300


def many(system: System, document: str) -> None:
    """Store copies of a released document and of its entry at a recipient, until the registers have so many rows."""
    assert system.store is not None
    database: Any = MongoClient(system.store.uri)["tongban_documents"]  # with more patience than a service
    for name, own in (("documents", "_id"), ("incoming", "document_id")):
        record = database[name].find_one({own: document, "organ": {"$in": ["east", "west"]}})
        found = database[f"{name}_found_by"].find_one({"_id": record["_id"]})
        clones, entries = [], []
        for place in range(2, ROWS + 1):
            clone = copy.deepcopy(record) | {"_id": f"{place:08x}{record['_id'][8:]}"}
            clone.pop("unpublished", None)
            if place > PIECES:
                clone |= {"history": [], "history_bytes": 0}
            if name == "documents":
                clone |= {"sequence": place + 100, "number": f"{record['number'][:-2]}{place + 100}号"}
            else:
                clone |= {"document_id": f"{place:08x}{document[8:]}"}
            clones.append(clone)
            if place <= SOUGHT:
                entries.append(found | {"_id": clone["_id"], "loose": True})
        for place in range(0, len(clones), 100):
            database[name].insert_many(clones[place : place + 100])
        for place in range(0, len(entries), 100):
            database[f"{name}_found_by"].insert_many(entries[place : place + 100])


def closed_year(system: System, document: str) -> str:
    """File so many pieces in a year, and close it."""
    database, registrar = system.database("documents"), system.person("east.registrar")
    volume = str(registrar.post("/archive/volumes", {"year": YEAR, "fonds": "0123"})["id"])
    filing = {"piece": document, "retention": "thirty_years", "issue": "BGS"}
    registrar.post(f"/archive/volumes/{volume}/actions/file", filing)
    item = database["volumes"].find_one({"_id": volume})["items"][document]
    pieces = [document, *(f"{place:08x}{document[8:]}" for place in range(2, PIECES + 1))]
    items = {
        each: {**item, "code": f"{item['code'][:-4]}{place:04d}", "sequence": place}
        for place, each in enumerate(pieces, start=1)
    }
    closed = {"status": "closed", "closed_on": f"{YEAR + 1}-01-04", "items": items}
    database["volumes"].update_one({"_id": volume}, {"$set": closed})
    return volume


@pytest.mark.timeout(300)
def test_registers_packages_searches_and_lists_of_a_full_office_are_made_beside_everybody_elses_work(
    launch: Launch,
) -> None:
    system = launch(ready=False, TONGBAN_FONTS=str(settings().font_folder)).start_on_own_store()
    document, registrar = released(system, b"%PDF-1.7\n" + b"list" * 2000), system.person("east.registrar")
    eventually(lambda: system.database("documents")["incoming"].count_documents({}) == 2, what="entries")
    many(system, document)
    volume = closed_year(system, document)
    paths = [
        "/registers/outgoing.xlsx", "/registers/incoming.xlsx", "/search?q=通知&limit=100", "/documents?limit=100",
        f"/archive/volumes/{volume}/unfiled", f"/archive/volumes/{volume}/list.xlsx",
        f"/archive/volumes/{volume}/package.zip",
    ]  # fmt: skip

    with ThreadPoolExecutor(1) as pool:
        work = pool.submit(lambda: [sent(system, registrar, "GET", path, seconds=150) for path in paths])
        took = waits_of_health(system, [work], most=200)

    answers = dict(zip(paths, work.result(), strict=True))
    assert took[int(len(took) * 0.98)] < SOON, took[-5:]
    assert {path: each.status_code for path, each in answers.items()} == dict.fromkeys(paths, 200)
    register = CalamineWorkbook.from_filelike(io.BytesIO(answers[paths[0]].content)).get_sheet_by_index(0)
    assert len(register.to_python()) == ROWS + 2
    bag = zipfile.ZipFile(io.BytesIO(answers[paths[-1]].content))
    assert len([name for name in bag.namelist() if name.endswith("/document.pdf")]) == PIECES
