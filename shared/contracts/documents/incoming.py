"""Events of the copies in the recipients' registers (收文)."""

from datetime import date

from shared.contracts.event import Event


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
    assisting: tuple[str, ...] = ()


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


class IncomingReceiptUrged(Event):
    """The sender of a copy urged its recipient to sign for it (催签收)."""

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


class IncomingCorrected(Event):
    """The entry of a document from outside was corrected (更正登记)."""

    incoming_id: str
    organ: str
    sender_name: str
    number: str
    title: str = ""
    internal: bool = False


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
    instruction: str = ""


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
