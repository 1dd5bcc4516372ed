"""The registers of outgoing and incoming documents, as pages and as workbooks."""

from typing import Annotated, Literal

from pydantic import Field

from services.documents.domain import Secrecy, Urgency
from services.documents.incoming.domain import IncomingStatus
from services.documents.outgoing.domain import DocumentStatus
from services.documents.shapes import Kind, KindCode
from shared.api.routes import Route
from shared.api.shapes import Code, Cursor, DaysQuery, Id, Line, Out, PageOf, Picking
from shared.register import WRITTEN
from shared.spreadsheet import XLSX

Order = Literal["number", "-number", "date", "-date"]


class RegisterFilter(DaysQuery):
    """Filter and order of the entries."""

    year: int | None = Field(None, ge=2000, le=2999, description="The year of the register.")
    status: Line | None = None
    kind: Kind | None = None
    organ: Id | None = Field(
        None, description="The other side: a recipient of what went out, the sender of what came in."
    )
    sender: Line | None = Field(None, description="Words of the sender's name; of the issuer's for what went out.")
    q: Line | None = Field(None, description="Words of the title or number.")
    sort: Order = Field("-number", description="By number or date, `-` for the last first.")


class RegisterQuery(RegisterFilter, Picking):
    """The cursor and length of a page of entries."""

    cursor: Cursor | None = Field(None, description="`next` of the page before.")
    limit: int = Field(20, ge=1, le=100, description="How many items at most.")


class OutgoingEntry(Out):
    """An entry of the register of outgoing documents."""

    id: str
    sequence: int
    number: str
    title: str
    kind: KindCode
    kind_name: str
    issuer: str
    recipients: str
    copies: str
    signed_by: str | None
    signed_on: str | None
    status: Annotated[DocumentStatus, Code()]
    status_name: str
    issuers: str = Field(description="The other issuers of a joint document (联合发文机关).")
    secrecy: Annotated[Secrecy, Code()]
    secrecy_name: str
    urgency: Annotated[Urgency, Code()]
    urgency_name: str
    delivery: str = Field(description="Where the copies stand, in words (送达情况).")
    received: int = Field(description="How many recipients have signed for it.")
    sent: int = Field(description="How many recipients it was sent to.")
    returned: int = Field(description="How many recipients returned it (退文).")


class IncomingEntry(Out):
    """An entry of the register of incoming documents."""

    id: str
    sequence: int
    register_number: str
    sender: str
    number: str
    title: str
    kind: KindCode
    kind_name: str
    signed_on: str
    handler: str | None
    due_on: str | None
    status: Annotated[IncomingStatus, Code()]
    status_name: str
    reply: str | None
    received_on: str = Field(description="The day it was signed for or came in (收文日期).")
    secrecy: Annotated[Secrecy, Code()]
    secrecy_name: str
    urgency: Annotated[Urgency, Code()]
    urgency_name: str
    copies: int = Field(description="How many copies came (份数).")


class OutgoingRegister(PageOf[OutgoingEntry]):
    """A page of the register of outgoing documents."""


class IncomingRegister(PageOf[IncomingEntry]):
    """A page of the register of incoming documents."""


TAG = "登记簿 Registers"

ROUTES = (
    Route(
        "GET", "/api/v1/registers/outgoing", "List the register of outgoing documents", TAG, OutgoingRegister,
        "register_outgoing", query=RegisterQuery,
    ),
    Route(
        "GET", "/api/v1/registers/incoming", "List the register of incoming documents", TAG, IncomingRegister,
        "register_incoming", query=RegisterQuery,
    ),
    Route(
        "GET", "/api/v1/registers/outgoing.xlsx", "Export the register of outgoing documents", TAG, None,
        "register_outgoing_file", query=RegisterFilter, media=XLSX, refusals=(503,),
        seconds=WRITTEN,
    ),
    Route(
        "GET", "/api/v1/registers/incoming.xlsx", "Export the register of incoming documents", TAG, None,
        "register_incoming_file", query=RegisterFilter, media=XLSX, refusals=(503,),
        seconds=WRITTEN,
    ),
)  # fmt: skip
