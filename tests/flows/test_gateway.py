"""Bad input gets a clear refusal and changes nothing; nothing gives a 500."""

import base64
from typing import Any

import pytest
import requests

from tests.faults.people import together
from tests.flows.test_document_story import NOTICE, draft_and_release, incoming_of
from tests.support.system import PASSWORD, System, eventually, from_address


def drafts(system: System) -> list[str]:
    return [each["id"] for each in system.person("east.clerk").get("/documents?limit=100")["items"]]


FIELDS: dict[str, tuple[dict[str, Any], str]] = {
    "unknown kind": ({"kind": "poem"}, "kind"),
    "kind not used by schools": ({"kind": "order"}, "kind"),
    "unknown organ": ({"recipients": ["nowhere"]}, "recipients[0]"),
    "organ of another district": ({"recipients": ["west", "lake"]}, "recipients[1]"),
    "an organ twice": ({"recipients": ["west", "west"]}, "recipients[1]"),
    "oneself": ({"recipients": ["east"]}, "recipients[0]"),
    "main recipient and copy": ({"copies": ["west"]}, "copies[0]"),
    "operator as an organ": ({"recipients": ["$where"]}, "recipients[0]"),
    "number for a title": ({"title": 5}, "title"),
    "empty title": ({"title": "   "}, "title"),
    "title of two lines": ({"title": "a\nb"}, "title"),
    "title too long": ({"title": "长" * 201}, "title"),
    "unknown urgency": ({"urgency": "now"}, "urgency"),
    "too many recipients": ({"recipients": ["west"] * 501}, "recipients"),
}


@pytest.mark.parametrize("name", FIELDS)
def test_every_wrong_field_is_named_and_nothing_is_kept(shared_system: System, name: str) -> None:
    change, field = FIELDS[name]
    before = drafts(shared_system)

    answer = shared_system.person("east.clerk").ask("POST", "/documents", {**NOTICE, **change})

    assert answer.status == 422, answer.text
    assert field in [error["field"] for error in answer["errors"]]
    assert all(error["message"] for error in answer["errors"])
    assert drafts(shared_system) == before


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/documents?status=lost", 422),
        ("/documents?cursor=abc", 422),
        ("/documents?cursor=" + base64.urlsafe_b64encode(b'["x",{"$gt":""}]').decode(), 422),
        ("/documents?q=", 422),
        ("/documents?q=%ff", 400),
        ("/documents?unknown=1", 422),
        ("/incoming?status=drafted", 422),
        ("/documents/nowhere", 404),
        ("/documents/$where", 404),
        ("/documents/..%2f..%2fetc", 404),
        ("/documents/nowhere/history?cursor=zzz", 404),
        ("/people?organ=$ne", 422),
        ("/nothing", 404),
        ("/events/parked/nobody~x", 404),
    ],
)
def test_a_wrong_question_is_refused(shared_system: System, path: str, status: int) -> None:
    answer = shared_system.person("east.clerk").ask("GET", path)

    assert answer.status == status, answer.text
    assert answer["code"] and answer["type"].startswith("urn:tongban:problem:")


def test_an_unknown_action_and_a_step_out_of_turn_are_refused(shared_system: System) -> None:
    clerk = shared_system.person("east.clerk")
    path = f"/documents/{clerk.post('/documents', NOTICE)['id']}"

    assert clerk.ask("POST", f"{path}/actions/explode", {}).status == 422
    assert clerk.ask("POST", f"{path}/actions/sign", {}).status == 403
    assert shared_system.person("east.leader").ask("POST", f"{path}/actions/sign", {}).status == 404
    clerk.post(f"{path}/actions/submit")
    early = shared_system.person("east.leader").ask("POST", f"{path}/actions/sign", {})
    assert (early.status, early["code"], early["current"]["status"]) == (409, "transition_refused", "submitted")
    without = shared_system.person("east.director").ask("POST", f"{path}/actions/return", {})
    assert (without.status, without["code"], without["errors"][0]["field"]) == (422, "rule_broken", "comment")
    assert "条例" in without["source"]


def test_a_notice_does_not_go_up(shared_system: System) -> None:
    clerk = shared_system.person("east.clerk")
    document = clerk.post("/documents", {**NOTICE, "recipients": ["nanhu"]})

    answer = clerk.ask("POST", f"/documents/{document['id']}/actions/submit", {})

    assert (answer.status, answer["errors"][0]["code"]) == (422, "direction_not_allowed")
    assert "条例" in answer["source"]
    assert clerk.get(f"/documents/{document['id']}")["status"] == "drafted"


def test_the_version_seen_guards_a_change(shared_system: System) -> None:
    clerk = shared_system.person("east.clerk")
    document = clerk.post("/documents", NOTICE)
    path = f"/documents/{document['id']}"
    assert document.headers["ETag"] == '"1"' and document.headers["Location"].endswith(path)

    assert clerk.ask("PATCH", path, {"title": "改过的通知"}, If_Match='"1"').status == 200
    stale = clerk.ask("PATCH", path, {"title": "再改的通知"}, If_Match='"1"')
    assert (stale.status, stale["code"]) == (412, "version_mismatch")
    assert clerk.ask("POST", f"{path}/actions/submit", {}, If_Match='"1"').status == 412
    assert clerk.ask("POST", f"{path}/actions/submit", {}, If_Match="one").status == 422
    assert clerk.ask("GET", path, None, If_None_Match='"2"').status == 304
    assert clerk.get(path)["title"] == "改过的通知"


