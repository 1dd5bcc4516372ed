import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pytest

from services.registry import workflows
from shared.actor import Actor
from shared.acts import Need, main
from shared.contracts.documents import DocumentSubmitted
from shared.workflow import Context, Step, Workflow, event, role, rule
from tests.support.office import MORNING, actor


class S(StrEnum):
    OPEN = "open"
    SHUT = "shut"


CHINESE = re.compile("[\u4e00-\u9fff、（）]{2,}")
NAMES = {S.OPEN: "开", S.SHUT: "关"}
CLERK = role("clerk")
ACTS = {"close": main("关闭")}


def test_two_rows_for_one_state_and_action_are_refused() -> None:
    close = Step("close", {S.OPEN}, S.SHUT, CLERK, DocumentSubmitted)

    with pytest.raises(ValueError, match="two rows"):
        Workflow("t", NAMES, close, close, acts=ACTS)


def test_a_row_names_only_states_of_its_table() -> None:
    with pytest.raises(ValueError, match="names a state"):
        Workflow("t", {S.OPEN: "开"}, Step("close", {S.OPEN}, S.SHUT, CLERK, DocumentSubmitted), acts=ACTS)


def test_a_step_that_nobody_has_named_is_refused() -> None:
    with pytest.raises(ValueError, match="named close"):
        Workflow("t", NAMES, Step("close", {S.OPEN}, S.SHUT, CLERK, DocumentSubmitted), acts={})


@pytest.mark.parametrize("workflow", workflows(), ids=lambda workflow: workflow.title)
def test_every_step_and_everybody_who_takes_one_has_a_chinese_name(workflow: Workflow) -> None:
    labels = [*(each.label for each in workflow.acts.values()), *(step.by.label for step in workflow.steps)]

    assert [each for each in labels if not CHINESE.fullmatch(each)] == []


@pytest.mark.parametrize("workflow", workflows(), ids=lambda workflow: workflow.title)
def test_every_state_can_be_reached(workflow: Workflow) -> None:
    reached = {workflow.initial}
    for _ in workflow.steps:
        reached |= {step.target for step in workflow.steps if reached & set(step.sources)}

    assert reached == set(workflow.names)


@pytest.mark.parametrize("workflow", workflows(), ids=lambda workflow: workflow.title)
def test_every_rule_cites_its_source_and_every_state_has_a_name(workflow: Workflow) -> None:
    for step in workflow.steps:
        for each in step.rules:
            assert each.source and each.code.isidentifier()
    assert all(workflow.names.values())


def test_what_an_event_only_adds_to_a_record_keeps_no_record_open() -> None:
    noted, undone = event("note", "系统"), event("undo", "系统")

    assert not Step("note", {S.SHUT}, S.SHUT, noted, DocumentSubmitted).leads_on
    assert Step("undo", {S.SHUT}, S.OPEN, undone, DocumentSubmitted).leads_on
    assert Step("supplement", {S.SHUT}, S.SHUT, CLERK, DocumentSubmitted).leads_on
    for title, ends in (
        ("议题", {"passed", "failed", "deferred", "withdrawn"}),
        ("收文办理", {"returned"}),
    ):
        table = next(each for each in workflows() if each.title == title)
        assert not [each for each in table.steps if each.leads_on and {str(source) for source in each.sources} & ends]


@dataclass(frozen=True)
class Paper:
    """Something with a state, and a page count."""

    status: S = S.OPEN
    pages: int = 1
    organ: str = "east"


def judged(*pages: int) -> Workflow:
    """Return a table of which each rule allows so many pages, and one asks for an input of the step."""

    def of(most: int) -> Any:
        check = lambda paper, context: f"{{step}}以{most}页为限" if paper.pages > most else None  # noqa: E731
        return rule(f"over_{most}", f"办法第{most}条", states="页数有限。")(check)

    said = rule("unnamed", "办法第九条", field="name", states="写明姓名。")(lambda paper, context: "请写明姓名")
    asked = rule("unasked", "办法第十条", states="另有要求。")(lambda paper, context: context.said["copies"] and None)
    acts = {"close": main("关闭", Need("name", "姓名"))}
    rules = (said, asked, *map(of, pages))
    return Workflow("t", NAMES, Step("close", {S.OPEN}, S.SHUT, CLERK, DocumentSubmitted, rules), acts=acts)


def test_an_offer_names_each_rule_that_forbids_it_already_and_none_that_waits_for_an_input() -> None:
    table, clerk = judged(1, 2, 9), actor("east.clerk")

    (short,), (long,), (unjudged,) = (
        table.offers(Paper(), clerk, at=MORNING), table.offers(Paper(pages=3), clerk, at=MORNING),  # type: ignore[arg-type]
        table.offers(Paper(pages=3), clerk),  # type: ignore[arg-type]
    )  # fmt: skip

    assert (short["enabled"], short["why_not"], unjudged["enabled"]) == (True, None, True)
    assert (long["enabled"], long["why_not"]) == (False, "关闭以1页为限（办法第1条）；关闭以2页为限（办法第2条）")


def test_only_what_is_open_to_somebody_is_offered_to_them() -> None:
    table, clerk = judged(1), actor("east.clerk")
    given = Context(clerk, MORNING)

    assert table.offers(Paper(), None) == table.offers(Paper(S.SHUT), clerk) == []  # type: ignore[arg-type]
    assert table.offers(Paper(), actor("east.leader")) == []  # type: ignore[arg-type]
    assert table.offers(Paper(), clerk, only=lambda action: action != "close") == []  # type: ignore[arg-type]
    assert len(table.offers(Paper(), clerk, only=lambda action: action == "close")) == 1  # type: ignore[arg-type]
    (of_context,) = table.offers(Paper(pages=2), clerk, given)  # type: ignore[arg-type]
    assert not of_context["enabled"]
    assert isinstance(clerk, Actor) and table.actions(Paper(), clerk) == ["close"]  # type: ignore[arg-type]


def test_a_table_is_drawn_with_its_steps_beginnings_and_ends() -> None:
    assert judged().mermaid().splitlines() == [
        "stateDiagram-v2",
        "    [*] --> open",
        "    open: 开 open",
        "    shut: 关 shut",
        "    open --> shut: close · clerk",
        "    shut --> [*]",
    ]
