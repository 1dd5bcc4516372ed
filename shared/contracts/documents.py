"""What the documents service tells the world: outgoing documents (发文) and their copies at the recipients (收文)."""

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
    """One of several examiners let a draft pass, in turn (审核)."""

    document_id: str
    organ: str


class DocumentSentBack(Event):
    """A document went back to an earlier step of the line, with the reason; `status` is where it stands now."""

    document_id: str
    drafter: str
    status: str
    reason: str
    asks_others: bool = True


class DocumentTakenBack(Event):
    """Whoever had handed a document on took it back before the next one acted; `status` is where it stands now (取回)."""

    document_id: str
    organ: str
    status: str
    taken_by: str
    asks_others: bool = True


class ExaminersAdded(Event):
    """Further people are to examine a draft in turn (加签)."""

    document_id: str
    organ: str
    added: tuple[str, ...]


class DraftHandedOver(Event):
    """The office gave a draft that had been handed in to another drafter (改派起草人)."""

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
    """Somebody who had not answered need not countersign any more (减签)."""

    document_id: str
    organ: str
    signer: str
    asks_others: bool = True


class CountersigningPassedOn(Event):
    """Whoever was asked to countersign let another do so, or that other handed it back (转交、退回)."""

    document_id: str
    organ: str
    signer: str
    passed_to: str


class CountersigningTakenBack(Event):
    """Somebody took back an opinion, or what they had passed on (取回)."""

    document_id: str
    organ: str
    signer: str


class DocumentCountersigned(Event):
    """An opinion on a draft came in: agreed, agreed_with_changes or objected (会签)."""

    document_id: str
    organ: str
    signer: str
    answer: str


class CountersignUrged(Event):
    """Somebody who has yet to countersign was urged (催办)."""

    document_id: str
    organ: str
    signer: str
    urged_by: str


class DocumentUrged(Event):
    """Whoever has to take the next step of a document was urged (催办); `urged` says who, by name or post."""

    document_id: str
    organ: str
    urged: str
    urged_by: str


class CountersignRequested(Event):
    """A request to countersign stands on the desk of another organ (会签送达)."""

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
    """An issuer wants a released document back that no recipient has signed for (收回)."""

    document_id: str
    organ: str
    number: str
    recipients: tuple[str, ...]
    copies: tuple[str, ...]
    reason: str
    received_for: dict[str, str] = {}


class DocumentRecalled(Event):
    """Every recipient gave a document back unread (已收回)."""

    document_id: str
    organ: str
    number: str


class DocumentRecallRefused(Event):
    """A recipient had already signed for a document that its issuer wanted back: it stays with all of them."""

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
    title: str = ""
    internal: bool = False


class IncomingReaderRemoved(Event):
    """Somebody need not read a copy any more that went round (减传阅人)."""

    incoming_id: str
    document_id: str
    organ: str
    reader: str


class IncomingCompleted(Event):
    """The handler answered and closed a copy (办结)."""

    incoming_id: str
    document_id: str
    organ: str
    reply: str
    reply_document: str | None = None


class IncomingRecalled(Event):
    """A copy that nobody had signed for went back to its sender (收回)."""

    incoming_id: str
    document_id: str
    organ: str


class IncomingKept(Event):
    """A copy that its sender wanted back stays: the recipient had already signed for it."""

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
    """A document from outside was entered by hand (外来文登记); it has no other id than that of its entry."""

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
    """A leader wrote what is to be done with a copy (批示)."""

    incoming_id: str
    document_id: str
    organ: str
    instructed_by: str


class IncomingCirculated(Event):
    """A copy was put before further readers by name (传阅)."""

    incoming_id: str
    document_id: str
    organ: str
    readers: tuple[str, ...]


class IncomingRead(Event):
    """A named reader ticked a copy (阅)."""

    incoming_id: str
    document_id: str
    organ: str
    reader: str


class IncomingReported(Event):
    """Somebody who assists told what they did (协办)."""

    incoming_id: str
    document_id: str
    organ: str
    assistant: str


class IncomingUrged(Event):
    """Somebody who has yet to act or to read was urged (催办)."""

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
    """A seal was made and recorded and may be used (备案启用); carries the SHA-256 of its image."""

    seal_id: str
    organ: str
    name: str
    image: str


class SealHandedOver(Event):
    """A seal was given to another keeper (移交保管), with the reason."""

    seal_id: str
    organ: str
    keeper: str
    former: str
    reason: str


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


class SealUseHandedOver(Event):
    """Somebody else is to put the seal under it (改派用印人), with the reason."""

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


class VolumeOpened(Event):
    """A year of an organ's archive was begun (归档年度)."""

    volume_id: str
    organ: str
    year: int
    fonds: str


class PieceFiled(Event):
    """A finished document was filed and got its 档号 (归档)."""

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
    """Somebody drew up a list of pieces whose time is over (销毁清册)."""

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
    """A leader did not approve a list for destruction, with the reason."""

    destruction_id: str
    organ: str
    reason: str


class DestructionWitnessed(Event):
    """The first of two witnesses signed (监销)."""

    destruction_id: str
    organ: str


class PiecesDestroyed(Event):
    """The second witness signed: the pieces are destroyed."""

    destruction_id: str
    organ: str
    volume: str
    piece_ids: tuple[str, ...]
    destroyed_on: date


class PiecesMarked(Event):
    """A year's list shows which of its pieces were destroyed."""

    volume_id: str
    piece_ids: tuple[str, ...]


class AttachmentBegun(Event):
    """The drafter began to attach a file to a draft (附件)."""

    attachment_id: str
    document_id: str
    name: str


class AttachmentKept(Event):
    """A file was attached to a draft whole, of a kind that is allowed."""

    attachment_id: str
    document_id: str
    name: str
    size: int
    media_type: str
    sha256: str


class AttachmentRemoved(Event):
    """An attachment was taken away, refused, or cut off while it came, with the reason."""

    attachment_id: str
    document_id: str
    reason: str


class AttachmentErased(Event):
    """The bytes of an attachment that was removed are gone."""

    attachment_id: str
    document_id: str


class DocumentRead(Event):
    """Somebody got the text of an internal document (阅知), or a copy of it with its number (份号)."""

    reading_id: str
    document_id: str
    organ: str
    reader: str
    how: str
    copy_number: int | None = None


class ClassifiedEntered(Event):
    """A classified paper was entered in its register (涉密公文登记): where it is, never what it says."""

    stub_id: str
    organ: str
    grade: str
    register_number: str


class ClassifiedHandedOver(Event):
    """A classified paper is kept by somebody else from now on (移交)."""

    stub_id: str
    organ: str
    custodian: str


class ClassifiedReturned(Event):
    """A classified paper went back to where it came from (清退)."""

    stub_id: str
    organ: str
    reason: str


class ClassifiedToDestroy(Event):
    """Whoever keeps the register asks for a classified paper to be destroyed (申请销毁)."""

    stub_id: str
    organ: str
    reason: str


class ClassifiedKept(Event):
    """A classified paper is not to be destroyed, with the reason."""

    stub_id: str
    organ: str
    reason: str


class ClassifiedDestroyed(Event):
    """The destruction of a classified paper was approved, and it went there (送销毁)."""

    stub_id: str
    organ: str
    reason: str
