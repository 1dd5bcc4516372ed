"""The shapes of requests and answers; the API description and the checks are made from them."""

import unicodedata
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
KINDS = {
    "resolution": "决议", "decision": "决定", "order": "命令", "communique": "公报", "announcement": "公告",
    "public_notice": "通告", "opinion": "意见", "notice": "通知", "circular": "通报", "report": "报告",
    "request": "请示", "reply": "批复", "motion": "议案", "letter": "函", "minutes": "纪要",
}  # fmt: skip
URGENCIES = {"normal": "平件", "urgent": "加急", "extra_urgent": "特急"}


def _plain(text: str) -> str:
    normal = unicodedata.normalize("NFC", text)
    for each in normal:
        if each in BIDI or (unicodedata.category(each) == "Cc" and each not in "\n\t\r"):
            raise PydanticCustomError("control_character", "含有控制字符")
    return normal


def _line(text: str) -> str:
    line = _plain(text).strip()
    if not line or "\n" in line or "\r" in line or "\t" in line:
        raise PydanticCustomError("line_expected", "应为一行文字，不能为空")
    return line


def _filled(text: str) -> str:
    normal = _plain(text)
    if not normal.strip():
        raise PydanticCustomError("empty", "不能为空")
    return normal


def _day(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise PydanticCustomError("date_expected", "应为 YYYY-MM-DD 形式的日期") from error
    if day.isoformat() != text:
        raise PydanticCustomError("date_expected", "应为 YYYY-MM-DD 形式的日期")
    return text


def code_of(names: dict[str, str]) -> Any:
    """Take a Chinese name for its code."""
    codes = {name: code for code, name in names.items()}
    return BeforeValidator(lambda value: codes.get(value, value) if isinstance(value, str) else value)


Line = Annotated[str, Field(max_length=200), AfterValidator(_line)]
Text = Annotated[str, Field(max_length=200_000), AfterValidator(_filled)]
Comment = Annotated[str, Field(max_length=2_000), AfterValidator(_plain)]
Day = Annotated[str, Field(max_length=10, json_schema_extra={"format": "date"}), AfterValidator(_day)]
Instant = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
KindCode = Literal[
    "resolution", "decision", "order", "communique", "announcement", "public_notice", "opinion", "notice", "circular",
    "report", "request", "reply", "motion", "letter", "minutes",
]  # fmt: skip
Kind = Annotated[KindCode, code_of(KINDS)]
Urgency = Annotated[Literal["normal", "urgent", "extra_urgent"], code_of(URGENCIES)]
Cursor = Annotated[str, Field(min_length=1, max_length=500)]


class In(BaseModel):
    """What comes in: nothing undeclared."""

    model_config = ConfigDict(extra="forbid")


class Out(BaseModel):
    """What goes out."""


class PageQuery(In):
    """Where a page begins and how long it is."""

    cursor: Cursor | None = Field(None, description="`next` of the page before.")
    limit: int = Field(20, ge=1, le=100, description="How many items at most.")


class SignIn(In):
    """Name and password."""

    username: str = Field(min_length=1, max_length=64, examples=["east.clerk"])
    password: str = Field(min_length=1, max_length=128)


class NewPassword(In):
    """The old password and the new."""

    old_password: str = Field(min_length=1, max_length=128)
    new_password: str = Field(min_length=1, max_length=128, description="10 to 128 characters.")


class Opinion(In):
    """What is said with a step."""

    comment: Comment | None = Field(None, description="The opinion or reason (意见、理由).", examples=["同意"])


class NewDocument(In):
    """A document to be drafted."""

    kind: Kind = Field(description="The kind (文种), by code or Chinese name.", examples=["notice"])
    title: Line = Field(examples=["南湖实验学校东校区关于做好冬季安全工作的通知"])
    body: Text = Field(examples=["各校区：\n为做好冬季安全工作，现将有关事项通知如下。"])
    recipients: list[Id] = Field(default_factory=list, max_length=500, description="Main recipients (主送).")
    copies: list[Id] = Field(default_factory=list, max_length=500, description="Those who get a copy (抄送).")
    urgency: Urgency = Field("normal", description="How urgent (紧急程度).")


class DocumentChange(In):
    """What is to change in a draft; what is left out stays."""

    kind: Kind | None = None
    title: Line | None = None
    body: Text | None = None
    recipients: list[Id] | None = Field(None, max_length=500)
    copies: list[Id] | None = Field(None, max_length=500)
    urgency: Urgency | None = None


class DocumentQuery(PageQuery):
    """Which documents."""

    status: (
        Literal["drafted", "submitted", "approved", "signed", "verified", "registered", "released", "withdrawn"] | None
    ) = None
    kind: Kind | None = None
    q: str | None = Field(None, min_length=1, max_length=100, description="Words of the title or number.")


class IncomingQuery(PageQuery):
    """Which copies in the register."""

    status: Literal["delivered", "received", "registered", "assessed", "assigned", "completed", "returned"] | None = (
        None
    )


class IncomingStep(Opinion):
    """What is said with a step: `assign` names handler and deadline, `complete` the reply."""

    handler: Id | None = Field(None, description="Who handles it, by id or username.", examples=["west.handler"])
    due_on: Day | None = Field(None, description="Until when.", examples=["2026-12-31"])
    reply: Text | None = Field(None, description="The answer to the sender.", examples=["已按通知要求完成。"])


class PeopleQuery(PageQuery):
    """Whose people."""

    organ: Id | None = Field(None, description="An organ; its people and those of all under it.")


class Reference(Out):
    """An organ or a person by id and name."""

    id: str
    name: str


class Resource(Out):
    """What every resource has."""

    id: str
    version: int = Field(description="Counts the changes; also the entity tag.")
    created_at: Instant
    updated_at: Instant
    actions: list[str] = Field(description="What the caller may do with it now.")


class Person(Resource):
    """A person."""

    username: str
    name: str
    organ: str
    post: str
    roles: list[str]


class Room(Out):
    """A room where people meet."""

    id: str
    name: str
    seats: int


class Organ(Resource):
    """An organ and its place in the tree."""

    kind: Literal["bureau", "school", "campus", "department"]
    name: str
    short_name: str
    parent: str | None
    path: list[str]
    issuer_code: str | None = Field(description="What its document numbers begin with (机关代字).")
    rooms: list[Room]


class SignedIn(Out):
    """A token and whose it is."""

    token: str
    expires_at: Instant
    person: Person


class Delivery(Out):
    """How one copy stands."""

    organ: str
    organ_name: str
    status: str
    status_name: str
    at: Instant
    reply: str | None


class Document(Resource):
    """A document; fields that the caller may not see are null."""

    kind: KindCode
    kind_name: str
    title: str
    body: str | None
    status: str
    status_name: str
    issuer: Reference
    drafter: Reference | None
    recipients: list[Reference]
    copies: list[Reference]
    urgency: str
    number: str | None = Field(examples=["南实验东发〔2026〕1号"])
    signed_on: str | None
    signed_by: Reference | None
    registered_at: Instant | None
    released_at: Instant | None
    deliveries: list[Delivery]


class Incoming(Resource):
    """A copy in a recipient's register."""

    document_id: str
    sender: Reference = Field(alias="from")
    organ: str
    number: str
    kind: KindCode
    kind_name: str
    title: str
    body: str | None
    urgency: str
    copied: bool = Field(alias="copy", description="True for 抄送, false for 主送.")
    signed_on: str
    delivered_at: Instant
    register_number: str | None
    status: str
    status_name: str
    handler: Reference | None
    due_on: str | None
    reply: str | None
    return_reason: str | None


class Signature(Out):
    """Who did it."""

    id: str
    name: str
    organ: str
    roles: list[str]


class HistoryEntry(Out):
    """One entry of a history, chained to the one before."""

    version: int
    action: str
    event: str
    at: Instant
    by: Signature | None
    in_place_of: str | None
    comment: str
    cause: dict[str, Any] | None
    prev: str
    hash: str


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
    envelope: dict[str, Any]
    actions: list[str]


class CatalogEntry(Out):
    """An event that systems may rely on."""

    event: str
    version: int
    service: str
    description: str
    fields: dict[str, Any]
    example: dict[str, Any]
    subscribers: list[str]


class DocumentPage(Out):
    """A page of documents."""

    items: list[Document]
    next: str | None


class IncomingPage(Out):
    """A page of copies."""

    items: list[Incoming]
    next: str | None


class OrganPage(Out):
    """A page of organs."""

    items: list[Organ]
    next: str | None


class PersonPage(Out):
    """A page of people."""

    items: list[Person]
    next: str | None


class HistoryPage(Out):
    """A page of a history."""

    items: list[HistoryEntry]
    next: str | None


class ParkedPage(Out):
    """A page of parked events."""

    items: list[ParkedEvent]
    next: str | None


class Catalog(Out):
    """Every event."""

    items: list[CatalogEntry]
    next: str | None


class Health(Out):
    """How the process or its parts are."""

    status: Literal["ok", "down"]
    parts: dict[str, Any] = Field(default_factory=dict)


class FieldError(Out):
    """What is wrong with one field."""

    field: str
    code: str
    message: str
    source: str | None = None


class Problem(Out):
    """A refusal (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str = Field(description="Never changes; for programs.")
    source: str | None = Field(None, description="The regulation and article, where a rule refused.")
    errors: list[FieldError] = Field(default_factory=list)
