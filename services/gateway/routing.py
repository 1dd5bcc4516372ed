"""From a request to a response: find the route, authenticate, validate, call the service."""

import secrets
import time
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from itertools import islice
from typing import Any

import structlog
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from services.gateway import strict
from services.gateway.answers import careful, file_response, resource, shown_in_place, squeeze, unchanged
from services.gateway.cookies import authorization_of, by_cookie, check_person
from services.gateway.gate import Asked, Gate
from services.gateway.picking import narrowed, picked, slim
from services.gateway.problems import MOST_ERRORS, REQUEST_ID, from_exception
from services.gateway.queues import HEAVY, SIGN_IN_SECONDS, SIGN_INS
from services.gateway.several import each_by_itself
from services.gateway.streams import announced_digests, whole_file
from shared.actor import Actor
from shared.api.routes import Route
from shared.errors import InvalidInput, NotFound
from shared.office import fault, faulty
from shared.runtime.http import GONE
from shared.runtime.logging import REQUEST_LINE
from shared.runtime.metrics import REQUESTS
from shared.runtime.tracing import record_request

log = structlog.get_logger()
PROBES = ("/healthz", "/readyz", "/readyz/gateway", "/metrics")
"""Routes that machines poll every few seconds: they would fill the log, and their 503 is no failed answer."""
METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))


class Router:
    """A WSGI application over a table of routes."""

    def __init__(self, routes: Sequence[Route], gate: Gate) -> None:
        self._gate = gate
        self._map = Map(
            [
                Rule(route.path.replace("{", "<").replace("}", ">"), endpoint=route, methods=[route.method])
                for route in routes
            ],
            strict_slashes=False,
            merge_slashes=False,
        )

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Answer one request."""
        began, request = time.perf_counter(), Request(environ)
        request_id = strict.request_id_of(request) or secrets.token_hex(8)
        template, asked, logged = "none", Asked(request=request, request_id=request_id), True
        request.environ[REQUEST_ID] = request_id
        try:
            adapter = self._map.bind_to_environ(environ)
            if request.method == "OPTIONS":
                response = _options(adapter.allowed_methods())
            else:
                route, path = adapter.match()
                template, logged = route.path, not route.unlogged
                asked.path, asked.request_id = dict(path), request_id if logged else ""
                response = self._answer(route, asked)
                if request.method in ("GET", "HEAD") and unchanged(request, response):
                    response = Response(status=304, headers={"ETag": response.headers["ETag"]})
        except HTTPException as error:
            response = from_exception(request, error)
        except Exception as error:
            response = from_exception(request, error)
        careful(response)
        squeeze(request, response)
        response.headers["X-Request-Id"] = request_id
        method = request.method if request.method in METHODS else "other"  # else callers could fill the memory
        seconds = time.perf_counter() - began
        if logged and template not in PROBES:
            REQUESTS.labels(template, method, str(response.status_code)).observe(seconds)
            self._log(asked, request_id, template, method, response.status_code, seconds)
        return response(environ, start_response)

    def _log(self, asked: Asked, request_id: str, route: str, method: str, status: int, seconds: float) -> None:
        """Log and trace a request: never a path, which may hold a secret, nor any content."""
        told = {"http.request.method": method, "http.route": route, "http.response.status_code": status}
        told |= {"tongban.request_id": request_id, "error": status >= 500 and str(status)}
        record_request("gateway", f"{method} {route}", request_id, seconds, told)
        actor = asked.actor
        log.info(
            REQUEST_LINE,
            request_id=request_id,
            method=method,
            route=route,
            status=status,
            ms=round(seconds * 1000, 1),
            who=None if actor is None else actor.person_id,
            in_place_of=None if actor is None else actor.in_place_of,
            address=self._gate.address_of(asked.request),
        )

    def _answer(self, route: Route, asked: Asked) -> Response:
        request, path = asked.request, asked.path
        if not route.public:
            asked.session_id, asked.actor = self._gate.tokens.bearer(
                authorization_of(request), own_account=route.own_account, lasting=by_cookie(request)
            )
            check_person(request, asked.actor.person_id)
        _check_path(route, path)
        of = strict.in_place_of(request, allowed=route.in_place)
        if of is not None and asked.actor is not None:
            asked.actor = Actor.from_wire(asked.ask(self._gate, "directory", "in_place", {"of": of}))
        query = {} if route.any_query else strict.query_of(request)
        asked.query = route.query.model_validate(query).model_dump() if route.query is not None else _none_of(query)
        wanted = picked(route, asked.query)
        sent = {} if route.takes_file else strict.body_of(request)
        shape = route.steps[path["action"]] if route.steps else route.body
        asked.body = shape.model_validate(sent).model_dump() if shape is not None else _none_of(sent)
        asked.named = frozenset(sent)
        asked.expected = strict.expected_of(request)
        key = strict.key_of(request)
        if key is not None and request.method == "POST":
            who = str(asked.body.get("username")) if asked.actor is None else _whom(asked.actor)
            told = {name: value for name, value in sent.items() if name not in ("password", "otp")}
            if route.takes_file:
                told = _told_of_file(request, query)
            asked.key = strict.bound_key(key, who, request, told)
        narrowed(self._gate, route, asked)
        if route.view is not None:
            seen: Response = route.view(self._gate, asked)
            return slim(seen, wanted) if wanted else seen
        if route.several is not None:
            return each_by_itself(self._gate, asked, route, route.several)
        if route.largest:
            asked.body = {"content": whole_file(request, route.largest)}
        result = self._result(route, asked)
        if route.status == 204 or result is None:
            return Response(status=204)
        if route.media != "application/json":
            response = file_response(result, route.status)
            return shown_in_place(response) if asked.query.get("inline") else response
        response = resource(result, route.status)
        if wanted:
            response = slim(response, wanted)
        if route.located:
            response.headers["Location"] = f"{request.path}/{result['id']}"
        return response

    def _result(self, route: Route, asked: Asked) -> Any:
        """Call the route's service; return its result."""
        room = SIGN_INS if route.hashes else HEAVY if route.heavy else None
        seconds = SIGN_IN_SECONDS if route.hashes else route.seconds
        with nullcontext() if room is None else room.place(asked.request.environ.get(GONE, bool)):
            result = asked.ask(self._gate, route.service, route.call, route.payload(asked), timeout=seconds)
        if route.forgets == "answer":
            self._gate.tokens.forget_person(result["id"])
        elif route.forgets == "caller" and asked.actor is not None:
            self._gate.tokens.forget_person(asked.actor.person_id)
        return result


