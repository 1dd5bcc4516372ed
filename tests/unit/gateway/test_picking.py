"""A list is reduced to the fields that a caller names, and to the records that wait for them; anything else is refused."""

from typing import Any

import pytest
from werkzeug.test import EnvironBuilder, run_wsgi_app
from werkzeug.wrappers import Response

from services.gateway.gate import Gate
from services.gateway.picking import _fields_of
from services.gateway.routes import api_routes
from services.gateway.routing import Router
from shared.api.routes import Route
from shared.api.shapes import Out, PageQuery, TurnQuery
from shared.contracts import records


class Row(Out):
    """A row."""

    id: str
    title: str
    status: str


class Rows(Out):
    """Rows."""

    items: list[Row]
    next: str | None


class Calls:
    """Answers one row; notes the arguments."""

    def call(self, service: str, method: str, payload: Any, **how: Any) -> Any:
        if service == "notifications":
            assert (method, payload) == ("turns", {"type": "document"})
            return ["d1", "d2"]
        self.payload = payload
        return {"items": [{"id": "d1", "title": "通知", "status": "drafted"}], "next": "more"}


class RowQuery(PageQuery, TurnQuery):
    """Rows that may wait for somebody."""


def asked(query: str, shape: type[PageQuery] = PageQuery, **row: Any) -> tuple[str, dict[str, Any], Any]:
    calls: Any = Calls()
    route = Route("GET", "/rows", "List", "Pages", Rows, "rows", "documents", query=shape, public=True, **row)
    gate = Gate(calls, None, [], {})  # type: ignore[arg-type]
    body, status, headers = run_wsgi_app(Router([route], gate), EnvironBuilder(f"/rows{query}").get_environ())
    return status[:3], Response(body, headers=headers).get_json(), getattr(calls, "payload", None)


def test_only_the_named_fields_are_answered_and_the_service_hears_nothing_of_it() -> None:
    status, page, payload = asked("?fields=id,title&limit=5")

    assert (status, page) == ("200", {"items": [{"id": "d1", "title": "通知"}], "next": "more"})
    assert payload == {"cursor": None, "limit": 5}
    assert list(asked("")[1]["items"][0]) == ["id", "title", "status"]


@pytest.mark.parametrize("query", ["?fields=id,colour", "?fields=", "?fields=id,", "?fields=ID", "?fields=*"])
def test_what_the_items_do_not_have_is_refused_before_anything_is_asked(query: str) -> None:
    status, problem, payload = asked(query)

    assert (status, payload) == ("422", None)
    assert [each["field"] for each in problem["errors"]] == ["fields"]
    if "colour" in query:
        assert problem["errors"][0]["message"] == "没有colour，请从id、title、status中选择"


def test_the_service_hears_which_records_wait_for_the_caller_and_not_where_that_is_known() -> None:
    turns = {"shape": RowQuery, "turns": "document"}

    assert asked("?turn=me&limit=5", **turns)[::2] == ("200", {"cursor": None, "limit": 5, "ids": ["d1", "d2"]})
    assert asked("?fields=id", **turns)[2] == {"cursor": None, "limit": 20, "ids": None}


@pytest.mark.parametrize("query", ["?turn=you", "?turn=", "?turn=me&turn=me", "?ids=d1"])
def test_whose_turn_it_is_may_be_asked_for_the_caller_alone(query: str) -> None:
    status, problem, payload = asked(query, RowQuery, turns="document")

    assert status in ("400", "422") and payload is None
    if query == "?turn=you":
        assert [each["field"] for each in problem["errors"]] == ["turn"]
        assert "me" in problem["errors"][0]["message"]


def test_every_list_whose_records_wait_for_people_is_narrowed_to_the_callers_turn() -> None:
    asking = {route.path for route in api_routes() if route.query and "turn" in route.query.model_fields}
    narrowed = {route.path: route.turns for route in api_routes() if route.turns}

    assert asking == narrowed.keys()
    assert sorted(narrowed.values()) == sorted(records().keys())


def test_every_list_whose_fields_may_be_named_has_items() -> None:
    lists = [route for route in api_routes() if route.query is not None and "fields" in route.query.model_fields]

    assert len(lists) > 25
    assert all(_fields_of(route) for route in lists)
