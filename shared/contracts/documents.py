"""What the documents service tells the world: outgoing documents (发文) and their copies at the recipients (收文)."""

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


class DocumentSubmitted(Event):
    """A draft was handed to the office for examination (送审)."""

    document_id: str
    kind: str
    title: str
    organ: str
    drafter: str


class DocumentReturned(Event):
    """The office sent a draft back for change, with its reason (退回)."""

    document_id: str
    drafter: str
    reason: str


class DocumentApproved(Event):
    """The office examined a draft and let it pass (审核)."""

    document_id: str
    organ: str


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


class DocumentVerified(Event):
    """A signed document was verified before it was numbered (复核)."""

    document_id: str


class DocumentRegistered(Event):
    """A document got its number (登记编号)."""

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


class DocumentWithdrawn(Event):
    """A document was withdrawn by its drafter before release (撤回)."""

    document_id: str


class DocumentExamined(Event):
    """One of several examiners let a draft pass, in turn (审核)."""

    document_id: str
    organ: str


class DocumentSentBack(Event):
    """A document went back to an earlier step of the line, with the reason; `status` is where it stands now."""

    document_id: str
    drafter: str
    status: str
    reason: str


class DocumentRevoked(Event):
    """A released document was revoked by its issuer, void from the start (撤销)."""

    document_id: str
    organ: str
    number: str
    recipients: tuple[str, ...]
    copies: tuple[str, ...]
    reason: str


class DocumentRepealed(Event):
    """A released document was repealed by its issuer, void from that day (废止)."""

    document_id: str
    organ: str
    number: str
    recipients: tuple[str, ...]
    copies: tuple[str, ...]
    reason: str


class DeliveryProgressed(Event):
    """A copy of a released document moved on at its recipient, as its sender sees it."""

    document_id: str
    organ: str
    status: str


class IncomingDelivered(Event):
    """A released document stands in a recipient's register (送达)."""

    incoming_id: str
    document_id: str
    organ: str


class IncomingReceived(Event):
    """A recipient signed for a copy (签收)."""

    incoming_id: str
    document_id: str
    organ: str


class IncomingRegistered(Event):
    """A recipient entered a copy into its register of incoming documents (登记)."""

    incoming_id: str
    document_id: str
    organ: str
    register_number: str


class IncomingAssessed(Event):
    """A recipient's office assessed a copy and took it on (初审)."""

    incoming_id: str
    document_id: str
    organ: str


class IncomingReturned(Event):
    """A recipient sent a copy back with its reason (退文)."""

    incoming_id: str
    document_id: str
    organ: str
    return_reason: str


class IncomingAssigned(Event):
    """A recipient's office named the handler and the deadline (交办)."""

    incoming_id: str
    document_id: str
    organ: str
    handler: str
    due_on: date


class IncomingCompleted(Event):
    """The handler answered and closed a copy (办结)."""

    incoming_id: str
    document_id: str
    organ: str
    reply: str


class SealRequested(Event):
    """An organ applied for a seal (申请制发印章)."""

    seal_id: str
    organ: str
    name: str


class SealRecorded(Event):
    """A seal was made and recorded and may be used (备案启用); carries the SHA-256 of its image."""

    seal_id: str
    organ: str
    name: str
    image: str


class SealRefused(Event):
    """A seal was not granted, with the reason."""

    seal_id: str
    organ: str
    reason: str


class SealCancelled(Event):
    """A seal may not be used any more (缴销)."""

    seal_id: str
    organ: str
    reason: str


class SealUseRequested(Event):
    """Somebody asked for a seal under a document or a paper (申请用印)."""

    use_id: str
    seal: str
    organ: str
    applicant: str
    matter: str
    document_id: str | None


class SealUseApproved(Event):
    """The use of a seal was approved (批准用印)."""

    use_id: str
    seal: str
    approved_by: str


class SealUseRefused(Event):
    """The use of a seal was not approved, with the reason."""

    use_id: str
    seal: str
    reason: str


class SealUseWithdrawn(Event):
    """Whoever asked for a seal does not want it any more."""

    use_id: str
    seal: str


class SealApplied(Event):
    """The keeper put a seal under a document or a paper and entered it in the register (用印登记)."""

    use_id: str
    seal: str
    organ: str
    matter: str
    document_id: str | None
    content_hash: str | None
    copies: int
