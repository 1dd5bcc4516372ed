"""The shapes of outgoing documents."""

from typing import Annotated, Literal

from pydantic import Field

from services.gateway.schemas import (
    Id,
    In,
    Instant,
    Line,
    Out,
    PageQuery,
    Reference,
    Resource,
    Text,
    code_of,
)
from services.gateway.schemas_text import Block, Content

KINDS = {
    "resolution": "决议", "decision": "决定", "order": "命令", "communique": "公报", "announcement": "公告",
    "public_notice": "通告", "opinion": "意见", "notice": "通知", "circular": "通报", "report": "报告",
    "request": "请示", "reply": "批复", "motion": "议案", "letter": "函", "minutes": "纪要",
}  # fmt: skip
URGENCIES = {"normal": "平件", "urgent": "加急", "extra_urgent": "特急"}
KindCode = Literal[
    "resolution", "decision", "order", "communique", "announcement", "public_notice", "opinion", "notice", "circular",
    "report", "request", "reply", "motion", "letter", "minutes",
]  # fmt: skip
Kind = Annotated[KindCode, code_of(KINDS)]
Urgency = Annotated[Literal["normal", "urgent", "extra_urgent"], code_of(URGENCIES)]


class NewDocument(In):
    """A document to be drafted."""

    kind: Kind = Field(description="The kind (文种), by code or Chinese name.", examples=["notice"])
    title: Line = Field(examples=["南湖实验学校东校区关于做好冬季安全工作的通知"])
    body: Text | None = Field(
        None,
        description="The text as plain text; either this or `content`.",
        examples=["各校区：\n为做好冬季安全工作，现将有关事项通知如下。"],
    )
    content: Content | None = Field(None, description="The text in blocks; either this or `body`.")
    recipients: list[Id] = Field(default_factory=list, max_length=500, description="Main recipients (主送).")
    copies: list[Id] = Field(default_factory=list, max_length=500, description="Those who get a copy (抄送).")
    urgency: Urgency = Field("normal", description="How urgent (紧急程度).")
    in_reply_to: Id | None = Field(None, description="The entry in the incoming register that it answers (复文).")


class DocumentChange(In):
    """What is to change in a draft; what is left out stays."""

    kind: Kind | None = None
    title: Line | None = None
    body: Text | None = None
    content: Content | None = None
    recipients: list[Id] | None = Field(None, max_length=500)
    copies: list[Id] | None = Field(None, max_length=500)
    urgency: Urgency | None = None


class DocumentQuery(PageQuery):
    """Which documents."""

    status: (
        Literal["drafted", "submitted", "approved", "signed", "verified", "registered", "released", "withdrawn"] | None
    ) = None
    kind: Kind | None = None
    q: Line | None = Field(None, min_length=1, max_length=100, description="Words of the title or number.")


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
    content: list[Block] | None = Field(description="The same text in blocks.")
    status: str
    status_name: str
    issuer: Reference
    drafter: Reference | None
    recipients: list[Reference]
    copies: list[Reference]
    urgency: str
    in_reply_to: str | None = Field(description="The entry in the issuer's own register that it answers.")
    answers: str | None = Field(description="The number of the document that it answers.")
    number: str | None = Field(examples=["南实验东发〔2026〕1号"])
    signed_on: str | None
    signed_by: Reference | None
    registered_at: Instant | None
    released_at: Instant | None
    deliveries: list[Delivery]
    attachments: list[Reference] = Field(default_factory=list, description="Named where one document is shown.")


class DocumentPage(Out):
    """A page of documents."""

    items: list[Document]
    next: str | None
