"""Use cases of passwords, locks and the second factor."""

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from services.directory.domain import PasswordWrong, Person, RoleName, of_district
from services.directory.security import factor
from services.directory.security.domain import SecurityRules, fit_password
from services.directory.steps import PERSON
from shared import usecase
from shared.actor import Actor
from shared.contracts.directory import RecoveryCodeUsed
from shared.errors import Forbidden, Refused, SignInLocked, Unauthenticated, VersionConflict
from shared.occasion import Occasion
from shared.office import fault, faulty
from shared.shown import Shown
from shared.usecase import Repository
from shared.workflow import Context

if TYPE_CHECKING:
    from services.directory.security import api

SECURITY = "security"
SIGNED_IN = "signed in"
"""The address used for wrong old passwords, so that they do not lock the sign-in."""
SECOND = "second factor"
"""The address used for wrong one-time passwords: their author knows the password, so they count from anywhere."""


class OneTimeNeeded(Unauthenticated):
    """请输入动态口令。"""

    code = "otp_needed"


class OneTimeWrong(Unauthenticated):
    """动态口令不正确，或者已经用过，请等待下一个。"""

    code = "otp_wrong"


People = Repository[Person]
"""The repository of people."""


Rules = Repository[SecurityRules]
"""The rules of the districts."""


class Attempts(Protocol):
    """The counters of failed sign-ins."""

    def begin(self, name: str, address: str, at: datetime) -> datetime | None: ...
    def forget(self, name: str, address: str) -> None: ...
    def forget_all(self, name: str) -> None: ...


class Passwords(Protocol):
    """The password hasher."""

    def hash(self, password: str) -> str: ...
    def matches(self, hashed: str | None, password: str) -> bool: ...


class Factors(Protocol):
    """The store of the secrets of second factors."""

    def propose(self, factor: str, person: str, secret: str, at: datetime) -> None: ...
    def secret(self, factor: str, person: str, at: datetime) -> str | None: ...
    def keep(self, factor: str) -> None: ...
    def drop(self, factor: str) -> None: ...
    def use(self, factor: str, step: int, at: datetime) -> bool: ...


def rules_of(rules: Rules, district: str) -> SecurityRules:
    """Return the rules of a district, or the defaults until it sets its own."""
    return rules.find(district) or SecurityRules(id=district)


def set_rules(rules: Rules, wanted: Mapping[str, Any], *, occasion: Occasion) -> SecurityRules:
    """Set the rules of the actor's district; only the security administrator may."""
    actor = occasion.person
    if not actor.holds(SECURITY):
        raise Forbidden("安全策略由安全管理员设定。")
    standing = rules.get(actor.district) if rules.find(actor.district) is not None else None
    before = standing or SecurityRules(id=actor.district)
    before.expect(occasion.expected)
    said = {name: value for name, value in wanted.items() if value is not None}
    if "second_factor_for" in said:
        said["second_factor_for"] = tuple(RoleName(each) for each in dict.fromkeys(said["second_factor_for"]))
    after = replace(before, **said)
    if standing is not None:
        return rules.save(after, announcing=after.event(), action="change")
    return rules.add(after, announcing=after.event(), action="change")


def reset_password(
    people: People,
    rules: Rules,
    passwords: Passwords,
    person_id: str,
    comment: str | None,
    issued: str,
    *,
    occasion: Occasion,
) -> Person:
    """Issue a password that its owner must change; all their sessions end."""

    def gather(before: Person) -> Context:
        said = {"hashed": passwords.hash(issued), "keep": max(1, rules_of(rules, before.path[0]).former)}
        return Context(occasion.person, occasion.at, comment or "", said)

    return usecase.act(people, PERSON, person_id, "reset_password", sees=of_district, occasion=occasion, gather=gather)


def unlock(people: People, attempts: Attempts, person_id: str, comment: str | None, *, occasion: Occasion) -> Person:
    """End a lock caused by wrong passwords or one-time passwords."""
    saved = usecase.act(people, PERSON, person_id, "unlock", comment, sees=of_district, occasion=occasion)
    attempts.forget_all(saved.username)
    return saved


