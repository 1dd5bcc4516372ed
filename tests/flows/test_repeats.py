"""Every event takes effect once: met again, or by a second process, it counts as repeated and not as late."""

import re
import time
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
import requests

from services.command_line import DEMO_DISTRICT
from services.registry import with_data
from services.verification import collections
from shared.contracts import known_events
from shared.runtime.clock import now
from shared.runtime.store import Journal
from tests.support.rabbit import RabbitNode
from tests.support.system import System, eventually, fresh_copy

FIGURE = re.compile(r"^tongban_(events_handled|events_repeated|event_lag_seconds)_(?:total|count)\{(.*)\} (\S+)$", re.M)
HEARD = {
    "directory.on_organ_recorded",
    "directory.on_person_recorded",
    "documents.on_document_released",
    "notifications.on_documents_turn",
    "notifications.on_person_recorded",
}
"""Handlers that the story certainly reaches, with those that write nothing, or elsewhere than into records of the service."""
ONCE = {
    "documents.on_directory_recorded": ("person_recorded",),
    "documents.on_document_released": ("document_released",),
    "documents.on_incoming_moved": ("incoming_delivered", "incoming_received", "incoming_completed"),
    "meetings.on_visit_moved": ("visit_approved",),
    "notifications.on_person_recorded": ("person_recorded",),
    "reception.on_room_answered": ("room_booked",),
}
"""Handlers and events of the story of which every one takes effect, in whatever order they come."""
OFTEN = {"TONGBAN_RECONCILE_SECONDS": "3"}
"""How often these systems read the journals."""
UNTOUCHED = 4
"""The seconds after which systems that have handled all, and have asked for it again, change no more figure."""


def figures(system: System) -> dict[str, Counter[str]]:
    """Return by metric how many events each handler counted, in all processes: those handled also by their name."""
    found = {name: Counter[str]() for name in ("events_handled", "events_repeated", "event_lag_seconds", "by_event")}
    for each in system.all_figures:
        for name, labels, value in FIGURE.findall(requests.get(each, timeout=10).text):
            told = dict(re.findall(r'(\w+)="([^"]*)"', labels))
            handler = f"{told['service']}.{told['handler']}"
            found[name][handler] += int(float(value))
            if name == "events_handled":
                found["by_event"][f"{handler} {told['event']}"] += int(float(value))
    return found


def settled(system: System) -> dict[str, Counter[str]]:
    """Return the figures once they stay the same."""
    before = figures(system)

    def same() -> bool:
        nonlocal before
        time.sleep(UNTOUCHED)
        found, before = before, figures(system)
        return found == before

    eventually(same, seconds=120)
    return before


def written(system: System, since: datetime) -> Counter[str]:
    """Return how many events of each name were announced since an instant."""
    found, names = Counter[str](), [each.event for each in known_events()]
    for service in with_data():
        journal, cursor = Journal(system.database(service), collections(service)), None
        while journal.names:
            page = journal.events_since(service, names, since, cursor=cursor, limit=100)
            found.update(each["event"] for each in page.items)
            cursor = page.next
            if cursor is None:
                break
    return found


def forget_what_was_handled(system: System) -> None:
    """Have every service ask for all events again."""
    for service in with_data():
        for name in ("runs", "caught_up", "handled_lately"):
            system.database(service)[name].delete_many({})


def play(system: System) -> None:
    """Play the story of a document."""
    played = system.command("demo", seconds=180)
    assert played.returncode == 0, played.stdout + played.stderr


def rename_posts(system: System) -> None:
    """Import the district with other names of posts."""
    changed = system.folder / "changed.yaml"
    changed.write_text(DEMO_DISTRICT.read_text(encoding="utf-8").replace("干事", "科员"), encoding="utf-8")
    done = system.command("import-district", str(changed), "--apply")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.timeout(600)
def test_every_handler_counts_a_repeated_event_as_repeated(broker: str | None, template: Path, tmp_path: Path) -> None:
    system = System(fresh_copy(template, tmp_path / "system"), broker=broker, **OFTEN).start_on_own_store()
    try:
        play(system)
        first = settled(system)
        system.kill("all")
        forget_what_was_handled(system)

        system.start()
        again = settled(system)
    finally:
        system.stop()

    assert +again["events_handled"] == Counter()
    assert +again["event_lag_seconds"] == Counter()
    assert {*+again["events_repeated"]} >= {*+first["events_handled"]} | HEARD


@pytest.mark.rabbitmq
@pytest.mark.timeout(600)
def test_of_two_processes_each_event_takes_effect_in_one(node: RabbitNode, template: Path, tmp_path: Path) -> None:
    system = System(
        fresh_copy(template, tmp_path / "system"), broker=node.uri(node.new_vhost()), **OFTEN
    ).start_on_own_store()
    try:
        before, began = settled(system), now()
        play(system)
        system.start_beside("all")
        play(system)
        rename_posts(system)
        announced = written(system, began)
        expected = {f"{name} {event}": announced[event] for name, events in ONCE.items() for event in events}

        def taken() -> dict[str, int]:
            found = figures(system)["by_event"]
            return {each: found[each] - before["by_event"][each] for each in expected}

        eventually(lambda: all(taken()[each] >= count for each, count in expected.items()), seconds=120)
        both = settled(system)

        def repeated() -> bool:
            forget_what_was_handled(system)  # once more, as a pass under way notes what it has seen
            return all(figures(system)["events_repeated"][each] > both["events_repeated"][each] for each in ONCE)

        eventually(repeated, seconds=120, every=UNTOUCHED)
        again = settled(system)
    finally:
        system.stop()

    effects = both["by_event"] - before["by_event"]
    assert all(expected.values()) and {each: effects[each] for each in expected} == expected
    assert not {each: count for each, count in effects.items() if count > announced[each.partition(" ")[2]]}
    assert again["by_event"] == both["by_event"]
    assert again["event_lag_seconds"] == both["event_lag_seconds"] == both["events_handled"]
