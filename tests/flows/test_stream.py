"""The stream of changes in a person's lists: immediate, resumable, and ended with the session."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.conftest import Launch
from tests.support.rabbit import RabbitNode
from tests.support.requests import DOCUMENT
from tests.support.system import PASSWORD, Office, System, eventually

SOON = 3.0
"""Less than the streams' interval without a hint, even on a busy machine; the bench measures the real latency."""


class Listener:
    """Reads a stream beside the test, and records its events with the time."""

    def __init__(
        self, url: str, *, token: str | None = None, cookie: str | None = None, last: str | None = None
    ) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        headers |= {"Last-Event-ID": last} if last else {}
        cookies = {"tongban_session": cookie} if cookie else None
        self.answer = requests.get(
            f"{url}/api/v1/me/stream", headers=headers, cookies=cookies, stream=True, timeout=(10, 60)
        )
        self.heard: list[tuple[float, str, dict[str, Any]]] = []
        self.ended = threading.Event()
        if self.answer.status_code == 200:
            threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        last = ""
        try:
            for line in self.answer.iter_lines(chunk_size=1):
                name, _, value = line.decode().partition(": ")
                if name == "id":
                    last = value
                elif name == "data":
                    self.heard.append((time.monotonic(), last, json.loads(value)))
        except (requests.RequestException, AttributeError):
            pass
        finally:
            self.ended.set()

    def kinds(self) -> list[str]:
        return [each["kind"] for _, _, each in self.heard]

    def heard_of(self, record: str) -> float:
        """Wait until an event about a record arrives; return its time."""
        eventually(lambda: self.about(record), seconds=10, what="heard")
        return next(at for at, _, each in self.heard if each["record_id"] == record)

    def about(self, record: str) -> list[dict[str, Any]]:
        return [each for _, _, each in self.heard if each["record_id"] == record]


@pytest.fixture
def system(launch: Launch) -> Iterator[System]:
    yield launch()


def listening(system: System, person: Office, **how: Any) -> Listener:
    listener = Listener(system.url, token=person.token, **how)
    eventually(lambda: "hello" in listener.kinds(), seconds=10, what="greeted")
    return listener


def submitted(clerk: Office) -> str:
    document: str = clerk.post("/documents", DOCUMENT)["id"]
    clerk.post(f"/documents/{document}/actions/submit")
    return document


def test_what_waits_for_somebody_is_on_their_stream_at_once_and_on_nobody_elses(system: System) -> None:
    clerk, director, stranger = (system.person(name) for name in ("east.clerk", "east.director", "lake.leader"))
    theirs, others = listening(system, director), listening(system, stranger)

    took = []
    for _ in range(5):
        document = submitted(clerk)
        done = time.monotonic()
        took.append(theirs.heard_of(document) - done)

    said = theirs.about(document)[-1]
    assert said["type"] == "document" and said["version"] >= 2 and said["counts"]["todo"] == 5
    assert sorted(took)[2] < SOON, took
    assert others.kinds() == ["hello"]


def test_who_was_away_hears_what_was_missed_and_who_took_it_is_told_too(system: System) -> None:
    clerk, director = system.person("east.clerk"), system.person("east.director")
    first = listening(system, director)
    document = submitted(clerk)
    eventually(lambda: first.about(document), seconds=10, what="heard")
    first.answer.close()
    last = first.heard[-1][1]
    missed = submitted(clerk)
    eventually(lambda: director.get("/me/counts")["todo"] == 2, seconds=10, what="kept")

    again = Listener(system.url, token=director.token, last=last)
    eventually(lambda: again.about(missed), seconds=10, what="caught up")
    director.post(f"/documents/{missed}/actions/return", {"comment": "请改"})

    eventually(lambda: again.heard[-1][2]["counts"]["todo"] == 1, seconds=10, what="gone from the list")
    assert "hello" not in again.kinds()


def test_a_stream_ends_with_its_session_by_cookie_and_by_token(system: System) -> None:
    http = requests.Session()
    answer = http.post(
        f"{system.url}/api/v1/sessions",
        json={"username": "west.clerk", "password": PASSWORD, "cookie": True},
        timeout=20,
    )
    cookie = answer.cookies["tongban_session"]
    by_cookie = Listener(system.url, cookie=cookie)
    eventually(lambda: by_cookie.kinds() == ["hello"], seconds=10, what="greeted")

    http.delete(f"{system.url}/api/v1/sessions/current", headers={"X-Tongban-Csrf": "1"}, timeout=20)

    assert by_cookie.ended.wait(5) and by_cookie.kinds()[-1] == "session_ended"
    assert Listener(system.url, cookie=cookie).answer.status_code == 401


