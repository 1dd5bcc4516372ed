"""The log as an auditor reads it: who requested what, when, with which outcome, and its consequences in other services."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from shared.aggregate import read_entries
from tests.conftest import Launch
from tests.flows.test_document_story import NOTICE, draft_and_release, incoming_of
from tests.support.system import Office, System, eventually


def lines(system: System, event: str | None = None) -> list[dict[str, Any]]:
    """Return the lines of the log files."""
    found = [json.loads(line) for path in sorted((system.folder / "log").glob("*.jsonl")) for line in _of(path)]
    return [each for each in found if event in (None, each["event"])]


def id_of(system: System, username: str) -> str:
    return str(system.person(username).get("/me")["id"])


def _of(path: Path) -> Iterator[str]:
    yield from path.read_text(encoding="utf-8").splitlines()


@pytest.fixture
def system(template: Path, launch: Launch) -> Iterator[System]:
    found = launch(ready=False)
    yield found.start_on_own_store()


def test_every_request_is_one_line_with_who_what_how_and_nothing_that_was_said(system: System) -> None:
    draft_and_release(system)
    made = requests.get(
        f"{system.url}/api/v1/documents?q=冬季安全",
        headers={"Authorization": f"Bearer {system.person('east.clerk').token}", "X-Request-Id": "audit-1"},
        timeout=10,
    )
    requests.get(f"{system.url}/readyz", timeout=10)

    (line,) = [each for each in lines(system, "request") if each["request_id"] == "audit-1"]
    assert made.headers["X-Request-Id"] == "audit-1"
    assert {name: line[name] for name in ("method", "route", "status", "who", "address")} == {
        "method": "GET", "route": "/api/v1/documents", "status": 200, "who": id_of(system, "east.clerk"), "address": "127.0.0.1",
    }  # fmt: skip
    assert 0 < line["ms"] < 10_000 and line["timestamp"].endswith("Z")
    assert all(each["route"] != "/readyz" for each in lines(system, "request"))
    steps = [each for each in lines(system, "request") if each["route"].endswith("/actions/{action}")]
    assert [each["who"] for each in steps][-2:] == [id_of(system, "east.registrar")] * 2
    text = json.dumps(lines(system), ensure_ascii=False) + system.log()
    assert not any(said in text for said in (NOTICE["title"], NOTICE["body"], "冬季", "同意"))
    assert system.person("east.clerk").token not in text


def test_a_sign_in_and_a_refusal_are_lines_that_the_request_id_finds(system: System) -> None:
    def sign_in(username: str, password: str) -> str:
        sent = {"username": username, "password": password}
        return requests.post(f"{system.url}/api/v1/sessions", json=sent, timeout=25).headers["X-Request-Id"]

    right, wrong = sign_in("east.leader", "correct horse battery"), sign_in("east.leader", "wrong horse battery")
    slipped = sign_in("hunter2hunter2", "x")
    document = system.person("east.clerk").post("/documents", NOTICE)
    refused = system.person("east.leader").ask("POST", f"/documents/{document['id']}/actions/sign", {"comment": "同意"})

    by_id = {each["request_id"]: each for each in lines(system, "sign_in")}
    assert (by_id[right]["outcome"], by_id[right]["account"], by_id[right]["address"]) == (
        "ok",
        id_of(system, "east.leader"),
        "127.0.0.1",
    )
    assert (by_id[wrong]["outcome"], by_id[wrong]["account"]) == ("sign_in_refused", id_of(system, "east.leader"))
    assert (by_id[slipped]["outcome"], by_id[slipped]["account"]) == ("sign_in_refused", None)
    text = json.dumps(lines(system))
    assert "hunter2hunter2" not in text and "horse battery" not in text
    (line,) = [each for each in lines(system, "refused") if each["request_id"] == refused.headers["X-Request-Id"]]
    assert (line["service"], line["method"], line["code"], line["who"]) == (
        "documents", "act", refused["code"], id_of(system, "east.leader"),
    )  # fmt: skip


def test_what_one_request_led_to_in_other_registers_names_that_request(system: System) -> None:
    document = draft_and_release(system)
    asked = [each["request_id"] for each in lines(system, "request") if each["route"].endswith("/actions/{action}")][-1]
    copy = eventually(lambda: incoming_of(system, "west", document["id"]))

    kept = system.database("documents")["incoming"].find_one({"_id": copy["id"]})
    assert [entry["request_id"] for entry in read_entries(kept["history"])] == [asked]
    assert system.stop() == [0]
    checked = System(system.folder).command("verify")
    assert checked.returncode == 0, checked.stdout


def test_a_fault_is_found_in_the_log_by_the_number_that_its_victim_saw(system: System) -> None:
    document = system.person("east.clerk").post("/documents", NOTICE)
    system.database("documents")["documents"].update_one({"_id": document["id"]}, {"$set": {"status": "nonsense"}})

    answer = system.person("east.clerk").ask("GET", f"/documents/{document['id']}")

    number = answer.headers["X-Request-Id"]
    assert (answer.status, answer["request_id"]) == (500, number) and f"编号 {number}" in answer["detail"]
    (line,) = [each for each in lines(system, "call_failed") if each["request_id"] == number]
    assert line["who"] == id_of(system, "east.clerk") and "Traceback" in line["exception"]


def test_nothing_is_written_of_who_puts_a_secret_ballot_into_the_box(system: System) -> None:
    before = len(lines(system))
    office: Office = system.person("east.leader")

    answer = office.ask("POST", "/votes/nobodys/box", {"paper": "x", "signature": "y", "ballot": "for"})

    assert 400 <= answer.status < 500
    assert [each for each in lines(system)[before:] if each.get("event") != "sign_in"] == []


def test_without_days_no_file_is_written_and_standard_error_has_it_all(launch: Launch) -> None:
    system = launch(ready=False, TONGBAN_LOG_DAYS="0")
    for path in (system.folder / "log").glob("*.jsonl"):
        path.unlink()
    system.start()

    system.person("east.clerk").get("/documents")

    assert not list((system.folder / "log").glob("*.jsonl"))
    said = [json.loads(line) for line in system.log().splitlines() if line.startswith('{"')]
    assert any(each.get("route") == "/api/v1/documents" for each in said)
