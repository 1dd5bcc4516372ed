"""Routes as data: input, service call, and output. Validation and the API description come from the same rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel


@dataclass(kw_only=True)
class Input:
    """The validated input of one request, by its parts."""

    path: dict[str, str] = field(default_factory=dict)
    query: dict[str, Any] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)
    named: frozenset[str] = frozenset()
    """The body's fields that were sent, for a change in which absent fields stay."""


Payload = Callable[[Input], Mapping[str, Any]]


def everything(asked: Input) -> Mapping[str, Any]:
    """Return all input of the caller, from every part of the request."""
    return {**asked.path, **asked.query, **asked.body}


def changes(asked: Input) -> Mapping[str, Any]:
    """Return the path and the fields that were sent; absent fields stay, while null removes a value."""
    return {**asked.path, **{name: value for name, value in asked.body.items() if name in asked.named}}


@dataclass(frozen=True)
class Several:
    """One request about several records, each handled separately: a refusal of one does not affect the others.

    field, by: the body's list, and its items' id. repeated: the refusal of a record that is named twice.
    named: the field of a result. payload: the arguments of the call for one item.
    """

    field: str
    named: str
    repeated: str
    payload: Callable[[Input, Mapping[str, Any]], Mapping[str, Any]]
    by: str = "id"


@dataclass(frozen=True, eq=False)
class Route:
    """One row.

    path: with `{name}` for parts, each an id unless `choices` lists its values.
    steps: the body of each `action` of the path, instead of `body` (`shared/api/steps.py`); names: what people call each.
    call: the method of the service, by default the one that the row belongs to; `payload` builds its arguments.
    view: the gateway's own function, if more than one call is needed. several: calls once for each of several records.
    public: needs no token. media: other than JSON if the service returns a file (`shared/files.py`).
    streams: takes a file as its body, of any size; its view reads it. largest: takes a file of at most so many bytes and
    passes it on whole, as `content` in base64.
    any_query: a page whose own script reads the query.
    in_place: may be called for another person under a delegation (`In-Place-Of`).
    seconds: the timeout of the call, if it may read much. heavy: it draws, reads or compares long texts and waits its turn
    in the gateway, where it is dropped if the client hangs up. hashes: the call hashes a password, and waits its turn.
    turns: the type of its records, if the list can be narrowed to those in the caller's to-do list (`TurnQuery`); the call
    then gets their `ids`, or None for all.
    forgets: whose cached sessions end: of the `caller`, or of the person in the `answer`.
    unlogged: neither the gateway nor the services log or count it, so that nothing shows when a ballot was cast.
    own_account: also open to people who must first change the password or set up a second factor.
    """

    method: str
    path: str
    summary: str
    tag: str
    answer: type[BaseModel] | None
    call: str = ""
    service: str = ""
    status: int = 200
    body: type[BaseModel] | None = None
    steps: Mapping[str, type[BaseModel]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    query: type[BaseModel] | None = None
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    payload: Payload = everything
    view: Callable[[Any, Any], Any] | None = None
    several: Several | None = None
    public: bool = False
    located: bool = False
    refusals: tuple[int, ...] = ()
    media: str = "application/json"
    streams: bool = False
    largest: int = 0
    any_query: bool = False
    in_place: bool = False
    own_account: bool = False
    unlogged: bool = False
    seconds: float | None = None
    turns: str = ""
    heavy: bool = False
    hashes: bool = False
    forgets: str = ""

    @property
    def bodies(self) -> list[type[BaseModel]]:
        """Return the shapes that the body may have."""
        return list(dict.fromkeys(self.steps.values() if self.steps else () if self.body is None else (self.body,)))

    @property
    def takes_file(self) -> bool:
        """Check whether the body is a file."""
        return self.streams or bool(self.largest)

    @property
    def operation(self) -> str:
        """Return the operation's name for generated clients."""
        words = [part for part in self.path.replace("{", "").replace("}", "").split("/") if part not in ("api", "v1")]
        return "_".join([self.method.lower(), *words]).replace("-", "_").replace(".", "_").rstrip("_")
