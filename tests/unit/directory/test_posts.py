"""Responsibilities: posts with their holders, and matters without any."""

from dataclasses import replace
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
from shared.errors import (
    ConfirmationNeeded,
    Forbidden,
    InvalidInput,
    NotFound,
    PreconditionFailed,
    Refused,
    TransitionRefused,
)
from shared.occasion import Key, Repeated
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
    steps.act(staff, staff.get("p-east.clerk"), "leave", "退休", occasion=on("nanhu.admin"))
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


def done(posts: Posts, staff: Any, action: str, *, confirm: bool = True, **how: Any) -> Post:
    return app.act(posts, staff, "post0", action, "交接", confirm, occasion=on("nanhu.admin"), **how)


def changed(posts: Posts, staff: Any, *, confirm: bool = True, **wanted: Any) -> Post:
    return app.change(posts, staff, "post0", {**wanted, "confirm": confirm}, occasion=on("nanhu.admin"))


def test_a_repeated_request_enters_one_post() -> None:
    staff, posts, once = people(), Posts(on("nanhu.admin")), on("nanhu.admin", key=Key("once", "same"))
    app.enter(posts.on(once), organs(), staff, POST, occasion=once, new_id="a")

    with pytest.raises(Repeated):
        app.enter(posts.on(once), organs(), staff, {**POST, "organ": "nowhere"}, occasion=once, new_id="b")

    assert len(posts.records) == 1


def test_a_stand_in_takes_over_while_the_holder_is_away_and_a_closed_post_has_none() -> None:
    staff, posts = people("east.registrar", "east.clerk"), Posts(on("nanhu.admin"))
    entered(posts, staff)
    for action in ("stand_down", "enable"):
        with pytest.raises(TransitionRefused):
            done(posts, staff, action)
    with pytest.raises(Refused, match="没有确定代岗人员"):
        done(posts, staff, "stand_in")

    changed(posts, staff, stand_in="east.clerk")
    seen = [(each.active, each.away) for each in (done(posts, staff, step) for step in ("stand_in", "stand_down"))]
    done(posts, staff, "stand_in")
    with pytest.raises(TransitionRefused) as refused:
        done(posts, staff, "stand_in")
    closed = done(posts, staff, "disable")
    for action in ("stand_in", "stand_down", "disable"):
        with pytest.raises(TransitionRefused):
            done(posts, staff, action)
    opened = done(posts, staff, "enable")

    assert seen == [(True, True), (True, False)]
    assert refused.value.details["current"] == {"status": "away"}
    assert (closed.active, closed.away, opened.active, opened.away) == (False, False, True, False)


def test_a_change_leaves_alone_what_it_does_not_name_and_without_a_stand_in_nobody_is_covered() -> None:
    staff, posts = people("east.registrar", "east.clerk"), Posts(on("nanhu.admin"))
    entered(posts, staff, stand_in="east.clerk", duties="收发")
    done(posts, staff, "stand_in")

    named = changed(posts, staff, name="机要室", roles=None, matters=["incoming.receive", "incoming.receive"])
    other = changed(posts, staff, roles=["clerk"], stand_in="east.clerk")
    gone = changed(posts, staff, stand_in=None)

    assert (named.name, named.roles, named.matters) == ("机要室", (RoleName.REGISTRAR,), ("incoming.receive",))
    assert (named.duties, named.stand_in, named.away) == ("收发", "p-east.clerk", True)
    assert (other.roles, other.away) == ((RoleName.CLERK,), True)
    assert (gone.stand_in, gone.away) == (None, False)


def test_a_post_takes_no_name_that_another_has() -> None:
    staff, posts = people(), Posts(on("nanhu.admin"))
    entered(posts, staff)
    entered(posts, staff, name="档案员")

    with pytest.raises(InvalidInput) as refused:
        changed(posts, staff, name="档案员")

    assert refused.value.errors[0]["code"] == "name_taken"


def test_nobody_closes_a_post_without_knowing_that_nothing_is_answered_for_then() -> None:
    staff, posts = people("east.clerk"), Posts(on("nanhu.admin"))
    entered(posts, staff, stand_in="east.clerk")

    for attempt in (
        lambda: done(posts, staff, "disable", confirm=False),
        lambda: changed(posts, staff, confirm=False, stand_in=None),
        lambda: app.act(posts, staff, "post0", "disable", None, occasion=on("nanhu.admin")),
        lambda: app.change(posts, staff, "post0", {"stand_in": None}, occasion=on("nanhu.admin")),
    ):
        with pytest.raises(ConfirmationNeeded) as asked:
            attempt()
        assert "本单位将没有机要文书" in asked.value.message
    assert not done(posts, staff, "disable").active


