"""A service like nameko's own examples: HTTP, a call, an insert, an event with its confirm, a handler that inserts.

It loses an event when the process ends between insert and dispatch, and the message of a handler that raises.
"""

# ruff: noqa: E402
import warnings

warnings.filterwarnings("ignore")

import eventlet

eventlet.monkey_patch()

import json
import os
from functools import cache
from typing import Any

from nameko.events import EventDispatcher, event_handler
from nameko.rpc import RpcProxy, rpc
from nameko.runners import ServiceRunner
from nameko.web.handlers import http
from werkzeug.wrappers import Request, Response

from shared.runtime import embedded_broker
from shared.runtime.config import settings
from shared.runtime.store import Db, connect


@cache
def database() -> Db:
    """Open the store with the same durability as the product."""
    return connect(os.environ["MONGO_URI"])["naive"]


class Front:
    """Accepts requests."""

    name = "naive_front"
    back = RpcProxy("naive_back")

    @http("POST", "/things")
    def create(self, request: Request) -> Response:
        """Create a record."""
        found = self.back.create(json.loads(request.get_data()))
        return Response(json.dumps(found), status=201, content_type="application/json")


class Back:
    """Stores records and announces them."""

    name = "naive_back"
    dispatch = EventDispatcher()

    @rpc
    def create(self, thing: dict[str, Any]) -> dict[str, Any]:
        """Insert, then dispatch."""
        database()["things"].insert_one(dict(thing))
        self.dispatch("created", thing)
        return thing


class Other:
    """Reacts to the event."""

    name = "naive_other"

    @event_handler("naive_back", "created")
    def on_created(self, thing: dict[str, Any]) -> None:
        """Insert a copy."""
        database()["copies"].insert_one(dict(thing))


def main() -> None:
    """Serve all three in one process."""
    embedded_broker.install()
    config = {
        "AMQP_URI": settings().amqp_uri,
        "WEB_SERVER_ADDRESS": f"127.0.0.1:{settings().port}",
        "max_workers": settings().workers,
    }
    behind, before = ServiceRunner(config), ServiceRunner(config)
    behind.add_service(Back)
    behind.add_service(Other)
    before.add_service(Front)
    behind.start()
    before.start()  # whoever asks over HTTP finds the others listening
    before.wait()


if __name__ == "__main__":
    main()
