"""A broken connection does not affect others: bytes that no honest client sends."""

import itertools
import json
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import requests

from tests.support.requests import SIGN_IN
from tests.support.system import System, eventually

HOST = b"Host: office\r\n"
SMUGGLED = b"GET /api/v1/smuggled HTTP/1.1\r\nHost: office\r\n\r\n"
POST = b"POST /api/v1/sessions HTTP/1.1\r\n" + HOST + b"Content-Type: application/json\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
OPEN = b"<still open>"


def connected(system: System) -> socket.socket:
    found = socket.create_connection(("127.0.0.1", system.port))
    found.settimeout(6)
    return found


@contextmanager
def stopped(system: System) -> Iterator[None]:
    """Pause the gateway's process for a moment."""
    system.signal("all", signal.SIGSTOP)
    try:
        yield
    finally:
        system.signal("all", signal.SIGCONT)


def test_half_requests_to_the_health_port_do_not_keep_the_probes_out(shared_system: System) -> None:
    halves = []
    try:
        for _ in range(1_100):
            each = socket.create_connection(("127.0.0.1", shared_system.health_port))
            each.sendall(b"GET /healthz HTTP/1.1\r\nHost: pod\r\n")
            halves.append(each)

        assert requests.get(f"http://127.0.0.1:{shared_system.health_port}/healthz", timeout=6).status_code == 200
    finally:
        for each in halves:
            each.close()


def everything_from(connection: socket.socket) -> bytes:
    """Read until the other side hangs up."""
    told = b""
    try:
        while piece := connection.recv(65536):
            told += piece
    except TimeoutError:
        told += OPEN
    except ConnectionError:
        pass
    return told


def answered(system: System, sent: bytes) -> bytes:
    with connected(system) as connection:
        connection.sendall(sent)
        return everything_from(connection)


def statuses(told: bytes) -> list[int]:
    return [int(part[:3]) for part in told.split(b"HTTP/1.1 ")[1:]]


def well(system: System) -> None:
    """Assert that others are served at once."""
    began = time.monotonic()
    assert requests.get(f"{system.url}/healthz", timeout=5).status_code == 200
    assert time.monotonic() - began < 2


AMBIGUOUS = {
    "both lengths": POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "two lengths": POST + b"Content-Length: 0\r\nContent-Length: 50\r\n\r\n" + SMUGGLED,
    "a list of lengths": POST + b"Content-Length: 0, 0\r\n\r\n" + SMUGGLED,
    "a length with a sign": POST + b"Content-Length: +0\r\n\r\n" + SMUGGLED,
    "a length with a line in it": POST + b"Content-Length: 1_0\r\n\r\n" + SMUGGLED,
    "a length below nothing": POST + b"Content-Length: -1\r\n\r\n" + SMUGGLED,
    "a hard blank before the length": POST + b"Content-Length: \xa00\r\n\r\n" + SMUGGLED,
    "chunked and something else": POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "chunked twice": POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "another coding": POST + b"Transfer-Encoding: identity\r\n\r\n" + SMUGGLED,
    "almost chunked": POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "chunked in HTTP/1.0": CHUNKED.replace(b"HTTP/1.1", b"HTTP/1.0") + b"0\r\n\r\n" + SMUGGLED,
    "a blank before the colon": POST + b"Content-Length : 60\r\n\r\n" + SMUGGLED,
    "a folded line": POST + b"X: a\r\n Content-Length: 60\r\n\r\n" + SMUGGLED,
    "a fold in the first line": b"GET /healthz HTTP/1.1\r\n X: a\r\n" + HOST + b"\r\n" + SMUGGLED,
    "a bare line feed": POST + b"X: a\nContent-Length: 60\r\n\r\n" + SMUGGLED,
    "a bare carriage return": POST + b"X: a\rContent-Length: 60\r\n\r\n" + SMUGGLED,
    "a NUL in a header": POST + b"X: a\x00b\r\n\r\n" + SMUGGLED,
    "no name": POST + b": a\r\n\r\n" + SMUGGLED,
    "two hosts": b"GET /healthz HTTP/1.1\r\n" + HOST + b"Host: else\r\n\r\n" + SMUGGLED,
    "no host": b"GET /healthz HTTP/1.1\r\n\r\n" + SMUGGLED,
    "two tokens": b"GET /api/v1/me HTTP/1.1\r\n"
    + HOST
    + b"Authorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n"
    + SMUGGLED,
    "two types": POST + b"Content-Type: text/plain\r\n\r\n" + SMUGGLED,
    "no version": b"GET /healthz\r\n\r\n" + SMUGGLED,
    "another version": b"GET /healthz HTTP/2.0\r\n" + HOST + b"\r\n" + SMUGGLED,
    "not HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    "a blank in the path": b"GET /healthz /x HTTP/1.1\r\n" + HOST + b"\r\n" + SMUGGLED,
    "letters that are not ASCII": "GET /事 HTTP/1.1\r\nHost: office\r\n\r\n".encode() + SMUGGLED,
    "a size that is none": CHUNKED + b"zz\r\n\r\n" + SMUGGLED,
    "a size with a sign": CHUNKED + b"+2\r\n{}\r\n0\r\n\r\n" + SMUGGLED,
    "a size like Python's": CHUNKED + b"0x2\r\n{}\r\n0\r\n\r\n" + SMUGGLED,
    "a size below nothing": CHUNKED + b"-2\r\n{}\r\n0\r\n\r\n" + SMUGGLED,
    "a chunk longer than it says": CHUNKED + b"1\r\n{}\r\n0\r\n\r\n" + SMUGGLED,
    "an endless size": CHUNKED + b"0" * 1000 + b"2\r\n{}\r\n0\r\n\r\n" + SMUGGLED,
    "a size that ends in a bare line feed": CHUNKED + b"2\n{}\r\n0\r\n\r\n" + SMUGGLED,
    "trailers that are none": CHUNKED + b"2\r\n{}\r\n0\r\nX\r\n\r\n" + SMUGGLED,
    "crumbs": CHUNKED + b"1\r\n \r\n" * 5000 + b"0\r\n\r\n" + SMUGGLED,
}


