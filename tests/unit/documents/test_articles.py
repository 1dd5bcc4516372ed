"""The article that a refusal cites is the one in the 条例 that says so (中办发〔2012〕14号)."""

import pytest

from services.documents.archive.steps import DESTRUCTION
from services.documents.classified.steps import CLASSIFIED
from services.documents.incoming.steps import INCOMING
from services.documents.outgoing.steps import OUTGOING
from services.documents.seals.steps import SEAL, USE
from shared.workflow import Rule, Workflow


def rules_of(workflow: Workflow, action: str) -> dict[str, Rule]:
    return {rule.code: rule for step in workflow.steps if step.action == action for rule in step.rules}


@pytest.mark.parametrize(
    ("workflow", "action", "code", "article"),
    (
        (INCOMING, "assign", "handler_elsewhere", "条例第二十四条（四）"),  # 承办
        (INCOMING, "assign", "deadline_past", "条例第二十四条（四）"),
        (INCOMING, "assign", "lead_assists_too", "条例第二十四条（四）"),
        (INCOMING, "instruct", "opinion_missing", "条例第二十四条（四）"),
        (INCOMING, "report", "reported_already", "条例第二十四条（四）"),
        (INCOMING, "circulate", "reader_named_already", "条例第二十四条（五）"),  # 传阅
        (INCOMING, "read", "read_already", "条例第二十四条（五）"),
        (INCOMING, "read", "not_your_turn", "条例第二十四条（五）"),
        (INCOMING, "urge", "nothing_to_urge", "条例第二十四条（六）"),  # 催办
        (OUTGOING, "submit", "note_missing", "条例第九条（十四）"),  # 附注
        (OUTGOING, "return", "reason_missing", "条例第二十一条"),  # 审核退回
        (OUTGOING, "reject", "reason_missing", "条例第二十一条、第二十二条"),
        (OUTGOING, "return_to_examiner", "reason_missing", "条例第二十一条、第二十二条"),
        (OUTGOING, "return_to_signer", "reason_missing", "条例第二十五条（一）"),  # 复核
        (OUTGOING, "recall", "reason_missing", "条例第二十五条"),
        (OUTGOING, "revoke", "reason_missing", "条例第三十三条"),
        (OUTGOING, "repeal", "reason_missing", "条例第三十三条"),
        (OUTGOING, "hand_over", "reason_missing", "条例第十九条"),
        (OUTGOING, "submit", "character_unprintable", "条例第十一条"),
        (OUTGOING, "release", "character_unprintable", "条例第十一条"),
        (INCOMING, "return", "reason_missing", "条例第二十四条（三）"),  # 初审
        (INCOMING, "reassign", "reason_missing", "条例第二十四条（四）"),
        (CLASSIFIED, "return", "reason_missing", "条例第三十四条"),  # 清退
        (CLASSIFIED, "propose_destruction", "reason_missing", "条例第三十五条"),  # 销毁
    ),
)
def test_a_rule_cites_the_article_that_says_so(workflow: Workflow, action: str, code: str, article: str) -> None:
    assert rules_of(workflow, action)[code].source == article


@pytest.mark.parametrize(
    ("workflow", "action"), ((SEAL, "cancel"), (SEAL, "refuse"), (USE, "refuse"), (DESTRUCTION, "refuse"))
)
def test_a_reason_is_asked_for_by_what_governs_seals_and_archives(workflow: Workflow, action: str) -> None:
    source = rules_of(workflow, action)["reason_missing"].source

    assert "条例第二十" not in source and source.startswith(("国务院关于", "机关档案管理规定"))


def test_no_reason_is_asked_for_by_an_article_of_the_other_line() -> None:
    outgoing = {rule.source for rule in OUTGOING.rules if rule.code == "reason_missing"}
    incoming = {rule.source for rule in INCOMING.rules if rule.code == "reason_missing"}

    assert not any("第二十四条" in source for source in outgoing)
    assert all(source.startswith("条例第二十四条") for source in incoming)
    sent_back = {next(iter(step.sources)).value: step.rules[-1].source for step in OUTGOING.steps
                 if step.action == "send_back"}  # fmt: skip
    assert sent_back == {
        "submitted": "条例第二十一条", "approved": "条例第二十一条、第二十二条", "signed": "条例第二十五条（一）",
        "verified": "条例第二十五条（一）", "registered": "条例第二十五条（一）",
    }  # fmt: skip


def test_a_seal_unlike_the_signature_breaks_the_article_on_seals() -> None:
    assert rules_of(USE, "apply")["seal_not_the_signature"].source.endswith("第九条（十三）")
