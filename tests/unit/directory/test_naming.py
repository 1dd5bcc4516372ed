"""Organs named by id or by name, wherever the directory asks for one."""

from collections.abc import Callable
from typing import Any

import pytest

from services.directory.administration import organs as organ_steps
from services.directory.administration import people as steps
from services.directory.groups import app as groups
from services.directory.groups.domain import Group
from services.directory.posts import app as posts
from services.directory.posts.domain import Post
from services.directory.rulings import app as rulings
from services.directory.rulings.domain import Ruling
from shared.errors import InvalidInput
from shared.testing import MemoryCollection
from tests.support.office import on
from tests.unit.directory.repositories import Organs, organs, people

ADMIN = on("nanhu.admin")


class Groups(MemoryCollection[Group]):
    name, service, kind = "groups", "directory", Group


class Posts(MemoryCollection[Post]):
    name, service, kind = "posts", "directory", Post


class Rulings(MemoryCollection[Ruling]):
    name, service, kind = "rulings", "directory", Ruling


def named() -> Organs:
    """Return organs with names; two of them bear the short name 办公室."""
    found = organs()
    for organ, name in (("shiyan", "南湖实验学校"), ("east", "东校区"), ("west", "西校区"), ("main", "区实验学校")):
        found.records[organ].update(name=f"{name}全称", short_name=name)
    for organ in ("desk", "north"):
        found.records[organ].update(name=f"{organ}的办公室", short_name="办公室")
    return found


def member(said: str) -> str:
    wanted = {"name": "组", "members": [said], "district": True}
    return groups.enter(Groups(ADMIN), named(), wanted, occasion=ADMIN, new_id="g").members[0]


def receiver(said: str) -> str:
    wanted = {"since": "2026-11-23", "reason": "依据", "receivers": [{"organ": "南湖实验学校", "received_by": said}]}
    made = rulings.make(Rulings(ADMIN), named(), occasion=ADMIN, new_id="r", wanted=wanted)
    return (made.receivers or {})["shiyan"]


def poster(said: str) -> str:
    wanted = {"organ": said, "name": "岗", "roles": [], "matters": [], "duties": None, "stand_in": None}
    return posts.enter(Posts(ADMIN), named(), people(), wanted, occasion=ADMIN, new_id="p").organ  # type: ignore[arg-type]


def newcomer(said: str) -> str:
    wanted = {"username": "east.new", "name": "新来", "organ": said, "post": "干事", "roles": ["handler"]}
    return steps.enter(people(), named(), wanted, occasion=ADMIN).organ


def mover(said: str) -> str:
    kept = people("north.handler")
    wanted = {"organ": said, "post": "干事", "roles": ["handler"], "comment": "工作需要", "confirm": True}
    return steps.move(kept, named(), kept.get("p-north.handler"), wanted, occasion=ADMIN).organ


def above(said: str) -> str:
    wanted = {"id": "new", "kind": "department", "name": "新处", "short_name": None, "parent": said, "issuer_code": None, "also_under": None, "rooms": []}  # fmt: skip
    return organ_steps.enter(named(), people(), wanted, occasion=ADMIN).parent or ""


def second(said: str) -> str:
    return organ_steps.change(named(), people(), "north", {"also_under": said}, occasion=ADMIN).also_under or ""


def moved(said: str) -> str:
    return organ_steps.act(named(), people(), "desk", "move", "调整", said, occasion=ADMIN).parent or ""


WAYS: list[Callable[[str], str]] = [member, receiver, poster, newcomer, mover, above, second, moved]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("said", ["west", "西校区", "西校区全称"])
def test_an_organ_is_named_by_id_or_by_a_name_that_it_alone_bears(way: Callable[[str], str], said: str) -> None:
    assert way(said) == "west"


@pytest.mark.parametrize("way", WAYS)
def test_a_name_of_several_organs_lists_them_and_an_unknown_one_is_refused(way: Callable[[str], str]) -> None:
    for said, code, words in (
        ("办公室", "ambiguous_organ", "north的办公室"),
        ("没有的校区", "unknown_organ", "未找到"),
    ):
        with pytest.raises(InvalidInput) as refused:
            way(said)
        [error] = refused.value.errors
        assert (error["code"], words in error["message"]) == (code, True)


def test_a_member_named_twice_in_two_ways_is_refused_and_a_disabled_organ_is_not_found_by_name() -> None:
    kept: Any = named()
    kept.records["west"]["active"] = False
    wanted = {"name": "组", "members": ["east", "东校区", "西校区"], "district": True}

    with pytest.raises(InvalidInput) as refused:
        groups.enter(Groups(ADMIN), kept, wanted, occasion=ADMIN, new_id="g")

    assert [(each["field"], each["code"]) for each in refused.value.errors] == [
        ("members[1]", "organ_repeated"),
        ("members[2]", "unknown_organ"),
    ]
