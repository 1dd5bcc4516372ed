"""Expiring records are listed with their reasons, and the operator's page has all of them."""

import re
from pathlib import Path

import pytest

from services.command_retention import expiring_of
from services.registry import with_data
from services.verification import collections

PAGE = (Path(__file__).parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")
SECTION = PAGE.partition("## What ages out")[2].partition("\n## ")[0]
LISTED = {name for row in re.findall(r"^\| (`.+?) \|", SECTION, re.MULTILINE) for name in re.findall(r"`([^`]+)`", row)}


@pytest.mark.parametrize("service", with_data())
def test_what_ages_out_has_a_name_and_a_reason_and_stands_in_the_page(service: str) -> None:
    for each in expiring_of(service):
        assert each.what and each.why, each
        assert each.collection in LISTED, each


def test_the_page_lists_nothing_that_stays() -> None:
    known = {each.collection for name in with_data() for each in expiring_of(name)}
    known |= {kind.name for name in with_data() for kind in collections(name) if kind.kept_for is not None}

    assert LISTED - known == {"<var>/log", "<var>/ballots"}
