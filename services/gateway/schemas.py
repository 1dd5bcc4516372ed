"""Schemas of what the gateway itself answers."""

from typing import Any, Literal

from pydantic import Field

from shared.api.shapes import Action, Instant, Out, PageOf, RuleInForce


class ParkedEvent(Out):
    """An event that could not be handled."""

    id: str
    service: str
    handler: str
    event: str
    source: str
    version: int
    state: str
    attempts: int
    error: str
    created_at: Instant
    updated_at: Instant
    announced_by: str = Field(description="The service that announced it; empty where it cannot be read.")
    announced_at: Instant | None
    event_version: int | None
    size: int = Field(description="Bytes; what it says is not shown to operators.")
    discarded_by: str | None
    comment: str | None
    actions: list[Action]


class CatalogEntry(Out):
    """An event that systems may rely on."""

    event: str
    version: int
    service: str
    description: str
    fields: dict[str, Any]
    example: dict[str, Any]
    subscribers: list[str]


class ParkedPage(PageOf[ParkedEvent]):
    """A page of parked events."""


class Catalog(PageOf[CatalogEntry]):
    """Every event."""


class PartHealth(Out):
    """The health of one part of a service, such as its store or its broker."""

    status: Literal["ok", "limited", "catching up", "stopping", "down"]
    detail: str


class ServiceHealth(Out):
    """The health of a service with its parts, or of the broker."""

    status: Literal["ok", "stopping", "down"]
    detail: str = Field("", description="Why a service that did not answer is down.")
    parts: dict[str, PartHealth] = Field(default_factory=dict)


class Health(Out):
    """The health of the process or its services."""

    status: Literal["ok", "down"]
    parts: dict[str, ServiceHealth] = Field(
        default_factory=dict, description="Each service by its name, and the broker."
    )
    demonstration: bool = Field(
        False, description="Whether it holds the demonstration district, whose people anybody may sign in as."
    )
    version: str = Field("", description="The release that answers.")


class OfficeRule(RuleInForce):
    """A rule of the office."""

    service: str = Field(description="Which service keeps it.")


class RulePage(PageOf[OfficeRule]):
    """Every rule."""


class OpenMatter(Out):
    """Matters of one sort that stay open with a person."""

    box: Literal["todo", "mine", "held"] = Field(
        description="They wait for the person by name, the person began them, or the person holds or keeps them."
    )
    label: str
    count: int
    unit: str = Field("件", description="The measure word of the count.")


class OpenMatters(Out):
    """The matters that stay open with a person who leaves or moves, without titles."""

    items: list[OpenMatter]
    unavailable: bool = Field(description="Whether the lists, or what the person has in custody, could not be asked.")
