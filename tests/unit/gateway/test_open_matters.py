"""What stays open with a person who leaves: their lists, what the directory names, and what they have in custody."""

import json
from typing import Any, cast

import pytest

from services.gateway.gate import Asked, Gate
from services.gateway.routes.people import open_matters
from shared.errors import Unavailable

SEALS = {"label": "保管的印章", "count": 1, "unit": "枚"}
ANSWERS = {
    "directory.leaving": {
        "person": "p-li", "organ": "east", "items": [{"box": "held", "label": "代岗岗位", "count": 1, "unit": "个"}],
    },
    "documents.in_custody": [SEALS],
    "notifications.open_of": [{"box": "todo", "type": "task", "label": "督办事项", "count": 2}],
}  # fmt: skip


class Office(Asked):
    """A request to an office of which some services are away."""

    away: tuple[str, ...]

    def ask(self, gate: Gate, service: str, method: str, payload: Any, **how: Any) -> Any:
        if service in self.away:
            raise Unavailable()
        return ANSWERS[f"{service}.{method}"]


def found(*away: str) -> Any:
    asked = Office(path={"id": "p-li"}, query={}, body={}, request=cast(Any, None))
    asked.away = away
    return json.loads(open_matters(cast(Any, None), asked).get_data(as_text=True))


def test_the_lists_the_directory_and_the_custody_are_counted_with_their_measure_words() -> None:
    assert found() == {
        "items": [
            {"box": "todo", "label": "督办事项", "count": 2, "unit": "件"},
            {"box": "held", "label": "代岗岗位", "count": 1, "unit": "个"},
            {"box": "held", **SEALS},
        ],
        "unavailable": False,
    }


@pytest.mark.parametrize(("service", "missing"), [("documents", "保管的印章"), ("notifications", "督办事项")])
def test_one_service_that_is_away_leaves_the_rest_and_is_told(service: str, missing: str) -> None:
    answer = found(service)

    assert answer["unavailable"] and len(answer["items"]) == 2
    assert missing not in {each["label"] for each in answer["items"]}
