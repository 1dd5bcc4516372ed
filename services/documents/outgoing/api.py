"""Outgoing documents."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from services.documents import domain
from services.documents.incoming.domain import IncomingStatus
from services.documents.kinds import Layout
from services.documents.outgoing.acts import OUTGOING_ACTS
from services.documents.outgoing.countersign_round import TaskStatus
from services.documents.outgoing.domain import LINE, STATUS_NAMES, DocumentStatus, ProgressState
from services.documents.shapes import Kind, KindCode, OneOfMany, Secrecy, Urgency
from services.documents.text.api import Block, Content, Difference, PlainText, TextVersions, VersionsQuery
from shared.api.routes import Input, Route, Several
from shared.api.shapes import (
    CONFIRM,
    ChangedQuery,
    Code,
    Day,
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
    Recipient,
    Reference,
    Resource,
    TurnQuery,
    Violation,
)
from shared.api.steps import step_route
from shared.errors import InvalidInput
from shared.office import fault

STAGES = {each.value: STATUS_NAMES[each] for each in LINE if each is not DocumentStatus.REGISTERED}
"""The steps of the line that a document can be sent back to."""


class NewDocument(In):
    """A document to be drafted."""

    kind: Kind = Field(description="The kind (文种), by code or Chinese name.", examples=["notice"])
    title: Line = Field(examples=["南湖实验学校东校区关于做好冬季安全工作的通知"])
    body: PlainText | None = Field(
        None,
        description="The text as plain text; either this or `content`.",
        examples=["为做好冬季安全工作，现将有关事项通知如下。"],
    )
    content: Content | None = Field(None, description="The text in blocks; either this or `body`.")
    recipients: list[Recipient] = Field(
        default_factory=list,
        max_length=500,
        description="Main recipients (主送): organs and groups by id or name; also 全区各学校, 全区各校区, 各校区, 各处室.",
    )
    copies: list[Recipient] = Field(default_factory=list, max_length=500, description="Those who get a copy (抄送).")
    urgency: Urgency = Field(domain.Urgency.NORMAL, description="How urgent (紧急程度).")
    in_reply_to: Id | None = Field(None, description="The entry in the incoming register that it answers (复文).")
    issuers: list[Recipient] = Field(
        default_factory=list, max_length=20, description="The other issuers (联合行文), by id or name."
    )
    forwards: Id | None = Field(None, description="The subordinate's request in one's own register that it passes on.")
    proposal: Line | None = Field(None, description="One's own proposal (倾向性意见) where a request is passed on.")
    assigned_by: Line | None = Field(None, description="The superior's leader who gave the matter in person (交办人).")
    replaces: Id | None = Field(None, description="The released document of one's own organ that it corrects (更正).")
    important: bool = Field(False, description="Important (重要公文): copied to the superior, signed by the principal.")
    secrecy: Secrecy = Field(
        domain.Secrecy.NONE,
        description="none or internal (内部); a state secret is refused, see POST /classified.",
        examples=["none"],
    )
    readers: list[Id] = Field(
        default_factory=list, max_length=200, description="Who of the issuer may read what is internal (知悉范围)."
    )
    contact: Line | None = Field(None, description="Contact person (附注联系人).", examples=["王敏"])
    telephone: Line | None = Field(None, description="Telephone (附注联系电话).", examples=["0571-88880001"])
    examiners: list[Id] = Field(
        default_factory=list, max_length=20, description="Who examines in turn before the director, by id or username."
    )


class CheckedDocument(NewDocument):
    """A document to be checked without being stored."""

    id: Id | None = Field(None, description="The draft that is edited: it is no second one of the same title.")


class DocumentChange(In):
    """The changes to a draft; fields left out stay."""

    kind: Kind | None = None
    title: Line | None = None
    body: PlainText | None = None
    content: Content | None = None
    recipients: list[Recipient] | None = Field(None, max_length=500)
    copies: list[Recipient] | None = Field(None, max_length=500)
    urgency: Urgency | None = None
    issuers: list[Recipient] | None = Field(None, max_length=20)
    proposal: Line | None = None
    assigned_by: Line | None = None
    important: bool | None = None
    secrecy: Secrecy | None = None
    readers: list[Id] | None = Field(None, max_length=200)
    contact: Line | None = None
    telephone: Line | None = None
    examiners: list[Id] | None = Field(None, max_length=20)


class DocumentStep(Opinion):
    """The fields of a step: each step needs its own, the others are left out."""

    confirm: bool = Field(False, description=CONFIRM)
    people: list[Id] = Field(
        default_factory=list, max_length=50, description="`countersign`, `add_examiners`: who, by id or username."
    )
    organs: list[Recipient] = Field(
        default_factory=list, max_length=200, description="`countersign`: which organs, by id or name."
    )
    due_on: Day | None = Field(None, description="`countersign`, `ask_again`: until when.")
    signer: Id | None = Field(None, description="`ask_again`, `remove_signer`, `urge_signer`: whose task.")
    person: Id | None = Field(None, description="`pass_on`, `hand_over`: to whom; `send_back`: to which examiner.")
    to: Annotated[DocumentStatus, Code(STAGES, of=STAGES)] | None = Field(
        None, description="`send_back`: to which step of the line."
    )
    recipient: Id | None = Field(
        None, description="`urge_receipt`: which organ that has not signed for it; left out, all of them."
    )
    behind: bool = Field(False, description="`add_examiners`: after the present examiner, not before.")


class Signer(Reference):
    """A countersigner and the status of the opinion; opinions taken back or requested again stay readable."""

    organ: bool = Field(description="Whether it is an organ; its opinion comes by `/countersigns`.")
    status: Annotated[TaskStatus, Code()]
    status_name: str
    opinion: str | None
    by: Reference | None = Field(description="Who gave it.")
    at: Instant | None
    on_this_text: bool | None = Field(description="Whether the opinion was given on the text as it stands now.")
    passed_on_from: Reference | None
    urged_at: list[Instant]


class Countersigning(Out):
    """The round of countersigners (会签)."""

    due_on: str | None
    overdue: bool
    settled: bool = Field(description="Nobody owes an opinion, and nobody objects.")
    signers: list[Signer]


class Finding(Out):
    """A point that only a person can judge: `start` and `end` count characters of `field`."""

    field: str
    code: str
    message: str
    source: str
    start: int
    end: int


class Warning(Finding):
    """A point that only a person can judge, with its place in the text: `start` and `end` count characters of `field`."""

    block: int | None = Field(description="The block of the text that it stands in; null where it is in none.")
    path: str = Field(
        description="The string that it stands in.", examples=["title", "content/2/text", "content/3/rows/1/0"]
    )
    offset: int = Field(description="Where it begins in that string, in characters.")
    length: int
    suggestion: str | None = Field(description="What to write there instead where that is sure; empty: take it out.")


class Verdict(Out):
    """The result of a document's check."""

    violations: list[Violation]
    warnings: list[Warning]


