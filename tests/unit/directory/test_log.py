"""The auditor's log: every change with what it was before, every sign-in, and no secret."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from services.directory.acts import ORGAN_ACTS, PERSON_ACTS, RULES_ACTS
from services.directory.domain import RoleName
from services.directory.security import app as security
from services.directory.security.domain import SecurityRules
from services.directory.trails.fields import _SHOWN
from services.directory.trails.lines import SIGN_IN, Book, History, Line, Wanted, lines
from shared.calendar import instant_text
from shared.occasion import Occasion
from shared.testing import MemoryCollection
from tests.support.directory import moved, step
from tests.support.office import MORNING, on
from tests.unit.directory.repositories import Organs, Passwords, People, Rules, organs, people

CLERK = "p-east.clerk"


def later(minutes: int) -> datetime:
    return MORNING + timedelta(minutes=minutes)


def acting(who: str, minutes: int) -> Occasion:
    return on(who, hours=minutes / 60)


def book(kind: str, acts: Any, kept: MemoryCollection[Any], begins: dict[str, Any] | None = None) -> Book:
    def histories(wanted: Wanted) -> Iterator[History]:
        since, newest = wanted.since or "", wanted.newest or "~"
        found = [kept.get(each) for each in kept.records]
        found = [each for each in found if instant_text(each.updated_at) >= since and begun(each) <= newest]
        for each in sorted(found, key=lambda each: (each.updated_at, each.id), reverse=True):
            yield each.id, each.updated_at, kept.whole_history(each.id)

    return Book(kind, acts, histories, begins or {})


def begun(record: Any) -> str:
    return instant_text(record.created_at)


class Log:
    def __init__(self) -> None:
        self.organs: Organs = organs()
        self.people: People = people("east.clerk", "east.director")
        self.rules = Rules(on("nanhu.security"))
        self.signed: list[dict[str, Any]] = []

    def read(self, **wanted: Any) -> list[Line]:
        books = [
            book("person", PERSON_ACTS, self.people),
            book("organ", ORGAN_ACTS, self.organs),
            book("rules", RULES_ACTS, self.rules, asdict(SecurityRules(id=""))),
        ]
        signed = sorted(self.signed, key=lambda each: each["at"], reverse=True)
        named = {"east": "东校区", "west": "西校区"}
        return list(lines(books, lambda asked: signed, Wanted(**wanted), lambda one: named.get(one, one)))

    def rename(self, minutes: int, name: str) -> None:
        before = self.organs.get("east")
        after = replace(before, name=name)
        self.organs.on(acting("nanhu.admin", minutes)).save(after, announcing=after.recorded(), action="change")

    def sign_in(self, minutes: int, outcome: str) -> None:
        self.signed.append(
            {"_id": f"{CLERK}:{minutes}", "district": "nanhu", "person": CLERK, "name": "陈", "outcome": outcome,
             "address": "10.1.1.1", "at": later(minutes)}
        )  # fmt: skip


@pytest.fixture
def log() -> Log:
    return Log()


def test_every_change_is_a_line_of_its_own_with_what_it_was_before(log: Log) -> None:
    log.rename(1, "东部校区")
    log.rename(2, "东校区")

    first, second = log.read(kind="organ", since=instant_text(later(1)))
    assert [(each.label, each.name) for each in (first, second)] == [("修改", "东校区"), ("修改", "东部校区")]
    assert first.fields == ({"field": "name", "label": "名称", "before": "东部校区", "after": "东校区"},)
    assert second.fields == ({"field": "name", "label": "名称", "before": "east", "after": "东部校区"},)


def test_security_rules_changed_twice_are_two_lines(log: Log) -> None:
    for minutes, wanted in (
        (1, {"least": 12, "second_factor_for": ["clerk"]}),
        (2, {"least": 10, "second_factor_for": []}),
    ):
        occasion = acting("nanhu.security", minutes)
        security.set_rules(log.rules.on(occasion), wanted, occasion=occasion)

    found = log.read(kind="rules")
    assert [each.label for each in found] == ["修改安全策略", "修改安全策略"]
    assert [(each["label"], each["before"], each["after"]) for each in found[1].fields] == [
        ("密码最少字符数", "10", "12"), ("须用动态口令的角色", "", "文秘"),
    ]  # fmt: skip
    assert [(each["before"], each["after"]) for each in found[0].fields] == [("12", "10"), ("文秘", "")]


def test_a_reset_password_is_a_line_without_the_password(log: Log) -> None:
    after, event = step(log.people.get(CLERK), "reset_password", hashed=Passwords().hash("new one"), keep=1)
    log.people.on(acting("nanhu.security", 3)).save(after, announcing=event, action="reset_password", comment="忘记")

    reset = log.read(person=CLERK)[0]
    assert (reset.label, reset.comment, reset.fields) == ("重置密码", "忘记", ())


def test_no_password_hash_and_no_second_factor_is_a_field_of_the_log() -> None:
    secret = {"password", "former", "factor", "recovery", "session_version"}

    assert not secret & set(_SHOWN["person"])


def test_sign_ins_stand_among_the_changes_by_their_time(log: Log) -> None:
    log.sign_in(1, "sign_in_refused")
    log.rename(2, "东部校区")
    log.sign_in(3, "ok")

    found = [(each.kind, each.label) for each in log.read(since=instant_text(later(1)))]
    assert found == [(SIGN_IN, "登录"), ("organ", "修改"), (SIGN_IN, "登录失败")]


def test_the_log_of_a_person_has_their_acts_and_what_was_done_with_their_account(log: Log) -> None:
    before = log.people.get(CLERK)
    after, event = moved(before, "west", ("nanhu", "lake", "west"), "干事", (RoleName.HANDLER,))
    log.people.on(acting("nanhu.admin", 1)).save(after, announcing=event, action="move", comment="轮岗")
    log.sign_in(2, "ok")
    log.rename(3, "东部校区")

    mine = log.read(person=CLERK, since=instant_text(later(1)))
    assert [each.label for each in mine] == ["登录", "调动"]
    assert ("单位", "东校区", "西校区") in [(each["label"], each["before"], each["after"]) for each in mine[1].fields]
    administrator = mine[1].by
    assert administrator is not None
    assert "修改" in [each.label for each in log.read(person=administrator["id"], since=instant_text(later(1)))]


def test_words_are_sought_in_acts_names_reasons_and_changed_fields(log: Log) -> None:
    log.rename(1, "东部校区")

    assert [each.id for each in log.read(q="东部")] == ["east"]
    assert [each.id for each in log.read(q="修改 east")] == ["east"]
    assert log.read(q="北校区") == []


@pytest.mark.parametrize("length", [1, 2, 5])
def test_pages_follow_each_other_without_gap_or_repeat(log: Log, length: int) -> None:
    for minutes in range(1, 6):
        log.rename(minutes, f"东校区{minutes}")
        log.sign_in(minutes, "ok")

    whole, read, after = log.read(), list[Line](), None
    while page := log.read(after=after)[:length]:
        read, after = read + page, page[-1].place
    assert read == whole and [each.place for each in whole] == sorted((each.place for each in whole), reverse=True)


def test_the_last_day_asked_for_counts_and_the_next_does_not(log: Log) -> None:
    log.rename(1, "东部校区")
    log.rename(2, "东校区")

    asked = {"kind": "organ", "since": instant_text(later(1)), "until": instant_text(later(2))}
    assert [each.name for each in log.read(**asked)] == ["东部校区"]
