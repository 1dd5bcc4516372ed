"""Events of countersigning (会签)."""

from datetime import datetime

from shared.contracts.event import Event


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
