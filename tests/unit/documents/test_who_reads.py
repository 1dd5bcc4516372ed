"""Who reads a document, and until when."""

from dataclasses import replace
from typing import Any

import pytest

from services.documents.countersigning.domain import Countersign, CountersignStatus, Purpose
from services.documents.countersigning.domain import reads as reads_asked
from services.documents.domain import Secrecy
from services.documents.outgoing import domain
from services.documents.outgoing.domain import Document
from services.documents.rendition.app import goes_up, reads, sheet
from shared.contracts.directory import OrganRecorded
from shared.office import Named
from tests.support.office import MORNING, Roster, actor
from tests.unit.documents.test_document import Desk
from tests.unit.matrices.test_who_may_do_what import blank

ROSTER = Roster()
READER = Named("p-east.handler", "east.handler")


def released(**changes: Any) -> tuple[Desk, Document]:
    desk = Desk()
    return desk, desk.until("release", **changes)


def test_who_is_named_a_reader_reads_an_internal_document_once_it_is_released() -> None:
    draft = replace(Desk().draft(), readers=(READER,))

    for document, who, may in (
        (draft, "east.handler", False), (replace(draft, released_at=MORNING), "east.handler", True),
        (replace(draft, released_at=MORNING), "east.clerk2", False),
    ):  # fmt: skip
        assert domain.sees(document, actor(who)) is may


@pytest.mark.parametrize(
    ("purpose", "open_", "released", "may"),
    [
        (Purpose.COUNTERSIGN, True, False, True), (Purpose.COUNTERSIGN, False, True, False),
        (Purpose.JOINT, True, False, True), (Purpose.JOINT, False, False, False), (Purpose.JOINT, False, True, True),
    ],
)  # fmt: skip
def test_an_organ_that_was_asked_reads_the_draft_while_it_is_asked_and_a_joint_one_for_good(
    purpose: Purpose, open_: bool, released: bool, may: bool
) -> None:
    status = CountersignStatus.ASKED if open_ else CountersignStatus.CLOSED
    request = blank(Countersign, id="c", organ="west", purpose=purpose, status=status, kind="notice")
    document = replace(Desk().draft(), released_at=MORNING if released else None)

    assert reads_asked(request, document, actor("west.registrar")) is may
    assert not reads_asked(request, document, actor("west.handler")) and not reads_asked(
        request, document, actor("north.leader")
    )
    internal = replace(document, secrecy=Secrecy.INTERNAL)
    assert (
        reads_asked(request, internal, actor("west.leader"))
        is reads_asked(request, internal, actor("west.director"))
        is may
    )
    assert not reads_asked(request, internal, actor("west.registrar"))


def test_a_recipient_reads_a_document_once_it_is_released_and_others_never() -> None:
    desk, document = released()

    def may(who: str, of: Document = document) -> bool:
        return reads(of, desk.incomings, actor(who))

    assert not may("west.registrar"), "nothing has arrived yet"
    desk.deliver(document)
    assert may("east.registrar") and may("west.registrar")
    assert not may("lake.registrar") and not may("west.registrar", replace(document, released_at=None))


def test_the_bureau_that_oversees_a_school_reads_what_is_addressed_to_it_and_not_internal() -> None:
    desk, document = released()
    overseer = actor("nanhu.admin")
    to_it = replace(document, addressees=(Named("nanhu", "区教育局"),))

    assert domain.oversees(document, overseer)
    assert not reads(document, desk.incomings, overseer) and reads(to_it, desk.incomings, overseer)
    assert reads(replace(document, copied=(Named("nanhu", "区教育局"),)), desk.incomings, overseer)
    assert not reads(replace(to_it, secrecy=Secrecy.INTERNAL), desk.incomings, overseer)


def organ_of(organ_id: str) -> Any:
    return ROSTER.find(OrganRecorded, organ_id)


def test_a_document_that_goes_up_is_printed_as_one() -> None:
    draft = Desk().draft()

    def up(kind: str, *recipients: str) -> bool:
        return goes_up(replace(draft, kind=kind, addressees=tuple(Named(each, each) for each in recipients)), organ_of)

    assert up("request") and up("report", "west") and not up("notice", "shiyan") and not up("letter", "shiyan")
    assert up("opinion", "shiyan") and up("opinion", "gone", "nanhu")
    assert not up("opinion", "west") and not up("opinion", "gone") and not up("opinion")
    assert sheet(replace(draft, kind="request", signed_by_name="east.leader"), organ_of).signers == ("east.leader",)
    assert sheet(replace(draft, signed_by_name="east.leader"), organ_of).signers == ()
