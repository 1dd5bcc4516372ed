"""Use cases of groups of recipients."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from services.directory.groups.domain import Group, keeps, sees
from services.directory.groups.steps import GROUP
from services.directory.names import fits, readings, words_of
from services.directory.naming import UNKNOWN, NamedOrgans, Unfit, organs_named
from shared import usecase
from shared.actor import Actor
from shared.aggregate import Entry
from shared.errors import InvalidInput
from shared.given import as_given
from shared.occasion import Occasion, Taken
from shared.office import faulty
from shared.pages import Page
from shared.shown import Shown
from shared.usecase import Repository, history_of, made_id, to_show
from shared.workflow import Context

if TYPE_CHECKING:
    from services.directory.groups import api

KEEPERS = "分组由本单位的文秘、办公室主任或者机要文书维护，全区的分组由区管理员维护。"
TAKEN = faulty("name", "name_taken", "已有同名的分组，请另起名称")


class Groups(Repository[Group], Protocol):
    """The repository of groups."""

    def of_owners(self, owners: Sequence[str]) -> Sequence[Group]: ...


Organs = NamedOrgans
"""The repository of organs."""


def enter(groups: Groups, organs: Organs, wanted: Mapping[str, Any], *, occasion: Occasion, new_id: str) -> Group:
    """Enter a group of the actor's organ, or of the district. `wanted`: name, members, district."""
    actor = occasion.person
    owner = actor.district if wanted["district"] else actor.organ
    path = actor.path[: actor.path.index(owner) + 1]
    blank = Group(id=made_id(occasion, new_id), name="", owner=owner, path=path, members=())
    GROUP.admit("enter", actor, blank)
    group = replace(blank, members=_members(organs, wanted["members"], actor), **as_given(Group, wanted))
    if groups.find(group.id) is not None:
        groups.get(group.id)  # raises Repeated
    return _unless_taken(lambda: usecase.begin(groups, GROUP, group, "enter", Context(actor, occasion.at)))


def change(groups: Groups, organs: Organs, group_id: str, wanted: Mapping[str, Any], *, occasion: Occasion) -> Group:
    """Change a group's name or members; None leaves a field unchanged."""

    def gather(group: Group) -> Context:
        members = wanted["members"]
        new = {} if members is None else {"members": _members(organs, members, occasion.person)}
        return Context(occasion.person, occasion.at, said={"changes": {**new, **as_given(Group, wanted)}})

    return _unless_taken(
        lambda: usecase.act(groups, GROUP, group_id, "change", sees=sees, occasion=occasion, gather=gather)
    )


def act(groups: Groups, group_id: str, action: str, comment: str | None, *, occasion: Occasion) -> Group:
    """Disable or enable a group; a disabled one is still shown but can no longer be chosen."""
    return usecase.act(groups, GROUP, group_id, action, comment, sees=sees, occasion=occasion)


def get(groups: Groups, group_id: str, *, actor: Actor) -> Group:
    """Return a group to those who may use it."""
    return to_show(groups, group_id, sees, actor)


def listed(groups: Groups, typed: str | None, *, actor: Actor) -> list[Group]:
    """List the groups that the actor may choose, by name in any way of typing."""
    found = [each for each in groups.of_owners(actor.path) if each.active or keeps(each, actor)]
    words = [] if typed is None else words_of(typed)
    if typed is not None:
        if not words:
            return []
        spoken = {each.id: [readings(each.name, of_person=False)] for each in found}
        found = [each for each in found if each.active and all(fits(word, spoken[each.id]) for word in words)]
    return sorted(found, key=lambda each: (not each.active, len(each.path), each.name))


def history(groups: Groups, group_id: str, *, actor: Actor, cursor: str | None, limit: int) -> Page[Entry]:
    """Return a page of a group's history."""
    return history_of(groups, group_id, sees, actor=actor, cursor=cursor, limit=limit)


def shown(group: Group, actor: Actor | None) -> "Shown[api.Group]":
    """Return a group."""
    return {
        **group.described(),
        "name": group.name,
        "owner": group.owner,
        "members": list(group.members),
        "active": group.active,
        "actions": GROUP.offers(group, actor),
    }


def _members(organs: Organs, said: Sequence[str], actor: Actor) -> tuple[str, ...]:
    """Resolve the members, each named by id or name and once."""
    errors, found = [], list[str]()
    for place, organ in enumerate(organs_named(organs, actor.district, said)):
        field = f"members[{place}]"
        if isinstance(organ, Unfit) or not organ.active:
            errors.append((organ if isinstance(organ, Unfit) else UNKNOWN).at(field))
        elif organ.id in found:
            errors.append(faulty(field, "organ_repeated", "同一单位不能重复"))
        else:
            found.append(organ.id)
    if errors:
        raise InvalidInput(errors=errors)
    return tuple(found)


def _unless_taken(write: Callable[[], Group]) -> Group:
    try:
        return write()
    except Taken as taken:
        raise InvalidInput(errors=[TAKEN]) from taken
