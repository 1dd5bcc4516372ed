"""Operators learn the kind and place of a failure, and nothing of an event's content."""

import pytest
from pydantic import ValidationError
from pymongo.errors import DuplicateKeyError

from shared.contracts.documents import DocumentRevised
from shared.errors import NotFound, RuleBroken
from shared.runtime.faults import Unreadable, described, kind_of
from shared.runtime.service import parked_entry
from tests.unit.shared.test_anchor import AT

SECRET = "某某同志处分决定"


def raised(error: Exception) -> Exception:
    try:
        raise error
    except Exception as caught:
        return caught


def invalid() -> Exception:
    with pytest.raises(ValidationError) as caught:
        DocumentRevised.read({"document_id": {SECRET: SECRET}, "title": [SECRET]})
    return caught.value


@pytest.mark.parametrize(
    "error",
    [
        raised(KeyError(SECRET)),
        raised(DuplicateKeyError(f"E11000 dup key: {{ title: '{SECRET}' }}")),
        raised(RuleBroken(f"《{SECRET}》没有依据")),
        raised(AssertionError({"title": SECRET})),
        invalid(),
    ],
)
def test_no_failure_quotes_what_was_being_handled(error: Exception) -> None:
    found = described(error)

    assert SECRET not in found and found.startswith(type(error).__name__)


def test_a_failure_still_says_what_helps_an_operator() -> None:
    assert described(NotFound()) == "NotFound: not_found"
    assert described(Unreadable("unknown: x version 9")) == "Unreadable: unknown: x version 9"
    assert "document_id string_type" in described(invalid())


def test_an_entry_of_the_inbox_shows_its_size_and_not_its_words_however_long_ago_it_was_kept() -> None:
    entry = {
        "_id": "x:y:1", "handler": "x", "event": "document_revised", "source": "documents:1", "version": 1,
        "state": "discarded", "attempts": 6, "error": f"KeyError: '{SECRET}'", "first_at": AT, "due_at": AT,
        "envelope": f'{{"service": "documents", "data": {{"title": "{SECRET}"}}}}',
    }  # fmt: skip

    shown = parked_entry("documents", entry)

    assert SECRET not in str(shown) and shown["error"] == "KeyError" == kind_of("KeyError: x")
    assert (shown["announced_by"], shown["size"]) == ("documents", len(entry["envelope"].encode()))
