"""A process that is asked to stop: it first becomes unready, then accepts no new clients, and answers pending requests."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import requests

from tests.conftest import Launch
from tests.flows.test_document_story import NOTICE
from tests.support.system import PASSWORD, System, eventually

GRACE = 15
"""The minimum time that `docker-compose.yml` and `k8s/` give a process to stop, in seconds."""


@contextmanager
def load(act: Callable[[requests.Session], int], *, clients: int) -> Iterator[list[int]]:
    """Run clients until nobody listens any more; yield the statuses of the answers, 0 for a request without one."""
    statuses: list[int] = []
    over = threading.Event()

    def client() -> None:
        http = requests.Session()
        while not over.is_set():
            try:
                statuses.append(act(http))
            except requests.ConnectionError as error:
                if "Connection refused" not in str(error):
                    statuses.append(0)
                return

    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    try:
        yield statuses
    finally:
        over.set()
        for thread in threads:
            thread.join()


def drafting(system: System) -> Callable[[requests.Session], int]:
    header = {"Authorization": f"Bearer {system.person('east.clerk').token}"}

    def act(http: requests.Session) -> int:
        return http.post(f"{system.url}/api/v1/documents", json=NOTICE, headers=header, timeout=10).status_code

    return act


def test_the_gateway_says_first_that_it_goes_then_serves_for_a_while_and_answers_whoever_is_inside(
    launch: Launch,
) -> None:
    running = launch(TONGBAN_DRAIN_SECONDS="1.5")
    ready = f"{running.url}/readyz/gateway"
    assert requests.get(ready, timeout=5).status_code == 200
    codes: list[list[int]] = []

    with load(drafting(running), clients=4) as statuses:
        eventually(lambda: len(statuses) > 20)
        stop = threading.Thread(target=lambda: codes.append(running.stop()))
        stop.start()
        eventually(lambda: requests.get(ready, timeout=5).status_code == 503, seconds=1)
        told = len(statuses)
        answer = requests.get(f"{running.url}/readyz", timeout=5)
        assert (answer.status_code, answer.json()["parts"]["process"]["status"]) == (503, "stopping")
        assert answer.headers["Connection"] == "close"
        eventually(lambda: len(statuses) > told + 5, seconds=1)
        stop.join()

    assert codes == [[0]]
    assert set(statuses) == {201}


def test_a_slow_request_is_answered_though_the_gateway_was_asked_to_stop_meanwhile(launch: Launch) -> None:
    running = launch()
    answers: list[int] = []

    def sign_in() -> None:
        sent = {"username": "east.clerk", "password": PASSWORD}
        answers.append(requests.post(f"{running.url}/api/v1/sessions", json=sent, timeout=20).status_code)

    clients = [threading.Thread(target=sign_in) for _ in range(6)]
    for client in clients:
        client.start()
    time.sleep(0.15)  # all are inside, and hashing one password after the other takes longer than that

    codes = running.stop()
    for client in clients:
        client.join()

    assert codes == [0]
    assert answers == [201] * 6


@pytest.mark.rabbitmq
def test_a_service_is_replaced_under_load_and_nobody_notices(launch: Launch, node: object) -> None:
    running = launch(broker=node.uri(node.new_vhost()), apart=True)  # type: ignore[attr-defined]

    with load(drafting(running), clients=4) as statuses:
        eventually(lambda: len(statuses) > 20)
        code, seconds = running.replace("documents")
        after = len(statuses)
        eventually(lambda: len(statuses) > after + 20)

    assert code == 0
    assert seconds < GRACE
    assert set(statuses) == {201}
