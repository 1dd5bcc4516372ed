"""The occasion of a worker: who asked, when, with which key, and why."""

from collections.abc import Mapping
from typing import Any

from nameko.extensions import DependencyProvider

from shared.actor import Actor
from shared.occasion import Effects, Key, Occasion
from shared.runtime.clock import now
from shared.runtime.logging import on_behalf
from shared.runtime.tracing import continue_span


def occasion_of(data: Mapping[str, Any]) -> Occasion:
    """Return the occasion from a worker's context; each worker has one, and so one instant."""
    found = data.get("occasion")
    if isinstance(found, Occasion):
        return found
    continue_span(data.get("span"))
    actor, key, cause = data.get("actor"), data.get("key"), data.get("cause")
    acting = None if actor is None else Actor.from_wire(actor)
    return Occasion(
        at=now(),
        actor=acting,
        key=None if key is None else Key(key["id"], key["print"]),
        cause=cause,
        expected=data.get("expected"),
        request_id=on_behalf(data.get("request_id"), None if acting is None else acting.person_id),
        effects=Effects() if cause is None else cause.effects,
    )


class Occasions(DependencyProvider):
    """Dependency provider of the worker's occasion."""

    def get_dependency(self, worker_ctx: Any) -> Occasion:
        """Return the worker's occasion."""
        occasion = worker_ctx.data["occasion"] = occasion_of(worker_ctx.data)
        return occasion
