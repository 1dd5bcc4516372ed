"""Rules shared by outgoing and incoming documents (条例 = 党政机关公文处理工作条例, 中办发〔2012〕14号)."""

from datetime import date

from shared.workflow import Rule, reason_rule, role

DIRECTOR, LEADER, REGISTRAR = role("director"), role("leader"), role("registrar")


IN_FORCE = date(2012, 7, 1)
"""The day on which the 条例 came into force (its art. 42)."""


def reason_for(source: str, states: str) -> Rule:
    """Make the rule that a step requires a reason; one of the regulation (条例) has its day."""
    return reason_rule(source, states, IN_FORCE if source.startswith("条例") else None)
