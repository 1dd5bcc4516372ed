"""Events of outgoing documents (发文)."""

from datetime import date

from shared.contracts.event import Event


class DocumentDrafted(Event):
    """A document was drafted (起草)."""

    document_id: str
    kind: str
    title: str
    organ: str
    drafter: str


class DocumentRevised(Event):
    """A draft was changed by its drafter."""

    document_id: str
    changed: tuple[str, ...]
    asks_others: bool = True


class DocumentSubmitted(Event):
    """A draft was submitted to the office for examination (送审)."""

    document_id: str
    kind: str
    title: str
    organ: str
    drafter: str


class DocumentReturned(Event):
    """The office returned a draft for change, with its reason (退回)."""

    document_id: str
    drafter: str
    reason: str


class DocumentApproved(Event):
    """The office examined and approved a draft (审核)."""

    document_id: str
    organ: str
    asks_others: bool = True


class DocumentSigned(Event):
    """A leader signed a document (签发)."""

    document_id: str
    organ: str
    signed_by: str
    signed_on: date


class DocumentRejected(Event):
    """A leader refused to sign, with the reason (不予签发)."""

    document_id: str
    drafter: str
    reason: str
    asks_others: bool = True


class DocumentVerified(Event):
    """A signed document was verified before it was numbered (复核)."""

    document_id: str
    asks_others: bool = True


class DocumentRegistered(Event):
    """A document was registered and numbered (登记编号)."""

    document_id: str
    organ: str
    number: str


class DocumentReleased(Event):
    """A document was released to its recipients (核发)."""

    document_id: str
    kind: str
    title: str
    organ: str
    organ_name: str
    path: tuple[str, ...]
    number: str
    urgency: str
    signed_on: date
    recipients: tuple[str, ...]
    copies: tuple[str, ...]
    in_reply_to: str | None = None
    secrecy: str = "none"
    replaces_document: str | None = None
    issuers: tuple[str, ...] = ()
    received_for: dict[str, str] = {}


class DocumentWithdrawn(Event):
    """A document was withdrawn by its drafter before release (撤回)."""

    document_id: str
    asks_others: bool = True


class DocumentExamined(Event):
    """One of several examiners approved a draft, in turn (审核)."""

    document_id: str
    organ: str


class DocumentSentBack(Event):
    """A document was sent back to an earlier step, with the reason; `status` is its state afterwards."""

    document_id: str
    drafter: str
    status: str
    reason: str
    asks_others: bool = True


class DocumentTakenBack(Event):
    """The last actor took a document back before the next one acted; `status` is its state afterwards (取回)."""

    document_id: str
    organ: str
    status: str
    taken_by: str
    asks_others: bool = True


class ExaminersAdded(Event):
    """Further examiners, to act in turn, were added to a draft (加签)."""

    document_id: str
    organ: str
    added: tuple[str, ...]


class DraftHandedOver(Event):
    """The office assigned a submitted draft to another drafter (改派起草人)."""

    document_id: str
    organ: str
    drafter: str
    former: str
    reason: str


class DocumentUrged(Event):
    """The person or post that has to take the next step of a document was urged (催办); `urged` names them."""

    document_id: str
    organ: str
    urged: str
    urged_by: str


class DocumentReceiptUrged(Event):
    """Recipients who had not signed for a released document were urged to (催签收)."""

    document_id: str
    organ: str
    recipients: tuple[str, ...]
    urged_by: str


class DocumentRevoked(Event):
    """A released document was revoked by its issuer, void from the start (撤销)."""

    document_id: str
    organ: str
    number: str
    recipients: tuple[str, ...]
    copies: tuple[str, ...]
    reason: str
    received_for: dict[str, str] = {}


class DocumentRepealed(Event):
    """A released document was repealed by its issuer, void from that day (废止)."""

    document_id: str
    organ: str
    number: str
    recipients: tuple[str, ...]
    copies: tuple[str, ...]
    reason: str
    received_for: dict[str, str] = {}


class DocumentReplaced(Event):
    """A released document was corrected by another of the same issuer, which holds from then on (更正)."""

    document_id: str
    organ: str
    number: str
    recipients: tuple[str, ...]
    copies: tuple[str, ...]
    successor: str
    successor_number: str
    received_for: dict[str, str] = {}


class DocumentRecallAsked(Event):
    """An issuer asked to recall a released document that no recipient has signed for (收回)."""

    document_id: str
    organ: str
    number: str
    recipients: tuple[str, ...]
    copies: tuple[str, ...]
    reason: str
    received_for: dict[str, str] = {}


class DocumentRecalled(Event):
    """Every recipient returned a recalled document unread (已收回)."""

    document_id: str
    organ: str
    number: str


class DocumentRecallRefused(Event):
    """A recall was refused because a recipient had already signed for the document: it stays with all of them."""

    document_id: str
    organ: str
    recipients: tuple[str, ...]
    copies: tuple[str, ...]
    received_by: str
    received_for: dict[str, str] = {}
