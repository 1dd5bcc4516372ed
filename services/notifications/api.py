"""The lists and settings of the person who asks."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from services.notifications.domain import Box, Light, Sort
from shared.api.routes import Input, Route
from shared.api.shapes import Action, Code, Cursor, Id, In, Instant, Out, PageOf, Picking, RecordType, formed


class TodoQuery(Picking):
    """The box and its order."""

    box: Annotated[Box, Code()] = Field(
        Box.TODO, description="What waits for me, what I am to read, what is mine and goes on, what I did."
    )
    sort: Annotated[Sort, Code()] = Field(Sort.DUE, description="What is due first, or what came last.")
    type: RecordType | None = None
    cursor: Cursor | None = Field(None, description="`cursor` of the page before.")
    limit: int = Field(20, ge=1, le=100, description="How many items at most.")


class KnownQuery(In):
    """The records that a page refers to."""

    records: Annotated[
        str,
        formed(r"^[a-z_]+:[\w-]+(,[a-z_]+:[\w-]+){0,9}$", "各件写作“类别:编号”，用逗号分隔，最多10件", max_length=1000),
    ] = Field(description="Type and id of each, up to ten.", examples=["meeting:5a4b3c2d1e0f5a4b3c2d1e0f5a4b3c2d"])


class StreamQuery(In):
    """How long to stay connected."""

    seconds: int = Field(
        3600,
        ge=0,
        le=86400,
        description="When the stream ends; come again with `Last-Event-ID`. 0: what is new, at once.",
    )


class Heard(Out):
    """One server-sent event of the stream."""

    event: Literal["message"] = "message"
    id: str = Field(description="Up to when this tells; sent back as `Last-Event-ID`.")
    data: str = Field(
        description=(
            "JSON: `{kind: hello | todo_changed | reminder | session_ended,"
            " type, record_id, version, counts}`. Where a change names"
            " nothing, everything may have changed."
        ),
        json_schema_extra={"contentMediaType": "application/json"},
    )


class Why(Out):
    """Why a record is in my box: by my post, by name, or under a delegation."""

    as_: Literal["post", "name", "delegation"] = Field(alias="as")
    label: str


class From(Out):
    """The person who handed it on, with their act and opinion."""

    name: str
    organ: str
    act: str
    opinion: str | None


class NoLonger(Out):
    """The mark of a paper that was revoked, repealed or corrected."""

    mark: str
    by: str | None = Field(description="The number of the document that corrects it.")
    by_id: str | None = Field(description="The entry of that document in the same register, if it came.")


class TodoItem(Out):
    """A record in one of my boxes."""

    id: str
    type: RecordType
    record_id: str
    title: str
    sender: str = Field(description="The organ that it came from (来文单位); empty for one's own.")
    number: str = Field(description="The number it bears (文号), if it has one.")
    validity: NoLonger | None = Field(description="That its sender revoked, repealed or corrected it; null: it holds.")
    link: str = Field(description="Where the console shows it, after `/console`.")
    stage: str
    stage_name: str
    action: Action | None = Field(description="The step that waits for me.")
    due_on: str | None
    light: Annotated[Light, Code()]
    why: Why
    from_: From | None = Field(alias="from")
    since: Instant
    version: int
    read: bool
    urgency: str | None
    internal: bool


class Away(Out):
    """A service whose records cannot be listed now."""

    service: str
    label: str


class TodoPage(Out):
    """A page of one of my boxes."""

    items: list[TodoItem]
    cursor: str | None
    unavailable: list[Away]


class Counts(Out):
    """The number of records in my boxes."""

    todo: int
    toread: int
    mine: int
    overdue: int
    by_type: dict[str, int]


class ReadItem(In):
    """A record that I read, and its version."""

    type: RecordType
    record_id: Id
    version: Annotated[int, Field(strict=True, ge=1, le=2**31 - 1)]


class ReadItems(In):
    """The records that I read."""

    items: list[ReadItem] = Field(min_length=1, max_length=100)


class KnownRecord(Out):
    """A record that the caller may open."""

    type: RecordType
    record_id: str
    title: str
    link: str
    stage_name: str


class KnownPage(PageOf[KnownRecord]):
    """The records that the caller may open, in the order asked for."""


def _named(asked: Input) -> Mapping[str, Any]:
    return {"records": [each.split(":") for each in asked.query["records"].split(",")]}


TAG = "待办 What waits"


FIRST_SECONDS = 20.0

ROUTES = (
    Route(
        "GET", "/api/v1/me/todo", "List what waits for me", TAG, TodoPage, "todo", query=TodoQuery,
        seconds=FIRST_SECONDS, in_place=True, refusals=(403,),
    ),
    Route(
        "GET", "/api/v1/me/counts", "Count what waits for me", TAG, Counts, "counts", in_place=True, refusals=(403,),
    ),
    Route(
        "GET", "/api/v1/me/known", "List which of these records I may open", TAG, KnownPage, "known", query=KnownQuery,
        payload=_named, in_place=True, refusals=(403,),
    ),
    Route("POST", "/api/v1/me/read", "Mark what I read", TAG, Counts, "mark_read", body=ReadItems),
)  # fmt: skip
