"""Parked events concern the operators, and their content does not: they learn who, what kind, how large, and why."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.conftest import Launch
from tests.flows.test_document_story import NOTICE, draft_and_release
from tests.support.system import System, eventually

SECRET = "某某同志处分决定"
BODY = "经研究给予记过处分"


@pytest.fixture
def system(launch: Launch) -> Iterator[System]:
    """Start services whose handler of a released document fails, quoting the event's content."""
    found = launch(ready=False, TONGBAN_UNRULY=json.dumps({"fails": SECRET}), TONGBAN_RETRY_DELAYS="0.05,0.05")
    found.module = "tests.faults.unruly"
    yield found.start_on_own_store()


def test_operators_hear_nothing_of_what_a_parked_event_says_wherever_they_look(system: System) -> None:
    document = draft_and_release(system, title=f"关于{SECRET}的通知", body=f"{NOTICE['body']}{BODY}")
    operator, inbox = system.person("system"), system.database("documents")["inbox"]
    held = eventually(lambda: inbox.find_one({"state": "parked", "event": "document_released"}), what="parked")
    assert SECRET in json.loads(held["envelope"])["data"]["title"], "what is kept to be tried again says it"
    told = []

    def ask(method: str, path: str, body: object = None) -> dict[str, Any]:
        answer = operator.ask(method, path, body)
        told.append(f"{method} {path}: {answer.text} {dict(answer.headers)}")
        return answer

    listed: list[dict[str, Any]] = ask("GET", "/events/parked?limit=50")["items"]
    (entry,) = [each for each in listed if each["handler"] == "documents.on_document_released"]
    path = f"/events/parked/{entry['id']}"
    ask("GET", path)
    ask("POST", f"{path}/actions/replay", {})
    eventually(lambda: operator.get(path)["state"] == "parked", what="parked again")
    ask("GET", path)
    ask("POST", f"{path}/actions/discard", {"comment": "由发文单位另行送达"})
    ask("GET", path)
    ask("POST", f"{path}/actions/discard", {"comment": "再次作废"})
    ask("GET", "/events/parked?limit=50")
    for each in ("/documents", "/incoming", f"/documents/{document['id']}", f"/documents/{document['id']}/history",
                 "/search?q=处分", "/me/todo"):  # fmt: skip
        ask("GET", each)
    figures = requests.get(system.figures, timeout=5).text
    ready = requests.get(f"{system.url}/readyz", timeout=5).text

    everything = "\n".join([*told, figures, ready, system.log()])
    assert not [
        line[:300] for line in everything.splitlines() if SECRET in line or "处分" in line.replace("q=处分", "")
    ]
    assert (entry["event"], entry["state"]) == ("document_released", "parked") and entry["size"] > len(SECRET)
    assert entry["error"].startswith("RuntimeError at ") and entry["source"] == f"documents:{document['id']}"
    assert "event_failed" in system.log() and "tongban_events_failed" in figures
