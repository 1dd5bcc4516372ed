"""Requirements on every route; a new one is tested as soon as it has its line in `tests/support/requests.py`."""

import itertools
import re
from collections.abc import Sequence

import requests

from services.gateway.routes import api_routes
from services.gateway.routes.pages import ROUTES as PAGES
from shared.api.routes import Route
from tests.abuse.conftest import Look, some
from tests.conftest import ACCOUNTS, OFFICES
from tests.support.requests import (
    ELSEWHERE,
    LAKE,
    MAIN,
    MAKERS,
    SECRET,
    STRANGERS,
    THREE,
    VALID,
    Stock,
    ask,
    body_of,
    path_of,
    routes,
)  # fmt: skip
from tests.support.system import PASSWORD, Office, System

NOWHERE = "0123456789abcdef0123456789abcdef"


def test_every_route_says_how_it_is_asked_rightly_and_every_thing_who_may_not_know_it() -> None:
    assert {route.operation for route in api_routes()} == {*VALID, *ELSEWHERE}
    assert set(STRANGERS) == set(MAKERS)


def test_no_route_is_undocumented_and_no_other_method_is_answered(shared_system: System, description: dict) -> None:  # type: ignore[type-arg]
    described = {(method.upper(), path) for path, each in description["paths"].items() for method in each}

    assert described == {(route.method, route.path) for route in api_routes()}
    assert {route.path for route in PAGES} == {
        "/", "/console", "/console/{path:file}", "/docs", "/docs/assets/{name}", "/openapi.json",
    }  # fmt: skip
    http = requests.Session()
    for path in description["paths"]:
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"):
            shown = path.replace("{id}", NOWHERE).replace("{action}", "x")
            ways = {each for each, other in described if re.fullmatch(re.sub(r"{\w+}", "[^/]+", other), shown)}
            if method not in ways:
                refused = http.request(method, f"{shared_system.url}{shown}", timeout=10)
                assert refused.status_code in (404, 405), (method, path, refused.status_code)


def test_every_route_answers_who_asks_rightly_with_what_is_described_and_nothing_else(
    shared_system: System, stock: Stock, look: Look
) -> None:
    for route in routes():
        valid = VALID[route.operation]
        system = shared_system
        if valid.ends_session:
            office = Office(system, valid.who, PASSWORD)
            answer = office.ask(route.method, route.path, valid.body)
        else:
            answer = ask(system, route, stock, fresh=True)
        assert answer.status == route.status, (route.operation, answer.text)
        look(route, answer.response)
    spare = shared_system.person("security").post("/people/nanhu.handler/actions/enable", {"comment": "恢复"})
    assert spare["active"] is True
    shared_system.was_signed_out("nanhu.handler")


def few(strangers: Sequence[str], route: Route) -> list[str]:
    """Draw one of those who are strangers for the same reason: another district, school, or office of three; all others."""
    alike = [
        some((each for each in strangers if each in group), 1, on=route.operation) for group in (LAKE, MAIN, THREE)
    ]
    others = (each for each in strangers if each not in (*LAKE, *MAIN, *THREE))
    return [*itertools.chain(*alike), *others]


def test_whoever_may_not_know_a_thing_gets_the_answer_that_a_made_up_one_gets(
    shared_system: System, stock: Stock, look: Look
) -> None:
    for route in routes():
        thing = VALID[route.operation].thing
        strangers = few(STRANGERS.get(thing, ()), route)
        for stranger in strangers:
            there = ask(shared_system, route, stock, who=stranger)
            if stranger == strangers[0]:
                nowhere = shared_system.person(stranger).ask(
                    route.method, path_of(route, NOWHERE), body_of(route, NOWHERE)
                )
            assert there.status == 404, (route.operation, stranger, there.text)
            assert {**there, "instance": ""} == {**nowhere, "instance": ""}
            look(route, there.response)
            assert SECRET not in there.text


