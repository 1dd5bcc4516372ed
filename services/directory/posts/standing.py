"""Stand-ins (代岗): they have the roles of a post while nobody holds it, or while its holder is recorded as away.

These roles are theirs like their own, so that every list, offer and rule treats them alike; only they cannot be delegated.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol

from services.directory.delegations.domain import MINE_ALONE
from services.directory.domain import Person, RoleName
from services.directory.posts.domain import Post
from services.directory.posts.matters import MATTERS
from services.directory.steps import PERSON, POSTS
from shared import usecase
from shared.usecase import Repository
from shared.workflow import because


class Posts(Protocol):
    """The repository of posts."""

    def of_organs(self, organs: Sequence[str]) -> list[Post]:
        """List the active posts of some organs."""


class Staff(Protocol):
    """The people of organs, to read."""

    def in_organ(self, organ_id: str) -> Sequence[Person]:
        """Return everybody directly in an organ."""


class People(Staff, Repository[Person], Protocol):
    """The repository of people."""

    def acting_in(self, organ_id: str) -> bool:
        """Check whether anybody stands in for a post of an organ."""


def roles_of(post: Post) -> frozenset[RoleName]:
    """Return the roles that a stand-in of a post needs: its own, and those of its matters; never an administrator's."""
    named = {RoleName(MATTERS[each].role) for each in post.matters if each in MATTERS}
    return frozenset({*post.roles, *named} - MINE_ALONE)


def stands_in(post: Post, staff: Iterable[Person]) -> bool:
    """Check whether the stand-in of a post has its roles at present."""
    vacant = post.away or not any(post.held_by(each) for each in staff)
    return post.active and post.stand_in is not None and vacant


def follow(posts: Posts, people: People, organ: str) -> None:
    """Set the roles that the stand-ins of an organ have, by its posts as they are now; repeating it changes nothing."""
    recorded = [each for each in posts.of_organs([organ]) if each.stand_in is not None]
    if not recorded and not people.acting_in(organ):
        return
    staff = people.in_organ(organ)
    for person in staff:
        wanted = {
            role
            for post in recorded
            if person.active and post.stand_in == person.id and stands_in(post, staff)
            for role in roles_of(post)
        }
        acting = tuple(role for role in RoleName if role in wanted)
        if acting != person.acting:
            said = because(POSTS, person, people.occasion.at, changes={"acting": acting})
            usecase.take(people, PERSON, person, "stand_in" if acting else "stand_down", said)


def held_in(staff: Iterable[Person], posts: Iterable[Post]) -> set[RoleName]:
    """Return the roles that somebody in an organ has, as a stand-in too, by its people and posts."""
    present = [each for each in staff if each.active]
    there, own = {each.id for each in present}, {role for each in present for role in each.roles}
    acting = [each for each in posts if each.stand_in in there and stands_in(each, present)]
    return own.union(*(roles_of(each) for each in acting))