class DocumentQuery(ChangedQuery, TurnQuery):
    """Filter of documents."""

    status: Annotated[DocumentStatus, Code()] | None = None
    kind: Kind | None = None
    q: Line | None = Field(None, min_length=1, max_length=100, description="Words of the title or number.")
    sort: Literal["-created", "created", "-changed", "changed"] = Field(
        "-created", description="By when it was drafted or last changed, `-` for the last first."
    )


class Delivery(Out):
    """The status of one copy."""

    organ: str
    organ_name: str
    status: Annotated[IncomingStatus, Code()] | Literal["sent"] = Field(description="`sent`: not delivered yet.")
    status_name: str
    at: Instant
    reply: str | None
    urged_at: Instant | None = Field(description="When its office was last urged to sign for it (催签收).")
    answer: str | None = Field(description="The entry in the issuer's own register that answers this copy (复文).")


class Examiner(Reference):
    """An examiner, and whether they have examined."""

    examined: bool


class DocumentUrging(Out):
    """A reminder: the person urged, by whom and when (催办)."""

    turn: str
    by: Reference
    at: Instant


class Linked(Out):
    """Another document of the same issuer."""

    id: str
    number: str
    title: str


class Document(Resource):
    """A document; fields that the caller may not see are null."""

    kind: KindCode
    kind_name: str
    title: str
    body: str | None
    content: list[Block] | None = Field(description="The same text in blocks.")
    status: Annotated[DocumentStatus, Code()]
    status_name: str
    stage_name: str
    issuer: Reference
    drafter: Reference | None
    examiners: list[Examiner] = Field(description="Who examines in turn before the director.")
    countersigning: Countersigning | None
    due_at: Instant | None = Field(description="Until when the next step is to be taken, by urgency (办理时限, local).")
    turn: str | None = Field(description="Whose turn it is: an examiner by name, else the post.")
    urgings: list[DocumentUrging]
    joint_with: list[Reference] = Field(description="The other issuers of a joint document.")
    issuers: list[Signer] = Field(description="The other issuers of a joint document, with their signatures.")
    forwards: str | None = Field(description="The number of the request that it passes on.")
    proposal: str | None
    assigned_by: str | None
    recipients: list[Reference]
    addressed_as: list[str] = Field(description="The main recipients as the page names them: groups by their name.")
    copied_as: list[str]
    copies: list[Reference]
    urgency: Annotated[domain.Urgency, Code()]
    in_reply_to: str | None = Field(description="The entry in the issuer's own register that it answers.")
    replaces: Linked | None = Field(description="The document that it corrects.")
    replaced_by: Linked | None = Field(description="The document that corrected it.")
    meeting: str | None = Field(description="The meeting from whose record it was drafted.")
    answers: str | None = Field(description="The number of the document that it answers.")
    important: bool
    secrecy: Annotated[domain.Secrecy, Code()]
    readers: list[Reference] = Field(description="Whom the issuer names to read what is internal.")
    contact: str | None
    telephone: str | None
    layout: Annotated[Layout, Code()] = Field(description="general, letter, order or minutes (GB/T 9704-2012).")
    number: str | None = Field(examples=["南实验东发〔2026〕1号"])
    signed_on: str | None
    signed_by: Reference | None
    registered_at: Instant | None
    released_at: Instant | None
    deliveries: list[Delivery]
    attachments: list[Reference] = Field(default_factory=list, description="Named where one document is shown.")


