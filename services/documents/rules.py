"""What the rules of both lines share (条例 = 党政机关公文处理工作条例, 中办发〔2012〕14号)."""

from typing import Any

from shared.workflow import Facts, role, rule

DIRECTOR, LEADER, REGISTRAR = role("director"), role("leader"), role("registrar")


@rule("reason_missing", "条例第二十一条、第二十四条", field="comment")
def reason_is_given(subject: Any, facts: Facts) -> str | None:
    """Require the reason when something is sent back."""
    return None if facts.comment.strip() else "退回、退文或者不予签发的，应当说明理由"
