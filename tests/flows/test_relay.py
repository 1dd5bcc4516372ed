"""A relay with nothing to publish keeps its connection: it receives the broker's heartbeats, and not only sends its own."""

import time

import pytest

from shared.runtime import relay
from shared.runtime.relay import Outlet
from tests.support.rabbit import RabbitNode


@pytest.mark.rabbitmq
def test_a_relay_that_has_nothing_to_publish_stays_connected(node: RabbitNode, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "HEARTBEAT", 1)
    outlet, until = Outlet(node.uri(node.new_vhost()), "documents"), time.monotonic() + 3.5

    while time.monotonic() < until:
        outlet.beat()
        time.sleep(0.2)

    outlet.close()
