"""The posts in a file, compared with existing ones: an entry states the whole post."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from services.directory.domain import EXCLUSIVE, Person
from services.directory.exchange.comparison import CLOSED, ELSEWHERE, Change, Comparison, changed
from services.directory.posts.domain import Post
from shared.actor import Actor
from shared.usecase import Repository

FIELDS = ("roles", "matters", "duties", "stand_in")


class Posts(Repository[Post], Protocol):
    """The repository of posts."""

    def named(self, names: Sequence[tuple[str, str]]) -> Mapping[tuple[str, str], Post]:
        """Return posts by organ and name, also closed ones."""

    def of_organs(self, organs: Sequence[str]) -> list[Post]:
        """List the active posts of some organs."""


class People(Protocol):
    """People, to read."""

    def several(self, ids: Sequence[str]) -> Mapping[str, Person]:
        """Return people by id."""


def compare_posts(
    posts: Posts,
    people: People,
    listed: Sequence[tuple[str, Post]],
    staff: Mapping[str, Person],
    closed: Collection[str],
    actor: Actor | None,
) -> Comparison:
    """Compare posts by organ and name. staff: the people of the file as they would be; closed: disabled organs."""
    standing = posts.named([(each.organ, each.name) for _, each in listed])
    others = {
        post.stand_in for post in (*standing.values(), *(each for _, each in listed)) if post.stand_in is not None
    }
    known = {**people.several(sorted(others)), **{each: staff[each] for each in others if each in staff}}
    names = {each.id: each.name for each in known.values()}
    found, faults = list[Change](), list[tuple[str, str]]()
    for place, post in listed:
        before = standing.get((post.organ, post.name))
        fault = _fault_of(before, post, known, closed, actor)
        after = post if before is None else _replaced(before, post)
        fields = () if before is None else changed(before, after, FIELDS)
        if fault is not None:
            faults.append((place, fault))
        elif before is None or fields:
            found.append(Change(place, before, after, fields, names))
    return Comparison(tuple(found), len(listed) - len(found) - len(faults), tuple(faults))


def _replaced(before: Post, post: Post) -> Post:
    after = replace(before, roles=post.roles, duties=post.duties, matters=post.matters, stand_in=post.stand_in)
    if set(before.roles) == set(post.roles):
        after = replace(after, roles=before.roles)
    if set(before.matters) == set(post.matters):
        after = replace(after, matters=before.matters)
    if before.duties.strip() == post.duties:
        after = replace(after, duties=before.duties)
    return after


def _fault_of(
    before: Post | None,
    post: Post,
    people: Mapping[str, Person],
    closed: Collection[str],
    actor: Actor | None,
) -> str | None:
    if actor is not None and post.district != actor.district:
        return ELSEWHERE
    if post.organ in closed:
        return CLOSED
    if before is not None and not before.active:
        return "该岗位已撤销，请先恢复"
    if post.stand_in is None or (before is not None and before.stand_in == post.stand_in):
        return None
    other = people.get(post.stand_in)
    if other is None or not other.active or other.organ != post.organ:
        return "代岗人员应是本单位在岗人员，请填写其用户名"
    if EXCLUSIVE & set(other.roles):
        return "系统、安全、审计管理员不得兼任其他角色，请另选代岗人员（GB/T 22239-2019）"
    return None
