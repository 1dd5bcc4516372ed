"""A stream that was cut resumes where it was: nothing is missed and nothing told twice, compared with one never cut."""

import random
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import Launch
from tests.flows.test_stream import Listener, submitted
from tests.support.system import Office, System, eventually

Told = list[tuple[int, str, int]]
"""The number, record and version of each event."""


@pytest.fixture
def system(launch: Launch) -> Iterator[System]:
    yield launch()


class CutListener:
    """Reads a stream that breaks off again and again, and resumes each time after the last event that arrived."""

    def __init__(self, system: System, person: Office) -> None:
        self._system, self._person, self.told = system, person, Told()
        self.greeted: list[str] = []
        self._now = self._listen(None)
        eventually(lambda: self._now.heard, seconds=30, what="greeted")
        self.last = self._now.heard[-1][1]

    def _listen(self, last: str | None) -> Listener:
        return Listener(self._system.url, token=self._person.token, last=last)

    def cut(self) -> None:
        """Cut the connection, as a network does: without a word, perhaps in the middle of an event."""
        wire: Any = self._now.answer.raw
        wire._fp.fp.raw._sock.shutdown(socket.SHUT_RDWR)
        assert self._now.ended.wait(10)
        self.told += told(self._now)
        self.greeted += [each for each in self._now.kinds() if each == "hello"]
        self.last = self._now.heard[-1][1] if self._now.heard else self.last

    def resume(self) -> None:
        """Connect again with the last number."""
        self._now = self._listen(self.last)
        assert self._now.answer.status_code == 200, self._now.answer.text

    def everything(self) -> int:
        """Return how often the present connection was told that everything may have changed."""
        return sum(each["kind"] == "todo_changed" and not each["record_id"] for _, _, each in self._now.heard)

    def newest(self) -> dict[str, int]:
        """Return the last version of each record, from all connections."""
        return newest([*self.told, *told(self._now)])


def told(listener: Listener) -> Told:
    return [(int(seq), each["record_id"], each["version"]) for _, seq, each in listener.heard if each["record_id"]]


def newest(events: Told) -> dict[str, int]:
    return {record: version for _, record, version in events}


def worked(clerk: Office, director: Office, chance: random.Random) -> None:
    """Hand in some documents, and send some back, so that records change once, twice or three times."""
    for _ in range(chance.randrange(1, 5)):
        document = submitted(clerk)
        if chance.random() < 0.5:
            director.post(f"/documents/{document}/actions/return", {"comment": "请改"})
            if chance.random() < 0.5:
                clerk.post(f"/documents/{document}/actions/submit")


@pytest.mark.parametrize("seed", [1, 2])
def test_a_stream_that_is_cut_again_and_again_misses_nothing_and_repeats_nothing(system: System, seed: int) -> None:
    chance, clerk, director = random.Random(seed), system.person("east.clerk"), system.person("east.director")
    whole = Listener(system.url, token=director.token)
    eventually(lambda: "hello" in whole.kinds(), seconds=30, what="greeted")
    broken = CutListener(system, director)

    for _ in range(6):
        worked(clerk, director, chance)
        time.sleep(chance.random() * 0.4)  # the cut falls before, in and after what is sent
        broken.cut()
        worked(clerk, director, chance)
        broken.resume()
    last = submitted(clerk)
    whole.heard_of(last)
    eventually(lambda: last in broken.newest(), seconds=30, what="caught up")

    assert broken.newest() == newest(told(whole))
    broken.cut()
    numbers = [seq for seq, _, _ in broken.told]
    assert numbers == sorted(set(numbers)), "told twice, or out of order"
    assert set(broken.told) >= {each for each in told(whole) if each[1] not in newest(broken.told)}


@pytest.mark.timeout(240)
def test_after_a_restart_a_stream_resumes_and_tells_that_everything_may_have_changed(system: System) -> None:
    """What was written last may have been lost with the store, so nothing is named of the time before the restart."""
    clerk, director = system.person("east.clerk"), system.person("east.director")
    broken = CutListener(system, director)
    seen = submitted(clerk)
    eventually(lambda: seen in broken.newest(), seconds=30, what="heard")
    broken.cut()
    missed = submitted(clerk)
    eventually(lambda: director.get("/me/counts")["todo"] == 2, seconds=30, what="kept")

    system.kill()
    system.start()
    broken.resume()
    eventually(lambda: broken.everything(), seconds=60, what="told to read everything again")
    since = submitted(clerk)

    eventually(lambda: since in broken.newest(), seconds=60, what="caught up")
    broken.cut()
    numbers = [seq for seq, _, _ in broken.told]
    assert numbers == sorted(set(numbers)), "told twice, or out of order"
    assert [record for _, record, _ in broken.told].count(seen) == 1
    assert len(broken.greeted) == 1, "begun anew"
    assert {each["record_id"] for each in director.get("/me/todo?box=todo")["items"]} >= {seen, missed, since}
