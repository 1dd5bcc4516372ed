"""Tongban itself, with three additions that the bench needs: `python -m tests.bench.servers.product all`.

Another service copies every revision, as services do with others' data; a client at
`BENCH_PROBE_PORT` gets the time of calls between services from within; and a route takes a document, validates it
and calls a service that does nothing with it.
"""

# ruff: noqa: E402
import warnings

warnings.filterwarnings("ignore")

from shared.runtime import green

green.patch()

import json
import os
import time
from typing import Any

from nameko.extensions import DependencyProvider

from services.command_line import main
from services.documents.outgoing import api as routes
from services.documents.outgoing import api as shapes
from services.gateway import service as gateway
from services.training import service as training
from shared.actor import Actor
from shared.api.routes import Route
from shared.contracts.documents import DocumentRevised
from shared.runtime.rpc import Caller
from shared.runtime.service import reaction, rpc


class Hearing(training.TrainingService):
    """The training service, which also keeps the last revision of every document."""

    @reaction(DocumentRevised)
    def on_document_revised(self, event: DocumentRevised) -> None:
        """Store a copy."""
        self.copies.keep(event)

    @rpc()
    def nothing(self, **wanted: Any) -> dict[str, Any]:
        """Do nothing with the input."""
        return {"violations": [], "warnings": []}


class OverBroker(Caller):
    """Calls over the broker even if the service is in this process: this is what the bench compares with."""

    reply = Caller.reply_over_broker


class Probe(DependencyProvider):
    """Measures calls from here: a line `{"service", "method", "payload", "actor", "times"}`, answered with seconds."""

    caller = OverBroker()

    def start(self) -> None:
        """Start listening."""
        listener = green.listen(("127.0.0.1", int(os.environ["BENCH_PROBE_PORT"])))
        self.container.spawn_managed_thread(lambda: self._serve(listener))

    def get_dependency(self, worker_ctx: Any) -> None:
        """Return None."""

    def _serve(self, listener: Any) -> None:
        while True:
            connection, _ = listener.accept()
            with connection, connection.makefile("rw") as lines:
                asked = json.loads(lines.readline())
                took = []
                for _ in range(asked["times"]):
                    began = time.perf_counter()
                    self.caller.call(
                        asked["service"], asked["method"], asked["payload"], actor=Actor.from_wire(asked["actor"])
                    )
                    took.append(time.perf_counter() - began)
                lines.write(json.dumps(took) + "\n")


class Probed(gateway.GatewayService):
    """The gateway with the probe."""

    probe = Probe()


BARE = Route(
    "POST", "/api/v1/bench/bare", "Check a document's shape", "bench", shapes.Verdict, "nothing", "training",
    body=shapes.NewDocument, payload=routes.ROUTES[1].payload,
)  # fmt: skip
routes.ROUTES = (*routes.ROUTES, BARE)  # type: ignore[assignment]
training.TrainingService = Hearing  # type: ignore[misc]
gateway.GatewayService = Probed  # type: ignore[misc]

if __name__ == "__main__":
    main()
