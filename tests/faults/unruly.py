"""The services in one process with a broker or handlers that misbehave as `TONGBAN_UNRULY` says (JSON).

without: services left out · times: how often each event is delivered · shuffle: within how many events they change places ·
withhold: `[event, every]`, of which one in so many is confirmed and never delivered · fails, ends: words in a document's
title at whose release the handler raises, or ends the process · lease: seconds after which an attempt that never returned
is repeated.
"""

# ruff: noqa: E402
from shared.runtime import green

green.patch()

import json
import os
import random
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from services.registry import names, service_class
from shared.contracts.documents import DocumentReleased
from shared.runtime import inbox
from shared.runtime.config import settings
from shared.runtime.logging import configure
from shared.runtime.relay import Announced, Outlet
from shared.runtime.run import serve

WAITS = 0.3
"""How long an event may be held back to change places with others, in seconds."""
send, beat = Outlet.send, Outlet.beat


class Postman:
    """Intercepts the messages between the relays of this process and the broker."""

    def __init__(self, ways: Mapping[str, Any]) -> None:
        self._times = int(ways.get("times", 1))
        self._window = int(ways.get("shuffle", 0))
        self._withheld, self._every = ways.get("withhold", ["", 1])
        self._met = 0
        self._held: dict[Outlet, list[Announced]] = {}
        self._since = time.monotonic()

    def send(self, outlet: Outlet, batch: Sequence[Announced]) -> None:
        """Take a batch from a relay, which believes that the broker has it."""
        held = self._held.setdefault(outlet, [])
        if not held:
            self._since = time.monotonic()
        for each in batch:
            if not self._vanishes(each):
                held += [each] * self._times
        if self._window:
            random.shuffle(held)
        keep = 0 if time.monotonic() - self._since > WAITS else self._window
        self._deliver(outlet, len(held) - keep)

    def beat(self, outlet: Outlet) -> None:
        """Deliver the rest when no more messages come."""
        self._deliver(outlet, len(self._held.get(outlet, [])))
        beat(outlet)

    def _deliver(self, outlet: Outlet, count: int) -> None:
        held = self._held.get(outlet, [])
        if count > 0:
            now, self._held[outlet] = held[:count], held[count:]
            send(outlet, now)

    def _vanishes(self, announced: Announced) -> bool:
        if announced[2]["event"] != self._withheld:
            return False
        self._met += 1
        if (self._met - 1) % self._every:
            return False
        print(f"withheld {announced[0]}:{announced[1]} {announced[2]['version']}", flush=True)
        return True


def _misread(ways: Mapping[str, Any]) -> None:
    """Make the handler of a released document fail or end the process at certain titles."""
    read = DocumentReleased.read

    def misread(kind: type[DocumentReleased], data: Any) -> DocumentReleased:
        title = data["title"]
        if ways.get("ends") and ways["ends"] in title:
            print(f"ended by {data['document_id']}", flush=True)
            os.kill(os.getpid(), signal.SIGKILL)
        if ways.get("fails") and ways["fails"] in title:
            raise RuntimeError(f"这份公文无法办理：{data}")
        return read(data)

    DocumentReleased.read = classmethod(misread)  # type: ignore[method-assign, assignment]


def main() -> None:
    """Serve, and misbehave."""
    ways = json.loads(os.environ["TONGBAN_UNRULY"])
    postman = Postman(ways)
    Outlet.send = lambda outlet, batch: postman.send(outlet, batch)  # type: ignore[method-assign, assignment]
    Outlet.beat = lambda outlet: postman.beat(outlet)  # type: ignore[method-assign, assignment]
    _misread(ways)
    inbox.LEASE = timedelta(seconds=ways.get("lease", inbox.LEASE.total_seconds()))
    wanted = names() if sys.argv[1] == "all" else (sys.argv[1],)
    configure(settings().log_level)
    serve([service_class(name) for name in wanted if name not in ways.get("without", ())], started=lambda: None)


if __name__ == "__main__":
    main()
