"""A whole district signing in at once, or somebody guessing, does not delay people who are signed in."""

import json
import resource
import socket
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest
import requests

from tests.conftest import Launch
from tests.support.system import PASSWORD, System

NAMES = ("east.clerk", "west.clerk", "north.clerk", "main.clerk", "lake.clerk", "nanhu.clerk", "east.leader")


@pytest.fixture(autouse=True)
def files() -> None:
    """Raise this process's limit of open files to the maximum."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def begun(system: System, username: str, password: str, *, source: str = "127.0.0.1") -> socket.socket:
    """Send a request to sign in, from a loopback address, without waiting for the answer."""
    body = json.dumps({"username": username, "password": password}).encode()
    head = f"POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    found = socket.create_connection(("127.0.0.1", system.port), source_address=(source, 0))
    found.settimeout(40)
    found.sendall(head.encode() + body)
    return found


def status_of(connection: socket.socket) -> int:
    """Read the status of the answer."""
    with connection:
        told = b""
        while piece := connection.recv(65536):
            told += piece
    return int(told[9:12])


def waits(system: System, *, seconds: float, path: str = "/api/v1/me") -> list[float]:
    """Send requests as a signed-in person repeatedly; return how long each answer took."""
    bearer = {"Authorization": f"Bearer {system.person('east.director').token}"}
    http, took, end = requests.Session(), [], time.monotonic() + seconds
    for _ in count():
        began = time.monotonic()
        if began > end:
            break
        answer = http.get(f"{system.url}{path}", headers=bearer, timeout=20)
        took.append(time.monotonic() - began)
        assert answer.status_code == 200, answer.text
        time.sleep(0.02)
    return took


def test_who_is_signed_in_works_on_while_three_hundred_sign_in(launch: Launch) -> None:
    system = launch()
    system.person("east.director").get("/me")

    everybody = [begun(system, NAMES[each % len(NAMES)], PASSWORD) for each in range(320)]
    took = waits(system, seconds=6)
    answers = [status_of(each) for each in everybody]

    assert max(took) < 1 and statistics.quantiles(took, n=100)[98] < 1, sorted(took)[-5:]
    assert set(answers) <= {201, 429} and answers.count(201) >= 20, {each: answers.count(each) for each in answers}


def test_who_is_signed_in_works_on_while_a_thousand_sign_in_rightly_and_wrongly(launch: Launch) -> None:
    system = launch()
    system.person("east.director").get("/me")

    def tries(each: int) -> socket.socket:
        if each % 2:
            return begun(system, NAMES[each % len(NAMES)], PASSWORD)
        name = f"nobody.{each}" if each % 4 else NAMES[each % len(NAMES)]
        return begun(system, name, "wrong wrong wrong", source=f"127.0.{2 + each // 250}.{1 + each % 250}")

    with ThreadPoolExecutor(1) as pool:
        crowd = pool.submit(lambda: [tries(each) for each in range(1000)])
        took = waits(system, seconds=12)
        answers = [status_of(each) for each in crowd.result()]

    assert statistics.quantiles(took, n=100)[98] < 1, sorted(took)[-9:]
    assert set(answers) == {201, 401, 429} and answers.count(201) >= 5, {each: answers.count(each) for each in answers}


def test_guesses_without_an_account_are_counted_before_they_cost_anything(launch: Launch) -> None:
    system = launch()
    system.person("east.director").get("/me")

    guesses = [begun(system, f"nobody.{each}", "wrong wrong wrong") for each in range(400)]
    took = waits(system, seconds=3)
    answers = [status_of(each) for each in guesses]

    assert max(took) < 1, sorted(took)[-5:]
    assert set(answers) == {401, 429} and answers.count(401) <= 50, {each: answers.count(each) for each in answers}


def test_nobody_hashes_for_a_client_that_went_away(launch: Launch) -> None:
    system = launch()

    for each in range(250):
        begun(system, NAMES[each % len(NAMES)], PASSWORD).close()
    began = time.monotonic()
    last = begun(system, "east.director", PASSWORD)

    assert status_of(last) == 201
    assert time.monotonic() - began < 8
