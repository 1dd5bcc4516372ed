"""Who gets a document as pages, and their content."""

from pathlib import Path

import pytest

from services.documents.fonts.typefaces import FontsMissing
from services.documents.outgoing.domain import Document
from services.documents.rendition import app
from services.documents.rendition.press import Press
from services.documents.rendition.sheet import Form, Sheet
from services.documents.seals.domain import Impression
from services.documents.text.domain import Paragraph, read_plain
from shared.errors import NotFound
from tests.support.office import MemoryStubs, actor, on
from tests.unit.documents.rendition import sheets
from tests.unit.documents.test_document import ROSTER, Desk


def sheet(desk: Desk, document: Document, who: str) -> Sheet:
    return app.rendition(
        desk.documents,
        desk.incomings,
        MemoryStubs(on("east.registrar")),
        ROSTER,
        document.id,
        actor=actor(who),
        seals_of=lambda document, digest: {document.organ: Impression(b"seal", digest)},
    ).sheet


def test_a_draft_is_marked_and_has_no_number_and_only_its_own_people_get_it() -> None:
    desk = Desk()
    document = desk.draft()

    found = sheet(desk, document, "east.clerk")
    assert found.state == "草稿" and found.number == "" and found.dated is None
    assert found.signatures[0].seal is None
    for who in ("west.registrar", "east.leader", "nanhu.admin"):
        with pytest.raises(NotFound):
            sheet(desk, document, who)


def test_a_released_document_carries_mark_number_date_and_recipients() -> None:
    desk = Desk()
    document = desk.until("release", copies=["main"], urgency="urgent")
    desk.deliver(document)

    found = sheet(desk, document, "west.registrar")
    assert found.signatures[0].seal == b"seal"
    assert not found.state and found.form is Form.GENERAL
    assert (found.issuers, found.suffix, found.printer) == ((document.organ_name,), "文件", document.organ_name)
    assert (found.number, found.urgency, str(found.dated)) == ("南实验东发〔2026〕1号", "加急", "2026-11-23")
    assert found.addressees == tuple(each.name for each in document.addressees)
    assert found.copies == tuple(each.name for each in document.copied)
    assert found == sheet(desk, document, "east.leader")
    with pytest.raises(NotFound):
        sheet(desk, document, "lake.registrar")


def test_who_was_there_is_taken_out_of_the_text_of_minutes() -> None:
    body, rolls = app.called(read_plain("时间：2026年11月23日\n出席：王喆、李建国\n会议议定事项如下："))

    assert rolls == {"出席": ("王喆", "李建国")}
    assert body == (Paragraph("时间：2026年11月23日"), Paragraph("会议议定事项如下："))


def test_a_files_name_is_one_that_every_system_takes() -> None:
    desk = Desk()
    document = desk.draft(title='关于"a/b"的通知')

    found = app.rendition(
        desk.documents,
        desk.incomings,
        MemoryStubs(on("east.registrar")),
        ROSTER,
        document.id,
        actor=actor("east.clerk"),
        seals_of=lambda document, digest: {},
    )
    assert found.name == "草稿 关于ab的通知"


def test_without_its_fonts_a_page_is_refused_and_not_set_in_others(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(FontsMissing) as refusal:
            Press().pdf(sheets.general(), folder)
        assert refusal.value.status == 503 and refusal.value.code == "fonts_missing"
