"""Events of the documents service: outgoing documents (发文) and their copies at the recipients (收文)."""

from datetime import date, datetime

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


class CountersigningAsked(Event):
    """People and organs were asked for their opinion on a draft (征求意见、会签)."""

    document_id: str
    organ: str
    people: tuple[str, ...]
    organs: tuple[str, ...]
    asks_others: bool = True


class CountersignerRemoved(Event):
    """A countersigner who had not answered was removed (减签)."""

    document_id: str
    organ: str
    signer: str
    asks_others: bool = True


class CountersigningPassedOn(Event):
    """A countersigner passed a request on to a colleague, or that colleague handed it back (转交、退回)."""

    document_id: str
    organ: str
    signer: str
    passed_to: str


class CountersigningTakenBack(Event):
    """A countersigner took back an opinion, or a request they had passed on (取回)."""

    document_id: str
    organ: str
    signer: str


class DocumentCountersigned(Event):
    """An opinion on a draft was received: agreed, agreed_with_changes or objected (会签)."""

    document_id: str
    organ: str
    signer: str
    answer: str


class CountersignUrged(Event):
    """A countersigner who has not answered was urged (催办)."""

    document_id: str
    organ: str
    signer: str
    urged_by: str


class DocumentUrged(Event):
    """The person or post that has to take the next step of a document was urged (催办); `urged` names them."""

    document_id: str
    organ: str
    urged: str
    urged_by: str


class CountersignRequested(Event):
    """A request to countersign reached another organ (会签送达)."""

    countersign_id: str
    document_id: str
    organ: str


class CountersignAnswered(Event):
    """An organ gave its opinion on another's draft (会签意见)."""

    countersign_id: str
    document_id: str
    organ: str
    purpose: str
    answer: str
    opinion: str
    answered_by: str
    answered_by_name: str
    answered_at: datetime
    text: str
    asked: int | None = None  # which time of asking it answers; not told in events of before


class CountersignReclaimed(Event):
    """An organ took its opinion back before the issuer went on (取回会签意见)."""

    countersign_id: str
    document_id: str
    organ: str
    purpose: str
    asked: int


class CountersignMoved(Event):
    """A request to countersign was closed, or is open again, as the issuer goes on."""

    countersign_id: str
    document_id: str
    organ: str
    status: str


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


class DeliveryProgressed(Event):
    """A copy of a released document moved on at its recipient, as its sender sees it."""

    document_id: str
    organ: str
    status: str


class IncomingDelivered(Event):
    """A released document was entered in a recipient's register (送达)."""

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
    """A recipient's office assessed a copy and accepted it (初审)."""

    incoming_id: str
    document_id: str
    organ: str


class IncomingReturned(Event):
    """A recipient returned a copy with its reason (退文)."""

    incoming_id: str
    document_id: str
    organ: str
    return_reason: str


class IncomingAssigned(Event):
    """A recipient's office assigned a handler and a deadline (交办)."""

    incoming_id: str
    document_id: str
    organ: str
    handler: str
    due_on: date
    title: str = ""
    internal: bool = False


class IncomingReaderRemoved(Event):
    """A reader was removed from a copy's circulation (减传阅人)."""

    incoming_id: str
    document_id: str
    organ: str
    reader: str


class IncomingCompleted(Event):
    """The handler answered and completed a copy (办结)."""

    incoming_id: str
    document_id: str
    organ: str
    reply: str
    reply_document: str | None = None


class IncomingRecalled(Event):
    """A copy that nobody had signed for was recalled to its sender (收回)."""

    incoming_id: str
    document_id: str
    organ: str


class IncomingKept(Event):
    """A copy that its sender wanted to recall stays, because the recipient had already signed for it."""

    incoming_id: str
    document_id: str
    organ: str


class IncomingVoided(Event):
    """A copy shows that its document was revoked, repealed or replaced (撤销、废止、更正)."""

    incoming_id: str
    document_id: str
    organ: str
    validity: str


class IncomingRecorded(Event):
    """A document from outside was entered by hand (外来文登记); its id is that of its entry."""

    incoming_id: str
    organ: str
    sender_name: str
    number: str
    title: str


class IncomingProposed(Event):
    """A recipient's office proposed who should handle a copy (拟办)."""

    incoming_id: str
    document_id: str
    organ: str
    handler: str
    assisting: tuple[str, ...]


class IncomingInstructed(Event):
    """A leader wrote an instruction on a copy (批示)."""

    incoming_id: str
    document_id: str
    organ: str
    instructed_by: str


class IncomingCirculated(Event):
    """A copy was circulated to further readers by name (传阅)."""

    incoming_id: str
    document_id: str
    organ: str
    readers: tuple[str, ...]


class IncomingRead(Event):
    """A named reader marked a copy as read (阅)."""

    incoming_id: str
    document_id: str
    organ: str
    reader: str


class IncomingReported(Event):
    """An assistant reported what they did (协办)."""

    incoming_id: str
    document_id: str
    organ: str
    assistant: str


