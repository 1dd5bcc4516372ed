"""Responsibilities: posts with their holders, and matters without any."""

from typing import Any

import pytest

import services.documents.turns
import services.logistics.mail.turns
import services.logistics.supplies.turns
import services.logistics.vehicles.turns
import services.meetings.turns
import services.reception.turns
import services.supervision.turns
import services.training.turns  # noqa: F401  (all say whose turn it is)
from services.directory.administration import people as steps
from services.directory.domain import Organ, RoleName
from services.directory.posts import app
from services.directory.posts.domain import Post
from services.directory.posts.matters import MATTERS, TYPES, waits_of
from services.registry import workflows
from shared.errors import Forbidden, InvalidInput, NotFound
from shared.pages import Page
from shared.turn import TOLD
from tests.support.office import actor, on
from tests.unit.directory import repositories
from tests.unit.directory.repositories import Posts, people

POST = {
    "organ": "east",
    "name": "机要文书",
    "roles": ["registrar"],
    "matters": ["incoming.receive"],
    "duties": None,
    "stand_in": None,
}


class Organs(repositories.Organs):
    def of_district(self, district: str, *, cursor: str | None, limit: int) -> Page[Organ]:
        return self.page(lambda each: each.path[0] == district, cursor=cursor, limit=limit)


def organs(*issuing: str) -> Organs:
    found = Organs(on("nanhu.admin"))
    found.records = repositories.organs().records
    for each in issuing:
        found.records[each]["issuer_code"] = f"{each}发"
    return found


def entered(posts: Posts, staff: Any, **changes: Any) -> Post:
    return app.enter(
        posts, organs(), staff, {**POST, **changes}, occasion=on("nanhu.admin"), new_id=f"post{len(posts.records)}"
    )


def asked(posts: Posts, staff: Any, where: Organs, **wanted: Any) -> list[dict[str, Any]]:
    said = {"matter": None, "organ": None, "gaps": False, "cursor": None, "limit": 50, **wanted}
    rows: list[dict[str, Any]] = app.responsibility(posts, where, staff, actor=actor("east.clerk"), **said)["items"]
    return rows


def test_every_step_that_waits_for_a_role_stands_under_a_matter() -> None:
    roles = {role.value for role in RoleName}
    waiting = {
        (each.title, step.action, step.by.name)
        for each in workflows() for step in each.steps
        if step.sources and step.by.name in roles
    }  # fmt: skip
    named = {
        (table, action, matter.role)
        for matter in MATTERS.values() for table, actions in matter.steps.items() for action in actions
    }  # fmt: skip

    by_name = {("收文办理", "complete", "handler")}  # whoever it was assigned to, not the role of that name
    assert waiting - by_name == named


def test_the_types_of_records_are_those_of_the_tables() -> None:
    known = {told.table.title: told.type for told in TOLD.values()}
    assert known == TYPES
    acts = {told.type: {step.action for step in told.table.steps} for told in TOLD.values()}
    for matter in MATTERS.values():
        assert all(step in acts[type] for type, step in waits_of(matter)), matter.label


def test_what_nobody_answers_for_shows_before_anything_waits() -> None:
    staff, posts = people("east.registrar", "east.clerk", "east.leader"), Posts(on("nanhu.admin"))

    rows = {row["matter"]: row for row in asked(posts, staff, organs("east"), organ="east")}
    gaps = asked(posts, staff, organs("east"), organ="east", gaps=True)

    assert {each["name"] for each in rows["incoming.receive"]["people"]} == {"east.registrar"}
    assert {row["role"] for row in gaps} == {"director"}
    assert rows["outgoing.sign_important"]["people"] == rows["outgoing.sign"]["people"] != []
    assert "没有办公室主任" in rows["incoming.assess"]["says"] and "未定代岗" in rows["incoming.receive"]["says"]
    everywhere = asked(posts, staff, organs("east"), gaps=True)
    assert {row["organ"]["id"] for row in everywhere} == {"east", "nanhu"}
    with pytest.raises(NotFound):
        asked(posts, staff, organs("east"), organ="lake")


def test_a_post_is_held_by_whom_the_organ_has_for_it_and_says_what_is_wrong() -> None:
    staff, posts = people("east.registrar", "east.clerk"), Posts(on("nanhu.admin"))
    post = entered(posts, staff, stand_in="east.clerk")
    assert app.shown(post, staff, actor("east.clerk"))["findings"] == ["岗位空缺"]

    change = {"name": None, "post": "机要文书、档案员", "roles": ["handler"], "confirm": True}
    steps.change(staff, organs(), staff.get("p-east.registrar"), change, occasion=on("nanhu.admin"))
    shown = app.shown(post, staff, actor("nanhu.admin"))

    assert [each["name"] for each in shown["holders"]] == ["east.registrar"]
    assert shown["findings"] == ["east.registrar未登记角色：机要文书"]
    assert [each["code"] for each in shown["actions"]] == ["stand_in", "disable"]
    row = asked(posts, staff, organs("east"), organ="east", matter="incoming.receive")[0]
    assert (row["gap"], [each["name"] for each in row["stand_ins"]]) == (True, ["east.clerk"])
    steps.leave(staff, staff.get("p-east.clerk"), "退休", confirm=True, occasion=on("nanhu.admin"))
    assert app.shown(post, staff, None)["findings"][-1] == "代岗人员已不在岗"


def test_posts_are_entered_by_who_enters_organs_each_name_once_with_a_colleague_standing_in() -> None:
    staff, posts = people("east.registrar", "west.clerk"), Posts(on("nanhu.admin"))
    entered(posts, staff)

    for changes in ({}, {"name": "别的", "stand_in": "west.clerk"}, {"name": "别的", "organ": "lake"}):
        with pytest.raises(InvalidInput):
            entered(posts, staff, **changes)
    with pytest.raises(Forbidden):
        app.enter(posts, organs(), staff, POST, occasion=on("east.director"), new_id="x")
    with pytest.raises(NotFound):
        app.get(posts, "post0", actor=actor("lake.clerk"))
    after = app.change(posts, staff, "post0", {"stand_in": "east.registrar", "name": None}, occasion=on("nanhu.admin"))
    assert (after.name, after.stand_in) == ("机要文书", "p-east.registrar")
    assert not app.act(posts, staff, "post0", "disable", None, occasion=on("nanhu.admin")).active
