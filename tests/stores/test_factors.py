"""Secrets of second factors in the real store: encrypted, including those that an earlier release stored in plain text."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.directory.security.sealing import Sealer
from services.directory.security.store import Factors

AT = datetime(2026, 3, 2, tzinfo=UTC)
SECRET = "JBSWY3DPEHPK3PXP"
OURS, OTHER = Sealer(b"1" * 32), Sealer(b"2" * 32)


@pytest.fixture
def db(client: Any) -> Any:
    found = client[f"factors_{uuid.uuid4().hex[:12]}"]
    Factors.prepare(found)
    return found


def factors(db: Any, sealer: Sealer = OURS) -> Factors:
    return Factors(db, lambda: sealer)


def kept(db: Any) -> str:
    return str(db["second_factors"].find_one({"_id": "f1"})["secret"])


def test_a_secret_lies_encrypted_and_opens_for_its_person_alone(db: Any) -> None:
    factors(db).propose("f1", "p-wang", SECRET, AT)

    assert SECRET not in kept(db)
    assert factors(db).secret("f1", "p-wang", AT) == SECRET
    assert factors(db).secret("f1", "p-li", AT) is None
    db["second_factors"].update_one({"_id": "f1"}, {"$set": {"person": "p-li"}})
    assert factors(db).secret("f1", "p-li", AT) is None
    assert factors(db).secret("f1", "p-wang", AT + timedelta(minutes=16)) is None


def test_without_its_key_a_secret_is_none_and_the_log_says_why(db: Any, caplog: pytest.LogCaptureFixture) -> None:
    factors(db).propose("f1", "p-wang", SECRET, AT)

    assert factors(db, OTHER).secret("f1", "p-wang", AT) is None
    assert "TONGBAN_SECRETS_KEY" in caplog.text and SECRET not in caplog.text


def test_a_secret_of_an_earlier_release_is_read_and_then_lies_encrypted(db: Any) -> None:
    db["second_factors"].insert_one({"_id": "f1", "person": "p-wang", "secret": SECRET})

    assert factors(db).secret("f1", "p-wang", AT) == SECRET
    assert kept(db).startswith("v1:")
    assert factors(db).secret("f1", "p-wang", AT) == SECRET
