"""Shared parts of every office: names with ids, copies of organs and people, and form errors."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from shared.contracts.directory import OrganRecorded, PersonRecorded
from shared.contracts.event import Event
from shared.errors import InvalidInput, Refused
from shared.shown import Shown

if TYPE_CHECKING:
    from shared.api.shapes import Reference

E = TypeVar("E", bound=Event)


@dataclass(frozen=True)
class Named:
    """An organ, a person or a room by id, with its name at the time of writing."""

    id: str
    name: str


def named(thing_id: str, name: str) -> "Shown[Reference]":
    """Return an id and name as the API shows them."""
    return {"id": thing_id, "name": name}


class HasName(Protocol):
    """Something with an id and a name."""

    @property
    def id(self) -> str:
        """Return the id."""

    @property
    def name(self) -> str:
        """Return the name."""


def pair_of(thing: HasName) -> "Shown[Reference]":
    """Return the id and name of something as the API shows them."""
    return named(thing.id, thing.name)


def named_if(thing_id: str | None, name: str | None) -> "Shown[Reference] | None":
    """Return an id and name as the API shows them; None without an id."""
    return None if thing_id is None else {"id": thing_id, "name": name or ""}


class Copies(Protocol):
    """The last known state of organs, people and rulings."""

    def find(self, kind: type[E], thing_id: str) -> E | None:
        """Return one by id, or None."""

    def several(self, kind: type[E], ids: Iterable[str]) -> dict[str, E]:
        """Return several by id; unknown ones are left out."""

    def one(self, kind: type[E], value: str, *, by: Sequence[str]) -> E | None:
        """Return the one that has this value in any of the fields, or None."""

    def where(self, kind: type[E], query: Mapping[str, Any]) -> list[E]:
        """Return those that match field values."""


def organ_of(copies: Copies, organ_id: str) -> OrganRecorded:
    """Return an organ; raise Refused if its copy has not arrived yet."""
    return _known(copies, OrganRecorded, organ_id)


def person_of(copies: Copies, person_id: str) -> PersonRecorded:
    """Return a person; raise Refused if their copy has not arrived yet."""
    return _known(copies, PersonRecorded, person_id)


def is_principal(person: str, principals: Collection[str], leaders: Collection[str]) -> bool:
    """Check whether a person is an organ's principal leader (主要负责人): a holder of that role, else its only leader.

    leaders: without stand-ins, who are no second leader beside the one whose post they cover.
    """
    return person in principals if principals else len(leaders) <= 1


def organs_called(copies: Copies, district: str, said: str) -> list[OrganRecorded]:
    """Return the organs of a district that match an id or a name: a single one if it is unambiguous."""
    found = copies.find(OrganRecorded, said)
    if found is not None and found.path[0] == district:
        return [found]
    circle = copies.where(OrganRecorded, {"path": district})
    return [each for each in circle if each.active and said in (each.name, each.short_name)]


def called(copies: Copies, name: str) -> PersonRecorded | None:
    """Return a person by id or username, or None."""
    return copies.one(PersonRecorded, name, by=("person_id", "username"))


def unfound(person: PersonRecorded | None, district: str, within: str = "本单位") -> str:
    """Return the message for a person who is not among those to choose from; one of another district stays unnamed."""
    name = person.name if person is not None and person.path[0] == district else "该人员"
    return f"未找到{name}，请从{within}在岗人员中选择"


def _known(copies: Copies, kind: type[E], thing_id: str) -> E:
    found = copies.find(kind, thing_id)
    if found is None:
        raise Refused("单位信息正在更新，请稍后再试。")
    return found


def faulty(field: str, code: str, message: str, **more: str) -> dict[str, str]:
    """Build the error of a field."""
    return {"field": field, "code": code, "message": message, **more}


def fault(field: str, code: str, message: str, **more: str) -> InvalidInput:
    """Build a refusal with the error of one field."""
    return InvalidInput(errors=[faulty(field, code, message, **more)])


class Faults:
    """The errors of a form, field by field, so that all are reported at once."""

    def __init__(self) -> None:
        self.found = list[dict[str, str]]()

    def __bool__(self) -> bool:
        return bool(self.found)

    def add(self, field: str, code: str, message: str, **more: str) -> None:
        """Add the error of a field."""
        self.found.append(faulty(field, code, message, **more))

    def refuse(self, source: str | None = None) -> None:
        """Raise InvalidInput if there are errors."""
        if self.found:
            raise InvalidInput(source=source, errors=self.found)