class IncomingUrged(Event):
    """A person who has yet to act on or read a copy was urged (催办)."""

    incoming_id: str
    document_id: str
    organ: str
    urged: str
    urged_by: str


class SealRequested(Event):
    """An organ applied for a seal (申请制发印章)."""

    seal_id: str
    organ: str
    name: str


class SealRecorded(Event):
    """A seal was made, recorded and put into use (备案启用); carries the SHA-256 of its image."""

    seal_id: str
    organ: str
    name: str
    image: str


class SealHandedOver(Event):
    """A seal was handed over to another keeper (移交保管), with the reason."""

    seal_id: str
    organ: str
    keeper: str
    former: str
    reason: str


class SealRefused(Event):
    """The application for a seal was refused, with the reason."""

    seal_id: str
    organ: str
    reason: str


class SealCancelled(Event):
    """A seal was cancelled and may no longer be used (缴销)."""

    seal_id: str
    organ: str
    reason: str


class SealUseRequested(Event):
    """A person applied for the use of a seal on a document or a paper (申请用印)."""

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


class SealUseHandedOver(Event):
    """The affixing of a seal was assigned to another person (改派用印人), with the reason."""

    use_id: str
    seal: str
    keeper: str
    former: str
    reason: str


class SealUseRefused(Event):
    """The use of a seal was not approved, with the reason."""

    use_id: str
    seal: str
    reason: str


class SealUseWithdrawn(Event):
    """The applicant withdrew the application for the use of a seal."""

    use_id: str
    seal: str


class SealApplied(Event):
    """The keeper affixed a seal to a document or a paper and entered it in the register (用印登记)."""

    use_id: str
    seal: str
    organ: str
    matter: str
    document_id: str | None
    content_hash: str | None
    copies: int


class VolumeOpened(Event):
    """A year of an organ's archive was opened (归档年度)."""

    volume_id: str
    organ: str
    year: int
    fonds: str


class PieceFiled(Event):
    """A finished document was filed under its 档号 (归档)."""

    volume_id: str
    piece_id: str
    organ: str
    retention: str


class VolumeClosed(Event):
    """A year of an organ's archive was closed with its list."""

    volume_id: str
    organ: str
    year: int
    closed_on: date


class DestructionProposed(Event):
    """A list of pieces whose retention period has ended was drawn up (销毁清册)."""

    destruction_id: str
    organ: str
    volume: str
    piece_ids: tuple[str, ...]


class DestructionApproved(Event):
    """A leader approved a list for destruction."""

    destruction_id: str
    organ: str
    approved_by: str


class DestructionRefused(Event):
    """A leader refused a list for destruction, with the reason."""

    destruction_id: str
    organ: str
    reason: str


class DestructionWitnessed(Event):
    """The first of two witnesses signed (监销)."""

    destruction_id: str
    organ: str


class PiecesDestroyed(Event):
    """The second witness signed, and the pieces are destroyed."""

    destruction_id: str
    organ: str
    volume: str
    piece_ids: tuple[str, ...]
    destroyed_on: date


class PiecesMarked(Event):
    """The destroyed pieces of a year were marked in its list."""

    volume_id: str
    piece_ids: tuple[str, ...]


class AttachmentBegun(Event):
    """The drafter began to attach a file to a draft (附件)."""

    attachment_id: str
    document_id: str
    name: str


class AttachmentKept(Event):
    """A file of an allowed kind was attached to a draft completely."""

    attachment_id: str
    document_id: str
    name: str
    size: int
    media_type: str
    sha256: str


class AttachmentRemoved(Event):
    """An attachment was removed, refused, or cut off during its upload, with the reason."""

    attachment_id: str
    document_id: str
    reason: str


class AttachmentErased(Event):
    """The content of a removed attachment was erased."""

    attachment_id: str
    document_id: str


class DocumentRead(Event):
    """A person obtained the text of an internal document (阅知), or a numbered copy of it (份号)."""

    reading_id: str
    document_id: str
    organ: str
    reader: str
    how: str
    copy_number: int | None = None


class ClassifiedEntered(Event):
    """A classified paper was entered in its register (涉密公文登记): where it is, never its content."""

    stub_id: str
    organ: str
    grade: str
    register_number: str


class ClassifiedHandedOver(Event):
    """A classified paper was handed over to another custodian (移交)."""

    stub_id: str
    organ: str
    custodian: str


class ClassifiedReturned(Event):
    """A classified paper was returned to its origin (清退)."""

    stub_id: str
    organ: str
    reason: str


class ClassifiedToDestroy(Event):
    """The keeper of the register asked for a classified paper to be destroyed (申请销毁)."""

    stub_id: str
    organ: str
    reason: str


class ClassifiedKept(Event):
    """The destruction of a classified paper was refused, with the reason."""

    stub_id: str
    organ: str
    reason: str


class ClassifiedDestroyed(Event):
    """The destruction of a classified paper was approved, and it was sent there (送销毁)."""

    stub_id: str
    organ: str
    reason: str
