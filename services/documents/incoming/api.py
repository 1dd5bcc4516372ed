"""The register of incoming documents, and their handling."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from services.documents import domain
from services.documents.incoming.acts import INCOMING_ACTS
from services.documents.incoming.domain import IncomingStatus
from services.documents.incoming.domain import Validity as InvalidBy
from services.documents.shapes import Kind, KindCode, OneOfMany, Secrecy, Urgency
from services.documents.text.api import Block
from shared.api.routes import Input, Route, Several
from shared.api.shapes import (
    CONFIRM,
    ChangedQuery,
    Code,
    ConfirmedOpinion,
    Day,
    Emptied,
    HistoryPage,
    Id,
    In,
    Instant,
    Line,
    Opinion,
    Out,
    PageOf,
    PageQuery,
    Problem,
    Reference,
    Resource,
    Text,
    TurnQuery,
)
from shared.api.steps import step_route


class NewIncoming(In):
    """A document from outside, on paper or as a file, to be entered by hand."""

    sender: Line = Field(description="The issuer's name (来文单位).", examples=["南湖区卫生健康局"])
    number: Line = Field(description="The number it bears (来文字号).", examples=["南卫发〔2026〕12号"])
    kind: Kind
    title: Line
    signed_on: Day = Field(description="The document's date (成文日期).")
    received_on: Day | None = Field(None, description="The day it came in (收文日期); left out, today.")
    copies: int = Field(1, ge=1, le=9999, description="How many copies came (份数).")
    body: Text | None = Field(None, description="Its text, as far as it was taken down.")
    urgency: Urgency = domain.Urgency.NORMAL
    secrecy: Secrecy = Field(
        domain.Secrecy.NONE, description="none or internal; a state secret is refused, see POST /classified."
    )
    confirm_duplicate: bool = Field(
        False, description="True to enter it though one with this issuer and number is there."
    )
    confirm: bool = Field(False, description=CONFIRM)


class Sender(Out):
    """The sender; without an id if it came from outside."""

    id: str | None
    name: str


class WrittenOpinion(Out):
    """An opinion on the handling sheet."""

    step: str
    by: Reference
    text: str
    at: Instant


class ReaderState(Out):
    """A named reader, and whether they have read it."""

    id: str
    name: str
    read_at: Instant | None
    urged_at: list[Instant]


class Urged(Out):
    """A reminder: the person urged, by whom, and when."""

    urged: Reference
    by: Reference
    at: Instant


class IncomingQuery(ChangedQuery, TurnQuery):
    """Filter of the copies in the register."""

    status: Annotated[IncomingStatus, Code()] | None = None
    q: Line | None = Field(None, min_length=1, max_length=100, description="Words of title, number or sender.")
    due_before: Day | None = Field(None, description="Only those that are due before this day.")
    sort: Literal["-created", "created", "-changed", "changed", "due"] = Field(
        "-created", description="By when it came or last changed, `-` for the last first; or what is due first."
    )


class IncomingStep(ConfirmedOpinion):
    """The fields of a step: `propose`, `assign` and `reassign` name the handler, `circulate` readers, `complete`
    the reply.
    """

    handler: Id | None = Field(None, description="Who handles it, by id or username.", examples=["west.handler"])
    due_on: Day | None = Field(None, description="Until when.", examples=["2026-12-31"])
    reply: Text | None = Field(None, description="The answer to the sender.", examples=["已按通知要求完成。"])
    assisting: list[Id] | None = Field(None, max_length=50, description="Who assists (协办), by id or username.")
    urger: Id | None = Field(None, description="Who urges an urgent one (催办人).")
    readers: list[Id] | None = Field(None, min_length=1, max_length=200, description="Who is to read it (传阅).")
    in_order: bool | None = Field(None, description="True where one reads after the other; for the first readers.")
    sender: Line | None = Field(None, description="`correct`, as the other fields of an entry: the issuer's name.")
    number: Line | None = None
    title: Line | None = None
    signed_on: Day | None = None
    received_on: Day | None = None
    kind: Kind | None = Field(None, description="`correct`: left out, it stays as it was, as do the next four.")
    urgency: Urgency | None = None
    secrecy: Secrecy | None = Field(None, description="Widened, the opinion says on what ground.")
    copies: int | None = Field(None, ge=1, le=9999)
    body: Emptied | None = Field(None, description="Its text, as far as it was taken down; empty, there is none.")
    person: Id | None = Field(
        None, description="`urge`: the person urged, by default the lead; `remove_reader`: who need not read it."
    )


class Validity(Out):
    """Why a document is no longer valid (撤销、废止、更正)."""

    kind: Annotated[InvalidBy, Code()]
    name: str
    mark: str = Field(description="The same in one word.")
    on: str
    reason: str
    by: str | None = Field(description="The number of the document that corrects it.")
    by_id: str | None = Field(description="The entry of that document in the same register, if it came.")


class Related(Out):
    """A document that this one refers to."""

    id: str
    number: str


class Incoming(Resource):
    """A copy in a recipient's register."""

    document_id: str
    sender: Sender = Field(alias="from")
    organ: str
    number: str
    kind: KindCode
    kind_name: str
    title: str
    body: str | None
    content: list[Block] | None = Field(description="The same text in blocks.")
    urgency: Annotated[domain.Urgency, Code()]
    secrecy: Annotated[domain.Secrecy, Code()]
    copied: bool = Field(alias="copy", description="True for 抄送, false for 主送.")
    signed_on: str
    delivered_at: Instant
    received_at: Instant | None = Field(description="When it was signed for, or the paper came in.")
    copies: int = Field(description="How many copies came (份数).")
    register_number: str | None
    status: Annotated[IncomingStatus, Code()]
    status_name: str
    stage_name: str
    handler: Reference | None
    due_on: str | None
    reply: str | None
    return_reason: str | None
    validity: Validity | None = Field(description="That its sender revoked, repealed or corrected it; null: it holds.")
    outside: bool = Field(description="True where it came on paper or as a file and was entered by hand.")
    assisting: list[Reference]
    urger: Reference | None
    opinions: list[WrittenOpinion]
    readers: list[ReaderState]
    in_order: bool
    urgings: list[Urged]
    reply_document: str | None = Field(description="The id of the document that answered it.")
    answers: Related | None = Field(description="The organ's own document that it answers (复文).")
    corrects: Related | None = Field(description="The entry in the same register that it corrects (更正).")
    answerable: bool = Field(description="Whether a document may still answer it.")
    may_open: bool = Field(description="Whether you may open its text and files; of a recalled one nobody may.")
    may_answer: bool = Field(description="Whether you may draft that document.")
    may_forward: bool = Field(description="Whether you may draft a request of your own organ on it (转报).")
    attachments: list[Reference] = Field(default_factory=list, description="Named where one entry is shown.")


