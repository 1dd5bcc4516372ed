"""Malicious bodies and queries sent to every route: refused at once, and nothing is changed."""

import copy
import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
import requests

from shared.api.routes import Route
from tests.abuse.conftest import Look, some
from tests.support.requests import VALID, Stock, body_of, path_of, routes
from tests.support.system import System, eventually

BOUND = 2.0
"""Seconds; these refusals take a few milliseconds, but the tests share the machine."""
HTTP = requests.Session()
DEEP = "[" * 10_000 + "]" * 10_000

BODIES: dict[str, tuple[bytes | str, int]] = {
    "not JSON": ("{", 400),
    "a list": ("[]", 400),
    "a string": ('"x"', 400),
    "not UTF-8": (b'{"title": "\xff"}', 400),
    "UTF-16": ('{"title": "x"}'.encode("utf-16"), 400),
    "a key twice": ('{"x": "a", "x": "b"}', 400),
    "a key twice far inside": ('{"x": [{"y": {"z": 1, "z": 2}}]}', 400),
    "NaN": ('{"x": NaN}', 400),
    "no end": ('{"x": -Infinity}', 400),
    "a number past all bounds": ('{"x": 1e400}', 400),
    "a number of many digits": ('{"x": ' + "9" * 5000 + "}", 400),
    "a NUL": ('{"x": "a\\u0000b"}', 400),
    "a NUL in a name": ('{"a\\u0000b": 1}', 400),
    "half a character": ('{"x": "\\ud800"}', 400),
    "half a character in a name": ('{"\\udfff": 1}', 400),
    "nested ten thousand deep": ('{"x": ' + DEEP + "}", 400),
    "objects nested deep": ('{"x":' * 5000 + "1" + "}" * 5000, 400),
    "nested a little too deep": ('{"x": ' + "[" * 40 + "]" * 40 + "}", 400),
}
LARGE: dict[str, tuple[bytes | str, int]] = {
    "a little too large": ('{"x": "' + "a" * (1024 * 1024) + '"}', 413),
    "ten megabytes": ('{"x": "' + "a" * (10 * 1024 * 1024) + '"}', 413),
    "a million items": ('{"x": [' + "1," * 1_000_000 + "1]}", 413),
    "half a million items": ('{"x": [' + "1," * 500_000 + "1]}", 422),
    "eighty thousand names": ("{" + ",".join(f'"k{n}":1' for n in range(80_000)) + "}", 422),
}
OPERATORS: tuple[Any, ...] = ({"$gt": ""}, {"$ne": None}, {"$where": "sleep(1000)"}, {"$regex": ".*"}, [{"$gt": ""}])
NAMES = (
    "status", "version", "organ", "history", "id", "_id", "number", "drafter", "path", "roles", "actor", "key", "$set",
    "$where", "a.b", "title.$ne", "__proto__", "keys.x", "expected",
)  # fmt: skip


def send(
    system: System, stock: Stock, route: Route, body: bytes | str, *, query: str = "", **headers: str
) -> requests.Response:
    """Send a route exactly these bytes, as its own person."""
    valid = VALID[route.operation]
    sent = {"Content-Type": "application/json", **{name.replace("_", "-"): value for name, value in headers.items()}}
    if valid.who:
        sent["Authorization"] = f"Bearer {system.person(valid.who if not valid.ends_session else 'north.clerk').token}"
    data = body.encode() if isinstance(body, str) else body
    path = path_of(route, stock.id_of(valid.thing) if valid.thing else "")
    url = f"{system.url}{path}{query.replace('?', '&', 1) if '?' in path else query}"
    return HTTP.request(route.method, url, data=data, headers=sent, timeout=20)


def right(stock: Stock, route: Route) -> dict[str, Any] | None:
    """Return the body that a route would accept."""
    thing = VALID[route.operation].thing
    return body_of(route, stock.id_of(thing) if thing else "")


def names_of(model: Any) -> set[str]:
    """Return the fields of a body or query, as the API names them."""
    return set() if model is None else {field.alias or name for name, field in model.model_fields.items()}


def at_rest(system: System) -> dict[str, int]:
    """Wait until the events of new records have settled, and return the versions."""
    last = system.versions()

    def rests() -> bool:
        nonlocal last
        before, last = last, system.versions()
        return before == last

    eventually(rests, seconds=60, every=0.3)
    return last


@pytest.fixture
def unchanged(shared_system: System, stock: Stock) -> Iterator[None]:
    """Assert that no stored record was changed by a test."""
    stock.everything()
    for route in routes():
        who = VALID[route.operation].who
        if who and not VALID[route.operation].ends_session:
            assert shared_system.person(who).token
    assert shared_system.person("north.clerk").token
    before = at_rest(shared_system)
    yield
    after = shared_system.versions()
    assert {name: kept for name, kept in after.items() if before.get(name) != kept} == {}


