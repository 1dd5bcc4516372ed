"""Stand-ins: they have the roles of a post while nobody holds it or its holder is away, and only then."""

from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from services.directory.administration import people as steps
from services.directory.delegations.domain import delegable
from services.directory.domain import RoleName
from services.directory.posts import app, standing
from services.directory.posts.gaps import gaps_of_change
from shared.actor import Actor
from shared.errors import ConfirmationNeeded, InvalidInput, TransitionRefused
from tests.support.directory import disabled, enabled, moved
from tests.support.office import on
from tests.unit.directory.repositories import Posts, people
from tests.unit.directory.repositories import organs as organs_of_directory
from tests.unit.directory.test_posts import asked, entered, organs

HOLDER, OTHER = "p-east.director", "p-east.handler"


def office(**said: Any) -> tuple[Posts, Any, Any]:
    """Return posts, people, and the post of the director, for whom the handler stands in."""
    staff = people("east.director", "east.handler")
    holder = replace(staff.get(HOLDER), post="办公室主任")
    staff.save(holder, announcing=holder.recorded(), action="change")
    posts = Posts(on("nanhu.admin"))
    wanted = {"name": "办公室主任", "roles": ["director"], "matters": [], "stand_in": "east.handler", **said}
    post = entered(posts, staff, **wanted)
    standing.follow(posts, staff, "east")
    return posts, staff, post


def roles(staff: Any, who: str = OTHER) -> set[str]:
    return set(staff.get(who).actor().roles)


def test_a_stand_in_has_the_roles_while_nobody_holds_the_post_and_loses_them_afterwards() -> None:
    posts, staff, _ = office()
    assert roles(staff) == {"handler"}

    gone, event = disabled(staff.get(HOLDER))
    staff.save(gone, announcing=event, action="disable")
    standing.follow(posts, staff, "east")

    assert roles(staff) == {"handler", "director"} == set(staff.get(OTHER).recorded().roles)
    assert staff.get(OTHER).roles == (RoleName.HANDLER,)
    assert delegable(staff.get(OTHER)) == {"handler"}, "what they have as a stand-in is not passed on"
    back, event = enabled(staff.get(HOLDER))
    staff.save(back, announcing=event, action="enable")
    standing.follow(posts, staff, "east")
    assert roles(staff) == {"handler"} and roles(staff, HOLDER) == {"director"}


def test_a_stand_in_acts_while_the_holder_is_recorded_as_away() -> None:
    posts, staff, post = office()

    after = app.act(posts, staff, post.id, "stand_in", "外出学习", occasion=on("nanhu.admin"))
    standing.follow(posts, staff, "east")
    assert after.away and roles(staff) == {"handler", "director"}
    with pytest.raises(TransitionRefused):
        app.act(posts, staff, post.id, "stand_in", "", occasion=on("nanhu.admin"))

    app.act(posts, staff, post.id, "stand_down", "", occasion=on("nanhu.admin"))
    standing.follow(posts, staff, "east")
    assert roles(staff) == {"handler"}


def test_a_closed_post_and_a_stand_in_who_moved_give_nobody_anything() -> None:
    posts, staff, post = office()
    app.act(posts, staff, post.id, "stand_in", "", occasion=on("nanhu.admin"))
    standing.follow(posts, staff, "east")

    gone, event = moved(staff.get(OTHER), "west", ("nanhu", "shiyan", "west"), "教师", (RoleName.HANDLER,))
    staff.save(gone, announcing=event, action="move")
    assert roles(staff) == {"handler"}, "lost with the move itself"
    assert staff.get(OTHER).organs_before == ("east",)

    posts, staff, post = office()
    app.act(posts, staff, post.id, "stand_in", "", occasion=on("nanhu.admin"))
    standing.follow(posts, staff, "east")
    app.act(posts, staff, post.id, "disable", "", occasion=on("nanhu.admin"))
    standing.follow(posts, staff, "east")
    assert roles(staff) == {"handler"} and not posts.get(post.id).away


