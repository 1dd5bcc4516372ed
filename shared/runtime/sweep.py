"""Periodic work of a service: it looks for what became due."""

import functools
from collections.abc import Callable
from typing import Any

import structlog
from nameko.timer import Timer

from shared.runtime.config import settings
from shared.runtime.rpc import store_away

log = structlog.get_logger()


class Sweep(Timer):
    """The entrypoint behind `sweep`: at start, and then every `TONGBAN_WATCH_SECONDS`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(0, eager=True, **kwargs)

    def setup(self) -> None:
        """Read the interval."""
        self.interval = settings().watch_seconds


def sweep(method: Callable[[Any], None]) -> Callable[..., Any]:
    """Run a method periodically in every process of its service; its writes must refuse to be done twice."""

    @functools.wraps(method)
    def look(self: Any) -> None:
        try:
            method(self)
        except Exception as error:
            if store_away(error):
                log.warning("sweep_put_off", service=self.name, sweep=method.__name__, error=str(error)[:200])
            else:
                log.exception("sweep_failed", service=self.name, sweep=method.__name__)

    entrypoint: Callable[..., Any] = Sweep.decorator(look)
    return entrypoint
