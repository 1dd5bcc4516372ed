"""Gaps in the responsibilities of an organ, reported before a person leaves."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Protocol

from services.directory.domain import Person, RoleName
from services.directory.posts.matters import MATTERS
from shared.contracts.directory import ROLE_NAMES
from shared.errors import ConfirmationNeeded

NEEDED = tuple(dict.fromkeys(matter.role for matter in MATTERS.values()))
"""Roles that some step waits for."""


class People(Protocol):
    """The repository of people."""

    def holding(self, organs: Sequence[str], roles: Sequence[str]) -> Sequence[Person]:
        """Return the people who hold one of some roles in some organs."""


def gaps_without(people: People, person: Person, kept: Collection[RoleName] = ()) -> list[dict[str, str]]:
    """Return the responsibilities that nobody in an organ would have if a person lost the roles not kept, those held as a
    stand-in included.
    """
    lost = [role for role in person.powers if role in NEEDED and role not in kept and person.active]
    if not lost:
        return []
    left = {role for each in people.holding([person.organ], lost) if each.id != person.id for role in each.powers}
    return gaps_of(role for role in lost if role not in left)


def gaps_of(lost: Iterable[RoleName]) -> list[dict[str, str]]:
    """Return the responsibilities that nobody in an organ would have without any holder of these roles."""
    return [_gap("roles", "本单位", each) for each in lost if each in NEEDED and each is not RoleName.PRINCIPAL]


def refuse_gaps(gaps: Sequence[dict[str, str]]) -> None:
    """Raise ConfirmationNeeded if nobody would be responsible for something any more."""
    if gaps:
        raise ConfirmationNeeded("；".join(each["message"] for each in gaps), warnings=gaps)


def gaps_after(
    people: People,
    changes: Iterable[tuple[str, Person | None, Person]],
    names: Callable[[Sequence[str]], Mapping[str, str]],
) -> list[dict[str, str]]:
    """Return the responsibilities that nobody would have after several changes, each with its place; `names`: of organs."""
    made = list(changes)
    changed = {after.id for _, _, after in made}
    lost: dict[tuple[str, RoleName], str] = {}
    for place, before, _ in made:
        if before is not None and before.active:
            gone = [role for role in before.roles if role in NEEDED and role is not RoleName.PRINCIPAL]
            lost = {(before.organ, role): place for role in gone} | lost
    for _, _, after in made:
        for role in after.roles if after.active else ():
            lost.pop((after.organ, role), None)
    if not lost:
        return []
    organs, roles = sorted({organ for organ, _ in lost}), list(dict.fromkeys(role for _, role in lost))
    held = {
        (each.organ, role) for each in people.holding(organs, roles) if each.id not in changed for role in each.powers
    }
    empty = {each: place for each, place in lost.items() if each not in held}
    named = names(sorted({organ for organ, _ in empty})) if empty else {}
    return [_gap(place, named.get(organ, organ), role) for (organ, role), place in empty.items()]


def _gap(field: str, organ: str, role: RoleName) -> dict[str, str]:
    labels = [matter.label for matter in MATTERS.values() if matter.role is role]
    message = f"{organ}将没有{ROLE_NAMES[role]}，{'、'.join(labels)}将无人办理"
    return {"field": field, "code": "post_empty", "message": message, "source": "岗位责任"}
