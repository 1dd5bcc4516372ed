"""A running system and its records for all tests of misuse, and the checks that every answer gets.

Attacks times routes are tens of thousands of requests, and nearly all of them meet the same code of the gateway. So each
route, and each field, meets a seeded sample of the attacks, and each attack many routes. `TONGBAN_TESTS=whole` tries every
attack everywhere, as the nightly run does; `TONGBAN_ABUSE_SEED` draws another sample.
"""

import copy
import json
import os
import re
from collections.abc import Callable, Iterable
from random import Random
from typing import Any, TypeVar

import jsonschema
import pytest
import requests

from shared.api.routes import Route
from tests.support.requests import Stock
from tests.support.system import System

EXTRA = {
    "current", "current_version", "retry_after", "free", "rooms", "violations", "missing", "needed", "present", "members",
    "until", "next",
}  # fmt: skip
"""Further members that a refusal may carry."""
INSIDE = re.compile(r"Traceback|File \"|\.py\b|pymongo|nameko|kombu|eventlet|werkzeug|pydantic|SecantusDB")
Look = Callable[[Route, requests.Response], requests.Response]
WHOLE = os.environ.get("TONGBAN_TESTS") == "whole"
SEED = os.environ.get("TONGBAN_ABUSE_SEED", "20261130")
T = TypeVar("T")


def some(attacks: Iterable[T], count: int, *, on: object) -> list[T]:
    """Draw as many attacks for one place, others for each place; all in a whole run."""
    known = list(attacks)
    return known if WHOLE or len(known) <= count else Random(f"{SEED} {on}").sample(known, count)


@pytest.fixture(scope="session")
def stock(shared_system: System) -> Stock:
    return Stock(shared_system)


@pytest.fixture(scope="session")
def description(shared_system: System) -> dict[str, Any]:
    found: dict[str, Any] = requests.get(f"{shared_system.url}/openapi.json", timeout=10).json()
    return found


def closed(description: dict[str, Any]) -> dict[str, Any]:
    """Return the schemas with unlisted properties forbidden."""
    schemas = copy.deepcopy(description["components"]["schemas"])
    for schema in schemas.values():
        if "properties" in schema:
            schema["additionalProperties"] = False
    schemas["Problem"]["properties"] |= {name: {} for name in EXTRA}
    return dict(schemas)


@pytest.fixture(scope="session")
def look(description: dict[str, Any]) -> Look:
    """Check an answer: described, without unlisted properties, without internals, with security headers."""
    validators: dict[str, Any] = {}
    schemas = closed(description)

    def validator(schema: dict[str, Any]) -> Any:
        name = json.dumps(schema)
        if name not in validators:
            validators[name] = jsonschema.Draft202012Validator({**schema, "components": {"schemas": schemas}})
        return validators[name]

    def looked(route: Route, response: requests.Response) -> requests.Response:
        where = f"{route.operation}: {response.status_code} {response.text[:500]}"
        answers = description["paths"][route.path][route.method.lower()]["responses"]
        assert str(response.status_code) in answers, where
        content = answers[str(response.status_code)].get("content", {})
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        if response.content:
            assert kind in content, where
            if "json" in kind:
                validator(content[kind]["schema"]).validate(response.json())
                assert not INSIDE.search(response.text), where
        careful(response)
        return response

    return looked


def careful(response: requests.Response) -> None:
    """Assert the headers that every answer carries, and those that none may."""
    headers = response.headers
    assert "default-src 'none'" in headers["Content-Security-Policy"] and "'unsafe-eval'" not in str(headers)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert not [name for name in headers if name.lower().startswith("access-control-") or name.lower() == "set-cookie"]
    assert "html" not in headers.get("Content-Type", "") or response.request.path_url in ("/", "/docs")
