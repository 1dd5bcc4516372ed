"""The registers of seals and of classified papers: narrowed, ordered, whole as workbooks, and only for those who may see."""

import base64
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from services.documents.classified import app as classified
from services.documents.classified.domain import Stub
from services.documents.classified.store import StubCollection
from services.documents.domain import Secrecy
from services.documents.seals import app as seals
from services.documents.seals.domain import SealUse, UseStatus
from services.documents.seals.store import SealUseCollection
from shared import register
from shared.contracts import documents as events
from shared.register import TooManyRows
from tests.support.office import MORNING, actor, on

USES, STUBS = 5, 4


def use(place: int) -> SealUse:
    return SealUse(
        id=f"u{place}", seal="s", seal_name="东校区", organ="east", keeper="p-keeper", applicant="east.clerk",
        applicant_name="王敏", matter=f"=第{place}份共建协议", copies=2, status=UseStatus.APPLIED,
        applied_at=on("east.registrar", hours=24 * (USES - place)).at, applied_by_name="钱慧芳",
        register_year=2026, register_series="east:2026", register_sequence=USES - place,
    )  # fmt: skip


def stub(place: int) -> Stub:
    return Stub(
        id=f"c{place}", organ="east", path=actor("east.registrar").path, grade=Secrecy.SECRET, years=10, outgoing=False,
        counterpart=f"区机要局{place}", number=None, copy_numbers=(f"00000{place}",), dated_on=date(2026, 11, 20 - place),
        custodian="p-east.handler", custodian_name="冯志强", register_number=f"涉密〔2026〕{place}号",
        register_series="east:2026", register_sequence=place + 1,
    )  # fmt: skip


@pytest.fixture(scope="module")
def kept(client: Any) -> Iterator[tuple[SealUseCollection, StubCollection]]:
    db = client["office_registers"]
    for each in (SealUseCollection, StubCollection):
        each.prepare(db)
    for place in range(USES):
        uses = SealUseCollection(db, on("east.registrar", hours=place), lambda *_: None)
        uses.add(use(place), announcing=events.SealUseRequested.of(use(place)), action="request")
    pending = replace(
        use(9), status=UseStatus.REQUESTED, applied_at=None, register_year=None, register_series=None,
        register_sequence=None, matter="成绩证明",
    )  # fmt: skip
    uses.add(pending, announcing=events.SealUseRequested.of(pending), action="request")
    for place in range(STUBS):
        stubs = StubCollection(db, on("east.registrar", hours=place), lambda *_: None)
        stubs.add(stub(place), announcing=events.ClassifiedEntered.of(stub(place)), action="enter")
    yield uses, stubs


def used(kept: Any, who: str = "east.director", **wanted: Any) -> list[str]:
    return listed(lambda **asked: seals.search_uses(kept[0], actor=actor(who), year=None, **asked), wanted)


def papers(kept: Any, who: str = "east.director", **wanted: Any) -> list[str]:
    return listed(lambda **asked: classified.search(kept[1], actor=actor(who), **asked), wanted)


def listed(search: Any, wanted: Any) -> list[str]:
    found, cursor = list[str](), None
    while True:
        page = search(limit=2, cursor=cursor, **wanted)
        found += [each["id"] for each in page["items"]]
        cursor = page["next"]
        if cursor is None:
            return found


def sheet(answer: dict[str, Any]) -> list[list[Any]]:
    book = CalamineWorkbook.from_filelike(BytesIO(base64.b64decode(answer["content"])))
    return book.get_sheet_by_index(0).to_python()


def test_uses_of_seals_are_found_by_words_and_by_the_day_of_sealing_in_the_order_of_days(kept: Any) -> None:
    first, last = (on("east.registrar", hours=24 * days).at.date().isoformat() for days in (2, 3))

    assert used(kept, q="共建协议", sort="date") == ["u4", "u3", "u2", "u1", "u0"]
    assert used(kept, q="共建协议", sort="-date") == ["u0", "u1", "u2", "u3", "u4"]
    assert used(kept, since=first, until=last, sort="date") == ["u3", "u2"]
    assert used(kept, q="成绩") == ["u9"] and used(kept, q="王敏", sort="created")[0] == "u0"
    assert used(kept, "west.director") == []


def test_the_first_and_last_day_are_days_of_the_office_and_not_of_greenwich(kept: Any) -> None:
    late = replace(use(8), applied_at=MORNING.replace(month=3, day=4, hour=20), register_sequence=90, matter="毕业证书")
    kept[0].add(late, announcing=events.SealUseRequested.of(late), action="request")

    assert used(kept, since="2026-03-05", until="2026-03-05") == ["u8"]
    assert used(kept, since="2026-03-04", until="2026-03-04") == []


def test_classified_papers_are_found_by_where_they_came_from_their_copies_and_their_days(kept: Any) -> None:
    assert papers(kept, q="机要局2") == ["c2"] == papers(kept, q="000002") == papers(kept, q="〔2026〕2号")
    assert papers(kept, sort="date") == ["c3", "c2", "c1", "c0"] == papers(kept)
    assert papers(kept, since="2026-11-18", until="2026-11-19", sort="-date") == ["c1", "c2"]
    assert papers(kept, "east.handler", q="机要局1") == ["c1"]
    assert papers(kept, "east.clerk", q="机要局") == [] == papers(kept, "west.registrar", q="机要局")


def test_the_registers_are_handed_out_whole_as_workbooks_without_formulas(kept: Any) -> None:
    asked: dict[str, Any] = {"status": None, "q": "共建", "since": None, "until": None, "sort": "date"}

    answer = seals.uses_file(kept[0], actor=actor("east.director"), year=2026, **asked)
    rows = sheet(answer)
    assert answer["name"] == "2026年用印登记簿.xlsx" and rows[1][:3] == ["序号", "登记号", "用印事项"]
    assert [row[2] for row in rows[2:]] == [f"=第{place}份共建协议" for place in (4, 3, 2, 1, 0)]

    answer = classified.file(kept[1], actor=actor("east.handler"), **asked | {"q": "机要局"})
    rows = sheet(answer)
    assert answer["name"] == "涉密文件登记簿.xlsx" and len(rows) == 2 + STUBS
    assert date(2026, 11, 17) in rows[2] and "000003" in rows[2]
    assert len(sheet(classified.file(kept[1], actor=actor("east.clerk"), **asked | {"q": None}))) == 2


def test_a_register_that_is_too_long_for_one_file_is_refused(kept: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, Any] = {"status": None, "q": None, "since": None, "until": None, "sort": "-created"}

    monkeypatch.setattr(register, "MOST_ROWS", STUBS)
    classified.file(kept[1], actor=actor("east.director"), **asked)
    monkeypatch.setattr(register, "MOST_ROWS", STUBS - 1)
    with pytest.raises(TooManyRows):
        classified.file(kept[1], actor=actor("east.director"), **asked)