class Signatures(Opinion):
    """The documents to sign, each once."""

    documents: list[OneOfMany] = Field(min_length=1, max_length=50)


class Outcome(Out):
    """The result for one of them: `document` if it was signed, else `problem`."""

    id: str
    status: int = Field(description="As if it had been signed alone.")
    document: Document | None
    problem: Problem | None


class Outcomes(PageOf[Outcome]):
    """The result for each, in the order of the request."""


class ProgressStep(Out):
    """A step of the line: taken, answered with an objection, current, still to come, or skipped.

    Besides the steps of the record there are `agree`, a countersigner's, and `sign_jointly`, a co-issuer's.
    """

    code: str
    label: str
    state: Annotated[ProgressState, Code()]
    who: list[Reference] = Field(description="Whom it waits for, or who could take it.")
    by: Reference | None
    at: Instant | None
    opinion: str | None


class Progress(Out):
    """The progress of a document through its steps."""

    id: str
    version: int
    status: Annotated[DocumentStatus, Code()]
    status_name: str
    stage_name: str
    due_at: Instant | None
    steps: list[ProgressStep]


class DocumentPage(PageOf[Document]):
    """A page of documents."""


OUTGOING = "发文 Documents"
LONG_HISTORY = 20.0
"""Seconds allowed for reading a whole history, even of a draft of 190,000 characters saved a thousand times."""


