"""Every instant that a request names is read when it comes in: what is no instant is the caller's fault, not a failure."""

from collections.abc import Iterator

from pydantic import ValidationError

from services.gateway.routes import api_routes
from shared.api.shapes import In


def of_requests(base: type[In] = In) -> Iterator[type[In]]:
    for shape in base.__subclasses__():
        yield shape
        yield from of_requests(shape)


def instants() -> list[tuple[type[In], str]]:
    assert api_routes(), "loads the shapes of every service"
    return [
        (shape, name)
        for shape in set(of_requests())
        for name, told in shape.model_json_schema().get("properties", {}).items()
        if "date-time" in [each.get("format") for each in (told, *told.get("anyOf", ()))]
    ]


def test_what_is_no_instant_is_refused_wherever_one_is_asked_for() -> None:
    taken = []
    for shape, name in instants():
        try:
            shape.__pydantic_validator__.validate_assignment(shape.model_construct(), name, "明天上午")
            taken.append(f"{shape.__name__}.{name}")
        except ValidationError:
            pass

    assert len(instants()) > 10
    assert taken == []
