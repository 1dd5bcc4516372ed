"""Help with writing: signing many at once, a copy of a past document, and recovery after a browser crash."""

import uuid

from tests.support.system import System

NOTICE = {"kind": "notice", "title": "关于放假的通知", "body": "按校历放假。", "recipients": ["west"]}


def to_sign(system: System) -> str:
    document = system.person("east.clerk").post("/documents", NOTICE)["id"]
    system.person("east.clerk").post(f"/documents/{document}/actions/submit", {"confirm": True})
    system.person("east.director").post(f"/documents/{document}/actions/approve")
    return str(document)


def test_a_leader_signs_many_at_once_and_each_is_recorded_by_itself(shared_system: System) -> None:
    leader, key = shared_system.person("east.leader"), uuid.uuid4().hex
    ready = [to_sign(shared_system) for _ in range(3)]
    unread = shared_system.person("east.clerk").post("/documents", NOTICE)["id"]
    stale = to_sign(shared_system)
    asked = {
        "documents": [*({"id": each} for each in ready), {"id": unread}, {"id": stale, "version": 1}],
        "comment": "同意",
    }

    answer = leader.post("/documents/signatures", asked, Idempotency_Key=key)

    found = [(each["id"], each["status"]) for each in answer["items"]]
    assert found == [*((each, 200) for each in ready), (unread, 404), (stale, 412)]
    assert answer["items"][0]["document"]["status"] == "signed" and answer["items"][3]["problem"]["code"] == "not_found"
    for each in ready:
        entry = leader.get(f"/documents/{each}/history?limit=50")["items"][-1]
        assert (entry["action"], entry["comment"]) == ("sign", "同意")
    again = leader.post("/documents/signatures", asked, Idempotency_Key=key)
    assert [each["status"] for each in again["items"]] == [each["status"] for each in answer["items"]]
    twice = leader.ask("POST", "/documents/signatures", {"documents": [{"id": ready[0]}, {"id": ready[0]}]})
    assert (twice.status, twice["errors"][0]["code"]) == (422, "repeated")


def test_a_past_document_is_taken_as_a_new_draft(shared_system: System) -> None:
    clerk, past = shared_system.person("east.clerk"), to_sign(shared_system)

    new = clerk.post(f"/documents/{past}/copies")

    assert (new["title"], new["body"], new["status"]) == (NOTICE["title"], NOTICE["body"], "drafted")
    assert clerk.get(f"/documents/{past}")["due_at"] is not None and new["due_at"] is None


def test_what_was_typed_is_offered_again_and_phrases_are_at_hand(shared_system: System) -> None:
    clerk = shared_system.person("west.clerk")
    assert clerk.ask("PUT", "/me/autosaves/new", {"text": '{"title": "关于"}'}).status == 200
    assert clerk.ask("PUT", "/me/phrases", {"phrases": ["妥否，请批示。"]})["phrases"] == ["妥否，请批示。"]

    assert clerk.get("/me/autosaves/new")["text"] == '{"title": "关于"}'
    assert [each["id"] for each in clerk.get("/me/autosaves")["items"]] == ["new"]
    assert shared_system.person("west.leader").ask("GET", "/me/autosaves/new").status == 404
    assert clerk.ask("DELETE", "/me/autosaves/new").status == 204
    assert clerk.ask("GET", "/me/autosaves/new").status == 404
