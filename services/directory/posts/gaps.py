"""What nobody of an organ would answer for any more, said before somebody goes."""

from collections.abc import Sequence
from typing import Protocol

from services.directory.domain import Person, RoleName
from services.directory.posts.matters import MATTERS
from shared.contracts.directory import ROLE_NAMES

NEEDED = tuple(dict.fromkeys(matter.role for matter in MATTERS.values()))
"""Roles for which some step waits."""


class People(Protocol):
    """Where people are kept."""

    def holding(self, organs: Sequence[str], roles: Sequence[str]) -> Sequence[Person]:
        """List who holds one of some roles in some organs."""


def gaps_without(people: People, person: Person, kept: Sequence[RoleName] = ()) -> list[dict[str, str]]:
    """Say what nobody of an organ would answer for any more if somebody lost the roles that they do not keep."""
    lost = [role for role in person.roles if role in NEEDED and role not in kept and person.active]
    if not lost:
        return []
    left = {role for each in people.holding([person.organ], lost) if each.id != person.id for role in each.roles}
    found = []
    for role in lost:
        labels = [matter.label for matter in MATTERS.values() if matter.role is role]
        if role not in left and role is not RoleName.PRINCIPAL:
            message = f"本单位将没有{ROLE_NAMES[role]}，{'、'.join(labels)}将无人办理"
            found.append({"field": "roles", "code": "post_empty", "message": message, "source": "岗位责任"})
    return found
