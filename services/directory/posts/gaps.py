"""Gaps in the responsibilities of an organ, reported before a person leaves."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

from services.directory.domain import Person, RoleName
from services.directory.posts.domain import Post
from services.directory.posts.matters import MATTERS
from services.directory.posts.standing import Posts, held_in, roles_of
from shared.contracts.directory import ROLE_NAMES
from shared.errors import ask_first
from shared.office import faulty

RANK = tuple(RoleName)
"""The order in which roles are named."""
NEEDED = tuple(dict.fromkeys(RoleName(matter.role) for matter in MATTERS.values()))
"""Roles that some step waits for."""


Entry = TypeVar("Entry", Person, Post)
Change = tuple[str, Person | Post | None, Person | Post]
"""A change of a person or a post: its place in the file, before and after."""


class Staff(Protocol):
    """The people of several organs, to read."""

    def of_organs(self, organs: Sequence[str]) -> list[Person]:
        """Return everybody directly in some organs."""


def gaps_of_change(
    staff: Staff, posts: Posts, before: Person | Post | None, after: Person | Post
) -> list[dict[str, str]]:
    """Return the responsibilities that nobody would have after the change of one person or post, stand-ins included;
    `before` is None for somebody new, who may end what a stand-in has.
    """
    return gaps_after(staff, posts, [("roles", before, after)], lambda ids: dict.fromkeys(ids, "本单位"))


def refuse_gaps(gaps: Sequence[dict[str, str]]) -> None:
    """Raise ConfirmationNeeded if nobody would be responsible for something any more."""
    ask_first(gaps)


def gaps_after(
    staff: Staff, posts: Posts, changes: Iterable[Change], names: Callable[[Sequence[str]], Mapping[str, str]]
) -> list[dict[str, str]]:
    """Return the responsibilities that nobody would have after several changes together, each with the place of the first
    change that gives it up; `names`: of organs.
    """
    made = list(changes)
    organs = dict[str, str]()
    giving = dict[tuple[str, RoleName], str]()
    for place, before, after in made:
        for organ in (after.organ, *(() if before is None else (before.organ,))):
            organs.setdefault(organ, place)
        if before is not None:
            for role in before.powers if isinstance(before, Person) else sorted(roles_of(before), key=RANK.index):
                giving.setdefault((before.organ, role), place)
    if not organs:
        return []
    people_before, posts_before = staff.of_organs(list(organs)), posts.of_organs(list(organs))
    people_after = _after(people_before, [each for _, _, each in made if isinstance(each, Person)])
    posts_after = _after(posts_before, [each for _, _, each in made if isinstance(each, Post)])
    gone = [
        (organ, role)
        for organ in organs
        for role in held_in(_of(organ, people_before), _of(organ, posts_before))
        - held_in(_of(organ, people_after), _of(organ, posts_after))
        if role in NEEDED and role is not RoleName.PRINCIPAL
    ]
    order = {each: number for number, each in enumerate(giving)}
    gone.sort(key=lambda each: (order.get(each, len(order)), *each))
    named = names(sorted({organ for organ, _ in gone})) if gone else {}
    return [_gap(giving.get((organ, role), organs[organ]), named.get(organ, organ), role) for organ, role in gone]


def _after(before: Iterable[Entry], changed: Sequence[Entry]) -> list[Entry]:
    ids = {each.id for each in changed}
    same = [each for each in before if each.id not in ids]
    return same + list(changed)


def _of(organ: str, entries: Iterable[Entry]) -> list[Entry]:
    return [each for each in entries if each.organ == organ and each.active]


def _gap(field: str, organ: str, role: RoleName) -> dict[str, str]:
    labels = [matter.label for matter in MATTERS.values() if matter.role == role]
    message = f"{organ}将没有{ROLE_NAMES[role]}，{'、'.join(labels)}将无人办理"
    return faulty(field, "post_empty", message, source="岗位责任")