@pytest.mark.usefixtures("unchanged")
def test_a_doubtful_body_is_refused_by_every_route_and_at_once(shared_system: System, stock: Stock, look: Look) -> None:
    for route in routes():
        for name, (body, status) in some(BODIES.items(), 4, on=route.operation):
            began = time.monotonic()
            answer = send(shared_system, stock, route, body)
            assert time.monotonic() - began < BOUND, (route.operation, name)
            assert answer.status_code == status, (route.operation, name, answer.text[:300])
            look(route, answer)


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("name", LARGE)
def test_a_large_body_is_refused_at_once(shared_system: System, stock: Stock, look: Look, name: str) -> None:
    body, status = LARGE[name]
    posts = [each for each in routes() if each.method == "POST"]
    for route in some(routes(), 50, on=name) if name == "a little too large" else some(posts[::5], 5, on=name):
        began = time.monotonic()
        answer = send(shared_system, stock, route, body)
        assert time.monotonic() - began < BOUND, (route.operation, name)
        assert answer.status_code == status, (route.operation, name, answer.text[:300])
        look(route, answer)


@pytest.mark.usefixtures("unchanged")
def test_what_a_route_does_not_list_it_does_not_take(shared_system: System, stock: Stock, look: Look) -> None:
    for route in routes():
        valid = dict(right(stock, route) or {})
        listed = names_of(route.body) | names_of(route.query)
        answered = set(route.answer.model_fields) if route.answer else set()
        names = sorted({*NAMES, *answered} - listed)
        asked = [(names, send(shared_system, stock, route, json.dumps({**valid, **dict.fromkeys(names, "x")})))]
        for part in (names[at : at + 15] for at in range(0, len(names), 15)):
            query = "?" + "&".join(f"{quote(name)}=x" for name in part)
            asked.append((part, send(shared_system, stock, route, json.dumps(valid) if valid else "", query=query)))
        for part, answer in asked:
            assert look(route, answer).status_code == 422, (route.operation, part, answer.text)
            refused = {each["field"] for each in answer.json()["errors"] if each["code"] == "extra_forbidden"}
            assert set(part) <= refused, (route.operation, set(part) - refused, answer.text)


def places(body: Any) -> Iterator[tuple[str | int, ...]]:
    """Yield every path in a body."""
    pairs = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for name, value in pairs:
        yield (name,)
        yield from ((name, *deeper) for deeper in places(value))


def with_value(body: Any, place: tuple[str | int, ...], value: Any) -> Any:
    changed = copy.deepcopy(body)
    inside = changed
    for part in place[:-1]:
        inside = inside[part]
    inside[place[-1]] = value
    return changed


@pytest.mark.usefixtures("unchanged")
def test_an_operator_in_any_field_is_no_operator(shared_system: System, stock: Stock, look: Look) -> None:
    tried = 0
    for route in routes():
        body = right(stock, route)
        for place in places(dict(body or {})):
            for operator in some(OPERATORS, 2, on=(route.operation, place)):
                answer = look(
                    route, send(shared_system, stock, route, json.dumps(with_value(dict(body), place, operator)))
                )
                assert answer.status_code == 422, (route.operation, place, operator, answer.text)
                tried += 1
    assert tried > 200


@pytest.mark.usefixtures("unchanged")
def test_an_operator_in_any_query_finds_nothing_more(shared_system: System, stock: Stock, look: Look) -> None:
    tried = 0
    for route in routes():
        for name in names_of(route.query):
            attacks = (
                f"{name}[$ne]=x",
                f"{name}.$gt=",
                f"{name}=%7B%22$gt%22:%22%22%7D",
                f"{name}=$where",
                f"{name}=1&{name}=1",
            )
            for text in some(attacks, 2, on=(route.operation, name)):
                answer = look(route, send(shared_system, stock, route, "", query=f"?{text}"))
                if route.media != "application/json" and answer.status_code == 200:
                    continue  # a file of what bears this very text: no more than the list beside it gives
                found = answer.json().get("items")
                assert answer.status_code == 422 or found == [], (route.operation, text, answer.text)
                tried += 1
    assert tried > 80


@pytest.mark.usefixtures("unchanged")
def test_pages_are_capped_and_cursors_are_ours(shared_system: System, stock: Stock, look: Look) -> None:
    wrong = ("limit=101", "limit=0", "limit=-1", "limit=1e9", "limit=" + "9" * 5000, "limit=1.5", "cursor=abc", "cursor=",
             "cursor=" + "A" * 501, "cursor=WyJ4Iix7IiRndCI6IiJ9XQ", "skip=1", "sort=_id", "cursor=%ff", "cursor=%00",
             "cursor=%ed%a0%80", "cursor=W1tbW1tb", "cursor=djk5OTk5OTk5OTk5")  # fmt: skip
    for route in routes():
        if route.query and "limit" in route.query.model_fields:
            for text in some(wrong, 6, on=route.operation):
                answer = look(route, send(shared_system, stock, route, "", query=f"?{text}"))
                assert answer.status_code in (400, 422), (route.operation, text[:40], answer.text)


