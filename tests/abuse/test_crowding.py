"""A client that opens very many connections, or sends very slowly, locks out neither others nor those at the same address."""

import itertools
import resource
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress

import pytest
import requests

from tests.conftest import Launch
from tests.support.system import System, eventually

BODY = b"POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 90000\r\n"
ATTACK = 2050
AS_FILE = {"Content-Type": "application/octet-stream"}


@pytest.fixture(autouse=True)
def files() -> None:
    """Raise this process's limit of open files to the maximum."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


@contextmanager
def slow(
    system: System, count: int, sources: Sequence[str], told: bytes = BODY + b"\r\n{"
) -> Iterator[list[socket.socket]]:
    """Begin this many requests that never end, from these addresses in turn."""
    with ExitStack() as stack:
        found = []
        for _, source in zip(range(count), itertools.cycle(sources), strict=False):
            each = stack.enter_context(socket.socket())
            each.settimeout(10)
            each.bind((source, 0))
            each.connect(("127.0.0.1", system.port))
            each.sendall(told)
            found.append(each)
        yield found


def asked_from(system: System, source: str, head: bytes = b"") -> tuple[bytes, float]:
    """Request the front page on a separate connection; return the first answer, and the time until it came."""
    began = time.monotonic()
    with socket.socket() as each:
        each.settimeout(30)
        each.bind((source, 0))
        each.connect(("127.0.0.1", system.port))
        each.sendall(b"GET /api/v1/me HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + head + b"\r\n")
        return each.recv(4096)[:12], time.monotonic() - began


@pytest.mark.parametrize(
    "sources", [["127.0.0.9"], [f"127.0.1.{each}" for each in range(1, 21)]], ids=["one address", "twenty addresses"]
)
def test_two_thousand_slow_bodies_without_a_token_lock_nobody_out(launch: Launch, sources: list[str]) -> None:
    system = launch(TONGBAN_REQUEST_SECONDS="90")  # nobody is let in because others ran out of time
    person = system.person("east.director")
    person.get("/me")

    with slow(system, ATTACK, sources):
        first = asked_from(system, "127.0.0.1")  # behind those who wait to be let in
        answers = [asked_from(system, source) for _ in range(8) for source in ("127.0.0.1", sources[0])]
        began = time.monotonic()
        person.get("/me")
        took = time.monotonic() - began

    assert {status for status, _ in [first, *answers]} == {b"HTTP/1.1 401"} and first[1] < 20
    assert max(seconds for _, seconds in answers) < 4 and took < 4, answers  # of a machine that does other things too


def test_slow_bodies_from_as_many_addresses_that_go_on_byte_by_byte_lock_nobody_out(launch: Launch) -> None:
    system = launch(TONGBAN_REQUEST_SECONDS="90")
    person = system.person("east.director")
    person.get("/me")
    sources = [f"127.0.{10 + each // 230}.{1 + each % 230}" for each in range(2300)]
    took = dict[str, float]()

    def timed(what: str, ask: Callable[[], object]) -> None:
        began = time.monotonic()
        ask()
        took[what] = time.monotonic() - began

    with slow(system, len(sources), sources) as attack:
        for turn in range(3):
            for each in attack:
                with suppress(OSError):  # some were sent away
                    each.sendall(b" ")
            timed(f"on a new connection {turn}", lambda: asked_from(system, "127.0.0.1"))
            timed(f"health {turn}", lambda: requests.get(f"{system.url}/healthz", timeout=20))
            timed(f"signed in {turn}", lambda: person.get("/me"))

    assert max(took.values()) < 4, took  # of a machine that does other things too


def test_behind_a_proxy_of_ours_each_address_counts_alone(launch: Launch) -> None:
    system = launch(TONGBAN_PROXIES="127.0.0.1", TONGBAN_ADDRESS_REQUESTS="5", TONGBAN_ADDRESS_CONNECTIONS="9")
    evil = b"X-Forwarded-For: 203.0.113.9\r\n"

    with slow(system, 40, ["127.0.0.1"], BODY + evil + b"\r\n{") as attack:
        others = [asked_from(system, "127.0.0.1", b"X-Forwarded-For: 198.51.100.7\r\n")[0] for _ in range(8)]
        neighbours = [asked_from(system, "127.0.0.1", evil)[0] for _ in range(8)]
        told = eventually(lambda: attack[0].recv(4096), seconds=5)

    assert {*others, *neighbours} == {b"HTTP/1.1 401"}
    assert told.startswith(b"HTTP/1.1 408") and "请求没有在规定时间内发完".encode() in told


VERIFY = b"POST /api/v1/verifications HTTP/1.1\r\nHost: x\r\nContent-Type: application/pdf\r\nContent-Length: 9000000\r\n\r\n%PDF"


@pytest.mark.parametrize(
    "sources", [["127.0.0.1"], [f"127.0.1.{each}" for each in range(1, 21)]], ids=["one", "twenty"]
)
def test_slow_strangers_keep_nobody_from_verifying_a_file(launch: Launch, sources: list[str]) -> None:
    system = launch(TONGBAN_REQUEST_SECONDS="90")

    with slow(system, 100, sources, VERIFY):
        began = time.monotonic()
        answers = [
            requests.post(f"{system.url}/api/v1/verifications", data=b"%PDF-1.7\n", timeout=10, headers=AS_FILE)
            for _ in range(10)
        ]
        took = time.monotonic() - began

    assert {each.status_code for each in answers} == {200} and took < 12, [each.text for each in answers]


def test_how_the_process_is_concerns_nobody_behind_a_proxy_and_its_figures_nobody_but_who_watches_it(
    launch: Launch,
) -> None:
    system = launch(TONGBAN_PROXIES="127.0.0.1")
    from_outside = {"X-Forwarded-For": "203.0.113.9"}

    for path in ("/healthz", "/readyz", "/readyz/gateway"):
        assert requests.get(f"{system.url}{path}", timeout=5).status_code == 200
        assert requests.get(f"{system.url}{path}", headers=from_outside, timeout=5).status_code == 404
    assert requests.get(f"{system.url}/metrics", timeout=5).status_code == 404
    assert "tongban_request_seconds" in requests.get(system.figures, timeout=5).text


def test_figures_are_made_once_a_second_however_often_they_are_asked_for(launch: Launch) -> None:
    system = launch()

    def served(text: str) -> float:
        lines = [
            line for line in text.splitlines() if line.startswith("tongban_request_seconds_count{") and "/me" in line
        ]
        return sum(float(line.rpartition(" ")[2]) for line in lines)

    system.person("east.director").get("/me")
    eventually(lambda: served(requests.get(system.figures, timeout=5).text), seconds=5)
    time.sleep(1.1)
    first = served(requests.get(system.figures, timeout=5).text)
    system.person("east.director").get("/me")
    at_once = served(requests.get(system.figures, timeout=5).text)

    assert at_once == first
    eventually(lambda: served(requests.get(system.figures, timeout=5).text) > first, seconds=5)
