"""Guarantees besides those that `tests/faults` proves: invalid messages, numbers, and visibility."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ACCOUNTS, Launch
from tests.faults.people import together
from tests.flows.test_document_story import NOTICE, draft_and_release, handle, incoming_of
from tests.support import warm
from tests.support.system import System, eventually

Steps = list[dict[str, Any]]


def approved(system: System, **changes: object) -> dict[str, Any]:
    """Take a notice to the step of signing."""
    document = system.person("east.clerk").post("/documents", {**NOTICE, **changes})
    system.person("east.clerk").post(f"/documents/{document['id']}/actions/submit")
    return system.person("east.director").post(f"/documents/{document['id']}/actions/approve")


def run_inside(folder: Path, broker: str | None, steps: Steps) -> list[Any]:
    """Run the services with the tests' own messages."""
    environment = {"TONGBAN_VAR": str(folder), "TONGBAN_RETRY_DELAYS": "0.05,0.1", "TONGBAN_RECONCILE_SECONDS": "600"}
    if broker is not None:
        environment["AMQP_URI"] = broker
    done = warm.run(folder, ["inside"], {**os.environ, **environment}, text=json.dumps(steps), seconds=90)
    assert done.returncode == 0, done.stderr[-3000:]
    return list(json.loads(done.stdout.splitlines()[-1]))


@pytest.fixture
def released(launch: Launch, broker: str | None) -> tuple[Path, str | None, str, str]:
    """Provide a stopped system in which a notice was fully handled; its document and one of its copies."""
    system = launch(broker=broker)
    document = draft_and_release(system, recipients=["west"])
    incoming = eventually(lambda: incoming_of(system, "west", document["id"]))
    handle(system, "west", incoming["id"])
    clerk = system.person("east.clerk")
    eventually(lambda: clerk.get(f"/documents/{document['id']}")["deliveries"][0]["status"] == "completed")
    system.stop()
    return system.folder, broker, str(document["id"]), str(incoming["id"])


NO_EVENTS: list[dict[str, Any]] = [
    {"version": "one"},
    {"version": 2**70},
    {"earlier": [1]},
    {"earlier": {"incoming_delivered": None}},
    {"at": "yesterday"},
    {"source": {"$gt": ""}},
    {"data": "text"},
    {"data": {"$set": {"a.b": 1}}, "source": "incoming:dollar"},
]
"""Messages that look like an event but are invalid."""


def test_g4_a_poison_event_is_parked_with_its_reason_and_nothing_waits_behind_it(
    released: tuple[Path, str | None, str, str],
) -> None:
    folder, broker, document_id, _ = released
    poison = {
        "event": "incoming_received", "event_version": 1, "service": "documents", "source": "incoming:nowhere",
        "version": 1, "earlier": {}, "at": "2026-11-23T00:00:00.000+00:00",
        "data": {"incoming_id": "nowhere", "document_id": "nobody knows", "organ": "west", "title": "某某同志处分决定"},
    }  # fmt: skip
    parked = ["documents", "parked", {"cursor": None, "limit": 50}, "system"]
    act = ["documents", "parked_act"]
    entry_id = "documents~documents.on_incoming_moved:incoming:nowhere:1"
    future = {**poison, "event_version": 99, "source": "incoming:tomorrow"}
    later = {**poison, "event": "incoming_registered", "version": 2, "earlier": {"incoming_received": 1}}
    later["data"] = {**poison["data"], "register_number": "收文〔2026〕1号"}

    results = run_inside(
        folder,
        broker,
        [
            {"publish": poison, "service": "documents", "event": "incoming_received"},
            {"publish": "{not json", "service": "documents", "event": "incoming_received"},
            {"publish": {"an": "某某同志处分决定"}, "service": "documents", "event": "incoming_received"},
            {"publish": future, "service": "documents", "event": "incoming_received"},
            *(
                {"publish": {**poison, **wrong}, "service": "documents", "event": "incoming_received"}
                for wrong in NO_EVENTS
            ),
            {"until": [*parked, ["items", "#"], 4 + len(NO_EVENTS)]},
            {"call": parked},
            {"call": [*act, {"id": entry_id, "action": "replay", "comment": None}, "system"]},
            {"until": ["documents", "parked_get", {"id": entry_id}, "system", ["state"], "parked"]},
            {"publish": later, "service": "documents", "event": "incoming_registered"},
            {"wait": 0.5},
            {"call": [*act, {"id": entry_id, "action": "discard", "comment": "不是我们的"}, "system"]},
            {"call": [*act, {"id": entry_id, "action": "discard", "comment": "再来一次"}, "system"]},
            {"call": ["documents", "parked_get", {"id": entry_id}, "system"]},
            {"call": ["documents", "parked", {"cursor": None, "limit": 10}, "east.director"]},
            {"call": ["documents", "get", {"id": document_id}, "east.clerk"]},
        ],
    )

    items = {entry["source"].split(":")[0] + ":" + entry["event"]: entry for entry in results[1]["items"]}
    assert "NotFound" in items["incoming:incoming_received"]["error"] or "incoming:incoming_received" in items
    assert any("unknown: incoming_received version 99" in entry["error"] for entry in results[1]["items"])
    assert results[2]["state"] == "waiting"
    assert results[4]["state"] == "discarded"
    assert results[5] == {"refused": "conflict"}
    assert results[6]["announced_by"] == "documents" and results[6]["size"] > 300 and results[6]["discarded_by"]
    assert "处分" not in json.dumps(results[1:7], ensure_ascii=False) and "envelope" not in results[6]
    assert results[7] == {"refused": "forbidden"}
    assert results[8]["deliveries"][0]["status"] == "completed"