def remove_factor_of(
    people: People, factors: Factors, person_id: str, comment: str | None, *, occasion: Occasion
) -> Person:
    """Remove the second factor of a person who lost it; all their sessions end."""
    dropped = list[str]()
    saved = usecase.act(
        people, PERSON, person_id, "remove_factor", comment, sees=of_district, occasion=occasion,
        weigh=lambda before, context, taken: dropped.append(str(before.factor)),
    )  # fmt: skip
    factors.drop(dropped[-1])
    return saved


def change_password(
    people: People,
    rules: Rules,
    attempts: Attempts,
    passwords: Passwords,
    actor: Actor,
    old: str,
    new: str,
    *,
    at: datetime,
) -> None:
    """Change the actor's own password; all sessions end. Wrong guesses at the old one count as failed sign-ins."""
    person = people.get(actor.person_id)
    _same_person(person, attempts, passwords, old, at, field="old_password")
    kept = rules_of(rules, person.path[0])
    fit_password(person, old, new, kept, used_before=lambda hashed: passwords.matches(hashed, new))
    said = {"hashed": passwords.hash(new), "keep": max(1, kept.former)}
    usecase.take(people, PERSON, person, "change_password", Context(actor, at, said=said))


def sign_out_everywhere(people: People, *, occasion: Occasion) -> None:
    """End all of the actor's sessions, including those on devices out of reach."""
    actor = occasion.person
    usecase.take(people, PERSON, people.get(actor.person_id), "sign_out_everywhere", Context(actor, occasion.at))


def begin_factor(
    people: People, factors: Factors, attempts: Attempts, passwords: Passwords, password: str, *, occasion: Occasion
) -> "Shown[api.ProposedFactor]":
    """Propose a new secret after checking the password; it takes effect once confirmed."""
    person = people.get(occasion.person.person_id)
    _same_person(person, attempts, passwords, password, occasion.at, field="password")
    if person.factor is not None:
        raise Refused("您已设置动态口令，请先取消，再重新设置。")
    secret = factor.new_secret()
    factors.propose(_proposed(person), person.id, secret, occasion.at)
    return factor.set_up(secret, person.username)


def confirm_factor(people: People, factors: Factors, typed: str, *, occasion: Occasion) -> list[str]:
    """Activate a proposed secret after its first one-time password; return the recovery codes, once."""
    person = people.get(occasion.person.person_id)
    name = _proposed(person)
    secret = factors.secret(name, person.id, occasion.at)
    if person.factor is not None or secret is None:
        raise Refused("请先取得新的密钥，再输入动态口令（密钥15分钟内有效）。")
    step = factor.step_of(secret, typed, occasion.at)
    if step is None:
        message = "动态口令不正确，请核对手机的时间后再试"
        raise fault("otp", "otp_wrong", message)
    factors.keep(name)
    factors.use(name, step, occasion.at)
    return _with_codes(people, person, "set_factor", occasion, factor=name)


def renew_codes(
    people: People, attempts: Attempts, passwords: Passwords, password: str, *, occasion: Occasion
) -> list[str]:
    """Generate new recovery codes; the former ones become invalid."""
    person = people.get(occasion.person.person_id)
    _same_person(person, attempts, passwords, password, occasion.at, field="password")
    if person.factor is None:
        raise Refused("您尚未设置动态口令。")
    return _with_codes(people, person, "renew_codes", occasion)


