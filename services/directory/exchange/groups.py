"""The groups in a file, compared with existing ones: an entry states the whole group."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from services.directory.domain import Organ
from services.directory.exchange.comparison import CLOSED, ELSEWHERE, Change, Comparison, changed
from services.directory.groups.domain import Group, keeps_of
from services.directory.groups.steps import KEEPERS
from shared.actor import Actor
from shared.usecase import Repository


class Groups(Repository[Group], Protocol):
    """The repository of groups."""

    def of_owners(self, owners: Sequence[str]) -> Sequence[Group]:
        """List the groups of some organs."""


class Organs(Protocol):
    """Organs, to read."""

    def several(self, ids: Sequence[str]) -> Mapping[str, Organ]:
        """Return organs by id."""


def compare_groups(
    groups: Groups,
    organs: Organs,
    listed: Sequence[tuple[str, Group]],
    names: Mapping[str, str],
    closed: Collection[str],
    actor: Actor | None,
) -> Comparison:
    """Compare groups by organ and name; a disabled member stays, because no export names it. names: of the file's organs."""
    owners = sorted({each.owner for _, each in listed})
    standing = {(each.owner, each.name): each for each in groups.of_owners(owners)} if owners else {}
    others = sorted({member for each in standing.values() for member in each.members} - names.keys())
    further = organs.several(others).values()
    names = {**names, **{each.id: each.short_name for each in further}}
    closed = {*closed, *(each.id for each in further if not each.active)}
    found, faults = list[Change](), list[tuple[str, str]]()
    for place, group in listed:
        before = standing.get((group.owner, group.name))
        fault = _fault_of(before, group, closed, actor)
        after = group
        if before is not None:
            gone = [each for each in before.members if each in closed and each not in group.members]
            members = (*group.members, *gone)
            after = replace(before, members=before.members if set(members) == set(before.members) else members)
        if fault is not None:
            faults.append((place, fault))
        elif before is None or after != before:
            fields = () if before is None else changed(before, after, ("members",))
            found.append(Change(place, before, after, fields, names))
    return Comparison(tuple(found), len(listed) - len(found) - len(faults), tuple(faults))


def _fault_of(before: Group | None, group: Group, closed: Collection[str], actor: Actor | None) -> str | None:
    if actor is not None and group.path[:1] != (actor.district,):
        return ELSEWHERE
    if actor is not None and not keeps_of(group.owner, group.path[0], actor):
        return f"分组由{KEEPERS}维护"
    if group.owner in closed:
        return CLOSED
    if before is not None and not before.active:
        return "该分组已停用，请先启用"
    if any(each in closed and (before is None or each not in before.members) for each in group.members):
        return "分组中有已停用的单位，请删去"
    return None
