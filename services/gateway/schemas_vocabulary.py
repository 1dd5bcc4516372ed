"""Schemas of the office's vocabulary."""

from pydantic import Field

from shared.api.shapes import Out


class Word(Out):
    """A code and its label."""

    code: str
    label: str


class KindWord(Word):
    """A kind of document (文种)."""

    directions: list[str] = Field(description="Where it may go; none: it addresses everybody.")
    required: list[str] = Field(description="Elements that it must bear.")
    for_schools: bool = Field(description="False: off until a district turns it on.")


class StateWord(Word):
    """A state of a table."""

    stage: str = Field(description="What a record in it waits for.")
    table: str


class ActionWord(Word):
    """A step, or another act of a history."""

    table: str


class RuleWord(Word):
    """A rule; its label is its demand."""

    version: int
    source: str
    field: str = Field(description="The field that it judges; empty where none.")
    since: str | None
    until: str | None
    local: bool
    table: str


class ProblemWord(Word):
    """A refusal; its label is the usual message."""

    status: int


class Vocabulary(Out):
    """Every enumeration."""

    kinds: list[KindWord]
    states: list[StateWord]
    actions: list[ActionWord]
    rules: list[RuleWord]
    urgencies: list[Word]
    secrecy: list[Word]
    roles: list[Word]
    problems: list[ProblemWord]
