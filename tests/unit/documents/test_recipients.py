"""To whom a document goes: organs where somebody can sign for it, and groups of them."""

from typing import Any

import pytest

from services.documents.outgoing import app, drafting
from shared.contracts.directory import PersonRecorded
from shared.errors import ConfirmationNeeded, RuleBroken
from tests.support.office import MemoryDocuments, Roster, on
from tests.unit.documents.test_rules import codes, wanted

LINE = (
    ("east.director", "approve"), ("east.leader", "sign"), ("east.registrar", "verify"), ("east.registrar", "register"),
)  # fmt: skip


class WithoutRegistrar(Roster):
    """The district, where one organ has nobody who could sign for a document."""

    empty = "north"

    def where(self, kind: Any, query: Any) -> list[Any]:
        return [
            each for each in super().where(kind, query) if not (kind is PersonRecorded and each.organ == self.empty)
        ]


def test_an_organ_where_nobody_can_sign_is_pointed_out_while_drafting() -> None:
    judged = drafting.check(WithoutRegistrar(), occasion=on("east.clerk"), wanted=wanted(recipients=["west", "north"]))

    assert judged["violations"] == [] and codes(judged["warnings"]) == ["nobody_receives"]
    assert "north校区" in judged["warnings"][0]["message"] and "west" not in judged["warnings"][0]["message"]


def test_a_document_is_not_released_to_where_nobody_can_sign_and_stays_as_it_is() -> None:
    documents: Any = MemoryDocuments(on("east.clerk"))
    roster = WithoutRegistrar()
    asked = wanted(recipients=["west"], copies=["north"])
    drafting.draft(documents, roster, occasion=on("east.clerk"), new_id="d", wanted=asked)

    def act(who: str, action: str, **more: Any) -> Any:
        return app.act(documents.on(on(who)), roster, "d", action, occasion=on(who), comment="", **more)

    with pytest.raises(ConfirmationNeeded):
        act("east.clerk", "submit")
    act("east.clerk", "submit", confirm=True)
    for who, action in LINE:
        act(who, action)
    before = documents.find("d")
    with pytest.raises(RuleBroken) as refused:
        act("east.registrar", "release")

    assert [each["code"] for each in refused.value.errors] == ["nobody_receives"]
    assert "第二十四条（一）" in (refused.value.source or "") and documents.find("d") == before
    roster.empty = "main"
    assert act("east.registrar", "release").deliveries.keys() == {"west", "north"}