def test_a_matter_gives_the_role_that_its_steps_wait_for_and_no_administrators() -> None:
    posts, staff, _ = office(name="区管理岗", roles=["district_admin", "security"], matters=["incoming.receive"])
    standing.follow(posts, staff, "east")
    assert roles(staff) == {"handler", "registrar"}


def test_who_answers_for_a_matter_is_the_stand_in_where_nobody_else_does() -> None:
    posts, staff, _ = office()
    gone, event = disabled(staff.get(HOLDER))
    staff.save(gone, announcing=event, action="disable")
    row = asked(posts, staff, organs("east"), organ="east", matter="outgoing.approve")[0]
    assert row["gap"], "nobody acts yet"

    standing.follow(posts, staff, "east")
    row = asked(posts, staff, organs("east"), organ="east", matter="outgoing.approve")[0]
    assert [each["id"] for each in row["people"]] == [OTHER] and not row["gap"]


def test_an_administrator_stands_in_for_nobody() -> None:
    staff = people("east.security")
    with pytest.raises(InvalidInput) as refused:
        entered(Posts(on("nanhu.admin")), staff, stand_in="east.security")
    assert refused.value.errors[0]["code"] == "roles_unfit"


def test_following_twice_changes_nothing() -> None:
    posts, staff, post = office()
    app.act(posts, staff, post.id, "stand_in", "", occasion=on("nanhu.admin"))
    standing.follow(posts, staff, "east")
    before = staff.get(OTHER).version
    standing.follow(posts, staff, "east")
    assert staff.get(OTHER).version == before


def gaps_in(posts: Posts, staff: Any) -> Any:
    return partial(gaps_of_change, staff, posts)


def test_nobody_is_warned_of_a_post_that_a_stand_in_takes_over() -> None:
    posts, staff, post = office()
    admin = {"gaps": gaps_in(posts, staff), "occasion": on("nanhu.admin")}
    assert steps.act(staff, staff.get(HOLDER), "leave", "退休", **admin).active is False

    posts, staff, post = office()
    app.act(posts, staff, post.id, "disable", "", occasion=on("nanhu.admin"))
    with pytest.raises(ConfirmationNeeded):
        steps.act(staff, staff.get(HOLDER), "leave", "退休", gaps=gaps_in(posts, staff), occasion=on("nanhu.admin"))


def test_who_comes_into_a_post_without_its_roles_ends_the_stand_in_after_it_was_said_what_is_missing_then() -> None:
    posts, staff, _ = office()
    gone, event = disabled(staff.get(HOLDER))
    staff.save(gone, announcing=event, action="disable")
    standing.follow(posts, staff, "east")
    assert roles(staff) == {"handler", "director"}
    new = {"username": "neu.director", "name": "新人", "organ": "east", "post": "办公室主任", "roles": []}
    renamed = {"name": None, "post": "办公室主任", "roles": None, "confirm": False}
    admin = {"gaps": gaps_in(posts, staff), "occasion": on("nanhu.admin")}
    where = organs_of_directory()

    with pytest.raises(ConfirmationNeeded, match="本单位将没有办公室主任"):
        steps.enter(staff, where, new, **admin)
    with pytest.raises(ConfirmationNeeded, match="本单位将没有办公室主任"):
        steps.change(staff, where, staff.get(OTHER), renamed, **admin)
    assert staff.by_username("neu.director") is None and staff.get(OTHER).post != "办公室主任"

    assert steps.enter(staff, where, {**new, "confirm": True}, **admin).post == "办公室主任"


