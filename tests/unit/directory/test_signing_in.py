"""Who signs in, how long it lasts, and what people see of each other's accounts and of organs."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pyotp
import pytest

from services.directory import app
from services.directory.administration import people as accounts
from services.directory.delegations.domain import Delegation
from services.directory.delegations.domain import sees as sees_delegation
from services.directory.domain import OneselfRefused, Organ, OrganKind, Person, RoleName, Room, Session
from services.directory.security import app as security
from services.directory.security.domain import SecurityRules
from shared.actor import Actor
from shared.contracts.directory import SecondFactorSet
from shared.errors import Forbidden, NotFound, SignInLocked, SignInRefused, TransitionRefused, Unauthenticated
from shared.occasion import Key, Occasion
from shared.testing import MemoryCollection
from tests.support.directory import disabled, enabled, left
from tests.support.office import MORNING, PATHS, actor
from tests.unit.directory import repositories
from tests.unit.directory.repositories import Passwords, People, organs, people
from tests.unit.directory.test_security import Factors

PASSWORD, CLERK = "secret, long enough", "p-east.clerk"
SECOND = timedelta(seconds=1)


class Sessions(MemoryCollection[Session]):
    name, service, kind = "sessions", "directory", Session


class Attempts(repositories.Attempts):
    """Also counts what comes from an address."""

    def __init__(self, slowed: datetime | None = None) -> None:
        super().__init__()
        self.slowed, self.failures = slowed, 0

    def begin_from(self, address: str, at: datetime) -> datetime | None:
        return self.slowed

    def failed(self, address: str, at: datetime) -> None:
        self.failures += 1

    def forgive(self, address: str) -> None:
        self.failures = 0

    def take_back(self, name: str, address: str) -> None:
        self.counted[name, address] -= 1


class Door:
    """Where people sign in."""

    def __init__(self, *usernames: str) -> None:
        self.people: People = people(*usernames)
        self.sessions, self.attempts, self.factors = Sessions(self.at()), Attempts(), Factors()
        self.number = 0

    def at(self, at: datetime = MORNING, key: Key | None = None) -> Occasion:
        return Occasion(at, None, key)

    def sign_in(
        self, username: str, password: str = PASSWORD, otp: str | None = None, *, at: datetime = MORNING, key: Key | None = None
    ) -> Session:  # fmt: skip
        self.number += 1
        occasion = self.at(at, key)
        return app.sign_in(
            self.sessions.on(occasion), self.people, self.attempts, Passwords(), self.factors, username, password, "10.1.1.1", otp,
            occasion=occasion, new_id=f"s{self.number}",
        )  # fmt: skip

    def holds(self, session: Session, at: datetime = MORNING) -> Person:
        return app.current_session(self.sessions, self.people, session.id, at=at)[1]

    def change(self, before: Person, after: Person) -> None:
        self.people.save(after, announcing=after.recorded(), action="change")

    def with_factor(self, username: str) -> str:
        secret = pyotp.random_base32()
        self.factors.secrets["f"] = (f"p-{username}", secret, None)
        before = self.people.get(f"p-{username}")
        after = replace(before, factor="f")
        self.people.save(after, announcing=SecondFactorSet(person_id=before.id), action="set_factor")
        return secret


@pytest.fixture
def door() -> Door:
    return Door("east.clerk", "east.director", "lake.clerk")


def test_the_right_password_opens_a_session_of_twelve_hours_and_only_that_one(door: Door) -> None:
    session = door.sign_in("east.clerk")

    assert session.ends_at - MORNING == timedelta(hours=12) and session.renewed_at == MORNING
    assert door.holds(session).username == "east.clerk"
    with pytest.raises(SignInRefused):
        door.sign_in("east.clerk", "another one")
    with pytest.raises(SignInRefused):
        door.sign_in("nobody.there")
    assert door.attempts.failures == 2
    door.sign_in("east.clerk")
    assert door.attempts.failures == 0 and ("east.clerk", "10.1.1.1") not in door.attempts.counted


def test_a_closed_account_opens_with_no_password(door: Door) -> None:
    before = door.people.get(CLERK)
    door.change(before, disabled(before)[0])

    with pytest.raises(SignInRefused):
        door.sign_in("east.clerk")


def test_after_five_failures_the_right_password_waits_too(door: Door) -> None:
    for _ in range(5):
        with pytest.raises(SignInRefused):
            door.sign_in("east.clerk", "a guess")

    with pytest.raises(SignInLocked):
        door.sign_in("east.clerk")
    door.sign_in("east.director")


def test_a_slowed_address_waits_whoever_comes_from_there(door: Door) -> None:
    door.attempts.slowed = MORNING + timedelta(minutes=1)

    with pytest.raises(SignInLocked) as refused:
        door.sign_in("east.clerk")
    assert refused.value.message.startswith(security.FROM_HERE) and "1分钟" in refused.value.message


def test_a_repeated_request_finds_its_session_until_that_is_ended(door: Door) -> None:
    key = Key("k", "print")
    first = door.sign_in("east.clerk", key=key)

    assert len(first.id) == 32
    assert app.sessions_that_hold(door.sessions, door.people, [first.id, "none"], at=MORNING) == {first.id: 1}
    app.sign_out(door.sessions, first.id)
    app.sign_out(door.sessions, first.id)
    again = door.sign_in("east.clerk", key=key)
    assert again.id != first.id and door.holds(again).id == CLERK
    with pytest.raises(Unauthenticated):
        door.holds(first)
    assert app.sessions_that_hold(door.sessions, door.people, [first.id, again.id], at=MORNING) == {again.id: 1}


def test_nobody_holds_a_session_that_was_never_opened_or_is_over(door: Door) -> None:
    session = door.sign_in("east.clerk")

    with pytest.raises(Unauthenticated):
        app.current_session(door.sessions, door.people, "s99", at=MORNING)
    door.holds(session, session.ends_at - SECOND)
    with pytest.raises(Unauthenticated):
        door.holds(session, session.ends_at)
    with pytest.raises(Unauthenticated):
        app.renew(door.sessions, door.people, session.id, occasion=door.at(session.ends_at))
    renewed = app.renew(door.sessions, door.people, session.id, occasion=door.at(MORNING + timedelta(minutes=9)))
    assert renewed.renewed_at == MORNING + timedelta(minutes=9) and renewed.ends_at == session.ends_at


def test_who_has_a_second_factor_needs_it_and_a_wrong_one_counts(door: Door) -> None:
    secret = door.with_factor("east.clerk")
    right = pyotp.TOTP(secret).at(MORNING)

    with pytest.raises(security.OneTimeNeeded):
        door.sign_in("east.clerk")
    assert door.attempts.counted == {("east.clerk", "10.1.1.1"): 0} and door.attempts.failures == 0
    with pytest.raises(security.OneTimeWrong):
        door.sign_in("east.clerk", otp="000000" if right != "000000" else "000001")
    assert door.attempts.failures == 1
    door.sign_in("east.clerk", otp=right)
    with pytest.raises(security.OneTimeWrong):
        door.sign_in("east.clerk", otp=right)


def test_a_repeated_request_may_use_its_one_time_password_again_while_its_session_holds(door: Door) -> None:
    right, key = pyotp.TOTP(door.with_factor("east.clerk")).at(MORNING), Key("k", "print")
    first = door.sign_in("east.clerk", otp=right, key=key)

    assert door.holds(first).id == CLERK
    with pytest.raises(security.OneTimeWrong):  # another request
        door.sign_in("east.clerk", otp=right, key=Key("l", "print"))
    app.sign_out(door.sessions, first.id)
    with pytest.raises(security.OneTimeWrong):
        door.sign_in("east.clerk", otp=right, key=key)


def test_people_and_organs_of_another_district_are_not_found(door: Door) -> None:
    reader = actor("east.clerk")

    assert app.person(door.people, "east.director", actor=reader).id == "p-east.director"
    for hidden in ("lake.clerk", "p-lake.clerk", "nobody"):
        with pytest.raises(NotFound):
            app.person(door.people, hidden, actor=reader)
    assert app.organ(organs(), "west", actor=reader).id == "west"
    with pytest.raises(NotFound):
        app.organ(organs(), "lake", actor=reader)


def test_a_history_is_for_administrators_and_a_person_reads_their_own(door: Door) -> None:
    def history(of: str, reader: Actor) -> int:
        return len(app.person_history(door.people, of, actor=reader, cursor=None, limit=9).items)

    assert history(CLERK, actor("east.clerk")) == 1 and history(CLERK, actor("nanhu.admin")) == 1
    with pytest.raises(Forbidden):
        history(CLERK, actor("east.director"))
    with pytest.raises(Forbidden):
        app.organ_history(organs(), "east", actor=actor("east.director"), cursor=None, limit=9)
    assert app.organ_history(organs(), "east", actor=actor("nanhu.admin"), cursor=None, limit=9).items


def test_closed_accounts_are_listed_for_administrators_only(door: Door) -> None:
    with pytest.raises(Forbidden):
        app.people_of(door.people, organs(), None, active=False, actor=actor("east.director"), cursor=None, limit=9)


def admin(role: str, organ: str = "nanhu") -> Actor:
    return Actor(f"p-{role}", role, role, organ, PATHS[organ], frozenset({role}))


def steps(person: Person, reader: Actor | None) -> set[str]:
    return {each["code"] for each in app.shown_person(person, reader)["actions"]}


def test_everybody_may_do_with_an_account_what_their_post_allows(door: Door) -> None:
    clerk, keyed = door.people.get(CLERK), replace(door.people.get(CLERK), factor="f")
    auditor = replace(clerk, roles=(RoleName.AUDITOR,))

    assert steps(clerk, actor("east.clerk")) == {"change_password"}
    assert (
        steps(clerk, actor("east.director")) == steps(clerk, None) == steps(clerk, admin("security", "beihu")) == set()
    )
    assert steps(clerk, admin("district_admin")) == {"move", "leave"}
    assert steps(replace(clerk, active=False), admin("district_admin")) == {"move"}
    assert steps(auditor, admin("district_admin")) == set() and steps(auditor, admin("system")) == {"move", "leave"}
    assert steps(clerk, admin("security")) == {"disable", "reset_password", "unlock"}
    assert steps(keyed, admin("security")) == {"disable", "reset_password", "unlock", "remove_factor"}
    assert steps(replace(clerk, active=False), admin("security")) == {"enable", "reset_password", "unlock"}


def test_whether_somebody_has_a_second_factor_is_for_them_and_the_security_administrator(door: Door) -> None:
    keyed = replace(door.people.get(CLERK), factor="f")

    def told(reader: Actor | None) -> Any:
        return app.shown_person(keyed, reader)["second_factor"]

    assert told(actor("east.clerk")) is True and told(admin("security")) is True
    assert told(actor("east.director")) is None and told(None) is None
    assert app.shown_person(replace(keyed, factor=None), actor("east.clerk"))["second_factor"] is False


def test_that_an_account_is_locked_is_for_the_security_administrator(door: Door) -> None:
    clerk = door.people.get(CLERK)
    for _ in range(5):
        door.attempts.begin(clerk.username, "203.0.113.5", MORNING)

    def told(reader: Actor | None) -> Any:
        locks = app.locks_of([clerk], door.attempts, reader, MORNING)
        return app.shown_person(clerk, reader, locks)["locked_until"]

    assert told(admin("security")) is not None
    assert told(actor("east.clerk")) is None and told(admin("system")) is None and told(None) is None


def test_the_roles_that_somebody_stands_in_for_are_shown_to_themselves(door: Door) -> None:
    acting = replace(door.people.get(CLERK), acting=(RoleName.DIRECTOR,))

    assert set(app.shown_person(acting, actor("east.clerk"))["roles"]) == {"clerk", "director"}
    assert app.shown_person(acting, actor("east.director"))["roles"] == ["clerk"]
    assert app.shown_person(acting, actor("east.director"))["acting"] == ["director"]


def test_a_session_tells_its_person_what_comes_first(door: Door) -> None:
    session, clerk = door.sign_in("east.clerk"), door.people.get(CLERK)

    shown = app.shown_session(session, clerk, SecurityRules(id="nanhu"))
    assert shown["person"]["actions"][0]["code"] == "change_password"
    assert (
        app.shown_session(session, replace(clerk, must_change=True), SecurityRules(id="nanhu"))["first"]
        != shown["first"]
    )


def test_an_organ_is_moved_and_disabled_by_the_administrator_of_its_district_and_a_bureau_by_nobody() -> None:
    found = organs()

    def offered(organ: Organ, reader: Actor | None) -> set[str]:
        return {each["code"] for each in app.shown_organ(organ, reader)["actions"]}

    east = found.get("east")
    assert offered(east, admin("district_admin")) == {"move", "disable"}
    assert offered(replace(east, active=False), admin("district_admin")) == {"enable", "move"}
    assert offered(east, admin("district_admin", "beihu")) == offered(east, actor("east.director")) == set()
    assert offered(found.get("nanhu"), admin("district_admin")) == offered(east, None) == set()


def test_an_account_is_closed_by_security_and_never_ones_own(door: Door) -> None:
    clerk, keeper = door.people.get(CLERK), admin("security")

    with pytest.raises(Forbidden):
        accounts.act(door.people, clerk, "disable", "离校", occasion=Occasion(MORNING, admin("district_admin")))
    with pytest.raises(OneselfRefused):
        own = replace(keeper, person_id=clerk.id)
        accounts.act(door.people, clerk, "disable", "离校", occasion=Occasion(MORNING, own))
    closed = accounts.act(door.people, clerk, "disable", "离校", occasion=Occasion(MORNING, keeper))
    assert not closed.active
    with pytest.raises(TransitionRefused):
        accounts.act(door.people, clerk, "disable", "离校", occasion=Occasion(MORNING, keeper))
    assert accounts.act(door.people, clerk, "enable", "返校", occasion=Occasion(MORNING, keeper)).active


def test_who_leaves_keeps_no_role_and_no_session(door: Door) -> None:
    session, clerk = door.sign_in("east.clerk"), door.people.get(CLERK)
    door.change(clerk, left(clerk)[0])
    gone = door.people.get(CLERK)

    assert not gone.active and not gone.roles and gone.session_version == clerk.session_version + 1
    door.change(gone, enabled(gone)[0])
    with pytest.raises(Unauthenticated):
        door.holds(session)
    with pytest.raises(TransitionRefused):
        left(replace(gone, active=False))


def test_further_rooms_are_entered_at_once_and_any_other_change_is_a_change_of_the_organ() -> None:
    east = Organ(id="east", kind=OrganKind.CAMPUS, name="东校区", short_name="东", parent="shiyan", path=PATHS["east"])
    hall = Room(id="r1", name="礼堂", seats=300)
    with_hall = replace(east, rooms=(hall,))

    assert east.with_rooms_of(with_hall) == with_hall and east.with_rooms_of(east) == east
    assert with_hall.with_rooms_of(east) is None, "a room does not disappear unseen"
    assert east.with_rooms_of(replace(with_hall, name="东区")) is None


def test_a_delegation_is_known_to_both_and_to_the_director_of_that_organ() -> None:
    day = MORNING.date()
    given = Delegation(
        id="d", organ="east", delegator="p-east.leader", delegator_name="", delegate="p-east.handler",
        delegate_name="", from_on=day, until_on=day, kinds=(), reason="出差",
    )  # fmt: skip

    may = {who for who in ("east.leader", "east.handler", "east.director", "east.clerk", "west.director", "east.registrar")
           if sees_delegation(given, actor(who))}  # fmt: skip
    assert may == {"east.leader", "east.handler", "east.director"}
