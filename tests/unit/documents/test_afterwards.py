"""After the release of a document, with its events in every possible order: recall, correction, revocation."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.documents import turns  # noqa: F401  registers the kinds of records
from services.documents.incoming import afterwards as copies
from services.documents.incoming.domain import PROGRESS, Incoming, incoming_id
from services.documents.outgoing import afterwards, app, views
from services.documents.outgoing.domain import Document, DocumentStatus
from services.documents.registers.app import incoming_row
from shared.contracts.documents import IncomingKept
from shared.contracts.event import REGISTRY
from shared.errors import Forbidden, InvalidInput, NotFound, OfficeError, Refused, RuleBroken
from shared.occasion import AlreadyHandled, Cause, Occasion
from shared.turn import turn_of
from tests.support.offers import codes
from tests.support.office import MORNING, actor
from tests.unit.documents.test_document import Desk as Line


class Desk(Line):
    """A released document with its copies; events arrive when they are let through, each twice."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: dict[str, int] = {}

    def released(self, **changes: Any) -> Document:
        document = self.until("release", **changes)
        self.deliver(document)
        self.heard[f"documents:{document.id}"] = document.version
        return document

    def copy(self, document: Document, organ: str) -> Incoming:
        found: Incoming = self.incomings.get(incoming_id(document.id, organ))
        return found

    def kept(self, document: Document) -> Document:
        found: Document = self.documents.get(document.id)
        return found

    def let_through(self, *kept: Any) -> None:
        """Deliver the events announced so far, in the order of each record."""
        for collection in kept or (self.documents, self.incomings):
            for thing, entry in list(collection.announced):
                source = f"{collection.name}:{thing}"
                if entry["version"] > self.heard.get(source, 0):
                    self.heard[source] = entry["version"]
                    self._arrive(source, entry)
                    self._arrive(source, entry)

    def settle(self) -> None:
        while any(e["version"] > self.heard.get(f"{c.name}:{t}", 0) for c in (self.documents, self.incomings)
                  for t, e in c.announced):  # fmt: skip
            self.let_through()

    def _arrive(self, source: str, entry: Any) -> None:
        cause = Occasion(MORNING, cause=Cause(source, entry["version"], entry["event"], 0))
        documents, incomings = self.documents.on(cause), self.incomings.on(cause)
        event: Any = REGISTRY[entry["event"], 1].read(entry["data"])
        try:
            if source.startswith("incoming"):
                if type(event) not in (*PROGRESS, IncomingKept):
                    return
                afterwards.note_delivery(documents, event, at=MORNING)
            elif entry["event"] in ("document_recall_asked", "document_recall_refused"):
                copies.recall(incomings, event, at=MORNING)
            elif entry["event"] == "document_receipt_urged":
                copies.urge(incomings, event, at=MORNING)
            elif entry["event"] in ("document_revoked", "document_repealed", "document_replaced"):
                copies.void(incomings, event, at=MORNING)
            elif entry["event"] == "document_released":
                afterwards.correct(documents, event)
        except AlreadyHandled:
            pass


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_what_nobody_has_received_is_called_back_from_everybody(desk: Desk) -> None:
    document = desk.released()
    with pytest.raises(RuleBroken):
        desk.act("east.registrar", document, "recall", comment="")

    desk.act("east.registrar", document, "recall", comment="附件有误")
    desk.settle()

    assert desk.kept(document).status is DocumentStatus.RECALLED
    assert {desk.copy(document, each).status.value for each in ("west", "north")} == {"recalled"}
    with pytest.raises(OfficeError):
        desk.incoming_act("west.registrar", incoming_id(document.id, "west"), "receive")
    with pytest.raises(NotFound):
        app.get(desk.documents, desk.incomings, document.id, actor=actor("west.registrar"))


def test_what_somebody_has_received_is_not_called_back(desk: Desk) -> None:
    document = desk.released()
    desk.incoming_act("west.registrar", incoming_id(document.id, "west"), "receive")
    desk.settle()

    with pytest.raises(RuleBroken, match="west校区已经签收") as refused:
        desk.act("east.registrar", document, "recall", comment="附件有误")

    assert refused.value.errors[0]["code"] == "received_already"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["west", "north", "documents", "incoming", "recall"]), max_size=12))
def test_whoever_is_first_a_document_is_back_from_all_or_stays_with_all(moves: list[str]) -> None:
    desk = Desk()
    document = desk.released()
    for move in [*moves, "recall"]:
        try:
            if move in ("documents", "incoming"):
                desk.let_through(getattr(desk, {"documents": "documents", "incoming": "incomings"}[move]))
            elif move == "recall":
                desk.act("east.registrar", document, "recall", comment="附件有误")
            else:
                desk.incoming_act(f"{move}.registrar", incoming_id(document.id, move), "receive")
        except OfficeError:
            pass
    desk.settle()

    there = {desk.copy(document, each).status.value for each in ("west", "north")}
    if desk.kept(document).status is DocumentStatus.RECALLED:
        assert there == {"recalled"}
    else:
        assert desk.kept(document).status is DocumentStatus.RELEASED
        assert "received" in there and "recalled" not in there
    shown = {each.organ: each.status for each in desk.kept(document).deliveries.values()}
    assert shown == {each: desk.copy(document, each).status.value for each in ("west", "north")}


