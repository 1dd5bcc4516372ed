"""Every act in a record's history has a label in the words of the office."""

import ast
from pathlib import Path
from typing import Any

import pytest

from services.documents.incoming.acts import INCOMING_ACTS
from services.documents.outgoing.acts import OUTGOING_ACTS
from services.logistics.mail.acts import MAIL_ACTS, SUBSCRIPTION_ACTS
from services.logistics.supplies.acts import REQUEST_ACTS, SUPPLY_ACTS
from services.logistics.vehicles.acts import ACCOUNT_ACTS, DRIVER_ACTS, ROSTER_ACTS, TRIP_ACTS, VEHICLE_ACTS
from services.meetings.acts import VOTE_ACTS
from services.reception.acts import VISIT_ACTS
from services.supervision.acts import TASK_ACTS
from services.training.acts import COURSE_ACTS
from shared.acts import Acts, in_trail

SERVICES = Path(__file__).parents[3] / "services"
LINES: dict[str, Acts] = {
    "documents/outgoing": OUTGOING_ACTS,
    "documents/incoming": INCOMING_ACTS,
    "logistics/mail": {**MAIL_ACTS, **SUBSCRIPTION_ACTS},
    "logistics/supplies": {**SUPPLY_ACTS, **REQUEST_ACTS},
    "logistics/vehicles": {**TRIP_ACTS, **VEHICLE_ACTS, **DRIVER_ACTS, **ROSTER_ACTS, **ACCOUNT_ACTS},
    "meetings/votes": VOTE_ACTS,
    "reception": VISIT_ACTS,
    "supervision": TASK_ACTS,
}
ELSEWHERE = {"supervision": {"set"}, "meetings/votes": {"put"}}
"""Acts that a part writes into the history of another record."""


def written(folder: Path) -> set[str]:
    """Return the acts that the code of a part writes into a history besides its table."""
    calls = (
        node
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
    )
    return {
        each.value.value
        for call in calls
        for each in call.keywords
        if each.arg == "action" and isinstance(each.value, ast.Constant) and isinstance(call.func, ast.Attribute)
        and call.func.attr in ("add", "add_all", "save")
    }  # fmt: skip


@pytest.mark.parametrize("line", LINES)
def test_what_a_line_writes_into_a_history_has_a_name(line: str) -> None:
    found = written(SERVICES / line) - ELSEWHERE.get(line, set())

    assert sorted(found - LINES[line].keys()) == []


def test_what_the_code_writes_beside_the_tables_is_found() -> None:
    assert {"note", "set"} <= set().union(*(written(SERVICES / line) for line in LINES))


def test_an_entry_of_an_act_that_nobody_knows_any_more_stays_readable() -> None:
    names = ("version", "event", "at", "by", "in_place_of", "comment", "cause", "prev", "hash")
    entry: dict[str, Any] = {**dict.fromkeys(names), "action": "of_before"}

    assert in_trail(COURSE_ACTS)(entry)["label"] == "办理"
