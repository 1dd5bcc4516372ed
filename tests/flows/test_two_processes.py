"""Two processes of one service: each event takes effect once and is counted once, also after both have been idle."""

import time

import pytest
import requests

from tests.conftest import Launch
from tests.flows.test_document_story import draft_and_release
from tests.support.rabbit import RabbitNode, free_port
from tests.support.system import eventually

pytestmark = pytest.mark.rabbitmq


def figures(urls: list[str], name: str) -> dict[str, float]:
    """Add up a figure of several processes by its labels."""
    found: dict[str, float] = {}
    for url in urls:
        for line in requests.get(f"{url}/metrics", timeout=5).text.splitlines():
            if line.startswith(f"{name}{{"):
                labels, _, value = line.rpartition(" ")
                found[labels] = found.get(labels, 0) + float(value)
    return found


def test_after_idling_no_event_is_counted_twice_and_none_seems_late(launch: Launch, node: RabbitNode) -> None:
    ports = {name: free_port() for name in ("first", "second")}
    system = launch(
        broker=node.uri(node.new_vhost()),
        apart=True,
        ready=False,
        TONGBAN_RECONCILE_SECONDS="2",
        TONGBAN_SWEEP_SECONDS="1",
    )
    system.start()
    system.kill("notifications")
    for name, port in ports.items():
        system.start_one("notifications", TONGBAN_HEALTH_PORT=str(port))
        system._processes[f"notifications {name}"] = system._processes.pop("notifications")
    urls = [f"http://127.0.0.1:{port}" for port in ports.values()]
    for url in urls:
        eventually(lambda url=url: requests.get(f"{url}/readyz", timeout=5).status_code == 200, seconds=40)
    told = figures(urls, "tongban_events_handled_total")

    for _ in range(4):
        draft_and_release(system, recipients=["west"])
    handled = "tongban_events_handled_total"
    eventually(lambda: sum(figures(urls, handled).values()) - sum(told.values()) >= 4 * 6, seconds=40)
    settled = _settled(urls)
    time.sleep(15)  # both idle, and each passes over the journals several times

    after = figures(urls, handled)
    repeated = figures(urls, "tongban_events_repeated_total")
    late = figures(urls, "tongban_event_lag_seconds_bucket")
    assert after == settled
    assert sum(repeated.values()) <= 2, repeated
    in_five = sum(value for name, value in late.items() if 'le="5.0"' in name)
    assert in_five == sum(value for name, value in late.items() if 'le="+Inf"' in name)


def _settled(urls: list[str]) -> dict[str, float]:
    """Wait until nothing more is handled."""
    seen: list[dict[str, float]] = []

    def quiet() -> bool:
        seen.append(figures(urls, "tongban_events_handled_total"))
        return len(seen) > 10 and seen[-1] == seen[-10]

    eventually(quiet, seconds=30, every=0.2)
    return seen[-1]