class IncomingPage(PageOf[Incoming]):
    """A page of copies."""


class SeveralIncoming(Opinion):
    """A step and the incoming documents to take it with, each once."""

    action: Literal["receive", "register", "read"]
    incoming: list[OneOfMany] = Field(min_length=1, max_length=50)


class IncomingOutcome(Out):
    """The result for one of them: `incoming` if the step was taken, else `problem`."""

    id: str
    status: int = Field(description="As if it had been alone.")
    incoming: Incoming | None
    problem: Problem | None


class IncomingOutcomes(PageOf[IncomingOutcome]):
    """The result for each, in the order of the request."""


TAG = "收文 Incoming"


def _one(asked: Input, incoming: Mapping[str, Any]) -> dict[str, Any]:
    said = {"id": incoming["id"], "action": asked.body["action"], "comment": asked.body["comment"]}
    return {**dict.fromkeys(IncomingStep.model_fields), **said}


ROUTES = (
    Route(
        "POST", "/api/v1/incoming", "Enter a document from outside", TAG, Incoming, "incoming_record", status=201,
        body=NewIncoming, located=True, refusals=(403,),
    ),
    Route(
        "GET", "/api/v1/incoming", "List the register of incoming documents", TAG, IncomingPage, "incoming_search",
        query=IncomingQuery, turns="incoming", in_place=True, refusals=(403,),
    ),
    Route(
        "POST", "/api/v1/incoming/batch", "Take a step with several incoming documents at once", TAG, IncomingOutcomes,
        body=SeveralIncoming, call="incoming_act", several=Several("incoming", "incoming", "同一件来文不能重复", _one),
        in_place=True, refusals=(403,),
    ),
    Route(
        "GET", "/api/v1/incoming/{id}", "Show an incoming document", TAG, Incoming, "incoming_get", in_place=True,
        refusals=(403,),
    ),
    step_route(
        "/api/v1/incoming/{id}", "Take a step with an incoming document", TAG, Incoming, "incoming_act", INCOMING_ACTS,
        IncomingStep, in_place=True,
    ),
    Route(
        "GET", "/api/v1/incoming/{id}/history", "Who did what with an incoming document", TAG, HistoryPage,
        "incoming_history", query=PageQuery, in_place=True, refusals=(403,),
    ),
)  # fmt: skip