def test_a_document_without_recipients_is_back_at_once(desk: Desk) -> None:
    document = desk.until("release", kind="announcement", recipients=[])

    assert desk.act("east.registrar", document, "recall", comment="有误").status is DocumentStatus.RECALLED


@pytest.mark.parametrize(("action", "kind"), [("revoke", "revoked"), ("repeal", "repealed")])
@pytest.mark.parametrize("who", ["east.leader", "nanhu.leader"])
def test_issuer_and_superior_void_a_document_and_every_copy_shows_it(
    desk: Desk, action: str, kind: str, who: str
) -> None:
    document = desk.released(copies=["nanhu"])
    with pytest.raises((Forbidden, NotFound)):
        desk.act("west.leader", document, action, comment="依据已失效")

    desk.act(who, document, action, comment="依据已失效")
    desk.settle()

    for organ in ("west", "north"):
        copy = desk.copy(document, organ)
        assert copy.voided is not None and (copy.voided.kind, copy.voided.reason) == (kind, "依据已失效")
        assert incoming_row(copy)["status_name"] == {"revoked": "待签收，已撤销", "repealed": "待签收，已废止"}[kind]
    shown = app.get(desk.documents, desk.incomings, document.id, actor=actor("west.registrar"))
    assert shown["status"] == kind


def test_a_superior_sees_what_was_sent_there_and_only_once_it_was_released(desk: Desk) -> None:
    hidden = desk.until("release")
    with pytest.raises(NotFound):
        app.get(desk.documents, desk.incomings, hidden.id, actor=actor("nanhu.leader"))
    document = desk.until("register", copies=["nanhu"])
    with pytest.raises(NotFound):
        app.get(desk.documents, desk.incomings, document.id, actor=actor("nanhu.leader"))
    desk.act("east.registrar", document, "release")

    shown = app.get(desk.documents, desk.incomings, document.id, actor=actor("nanhu.leader"))
    assert (shown["body"], shown["drafter"], codes(shown)) == ("正文", None, ["revoke", "repeal"])
    with pytest.raises(NotFound):
        app.get(desk.documents, desk.incomings, document.id, actor=actor("beihu.leader"))
    assert views.shown_to(document, actor("west.leader"))["actions"] == []


def test_who_has_not_signed_is_urged_once_a_day_and_finds_it_in_the_row(desk: Desk) -> None:
    document = desk.released()
    desk.let_through(desk.incomings)
    desk.incoming_act("north.registrar", incoming_id(document.id, "north"), "receive")
    desk.settle()
    with pytest.raises(Forbidden):
        desk.act("east.leader", document, "urge_receipt")

    urged = desk.act("east.registrar", document, "urge_receipt")
    desk.settle()

    assert set(urged.urged) == {"west"}
    assert turn(desk.copy(document, "west")) == "待签收，来文单位已催"
    assert turn(desk.copy(document, "north")) == "待登记"
    with pytest.raises(RuleBroken, match="11月24日起可以再催"):
        desk.act("east.clerk", document, "urge_receipt")
    assert desk.act("east.clerk", document, "urge_receipt", hours=24).urged["west"] > urged.urged["west"]
    desk.incoming_act("west.registrar", incoming_id(document.id, "west"), "receive")
    desk.settle()
    assert turn(desk.copy(document, "west")) == "待登记"
    with pytest.raises(RuleBroken, match="没有尚未签收的单位"):
        desk.act("east.registrar", document, "urge_receipt", hours=48)


def turn(copy: Incoming) -> str:
    found = turn_of(copy, {"by": None, "action": "", "comment": ""})
    return str(found and found["stage_name"])


def test_a_successor_corrects_a_document_and_every_copy_names_it(desk: Desk) -> None:
    document = desk.released()
    successor = desk.until("release", replaces=document.id)
    desk.settle()

    before = desk.kept(document)
    assert (before.status, before.replaced_by and before.replaced_by.number) == (
        DocumentStatus.REPLACED,
        successor.number,
    )
    voided = desk.copy(document, "west").voided
    assert voided is not None and (voided.kind, voided.by) == ("replaced", successor.number)
    with pytest.raises(Refused, match="已更正"):
        desk.draft(replaces=document.id)


def test_only_what_was_released_by_ones_own_organ_is_corrected(desk: Desk) -> None:
    with pytest.raises(Refused):
        desk.draft(replaces=desk.until("register").id)
    with pytest.raises(InvalidInput):
        desk.draft("west.clerk", recipients=["east"], replaces=desk.released().id)
