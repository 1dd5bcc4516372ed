"""Internal documents: read by named people, every reading logged, every copy numbered."""

from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from services.documents.attachments.domain import INCOMING, OUTGOING
from services.documents.holders import Holders
from services.documents.incoming import app as incoming
from services.documents.incoming import domain
from services.documents.incoming.domain import incoming_id
from services.documents.outgoing import app as outgoing
from services.documents.outgoing import drafting
from services.documents.outgoing.domain import Document
from services.documents.readers import app as readers
from services.documents.reading.app import Read, Reader
from services.documents.reading.domain import How, Reading
from services.documents.rendition import app as rendition
from shared.errors import InvalidInput, NotFound
from tests.support.office import MemoryReadings, MemoryRequests, MemoryStubs, actor, on, reader
from tests.unit.documents.test_document import ROSTER, Desk


class Office(Desk):
    """An internal notice of the east campus, and the log of its readings."""

    def __init__(self) -> None:
        super().__init__()
        self.readings, self.stubs = MemoryReadings(on("east.registrar")), MemoryStubs(on("east.registrar"))

    def internal(self, **changes: Any) -> Document:
        document = self.until("release", secrecy="internal", **changes)
        self.deliver(document)
        return document

    def read(self, who: str, document: Document, how: How = How.TEXT) -> Read:
        return reader(who, self.readings).text(document.id, document, how)

    def logged(self) -> list[Reading]:
        return [self.readings.get(each) for each in self.readings.records]

    def reads(self, who: str, document: Document) -> bool:
        try:
            text = reader(who, self.readings).text
            shown = outgoing.get(self.documents, self.incomings, document.id, actor=actor(who), text=text)
        except NotFound:
            return False
        return shown["body"] is not None

    def listed(self, who: str, document: Document) -> Any:
        return readers.listed(
            self.readings, self.documents, self.incomings, document.id, actor=actor(who), cursor=None, limit=100
        )["items"]


@pytest.fixture
def office() -> Office:
    return Office()


def test_only_those_named_read_what_is_internal(office: Office) -> None:
    document = office.internal(readers=["east.handler"])
    copy = incoming_id(document.id, "west")

    for who in ("east.clerk", "east.leader", "east.handler", "west.director", "west.leader"):
        assert office.reads(who, document), who
    for who in ("west.registrar", "west.handler", "west.clerk", "lake.leader", "nanhu.admin"):
        assert not office.reads(who, document), who
    for who, action in (("registrar", "receive"), ("registrar", "register"), ("director", "assess")):
        shown = incoming.get(office.documents, office.incomings, copy, actor=actor("west.registrar"))
        assert shown["title"] == document.title and shown["body"] is None
        office.incoming_act(f"west.{who}", copy, action)
    office.incoming_act("west.director", copy, "circulate", readers=["west.handler"])
    assert office.reads("west.handler", document)
    assert not office.reads("west.clerk", document)


def test_a_page_offers_the_files_of_a_paper_only_to_those_who_may_open_them(office: Office) -> None:
    internal, notice = office.internal(), office.until("release")
    office.deliver(notice)

    def opens(who: str, document: Document) -> bool:
        found = incoming_id(document.id, "west")
        return bool(incoming.get(office.documents, office.incomings, found, actor=actor(who))["may_open"])

    assert opens("west.registrar", notice)  # before it is signed for: what came is counted and looked through first
    assert opens("west.leader", internal) and not opens("west.registrar", internal)
    copy = office.incomings.get(incoming_id(notice.id, "west"))
    assert not domain.opens(replace(copy, status=domain.IncomingStatus.RECALLED), actor("west.registrar"))


def test_neither_a_list_nor_the_answer_to_a_step_gives_the_text_away(office: Office) -> None:
    document = office.internal()

    found = outgoing.search(
        office.documents, actor=actor("east.leader"), status=None, kind=None, q=None, cursor=None, limit=10
    )["items"]

    assert [(each["id"], each["body"], each["content"]) for each in found] == [(document.id, None, None)]


def test_pages_and_attachments_are_for_the_same_people(office: Office) -> None:
    document = office.internal()
    holders = Holders(office.documents, office.incomings, office.stubs, MemoryRequests(on("west.leader")))

    def pages(who: str) -> None:
        found = rendition.rendition(
            office.documents, office.incomings, office.stubs, ROSTER, document.id, actor=actor(who),
            seals_of=lambda document, digest: {},
        )  # fmt: skip
        assert found.sheet.secrecy == "内部"

    for who in ("east.leader", "west.director"):
        pages(who)
        assert holders.to_read(OUTGOING, document.id, actor(who)).secrecy == "internal"
    entry = incoming_id(document.id, "west")
    assert holders.to_read(INCOMING, entry, actor("west.director")).id == document.id
    for who in ("west.registrar", "west.clerk", "lake.leader"):
        with pytest.raises(NotFound):
            pages(who)
        for line, thing in ((OUTGOING, document.id), (INCOMING, entry)):
            with pytest.raises(NotFound):
                holders.to_read(line, thing, actor(who))


