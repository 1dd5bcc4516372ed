"""Every handler gets every event of the story a second time: none takes effect again, and none counts as late."""

import re
from collections import Counter
from pathlib import Path

import pytest
import requests

from services.registry import with_data
from tests.support.system import System, eventually, fresh_copy

LINE = re.compile(r"^tongban_(events_handled|events_repeated|event_lag_seconds)_(?:total|count)\{(.*)\} (\S+)$", re.M)
HEARD = {
    "directory.on_organ_recorded",
    "directory.on_person_recorded",
    "documents.on_document_released",
    "notifications.on_documents_turn",
    "notifications.on_person_recorded",
}
"""Handlers that the story certainly reaches, with those that write nothing, or elsewhere than into records of the service."""
UNTOUCHED = 3
"""The seconds after which a system that has handled all changes no more figure."""


def figures(system: System) -> dict[str, Counter[str]]:
    """Return by metric how many events each handler counted."""
    found = {name: Counter[str]() for name in ("events_handled", "events_repeated", "event_lag_seconds")}
    for name, labels, value in LINE.findall(requests.get(system.figures, timeout=10).text):
        told = dict(re.findall(r'(\w+)="([^"]*)"', labels))
        found[name][f"{told['service']}.{told['handler']}"] += int(float(value))
    return found


def settled(system: System) -> dict[str, Counter[str]]:
    """Return the figures once they stay the same."""
    before = figures(system)

    def same() -> bool:
        nonlocal before
        found, before = before, figures(system)
        return found == before

    eventually(same, seconds=120, every=UNTOUCHED)
    return before


@pytest.mark.timeout(400)
def test_every_handler_counts_a_repeated_event_as_repeated(template: Path, tmp_path: Path) -> None:
    system = System(fresh_copy(template, tmp_path / "system")).start_on_own_store()
    try:
        played = system.command("demo")
        assert played.returncode == 0, played.stdout + played.stderr
        settled(system)
        system.kill("all")
        for service in with_data():
            for name in ("runs", "caught_up", "handled_lately"):
                system.database(service)[name].delete_many({})

        system.start()
        again = settled(system)
    finally:
        system.stop()

    assert +again["events_handled"] == Counter()
    assert +again["event_lag_seconds"] == Counter()
    assert {name for name, count in again["events_repeated"].items() if count} >= HEARD
