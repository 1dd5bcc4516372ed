"""What the system promises, with the faults provoked for real, over either broker."""

import json
import os
import threading
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.conftest import ACCOUNTS, Launch
from tests.flows.test_document_story import NOTICE, draft_and_release, handle, incoming_of
from tests.support import warm
from tests.support.rabbit import RabbitNode
from tests.support.system import System, eventually

Steps = list[dict[str, Any]]


def at_once(count: int, act: Callable[[int], Any]) -> list[Any]:
    """Let several act at the same moment; give what each got."""
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


def attempt(act: Callable[[], Any]) -> Any:
    """Act where the answer may be lost."""
    try:
        return act()
    except requests.RequestException:
        return None


def approved(system: System, **changes: object) -> dict[str, Any]:
    """Bring a notice to the leader's desk."""
    document = system.person("east.clerk").post("/documents", {**NOTICE, **changes})
    system.person("east.clerk").post(f"/documents/{document['id']}/actions/submit")
    return system.person("east.director").post(f"/documents/{document['id']}/actions/approve")


@pytest.mark.parametrize(
    "place", ["after_write.document_drafted", "after_publish.document_drafted", "before_answer.draft"]
)
def test_g1_a_command_survives_the_end_of_its_process_and_its_repetition_answers_the_same(
    launch: Launch, broker: str | None, place: str
) -> None:
    system = launch(broker=broker, ready=False).start(TONGBAN_FAILPOINT=f"{place}:kill")
    clerk, key = system.person("east.clerk"), uuid.uuid4().hex
    attempt(lambda: clerk.ask("POST", "/documents", NOTICE, Idempotency_Key=key))
    system.wait_ended()

    system.start()
    found = clerk.get("/documents")["items"]
    again = clerk.post("/documents", NOTICE, Idempotency_Key=key)

    assert [each["id"] for each in found] == [again["id"]]
    assert clerk.post("/documents", NOTICE, Idempotency_Key=key) == again
    assert len(clerk.get("/documents")["items"]) == 1


@pytest.mark.parametrize(
    "place",
    ["after_write.document_released", "after_publish.document_released", "after_handle.document_released",
     "after_write.incoming_delivered", "after_handle.incoming_delivered"],
)  # fmt: skip
def test_g2_events_cut_off_on_their_way_take_effect_once(launch: Launch, broker: str | None, place: str) -> None:
    system = launch(broker=broker, ready=False).start(TONGBAN_FAILPOINT=f"{place}:kill")
    document = approved(system)
    for who, action in (("leader", "sign"), ("registrar", "verify"), ("registrar", "register")):
        system.person(f"east.{who}").post(f"/documents/{document['id']}/actions/{action}")
    registrar, key = system.person("east.registrar"), uuid.uuid4().hex
    path = f"/documents/{document['id']}/actions/release"
    attempt(lambda: registrar.ask("POST", path, {}, Idempotency_Key=key))
    system.wait_ended()

    system.start()
    registrar.post(path, {}, Idempotency_Key=key)

    clerk = system.person("east.clerk")
    for campus in ("west", "north"):
        eventually(lambda campus=campus: incoming_of(system, campus, document["id"]), seconds=5)

    def both_delivered() -> dict[str, Any] | None:
        shown = clerk.get(f"/documents/{document['id']}")
        return shown if {each["status"] for each in shown["deliveries"]} == {"delivered"} else None

    shown = eventually(both_delivered)
    history = clerk.get(f"/documents/{document['id']}/history")["items"]
    assert [entry["version"] for entry in history] == list(range(1, shown["version"] + 1))
    assert [entry["action"] for entry in history].count("deliver") == 2
    system.stop()
    assert "0 项有误" in system.command("verify").stdout


