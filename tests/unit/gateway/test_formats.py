"""Every pattern of the API is refused in words of its own, which say what the field takes."""

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import ValidationError

from services.gateway.problems import from_validation
from services.gateway.routes import api_routes
from shared.api.shapes import FORMATS


def schemas() -> Iterator[Any]:
    for route in api_routes():
        for shape in (*route.bodies, *([] if route.query is None else [route.query])):
            yield shape.model_json_schema()


def patterns(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(schema.get("pattern"), str):
            yield schema["pattern"]
        for each in schema.values():
            yield from patterns(each)
    elif isinstance(schema, list):
        for each in schema:
            yield from patterns(each)


FOUND = sorted({each for schema in schemas() for each in patterns(schema)})


def test_the_api_has_patterns() -> None:
    assert len(FOUND) > 10


@pytest.mark.parametrize("pattern", FOUND)
def test_a_pattern_says_what_is_taken(pattern: str) -> None:
    assert "格式" not in FORMATS[pattern] and any("一" <= each <= "龥" for each in FORMATS[pattern])


def test_a_refused_username_says_what_a_username_is_made_of() -> None:
    from services.directory.administration.api import NewPerson

    with pytest.raises(ValidationError) as refused:
        NewPerson(username="Wang Wei", name="王伟", organ="east", post="干事", roles=[])
    assert [each["message"] for each in from_validation(refused.value).errors] == [
        "用户名由小写字母、数字和 . _ - 组成，以字母或者数字开头，最多64位"
    ]
