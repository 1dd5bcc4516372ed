"""The rule and the changes that requests of several features of logistics share."""

from collections.abc import Mapping
from typing import Any

from shared.workflow import Context, Rule, rule

CONTROL = "行政事业单位内部控制规范（试行）（财会〔2012〕21号）第十二条（一）"


def another_approves(requested: str) -> Rule:
    """Make the rule that a request is approved by another person than its applicant; `requested` names the request."""

    def check(subject: object, context: Context) -> str | None:
        own = context.actor.person_id == getattr(subject, "applicant")  # noqa: B009 - any request has one
        return (
            f"不能批准本人的{requested}，请由其他有权批准的人批准；没有其他人的，请退回，由办公室人员申请"
            if own
            else None
        )

    states = f"不相容岗位相互分离，申请人不批准本人的{requested}。"
    return rule("own_request", CONTROL, states=states)(check)


def approval(request: object, context: Context) -> Mapping[str, Any]:
    """Record who approved."""
    return {"approved_by_name": context.actor.name}


def sent_back(request: object, context: Context) -> Mapping[str, Any]:
    """Record why it was returned."""
    return {"return_reason": context.comment}
