"""Groups of recipients: who maintains them, who may choose them, and what they may contain."""

from collections.abc import Sequence
from typing import Any

import pytest

from services.directory.domain import Organ, OrganKind
from services.directory.groups import app
from services.directory.groups.domain import Group
from shared.errors import Forbidden, InvalidInput, NotFound, TransitionRefused
from shared.occasion import Key, Repeated
from shared.testing import MemoryCollection
from tests.support.office import PATHS, actor, on


class Collected(MemoryCollection[Group]):
    name, service, kind = "groups", "directory", Group
    unique = (("owner", "name"),)

    def of_owners(self, owners: Sequence[str]) -> Sequence[Group]:
        return [self.get(each) for each in self.records if self.records[each]["owner"] in owners]


class Organs:
    closed: tuple[str, ...] = ()

    def find(self, organ_id: str) -> Organ | None:
        if organ_id not in PATHS:
            return None
        return Organ(
            id=organ_id, kind=OrganKind.CAMPUS, name=organ_id, short_name=organ_id, parent=None,
            path=PATHS[organ_id], active=organ_id not in self.closed,
        )  # fmt: skip

    def bearing(self, district: str, names: Sequence[str]) -> Sequence[Organ]:
        return []


def entered(groups: Any, who: str = "east.clerk", **wanted: Any) -> Group:
    said = {"name": "各校区", "members": ["west", "north"], "district": False, **wanted}
    return app.enter(groups.on(on(who)), Organs(), said, occasion=on(who), new_id=f"g{len(groups.records)}")


def test_an_office_keeps_its_own_groups_and_the_district_administrator_those_of_all() -> None:
    groups = Collected(on("east.clerk"))

    own = entered(groups)
    everybodys = entered(groups, "nanhu.admin", district=True)

    assert [each.id for each in app.listed(groups, "gxq", actor=actor("east.leader"))] == [everybodys.id, own.id]
    assert [each.id for each in app.listed(groups, None, actor=actor("west.clerk"))] == [everybodys.id]
    assert app.listed(groups, None, actor=actor("lake.clerk")) == []
    for who, district in (("east.handler", False), ("east.clerk", True), ("nanhu.clerk", False)):
        if who != "nanhu.clerk":
            with pytest.raises(Forbidden):
                entered(groups, who, district=district, name="别的")
    with pytest.raises(NotFound):
        app.get(groups, own.id, actor=actor("west.director"))
    with pytest.raises(Forbidden):
        app.change(groups, Organs(), everybodys.id, {"name": "改名", "members": None}, occasion=on("east.director"))


def test_a_group_holds_organs_of_the_district_that_are_in_use_each_once() -> None:
    groups = Collected(on("east.clerk"))
    organs = Organs()
    organs.closed = ("north",)

    with pytest.raises(InvalidInput) as refused:
        app.enter(
            groups, organs, {"name": "组", "members": ["lake", "west", "west", "north", "x"], "district": False},
            occasion=on("east.clerk"), new_id="g",
        )  # fmt: skip

    assert [each["field"] for each in refused.value.errors] == ["members[0]", "members[2]", "members[3]", "members[4]"]
    assert groups.records == {}


def test_a_disabled_group_is_no_longer_offered_and_a_repeat_finds_the_first() -> None:
    groups = Collected(on("east.clerk"))
    group = entered(groups)

    off = app.act(groups, group.id, "disable", "不再使用", occasion=on("east.clerk"))

    assert not off.active
    assert app.listed(groups, "gexiaoqu", actor=actor("east.clerk")) == []
    with pytest.raises(TransitionRefused):
        app.act(groups, group.id, "disable", None, occasion=on("east.clerk"))
    with pytest.raises(InvalidInput):
        entered(groups)
    key = Key("k", "p")
    again = groups.on(on("east.clerk", key=key))
    said = {"name": "新组", "members": ["west"], "district": False}
    app.enter(again, Organs(), said, occasion=on("east.clerk", key=key), new_id="x")
    with pytest.raises(Repeated):
        app.enter(again, Organs(), said, occasion=on("east.clerk", key=key), new_id="y")


def test_a_group_keeps_what_is_not_changed_and_shows_its_keeper_what_may_be_done() -> None:
    groups = Collected(on("east.clerk"))
    kept = entered(groups)

    renamed = app.change(
        groups.on(on("east.clerk")), Organs(), kept.id, {"name": "邻校", "members": None}, occasion=on("east.clerk")
    )
    assert (renamed.name, renamed.members) == ("邻校", ("west", "north"))
    fewer = app.change(
        groups.on(on("east.clerk")), Organs(), kept.id, {"name": None, "members": ["west"]}, occasion=on("east.clerk")
    )
    assert (fewer.name, fewer.members) == ("邻校", ("west",))
    steps = {
        who: [each["code"] for each in app.shown(fewer, actor(who))["actions"]] for who in ("east.clerk", "west.clerk")
    }
    assert steps == {"east.clerk": ["disable"], "west.clerk": []} and app.shown(fewer, None)["actions"] == []
