"""The download size of the built console, compressed as served, against its limits."""

import json
import re
from functools import cache
from pathlib import Path

import pytest

BUILT = Path(__file__).parents[3] / "services" / "gateway" / "static" / "console"
STATIC = re.compile(r'(?:from|import)\s*"\./([\w.-]+\.js)"')
LAZY = re.compile(r'import\(\s*[`"]\./([\w.-]+\.js)[`"]\s*\)')
ALLOWED = {"MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC"}


def _weight(names: frozenset[str]) -> int:
    return sum((BUILT / "assets" / f"{name}.gz").stat().st_size for name in names)


@cache
def _text(name: str) -> str:
    return (BUILT / "assets" / name).read_text()


@cache
def _with_needs(name: str) -> frozenset[str]:
    """Collect a script, its static imports, and their styles."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += STATIC.findall(_text(each))
    return frozenset(found)


def _styles(names: frozenset[str]) -> frozenset[str]:
    stems = {re.sub(r"-[\w-]{8}\.js$", "", each) for each in names}
    every = [each.name for each in (BUILT / "assets").glob("*.css")]
    return frozenset(each for each in every if re.sub(r"-[\w-]{8}\.css$", "", each) in stems)


def _page() -> frozenset[str]:
    page = (BUILT / "index.html").read_text()
    scripts = re.findall(r"assets/([\w.-]+\.js)", page)
    named = {*re.findall(r"assets/([\w.-]+\.css)", page)}
    return frozenset({*named, *(need for each in scripts for need in _with_needs(each))})


def _one(stem: str) -> str:
    (found,) = (each.name for each in (BUILT / "assets").glob(f"{stem}-*.js"))
    return str(found)


def _whole(name: str) -> frozenset[str]:
    needs = _with_needs(name)
    return needs | _styles(needs)


def _routes() -> list[str]:
    return sorted({lazy for each in _page() if each.endswith(".js") for lazy in LAZY.findall(_text(each))})


def test_signing_in_takes_eighty_thousand_bytes_at_most() -> None:
    assert _weight(_page() | _whole(_one("SignIn"))) <= 80_000


def test_the_inbox_takes_a_hundred_and_thirty_thousand_in_all() -> None:
    assert _weight(_page() | _whole(_one("SignIn")) | _whole(_one("InboxPage"))) <= 130_000


@pytest.mark.parametrize("route", _routes())
def test_a_further_screen_takes_forty_thousand_at_most(route: str) -> None:
    assert _weight(_whole(route) - _page()) <= 40_000


def test_the_editor_takes_eighty_thousand_and_only_when_it_is_needed() -> None:
    editor = _one("TextEditor")

    assert _weight(_whole(editor) - _page()) <= 80_000
    assert editor not in _page()
    assert all(editor not in _with_needs(each) for each in _routes())


def test_what_is_shipped_is_listed_with_its_licence() -> None:
    shipped = json.loads((BUILT / "licences.json").read_text())

    assert {"@vue/runtime-dom", "vue-router", "@tanstack/vue-query", "prosemirror-model"} <= {
        each["name"] for each in shipped
    }
    assert {each["licence"] for each in shipped} <= ALLOWED
    assert all(each["text"] for each in shipped if not each["name"].startswith("@vue/"))
