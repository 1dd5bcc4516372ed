"""A running system under faults: its processes are restarted when they end, its store is separate."""

import json
import signal
import threading
import time
from collections import deque
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import requests

from shared.runtime.embedded_store import EmbeddedStore
from tests.faults.journal import ClientJournal
from tests.faults.oracle import Oracle
from tests.faults.proxy import Proxy
from tests.support.ports import free_port
from tests.support.rabbit import RabbitNode
from tests.support.system import System, eventually

Ways = Mapping[str, Any]
PATIENCE = 150
"""How long anything is waited for, in seconds: generous, since durations are reported and not asserted."""


class Stage:
    """One system over one broker.

    Over RabbitMQ a second process of the documents service runs beside the one that has everything. Everybody reaches the
    store, and clients reach the gateway, through proxies that can lose answers.
    reconcile: the interval at which services read the journals for missing events, in seconds.
    """

    def __init__(self, folder: Path, node: RabbitNode | None, *, reconcile: float = 3) -> None:
        self.node = node
        self._reconcile = reconcile
        self.store = EmbeddedStore(folder)
        self.store.start()
        self._address = self.store.uri
        port = self._address.rpartition(":")[2].partition("/")[0]
        self.to_store = Proxy(int(port))
        # the store names its own address to whoever asks, and clients would go there
        through = f"{self._address.replace(port, str(self.to_store.port))}&directConnection=true"
        broker = None if node is None else node.uri(node.new_vhost())
        self.system = System(folder, broker=broker, MONGO_URI=through)
        self.to_gateway = Proxy(self.system.port)
        self.url = f"http://127.0.0.1:{self.to_gateway.port}"
        self.journal = ClientJournal(folder / "clients.jsonl")
        self.oracle = Oracle(self._address, self.journal)
        self.places: deque[str] = deque()
        self.deaths: list[tuple[str, int, float]] = []
        self.health = free_port()
        self._ways: Ways = {}
        self._keeping = False
        self._turn = threading.Lock()
        self._over = threading.Event()
        self._keeper = threading.Thread(target=self._keep, daemon=True)

    @property
    def names(self) -> tuple[str, ...]:
        """Return the processes: only RabbitMQ serves more than one."""
        return ("all",) if self.node is None else ("all", "documents")

    def start(self, ways: Ways | None = None, places: Iterable[str] = ()) -> "Stage":
        """Start with some misbehaviours; at each failpoint in turn the process with everything ends."""
        self._ways, self.places = ways or {}, deque(places)
        self._keeping = True
        if not self._keeper.is_alive():
            self._keeper.start()
        self.ready()
        return self

    def ready(self) -> None:
        """Wait until everything answers, except services left out."""

        def answers() -> bool:
            if any(name not in self.system.pids() for name in self.names):
                return False
            answer = requests.get(f"{self.system.url}/readyz", timeout=5)
            parts = answer.json()["parts"]
            left_out = self._ways.get("without", ())
            return all(part["status"] == "ok" or waits(part) for name, part in parts.items() if name not in left_out)

        def waits(part: Mapping[str, Any]) -> bool:
            """Check whether a part lacks only events of a service left out."""
            lags = {name for name, each in part.get("parts", {}).items() if each["status"] != "ok"}
            return "without" in self._ways and lags == {"events"}

        eventually(answers, seconds=PATIENCE, what="ready")

    def kill(self, name: str) -> None:
        """Kill one process as a power cut would; it is restarted at once."""
        with self._turn:
            if name in self.system.pids():
                self.system.kill(name)

    def terminate(self, name: str) -> None:
        """Ask a process to stop; it is restarted when it has."""
        ended = len(self.deaths)
        self.system.signal(name, signal.SIGTERM)
        eventually(lambda: len(self.deaths) > ended, seconds=PATIENCE, what="stopped")

    def died(self, count: int) -> None:
        """Wait until processes have ended by themselves this often."""
        eventually(lambda: len(self.deaths) >= count, seconds=PATIENCE, what=f"{count} ends")

    def recovered(self) -> float:
        """Wait until the system is ready and everything written before is published; return the seconds between the two."""
        before = datetime.now(UTC)
        self.ready()
        began = time.monotonic()
        eventually(lambda: self.oracle.unpublished(before) == 0, seconds=PATIENCE, what="published")
        return time.monotonic() - began

    def stop(self) -> None:
        """Kill every process, and restart none."""
        with self._turn:
            self._keeping = False
            self.system.kill()

    def restart(self, ways: Ways | None = None) -> None:
        """Kill every process, and start again."""
        self.stop()
        self.start(ways)

    def close(self) -> None:
        """End everything."""
        self.stop()
        self._over.set()
        self.oracle.close()
        self.to_gateway.close()
        self.to_store.close()
        self.store.kill()

    def _keep(self) -> None:
        while not self._over.wait(0.05):
            with self._turn:
                self.deaths += [(name, code, time.monotonic()) for name, code in self.system.ended()]
                if self._keeping:
                    for name in self.names:
                        if name not in self.system.pids():
                            self._run(name)

    def _run(self, name: str) -> None:
        # attempts are made as soon as they may be, so that their pauses alone give a service time to learn what it lacks
        environment = {"TONGBAN_RECONCILE_SECONDS": str(self._reconcile), "TONGBAN_RETRY_DELAYS": "0.2,1,5"}
        if name == "all" and self.places:
            environment["TONGBAN_FAILPOINT"] = self.places.popleft()
        if name == "documents":
            environment["TONGBAN_HEALTH_PORT"] = str(self.health)
        if self._ways:
            # what a missing event is known by must be the next one, not a look at the journal now and then
            environment |= {"TONGBAN_UNRULY": json.dumps(self._ways), "TONGBAN_RECONCILE_SECONDS": "600"}
            environment["TONGBAN_RETRY_DELAYS"] = "0.1"
        self.system.start_one(name, module="tests.faults.unruly" if self._ways else "services", **environment)