def test_every_reading_stands_on_the_record_and_every_copy_has_a_number(office: Office) -> None:
    document, other = office.internal(), office.internal()
    office.read("west.director", document)
    taken = [office.read(who, document, how) for who, how in (("west.director", How.PDF), ("east.leader", How.DOCX))]
    first_of_another = office.read("east.leader", other, How.PDF)

    assert [each.copy_number for each in (*taken, first_of_another)] == [1, 2, 1]
    assert {(each["reader"]["id"], each["how"], each["copy_number"]) for each in office.listed("east.registrar", document)} == {
        ("p-west.director", "text", None), ("p-west.director", "pdf", 1), ("p-east.leader", "docx", 2),
    }  # fmt: skip
    assert {each["organ"] for each in office.listed("west.leader", document)} == {"west"}
    assert len(office.listed("west.leader", document)) == 2
    for who in ("west.handler", "lake.leader", "east.clerk", "nanhu.admin"):
        with pytest.raises(NotFound):
            office.listed(who, document)
    events = [entry["event"] for _, entry in office.readings.announced]
    assert events == ["document_read"] * 4


def test_two_who_take_copies_at_once_get_two_numbers(office: Office) -> None:
    document = office.internal()
    office.read("west.director", document, How.PDF)

    class Stale(MemoryReadings):
        """Sees the copies as they were before the others took theirs."""

        asked = 0

        def last_in_series(self, series: str) -> int:
            self.asked += 1
            return 0 if self.asked == 1 else super().last_in_series(series)

    occasion = on("west.leader")
    late = Reader(Stale(occasion, office.readings.records), occasion).text(document.id, document, How.PDF)

    assert late.copy_number == 2


def test_every_way_to_an_internal_text_is_a_reading(office: Office) -> None:
    document = office.internal()
    of = partial(reader, readings=office.readings)

    incoming.get(
        office.documents, office.incomings, incoming_id(document.id, "west"), actor=actor("west.director"),
        text=of("west.director").text,
    )  # fmt: skip
    copied = drafting.copy(
        office.documents.on(on("east.clerk")), ROSTER, document.id, occasion=on("east.clerk"), new_id="d9",
        text=partial(of("east.clerk").text, what="复制为新稿"),
    )  # fmt: skip
    outgoing.versions_between(office.documents, document.id, 1, 2, reader=of("east.leader"))
    pages = rendition.preview(
        office.documents, ROSTER, actor=actor("east.director"), wanted={}, document_id=document.id,
        text=of("east.director").text,
    )  # fmt: skip

    assert (copied.body, pages.body) == (document.body, document.parts)
    assert [(each.reader, each.how, each.what) for each in office.logged()] == [
        ("p-west.director", How.TEXT, ""), ("p-east.clerk", How.TEXT, "复制为新稿"),
        ("p-east.leader", How.TEXT, "第1版至第2版的改动"), ("p-east.director", How.TEXT, ""),
    ]  # fmt: skip


def test_an_internal_text_is_given_to_nobody_who_is_not_on_record(office: Office) -> None:
    document = office.internal()

    shown = outgoing.get(office.documents, office.incomings, document.id, actor=actor("east.leader"))
    pages = rendition.preview(office.documents, ROSTER, actor=actor("east.leader"), wanted={}, document_id=document.id)

    assert (shown["body"], shown["content"], pages.body) == (None, None, ())


def test_a_file_that_is_fetched_in_several_calls_is_one_reading(office: Office) -> None:
    document = office.internal()

    for hours, once in ((0, False), (1, True), (2, True), (14, True)):
        reader("west.director", office.readings, hours=hours).attachment(document.id, document, "名单.xlsx", once=once)
    reader("west.leader", office.readings, hours=1).attachment(document.id, document, "名单.xlsx", once=True)

    assert [each.reader for each in office.logged()] == ["p-west.director", "p-west.director", "p-west.leader"]


def test_what_is_not_internal_leaves_no_record_and_names_no_readers(office: Office) -> None:
    document = office.until("release")
    office.deliver(document)

    assert office.read("west.registrar", document, How.PDF).copy_number is None and not office.readings.records
    assert office.reads("west.registrar", document)
    with pytest.raises(InvalidInput) as refused:
        office.draft(readers=["east.handler"])
    assert refused.value.errors[0]["code"] == "not_internal"


def test_a_reader_who_does_not_work_here_is_refused(office: Office) -> None:
    with pytest.raises(InvalidInput) as refused:
        office.draft(secrecy="internal", readers=["east.handler", "west.handler", "nobody"])

    assert [each["field"] for each in refused.value.errors] == ["readers[1]", "readers[2]"]
