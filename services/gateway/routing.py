"""Routes as data: input, service, and output. The API description is generated from the same rows."""

import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import structlog
from pydantic import BaseModel
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from services.gateway import strict
from services.gateway.answers import careful, file_response, resource, squeeze, unchanged
from services.gateway.auth import Tokens
from services.gateway.calls import Calls
from services.gateway.cookies import authorization_of, by_cookie, check_person
from services.gateway.feed import Feed
from services.gateway.problems import MOST_ERRORS, REQUEST_ID, from_exception
from services.gateway.streams import announced_digests
from shared.actor import Actor
from shared.errors import InvalidInput, NotFound
from shared.runtime.addresses import Networks, address_of, within
from shared.runtime.lately import Lately
from shared.runtime.logging import REQUEST_LINE
from shared.runtime.metrics import REQUESTS

log = structlog.get_logger()
PROBES = ("/healthz", "/readyz", "/readyz/gateway", "/metrics")
"""Routes that machines poll every few seconds, which would fill the log."""
METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))


@dataclass
class Gate:
    """The dependencies of a route's own view."""

    calls: Calls
    tokens: Tokens
    services: Sequence[str]
    subscribers: Mapping[str, Sequence[str]]
    proxies: Networks = ()
    feed: Feed | None = None
    lately: Lately[dict[str, Any]] = field(default_factory=lambda: Lately(1.0))
    demonstration: Lately[bool] = field(default_factory=lambda: Lately(1.0))
    vocabulary: Callable[[], Mapping[str, Any]] = dict

    def address_of(self, request: Request) -> str:
        """Return the address of the client."""
        return address_of(request.remote_addr or "", request.headers.get("X-Forwarded-For", ""), self.proxies)

    def through_proxy(self, request: Request) -> bool:
        """Check whether a request came through a trusted proxy."""
        return "X-Forwarded-For" in request.headers and within(request.remote_addr or "", self.proxies)


@dataclass
class Asked:
    """One request after all validation."""

    request: Request
    path: dict[str, str]
    query: dict[str, Any]
    body: dict[str, Any]
    key: dict[str, str] | None = None
    expected: int | None = None
    request_id: str = ""
    actor: Actor | None = None
    session_id: str = ""
    named: frozenset[str] = frozenset()
    """The body's fields that were sent, for a change in which absent fields stay."""

    def ask(self, gate: Gate, service: str, method: str, payload: Mapping[str, Any], **how: Any) -> Any:
        """Call a service on behalf of the actor."""
        return gate.calls.call(
            service,
            method,
            payload,
            actor=self.actor,
            key=self.key,
            expected=self.expected,
            request_id=self.request_id,
            **how,
        )


Payload = Callable[[Asked], Mapping[str, Any]]
View = Callable[[Gate, Asked], Response]


def everything(asked: Asked) -> Mapping[str, Any]:
    """Return all input of the caller, from every part of the request."""
    return {**asked.path, **asked.query, **asked.body}


@dataclass(frozen=True, eq=False)
class Route:
    """One row.

    path: with `{name}` for parts, each an id unless `choices` lists its values.
    service, call: the RPC method; `payload` builds its arguments. `view` does more than one call.
    public: needs no token. media: other than JSON if the service returns a file (`shared/files.py`).
    streams: takes a file as its body, of any size; its view reads it.
    any_query: a page whose own script reads the query.
    in_place: may be called for another person under a delegation (`In-Place-Of`).
    seconds: the timeout of the call, if it may read much.
    unlogged: neither the gateway nor the services log or count it, so that nothing shows when a ballot was cast.
    own_account: also open to people who must first change the password or set up a second factor.
    """

    method: str
    path: str
    summary: str
    tag: str
    answer: type[BaseModel] | None
    service: str = ""
    call: str = ""
    status: int = 200
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    payload: Payload = everything
    view: View | None = None
    public: bool = False
    located: bool = False
    refusals: tuple[int, ...] = ()
    media: str = "application/json"
    streams: bool = False
    any_query: bool = False
    in_place: bool = False
    own_account: bool = False
    unlogged: bool = False
    seconds: float | None = None

    @property
    def operation(self) -> str:
        """Return the operation's name for generated clients."""
        words = [part for part in self.path.replace("{", "").replace("}", "").split("/") if part not in ("api", "v1")]
        return "_".join([self.method.lower(), *words]).replace("-", "_").replace(".", "_").rstrip("_")


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
        template, asked, logged = "none", Asked(request, {}, {}, {}, request_id=request_id), True
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
        method = request.method if request.method in METHODS else "other"  # else whoever asks could fill the memory
        seconds = time.perf_counter() - began
        if logged:
            REQUESTS.labels(template, method, str(response.status_code)).observe(seconds)
        if logged and template not in PROBES:
            self._log(asked, request_id, template, method, response.status_code, seconds)
        return response(environ, start_response)

    def _log(self, asked: Asked, request_id: str, route: str, method: str, status: int, seconds: float) -> None:
        """Log a request: never a path, which may hold a secret, nor any content."""
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
        sent = {} if route.streams else strict.body_of(request)
        asked.body = route.body.model_validate(sent).model_dump() if route.body is not None else _none_of(sent)
        asked.named = frozenset(sent)
        asked.expected = strict.expected_of(request)
        key = strict.key_of(request)
        if key is not None and request.method == "POST":
            who = str(asked.body.get("username")) if asked.actor is None else _whom(asked.actor)
            told = {name: value for name, value in sent.items() if name not in ("password", "otp")}
            if route.streams:
                told = _told_of_file(request, query)
            asked.key = strict.bound_key(key, who, request, told)
        if route.view is not None:
            return route.view(self._gate, asked)
        result = asked.ask(self._gate, route.service, route.call, route.payload(asked), timeout=route.seconds)
        if result is None:
            return Response(status=204)
        if route.media != "application/json":
            return file_response(result, route.status)
        response = resource(result, route.status)
        if route.located:
            response.headers["Location"] = f"{request.path}/{result['id']}"
        return response


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
            errors=[
                {"field": name, "code": "extra_forbidden", "message": "不需要填写此项"}
                for name in islice(sent, MOST_ERRORS)
            ]
        )
    return {}


def _check_path(route: Route, path: Mapping[str, str]) -> None:
    for name, value in path.items():
        if name == "file":
            continue  # a file's place among the console's, looked up in the list of those there are
        if name in route.choices:
            if value not in route.choices[name]:
                message = f"应为以下之一：{'、'.join(route.choices[name])}"
                raise InvalidInput(errors=[{"field": name, "code": "unknown", "message": message}])
        elif not value.isascii() or len(value) > 200 or not all(each.isalnum() or each in "_-.~:" for each in value):
            raise NotFound()
