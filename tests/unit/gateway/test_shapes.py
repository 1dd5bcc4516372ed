"""Every call returns what its route says that it answers, and what a view returns has exactly the fields of its shape."""

import ast
import inspect
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from services.gateway.routes import api_routes
from services.registry import service_class
from shared.api.routes import Route

ROOT = Path(__file__).parents[3]
SHOWN = re.compile(r"Shown\[(?:(\w+)\.)?(\w+)\]")
ANSWERED = [each for each in api_routes() if each.view is None and each.several is None and each.answer is not None]


@cache
def imported(module: str) -> dict[str, str]:
    """Return the modules that a module knows under a name, for type checking too."""
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    found = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
    return {each.asname or each.name: f"{node.module}.{each.name}" for node in found for each in node.names}


def shape_of(returning: Any) -> str:
    """Return the full name of the shape that a function shows."""
    text = inspect.signature(returning).return_annotation
    named = SHOWN.search(str(text))
    assert named is not None, f"{returning.__qualname__} returns {text}"
    module, name = named.groups()
    return f"{imported(returning.__module__)[module]}.{name}"


def shower(route: Route) -> Any:
    """Return the function that builds a call's answer."""
    method = getattr(service_class(route.service), route.call)
    shows = inspect.getclosurevars(method).nonlocals["shows"]
    return inspect.unwrap(method) if shows is None else shows


@pytest.mark.parametrize("route", ANSWERED, ids=lambda route: route.operation)
def test_a_call_returns_the_answer_of_its_route(route: Route) -> None:
    assert route.answer is not None

    assert shape_of(shower(route)) == f"{route.answer.__module__}.{route.answer.__name__}"


VIEWS = """
from shared.api.shapes import HistoryPage, Reference
from shared.shown import Shown

def right() -> Shown[Reference]:
    return {"id": "east", "name": "East"}

def whole() -> Shown[HistoryPage]:
    return {"items": [], "next": None}

def missing() -> Shown[Reference]:
    return {"id": "east"}

def misspelled() -> Shown[Reference]:
    return {"id": "east", "nmae": "East"}

def superfluous() -> Shown[Reference]:
    return {"id": "east", "name": "East", "kind": "campus"}

def mistaken() -> Shown[Reference]:
    return {"id": 3, "name": "East"}

def within() -> Shown[HistoryPage]:
    return {"items": [{"version": 1}], "next": None}
"""


@pytest.mark.timeout(600)
def test_a_view_that_misses_or_misspells_a_field_of_its_shape_fails_the_checks(tmp_path: Path) -> None:
    (tmp_path / "views.py").write_text(VIEWS, encoding="utf-8")
    config = tmp_path / "mypy.ini"
    config.write_text(f"[mypy]\nstrict = true\nplugins = pydantic.mypy, {ROOT}/tools/shapes.py\n", encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--config-file", str(config), "--cache-dir", str(tmp_path / "cache")]

    told = subprocess.run([*command, str(tmp_path / "views.py")], cwd=ROOT, capture_output=True, text=True, check=False)

    lines = {int(each) for each in re.findall(r"views\.py:(\d+): error", told.stdout)}
    assert lines == {line for line, text in enumerate(VIEWS.splitlines(), 1) if "return" in text} - {6, 9}, told.stdout
