"""Every kind of document and every rule between organs, as a clerk would try them."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from services.documents.kinds import KINDS, Element, Layout, kind_of
from services.documents.outgoing import app, between, drafting, hints, steps
from services.documents.outgoing.between import BETWEEN_ORGANS
from services.documents.outgoing.steps import OUTGOING
from services.registry import service_class, with_data, workflows
from shared.acts import in_trail
from shared.contracts.directory import OrganRecorded
from shared.errors import ConfirmationNeeded, InvalidInput, RuleBroken
from shared.runtime.service import rules_beside
from shared.workflow import Step, Workflow, shown_rule
from tests.support.office import CODES, PATHS, MemoryDocuments, Roster, on

ROSTER: Any = Roster()
GOES = {"up": "shiyan", "down": "desk", "level": "west"}
EXPECTED = {
    "决议": "down", "决定": "down", "命令": "down", "公报": "", "公告": "down level", "通告": "down level",
    "意见": "up down level", "通知": "down level", "通报": "down", "报告": "up", "请示": "up", "批复": "down",
    "议案": "up", "函": "level", "纪要": "down level",
}  # fmt: skip


def wanted(kind: str = "通知", **changes: Any) -> dict[str, Any]:
    name = KINDS[found.code].name if (found := kind_of(kind)) else kind
    plain = {
        "title": f"east校区关于冬季安全的{name}",
        "body": "现将有关事项通知如下。",
        "copies": [],
        "recipients": ["west"],
    }
    return {"kind": kind, **plain, "urgency": "normal", "contact": "王敏", "telephone": "88880001", **changes}


def checked(who: str = "east.clerk", **changes: Any) -> dict[str, Any]:
    return drafting.check(ROSTER, occasion=on(who), wanted=wanted(**changes))


def codes(found: list[dict[str, Any]]) -> list[str]:
    return [each["code"] for each in found]


def test_there_are_the_fifteen_kinds_of_the_regulation() -> None:
    assert [kind.name for kind in KINDS.values()] == list(EXPECTED)
    assert {kind.layout for kind in KINDS.values()} == set(Layout)


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_each_kind_goes_its_ways_and_no_other(kind: Any) -> None:
    assert sorted(kind.directions) == sorted(EXPECTED[kind.name].split())
    if not kind.for_schools:
        with pytest.raises(InvalidInput):
            checked(kind=kind.name)
        return
    for way, organ in GOES.items():
        broken = codes(checked(kind=kind.name, recipients=[organ])["violations"])
        assert broken == ([] if way in kind.directions else ["direction_not_allowed"])
    alone = codes(checked(kind=kind.code, recipients=[])["violations"])
    assert alone == (["recipient_missing"] if Element.RECIPIENT in kind.required else [])


def test_a_kind_that_there_is_not_is_refused_naming_those_there_are() -> None:
    with pytest.raises(InvalidInput) as refused:
        checked(kind="通牒")

    assert refused.value.errors[0]["code"] == "unknown_kind" and "通知" in refused.value.errors[0]["message"]


@pytest.mark.parametrize(
    ("changes", "code", "article"),
    [
        ({"kind": "请示", "recipients": ["shiyan"], "telephone": None}, "note_missing", "第九条（十四）"),
        ({"kind": "意见", "recipients": ["nanhu"]}, "level_skipped", "第十四条"),
        ({"recipients": ["desk"], "important": True}, "superior_not_copied", "第十六条（一）"),
        ({"kind": "报告", "recipients": ["shiyan"], "copies": ["desk"]}, "copied_to_subordinate", "第十五条（一）"),
    ],
)
def test_a_broken_rule_is_told_with_its_article(changes: dict[str, Any], code: str, article: str) -> None:
    found = checked(**changes)["violations"]

    assert codes(found) == [code]
    assert article in found[0]["source"] and found[0]["message"]


def test_a_copy_for_the_organ_passed_over_or_for_the_superior_mends_it() -> None:
    assert checked(kind="意见", recipients=["nanhu"], copies=["shiyan"])["violations"] == []
    assert checked(recipients=["desk"], copies=["shiyan"], important=True)["violations"] == []


def test_a_department_issues_within_its_body_and_only_the_office_outside() -> None:
    class Departments(Roster):
        called = "教务处"

        def find(self, kind: Any, thing_id: str) -> Any:
            organ = super().find(kind, thing_id)
            if thing_id == "desk" and kind is OrganRecorded:
                return organ.model_copy(update={"kind": "department", "name": self.called, "issuer_code": "东教"})
            return organ

    assert "desk" in PATHS and "desk" not in CODES
    occasion, roster = on("desk.clerk"), Departments()
    outside = drafting.check(roster, occasion=occasion, wanted=wanted(recipients=["west"]))
    roster.called = "党政办公室"
    office = drafting.check(roster, occasion=occasion, wanted=wanted(recipients=["west"]))

    assert codes(outside["violations"]) == ["department_issues_outside"]
    assert office["violations"] == []


def test_a_report_that_carries_a_request_is_pointed_out_where_it_stands() -> None:
    body = "现将情况报告如下。\n以上妥否，请批示。"
    found = checked(kind="报告", recipients=["shiyan"], body=body)["warnings"]

    assert [body[each["start"] : each["end"]] for each in found if each["code"] == "request_in_report"] == [
        "妥否",
        "请批示",
    ]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": "east校区关于冬季安全"}, "title_without_kind"),
        ({"title": "east校区冬季安全通知"}, "title_without_matter"),
        ({"title": "关于冬季安全的通知"}, "title_without_organ"),
        ({"body": "字" * 4001}, "too_long"),
        ({"body": "尊敬的张局长：\n现将有关事项通知如下。"}, "addressed_in_person"),
        ({"kind": "请示", "recipients": ["shiyan"], "body": "请批准购置。此外，恳请增拨经费。"}, "several_matters"),
        ({}, None),
        ({"body": "字" * 4000}, None),
    ],
)
def test_what_only_a_person_can_judge_is_a_warning(changes: dict[str, Any], code: str | None) -> None:
    assert codes(checked(**changes)["warnings"]) == ([] if code is None else [code])


def test_a_warning_is_confirmed_before_the_document_is_handed_in() -> None:
    documents, occasion = MemoryDocuments(on("east.clerk")), on("east.clerk")
    asked = wanted(title="east校区冬季安全通知")
    document = drafting.draft(documents, ROSTER, occasion=occasion, new_id="d", wanted=asked)

    with pytest.raises(ConfirmationNeeded) as refused:
        app.act(documents, ROSTER, "d", "submit", occasion=occasion, comment=None)

    assert codes(refused.value.details["warnings"]) == ["title_without_matter"]
    assert documents.find("d") == document
    assert app.act(documents, ROSTER, "d", "submit", occasion=occasion, comment=None, confirm=True).version == 2


def test_the_history_says_which_versions_judged_a_step() -> None:
    documents, occasion = MemoryDocuments(on("east.clerk")), on("east.clerk")
    drafting.draft(documents, ROSTER, occasion=occasion, new_id="d", wanted=wanted())
    app.act(documents, ROSTER, "d", "submit", occasion=occasion, comment=None)

    drafted, submitted = (in_trail({})(each) for each in documents.history("d", cursor=None, limit=9).items)
    assert [each["code"] for each in drafted["rules"]] == ["drafted_by_others", "not_answerable", "not_in_force"]
    assert {"code": "level_skipped", "version": 1} in submitted["rules"]
    assert len(submitted["rules"]) == len(steps.TO_SUBMIT)


def test_a_document_is_judged_by_the_rules_in_force_when_it_was_handed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    tomorrow = on("east.clerk").at.date() + timedelta(days=1)
    new = replace(between.somebody_receives, code="new", version=2, since=tomorrow, check=lambda *_: "新规定")
    judged = Workflow(
        OUTGOING.title,
        OUTGOING.names,
        *[replace(s, rules=(*s.rules, new)) if s.rules else s for s in OUTGOING.steps],
        acts=OUTGOING.acts,
    )
    monkeypatch.setattr(app, "OUTGOING", judged)
    documents = MemoryDocuments(on("east.clerk"))

    def act(document_id: str, who: str, action: str, hours: float = 0) -> Any:
        occasion = on(who, hours=hours)
        return app.act(documents.on(occasion), ROSTER, document_id, action, occasion=occasion, comment="")

    for new_id in ("old", "late"):
        drafting.draft(documents, ROSTER, occasion=on("east.clerk"), new_id=new_id, wanted=wanted())
    act("old", "east.clerk", "submit")
    with pytest.raises(RuleBroken):
        act("late", "east.clerk", "submit", hours=30)

    assert act("old", "east.director", "approve", hours=30).version == 3


def test_every_service_lists_its_rules_each_with_its_source() -> None:
    listed = {name: [shown_rule(each) for each in rules_beside(service_class(name))] for name in with_data()}

    for workflow in workflows():
        for each in workflow.rules:
            assert any(shown_rule(each) in rules for rules in listed.values()), each.code
    assert {each["code"] for each in listed["documents"]} >= {rule.code for rule in BETWEEN_ORGANS}
    assert all(listed[name] for name in ("documents", "logistics", "meetings", "reception", "supervision", "training"))
    assert all(each["source"] and each["code"] for rules in listed.values() for each in rules)
    assert [each["code"] for rules in listed.values() for each in rules if not each["states"].endswith("。")] == []


def test_a_rule_between_organs_says_what_it_demands_and_since_when() -> None:
    for each in map(shown_rule, BETWEEN_ORGANS):
        assert each["source"].startswith("条例") and each["states"].endswith("。")
        assert date.fromisoformat(each["since"]) == date(2012, 7, 1) and each["until"] is None
    assert isinstance(steps.OUTGOING.steps[0], Step) and hints.ADVICE
