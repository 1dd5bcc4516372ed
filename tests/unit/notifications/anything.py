"""Random records in any state, built from a few names, so that people, posts and records meet."""

import dataclasses
import types
import typing
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from random import Random
from typing import Any

from services.documents.incoming.domain import Incoming
from services.documents.outgoing.domain import Document, DocumentStatus
from services.meetings.domain import Meeting, MeetingStatus
from services.meetings.kinds import KINDS, Mode
from services.meetings.votes.domain import Round as Vote
from shared.actor import Actor
from shared.contracts.directory import ROLE_NAMES

PEOPLE, ORGANS = ("li", "wang", "zhao", "event:its vote"), ("district", "east", "west")
ROLES = tuple(ROLE_NAMES)
PATHS = {"district": ("district",), "east": ("district", "east"), "west": ("district", "west")}
BEGIN = datetime(2026, 3, 2, tzinfo=UTC)
SHORT = {"kind": "notice", "origin": "district"}


def anything(wanted: Any, rng: Random, name: str = "") -> Any:
    """Build a random value of a type."""
    origin, inner = typing.get_origin(wanted), typing.get_args(wanted)
    if origin in (types.UnionType, typing.Union):
        return anything(rng.choice(inner), rng, name)
    if wanted is type(None):
        return None
    if name == "path":
        return PATHS[rng.choice(ORGANS)]
    if origin is tuple and inner[1:] != (Ellipsis,):
        return tuple(anything(each, rng, name) for each in inner)
    if origin in (tuple, frozenset):
        return origin(anything(inner[0], rng, name) for _ in range(rng.choice((0, 0, 1, 2, 3))))
    if origin in (dict, Mapping):
        return {anything(inner[0], rng, name): anything(inner[1], rng, name) for _ in range(rng.choice((0, 1, 2)))}
    if dataclasses.is_dataclass(wanted):
        hints = typing.get_type_hints(wanted)
        given = {
            each.name: anything(hints[each.name], rng, each.name) for each in dataclasses.fields(wanted) if each.init
        }
        return wanted(**{key: value for key, value in given.items() if key != "kept"})
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        return rng.choice(list(wanted))
    if wanted is bool:
        return rng.random() < 0.5
    if wanted is int:
        return rng.randrange(0, 3)
    if wanted is date:
        return BEGIN.date() + timedelta(days=rng.randrange(-5, 5))
    if wanted is datetime:
        return BEGIN + timedelta(days=rng.randrange(-5, 5))
    if wanted is str:
        return SHORT.get(name) or rng.choice(ORGANS if "organ" in name and "name" not in name else PEOPLE)
    return None


def record(kind: type[Any], state: Any, rng: Random) -> Any:
    """Build a random record in a state, with the fields that every record in it has."""
    made = dataclasses.replace(anything(kind, rng), id="one", status=state)
    return dataclasses.replace(made, **_true_of_all(made, rng))


def _true_of_all(made: Any, rng: Random) -> dict[str, Any]:
    given: dict[str, Any] = {}
    if hasattr(made, "path"):
        given["path"] = PATHS[made.organ]
    if isinstance(made, Document):
        tasks = tuple(dataclasses.replace(each, of_organ=False, origin=None) for each in made.countersigning.tasks)
        given["countersigning"] = dataclasses.replace(made.countersigning, tasks=_one_a_person(tasks))
        given["examined"] = made.examiners[: rng.randrange(0, len(made.examiners) + 1)]
        if made.status is not DocumentStatus.DRAFTED:
            given["submitted_at"] = BEGIN
    if isinstance(made, Incoming):
        given["readers"] = tuple({each.person.id: each for each in made.readers}.values())
    if isinstance(made, Meeting | Vote):
        given["kind"] = rng.choice(list(KINDS))
    if isinstance(made, Meeting) and made.status is not MeetingStatus.PLANNED:
        given |= {"arranged_at": BEGIN, "agenda": (), "papers_sent_at": None}
    if isinstance(made, Vote):
        given["members"] = tuple({each.id: each for each in made.members}.values())
        given["recused"] = ()
        given["papers" if made.mode is not Mode.SECRET else "ballots"] = {}
    return given


def _one_a_person(tasks: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple({each.who: each for each in tasks}.values())


def somebody(rng: Random) -> Actor:
    """Build a random person with some posts."""
    organ, who = rng.choice(ORGANS), rng.choice(PEOPLE[:3])
    roles = rng.sample(ROLES, rng.choice((0, 1, 2, 3)))
    acting = frozenset(roles[: rng.choice((0, 0, 1, 2))])  # as a stand-in alone (代岗)
    return Actor(who, who, who, organ, PATHS[organ], frozenset(roles), acting=acting)
