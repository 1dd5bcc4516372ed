"""Who may close an account, and how long a guesser must wait."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.directory.domain import ADDRESS_FAILURES_ALLOWED, LONGEST_DELAY, Person, RoleName, Session, delay_after
from shared.errors import TransitionRefused, Unauthenticated
from tests.support.directory import disabled, enabled
from tests.support.office import MORNING, PATHS


def person(**fields: object) -> Person:
    return Person(
        id="p1", username="east.clerk", name="陈晓东", organ="east", path=PATHS["east"], post="文秘",
        roles=(RoleName.CLERK,), password="#", **fields,  # type: ignore[arg-type]
    )  # fmt: skip


def session_of(someone: Person) -> Session:
    return Session(
        id="s1", person=someone.id, session_version=someone.session_version, renewed_at=MORNING, ends_at=MORNING + timedelta(hours=1),
    )  # fmt: skip


def test_a_session_of_a_disabled_person_holds_no_more_also_when_the_account_is_opened_again() -> None:
    before = person()
    session = session_of(before)
    session.check(before, MORNING)

    closed, recorded = disabled(before)
    again, _ = enabled(closed)

    assert not recorded.to_wire()["active"] and again.active
    for someone in (closed, again):
        with pytest.raises(Unauthenticated):
            session.check(someone, MORNING)
    session_of(again).check(again, MORNING)


def test_a_token_ends_after_ten_minutes_and_never_after_its_session() -> None:
    session = session_of(person())

    assert session.token_expires_at == MORNING + timedelta(minutes=10)
    late = replace(session, renewed_at=MORNING + timedelta(minutes=55))
    assert late.token_expires_at == session.ends_at


def test_an_account_is_closed_once_and_opened_once() -> None:
    with pytest.raises(TransitionRefused):
        disabled(person(active=False))
    with pytest.raises(TransitionRefused):
        enabled(person())


def test_an_address_waits_twice_as_long_each_time_and_never_too_long() -> None:
    waits = [
        delay_after(failures).total_seconds()
        for failures in range(ADDRESS_FAILURES_ALLOWED - 1, ADDRESS_FAILURES_ALLOWED + 8)
    ]

    assert waits == [0, 1, 2, 4, 8, 16, 32, 60, 60]
    assert delay_after(10**6) == LONGEST_DELAY