def test_numbers_have_no_gap_and_no_repeat_though_all_register_together(launch: Launch, broker: str | None) -> None:
    system = launch(broker=broker)
    registrar = system.person("east.registrar")
    documents = []
    for _ in range(12):
        document = approved(system)
        system.person("east.leader").post(f"/documents/{document['id']}/actions/sign")
        registrar.post(f"/documents/{document['id']}/actions/verify")
        documents.append(document["id"])

    answers = together(12, lambda place: registrar.ask("POST", f"/documents/{documents[place]}/actions/register", {}))

    assert {answer.status for answer in answers} == {200}
    sequence = sorted(int(answer["number"].split("〕")[1].removesuffix("号")) for answer in answers)
    assert sequence == list(range(1, 13))


def test_g7_only_those_whose_business_it_is_see_a_document_or_its_copies(launch: Launch, broker: str | None) -> None:
    system = launch(broker=broker)
    document = draft_and_release(system, recipients=["west"], copies=["north"])
    west = eventually(lambda: incoming_of(system, "west", document["id"]))
    north = eventually(lambda: incoming_of(system, "north", document["id"]))
    handle(system, "west", west["id"])
    office = ("director", "leader", "registrar")
    whole = {"east.clerk", *(f"east.{name}" for name in office)}
    in_west = {"west.handler", *(f"west.{name}" for name in office)}
    in_north = {f"north.{name}" for name in office}
    seen_by = {
        f"/documents/{document['id']}": whole | in_west | in_north | {"nanhu.admin"},
        f"/documents/{document['id']}/history": whole,
        f"/incoming/{west['id']}": in_west,
        f"/incoming/{west['id']}/history": in_west,
        f"/incoming/{north['id']}": in_north,
    }

    for path, entitled in seen_by.items():
        for username in ACCOUNTS:
            answer = system.person(username).ask("GET", path)
            assert answer.status == (200 if username in entitled else 404), (username, path)
    for username in ACCOUNTS:
        person = system.person(username)
        listed = {each["id"] for each in person.get("/documents?limit=100")["items"]}
        assert (document["id"] in listed) == (username in whole | {"nanhu.admin"}), username
        copies = {each["id"] for each in person.get("/incoming?limit=100")["items"]}
        assert (west["id"] in copies, north["id"] in copies) == (username in in_west, username in in_north), username
        for action in ("submit", "approve", "sign", "withdraw"):
            if username not in whole:
                assert person.ask("POST", f"/documents/{document['id']}/actions/{action}", {}).status == 404
