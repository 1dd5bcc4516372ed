"""Workflow table of delegations (委托代办), with the rules of giving one."""

from collections.abc import Mapping
from typing import Any

from services.directory.acts import DELEGATION_ACTS
from services.directory.delegations.domain import DELEGATOR, LONGEST, NAMES, TO_TELL, Delegation, DelegationStatus
from shared.calendar import on_paper
from shared.contracts.directory import DelegationEnded, DelegationGiven, DelegationLapsed, DelegationLapseRead
from shared.errors import Forbidden, InvalidInput
from shared.workflow import Context, Step, Workflow, event, rule

AUTHORITY = "本单位委托代办规定"


@rule("nothing_to_delegate", AUTHORITY, states="有岗位职责的人员可以委托他人办理。", error=Forbidden)
def there_is_something_to_delegate(delegation: Delegation, context: Context) -> str | None:
    """Require roles in documents. `delegable`: those of the delegator."""
    return None if context.said["delegable"] else "您的岗位没有可以委托他人办理的事项"


@rule("oneself", AUTHORITY, field="delegate", states="委托给他人。", error=InvalidInput)
def delegate_is_another(delegation: Delegation, context: Context) -> str | None:
    """Require another person."""
    return "不能委托给本人" if delegation.delegate == delegation.delegator else None


@rule("past", AUTHORITY, field="from_on", states="委托自当天或者以后开始。", error=InvalidInput)
def it_begins_later(delegation: Delegation, context: Context) -> str | None:
    """Require a first day that has not passed."""
    return "委托不能早于今天开始" if delegation.from_on < context.today else None


@rule("ends_before_start", AUTHORITY, field="until_on", states="委托有起止日期。", error=InvalidInput)
def it_ends_after_it_begins(delegation: Delegation, context: Context) -> str | None:
    """Require a last day that is not before the first."""
    return "截止日期早于起始日期" if delegation.until_on < delegation.from_on else None


@rule("too_long", AUTHORITY, field="until_on", states="委托最长一年。", error=InvalidInput)
def it_lasts_a_year_at_most(delegation: Delegation, context: Context) -> str | None:
    """Limit the length of a delegation."""
    return "委托最长一年" if delegation.until_on - delegation.from_on > LONGEST else None


def _earlier(delegation: Delegation, context: Context) -> Delegation | None:
    return next((each for each in context.said["given"] if each.overlaps(delegation)), None)


def _which(delegation: Delegation, context: Context) -> Mapping[str, Any]:
    earlier = _earlier(delegation, context)
    return {} if earlier is None else {"delegation": earlier.id}


@rule(
    "delegated_already", AUTHORITY, field="from_on", states="同一时间、同一文种只委托一人。", error=InvalidInput,
    details=_which,
)  # fmt: skip
def kinds_are_delegated_once(delegation: Delegation, context: Context) -> str | None:
    """Refuse two concurrent delegations by one person for the same kinds. `given`: the person's other delegations."""
    earlier = _earlier(delegation, context)
    if earlier is None:
        return None
    days = f"{on_paper(earlier.from_on)}至{on_paper(earlier.until_on)}"
    one = "同一时间、同一文种只能委托一人；请先终止该委托，或者另选日期、文种"
    return f"{days}已委托{earlier.delegate_name}办理，{one}"


TO_GIVE = (
    there_is_something_to_delegate, delegate_is_another, it_begins_later, it_ends_after_it_begins,
    it_lasts_a_year_at_most, kinds_are_delegated_once,
)  # fmt: skip

STAFF = event("staff", "系统（人员变动）")


def lapsed(delegation: Delegation, context: Context) -> Mapping[str, Any]:
    """Record who left. `person`: who left."""
    return {"lapsed_why": context.comment, "gone": context.said["person"]}


def told(delegation: Delegation, context: Context) -> Mapping[str, Any]:
    """Record that the other person read it."""
    return {"lapse_read": True}


DELEGATION = Workflow(
    "委托代办",
    NAMES,
    Step("give", set(), DelegationStatus.GIVEN, DELEGATOR, DelegationGiven, TO_GIVE),
    Step("end", {DelegationStatus.GIVEN}, DelegationStatus.ENDED, DELEGATOR, DelegationEnded),
    Step("lapse", {DelegationStatus.GIVEN}, DelegationStatus.LAPSED, STAFF, DelegationLapsed, sets=lapsed),
    Step("read", {DelegationStatus.LAPSED}, DelegationStatus.LAPSED, TO_TELL, DelegationLapseRead, sets=told),
    acts=DELEGATION_ACTS,
    noun="该委托",
)

WORKFLOWS = (DELEGATION,)
