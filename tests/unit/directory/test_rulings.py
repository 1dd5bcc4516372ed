"""Rulings of a district for its offices: by its administrator, from a day on, never retroactive."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from services.directory.domain import Organ, OrganKind
from services.directory.rulings import app
from services.directory.rulings.domain import Ruling, RulingStatus
from shared.contracts.directory import RulingRecorded
from shared.errors import Forbidden, InvalidInput, NotFound, RuleBroken
from shared.pages import Page
from shared.rulings import ruled
from shared.testing import MemoryCollection
from tests.support.office import MORNING, PATHS, actor, on


class MemoryRulings(MemoryCollection[Ruling]):
    name, service, kind = "rulings", "directory", Ruling

    def of_district(self, district: str, *, cursor: str | None, limit: int) -> Page[Ruling]:
        return self.page(lambda each: each.district == district, cursor=cursor, limit=limit)


class Organs:
    def find(self, organ_id: str) -> Organ | None:
        if organ_id not in PATHS:
            return None
        path = PATHS[organ_id]
        kind = (OrganKind.BUREAU, OrganKind.SCHOOL, OrganKind.CAMPUS, OrganKind.DEPARTMENT)[len(path) - 1]
        return Organ(id=organ_id, kind=kind, name=f"{organ_id}校区", short_name=organ_id, parent=None, path=path)

    def bearing(self, district: str, names: Sequence[str]) -> Sequence[Organ]:
        return []


@pytest.fixture
def kept() -> MemoryRulings:
    return MemoryRulings(on("nanhu.admin"))


def make(kept: MemoryRulings, who: str = "nanhu.admin", **wanted: Any) -> Ruling:
    occasion = on(who)
    asked = {"since": "2026-11-23", "reason": "南教发〔2026〕8号", **wanted}
    new_id = f"r{len(kept.records)}"
    return app.make(kept.on(occasion), Organs(), occasion=occasion, new_id=new_id, wanted=asked)


def holding(kept: MemoryRulings, on: str) -> Any:
    found = [RulingRecorded.of(kept._load({**each})) for each in kept.records.values()]
    return ruled(found, date.fromisoformat(on))


def test_only_the_administrator_of_the_district_rules_and_everybody_there_reads_it(kept: MemoryRulings) -> None:
    with pytest.raises(Forbidden, match="区管理员"):
        make(kept, "nanhu.director", kinds=["order"])

    ruling = make(kept, kinds=["order"])

    assert app.get(kept, ruling.id, actor=actor("east.clerk")) == ruling
    with pytest.raises(NotFound):
        app.get(kept, ruling.id, actor=actor("beihu.admin"))


def test_a_ruling_holds_from_its_day_on_and_leaves_alone_what_it_does_not_name(kept: MemoryRulings) -> None:
    make(kept, kinds=["order"], cap_fen=4_000)
    make(kept, since="2027-01-01", cap_fen=4_500, series=[{"kind": "letter", "numbered": "main"}])

    before, after = holding(kept, "2026-12-31"), holding(kept, "2027-01-01")

    assert (before.cap_fen, before.series["letter"]) == (4_000, "函")
    assert (after.cap_fen, after.series["letter"], after.series["minutes"]) == (4_500, "main", "session")
    assert before.kinds == after.kinds == {"order"}
    assert holding(kept, "2026-11-22").cap_fen == 5_000


def test_a_later_ruling_changes_only_the_kinds_and_organs_that_it_names(kept: MemoryRulings) -> None:
    make(kept, receivers=[{"organ": "shiyan", "received_by": "east"}], series=[{"kind": "letter", "numbered": "main"}])
    make(kept, receivers=[{"organ": "nanhu", "received_by": "main"}], series=[{"kind": "minutes", "numbered": "main"}])
    make(
        kept,
        since="2027-01-01",
        receivers=[{"organ": "shiyan", "received_by": "shiyan"}],
        retention=[{"kind": "notice", "retention": "ten_years"}],
    )
    make(kept, since="2027-01-01", retention=[{"kind": "letter", "retention": "ten_years"}])

    before, after = holding(kept, "2026-12-31"), holding(kept, "2027-01-01")

    assert before.receivers == {"shiyan": "east", "nanhu": "main"} and after.receivers == {"nanhu": "main"}
    assert (before.series["letter"], before.series["minutes"]) == ("main", "main")
    assert set(after.retention) == {"notice", "letter"}


@pytest.mark.parametrize(
    ("wanted", "field", "code"),
    [
        ({"since": "2026-11-22", "cap_fen": 1}, "since", "past"),
        ({}, "kinds", "missing"),
        ({"receivers": [{"organ": "shiyan", "received_by": "main"}]}, "receivers[0].received_by", "not_under"),
        ({"receivers": [{"organ": "shiyan", "received_by": "lake"}]}, "receivers[0].received_by", "unknown_organ"),
        ({"retention": [{"kind": "notice", "retention": "ten_years"}] * 2}, "retention[1].kind", "repeated"),
    ],
)
def test_what_cannot_be_ruled_is_named(kept: MemoryRulings, wanted: dict[str, Any], field: str, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        make(kept, **wanted)

    assert [(each["field"], each["code"]) for each in refused.value.errors] == [(field, code)] and not kept.records


def test_a_ruling_is_withdrawn_before_its_day_and_not_after(kept: MemoryRulings) -> None:
    make(kept, cap_fen=1)
    make(kept, since="2026-12-01", cap_fen=2)
    occasion = on("nanhu.admin")

    with pytest.raises(RuleBroken, match="已经施行"):
        app.act(kept.on(occasion), "r0", "withdraw", occasion=occasion, comment=None)
    with pytest.raises(Forbidden):
        app.act(kept.on(on("nanhu.clerk")), "r1", "withdraw", occasion=on("nanhu.clerk"), comment=None)
    gone = app.act(kept.on(occasion), "r1", "withdraw", occasion=occasion, comment=None)

    assert gone.status is RulingStatus.WITHDRAWN and holding(kept, "2026-12-01").cap_fen == 1
    assert RulingRecorded.of(gone).active is False and gone.made_at == MORNING


def test_what_a_ruling_orders_is_shown_and_what_it_does_not_name_is_not(kept: MemoryRulings) -> None:
    first = make(
        kept, kinds=["order", "letter", "order"], series=[{"kind": "letter", "numbered": "main"}], cap_fen=4_000,
        retention=[{"kind": "notice", "retention": "ten_years"}], receivers=[{"organ": "shiyan", "received_by": "east"}],
    )  # fmt: skip
    second = make(kept, since="2026-12-01", cap_fen=1)

    full, scant = app.shown(first, None), app.shown(second, actor("nanhu.admin"))

    assert (full["kinds"], full["cap_fen"]) == (["letter", "order"], 4_000)
    assert full["series"] == [{"kind": "letter", "numbered": "main"}]
    assert full["retention"] == [{"kind": "notice", "retention": "ten_years"}]
    assert full["receivers"] == [{"organ": "shiyan", "received_by": "east"}]
    assert [scant[name] for name in ("kinds", "series", "retention", "receivers")] == [None] * 4
    assert [each["code"] for each in scant["actions"]] == ["withdraw"] and full["actions"] == []


@pytest.mark.parametrize(
    ("wanted", "errors"),
    [
        (
            {"receivers": [{"organ": "nowhere", "received_by": "lake"}]},
            [("receivers[0].organ", "unknown_organ"), ("receivers[0].received_by", "unknown_organ")],
        ),
        (
            {"receivers": [{"organ": "shiyan", "received_by": each} for each in ("east", "west")]},
            [("receivers[1].organ", "repeated")],
        ),
        ({"series": [{"kind": "letter", "numbered": "main"}] * 2}, [("series[1].kind", "repeated")]),
    ],
)
def test_each_line_of_a_ruling_that_does_not_fit_is_named(
    kept: MemoryRulings, wanted: dict[str, Any], errors: list[tuple[str, str]]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        make(kept, **wanted)

    assert [(each["field"], each["code"]) for each in refused.value.errors] == errors
