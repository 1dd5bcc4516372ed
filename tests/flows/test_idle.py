"""An idle system asks its store for next to nothing, and reacts at once when something happens."""

import time
from typing import Any

from shared.runtime.store import connect
from tests.conftest import AS_INSTALLED, Launch
from tests.flows.test_document_story import NOTICE
from tests.support.system import eventually

SECONDS, MOST_A_SECOND = 10, 15


def asked(store: Any) -> int:
    """Count the store's requests, including this one."""
    return int(store.admin.command("serverStatus")["network"]["numRequests"])


def test_an_idle_system_leaves_its_store_alone_and_hears_at_once(launch: Launch) -> None:
    system = launch(**AS_INSTALLED)
    clerk, director = system.person("east.clerk"), system.person("east.director")
    written = clerk.post("/documents", NOTICE)
    with connect((system.folder / "store.address").read_text(encoding="utf-8").strip()) as store:
        time.sleep(5)  # what starts together is done once

        before = asked(store)
        time.sleep(SECONDS)  # nothing happens: there is nothing to wait for
        questions = asked(store) - before

    assert questions / SECONDS <= MOST_A_SECOND, questions
    clerk.post(f"/documents/{written['id']}/actions/submit")
    eventually(
        lambda: written["id"] in [each["record_id"] for each in director.get("/me/todo")["items"]],
        seconds=3, what="it waits for the director",
    )  # fmt: skip