def _one_text(told: dict[str, Any], *, needed: bool) -> None:
    given = [name for name in ("body", "content") if told.get(name) is not None]
    if len(given) > 1:
        message = "正文写了两遍，整段和分段的只能保留一种"
        raise fault("content", "one_of", message)
    if needed and not given:
        raise fault("body", "missing", "必须填写")


def draft_of(asked: Input) -> dict[str, Any]:
    """Return the drafter's fields, with exactly one form of the text."""
    _one_text(asked.body, needed=True)
    return {name: value for name, value in asked.body.items() if value is not None}


def _change(asked: Input) -> dict[str, Any]:
    _one_text(asked.body, needed=False)
    changes = {name: value for name, value in asked.body.items() if value is not None}
    if not changes:
        raise InvalidInput("没有任何修改内容。")
    return {"id": asked.path["id"], "changes": changes}


def _several(action: str) -> Several:
    """Take one step with several documents."""

    def payload(asked: Input, document: Mapping[str, Any]) -> dict[str, Any]:
        return {"id": document["id"], "action": action, "comment": asked.body["comment"] if action == "sign" else None}

    return Several("documents", "document", "同一件公文不能重复", payload)


ROUTES = (
    Route(
        "POST", "/api/v1/documents", "Draft a document", OUTGOING, Document, "draft", status=201, body=NewDocument,
        payload=draft_of, located=True, refusals=(403,),
    ),
    Route(
        "POST", "/api/v1/documents/check", "Judge a document without keeping it", OUTGOING, Verdict, "check",
        body=CheckedDocument, payload=draft_of,
    ),
    Route(
        "GET", "/api/v1/documents", "List documents", OUTGOING, DocumentPage, "search", query=DocumentQuery,
        turns="document", in_place=True, refusals=(403,),
    ),
    Route(
        "GET", "/api/v1/documents/{id}", "Show a document", OUTGOING, Document, "get", in_place=True, refusals=(403,),
    ),
    Route(
        "PATCH", "/api/v1/documents/{id}", "Change a draft", OUTGOING, Document, "revise", body=DocumentChange,
        payload=_change, refusals=(403, 409, 412),
    ),
    step_route(
        "/api/v1/documents/{id}", "Take a step with a document", OUTGOING, Document, "act", OUTGOING_ACTS, DocumentStep,
        in_place=True,
    ),
    Route(
        "POST", "/api/v1/documents/signatures", "Sign several documents at once", OUTGOING, Outcomes, status=200,
        body=Signatures, call="act", several=_several("sign"), in_place=True, refusals=(403,),
    ),
    Route(
        "POST", "/api/v1/documents/registrations", "Number several documents at once", OUTGOING, Outcomes, status=200,
        body=Signatures, call="act", several=_several("register"), in_place=True, refusals=(403,),
    ),
    Route(
        "GET", "/api/v1/documents/{id}/progress", "The line of a document's steps", OUTGOING, Progress, "progress",
        in_place=True, refusals=(403,), seconds=LONG_HISTORY,
    ),
    Route(
        "POST", "/api/v1/documents/{id}/copies", "Draft a new document like this one", OUTGOING, Document, "copy",
        status=201, refusals=(403,),
    ),
    Route(
        "GET", "/api/v1/documents/{id}/history", "Who did what with a document", OUTGOING, HistoryPage, "history",
        query=PageQuery, in_place=True, refusals=(403,),
    ),
    Route(
        "GET", "/api/v1/documents/{id}/versions", "Who wrote which version of a document", OUTGOING, TextVersions,
        "versions", in_place=True, refusals=(403,), seconds=LONG_HISTORY,
    ),
    Route(
        "GET", "/api/v1/documents/{id}/versions/difference", "What changed between two versions", OUTGOING, Difference,
        "versions_between", query=VersionsQuery, in_place=True, refusals=(403,), seconds=LONG_HISTORY, heavy=True,
    ),
)  # fmt: skip