def test_a_stand_in_is_doubted_where_a_delegate_acts_already() -> None:
    staff, posts = people("east.registrar", "east.clerk"), Posts(on("nanhu.admin"))
    entered(posts, staff, stand_in="east.clerk")
    delegated = lambda post: ["east.registrar已委托east.leader"]  # noqa: E731

    with pytest.raises(ConfirmationNeeded, match="已委托"):
        done(posts, staff, "stand_in", confirm=False, delegated=delegated)
    assert done(posts, staff, "stand_in", delegated=delegated).away
    assert not done(posts, staff, "stand_down", confirm=False, delegated=delegated).away


def test_posts_are_those_of_ones_district_and_changed_as_they_were_read() -> None:
    staff, posts = people("east.registrar"), Posts(on("nanhu.admin"))
    entered(posts, staff)

    assert app.get(posts, "post0", actor=actor("west.clerk")).name == "机要文书"
    for who, post, error in (
        ("beihu.admin", "post0", NotFound), ("east.clerk", "post0", Forbidden), ("nanhu.admin", "none", NotFound),
    ):  # fmt: skip
        with pytest.raises(error):
            app.act(posts, staff, post, "disable", None, True, occasion=on(who))
    with pytest.raises(NotFound):
        app.get(posts, "none", actor=actor("west.clerk"))
    with pytest.raises(PreconditionFailed):
        app.change(posts, staff, "post0", {"name": "别的"}, occasion=on("nanhu.admin", expected=2))
    assert [each["code"] for each in app.shown(posts.get("post0"), staff, actor("east.clerk"))["actions"]] == []


@pytest.mark.parametrize(
    ("who", "code"), [("nobody", "unknown_person"), ("west.clerk", "unknown_person"), ("east.auditor", "roles_unfit")]
)
def test_a_stand_in_is_a_colleague_who_is_no_administrator(who: str, code: str) -> None:
    staff, posts = people("east.clerk", "west.clerk", "east.auditor"), Posts(on("nanhu.admin"))

    with pytest.raises(InvalidInput) as refused:
        entered(posts, staff, stand_in=who)

    assert (refused.value.errors[0]["field"], refused.value.errors[0]["code"]) == ("stand_in", code)


def test_who_has_left_stands_in_no_more_and_cannot_be_named() -> None:
    staff, posts = people("east.registrar", "east.clerk"), Posts(on("nanhu.admin"))
    post = entered(posts, staff, name="岗位", stand_in="p-east.clerk")
    done(posts, staff, "stand_in")
    assert app.shown(posts.get("post0"), staff, None)["stands_in"]
    assert not app.shown(post, staff, None)["stands_in"]

    steps.act(staff, staff.get("p-east.clerk"), "leave", "退休", occasion=on("nanhu.admin"))

    assert not app.shown(posts.get("post0"), staff, None)["stands_in"]
    (row,) = asked(posts, staff, organs("east"), organ="east", matter="incoming.receive")
    assert (row["stand_ins"], row["says"]) == ([], "仅1人，未定代岗人员")
    with pytest.raises(InvalidInput):
        entered(posts, staff, name="别的", stand_in="p-east.clerk")
    done(posts, staff, "disable")
    assert app.shown(posts.get("post0"), staff, None)["findings"] == []


def test_a_matter_with_two_people_or_a_stand_in_is_covered() -> None:
    staff, posts = people("east.registrar", "east.handler", "east.clerk", "east.director"), Posts(on("nanhu.admin"))
    second = replace(staff.get("p-east.handler"), roles=(RoleName.REGISTRAR,))
    staff.save(second, announcing=second.recorded(), action="import")
    entered(posts, staff, name="主任岗", roles=["director"], matters=[], stand_in="east.clerk")

    rows = {row["matter"]: row for row in asked(posts, staff, organs("east"), organ="east")}

    assert len(rows["incoming.receive"]["people"]) == 2 and rows["incoming.receive"]["says"] == ""
    assert [each["name"] for each in rows["incoming.assess"]["stand_ins"]] == ["east.clerk"]
    assert rows["incoming.assess"]["says"] == "" and not rows["incoming.assess"]["gap"]
    assert {each["organ"]["id"] for each in rows.values()} == {"east"}
    with pytest.raises(NotFound):
        asked(posts, staff, organs("east"), organ="nowhere")
