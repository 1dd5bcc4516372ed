"""Bad input gets a clear refusal and changes nothing; nothing gives a 500."""

import base64
import json
import time
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from joserfc import jwt
from joserfc.jwk import OctKey
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.faults.people import together
from tests.flows.test_document_story import NOTICE, draft_and_release, incoming_of
from tests.support.system import PASSWORD, System, eventually

CHECKS = [not_a_server_error, response_schema_conformance, status_code_conformance, content_type_conformance]
DEEP = "[" * 10_000 + "]" * 10_000


def raw(
    system: System, body: bytes | str, *, path: str = "/documents", method: str = "POST", **headers: str
) -> requests.Response:
    """Send exactly these bytes."""
    sent = {"Authorization": f"Bearer {system.person('east.clerk').token}", "Content-Type": "application/json"}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    data = body.encode() if isinstance(body, str) else body
    return requests.request(method, f"{system.url}/api/v1{path}", data=data, headers=sent, timeout=10)


def drafts(system: System) -> list[str]:
    return [each["id"] for each in system.person("east.clerk").get("/documents?limit=100")["items"]]


BODIES: dict[str, tuple[bytes | str, int]] = {
    "not JSON": ("{", 400),
    "a list": ("[]", 400),
    "a string": ('"x"', 400),
    "not UTF-8": (b'{"title": "\xff"}', 400),
    "a key twice": ('{"kind": "notice", "kind": "letter"}', 400),
    "NaN": ('{"title": NaN}', 400),
    "a number past all bounds": ('{"title": 1e400}', 400),
    "a NUL": ('{"title": "a\\u0000b"}', 400),
    "half a character": ('{"title": "\\ud800"}', 400),
    "nested too deep": ('{"title": ' + DEEP + "}", 400),
    "nested a little too deep": ('{"title": ' + "[" * 40 + "]" * 40 + "}", 400),
    "too many items": ('{"recipients": [' + "1," * 20_000 + "1]}", 400),
    "too large": ('{"title": "' + "a" * (1024 * 1024) + '"}', 413),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_doubtful_body_is_refused_quickly(shared_system: System, name: str) -> None:
    body, status = BODIES[name]
    before = drafts(shared_system)

    began = time.monotonic()
    answer = raw(shared_system, body)

    assert time.monotonic() - began < 1
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] and answer.json()["status"] == status
    assert drafts(shared_system) == before


FIELDS: dict[str, tuple[dict[str, Any], str]] = {
    "unknown kind": ({"kind": "poem"}, "kind"),
    "kind not used by schools": ({"kind": "order"}, "kind"),
    "unknown organ": ({"recipients": ["nowhere"]}, "recipients[0]"),
    "organ of another district": ({"recipients": ["west", "lake"]}, "recipients[1]"),
    "an organ twice": ({"recipients": ["west", "west"]}, "recipients[1]"),
    "oneself": ({"recipients": ["east"]}, "recipients[0]"),
    "main recipient and copy": ({"copies": ["west"]}, "copies[0]"),
    "operator for a title": ({"title": {"$gt": ""}}, "title"),
    "operator for an organ": ({"recipients": [{"$ne": None}]}, "recipients[0]"),
    "operator as an organ": ({"recipients": ["$where"]}, "recipients[0]"),
    "number for a title": ({"title": 5}, "title"),
    "empty title": ({"title": "   "}, "title"),
    "title of two lines": ({"title": "a\nb"}, "title"),
    "title too long": ({"title": "长" * 201}, "title"),
    "text that runs backwards": ({"title": "a\u202eb"}, "title"),
    "field nobody knows": ({"status": "released"}, "status"),
    "dotted field": ({"a.b": 1}, "a.b"),
    "field of the store": ({"_id": "x"}, "_id"),
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


@pytest.mark.parametrize("name", ["status", "version", "organ", "history", "id", "drafter", "number", "deliveries"])
def test_a_change_cannot_reach_what_the_office_alone_sets(shared_system: System, name: str) -> None:
    clerk = shared_system.person("east.clerk")
    document = clerk.post("/documents", NOTICE)

    answer = clerk.ask("PATCH", f"/documents/{document['id']}", {name: "x"})

    assert (answer.status, answer["errors"][0]["field"]) == (422, name)
    assert clerk.get(f"/documents/{document['id']}")["version"] == 1


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/documents?status=lost", 422),
        ("/documents?kind[$ne]=x", 422),
        ("/documents?cursor=abc", 422),
        ("/documents?cursor=" + base64.urlsafe_b64encode(b'["x",{"$gt":""}]').decode(), 422),
        ("/documents?limit=101", 422),
        ("/documents?limit=0", 422),
        ("/documents?limit=ten", 422),
        ("/documents?limit=1&limit=2", 422),
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


def test_search_takes_signs_for_what_they_are(shared_system: System) -> None:
    clerk = shared_system.person("east.clerk")
    clerk.post("/documents", {**NOTICE, "title": "关于(.*)的通知[1]"})

    assert [each["title"] for each in clerk.get("/documents?q=(.*)")["items"]] == ["关于(.*)的通知[1]"]
    assert clerk.get("/documents?q=$where")["items"] == []


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


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/json; charset=gbk"}, 415),
        ({"Content-Encoding": "gzip"}, 415),
        ({"Idempotency_Key": "有"}, 422),
        ({"Idempotency_Key": "x" * 129}, 422),
    ],
)
def test_wrong_headers_are_refused(shared_system: System, headers: dict[str, str], status: int) -> None:
    encoded = {name: value.encode("utf-8").decode("latin-1") for name, value in headers.items()}

    assert raw(shared_system, json.dumps(NOTICE), **encoded).status_code == status


