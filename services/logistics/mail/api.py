"""Mail and subscriptions."""

from typing import Annotated

from pydantic import Field

from services.logistics.mail.acts import MAIL_ACTS, SUBSCRIPTION_ACTS
from services.logistics.mail.domain import KIND_NAMES, MailKind, MailStatus, SubscriptionStatus
from shared.api.routes import Route
from shared.api.shapes import (
    Code,
    DaysQuery,
    HistoryPage,
    Id,
    In,
    Instant,
    Line,
    Opinion,
    PageOf,
    PageQuery,
    Reference,
    Resource,
    TurnQuery,
    WordsQuery,
    formed,
)
from shared.api.steps import step_route
from shared.register import WRITTEN
from shared.spreadsheet import XLSX

TAG = "收发 Mail"
Kind = Annotated[MailKind, Code(KIND_NAMES)]
Periodical = Annotated[MailKind, Code(KIND_NAMES, but=tuple(set(MailKind) - {MailKind.NEWSPAPER, MailKind.JOURNAL}))]
MailCode = Annotated[
    str, formed(r"^[A-Za-z0-9-]{4,40}$", "邮件号码为4到40位字母、数字和短横", examples=["EA123456789CN"])
]
Year = Annotated[int, Field(ge=2000, le=2999)]
Copies = Annotated[int, Field(strict=True, ge=1, le=999)]
Fen = Annotated[int, Field(strict=True, ge=0, le=1_000_000_000)]


class NewMailItem(In):
    """An item to be registered: a letter with its sender and addressee, or an issue of a subscription."""

    kind: Kind | None = Field(None, description="That of the subscription, for an issue.", examples=["express"])
    code: MailCode | None = Field(None, description="The number on the item, as a scanner reads it (邮件号).")
    sender: Annotated[Line, Field(max_length=100)] | None = Field(None, examples=["区教育局"])
    addressee: Id | None = Field(
        None, description="By id or username; the reader, if left out.", examples=["east.handler"]
    )
    personal: bool = Field(False, description="For the addressee's own hands (亲启).")
    subscription: Id | None = Field(None, description="The id of the subscription.")
    issue: Annotated[Line, Field(max_length=40)] | None = Field(None, examples=["第12期"])


class MailStep(Opinion):
    """The fields of a step: `hand_on` and `readdress` name a person."""

    person: Id | None = Field(None, description="By id or username.")


class MailFilter(WordsQuery, DaysQuery):
    """Filter of items, by the day on which they came."""

    status: Annotated[MailStatus, Code()] | None = None
    code: MailCode | None = None


class MailQuery(MailFilter, PageQuery, TurnQuery):
    """The cursor and length of a page of items."""


class NewSubscription(In):
    """A newspaper or journal to be subscribed to for a year."""

    year: Year = Field(examples=[2027])
    kind: Periodical = Field(examples=["newspaper"])
    name: Annotated[Line, Field(max_length=60)] = Field(examples=["中国教育报"])
    postal_code: Annotated[str, formed(r"^[0-9]{1,3}-[0-9]{1,5}$", "邮发代号由短横连接两组数字，例如1-10")] | None = (
        Field(None, examples=["1-10"])
    )
    copies: Copies = Field(examples=[2])
    price_fen: Fen = Field(description="Of one copy for the year, in fen.", examples=[39600])
    reader: Id = Field(description="Who receives the issues, by id or username.", examples=["east.handler"])


class SubscriptionStep(Opinion):
    """The fields of a step: `apply` changes copies or reader."""

    copies: Copies | None = None
    reader: Id | None = Field(None, description="By id or username.")


class SubscriptionQuery(PageQuery, TurnQuery):
    """Filter of subscriptions."""

    year: Year | None = None
    status: Annotated[SubscriptionStatus, Code()] | None = None


class MailItem(Resource):
    """An item."""

    organ: Reference
    kind: Annotated[MailKind, Code()]
    kind_name: str
    code: str
    sender: str
    addressee: Reference
    personal: bool
    subscription: str | None
    issue: str
    arrived_at: Instant
    due_on: str
    stand_in: Reference | None
    urged_at: list[Instant]
    signed_at: Instant | None
    signed_by: Reference | None
    return_reason: str | None
    status: Annotated[MailStatus, Code()]
    status_name: str


class MailPage(PageOf[MailItem]):
    """A page of items."""


class Subscription(Resource):
    """A subscription for a year; `total_fen` is the price of all copies."""

    organ: Reference
    year: int
    kind: Annotated[MailKind, Code()]
    kind_name: str
    name: str
    postal_code: str
    copies: int
    price_fen: int
    total_fen: int
    reader: Reference
    applicant: Reference
    approved_by: str | None
    return_reason: str | None
    status: Annotated[SubscriptionStatus, Code()]
    status_name: str
    stage_name: str


class SubscriptionPage(PageOf[Subscription]):
    """A page of subscriptions."""


ITEM, SUBSCRIPTION = "/api/v1/mail-items/{id}", "/api/v1/subscriptions/{id}"

ROUTES = (
    Route(
        "POST", "/api/v1/mail-items", "Register an item of mail", TAG, MailItem, "mail_register", status=201,
        body=NewMailItem, located=True, refusals=(403,),
    ),
    Route("GET", "/api/v1/mail-items", "List mail", TAG, MailPage, "mail_search", query=MailQuery, turns="mail_item"),
    Route(
        "GET", "/api/v1/registers/mail.xlsx", "Export the register of mail", TAG, None, "mail_file", query=MailFilter,
        media=XLSX, refusals=(503,), seconds=WRITTEN,
    ),
    Route("GET", ITEM, "Show an item of mail", TAG, MailItem, "mail_get"),
    Route("GET", f"{ITEM}/history", "Who did what with an item", TAG, HistoryPage, "mail_history", query=PageQuery),
    step_route(ITEM, "Take a step with an item of mail", TAG, MailItem, "mail_act", MAIL_ACTS, MailStep),
    Route(
        "POST", "/api/v1/subscriptions", "Ask for a subscription", TAG, Subscription, "subscription_request", status=201,
        body=NewSubscription, located=True, refusals=(403,),
    ),
    Route(
        "GET", "/api/v1/subscriptions", "List subscriptions", TAG, SubscriptionPage, "subscription_search",
        query=SubscriptionQuery, turns="subscription",
    ),
    Route("GET", SUBSCRIPTION, "Show a subscription", TAG, Subscription, "subscription_get"),
    Route(
        "GET", f"{SUBSCRIPTION}/history", "Who did what with a subscription", TAG, HistoryPage, "subscription_history",
        query=PageQuery,
    ),
    step_route(
        SUBSCRIPTION, "Take a step with a subscription", TAG, Subscription, "subscription_act", SUBSCRIPTION_ACTS,
        SubscriptionStep,
    ),
)  # fmt: skip
