"""The gateway's interface to the bus."""

from collections.abc import Mapping
from typing import Any, Protocol

from shared.actor import Actor


class Calls(Protocol):
    """Calls a service and returns its answer, or raises its refusal; Unavailable after the timeout."""

    def call(
        self,
        service: str,
        method: str,
        payload: Mapping[str, Any],
        *,
        actor: Actor | None = None,
        key: Mapping[str, str] | None = None,
        expected: int | None = None,
        timeout: float | None = None,
        request_id: str | None = None,
    ) -> Any: ...