@pytest.mark.parametrize("name", AMBIGUOUS)
def test_what_two_servers_could_read_differently_is_refused_and_nothing_follows(
    shared_system: System, name: str
) -> None:
    told = answered(shared_system, AMBIGUOUS[name])

    assert statuses(told) == [400], told
    assert b"application/problem+json" in told and b"html" not in told.lower() and OPEN not in told
    assert json.loads(told.partition(b"\r\n\r\n")[2])["code"] == "bad_request"
    well(shared_system)


def test_a_head_that_is_too_long_is_refused(shared_system: System) -> None:
    for status, sent in (
        (414, b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n" + HOST + b"\r\n"),
        (431, b"GET / HTTP/1.1\r\n" + HOST + b"X: " + b"a" * 9000 + b"\r\n\r\n"),
        (431, b"GET / HTTP/1.1\r\n" + HOST + b"X: a\r\n" * 500 + b"\r\n"),
        (431, b"GET / HTTP/1.1\r\n" + HOST + (b"X: " + b"a" * 7000 + b"\r\n") * 12 + b"\r\n"),
    ):
        told = answered(shared_system, sent)
        assert statuses(told) in ([status], []), told[:200]  # what was not read may cut off the answer
        assert OPEN not in told
        well(shared_system)


def test_a_body_that_breaks_off_is_not_taken_for_whole(shared_system: System) -> None:
    body = json.dumps(SIGN_IN).encode()
    for sent in (
        POST + b"Content-Length: %d\r\n\r\n" % (len(body) + 9) + body,
        CHUNKED + b"%x\r\n" % len(body) + body + b"\r\n",
        CHUNKED + b"%x\r\n" % (len(body) + 5) + body,
    ):
        with connected(shared_system) as connection:
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
            assert statuses(everything_from(connection)) == [400]


def test_honest_chunks_and_one_request_after_the_other_are_served(shared_system: System) -> None:
    wrong = b'{"username": 1, "password": ""}'
    chunked = CHUNKED + b"5;a=b\r\n" + wrong[:5] + b"\r\n%x\r\n" % len(wrong[5:]) + wrong[5:] + b"\r\n0\r\nX: y\r\n\r\n"
    counted = POST + b"Content-Length: %d\r\n\r\n" % len(wrong) + wrong
    last = b"GET /healthz HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n"

    assert statuses(answered(shared_system, chunked + counted + chunked + last)) == [422, 422, 422, 200]


def test_who_does_not_finish_in_time_is_sent_away_and_harms_nobody(shared_system: System) -> None:
    begun = [
        b"GET /heal", b"GET /healthz HTTP/1.1\r\n" + HOST, POST + b"Content-Length: 100\r\n\r\n{", CHUNKED + b"5\r\n{", CHUNKED,
    ]  # fmt: skip
    connections = [connected(shared_system) for _ in begun]
    for connection, sent in zip(connections, begun, strict=True):
        connection.sendall(sent)
    told: list[bytes] = []
    began = time.monotonic()
    for drop in itertools.count():
        if time.monotonic() - began > 2.5:
            break
        for connection in connections:  # a byte now and then, so that nobody can say it was silent
            try:
                connection.sendall(b"a" if drop % 2 else b"b")
            except OSError:
                continue
        well(shared_system)
        time.sleep(0.25)
    for connection in connections:
        told.append(everything_from(connection))
        connection.close()

    assert [statuses(each) for each in told if each] and all(statuses(each) in ([408], [400], []) for each in told), (
        told
    )
    assert all(OPEN not in each for each in told)
    with connected(shared_system) as connection:
        connection.sendall(begun[2])
        assert statuses(everything_from(connection)) == [408]
    with connected(shared_system) as connection:
        connection.sendall(begun[1])
        assert statuses(everything_from(connection)) == [408]


def test_many_idle_connections_keep_nobody_out(shared_system: System) -> None:
    idle = []
    try:
        for _ in range(700):  # more than half of the files that a process may usually open
            idle.append(connected(shared_system))
            idle[-1].sendall(b"GET / HTTP/1.1\r\n")
        eventually(lambda: requests.get(f"{shared_system.url}/healthz", timeout=5).status_code == 200, seconds=10)
    finally:
        for each in idle:
            each.close()
    well(shared_system)


def test_four_hundred_who_come_at_once_are_all_answered(shared_system: System) -> None:
    request = b"GET /healthz HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n"
    with stopped(shared_system):  # nobody is let in meanwhile: they wait in line
        everybody = [connected(shared_system) for _ in range(400)]
        for each in everybody:
            each.sendall(request)
    answers = [everything_from(each) for each in everybody]

    assert [each[:12] for each in answers] == [b"HTTP/1.1 200"] * 400


def test_a_client_that_vanishes_ends_nothing(shared_system: System) -> None:
    for sent in (
        b"",
        b"GET",
        POST,
        POST + b"Content-Length: 100\r\n\r\n{",
        CHUNKED,
        b"GET /docs/assets/swagger-ui-bundle.js HTTP/1.1\r\n" + HOST + b"\r\n",
    ):
        for _ in range(5):
            connection = connected(shared_system)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")  # a reset
            connection.sendall(sent)
            connection.close()
    well(shared_system)


def test_no_header_breaks_a_line_of_the_answer_or_of_the_log(shared_system: System) -> None:
    for path, header in (
        ("/%0d%0aX-Evil:%201", b""),
        ("/api/v1/documents/a%0d%0aX-Evil:%201", b""),
        ("/healthz", b"X-Request-Id: a%0d%0aX-Evil: 1\r\n"),
        ("/healthz", b"X-Request-Id: " + "事".encode() + b"\r\n"),
    ):
        told = answered(
            shared_system, b"GET " + path.encode() + b" HTTP/1.1\r\n" + HOST + header + b"Connection: close\r\n\r\n"
        )
        head = told.partition(b"\r\n\r\n")[0]
        assert b"X-Evil" not in head and statuses(told)[0] in (200, 401, 404), told
    assert "X-Evil" not in shared_system.log()


def test_unknown_methods_leave_one_figure_not_one_each(shared_system: System) -> None:
    for number in range(5):
        requests.request(f"EVIL{number}", f"{shared_system.url}/healthz", timeout=5)

    def shown() -> bool:  # the figures are made once a second
        figures = requests.get(shared_system.figures, timeout=5).text
        assert "EVIL" not in figures
        return 'method="other"' in figures

    eventually(shown, seconds=5)


def test_another_origin_gets_no_leave(shared_system: System) -> None:
    asks = {
        "Origin": "https://evil.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization",
    }
    preflight = requests.options(f"{shared_system.url}/api/v1/documents", headers=asks, timeout=5)
    simple = requests.post(
        f"{shared_system.url}/api/v1/sessions", data=json.dumps(SIGN_IN), headers={"Origin": "https://evil.example", "Content-Type": "text/plain"}, timeout=5,
    )  # fmt: skip
    cookie = requests.get(
        f"{shared_system.url}/api/v1/me", cookies={"token": shared_system.person("east.clerk").token}, timeout=5
    )

    assert preflight.status_code == 204 and preflight.headers["Allow"] == "GET, HEAD, OPTIONS, POST"
    for answer in (preflight, simple, cookie):
        assert not [
            name
            for name in answer.headers
            if name.lower().startswith("access-control-") or name.lower() == "set-cookie"
        ]
    assert (simple.status_code, cookie.status_code) == (415, 401)
