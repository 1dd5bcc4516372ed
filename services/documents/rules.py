"""What the rules of both lines share (条例 = 党政机关公文处理工作条例, 中办发〔2012〕14号)."""

from datetime import date
from typing import Any

from shared.workflow import REASON, Facts, Rule, role, rule

DIRECTOR, LEADER, REGISTRAR = role("director"), role("leader"), role("registrar")


IN_FORCE = date(2012, 7, 1)
"""Since when the 条例 is in force (its art. 42)."""


def reason_for(source: str, states: str) -> Rule:
    """Make the rule that a step gives its reason, by what governs that step."""
    return rule("reason_missing", source, field="comment", states=states)(
        lambda subject, facts: None if facts.comment.strip() else REASON
    )


@rule(
    "reason_missing", "条例第二十一条、第二十四条", field="comment", since=IN_FORCE,
    states="退回、退文、不予签发以及撤回、撤销、废止公文的，说明理由。",
)  # fmt: skip
def reason_is_given(subject: Any, facts: Facts) -> str | None:
    """Require the reason when something is sent back."""
    return None if facts.comment.strip() else REASON