def test_five_wrong_passwords_lock_a_name_whether_or_not_anybody_bears_it(shared_system: System) -> None:
    there = from_address("127.0.0.12")
    for username in ("beihu.clerk", "nobody.at.all"):
        url, wrong = f"{shared_system.url}/api/v1/sessions", {"username": username, "password": "wrong"}
        answers = [there.post(url, json=wrong, timeout=10) for _ in range(6)]

        assert [answer.status_code for answer in answers] == [401] * 5 + [429]
        assert 0 < int(answers[-1].headers["Retry-After"]) <= 900
        right = there.post(url, json={"username": username, "password": PASSWORD}, timeout=10)
        assert (right.status_code, right.json()["code"]) == (429, "sign_in_locked")
        assert "这个账号从您所在的网络地址登录" in right.json()["detail"]


def test_many_who_sign_in_at_once_with_the_right_password_lock_nobody(shared_system: System) -> None:
    url, right = f"{shared_system.url}/api/v1/sessions", {"username": "main.leader", "password": PASSWORD}

    answers = together(8, lambda _: requests.post(url, json=right, timeout=30).status_code)

    assert answers == [201] * 8


def test_who_signs_out_is_out_and_a_new_password_ends_every_session(shared_system: System) -> None:
    url = f"{shared_system.url}/api/v1"
    sign_in = {"username": "beihu.handler", "password": PASSWORD}
    first, second = (requests.post(f"{url}/sessions", json=sign_in, timeout=10).json()["token"] for _ in range(2))
    bearer = {"Authorization": f"Bearer {first}"}
    renewed = requests.post(f"{url}/sessions/current/token", headers=bearer, timeout=10)
    assert renewed.status_code == 201 and renewed.json()["person"]["username"] == "beihu.handler"

    assert requests.delete(f"{url}/sessions/current", headers=bearer, timeout=10).status_code == 204
    assert requests.get(f"{url}/me", headers=bearer, timeout=10).status_code == 401
    other = {"Authorization": f"Bearer {second}"}
    too_short = requests.put(
        f"{url}/me/password", json={"old_password": PASSWORD, "new_password": "short"}, headers=other, timeout=10
    )
    assert (too_short.status_code, too_short.json()["code"]) == (422, "password_unfit")
    wrong = requests.put(
        f"{url}/me/password", json={"old_password": "no", "new_password": "a new one, long"}, headers=other, timeout=10
    )
    assert (wrong.status_code, wrong.json()["code"]) == (403, "password_wrong")
    changed = requests.put(
        f"{url}/me/password",
        json={"old_password": PASSWORD, "new_password": "a new one, long"},
        headers=other,
        timeout=10,
    )
    assert changed.status_code == 204
    assert requests.get(f"{url}/me", headers=other, timeout=10).status_code == 401
    again = requests.post(f"{url}/sessions", json={**sign_in, "password": "a new one, long"}, timeout=10)
    assert again.status_code == 201


def test_pages_follow_each_other_without_gap_or_repeat(shared_system: System) -> None:
    clerk = shared_system.person("main.clerk")
    made = [clerk.post("/documents", {**NOTICE, "recipients": ["east"]})["id"] for _ in range(7)]

    found, cursor = [], ""
    while True:
        page = clerk.get(f"/documents?limit=3{cursor}")
        found += [each["id"] for each in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"

    assert [each for each in found if each in made] == made[::-1]
    assert len(set(found)) == len(found)


def test_every_answer_keeps_browsers_careful_and_pages_need_nothing_from_outside(shared_system: System) -> None:
    for path in ("/", "/docs", "/docs/assets/swagger-ui.css", "/openapi.json", "/healthz", "/api/v1/me", "/nowhere"):
        answer = requests.get(f"{shared_system.url}{path}", timeout=10)
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"], path
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        if "html" in answer.headers["Content-Type"]:
            assert "http://" not in answer.text and "https://" not in answer.text
    document = draft_and_release(shared_system)
    eventually(lambda: incoming_of(shared_system, "west", document["id"]))
    metrics = requests.get(shared_system.figures, timeout=10).text
    for name in ("tongban_request_seconds_bucket", "tongban_rpc_seconds_bucket", "tongban_events_published_total",
                 "tongban_events_handled_total", "tongban_events_parked", "tongban_event_lag_seconds_bucket"):  # fmt: skip
        assert name in metrics
    refused = requests.put(f"{shared_system.url}/api/v1/documents", timeout=10)
    assert refused.status_code == 405 and "POST" in refused.headers["Allow"]


def test_the_catalogue_names_who_relies_on_an_event(shared_system: System) -> None:
    catalog = shared_system.person("auditor").get("/events/catalog")["items"]
    released = next(entry for entry in catalog if entry["event"] == "document_released")
    assert released["subscribers"] == ["documents.on_document_released", "notifications.on_documents_turn"]
