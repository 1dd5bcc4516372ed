"""The API description (OpenAPI 3.1), generated from the route table and the shapes."""

import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from services.gateway.schemas import Health
from shared.api.routes import Route
from shared.api.shapes import Out, Problem

PLACE = re.compile(r"\{(\w+)\}")
REF = "#/components/schemas/{model}"
ID = {"type": "string", "pattern": r"^[A-Za-z0-9_.~:-]{1,200}$"}
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "Repeating a POST with the same key does nothing twice and answers the same.",
    "schema": {"type": "string", "pattern": r"^[\x21-\x7e]{1,128}$"},
}
CONTENT_DIGEST = {
    "name": "Content-Digest",
    "in": "header",
    "description": "SHA-256 or SHA-512 of the body, as `sha-256=:…:` (RFC 9530); 422 where another body arrives.",
    "schema": {"type": "string"},
}
REPR_DIGEST = {
    "name": "Repr-Digest",
    "in": "header",
    "description": "SHA-256 of the whole file where the body is a part of it (RFC 9530); required with the part that "
    "ends a file sent in several; 422 where it is another.",
    "schema": {"type": "string"},
}
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "description": 'The version that the caller saw, as `"3"`; 412 where it is no longer that one.',
    "schema": {"type": "string", "pattern": r'^("\d{1,9}"|\*)$'},
}
IN_PLACE = {
    "name": "In-Place-Of",
    "in": "header",
    "description": "The person, by id or username, in whose place one acts by a delegation in force (委托代办).",
    "schema": {"type": "string", "pattern": r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"},
}
FILE_HEADER = {"Content-Disposition": {"description": "The file's name (RFC 6266).", "schema": {"type": "string"}}}
TAG_HEADER = {"ETag": {"description": "The version, quoted.", "schema": {"type": "string"}}}


def describe(routes: Sequence[Route], version: str, problems: Sequence[str], rules: Sequence[str]) -> dict[str, Any]:
    """Describe every route. `problems`: every error code; `rules`: the code of every rule."""
    models = _models(routes)
    known, definitions = models_json_schema(
        [(model, "serialization" if issubclass(model, Out) else "validation") for model in models],
        ref_template=REF,
        by_alias=True,
    )
    definitions["$defs"]["Problem"]["properties"]["code"]["enum"] = list(problems)
    for name in ("OfficeRule", "RuleWord"):
        definitions["$defs"][name]["properties"]["code"]["enum"] = list(rules)
    names: dict[Any, str] = {model: schema["$ref"] for (model, _), schema in known.items()}
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, names)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "通办 Tongban",
            "version": version,
            "description": "学校党政办公室多校区协同。Errors are problem details (RFC 9457) with a stable `code`.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "tags": [{"name": name} for name in dict.fromkeys(route.tag for route in routes)],
        "paths": paths,
        "components": {
            "schemas": definitions["$defs"],
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
        "security": [{"bearer": []}],
    }


def _models(routes: Sequence[Route]) -> list[type[BaseModel]]:
    used = [model for route in routes for model in (route.answer, *route.bodies) if model is not None]  # no queries
    return list(dict.fromkeys([*used, Problem]))


def _operation(route: Route, names: dict[Any, str]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.operation,
        "summary": route.summary,
        "tags": [route.tag],
        "parameters": _parameters(route),
        "responses": _responses(route, names),
    }
    if route.public:
        operation["security"] = []
    if route.bodies:
        operation["requestBody"] = _body(route, names)
    if route.takes_file:
        file = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
        operation["requestBody"] = {"required": True, "content": file}
    return operation


def _body(route: Route, names: dict[Any, str]) -> dict[str, Any]:
    """Describe the body; the bodies of steps are alternatives, and the description says which belongs to which step."""
    shapes = [{"$ref": names[each]} for each in route.bodies]
    required = all(any(field.is_required() for field in each.model_fields.values()) for each in route.bodies)
    schema = shapes[0] if len(shapes) == 1 else {"anyOf": shapes}
    body = {"required": required, "content": {"application/json": {"schema": schema}}}
    if len(shapes) > 1:
        body["description"] = "; ".join(
            f"`{code}`: {names[each].rpartition('/')[2]}" for code, each in route.steps.items()
        )
    return body


def _in_parts(route: Route) -> bool:
    """Check whether a file may come in several parts."""
    return route.query is not None and "offset" in route.query.model_fields


def _parameters(route: Route) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for name in PLACE.findall(route.path):
        schema = {"type": "string", "enum": list(route.choices[name])} if name in route.choices else ID
        found.append({"name": name, "in": "path", "required": True, "schema": schema})
    if route.query is not None:
        described = route.query.model_json_schema(mode="validation")
        needed = described.get("required", ())
        for name, schema in described["properties"].items():
            parameter = {"name": name, "in": "query", "required": name in needed, "schema": _plain(schema)}
            if "description" in schema:
                parameter["description"] = schema["description"]
            found.append(parameter)
    if route.method == "POST":
        found.append(KEY)
    if route.takes_file:
        found.append(CONTENT_DIGEST)
        if _in_parts(route):
            found.append(REPR_DIGEST)
    if 412 in route.refusals:
        found.append(IF_MATCH)
    if route.in_place:
        found.append(IN_PLACE)
    return found


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    """Describe an optional parameter by its value's type alone; leaving it out is not `null` in a query."""
    options = [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]
    kept = {name: value for name, value in schema.items() if name not in ("anyOf", "default", "title", "description")}
    return {**kept, **(options[0] if len(options) == 1 else {})}


def _responses(route: Route, names: dict[Any, str]) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": HTTPStatus(route.status).phrase}
    if route.answer is not None:
        answer["content"] = {route.media: {"schema": {"$ref": names[route.answer]}}}
        if "version" in route.answer.model_fields:
            answer["headers"] = TAG_HEADER
    elif route.media != "application/json":
        answer["content"] = {route.media: {"schema": _file_schema(route.media)}}
        if route.view is None:
            answer["headers"] = FILE_HEADER
    responses = {str(route.status): answer}
    for status in sorted(_refusals(route)):
        problem = {"application/problem+json": {"schema": {"$ref": names[Problem]}}}
        if route.answer is Health and status == HTTPStatus.SERVICE_UNAVAILABLE:
            problem = {"application/json": {"schema": {"$ref": names[Health]}}}
        responses[str(status)] = {"description": HTTPStatus(status).phrase, "content": problem}
    if route.method == "GET" and "headers" in answer:
        responses["304"] = {"description": "Not Modified"}
    return responses


def _file_schema(media: str) -> dict[str, str]:
    """Describe a file by its media type: text as text, anything else as bytes."""
    return {"type": "string"} if media.startswith("text/") else {"type": "string", "format": "binary"}


def _refusals(route: Route) -> set[int]:
    found = {400, 413, 415, 422, *route.refusals}
    if not route.public:
        found |= {401, 503, 507}
    if "{" in route.path:
        found.add(404)
    if route.query is not None:
        found.add(414)  # the address with the query may be longer than a line may be
    if route.method == "POST":
        found |= {409, 503, 507}
    return found
