"""Passwords by the district's data, resets, locks, and one-time passwords with their recovery codes."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pyotp
import pytest

from services.directory.domain import PasswordWrong, Person
from services.directory.security import app, factor
from services.directory.security.domain import PasswordUnfit, SecurityRules
from shared.actor import Actor
from shared.errors import Forbidden, InvalidInput, PreconditionFailed, Refused, SignInLocked
from shared.occasion import Occasion
from tests.support.office import MORNING, PATHS, on
from tests.unit.directory.repositories import Attempts, Passwords, People, Rules, people

OLD, NEW = "secret, long enough", "Another-2026"


class Factors:
    def __init__(self) -> None:
        self.secrets: dict[str, tuple[str, str, datetime | None]] = {}
        self.used: set[tuple[str, int]] = set()

    def propose(self, factor: str, person: str, secret: str, at: datetime) -> None:
        self.secrets[factor] = (person, secret, at + timedelta(minutes=15))

    def secret(self, factor: str, person: str, at: datetime) -> str | None:
        who, secret, until = self.secrets.get(factor, ("", "", None))
        return secret if who == person and (until is None or at < until) else None

    def keep(self, factor: str) -> None:
        self.secrets[factor] = (*self.secrets[factor][:2], None)

    def drop(self, factor: str) -> None:
        del self.secrets[factor]

    def use(self, factor: str, step: int, at: datetime) -> bool:
        fresh = (factor, step) not in self.used
        self.used.add((factor, step))
        return fresh


def security() -> Occasion:
    return Occasion(
        MORNING, Actor("p-security", "security", "security", "nanhu", PATHS["nanhu"], frozenset({"security"}))
    )


def ruled(**wanted: Any) -> Rules:
    rules = Rules(security())
    app.set_rules(rules, wanted, occasion=security())
    return rules


def change(kept: People, rules: Rules, new: str, old: str = OLD, at: datetime = MORNING, attempts: Any = None) -> None:
    me = kept.get("p-east.clerk").actor()
    app.change_password(kept, rules, attempts or Attempts(), Passwords(), me, old, new, at=at)


def test_a_password_meets_what_the_district_demands() -> None:
    kept, rules = people("east.clerk"), ruled(least=12, classes=3)

    for unfit in ("Short-1", "all small letters", "EAST.CLERK", OLD):
        with pytest.raises(PasswordUnfit) as refused:
            change(kept, rules, unfit)
        assert "12至128个字符" in refused.value.message
    assert kept.get("p-east.clerk").version == 1
    change(kept, rules, NEW)
    assert Passwords().matches(kept.get("p-east.clerk").password, NEW)


def test_a_password_of_before_does_not_come_back_as_long_as_the_district_says() -> None:
    kept, rules = people("east.clerk"), ruled(former=3)

    for old, new in (
        (OLD, "first of three"),
        ("first of three", "second of three"),
        ("second of three", "third of three"),
    ):
        change(kept, rules, new, old)
    with pytest.raises(PasswordUnfit):
        change(kept, rules, "first of three", "third of three")
    change(kept, rules, OLD, "third of three")


def test_guesses_at_the_old_password_are_counted() -> None:
    kept, attempts = people("east.clerk"), Attempts()

    for _ in range(5):
        with pytest.raises(PasswordWrong):
            change(kept, ruled(), NEW, "wrong", attempts=attempts)
    with pytest.raises(SignInLocked):
        change(kept, ruled(), NEW, attempts=attempts)


def test_an_issued_password_is_changed_first_and_one_that_aged_too() -> None:
    kept, rules = people("east.clerk"), ruled(days=90)
    one = rules.get("nanhu")

    reset = app.reset_password(
        kept, rules, Passwords(), "p-east.clerk", "本人遗忘", "Issued-2026-x", occasion=security()
    )

    assert (one.first(reset, MORNING), reset.session_version) == ("password", 2)
    change(kept, rules, NEW, "Issued-2026-x")
    after = kept.get("p-east.clerk")
    assert one.first(after, MORNING + timedelta(days=89)) is None
    assert one.first(after, MORNING + timedelta(days=90)) == "password"
    assert SecurityRules(id="nanhu").first(after, MORNING + timedelta(days=900)) is None


def test_a_lock_is_ended_wherever_it_came_from() -> None:
    kept, attempts = people("east.clerk"), Attempts()
    for address in ("1.2.3.4", "5.6.7.8"):
        attempts.begin("east.clerk", address, MORNING)

    app.unlock(kept, attempts, "p-east.clerk", "本人到场核实", occasion=security())

    assert attempts.counted == {}
    assert kept.announced[-1][1]["action"] == "unlock"


def test_only_the_security_administrator_sets_the_rules() -> None:
    for who in ("nanhu.admin", "east.director"):
        with pytest.raises(Forbidden):
            app.set_rules(Rules(on(who)), {"least": 12}, occasion=on(who))


def set_up(kept: People, factors: Factors) -> tuple[Person, pyotp.TOTP, list[str]]:
    me = Occasion(MORNING, kept.get("p-east.clerk").actor())
    shown = app.begin_factor(kept, factors, Attempts(), Passwords(), OLD, occasion=me)
    maker = pyotp.TOTP(shown["secret"])
    codes = app.confirm_factor(kept, factors, maker.at(MORNING - timedelta(seconds=30)), occasion=me)
    return kept.get("p-east.clerk"), maker, codes


def checked(
    kept: People, factors: Factors, typed: str | None, at: datetime = MORNING, attempts: Any = None, again: bool = False
) -> None:
    person = kept.get("p-east.clerk")
    app.check_factor(kept, factors, attempts or Attempts(), person, typed, at, again=again)


def test_a_one_time_password_opens_once_and_only_for_a_minute_and_a_half() -> None:
    kept, factors = people("east.clerk"), Factors()
    checked(kept, factors, None)
    _, maker, _ = set_up(kept, factors)

    with pytest.raises(app.OneTimeNeeded):
        checked(kept, factors, None)
    for seconds in (-61, 61, 600):
        with pytest.raises(app.OneTimeWrong):
            checked(kept, factors, maker.at(MORNING + timedelta(seconds=seconds)))
    checked(kept, factors, maker.at(MORNING))
    with pytest.raises(app.OneTimeWrong):
        checked(kept, factors, maker.at(MORNING))
    checked(kept, factors, maker.at(MORNING), again=True)
    checked(kept, factors, maker.at(MORNING + timedelta(seconds=30)))


def test_guesses_at_a_one_time_password_are_counted_wherever_they_come_from() -> None:
    kept, factors, attempts = people("east.clerk"), Factors(), Attempts()
    _, maker, _ = set_up(kept, factors)

    for _ in range(5):
        with pytest.raises(app.OneTimeWrong):
            checked(kept, factors, "000000", attempts=attempts)
    with pytest.raises(SignInLocked):
        checked(kept, factors, maker.at(MORNING), attempts=attempts)


def test_a_recovery_code_opens_once_and_the_trail_says_so() -> None:
    kept, factors = people("east.clerk"), Factors()
    _, _, codes = set_up(kept, factors)

    assert (len(codes), len(set(codes))) == (10, 10)
    checked(kept, factors, codes[3].upper().replace("-", " "))
    with pytest.raises(app.OneTimeWrong):
        checked(kept, factors, codes[3])
    assert kept.announced[-1][1]["data"]["left"] == 9
    assert not any(code in str(kept.records) for code in codes)


def test_a_secret_holds_only_after_its_person_proved_to_have_it_and_stays_out_of_the_journal() -> None:
    kept, factors = people("east.clerk"), Factors()
    me = Occasion(MORNING, kept.get("p-east.clerk").actor())

    with pytest.raises(PasswordWrong):
        app.begin_factor(kept, factors, Attempts(), Passwords(), "wrong", occasion=me)
    with pytest.raises(Refused):
        app.confirm_factor(kept, factors, "123456", occasion=me)
    shown = app.begin_factor(kept, factors, Attempts(), Passwords(), OLD, occasion=me)
    with pytest.raises(InvalidInput):
        app.confirm_factor(kept, factors, "000000", occasion=me)
    assert kept.get("p-east.clerk").factor is None
    late = Occasion(MORNING + timedelta(minutes=15), me.actor)
    with pytest.raises(Refused):
        app.confirm_factor(kept, factors, pyotp.TOTP(shown["secret"]).at(late.at), occasion=late)
    set_up(kept, factors)
    assert shown["secret"] not in str(kept.records) and kept.get("p-east.clerk").factor is not None
    with pytest.raises(Refused):
        app.begin_factor(kept, factors, Attempts(), Passwords(), OLD, occasion=me)


def test_a_role_may_demand_a_second_factor_which_its_bearer_then_cannot_remove() -> None:
    kept, factors = people("east.clerk"), Factors()
    rules = ruled(second_factor_for=["clerk"])
    before = kept.get("p-east.clerk")
    assert rules.get("nanhu").first(before, MORNING) == "second_factor"
    person, _, _ = set_up(kept, factors)
    me = Occasion(MORNING, person.actor())

    assert rules.get("nanhu").first(person, MORNING) is None
    with pytest.raises(Forbidden):
        app.remove_factor(kept, rules, factors, Attempts(), Passwords(), OLD, occasion=me)
    app.remove_factor_of(kept, factors, person.id, "手机遗失", occasion=security())
    after = kept.get(person.id)
    assert (after.factor, after.recovery, factors.secrets) == (None, (), {})
    assert after.session_version == person.session_version + 1
    set_up(kept, factors)
    app.remove_factor(kept, ruled(), factors, Attempts(), Passwords(), OLD, occasion=me)


def test_a_qr_code_is_one_path_and_names_the_account() -> None:
    shown = factor.set_up("JBSWY3DPEHPK3PXP", "east.clerk")

    assert "east.clerk" in shown["uri"] and shown["uri"].startswith("otpauth://totp/")
    assert shown["qr"]["path"].startswith("M0 0h1v1h-1z") and shown["qr"]["size"] >= 21


def test_the_security_administrator_changes_one_rule_and_the_others_stay() -> None:
    rules = ruled(least=12, days=90, second_factor_for=["leader", "clerk", "leader"])

    app.set_rules(rules, {"least": None, "classes": 3, "days": 0}, occasion=security())

    found = rules.get("nanhu")
    assert (found.version, found.least, found.classes, found.days) == (2, 12, 3, 0)
    assert app.shown_rules(found)["second_factor_for"] == ["leader", "clerk"]
    with pytest.raises(PreconditionFailed):
        app.set_rules(rules, {"least": 20}, occasion=replace(security(), expected=1))
    assert rules.get("nanhu").least == 12


def test_whoever_set_no_second_factor_has_none_to_renew_or_remove() -> None:
    kept, me = people("east.clerk"), on("east.clerk")

    with pytest.raises(Refused, match="尚未设置"):
        app.renew_codes(kept, Attempts(), Passwords(), OLD, occasion=me)
    with pytest.raises(Refused, match="尚未设置"):
        app.remove_factor(
            kept, ruled(second_factor_for=["clerk"]), Factors(), Attempts(), Passwords(), OLD, occasion=me
        )
    with pytest.raises(Refused, match="没有设置"):
        app.remove_factor_of(kept, Factors(), "p-east.clerk", "手机遗失", occasion=security())
    assert kept.get("p-east.clerk").version == 1


def test_new_recovery_codes_take_the_place_of_the_former_ones() -> None:
    kept, factors = people("east.clerk"), Factors()
    person, _, former = set_up(kept, factors)
    with pytest.raises(PasswordWrong):
        app.renew_codes(kept, Attempts(), Passwords(), "wrong", occasion=Occasion(MORNING, person.actor()))

    new = app.renew_codes(kept, Attempts(), Passwords(), OLD, occasion=Occasion(MORNING, person.actor()))

    checked(kept, factors, new[0])
    with pytest.raises(app.OneTimeWrong):
        checked(kept, factors, former[0])


def test_of_two_who_use_one_recovery_code_at_once_one_signs_in() -> None:
    kept, factors = people("east.clerk"), Factors()
    before, _, codes = set_up(kept, factors)

    app.check_factor(kept, factors, Attempts(), before, codes[0], MORNING, again=False)

    with pytest.raises(app.OneTimeWrong):
        app.check_factor(kept, factors, Attempts(), before, codes[0], MORNING, again=False)


def test_who_signed_in_with_a_one_time_password_begins_to_count_anew() -> None:
    kept, factors, attempts = people("east.clerk"), Factors(), Attempts()
    _, _, codes = set_up(kept, factors)

    for code in codes[:7]:
        checked(kept, factors, code, attempts=attempts)
    assert attempts.counted == {}


@pytest.mark.parametrize(
    ("seconds", "wait", "after"),
    [(0, "1秒", 1), (1, "1秒", 1), (59, "59秒", 59), (60, "1分钟", 60), (61, "2分钟", 61), (600, "10分钟", 600)],
)
def test_a_lock_says_when_to_try_again(seconds: int, wait: str, after: int) -> None:
    refused = app.locked(MORNING + timedelta(seconds=seconds), MORNING)

    assert f"请{wait}后再试" in refused.message and refused.details["retry_after"] == after


def test_of_the_last_password_one_is_always_remembered_and_no_more_than_the_district_says() -> None:
    kept, rules = people("east.clerk"), ruled(former=0)
    change(kept, rules, "first of three")
    change(kept, rules, "second of three", "first of three")
    assert kept.get("p-east.clerk").former == ("#first of three",)

    app.reset_password(kept, rules, Passwords(), "p-east.clerk", "遗忘", "Issued-2026-x", occasion=security())

    assert kept.get("p-east.clerk").former == ("#second of three",)


def test_administrators_see_whom_they_act_on_as_it_was_read() -> None:
    kept = people("east.clerk")

    with pytest.raises(PreconditionFailed):
        app.unlock(kept, Attempts(), "p-east.clerk", "核实", occasion=replace(security(), expected=2))


@pytest.mark.parametrize(
    ("new", "fits"),
    [
        ("aB3456789", False), ("aB34567890", True), ("a" * 128, True), ("a" * 129, False), ("EAST.CLERK", False),
        ("二〇二六年冬季安全工作", True),
    ],
)  # fmt: skip
def test_a_password_has_ten_to_a_hundred_and_twenty_eight_characters_and_is_not_the_username(
    new: str, fits: bool
) -> None:
    kept = people("east.clerk")

    if fits:
        change(kept, ruled(), new)
    else:
        with pytest.raises(PasswordUnfit):
            change(kept, ruled(), new)


def test_what_a_district_demands_of_passwords_is_said_as_it_is() -> None:
    plain, strict = SecurityRules(id="nanhu"), SecurityRules(id="nanhu", classes=3, former=5)

    assert plain.says() == "新密码须为10至128个字符，且不得与用户名、原密码相同"
    assert "含小写字母、大写字母、数字、符号中的3类" in strict.says() and "最近5次用过的密码" in strict.says()
    assert (
        "最近2次" in SecurityRules(id="nanhu", former=2).says()
        and "中的2类" in SecurityRules(id="nanhu", classes=2).says()
    )