@pytest.mark.rabbitmq
def test_g2_a_broker_that_loses_its_disk_loses_nothing(launch: Launch, node: RabbitNode) -> None:
    system = launch(broker=node.uri(node.new_vhost()))
    document = approved(system)
    for who, action in (("leader", "sign"), ("registrar", "verify"), ("registrar", "register")):
        system.person(f"east.{who}").post(f"/documents/{document['id']}/actions/{action}")

    # handled by nobody: the subscriber's side is cut off while the broker holds the event, then the disk is lost
    release = f"/documents/{document['id']}/actions/release"
    system.person("east.registrar").post(release)
    node.kill()
    node.wipe()
    node.start()

    for campus in ("west", "north"):
        incoming = eventually(lambda campus=campus: incoming_of(system, campus, document["id"]), seconds=30)
        handle(system, campus, incoming["id"])
    clerk = system.person("east.clerk")
    eventually(
        lambda: {each["status"] for each in clerk.get(f"/documents/{document['id']}")["deliveries"]} == {"completed"},
        seconds=30,
    )
    history = clerk.get(f"/documents/{document['id']}/history?limit=100")["items"]
    assert len([entry for entry in history if entry["action"] == "deliver"]) == 12


def run_inside(folder: Path, broker: str | None, steps: Steps) -> list[Any]:
    """Run the services with messages of our own making."""
    environment = {"TONGBAN_VAR": str(folder), "TONGBAN_RETRY_DELAYS": "0.05,0.1", "TONGBAN_RECONCILE_SECONDS": "600"}
    if broker is not None:
        environment["AMQP_URI"] = broker
    done = warm.run(folder, ["inside"], {**os.environ, **environment}, text=json.dumps(steps), seconds=90)
    assert done.returncode == 0, done.stderr[-3000:]
    return list(json.loads(done.stdout.splitlines()[-1]))


@pytest.fixture
def released(launch: Launch, broker: str | None) -> tuple[Path, str | None, str, str]:
    """A stopped system in which a notice was handled to its end; its document and one of its copies."""
    system = launch(broker=broker)
    document = draft_and_release(system, recipients=["west"])
    incoming = eventually(lambda: incoming_of(system, "west", document["id"]))
    handle(system, "west", incoming["id"])
    clerk = system.person("east.clerk")
    eventually(lambda: clerk.get(f"/documents/{document['id']}")["deliveries"][0]["status"] == "completed")
    system.stop()
    return system.folder, broker, str(document["id"]), str(incoming["id"])


MOVES = [f"incoming_{what}" for what in ("delivered", "received", "registered", "assessed", "assigned", "completed")]


def test_g3_the_same_events_again_and_in_any_order_change_nothing(
    released: tuple[Path, str | None, str, str],
) -> None:
    folder, broker, document_id, incoming_id = released
    between = [
        "documents",
        "events_between",
        {"source": f"incoming:{incoming_id}", "events": MOVES, "after": 0, "before": 99},
    ]
    (envelopes,) = run_inside(folder, broker, [{"call": between}])
    shuffled = [envelopes[place] for place in (5, 0, 3, 1, 4, 2)] * 3
    history = ["documents", "history", {"id": document_id, "cursor": None, "limit": 100}, "east.clerk"]

    before, after = run_inside(
        folder,
        broker,
        [
            {"call": history},
            *({"publish": each, "service": "documents", "event": each["event"]} for each in shuffled),
            {"wait": 1.5},
            {"call": history},
        ],
    )

    assert len(envelopes) == 6
    assert before == after


def test_g3_an_event_that_comes_too_early_fetches_those_before_it(
    launch: Launch, broker: str | None, tmp_path: Path
) -> None:
    system = launch(broker=broker)
    document = draft_and_release(system, recipients=["west"])
    incoming = eventually(lambda: incoming_of(system, "west", document["id"]))
    clerk = system.person("east.clerk")
    eventually(lambda: clerk.get(f"/documents/{document['id']}")["deliveries"][0]["status"] == "delivered")
    # nobody hears of these: they are written while the relay is cut off with the process
    system.stop()
    system.start(TONGBAN_FAILPOINT="after_write.incoming_received:kill")
    attempt(lambda: system.person("west.registrar").ask("POST", f"/incoming/{incoming['id']}/actions/receive", {}))
    system.wait_ended()
    source = f"incoming:{incoming['id']}"
    shown = ["documents", "get", {"id": document["id"]}, "east.clerk"]
    said = {"comment": "", "handler": None, "due_on": None, "reply": None}

    results = run_inside(
        system.folder,
        broker,
        [
            {
                "call": [
                    "documents",
                    "incoming_act",
                    {"id": incoming["id"], "action": "register", **said},
                    "west.registrar",
                ]
            },
            {"until": [*shown, ["deliveries", 0, "status"], "registered"]},
            {"call": ["documents", "history", {"id": document["id"], "cursor": None, "limit": 100}, "east.clerk"]},
        ],
    )

    causes = [
        entry["cause"]["version"]
        for entry in results[2]["items"]
        if entry["cause"] and entry["cause"]["source"] == source
    ]
    assert causes == [1, 2, 3]


