"""Random input, allowed and not: none causes a 500, and every answer is as described."""

from collections import Counter
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from services.gateway.routes import api_routes
from shared.api.routes import Route
from tests.abuse.conftest import WHOLE
from tests.support.requests import ELSEWHERE, VALID, Stock, Valid
from tests.support.system import System, from_address

CHECKS = [not_a_server_error, response_schema_conformance, status_code_conformance, content_type_conformance]
OTHERS = ("east.director", "lake.leader", "system")
ITS_OWN_END = {each for each, valid in VALID.items() if valid.ends_session} | {
    "post__people_id_actions_action", "post__people_id_actions_reset_password",
}  # fmt: skip
"""Routes that would end the session or the account of the caller, or of a person that other tests use."""


@pytest.mark.timeout(400)
def test_no_input_gives_a_500_and_every_answer_is_as_described(shared_system: System, stock: Stock) -> None:
    schema = schemathesis.openapi.from_url(f"{shared_system.url}/openapi.json")
    exported = schema.raw_schema["paths"]["/api/v1/district/export.yaml"]["get"]["responses"]["200"]["content"]
    assert exported.pop("application/yaml")["schema"] == {
        "type": "string",
        "format": "binary",
    }  # else it is read as YAML
    found = {(each.ok().method.upper(), each.ok().path): each.ok() for each in schema.get_all_operations()}
    http = from_address("127.0.0.21")
    seen: Counter[int] = Counter()
    reached, broken = set(), {}
    for route in api_routes():
        if route.operation not in ITS_OWN_END:
            try:
                of_route = fuzz(shared_system, stock, route, found[route.method, route.path], http)
            except (AssertionError, FailureGroup) as error:
                broken[route.operation] = error.exceptions if isinstance(error, FailureGroup) else error
                continue
            seen += of_route
            reached |= {route.operation} if of_route[route.status] else set()

    assert not broken, "\n".join(f"{operation}: {error}" for operation, error in broken.items())
    assert not [status for status in seen if status >= 500]
    assert seen[200] > 60 and seen[404] > 50 and seen[422] > 100 and seen[400] + seen[403] > 8, seen
    assert len(reached) > 20, reached
    assert {each.operation for each in api_routes()} == {*VALID, *ELSEWHERE}, "every route is tried"


def fuzz(system: System, stock: Stock, route: Route, operation: Any, http: requests.Session) -> Counter[int]:
    """Send a route valid and invalid requests, as its own people and as others, about existing and missing
    records.
    """
    valid, seen = VALID.get(route.operation, Valid("east.clerk")), Counter[int]()
    people = [valid.who or "east.clerk", *OTHERS]
    thing_id = stock.id_of(valid.thing) if valid.thing else ""
    said = bool(operation.body or operation.query)
    cases = st.one_of(
        operation.as_strategy(), operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)
    ) if said else operation.as_strategy()  # fmt: skip

    @settings(
        max_examples=(6 if WHOLE else 3) if said else 2, deadline=None, suppress_health_check=list(HealthCheck), database=None, derandomize=True,
        phases=[Phase.generate],
    )  # fmt: skip
    @given(case=cases, who=st.sampled_from([people[0], *people]), there=st.booleans())
    def one(case: Any, who: str, there: bool) -> None:
        if there and thing_id:
            case.path_parameters["id"] = thing_id
        if route.media == "text/event-stream":
            case.query = {**(case.query or {}), "seconds": 0}  # or it would be listened to for hours
        headers = {"Authorization": f"Bearer {system.person(who).token}"}
        response = case.call(headers=headers, timeout=20, session=http)
        seen[response.status_code] += 1
        case.validate_response(response, checks=CHECKS)

    one()
    return seen