HIDDEN = (
    "\u202e",
    "\u2066",
    "\u200b",
    "\u200f",
    "\u2060",
    "\ufeff",
    "\u061c",
    "\u2028",
    "\x07",
    "\x1b[31m",
    "\x85",
    "\r\nX: 1",
)


@pytest.mark.usefixtures("unchanged")
def test_no_line_of_text_holds_what_nobody_sees(shared_system: System, stock: Stock, look: Look) -> None:
    for route in routes():
        body = dict(right(stock, route) or {})
        for place in places(body):
            value: Any = body
            for part in place:
                value = value[part]
            if not isinstance(value, str) or str(place[-1]).endswith("password"):
                continue
            free = str(place[-1]) in ("body", "comment", "duties", "purpose", "reply", "text")  # where lines may break
            signs = ("\u202e", "\u2066", "\x07", "\x1b[31m", "\x85") if free else HIDDEN
            for hidden in some(signs, 3, on=(route.operation, place)):
                changed = with_value(body, place, f"{value[:1]}{hidden}{value[1:]}")
                answer = look(route, send(shared_system, stock, route, json.dumps(changed)))
                assert answer.status_code == 422, (route.operation, place, hidden, answer.text)
                assert str(place[0]) in str([each["field"] for each in answer.json()["errors"]]), (
                    route.operation,
                    place,
                )


HEADERS: tuple[tuple[dict[str, str], int], ...] = (
    ({"Content_Type": "text/plain"}, 415),
    ({"Content_Type": "application/x-www-form-urlencoded"}, 415),
    ({"Content_Type": "multipart/form-data; boundary=x"}, 415),
    ({"Content_Type": "application/xml"}, 415),
    ({"Content_Type": "application/json; charset=gbk"}, 415),
    ({"Content_Type": "application/json; charset=utf-7"}, 415),
    ({"Content_Encoding": "gzip"}, 415),
    ({"Content_Encoding": "br"}, 415),
    ({"Idempotency_Key": "有".encode().decode("latin-1")}, 422),
    ({"Idempotency_Key": "x" * 129}, 422),
    ({"If_Match": '"١"'.encode().decode("latin-1")}, 422),
    ({"If_Match": 'W/"1"'}, 422),
)


@pytest.mark.usefixtures("unchanged")
def test_wrong_headers_are_refused_by_every_route(shared_system: System, stock: Stock, look: Look) -> None:
    for route in routes():
        body = right(stock, route)
        refused = [
            (headers, status)
            for headers, status in HEADERS
            if (route.method != "GET" or "Content_Type" in headers) and (status == 415 or body is not None)
        ]
        for headers, status in some(refused, 3, on=route.operation):
            answer = look(route, send(shared_system, stock, route, json.dumps(body or {}), **headers))
            assert answer.status_code == status, (route.operation, headers, answer.text)


def test_a_script_in_a_title_is_text_and_stays_text(shared_system: System, look: Look) -> None:
    script = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    clerk = shared_system.person("east.clerk")
    document = clerk.post("/documents", {"kind": "notice", "title": script, "body": script, "recipients": ["west"]})

    for path in (f"/documents/{document['id']}", "/documents", f"/documents?q={quote(script)}"):
        answer = clerk.get(path)
        assert answer.headers["Content-Type"] == "application/json"
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert "script-src" not in answer.headers["Content-Security-Policy"]
        assert script in answer.text.replace('\\"', '"')
    reflected = requests.get(f"{shared_system.url}/{script}", timeout=10)
    assert (reflected.status_code, reflected.headers["Content-Type"]) == (404, "application/problem+json")


def test_search_takes_signs_for_what_they_are(shared_system: System) -> None:
    clerk = shared_system.person("main.clerk")
    clerk.post("/documents", {"kind": "notice", "title": "关于(.*)的通知[1]", "body": "文", "recipients": ["east"]})

    assert [each["title"] for each in clerk.get("/documents?q=(.*)")["items"]] == ["关于(.*)的通知[1]"]
    began = time.monotonic()
    for pattern in ("$where", "(a%2B)%2B$", "^.{100}", "%5C", ".*"):
        assert clerk.get(f"/documents?q={pattern}")["items"] == (
            [] if pattern != ".*" else clerk.get("/documents?q=.*")["items"]
        )
    assert time.monotonic() - began < BOUND
