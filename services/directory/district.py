"""Import of a district from its file: all that is new, or nothing if the file conflicts with existing entries."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from services.directory.district_file import DistrictFaulty, Plan, read_district
from services.directory.domain import Organ, Person
from services.directory.steps import IMPORT, ORGAN, PERSON
from shared import usecase
from shared.contracts.event import Event
from shared.usecase import Repository
from shared.workflow import because

__all__ = ["Counts", "DistrictFaulty", "Plan", "import_district", "read_district"]


@dataclass(frozen=True)
class Counts:
    """The numbers of new entries. `extended`: existing organs that got further rooms."""

    organs: int
    people: int
    extended: int = 0

    def __str__(self) -> str:
        """Return the message for the operator of the import."""
        if not self.organs and not self.people and not self.extended:
            return "文件中的单位和人员此前都已登记，没有新增。"
        more = f"，为 {self.extended} 个单位增加了会议室" if self.extended else ""
        return f"已登记单位 {self.organs} 个、人员 {self.people} 名{more}。"


class People(Repository[Person], Protocol):
    """The repository of people."""

    def by_username(self, username: str) -> Person | None:
        """Return a person by username, or None."""


def import_district(
    plan: Plan,
    organs: Repository[Organ],
    people: People,
    *,
    password_of: Callable[[str], str],
    password_hash: Callable[[str], str],
) -> Counts:
    """Enter what is new; raise DistrictFaulty and write nothing if an existing entry differs.

    An existing organ may get further rooms. Every password is requested (`password_of(username)`) and hashed before
    the first write. Identical entries are left alone, so an interrupted import is finished by running
    it again.
    """
    new_organs, extended, new_people, faults = [], [], [], []
    for line, organ in plan.organs:
        known = organs.find(organ.id)
        if known is None:
            new_organs.append(organ)
        elif known.recorded() != organ.recorded():
            more = known.with_rooms_of(organ)
            if more is not None:
                extended.append((known, more.rooms))
                continue
            changed = _differing(known.recorded(), organ.recorded())
            faults.append((line, f"单位“{organ.id}”已经登记，且{changed}与文件不同"))
    for line, person in plan.people:
        bearer = people.find(person.id) or people.by_username(person.username)
        if bearer is None:
            new_people.append(person)
        elif (
            bearer.recorded() != replace(person, active=bearer.active).recorded()
        ):  # disabling is no affair of the file
            changed = _differing(bearer.recorded(), person.recorded())
            faults.append((line, f"用户“{person.username}”已经登记，且{changed}与文件不同"))
    if faults:
        raise DistrictFaulty(faults)
    ready = [replace(person, password=password_hash(password_of(person.username))) for person in new_people]
    for organ in new_organs:
        usecase.begin(organs, ORGAN, organ, "import", because(IMPORT, organ, organs.occasion.at))
    for before, rooms in extended:
        said = because(IMPORT, before, organs.occasion.at, changes={"rooms": rooms})
        usecase.take(organs, ORGAN, before, "import", said)
    for person in ready:
        usecase.begin(people, PERSON, person, "import", because(IMPORT, person, people.occasion.at))
    return Counts(len(new_organs), len(ready), len(extended))


def _differing(known: Event, wanted: Event) -> str:
    before, after = known.to_wire(), wanted.to_wire()
    return "、".join(name for name in before if before[name] != after[name])
