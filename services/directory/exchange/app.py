"""The changes in a file: a dry run shows each change and fault, and exactly those are then applied."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from services.directory.district_file import Entered
from services.directory.domain import Organ, Person
from services.directory.entering import APPOINTED_BY, enters, refuse_others
from services.directory.exchange.comparison import CLOSED, Change, Comparison, changed, differing
from services.directory.exchange.groups import Groups, compare_groups
from services.directory.exchange.posts import Posts, compare_posts
from services.directory.groups.domain import Group
from services.directory.groups.steps import GROUP
from services.directory.posts.domain import Post
from services.directory.posts.gaps import gaps_after
from services.directory.posts.steps import POST
from services.directory.steps import IMPORT, ORGAN, PERSON
from shared import usecase
from shared.actor import Actor
from shared.contracts.directory import DirectoryExported
from shared.errors import ConfirmationNeeded, InvalidInput, Refused
from shared.occasion import Occasion, Taken
from shared.office import faulty
from shared.shown import Shown
from shared.usecase import Repository
from shared.workflow import Context, Workflow, because

if TYPE_CHECKING:
    from services.directory.exchange import api

AT_ONCE = 300
"""The maximum number of changes per call; the next call continues."""
TAKEN_BY = {
    Organ: "机关代字或者会议室编号已有单位使用", Person: "该用户名已有人使用", Post: "该单位已有同名岗位",
    Group: "已有同名的分组",
}  # fmt: skip


class Organs(Repository[Organ], Protocol):
    """The repository of organs."""

    def several(self, ids: Sequence[str]) -> Mapping[str, Organ]: ...


class People(Repository[Person], Protocol):
    """The repository of people."""

    def several(self, ids: Sequence[str]) -> Mapping[str, Person]: ...
    def bearing(self, usernames: Sequence[str]) -> Mapping[str, Person]: ...
    def of_organs(self, organs: Sequence[str]) -> list[Person]: ...


@dataclass(frozen=True)
class Directory:
    """The repositories of what a file contains."""

    organs: Organs
    people: People
    posts: Posts
    groups: Groups

    def of(self, thing: Organ | Person | Post | Group) -> tuple[Repository[Any], Workflow]:
        """Return the repository of an entry, and its table."""
        if isinstance(thing, Organ):
            return self.organs, ORGAN
        if isinstance(thing, Person):
            return self.people, PERSON
        return (self.posts, POST) if isinstance(thing, Post) else (self.groups, GROUP)


class ChangedSince(Refused):
    """核对之后本区登记的内容又有变动，请重新核对后再导入。"""

    code = "changed_since"


def compare(stored: Directory, entered: Entered, *, actor: Actor | None) -> Comparison:
    """Compare a file with existing entries; `actor`: who would apply it, None for the command line (all districts)."""
    if actor is not None:
        refuse_others(actor)
    organs, people = stored.organs, stored.people
    standing = organs.several(sorted(_organs_in(entered)))
    keepers = _keepers(people, entered, standing)
    found, faults, same = list[Change](), list[tuple[str, str]](), 0
    for place, organ in entered.organs:
        before = standing.get(organ.id)
        fault = _fault_of_organ(before, organ, actor) or _fault_of_rooms(before, organ, keepers)
        change = None if fault else _organ(place, before, organ, {each.id: each.name for each in keepers.values()})
        faults += [(place, fault)] if fault else []
        found += [change] if change else []
        same += not fault and not change
    closed = {each.id for each in standing.values() if not each.active}
    known, bearers = (
        people.several([each.id for _, each in entered.people]),
        people.bearing([each.username for _, each in entered.people]),
    )
    staff = dict[str, Person]()
    for place, person in entered.people:
        bearer = known.get(person.id) or bearers.get(person.username)
        wanted = _person(place, bearer, person)
        fault = _fault_of_person(bearer, person, actor, changed=wanted is not None)
        if fault is None and person.organ in closed and (bearer is None or bearer.organ != person.organ):
            fault = CLOSED
        faults += [(place, fault)] if fault else []
        found += [wanted] if wanted and not fault else []
        same += not fault and not wanted
        staff[person.id] = wanted.after if wanted and isinstance(wanted.after, Person) else bearer or person
    faults += _taken_codes(entered.organs, standing)
    named = {each.id: each.short_name for each in standing.values()} | {
        each.id: each.short_name for _, each in entered.organs
    }
    for more in (
        compare_posts(stored.posts, people, entered.posts, staff, closed, actor),
        compare_groups(stored.groups, organs, entered.groups, named, closed, actor),
    ):
        found += more.changes
        faults += more.faults
        same += more.unchanged
    return Comparison(tuple(found), same, tuple(faults), () if faults else _gaps(stored, entered, found))


def _organs_in(entered: Entered) -> set[str]:
    """Return the ids of all organs that a file enters or refers to."""
    found = {organ.id for _, organ in entered.organs} | {each.organ for _, each in entered.people}
    found |= {each.organ for _, each in entered.posts} | {each.owner for _, each in entered.groups}
    return found | {member for _, each in entered.groups for member in each.members}


def _gaps(stored: Directory, entered: Entered, changes: Sequence[Change]) -> tuple[Mapping[str, str], ...]:
    """Return the duties that nobody would have after all the changes together."""

    def named(ids: Sequence[str]) -> Mapping[str, str]:
        every = [*stored.organs.several(ids).values(), *(organ for _, organ in entered.organs)]
        return {each.id: each.short_name for each in every}

    made = [
        (each.place, each.before if isinstance(each.before, Person | Post) else None, each.after)
        for each in changes
        if isinstance(each.after, Person | Post)
    ]
    return tuple(gaps_after(stored.people, stored.posts, made, named))


def enter(
    stored: Directory,
    comparison: Comparison,
    print: str | None,
    *,
    confirm: bool = False,
    at_once: int = AT_ONCE,
    again: Callable[[], Comparison] | None = None,
) -> "Shown[api.Entered]":
    """Apply the first changes, parents before children; return how many were applied and how many are left.

    print: of the reviewed comparison; warnings are confirmed only with it, because it identifies them.
    again: compares once more, because the print of the remaining changes is computed from the new state.
    """
    if comparison.faults:
        errors = [faulty(place, "file_faulty", message) for place, message in comparison.faults[:100]]
        raise InvalidInput(f"文件有{len(comparison.faults)}处错误，没有写入任何内容。", errors=errors)
    if print is not None and print != comparison.print:
        raise ChangedSince()
    if comparison.warnings and not (confirm and print is not None):
        warnings = [dict(each) for each in comparison.warnings[:100]]
        raise ConfirmationNeeded("；".join(each["message"] for each in warnings[:5]), warnings=warnings)
    done = comparison.changes[:at_once]
    for each in done:
        try:
            _enter(stored, each)
        except Taken as taken:
            error = faulty(each.place, "taken", TAKEN_BY[type(each.after)])
            raise InvalidInput(errors=[error]) from taken
    left = replace(comparison, changes=comparison.changes[at_once:])
    following = left if again is None or not left.changes else again()
    return {"entered": len(done), "left": len(left.changes), "print": following.print}


def export_noted(people: People, organs: int, staff: int, *, occasion: Occasion) -> None:
    """Record on the exporter's trail that they exported the data of so many people (个人信息保护法 51)."""
    me = people.find(occasion.person.person_id)
    if me is not None:
        people.save(me, announcing=DirectoryExported(person_id=me.id, organs=organs, people=staff), action="export")