NO_EVENTS: list[dict[str, Any]] = [
    {"version": "one"},
    {"version": 2**70},
    {"earlier": [1]},
    {"earlier": {"incoming_delivered": None}},
    {"at": "yesterday"},
    {"source": {"$gt": ""}},
    {"data": "text"},
    {"data": {"$set": {"a.b": 1}}, "source": "incoming:dollar"},
]
"""Messages that look like an event and are none."""


def test_g4_a_poison_event_is_parked_with_its_reason_and_nothing_waits_behind_it(
    released: tuple[Path, str | None, str, str],
) -> None:
    folder, broker, document_id, _ = released
    poison = {
        "event": "incoming_received", "event_version": 1, "service": "documents", "source": "incoming:nowhere",
        "version": 1, "earlier": {}, "at": "2026-11-23T00:00:00.000+00:00",
        "data": {"incoming_id": "nowhere", "document_id": "nowhere", "organ": "west"},
    }  # fmt: skip
    parked = ["documents", "parked", {"cursor": None, "limit": 50}, "system"]
    act = ["documents", "parked_act"]
    entry_id = "documents~documents.on_incoming_moved:incoming:nowhere:1"
    future = {**poison, "event_version": 99, "source": "incoming:tomorrow"}
    later = {**poison, "event": "incoming_registered", "version": 2, "earlier": {"incoming_received": 1}}
    later["data"] = {**poison["data"], "register_number": "收文〔2026〕1号"}

    results = run_inside(
        folder,
        broker,
        [
            {"publish": poison, "service": "documents", "event": "incoming_received"},
            {"publish": "{not json", "service": "documents", "event": "incoming_received"},
            {"publish": {"an": "object"}, "service": "documents", "event": "incoming_received"},
            {"publish": future, "service": "documents", "event": "incoming_received"},
            *(
                {"publish": {**poison, **wrong}, "service": "documents", "event": "incoming_received"}
                for wrong in NO_EVENTS
            ),
            {"until": [*parked, ["items", "#"], 4 + len(NO_EVENTS)]},
            {"call": parked},
            {"call": [*act, {"id": entry_id, "action": "replay", "comment": None}, "system"]},
            {"until": ["documents", "parked_get", {"id": entry_id}, "system", ["state"], "parked"]},
            {"publish": later, "service": "documents", "event": "incoming_registered"},
            {"wait": 0.5},
            {"call": [*act, {"id": entry_id, "action": "discard", "comment": "不是我们的"}, "system"]},
            {"call": [*act, {"id": entry_id, "action": "discard", "comment": "再来一次"}, "system"]},
            {"call": ["documents", "parked", {"cursor": None, "limit": 10}, "east.director"]},
            {"call": ["documents", "get", {"id": document_id}, "east.clerk"]},
        ],
    )

    items = {entry["source"].split(":")[0] + ":" + entry["event"]: entry for entry in results[1]["items"]}
    assert "NotFound" in items["incoming:incoming_received"]["error"] or "incoming:incoming_received" in items
    assert any("unknown: incoming_received version 99" in entry["error"] for entry in results[1]["items"])
    assert results[2]["state"] == "waiting"
    assert results[4]["state"] == "discarded"
    assert results[5] == {"refused": "conflict"}
    assert results[6] == {"refused": "forbidden"}
    assert results[7]["deliveries"][0]["status"] == "completed"


