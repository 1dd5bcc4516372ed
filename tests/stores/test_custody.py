"""What a person has in custody is counted before they leave: seals in use and classified papers not returned."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from services.documents.classified.domain import Stub, StubStatus
from services.documents.classified.store import StubCollection
from services.documents.domain import Secrecy
from services.documents.registers import custody
from services.documents.seals.domain import Seal, SealStatus
from services.documents.seals.store import SealCollection
from shared.contracts import documents as events
from shared.errors import Forbidden
from tests.support.office import actor, on

KEEPER, OTHER = "p-east.registrar", "p-east.handler"


def seal(place: int, keeper: str, status: SealStatus = SealStatus.RECORDED) -> Seal:
    return Seal(
        id=f"s{place}", name=f"印章{place}", organ="east", path=actor("east.registrar").path, keeper=keeper,
        keeper_name="钱慧芳", status=status, applicant="p-east.director",
    )  # fmt: skip


def stub(place: int, custodian: str, status: StubStatus = StubStatus.HELD) -> Stub:
    return Stub(
        id=f"c{place}", organ="east", path=actor("east.registrar").path, grade=Secrecy.SECRET, years=10, outgoing=False,
        counterpart="区机要局", number=None, copy_numbers=(f"00000{place}",), dated_on=date(2026, 11, 20),
        custodian=custodian, custodian_name="钱慧芳", status=status, register_number=f"涉密〔2026〕{place}号",
        register_series="east:2026", register_sequence=place + 1,
    )  # fmt: skip


@pytest.fixture(scope="module")
def kept(client: Any) -> Iterator[tuple[SealCollection, StubCollection]]:
    db = client["custody"]
    for each in (SealCollection, StubCollection):
        each.prepare(db)
    seals = SealCollection(db, on("east.director"), lambda *_: None)
    stubs = StubCollection(db, on("east.registrar"), lambda *_: None)
    for a_seal in (seal(0, KEEPER), seal(1, KEEPER, SealStatus.CANCELLED), seal(2, OTHER)):
        seals.add(a_seal, announcing=events.SealRequested.of(a_seal), action="request")
    for a_stub in (
        stub(0, KEEPER), stub(1, KEEPER, StubStatus.TO_DESTROY), stub(2, KEEPER, StubStatus.RETURNED), stub(3, OTHER)
    ):  # fmt: skip
        stubs.add(a_stub, announcing=events.ClassifiedEntered.of(a_stub), action="enter")
    yield seals, stubs


def test_seals_in_use_and_classified_papers_not_yet_gone_are_counted(
    kept: tuple[SealCollection, StubCollection],
) -> None:
    found = custody.held_by(*kept, actor=actor("nanhu.admin"), person=KEEPER)

    assert found == [
        {"label": "保管的印章", "count": 1, "unit": "枚"},
        {"label": "保管的涉密公文", "count": 2, "unit": "件"},
    ]


def test_nothing_is_named_of_a_person_who_has_nothing_in_custody(kept: tuple[SealCollection, StubCollection]) -> None:
    assert custody.held_by(*kept, actor=actor("nanhu.admin"), person="p-east.clerk") == []


def test_only_those_who_enter_people_ask_what_somebody_has_in_custody(
    kept: tuple[SealCollection, StubCollection],
) -> None:
    with pytest.raises(Forbidden):
        custody.held_by(*kept, actor=actor("east.clerk"), person=KEEPER)
