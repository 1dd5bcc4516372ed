"""Going on where the store is away: what must be done is tried until it is done, or until the service is to stop."""

from collections.abc import Callable
from typing import Any

import structlog

from shared.runtime.green import sleep

log = structlog.get_logger()


class Persistence:
    """That of one service in one process."""

    def __init__(self, service: str) -> None:
        self._service = service
        self.stopping = False
        """Whether the service is to stop; nothing new begins then."""

    def __call__(self, event: str, act: Callable[[], Any]) -> Any:
        """Act, again and again where that fails, and log the event each time; give None when the service is to stop."""
        while not self.stopping:
            try:
                return act()
            except Exception as error:
                log.warning(event.replace(" ", "_"), service=self._service, error=str(error)[:200])
                sleep(1)
        return None