def test_a_stand_in_beside_a_delegate_is_confirmed_first() -> None:
    posts, staff, post = office()
    said = "周正国已委托陈晓东办理至2026年11月25日，代岗后两人都能办理"

    with pytest.raises(ConfirmationNeeded, match="代岗后两人都能办理"):
        app.act(posts, staff, post.id, "stand_in", "", delegated=lambda _: [said], occasion=on("nanhu.admin"))
    assert not posts.get(post.id).away

    away = app.act(posts, staff, post.id, "stand_in", "", True, delegated=lambda _: [said], occasion=on("nanhu.admin"))
    assert away.away


def test_locking_the_account_of_the_only_one_says_first_what_nobody_would_answer_for() -> None:
    posts, staff, post = office()
    app.act(posts, staff, post.id, "disable", "", occasion=on("nanhu.admin"))
    holder, security = staff.get(HOLDER), on("nanhu.security")

    with pytest.raises(ConfirmationNeeded, match="本单位将没有办公室主任"):
        steps.act(staff, holder, "disable", "停职", gaps=gaps_in(posts, staff), occasion=security)
    assert steps.act(staff, holder, "disable", "停职", occasion=security).active is False


def test_what_a_stand_in_holds_only_as_such_is_told_apart_to_every_service() -> None:
    posts, staff, post = office()
    app.act(posts, staff, post.id, "stand_in", "外出学习", occasion=on("nanhu.admin"))
    standing.follow(posts, staff, "east")

    person = staff.get(OTHER)

    assert person.recorded().acting == ("director",) and person.actor().acting == {"director"}
    assert Actor.from_wire(person.actor().to_wire()) == person.actor()
    assert person.actor().without_acting().roles == {"handler"}
    assert staff.get(HOLDER).recorded().acting == ()


def test_the_only_leader_stays_the_principal_while_somebody_stands_in() -> None:
    leader, cover = "p-east.leader", "p-east.handler"
    staff = people("east.leader", "east.handler")
    posts = Posts(on("nanhu.admin"))
    holder = replace(staff.get(leader), post="校长")
    staff.save(holder, announcing=holder.recorded(), action="change")
    wanted = {"name": "校长", "roles": ["leader"], "matters": [], "stand_in": "east.handler"}
    post = entered(posts, staff, **wanted)
    app.act(posts, staff, post.id, "stand_in", "外出学习", occasion=on("nanhu.admin"))
    standing.follow(posts, staff, "east")

    (row,) = asked(posts, staff, organs("east"), organ="east", matter="outgoing.sign_important")

    assert not row["gap"] and {each["id"] for each in row["people"]} == {leader, cover}


def test_who_stands_in_leaves_a_gap_that_is_named_before_they_move_or_the_post_is_closed() -> None:
    posts, staff, post = office()
    gone, event = disabled(staff.get(HOLDER))
    staff.save(gone, announcing=event, action="disable")
    standing.follow(posts, staff, "east")

    with pytest.raises(ConfirmationNeeded, match="本单位将没有办公室主任"):
        steps.act(staff, staff.get(OTHER), "leave", "退休", gaps=gaps_in(posts, staff), occasion=on("nanhu.admin"))
    with pytest.raises(ConfirmationNeeded, match="本单位将没有办公室主任"):
        app.act(posts, staff, post.id, "disable", "", occasion=on("nanhu.admin"))
    with pytest.raises(ConfirmationNeeded, match="本单位将没有办公室主任"):
        app.change(posts, staff, post.id, {"stand_in": None}, occasion=on("nanhu.admin"))
    assert posts.get(post.id).active and posts.get(post.id).stand_in == OTHER

    closed = app.act(posts, staff, post.id, "disable", "", True, occasion=on("nanhu.admin"))
    assert not closed.active


def test_the_end_of_standing_in_beside_the_holder_leaves_no_gap() -> None:
    posts, staff, post = office()
    app.act(posts, staff, post.id, "stand_in", "外出学习", occasion=on("nanhu.admin"))
    standing.follow(posts, staff, "east")

    assert not app.act(posts, staff, post.id, "stand_down", "", occasion=on("nanhu.admin")).away
