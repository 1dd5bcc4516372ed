"""Rules for documents to superiors, and under two of them (条例 arts. 15, 16, 22)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from services.documents.outgoing import app, drafting
from shared.contracts import documents as events
from shared.contracts.directory import OrganRecorded, PersonRecorded
from shared.errors import ConfirmationNeeded, InvalidInput, RuleBroken
from tests.support.office import MORNING, MemoryDocuments, MemoryIncomings, Roster, actor, caused, on
from tests.unit.documents.test_document import Desk
from tests.unit.documents.test_rules import checked, codes


@pytest.mark.parametrize(
    ("body", "carried"),
    [
        ("现将情况报告如下。\n以上妥否，请批示。", True), ("情况如上。特此请示。", True), ("可否，请予批准。", True),
        ("局领导曾批示“请批准后实施”，现已实施完毕。特此报告。", False), ("特此报告。", False),
    ],
)  # fmt: skip
def test_a_report_does_not_close_as_a_request(body: str, carried: bool) -> None:
    found = codes(checked(kind="报告", recipients=["shiyan"], body=body)["violations"])

    assert found == (["request_carried"] if carried else [])


def test_a_request_and_a_letter_may_ask() -> None:
    asks = "以上妥否，请批示。"

    assert checked(kind="请示", recipients=["shiyan"], body=asks)["violations"] == []
    assert checked(kind="函", recipients=["west"], body=asks)["violations"] == []


def test_no_superiors_leader_is_written_to_in_person_unless_they_gave_the_matter() -> None:
    told = {"kind": "报告", "recipients": ["shiyan"], "body": "尊敬的张校长：\n现将有关情况报告如下。"}

    assert codes(checked(**told)["violations"]) == ["addressed_in_person"]
    assert checked(**told, assigned_by="张校长")["violations"] == []


class Campus(Roster):
    """The east campus also under the bureau's hospital office, with several leaders."""

    def __init__(self, *, second: str | None = None, leaders: int = 1, principal: str | None = None) -> None:
        self.second, self.leaders, self.principal = second, leaders, principal

    def find(self, kind: Any, thing_id: str) -> Any:
        organ = super().find(kind, thing_id)
        if thing_id == "east" and kind is OrganRecorded:
            return organ.model_copy(update={"also_under": self.second})
        return organ

    def where(self, kind: Any, query: Any) -> list[Any]:
        if query.get("roles") in (None, "registrar"):
            return super().where(kind, query)
        if isinstance(query["roles"], Mapping):  # all who may be waited for
            others = [each for each in super().where(kind, query) if "leader" not in each.roles]
            named = (each for role in ("leader", "principal") for each in self.where(kind, {**query, "roles": role}))
            return [*others, *named]
        one = self.one(PersonRecorded, "east.leader", by=())
        if query["roles"] == "principal":
            return (
                [] if self.principal is None else [one.model_copy(update={"person_id": self.principal, "name": "校长"})]
            )
        return [one] * self.leaders


def test_under_two_superiors_the_other_one_gets_a_copy_where_that_is_necessary() -> None:
    roster = Campus(second="main")
    wanted = {
        "kind": "请示", "title": "east校区关于购置的请示", "body": "请批准。", "recipients": ["shiyan"], "copies": [],
        "urgency": "normal", "contact": "王敏", "telephone": "88880001",
    }  # fmt: skip
    documents, occasion = MemoryDocuments(on("east.clerk")), on("east.clerk")
    drafting.draft(documents, roster, occasion=occasion, new_id="d", wanted=wanted)

    with pytest.raises(ConfirmationNeeded, match="main校区") as refused:
        app.act(documents, roster, "d", "submit", occasion=occasion, comment=None)

    assert codes(refused.value.details["warnings"]) == ["other_superior"]
    drafting.revise(documents, roster, "d", occasion=occasion, wanted={"copies": ["main"]})
    assert app.act(documents, roster, "d", "submit", occasion=occasion, comment=None).status == "submitted"
    to_second = drafting.check(roster, occasion=occasion, wanted={**wanted, "recipients": ["main"]})
    assert to_second["violations"] == [] and codes(to_second["warnings"]) == ["other_superior"]


