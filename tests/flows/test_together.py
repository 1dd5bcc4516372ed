"""Several records in one request, each handled separately; and the progress of a document through its steps."""

import uuid

from tests.flows.test_document_story import incoming_of
from tests.flows.test_writing import NOTICE, to_sign
from tests.support.system import System, eventually


def released(system: System, *numbers: str) -> None:
    """Release signed documents."""
    for each in numbers:
        for action in ("verify", "register", "release"):
            system.person("east.registrar").post(f"/documents/{each}/actions/{action}")


def test_copies_are_received_and_registered_together_and_each_refusal_stands_alone(shared_system: System) -> None:
    documents = [to_sign(shared_system) for _ in range(2)]
    shared_system.person("east.leader").post(
        "/documents/signatures", {"documents": [{"id": each} for each in documents]}
    )
    released(shared_system, *documents)
    copies = [eventually(lambda each=each: incoming_of(shared_system, "west", each))["id"] for each in documents]
    registrar, key = shared_system.person("west.registrar"), uuid.uuid4().hex
    asked = {"action": "receive", "incoming": [*({"id": each} for each in copies), {"id": "f" * 32}]}

    answer = registrar.post("/incoming/batch", asked, Idempotency_Key=key)

    assert [(each["id"], each["status"]) for each in answer["items"]] == [
        (copies[0], 200),
        (copies[1], 200),
        ("f" * 32, 404),
    ]
    assert answer["items"][0]["incoming"]["status"] == "received"
    assert [each["status"] for each in registrar.post("/incoming/batch", asked, Idempotency_Key=key)["items"]] == [
        200,
        200,
        404,
    ]
    other = {"action": "register", "incoming": [{"id": copies[0]}]}
    reused = registrar.ask("POST", "/incoming/batch", other, Idempotency_Key=key)
    assert (reused.status, reused["code"]) == (422, "idempotency_key_reused")
    assert registrar.get(f"/incoming/{copies[0]}")["status"] == "received"
    again = registrar.post("/incoming/batch", {**asked, "action": "register"})
    assert [each["status"] for each in again["items"]] == [200, 200, 404]
    stranger = shared_system.person("lake.registrar").post("/incoming/batch", asked)
    assert {each["status"] for each in stranger["items"]} == {404}


def test_the_line_says_who_did_what_what_comes_next_and_who_could_take_it(shared_system: System) -> None:
    document = to_sign(shared_system)
    shared_system.person("east.leader").post(f"/documents/{document}/actions/sign", {"comment": "同意发"})

    line = shared_system.person("east.clerk").get(f"/documents/{document}/progress")

    assert [(each["code"], each["state"]) for each in line["steps"]] == [
        ("submit", "done"), ("approve", "done"), ("sign", "done"), ("verify", "current"), ("register", "next"),
        ("release", "next"),
    ]  # fmt: skip
    signed, waits = line["steps"][2], line["steps"][3]
    assert (signed["opinion"], signed["label"]) == ("同意发", "签发") and signed["by"] is not None and signed["at"]
    registrar = shared_system.person("east.registrar").get("/me")
    assert registrar["id"] in [each["id"] for each in waits["who"]]
    for stranger in ("west.director", "lake.leader"):
        assert shared_system.person(stranger).ask("GET", f"/documents/{document}/progress").status == 404


def test_what_went_back_is_waited_for_again(shared_system: System) -> None:
    document = to_sign(shared_system)
    shared_system.person("east.leader").post(f"/documents/{document}/actions/reject", {"comment": "改一改"})

    line = shared_system.person("east.clerk").get(f"/documents/{document}/progress")

    assert [each["state"] for each in line["steps"]] == ["current", *["next"] * 5]
    assert line["steps"][0]["who"] == [shared_system.person("east.clerk").get(f"/documents/{document}")["drafter"]]
    assert NOTICE["title"]
