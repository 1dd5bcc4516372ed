"""Concurrent people: two who act on one document, one key used twenty times at once."""

import threading
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tests.support.system import Answer, System

NOTICE = {"kind": "notice", "title": "关于校车时刻的通知", "body": "请各校区知悉。", "recipients": ["west", "north"]}


def together(count: int, act: Callable[[int], Any]) -> list[Any]:
    """Run several acts at the same moment; return each result."""
    barrier, results = threading.Barrier(count), [None] * count

    def one(place: int) -> None:
        barrier.wait()
        results[place] = act(place)

    threads = [threading.Thread(target=one, args=(place,)) for place in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def approved(system: System) -> str:
    """Take a notice to the step of signing; return its id."""
    document = system.person("east.clerk").post("/documents", NOTICE)
    system.person("east.clerk").post(f"/documents/{document['id']}/actions/submit")
    system.person("east.director").post(f"/documents/{document['id']}/actions/approve")
    return str(document["id"])


def two_sign(system: System, times: int) -> None:
    """Sign twice, or sign and reject, at once: one wins, the other gets 409 with the current state."""
    leader = system.person("east.leader")
    assert leader.token
    for number in range(times):
        document = approved(system)
        actions = ("sign", "sign") if number % 2 else ("sign", "reject")

        def act(place: int, path: str = f"/documents/{document}/actions", actions: Sequence[str] = actions) -> Answer:
            return leader.ask("POST", f"{path}/{actions[place]}", {"comment": "依据不足"})

        answers = together(2, act)

        assert sorted(answer.status for answer in answers) == [200, 409], [answer.text for answer in answers]
        won = next(answer for answer in answers if answer.status == 200)
        lost = next(answer for answer in answers if answer.status == 409)
        assert lost["current"]["status"] == won["status"]
        history = system.person("east.clerk").get(f"/documents/{document}/history")["items"]
        assert [entry["action"] for entry in history][:3] == ["draft", "submit", "approve"] and len(history) == 4


def same_key_at_once(system: System, times: int) -> None:
    """Draft and submit twenty times at once with one key: it is done once, and all are answered alike."""
    clerk = system.person("east.clerk")
    assert clerk.token
    for _ in range(times):
        key = uuid.uuid4().hex

        def act(path: str, body: Mapping[str, Any], key: str = key) -> list[Answer]:
            return together(20, lambda _: clerk.ask("POST", path, body, Idempotency_Key=key))

        drafts = act("/documents", NOTICE)
        submits = act(f"/documents/{drafts[0]['id']}/actions/submit", {})

        assert {answer.status for answer in drafts} == {201} and all(answer == drafts[0] for answer in drafts)
        assert {answer.status for answer in submits} == {200} and all(answer == submits[0] for answer in submits)
        history = clerk.get(f"/documents/{drafts[0]['id']}/history")["items"]
        assert [entry["action"] for entry in history] == ["draft", "submit"]


def key_of_another_body(system: System, times: int) -> None:
    """Reuse a key for another body: 422, and the first result stays as it is."""
    clerk = system.person("east.clerk")
    for number in range(times):
        key = uuid.uuid4().hex
        first = clerk.post("/documents", NOTICE, Idempotency_Key=key)

        other = clerk.ask("POST", "/documents", {**NOTICE, "title": f"另一份通知{number}"}, Idempotency_Key=key)

        assert (other.status, other["code"]) == (422, "idempotency_key_reused")
        assert clerk.get(f"/documents/{first['id']}")["title"] == NOTICE["title"]
        assert clerk.post("/documents", NOTICE, Idempotency_Key=key) == first
