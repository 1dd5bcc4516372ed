import re
from enum import StrEnum

import pytest

from services.registry import workflows
from shared.acts import main
from shared.contracts.documents import DocumentSubmitted
from shared.workflow import Step, Workflow, event, role


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
