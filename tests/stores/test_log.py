"""Sign-ins of the log in the real store, and records in the order of their last change."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.directory.trails.lines import Wanted
from services.directory.trails.store import KEPT, SignIns
from shared.calendar import instant_text
from tests.stores.test_collections import client  # noqa: F401
from tests.unit.directory.repositories import people

AT = datetime(2026, 3, 2, tzinfo=UTC)
CLERK = people("east.clerk").get("p-east.clerk")


@pytest.fixture
def db(client: Any) -> Any:  # noqa: F811
    found = client[f"log_{uuid.uuid4().hex[:12]}"]
    SignIns.prepare(found)
    return found


def test_sign_ins_of_a_district_are_read_from_an_instant_back(db: Any) -> None:
    kept = SignIns(db)
    for minutes in range(3):
        kept.keep(CLERK, "ok", "10.1.1.1", AT + timedelta(minutes=minutes), once=str(minutes))

    wanted = Wanted(until=instant_text(AT + timedelta(minutes=1)))
    assert [each["_id"][-1] for each in kept.of("nanhu", Wanted())] == ["2", "1", "0"]
    assert [each["_id"][-1] for each in kept.of("nanhu", wanted)] == ["1", "0"]
    assert list(kept.of("lake", Wanted())) == []


def test_a_repeated_sign_in_and_a_locked_one_pressed_again_are_recorded_once(db: Any) -> None:
    kept = SignIns(db)
    for _ in range(2):
        kept.keep(CLERK, "ok", "10.1.1.1", AT, once="session")
        kept.refused(CLERK, "sign_in_locked", "10.1.1.1", AT)
    kept.refused(CLERK, "sign_in_refused", "10.1.1.1", AT)
    kept.refused(CLERK, "sign_in_refused", "10.1.1.1", AT + timedelta(seconds=1))

    assert sorted(each["outcome"] for each in kept.of("nanhu", Wanted())) == [
        "ok", "sign_in_locked", "sign_in_refused", "sign_in_refused",
    ]  # fmt: skip


def test_sign_ins_are_kept_for_six_months(db: Any) -> None:
    kept = SignIns(db)
    kept.keep(CLERK, "ok", "10.1.1.1", AT, once="session")
    expiring = SignIns.expiring[0]

    assert expiring.forget(db, AT + KEPT - timedelta(days=1)) == 0 and timedelta(days=184) <= KEPT
    assert expiring.forget(db, AT + KEPT) == 1