def _enter(stored: Directory, change: Change) -> None:
    kept, table = stored.of(change.after)
    actor, at = kept.occasion.actor, kept.occasion.at
    context = because(IMPORT, change.after, at) if actor is None else Context(actor, at)
    if change.before is None:
        new = change.after if isinstance(change.after, Organ | Person) else replace(change.after, id=uuid.uuid4().hex)
        usecase.begin(kept, table, new, "import", context)
    else:
        changes = differing(change.before, change.after)
        usecase.take(kept, table, change.before, "import", replace(context, said={"changes": changes}))


def _keepers(people: People, entered: Entered, standing: Mapping[str, Organ]) -> Mapping[str, Person]:
    """Return the keepers of rooms, current or in the file."""
    every = [*standing.values(), *(organ for _, organ in entered.organs)]
    named = {room.keeper for organ in every for room in organ.rooms if room.keeper is not None}
    return {each.id: each for _, each in entered.people if each.id in named} | dict(people.several(sorted(named)))


def _fault_of_rooms(before: Organ | None, organ: Organ, keepers: Mapping[str, Person]) -> str | None:
    """Return the first room whose new keeper does not work in the district; a current keeper may stay."""
    stands = {} if before is None else {room.id: room.keeper for room in before.rooms}
    for room in organ.rooms:
        keeper = None if room.keeper is None else keepers.get(room.keeper)
        fits = keeper is not None and keeper.active and keeper.path[0] == organ.path[0]
        if not fits and room.keeper not in (None, stands.get(room.id)):
            return f"未找到会议室“{room.name}”的保管人，请填写本区在岗人员的用户名"
    return None