def test_tokens_that_were_tampered_with_are_worth_nothing(shared_system: System) -> None:
    good = shared_system.person("east.clerk").token
    head, claims, signature = good.split(".")
    body = json.loads(base64.urlsafe_b64decode(claims + "=="))
    none = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
    foreign = OctKey.import_key(b"x" * 32)
    key = OctKey.import_key(base64.urlsafe_b64decode((shared_system.folder / "token-key").read_bytes()))
    forged = {
        "nothing": "",
        "unsigned": f"{none}.{claims}.",
        "signature cut": f"{head}.{claims}.{signature[:-4]}",
        "other key": jwt.encode({"alg": "HS256"}, body, foreign),
        "other algorithm": jwt.encode({"alg": "HS512"}, body, key, algorithms=["HS512"]),
        "a key named": jwt.encode({"alg": "HS256", "kid": "../../dev/null"}, body, key),
        "other audience": jwt.encode({"alg": "HS256"}, {**body, "aud": "else"}, key),
        "past": jwt.encode({"alg": "HS256"}, {**body, "exp": 1}, key),
        "no end": jwt.encode({"alg": "HS256"}, {k: v for k, v in body.items() if k != "exp"}, key),
        "other person": jwt.encode({"alg": "HS256"}, {**body, "sub": "p-000000000000", "sid": body["sid"] + "0"}, key),
        "not ASCII": "é.é.é",
    }

    for name, token in forged.items():
        headers = {"Authorization": f"Bearer {token}".encode("latin-1")}
        answer = requests.get(f"{shared_system.url}/api/v1/me", headers=headers, timeout=10)
        assert answer.status_code == 401, name
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_five_wrong_passwords_lock_a_name_whether_or_not_anybody_bears_it(shared_system: System) -> None:
    for username in ("beihu.clerk", "nobody.at.all"):
        url, wrong = f"{shared_system.url}/api/v1/sessions", {"username": username, "password": "wrong"}
        answers = [requests.post(url, json=wrong, timeout=10) for _ in range(6)]

        assert [answer.status_code for answer in answers] == [401] * 5 + [429]
        assert 0 < int(answers[-1].headers["Retry-After"]) <= 900
        right = requests.post(url, json={"username": username, "password": PASSWORD}, timeout=10)
        assert (right.status_code, right.json()["code"]) == (429, "sign_in_locked")


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

    assert found == made[::-1]


def test_every_answer_keeps_browsers_careful_and_pages_need_nothing_from_outside(shared_system: System) -> None:
    for path in ("/", "/docs", "/docs/assets/swagger-ui.css", "/openapi.json", "/healthz", "/api/v1/me", "/nowhere"):
        answer = requests.get(f"{shared_system.url}{path}", timeout=10)
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"], path
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        if "html" in answer.headers["Content-Type"]:
            assert "http://" not in answer.text and "https://" not in answer.text
    document = draft_and_release(shared_system)
    eventually(lambda: incoming_of(shared_system, "west", document["id"]))
    metrics = requests.get(f"{shared_system.url}/metrics", timeout=10).text
    for name in ("tongban_request_seconds_bucket", "tongban_rpc_seconds_bucket", "tongban_events_published_total",
                 "tongban_events_handled_total", "tongban_events_parked", "tongban_event_lag_seconds_bucket"):  # fmt: skip
        assert name in metrics
    options = requests.options(f"{shared_system.url}/api/v1/documents", timeout=10)
    assert (
        options.headers["Allow"] == "GET, HEAD, OPTIONS, POST" and "Access-Control-Allow-Origin" not in options.headers
    )
    refused = requests.put(f"{shared_system.url}/api/v1/documents", timeout=10)
    assert refused.status_code == 405 and "POST" in refused.headers["Allow"]


def test_only_the_system_administrator_sees_parked_events(shared_system: System) -> None:
    for username in ("east.clerk", "east.director", "nanhu.admin", "security", "auditor"):
        assert shared_system.person(username).ask("GET", "/events/parked").status == 403
    assert shared_system.person("system").get("/events/parked")["items"] == []
    catalog = shared_system.person("auditor").get("/events/catalog")["items"]
    released = next(entry for entry in catalog if entry["event"] == "document_released")
    assert released["subscribers"] == ["documents.on_document_released"]


def test_no_input_gives_a_500_and_every_answer_is_as_described(shared_system: System) -> None:
    schema = schemathesis.openapi.from_url(f"{shared_system.url}/openapi.json")
    seen: set[int] = set()
    for username in ("east.director", "system"):
        bearer = {"Authorization": f"Bearer {shared_system.person(username).token}"}
        for found in schema.get_all_operations():
            operation = found.ok()
            if operation.path not in ("/api/v1/sessions/current", "/api/v1/me/password"):
                seen |= fuzz(operation, bearer)

    assert {200, 404, 422} <= seen


def fuzz(operation: Any, headers: dict[str, str]) -> set[int]:
    """Send what the description allows for one operation, and look at each answer."""
    seen: set[int] = set()

    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), database=None, derandomize=True)
    @given(case=operation.as_strategy())
    def one(case: Any) -> None:
        response = case.call(headers=headers, timeout=10)
        seen.add(response.status_code)
        case.validate_response(response, checks=CHECKS)

    one()
    return seen
