"""Inputs of the gateway's views: their dependencies, and one request after validation."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from werkzeug.wrappers import Request

from services.gateway.auth import Tokens
from services.gateway.calls import Calls
from services.gateway.feed import Feed
from shared.actor import Actor
from shared.api.routes import Input
from shared.runtime.addresses import Networks, address_of, within
from shared.runtime.lately import Lately


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


@dataclass(kw_only=True)
class Asked(Input):
    """One request after all validation, with who sent it."""

    request: Request
    key: dict[str, str] | None = None
    expected: int | None = None
    request_id: str = ""
    actor: Actor | None = None
    session_id: str = ""

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