def test_g5_of_two_who_sign_at_once_one_wins_and_the_other_sees_what_is(shared_over_both: System) -> None:
    system = shared_over_both
    leader = system.person("east.leader")
    assert leader.token
    for _ in range(5):
        document = approved(system)
        path = f"/documents/{document['id']}/actions/sign"

        answers = at_once(2, lambda _, path=path: leader.ask("POST", path, {}))

        assert sorted(answer.status for answer in answers) == [200, 409]
        refused = next(answer for answer in answers if answer.status == 409)
        assert refused["current"]["status"] == "signed"
        history = system.person("east.clerk").get(f"/documents/{document['id']}/history")["items"]
        assert [entry["action"] for entry in history] == ["draft", "submit", "approve", "sign"]


def test_g6_a_key_used_twenty_times_at_once_acts_once_and_answers_alike(launch: Launch, broker: str | None) -> None:
    system = launch(broker=broker)
    clerk, key = system.person("east.clerk"), uuid.uuid4().hex
    assert clerk.token

    drafts = at_once(20, lambda _: clerk.ask("POST", "/documents", NOTICE, Idempotency_Key=key))
    document = drafts[0]
    submitted = at_once(
        20, lambda _: clerk.ask("POST", f"/documents/{document['id']}/actions/submit", {}, Idempotency_Key=key)
    )
    other_body = clerk.ask("POST", "/documents", {**NOTICE, "title": "另一份通知"}, Idempotency_Key=key)

    assert {answer.status for answer in drafts} == {201} and all(answer == document for answer in drafts)
    assert {answer.status for answer in submitted} == {200} and all(answer == submitted[0] for answer in submitted)
    assert (other_body.status, other_body["code"]) == (422, "idempotency_key_reused")
    assert len(clerk.get("/documents")["items"]) == 1


def test_numbers_have_no_gap_and_no_repeat_though_all_register_at_once(launch: Launch, broker: str | None) -> None:
    system = launch(broker=broker)
    registrar = system.person("east.registrar")
    documents = []
    for _ in range(12):
        document = approved(system)
        system.person("east.leader").post(f"/documents/{document['id']}/actions/sign")
        registrar.post(f"/documents/{document['id']}/actions/verify")
        documents.append(document["id"])

    answers = at_once(12, lambda place: registrar.ask("POST", f"/documents/{documents[place]}/actions/register", {}))

    assert {answer.status for answer in answers} == {200}
    sequence = sorted(int(answer["number"].split("〕")[1].removesuffix("号")) for answer in answers)
    assert sequence == list(range(1, 13))


def test_g7_only_those_whose_business_it_is_see_a_document_or_its_copies(launch: Launch, broker: str | None) -> None:
    system = launch(broker=broker)
    document = draft_and_release(system, recipients=["west"], copies=["north"])
    west = eventually(lambda: incoming_of(system, "west", document["id"]))
    north = eventually(lambda: incoming_of(system, "north", document["id"]))
    handle(system, "west", west["id"])
    office = ("director", "leader", "registrar")
    whole = {"east.clerk", *(f"east.{name}" for name in office)}
    in_west = {"west.handler", *(f"west.{name}" for name in office)}
    in_north = {f"north.{name}" for name in office}
    seen_by = {
        f"/documents/{document['id']}": whole | in_west | in_north | {"nanhu.admin"},
        f"/documents/{document['id']}/history": whole,
        f"/incoming/{west['id']}": in_west,
        f"/incoming/{west['id']}/history": in_west,
        f"/incoming/{north['id']}": in_north,
    }

    for path, entitled in seen_by.items():
        for username in ACCOUNTS:
            answer = system.person(username).ask("GET", path)
            assert answer.status == (200 if username in entitled else 404), (username, path)
    for username in ACCOUNTS:
        person = system.person(username)
        listed = {each["id"] for each in person.get("/documents?limit=100")["items"]}
        assert (document["id"] in listed) == (username in whole | {"nanhu.admin"}), username
        copies = {each["id"] for each in person.get("/incoming?limit=100")["items"]}
        assert (west["id"] in copies, north["id"] in copies) == (username in in_west, username in in_north), username
        for action in ("submit", "approve", "sign", "withdraw"):
            if username not in whole:
                assert person.ask("POST", f"/documents/{document['id']}/actions/{action}", {}).status == 404
