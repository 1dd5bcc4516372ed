"""Steps of accounts, taken without a use case: what a person is afterwards, and the event."""

from typing import Any

from services.directory.domain import Person, RoleName
from services.directory.steps import PERSON
from shared.actor import Actor
from shared.contracts.event import Event
from shared.workflow import Context
from tests.support.office import MORNING, PATHS

KEEPERS = frozenset({"security", "system"})


def step(person: Person, action: str, **said: Any) -> tuple[Person, Event]:
    """Take a step as an administrator of the person's district."""
    bureau = person.path[0]
    keeper = Actor("p-keeper", "keeper", "管理员", bureau, PATHS[bureau], KEEPERS)
    taken = PERSON.take(person, action, Context(keeper, MORNING, "工作需要", said))
    return taken.after, taken.event


def disabled(person: Person) -> tuple[Person, Event]:
    """Close the account."""
    return step(person, "disable")


def enabled(person: Person) -> tuple[Person, Event]:
    """Open the account again."""
    return step(person, "enable")


def left(person: Person) -> tuple[Person, Event]:
    """Record that the person left."""
    return step(person, "leave")


def moved(
    person: Person, organ: str, path: tuple[str, ...], post: str, roles: tuple[RoleName, ...]
) -> tuple[Person, Event]:
    """Move the person to another organ of the district."""
    from tests.unit.directory.repositories import organs

    return step(person, "move", place=organs().get(organ), post=post, roles=roles)
