"""Recipients of a document: organs where somebody can sign for it, and groups of them."""

from typing import Any

import pytest

from services.documents.outgoing import app, drafting
from services.documents.rendition.app import sheet
from shared.contracts.directory import GroupRecorded, OrganRecorded, PersonRecorded
from shared.errors import ConfirmationNeeded, InvalidInput, RuleBroken
from tests.support.office import PATHS, MemoryDocuments, Roster, on
from tests.unit.documents.test_rules import codes, wanted

LINE = (
    ("east.director", "approve"), ("east.leader", "sign"), ("east.registrar", "verify"), ("east.registrar", "register"),
)  # fmt: skip


class WithoutRegistrar(Roster):
    """The district, with one organ where nobody can sign for a document."""

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
        roster.empty = "main" if action == "register" else "north"  # the registrar leaves afterwards
        act(who, action)
    roster.empty = "north"
    before = documents.find("d")
    with pytest.raises(RuleBroken) as refused:
        act("east.registrar", "release")

    assert [each["code"] for each in refused.value.errors] == ["nobody_receives"]
    assert "第二十四条（一）" in (refused.value.source or "") and documents.find("d") == before
    roster.empty = "main"
    assert act("east.registrar", "release").deliveries.keys() == {"west", "north"}


def group(name: str, *members: str, owner: str = "nanhu", active: bool = True) -> GroupRecorded:
    return GroupRecorded(
        group_id=f"g-{name}", owner=owner, path=PATHS[owner], name=name, members=members, active=active
    )


def drafted(*recipients: str, roster: Any = None, **changes: Any) -> Any:
    documents: Any = MemoryDocuments(on("east.clerk"))
    asked = wanted(recipients=list(recipients), **changes)
    return drafting.draft(documents, roster or Roster(), occasion=on("east.clerk"), new_id="d", wanted=asked)


def test_an_organ_is_named_by_id_or_by_a_name_that_fits_one() -> None:
    document = drafted("west校区", "north", copies=["main"])

    assert document.recipients == ("west", "north") and document.copies == ("main",)
    assert document.addressed_words == ("west校区", "north校区")


def test_a_name_that_fits_nobody_or_several_is_refused_naming_them() -> None:
    class Twins(Roster):
        def find(self, kind: Any, thing_id: str) -> Any:
            organ = super().find(kind, thing_id)
            called = thing_id in ("west", "main") and kind is OrganRecorded
            return organ.model_copy(update={"name": "第一校区"}) if called else organ

    for said, code in (("没有的校区", "unknown_organ"), ("lake校区", "unknown_organ"), ("第一校区", "ambiguous_organ")):
        with pytest.raises(InvalidInput) as refused:
            drafted(said, roster=Twins())
        assert [(each["field"], each["code"]) for each in refused.value.errors] == [("recipients[0]", code)]
        assert "请" in refused.value.errors[0]["message"]


def test_a_group_goes_to_each_of_its_organs_once_and_is_printed_by_its_name() -> None:
    roster = Roster()
    roster.groups = [
        group("南片各校", "west", "main", "east"),
        group("旧组", "north", active=False),
        group("别家", "west", owner="main"),
    ]
    document = drafted("南片各校", "north", roster=roster, copies=["全区各校区"])

    assert document.recipients == ("west", "main", "north")  # without the issuer itself
    assert document.addressed_words == ("南片各校", "north校区")
    assert sheet(document, lambda organ_id: None).addressees == ("南片各校", "north校区")
    assert set(document.copies).isdisjoint(document.recipients) and document.copied_words == ("全区各校区",)
    for hidden in ("旧组", "别家"):
        with pytest.raises(InvalidInput):
            drafted(hidden, roster=roster)


def test_a_group_by_its_id_and_a_collective_name_of_ones_own_school() -> None:
    roster = Roster()
    roster.groups = [group("南片各校", "west", "main")]

    assert drafted("g-南片各校", roster=roster).addressed_words == ("南片各校",)
    own = drafted("各校区", roster=roster)
    assert set(own.recipients) >= {"west", "north"} and "main" not in own.recipients and "east" not in own.recipients


def test_what_is_changed_beside_the_recipients_leaves_their_words() -> None:
    roster = Roster()
    roster.groups = [group("南片各校", "west", "main")]
    documents: Any = MemoryDocuments(on("east.clerk"))
    drafting.draft(documents, roster, occasion=on("east.clerk"), new_id="d", wanted=wanted(recipients=["南片各校"]))

    changed = drafting.revise(
        documents, roster, "d", occasion=on("east.clerk"), wanted={"copies": ["north"], "title": "east校区关于甲的通知"}
    )

    assert (
        changed.addressed_words == ("南片各校",)
        and changed.recipients == ("west", "main")
        and changed.copies == ("north",)
    )
    with pytest.raises(InvalidInput, match="") as refused:
        drafting.revise(documents, roster, "d", occasion=on("east.clerk"), wanted={"copies": ["west"]})
    assert refused.value.errors[0]["code"] == "organ_repeated"