def _told_of_file(request: Request, query: Mapping[str, Any]) -> dict[str, Any]:
    """Describe a file for its key: the parts of one file count as one request."""
    if "size" in query:
        return {name: value for name, value in query.items() if name != "offset"}
    return {**query, "size": request.content_length, **_digests(request)}


def _digests(request: Request) -> dict[str, str]:
    return {name: value.hex() for name, value in announced_digests(request).items()}


def _whom(actor: Actor) -> str:
    place = "" if actor.in_place_of is None else f" in the place of {actor.in_place_of}"
    return actor.person_id + place


def _options(methods: Any) -> Response:
    return Response(status=204, headers={"Allow": ", ".join(sorted({*methods, "OPTIONS"}))})


def _none_of(sent: Mapping[str, Any]) -> dict[str, Any]:
    if sent:
        raise InvalidInput(
            errors=[faulty(name, "extra_forbidden", "不需要填写此项") for name in islice(sent, MOST_ERRORS)]
        )
    return {}


def _check_path(route: Route, path: Mapping[str, str]) -> None:
    for name, value in path.items():
        if name == "file":
            continue  # a file's place among the console's, looked up in the list of those there are
        if name in route.choices:
            if value not in route.choices[name]:
                named = dict.fromkeys(route.names.get(code, code) for code in route.choices[name])
                message = f"请从{'、'.join(named)}中选择"
                raise fault(name, "unknown", message)
        elif not value.isascii() or len(value) > 200 or not all(each.isalnum() or each in "_-.~:" for each in value):
            raise NotFound()