def test_a_superior_that_writes_down_tells_the_other_superior() -> None:
    roster = Campus(second="main")
    wanted = {"kind": "通知", "title": "nanhu校区关于检查的通知", "body": "正文", "recipients": ["east"]}

    found = drafting.check(roster, occasion=on("nanhu.clerk"), wanted=wanted)

    assert [each["code"] for each in found["warnings"]] == ["other_superior"]
    assert "main校区" in found["warnings"][0]["message"]


@pytest.mark.parametrize(
    ("roster", "important", "refused"),
    [
        (Campus(), True, None), (Campus(leaders=2), False, None), (Campus(leaders=2), True, "尚未登记主要负责人"),
        (Campus(leaders=2, principal="p-east.leader"), True, None),
        (Campus(leaders=2, principal="p-other"), True, "由主要负责人签发：校长"),
        (Campus(leaders=2, principal="p-other"), False, None),
    ],
)  # fmt: skip
def test_the_principal_leader_signs_what_is_important(roster: Any, important: bool, refused: str | None) -> None:
    desk = Desk()
    document = desk.draft(important=important)
    for who, step in (("clerk", "submit"), ("director", "approve")):
        desk.act(f"east.{who}", document, step)
    occasion = on("east.leader")

    def sign() -> Any:
        return app.act(desk.documents.on(occasion), roster, document.id, "sign", occasion=occasion, comment="")

    if refused is None:
        assert sign().status == "signed"
        return
    with pytest.raises(RuleBroken, match=refused) as told:
        sign()
    assert told.value.errors[0]["code"] == "principal_signs"


def passed_on(desk: Desk, **changes: Any) -> Any:
    """Forward a request of the desk from the east campus to the school."""
    request = desk.until("release", recipients=["west"])
    released = events.DocumentReleased.of(
        request, kind="request", recipients=("east",), organ="desk", organ_name="德育处"
    )
    from services.documents.incoming import app as incoming
    from services.documents.incoming.domain import incoming_id

    incoming.deliver(desk.incomings.on(caused(f"documents:{request.id}", 7)), released, at=MORNING)
    occasion = replace(on("east.clerk"), actor=actor("east.clerk", "director"))
    wanted = {
        "kind": "请示", "title": "east校区关于购置的请示", "body": "请批准购置十台。", "recipients": ["shiyan"], "copies": [],
        "urgency": "normal", "contact": "王敏", "telephone": "88880001",
        "forwards": incoming_id(request.id, "east"), **changes,
    }  # fmt: skip
    document = drafting.draft(
        desk.documents, Roster(), occasion=occasion, new_id="up", wanted=wanted, incomings=desk.incomings
    )
    return app.act(desk.documents, Roster(), document.id, "submit", occasion=occasion, comment=None, confirm=True)


def test_a_subordinates_request_is_passed_on_with_ones_own_proposal() -> None:
    assert passed_on(Desk(), proposal="拟同意购置十台。").status == "submitted"
    for changes, message in (
        ({}, "应当提出倾向性意见"), ({"proposal": "拟同意。", "body": " 正 文"}, "不得原文转报"),
    ):  # fmt: skip
        with pytest.raises(RuleBroken, match=message) as refused:
            passed_on(Desk(), **changes)
        assert refused.value.source == "条例第十五条（三）"


def test_only_a_request_in_ones_own_register_is_passed_on() -> None:
    desk = Desk()

    with pytest.raises(InvalidInput):
        drafting.draft(
            desk.documents, Roster(), occasion=on("east.clerk"), new_id="x", incomings=MemoryIncomings(on("east.clerk")),
            wanted={"kind": "请示", "title": "请示", "body": "正文", "forwards": "nowhere"},
        )  # fmt: skip
