"""What every office has: names with ids, the organs and people that others recorded, and forms with faults."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from shared.contracts.directory import OrganRecorded, PersonRecorded
from shared.contracts.event import Event
from shared.errors import InvalidInput, Refused

E = TypeVar("E", bound=Event)


@dataclass(frozen=True)
class Named:
    """An organ, a person or a room by id, with the name it had when it was written down."""

    id: str
    name: str


def named(thing_id: str, name: str) -> dict[str, str]:
    """Show a thing by its id and name."""
    return {"id": thing_id, "name": name}


class Copies(Protocol):
    """The last known state of organs, people and rulings."""

    def find(self, kind: type[E], thing_id: str) -> E | None:
        """Look one up by id."""

    def several(self, kind: type[E], ids: Iterable[str]) -> dict[str, E]:
        """Look several up by id; what is not known is left out."""

    def one(self, kind: type[E], value: str, *, by: Sequence[str]) -> E | None:
        """Look up the one that has this value in any of the fields."""

    def where(self, kind: type[E], query: Mapping[str, Any]) -> list[E]:
        """List those that match field values."""


def organ_of(copies: Copies, organ_id: str) -> OrganRecorded:
    """Look up an organ; raise Refused where its copy has not come yet."""
    return _known(copies, OrganRecorded, organ_id)


def person_of(copies: Copies, person_id: str) -> PersonRecorded:
    """Look up a person; raise Refused where their copy has not come yet."""
    return _known(copies, PersonRecorded, person_id)


def organs_called(copies: Copies, district: str, said: str) -> list[OrganRecorded]:
    """List the organs of a district that an id or a name fits: one where it is clear whose it is."""
    found = copies.find(OrganRecorded, said)
    if found is not None and found.path[0] == district:
        return [found]
    circle = copies.where(OrganRecorded, {"path": district})
    return [each for each in circle if each.active and said in (each.name, each.short_name)]


def called(copies: Copies, name: str) -> PersonRecorded | None:
    """Look up a person by id or username."""
    return copies.one(PersonRecorded, name, by=("person_id", "username"))


def _known(copies: Copies, kind: type[E], thing_id: str) -> E:
    found = copies.find(kind, thing_id)
    if found is None:
        raise Refused("单位信息正在更新，请稍后再试。")
    return found


def faulty(field: str, code: str, message: str, **more: str) -> dict[str, str]:
    """Say what is wrong with a field."""
    return {"field": field, "code": code, "message": message, **more}


def fault(field: str, code: str, message: str, **more: str) -> InvalidInput:
    """Make the refusal of one field."""
    return InvalidInput(errors=[faulty(field, code, message, **more)])


class Faults:
    """What is wrong in a form, field by field, so that everything is said at once."""

    def __init__(self) -> None:
        self.found = list[dict[str, str]]()

    def __bool__(self) -> bool:
        return bool(self.found)

    def add(self, field: str, code: str, message: str, **more: str) -> None:
        """Note what is wrong with a field."""
        self.found.append(faulty(field, code, message, **more))

    def refuse(self, source: str | None = None) -> None:
        """Raise InvalidInput where anything is wrong."""
        if self.found:
            raise InvalidInput(source=source, errors=self.found)
