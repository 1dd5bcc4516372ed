"""Compares the turn in a record with what its table admits."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from services.documents.domain import OfficeContext
from services.notifications.domain import Box, Circumstances, may_know, wait_for
from shared.actor import Actor
from shared.turn import TOLD, turn_of

BEGIN = datetime(2026, 3, 2, tzinfo=UTC)
ENTRY = {"by": None, "action": "", "comment": ""}
LED = Circumstances(frozenset(), frozenset())


def listed(subject: Any, actor: Actor, *, acted: Iterable[str] = ()) -> dict[str, Any]:
    """Return a record as the notifications service stores it."""
    turn = turn_of(subject, ENTRY)
    assert turn is not None and turn["type"] and turn["stage"], "no turn could be derived"
    return {**turn, "_id": subject.id, "record_id": subject.id, "version": subject.version, "acted": list(acted)}


def compare(
    subject: Any,
    actor: Actor,
    *,
    sees: Callable[[Any, Actor], bool],
    quiet: Iterable[str] = (),
    around: Circumstances = LED,
) -> None:
    """Check that each task of a person is a step that the table admits them to, and that each main step waits for them.

    quiet: main steps that the table admits although no state waits for them.
    """
    table, record = TOLD[subject.__class__].table, listed(subject, actor)
    waiting = {
        wait["action"]["code"]
        for box in (Box.TODO, Box.TO_READ)
        if (wait := wait_for(record, actor, box, around)) is not None
    }
    for action in waiting:
        assert table.offer(subject, actor, action) is not None, f"{actor.username} may not {action} in {subject.status}"
    assert not may_know(record, actor) or sees(subject, actor), f"{actor.username} may not know of {subject.status}"
    if waiting or not sees(subject, actor):
        return
    besides = {each for wait in record["waits"] for each in wait["besides"]}
    for offer in table.offers(subject, actor, OfficeContext(actor, BEGIN)):
        if offer["primary"] and offer["enabled"] and offer["code"] not in quiet and actor.person_id not in besides:
            raise AssertionError(f"{actor.username} may {offer['code']} in {subject.status}, and nothing says so")
