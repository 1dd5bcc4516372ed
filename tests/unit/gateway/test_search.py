"""The gateway searches every service at once, merges what they found, and says which of them was away."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest
from pydantic import ValidationError
from werkzeug.test import EnvironBuilder

from services.gateway.gate import Asked, Gate
from services.gateway.routes.search import search
from services.gateway.schemas_search import HitPage, SearchQuery
from shared.errors import InvalidInput, OfficeError, Unavailable
from shared.pages import decode_cursor, encode_cursor

TYPES = {"documents": "document", "meetings": "meeting", "supervision": "task"}


class Services:
    """Services with some records each, by the minute of their creation; `away`: those that do not answer."""

    def __init__(
        self, away: tuple[str, ...] = (), error: type[OfficeError] = Unavailable, **minutes: list[int]
    ) -> None:
        self.away, self.error, self.minutes, self.asked = away, error, minutes, dict[str, Mapping[str, Any]]()

    def call(self, service: str, method: str, payload: Mapping[str, Any], **_: Any) -> Any:
        assert method == "full_text"
        self.asked[service] = payload
        if service in self.away:
            raise self.error()
        before = None if payload["cursor"] is None else decode_cursor(payload["cursor"])
        every = sorted(((_at(each), f"{service}-{each}") for each in self.minutes.get(service, ())), reverse=True)
        left = [each for each in every if before is None or (datetime.fromisoformat(each[0]), each[1]) < before]
        shown, limit = left[: payload["limit"]], payload["limit"]
        place = encode_cursor(datetime.fromisoformat(shown[-1][0]), shown[-1][1]) if len(left) > limit else None
        return {"items": [_hit(service, *each) for each in shown], "next": place}


def _at(minute: int) -> str:
    return f"2026-11-23T01:{minute:02}:00.000+00:00"


def _hit(service: str, at: str, record_id: str) -> dict[str, Any]:
    marked = {"text": "锅炉", "hits": [[0, 2]]}
    return {"id": record_id, "type": TYPES[service], "at": at, "organ": "东校区", "kind": "x", "kind_name": "x",
            "status": "x", "status_name": "x", "title": marked, "body": marked}  # fmt: skip


def asked(services: Any, **query: Any) -> dict[str, Any]:
    gate = Gate(services, Any, (), {})  # type: ignore[arg-type]
    read = SearchQuery.model_validate({"q": "锅炉", **query}).model_dump()
    response = search(gate, Asked(request=EnvironBuilder().get_request(), query=read))
    found: dict[str, Any] = response.get_json()
    HitPage.model_validate(found)
    return found


def walked(services: Any, limit: int) -> list[str]:
    found, cursor = [], None
    while True:
        page = asked(services, limit=limit, cursor=cursor)
        found += [each["id"] for each in page["items"]]
        assert len(page["items"]) <= limit
        if page["next"] is None:
            return found
        cursor = page["next"]


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 20])
def test_the_hits_of_all_services_are_one_list_without_gap_or_repeat(limit: int) -> None:
    minutes = {"documents": [1, 4, 5, 9], "meetings": [2, 4, 8], "supervision": [4, 7]}
    every = [(minute, f"{service}-{minute}") for service, some in minutes.items() for minute in some]

    assert walked(Services(**minutes), limit) == [each for _, each in sorted(every, reverse=True)]


def test_a_service_that_is_away_is_named_and_the_others_answer() -> None:
    page = asked(Services(("meetings",), documents=[1], supervision=[2]))

    assert [each["id"] for each in page["items"]] == ["supervision-2", "documents-1"]
    assert page["unavailable"] == [{"service": "meetings", "label": "会议"}]


def test_when_nobody_answers_the_search_says_so() -> None:
    with pytest.raises(Unavailable):
        asked(Services(("documents", "meetings", "supervision")))
    with pytest.raises(Unavailable):
        asked(Services(("meetings",), documents=[1]), scope="meetings")


def test_what_one_service_refuses_in_the_request_is_refused_though_another_is_away() -> None:
    with pytest.raises(InvalidInput):
        asked(Services(("documents",), InvalidInput, meetings=[1]))


@pytest.mark.parametrize(
    ("query", "services"),
    [
        ({}, {"documents", "meetings", "supervision"}),
        ({"year": "2026"}, {"documents", "meetings", "supervision"}),
        ({"scope": "meetings"}, {"meetings"}),
        ({"scope": "tasks", "year": "2026"}, {"supervision"}),
        ({"direction": "incoming"}, {"documents"}),
        ({"organ": "west", "scope": "documents"}, {"documents"}),
    ],
)
def test_a_filter_leaves_the_services_that_have_it(query: dict[str, Any], services: set[str]) -> None:
    every = Services()

    asked(every, **query)

    assert set(every.asked) == services
    assert all(each["year"] == (2026 if "year" in query else None) for each in every.asked.values())


def test_a_filter_of_documents_is_refused_with_another_scope() -> None:
    with pytest.raises(InvalidInput) as refused:
        asked(Services(), scope="tasks", direction="incoming")
    assert [each["field"] for each in refused.value.errors] == ["direction"]
    with pytest.raises(ValidationError):
        asked(Services(), scope="everything")