def _organ(place: str, before: Organ | None, organ: Organ, keepers: Mapping[str, str]) -> Change | None:
    if before is None:
        return Change(place, None, organ)
    stands = {room.id: room for room in before.rooms}
    named = [  # who keeps a room stays where the file names nobody
        room.model_copy(update={"keeper": stands[room.id].keeper})
        if room.keeper is None and room.id in stands
        else room
        for room in organ.rooms
    ]
    rooms = (*named, *(room for room in before.rooms if room.id not in {each.id for each in named}))
    rooms = before.rooms if set(rooms) == set(before.rooms) else rooms
    fields = ("name", "short_name", "parent", "issuer_code", "also_under")
    after = replace(before, path=organ.path, rooms=rooms, **{name: getattr(organ, name) for name in fields})
    differing = changed(before, after, (*fields, "rooms"))
    return Change(place, before, after, differing, keepers) if differing or before.path != after.path else None


def _person(place: str, before: Person | None, person: Person) -> Change | None:
    if before is None:
        return Change(place, None, person)
    if before.organ == person.organ:
        after = replace(before, name=person.name, post=person.post, roles=person.roles)
    else:
        named = replace(before, name=person.name)
        after = replace(named, **named.moved(person.organ, person.path, person.post, person.roles))
    differing = changed(before, after, ("name", "organ", "post", "roles"))
    return Change(place, before, after, differing) if differing else None


def _fault_of_organ(before: Organ | None, organ: Organ, actor: Actor | None) -> str | None:
    if actor is not None and (
        organ.path[0] != actor.district or (before is not None and before.path[0] != actor.district)
    ):
        return "不是本区的单位"
    if before is None:
        return "区教育局由系统管理员登记" if actor is not None and organ.parent is None else None
    if before.kind is not organ.kind:
        return "已登记单位的类别不能改变"
    return None if before.active else CLOSED


def _fault_of_person(before: Person | None, person: Person, actor: Actor | None, *, changed: bool) -> str | None:
    if before is not None and before.id != person.id and before.username != person.username:
        return "该用户名已有人使用"
    if actor is not None and (
        person.path[:1] != actor.path[:1] or (before is not None and before.path[0] != actor.district)
    ):
        return "该用户名已有人使用" if before is not None else "不是本区的单位"
    if before is None or not changed:
        return None if before is not None or actor is None or enters(actor, person.roles) else APPOINTED_BY
    if not before.active:
        return "该人员已离岗或者停用，请先由安全管理员启用"
    if actor is not None and before.id == actor.person_id:
        return "不能修改自己的岗位、角色和单位"
    if actor is not None and not (enters(actor, person.roles) and enters(actor, before.roles)):
        return APPOINTED_BY
    return None


def _taken_codes(listed: Sequence[tuple[str, Organ]], standing: Mapping[str, Organ]) -> list[tuple[str, str]]:
    """Return rooms that the file moves from one organ to another, which bookings would not follow."""
    home = {room.id: organ.id for organ in standing.values() for room in organ.rooms}
    return [
        (place, f"会议室“{room.id}”属于另一单位，不能移动")
        for place, organ in listed
        for room in organ.rooms
        if home.get(room.id, organ.id) != organ.id
    ]