def remove_factor(
    people: People,
    rules: Rules,
    factors: Factors,
    attempts: Attempts,
    passwords: Passwords,
    password: str,
    *,
    occasion: Occasion,
) -> None:
    """Remove the actor's second factor, unless their roles require it."""
    person = people.get(occasion.person.person_id)
    _same_person(person, attempts, passwords, password, occasion.at, field="password")
    if person.factor is None:
        raise Refused("您尚未设置动态口令。")
    demanded = rules_of(rules, person.path[0]).second_factor_for
    if any(role in demanded for role in person.powers):
        raise Forbidden("您的岗位须使用动态口令，不能取消；更换手机请联系安全管理员。")
    usecase.take(people, PERSON, person, "drop_factor", Context(occasion.person, occasion.at))
    factors.drop(person.factor)


HERE = "这个账号从您所在的网络地址登录，连续多次没有成功"
"""Message for a name locked at an address: its reader may not be the guesser."""
FROM_HERE = "从您所在的网络地址登录，多次没有成功（也可能是他人所为）"
"""Message for a slowed address, which many share: its reader's password may be correct."""
OTP = "动态口令连续输错"


def locked(until: datetime, at: datetime, why: str = "密码连续输错") -> SignInLocked:
    """Build the refusal of a locked sign-in, with the time of the next attempt."""
    seconds = max(1, int((until - at).total_seconds()))
    wait = f"{seconds}秒" if seconds < 60 else f"{-(-seconds // 60)}分钟"
    return SignInLocked(f"{why}，请{wait}后再试。", retry_after=seconds)


def check_factor(
    people: People,
    factors: Factors,
    attempts: Attempts,
    person: Person,
    typed: str | None,
    at: datetime,
    *,
    again: bool,
) -> None:
    """Check the second factor at sign-in; `again`: a repeat of the request that used the one-time password."""
    if person.factor is None:
        return
    if not typed:
        raise OneTimeNeeded()
    until = attempts.begin(person.username, SECOND, at)
    if until is not None:
        raise locked(until, at, OTP)
    if not (
        _used_code(people, person, typed) if factor.is_code(typed) else _used_step(factors, person, typed, at, again)
    ):
        raise OneTimeWrong()
    attempts.forget(person.username, SECOND)


def _used_step(factors: Factors, person: Person, typed: str, at: datetime, again: bool) -> bool:
    assert person.factor is not None
    secret = factors.secret(person.factor, person.id, at)
    step = None if secret is None else factor.step_of(secret, typed, at)
    return step is not None and (factors.use(person.factor, step, at) or again)


def _used_code(people: People, person: Person, typed: str) -> bool:
    left = factor.without(person.recovery, typed)
    if left is None:
        return False
    with suppress(VersionConflict):  # of two who use one code at once, one signs in
        event = RecoveryCodeUsed(person_id=person.id, left=len(left))
        people.save(replace(person, recovery=left), announcing=event, action="use_code")
        return True
    return False


def _with_codes(people: People, person: Person, action: str, occasion: Occasion, **more: str) -> list[str]:
    codes = factor.new_codes()
    changes = {"recovery": tuple(factor.hashed_code(each) for each in codes), **more}
    context = Context(occasion.person, occasion.at, said={"changes": changes})
    usecase.take(people, PERSON, person, action, context)
    return codes


def _proposed(person: Person) -> str:
    """Return the id of the person's next secret; each id is used once."""
    return hashlib.sha256(f"{person.id}:{person.session_version}".encode()).hexdigest()[:32]


def _same_person(
    person: Person, attempts: Attempts, passwords: Passwords, said: str, at: datetime, *, field: str
) -> None:
    until = attempts.begin(person.username, SIGNED_IN, at)
    if until is not None:
        raise locked(until, at)
    if not passwords.matches(person.password, said):
        raise PasswordWrong(errors=[faulty(field, "password_wrong", "原密码不正确。")])
    attempts.forget(person.username, SIGNED_IN)


def shown_rules(rules: SecurityRules) -> "Shown[api.SecurityRules]":
    """Return the rules of a district."""
    return {
        "version": rules.version,
        "least": rules.least,
        "classes": rules.classes,
        "former": rules.former,
        "days": rules.days,
        "second_factor_for": [each.value for each in rules.second_factor_for],
        "says": rules.says(),
    }
