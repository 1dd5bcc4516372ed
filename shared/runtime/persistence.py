"""Persistence while the store is away: retry until it succeeds or the service stops."""

from collections.abc import Callable
from typing import Any

import structlog
from pymongo.errors import InvalidOperation

from shared.runtime import stopping
from shared.runtime.green import sleep

log = structlog.get_logger()


class Persistence:
    """Retries on behalf of one service in one process."""

    def __init__(self, service: str) -> None:
        self._service = service
        self.stopping = False
        """Whether the service is stopping; nothing new begins then."""

    def __call__(self, event: str, act: Callable[[], Any]) -> Any:
        """Act, retrying and logging the event after each failure; return None when the service stops."""
        while not self.stopping:
            try:
                return act()
            except Exception as error:
                if self.over(error):
                    return None
                log.warning(event.replace(" ", "_"), service=self._service, error=str(error)[:200])
                sleep(1)
        return None

    def over(self, error: Exception) -> bool:
        """Check whether an error says only that the process is stopping, and has closed the store."""
        return self.stopping or (stopping.begun() and isinstance(error, InvalidOperation))