def test_no_list_shows_a_stranger_what_is_not_theirs(shared_system: System, stock: Stock) -> None:
    things = {thing: thing_id for thing, thing_id in stock.everything().items() if len(thing_id) == 32}
    lists = [each for each in routes() if each.query and "limit" in each.query.model_fields and "{" not in each.path]
    lists = [each for each in lists if not VALID[each.operation].only]
    assert len(lists) >= 8
    everybody = sorted({each for who in STRANGERS.values() for each in who})
    for route in lists:
        for stranger in some(everybody, 10, on=route.operation):
            known = {thing for thing in things if stranger not in STRANGERS[thing]}
            text, cursor = "", ""
            while cursor is not None:
                answer = shared_system.person(stranger).get(
                    f"{route.path}{VALID[route.operation].query or '?'}&limit=100{cursor}"
                )
                text, following = text + answer.text, answer.get("next")
                cursor = f"&cursor={following}" if following else None  # type: ignore[assignment]
            for thing, thing_id in things.items():
                assert thing in known or thing_id not in text, (route.operation, stranger, thing)
    for stranger in ("lake.clerk", "lake.director", "beihu.admin", "main.director", "system", "security", "auditor"):
        assert shared_system.person(stranger).get(f"/documents?q={SECRET}")["items"] == []
    for scope, types in (("documents", {"document"}), ("meetings", {"meeting", "topic"}), ("tasks", {"task"})):
        found = shared_system.person("east.director").get(f"/search?q={SECRET}&scope={scope}&limit=100")["items"]
        assert types <= {each["type"] for each in found}, "what nobody finds is hidden from strangers by chance"
        for stranger in ("lake.director", "beihu.admin", "main.director", "system", "security", "auditor"):
            answer = shared_system.person(stranger).get(f"/search?q={SECRET}&scope={scope}&limit=1")
            assert (answer["items"], answer["next"], answer["unavailable"]) == ([], None, [])


def test_an_administrators_route_is_for_its_administrators_alone(
    shared_system: System, stock: Stock, look: Look
) -> None:
    guarded = [route for route in routes() if VALID[route.operation].only]
    assert len(guarded) >= 6
    refused_to = list[tuple[Route, str]]()
    for route in guarded:
        only = VALID[route.operation].only
        left_out = {*OFFICES} - {"lake", *some(OFFICES, 2, on=route.operation)}
        for account in ACCOUNTS:
            if account.partition(".")[0] in left_out:
                continue  # the roles are the same in each
            role = account.rpartition(".")[2].replace("admin", "district_admin")
            foreign = account.partition(".")[0] in ("lake", "beihu")
            if role not in only or (foreign and "{" in route.path):  # what names nothing is about their own district
                if (account, route.operation) != ("east.handler", "get__people_id_history"):  # one's own
                    refused_to.append((route, account))
            elif route.method == "GET":  # an export of the log is an entry of it
                assert ask(shared_system, route, stock, who=account).status == 200, (route.operation, account)
    before = shared_system.versions()
    for route, account in refused_to:
        refused = ask(shared_system, route, stock, who=account)
        foreign = account.partition(".")[0] in ("lake", "beihu")
        assert refused.status in ((403, 404) if foreign else (403,)), (route.operation, account, refused.text)
        look(route, refused.response)
    assert shared_system.versions() == before


def test_without_a_token_nothing_but_what_is_public_is_answered(
    shared_system: System, stock: Stock, look: Look
) -> None:
    public = {"post__sessions", "get__healthz", "get__readyz", "get__readyz_gateway"}
    assert {route.operation for route in routes() if route.public} == public
    for route in routes():
        if not route.public:
            url = f"{shared_system.url}{path_of(route, stock.id_of(VALID[route.operation].thing or 'organ'))}"
            body = VALID[route.operation].body
            refused = look(route, requests.request(route.method, url, json=body, timeout=10))
            assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_a_step_that_is_not_offered_is_not_taken(shared_system: System, stock: Stock, look: Look) -> None:
    checked = 0
    for route in routes():
        valid = VALID[route.operation]
        if "{action}" not in route.path or valid.only:
            continue
        thing_id = stock.new(valid.thing)
        shown = route.path.partition("/actions/")[0].replace("{id}", thing_id)
        campus = valid.who.partition(".")[0]
        version = shared_system.person(valid.who).get(shown)["version"]
        for role in ("clerk", "director", "leader", "registrar", "handler"):
            office = shared_system.person(f"{campus}.{role}")
            offered = office.ask("GET", shown).get("actions", [])
            for action in set(route.choices["action"]) - {each["code"] for each in offered}:
                refused = office.ask("POST", path_of(route, thing_id, action), valid.body)
                assert refused.status in (403, 404, 409, 422), (route.operation, role, action, refused.text)
                look(route, refused.response)
                checked += 1
        assert shared_system.person(valid.who).get(shown)["version"] == version
    assert checked > 80
