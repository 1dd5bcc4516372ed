"""The routes of steps follow from the tables: what a table offers is a choice, and each step takes its own fields alone."""

from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest
from pydantic import Field, ValidationError
from werkzeug.test import EnvironBuilder, run_wsgi_app

from services.gateway.gate import Gate
from services.gateway.routes import api_routes
from services.gateway.routing import Router
from services.registry import workflows
from shared.acts import Act, Acts, Need, Shape, act, main, reason, told
from shared.api.routes import Input
from shared.api.shapes import Id, Opinion, Out, Reasoned
from shared.api.steps import step_route
from shared.workflow import Workflow


class KeyStep(Opinion):
    """The fields of a step with a key."""

    keeper: Id | None = Field(None, description="Who keeps it.")
    readers: list[Id] = Field(default_factory=list, max_length=3)


class Key(Out):
    """A key."""

    id: str


ACTS: Acts = {
    "made": told("登记"),
    "hand_over": main("移交", Need("keeper", "保管人", Shape.PERSON, required=True)),
    "circulate": act("传阅", Need("readers", "传阅人", Shape.PEOPLE)),
    "destroy": act("销毁", reason("销毁")),
    "draw": act("绘制", elsewhere=True),
}
ROUTE = step_route("/api/v1/keys/{id}", "Take a step with a key", "Keys", Key, "act", ACTS, KeyStep)


def read(step: str, **sent: Any) -> dict[str, Any]:
    return ROUTE.steps[step].model_validate(sent).model_dump()


def test_the_buttons_of_the_table_are_the_choices_and_nothing_else_is() -> None:
    assert (ROUTE.path, ROUTE.choices["action"]) == (
        "/api/v1/keys/{id}/actions/{action}",
        ("hand_over", "circulate", "destroy"),
    )


def test_a_step_takes_its_own_fields_and_an_opinion() -> None:
    assert read("hand_over", keeper="li", comment="请查收") == {"keeper": "li", "comment": "请查收"}
    assert read("circulate") == {"readers": [], "comment": None}
    assert read("destroy") == {"comment": None}  # that a reason is due is a rule of the office, not a shape


@pytest.mark.parametrize(
    ("step", "sent", "fault"),
    [
        ("hand_over", {}, ("keeper", "missing")),
        ("hand_over", {"keeper": None}, ("keeper", "string_type")),
        ("hand_over", {"keeper": "li", "readers": ["wu"]}, ("readers", "extra_forbidden")),
        ("destroy", {"keeper": "li"}, ("keeper", "extra_forbidden")),
        ("circulate", {"readers": ["a", "b", "c", "d"]}, ("readers", "too_long")),
    ],
)
def test_a_missing_field_and_one_of_another_step_are_refused(
    step: str, sent: dict[str, Any], fault: tuple[str, str]
) -> None:
    with pytest.raises(ValidationError) as refused:
        read(step, **sent)

    assert [(each["loc"][0], each["type"]) for each in refused.value.errors()] == [fault]


def test_the_service_receives_every_field_those_of_other_steps_as_if_not_sent() -> None:
    asked = Input(path={"id": "k1", "action": "destroy"}, body=read("destroy", comment="已损坏"))

    assert ROUTE.payload(asked) == {"id": "k1", "action": "destroy", "comment": "已损坏", "keeper": None, "readers": []}


def test_steps_without_fields_of_their_own_share_one_shape() -> None:
    assert ROUTE.steps["destroy"] is Reasoned
    assert [each.__name__ for each in ROUTE.bodies] == ["KeyHandOver", "KeyCirculate", "Reasoned"]


def test_a_step_that_is_none_is_refused_with_those_there_are_by_their_names() -> None:
    gate: Any = Gate(None, None, [], {})  # type: ignore[arg-type]
    open_to_all = replace(ROUTE, public=True)
    environ = EnvironBuilder("/api/v1/keys/k1/actions/dance", method="POST", json={}).get_environ()

    body, status, _ = run_wsgi_app(Router([open_to_all], gate), environ)

    assert status.startswith("422") and "请从移交、传阅、销毁中选择" in b"".join(body).decode()


def test_whatever_a_table_offers_can_be_taken_by_the_api() -> None:
    choices = [set(route.choices["action"]) for route in api_routes() if route.steps]
    named = {step for each in choices for step in each}
    whole = {"revise", "describe", "change"}  # of a record, by a route that replaces or changes it
    assert len(choices) >= 24

    for table in workflows():
        buttons = {code for code, each in table.acts.items() if each.button}
        rows = {step.action for step in table.steps} & buttons
        own = whole | {code for code, each in table.acts.items() if each.elsewhere}
        assert any(rows - own <= each for each in choices) or not rows - own, table.title
        assert rows <= named | own, table.title


def agree(model: Any, label: Act) -> bool:
    demanded = {need.field for need in label.needs if need.required and need.when is None}
    known = {field.alias or name for name, field in model.model_fields.items()}
    described = set(model.model_json_schema(by_alias=True).get("required", ()))
    return described == demanded and {need.field for need in label.needs} <= known


def test_the_description_demands_the_fields_that_a_step_is_offered_with() -> None:
    """Tables with equal labels are told apart by what they demand."""
    every = [*(table.acts for table in workflows()), *vars_of_acts()]
    for route in (each for each in api_routes() if each.steps):
        own = [
            acts for acts in every
            if {code: acts[code].label for code in route.steps if code in acts} == dict(route.names)
        ]  # fmt: skip

        assert own, route.path
        assert any(all(agree(model, acts[code]) for code, model in route.steps.items()) for acts in own), route.path


def vars_of_acts() -> list[Any]:
    """Return the labels of acts that no table judges."""
    modules = [import_module(f"services.{each}.acts") for each in ("directory", "meetings", "supervision")]
    return [value for module in modules for name, value in vars(module).items() if name.endswith("_ACTS")]


CONDITIONAL = {"absence_has_a_reason", "a_difference_is_explained"}
"""Rules that demand a comment on some records only."""


@pytest.mark.parametrize("table", workflows(), ids=lambda table: table.title)
def test_a_step_asks_for_the_comment_that_its_rules_demand(table: Workflow) -> None:
    for action, label in table.acts.items():
        rows = [step for step in table.steps if step.action == action and step.sources]
        demanding = [
            step
            for step in rows
            if any(each.field == "comment" and each.check.__name__ not in CONDITIONAL for each in step.rules)
        ]
        asked = any(need.field == "comment" and need.required for need in label.needs)
        assert asked is bool(demanding), action