def test_a_stream_ends_within_five_seconds_where_the_account_is_disabled(system: System) -> None:
    clerk = system.person("north.clerk")
    listener, security = listening(system, clerk), system.person("security")

    person = clerk.get("/me")["id"]
    security.post(f"/people/{person}/actions/disable", {"comment": "离职", "confirm": True})

    assert listener.ended.wait(5) and listener.kinds()[-1] == "session_ended"


def test_a_process_that_is_to_stop_ends_its_streams(system: System) -> None:
    listener = listening(system, system.person("east.clerk"))
    began = time.monotonic()

    codes = system.stop()

    assert codes == [0] and listener.ended.is_set() and time.monotonic() - began < 8


def test_whoever_opens_one_page_after_the_other_is_always_served_the_newest(system: System) -> None:
    clerk = system.person("east.clerk")
    opened = [listening(system, clerk) for _ in range(20)]

    newest = listening(system, clerk)

    assert opened[0].ended.wait(5) and opened[0].kinds() == ["hello"]
    assert not any(each.ended.is_set() for each in (*opened[1:], newest))


def test_who_signs_out_everywhere_ends_every_session_and_its_stream(system: System) -> None:
    here, there = (sign_in(system, "west.clerk") for _ in range(2))
    listener = Listener(system.url, token=there)
    eventually(lambda: listener.kinds() == ["hello"], seconds=10, what="greeted")

    left = requests.delete(f"{system.url}/api/v1/sessions", headers={"Authorization": f"Bearer {here}"}, timeout=20)

    assert left.status_code == 204, left.text
    assert listener.ended.wait(6) and listener.kinds()[-1] == "session_ended"
    for token in (here, there):
        asked = requests.get(f"{system.url}/api/v1/me", headers={"Authorization": f"Bearer {token}"}, timeout=20)
        assert asked.status_code == 401
    assert sign_in(system, "west.clerk")


def sign_in(system: System, who: str) -> str:
    told = {"username": who, "password": PASSWORD}
    return str(requests.post(f"{system.url}/api/v1/sessions", json=told, timeout=20).json()["token"])


@pytest.mark.rabbitmq
def test_each_of_two_gateways_hears_over_the_broker_at_once(launch: Launch, node: RabbitNode) -> None:
    running = launch(broker=node.uri(node.new_vhost()), apart=True)
    other = running.start_beside("gateway")
    clerk, director = running.person("east.clerk"), running.person("east.director")
    streams = [Listener(url, token=director.token) for url in (running.url, other)]
    eventually(lambda: all(each.kinds() == ["hello"] for each in streams), seconds=20, what="greeted")

    took = []
    for _ in range(5):
        document = submitted(clerk)
        done = time.monotonic()
        took += [each.heard_of(document) - done for each in streams]

    assert sorted(took)[len(took) // 2] < SOON, took


def test_a_school_behind_one_address_listens_and_works_beside_a_strangers_connections(launch: Launch) -> None:
    system = launch(TONGBAN_ADDRESS_CONNECTIONS="6")
    people = [system.person(who) for who in ("east.clerk", "east.director", "east.leader")]
    streams = [Listener(system.url, token=each.token) for each in people for _ in range(5)]
    place = ("127.0.0.1", int(system.url.rpartition(":")[2]))

    strangers = [socket.create_connection(place, timeout=10) for _ in range(20)]
    later = Listener(system.url, token=people[0].token)

    assert {each.answer.status_code for each in (*streams, later)} == {200}
    for each in people:
        assert requests.get(f"{system.url}/api/v1/me", headers={"Authorization": f"Bearer {each.token}"}, timeout=20).ok
    document = people[0].post("/documents", DOCUMENT)["id"]
    people[0].post(f"/documents/{document}/actions/submit")
    for each in streams[5:10]:
        each.heard_of(document)
    assert not any(each.ended.is_set() for each in streams)
    for stranger in strangers:
        stranger.close()
