"""The route of a table's steps: its choices and the input of each step follow from the labels of the table."""

from collections.abc import Mapping
from copy import copy
from types import NoneType
from typing import Any, Union, get_args

from pydantic import BaseModel, create_model
from pydantic_core import PydanticUndefined

from shared.acts import Act, Acts
from shared.api.routes import Input, Route, everything
from shared.api.shapes import ConfirmedOpinion, ConfirmedReasoned, In, Opinion, Reasoned

REFUSALS = (403, 409, 412)
BASES: Mapping[tuple[bool, bool], type[Opinion]] = {
    (False, False): Opinion,
    (False, True): Reasoned,
    (True, False): ConfirmedOpinion,
    (True, True): ConfirmedReasoned,
}
"""The shared fields of a step: whether it may need confirmation, and whether its table demands a comment."""


def step_route(
    path: str,
    summary: str,
    tag: str,
    answer: type[BaseModel],
    call: str,
    acts: Acts,
    fields: type[In] = Opinion,
    *,
    refusals: tuple[int, ...] = REFUSALS,
    **more: Any,
) -> Route:
    """Return the route of a table's steps below a record's path.

    fields: every field of a step; a step takes those that its label needs, the opinion, and the confirmation. The call
    receives all fields; those of other steps have their defaults.
    """
    steps = {code: _input(code, act, fields) for code, act in acts.items() if act.button and not act.elsewhere}
    names = {code: acts[code].label for code in steps}
    defaults = {name: info.get_default(call_default_factory=True) for name, info in fields.model_fields.items()}
    others = {name: None if value is PydanticUndefined else value for name, value in defaults.items()}

    def payload(asked: Input) -> Mapping[str, Any]:
        return {**others, **everything(asked)}

    return Route(
        "POST", f"{path}/actions/{{action}}", summary, tag, answer, call, steps=steps, choices={"action": tuple(steps)},
        names=names, payload=payload, refusals=refusals, **more,
    )  # fmt: skip


def _input(code: str, act: Act, fields: type[In]) -> type[In]:
    """Make the input of one step; steps without fields of their own share a model."""
    needed = {need.field: need.required and need.when is None for need in act.needs if need.field != "comment"}
    demanded = any(need.field == "comment" and need.required and need.when is None for need in act.needs)
    base = BASES["confirm" in fields.model_fields, demanded]
    own: dict[str, Any] = {}
    for name, required in needed.items():
        if name == "confirm":
            continue
        info = copy(fields.model_fields[name])
        if required:
            info.default, info.default_factory, info.annotation = (
                PydanticUndefined,
                None,
                _without_none(info.annotation),
            )
        own[name] = (info.annotation, info)
    if not own:
        return base
    name = fields.__name__.removesuffix("Step") + "".join(word.title() for word in code.split("_"))
    return create_model(name, __base__=base, __doc__=f"The fields of `{code}` ({act.label}).", **own)


def _without_none(annotation: Any) -> Any:
    options = tuple(each for each in get_args(annotation) if each is not NoneType)
    return Union[options] if options and NoneType in get_args(annotation) else annotation  # noqa: UP007
