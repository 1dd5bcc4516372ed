"""Workflow tables of supplies and requests, with their rules.

Source: 行政事业单位内部控制规范（试行）（2012）.
"""

from collections.abc import Mapping
from typing import Any

from services.logistics.requests import another_approves, approval, sent_back
from services.logistics.supplies.acts import REQUEST_ACTS, SUPPLY_ACTS
from services.logistics.supplies.domain import REQUEST_NAMES, SUPPLY_NAMES, Supply, SupplyRequest
from services.logistics.supplies.domain import RequestStatus as R
from services.logistics.supplies.domain import SupplyStatus as S
from shared.contracts import logistics as events
from shared.errors import Refused
from shared.workflow import By, Context, Step, Workflow, event, reason_rule, role, rule

STOCK = "行政事业单位内部控制规范（试行）（财会〔2012〕21号）第四十四条"
LOCAL = "本单位办公用品管理制度"

CLERK = role("clerk")
APPLICANT = By("applicant", lambda request, actor: actor.person_id == request.applicant, "申请人")
APPROVER = By(
    "director or leader",
    lambda request, actor: actor.organ == request.organ and (actor.holds("director") or actor.holds("leader")),
    "办公室主任或者领导",
)
SUPPLIES = event("supply", "系统（办公用品）")
REQUESTS = event("request", "系统（办公用品）")


class StockShort(Refused):
    """库存不足。"""

    code = "stock_short"


@rule("stock_short", LOCAL, local=True, error=StockShort, states="库存不足的不发放，库存不为负数。")
def there_is_enough(supply: Supply, context: Context) -> str | None:
    """Require that the stock covers what is taken."""
    wanted: int = context.said["quantity"]
    there = supply.stock + supply.outgoing.get(context.said["request_id"], 0)
    if there >= wanted:
        return None
    return f"{supply.name}库存{there}{supply.unit}，不足{wanted}{supply.unit}；请先入库，或者退回申请、减少数量"


@rule("issued_already", LOCAL, local=True, error=Refused, states="一份申请由一人发放一次。")
def nobody_issues_it(supply: Supply, context: Context) -> str | None:
    """Forbid taking the same out twice: two who hand out at once would hand out twice."""
    taken_out = supply.outgoing.get(context.said["request_id"]) == context.said["quantity"]
    return "该申请正在由他人发放，请稍后查看" if taken_out else None


@rule("difference_unexplained", STOCK, field="comment", states="定期盘点，盘点数与账面不符的，写明原因。")
def a_difference_is_explained(supply: Supply, context: Context) -> str | None:
    """Require a reason if a count differs from the books."""
    counted = context.said["counted"]
    if counted == supply.stock or context.comment.strip():
        return None
    return f"账面{supply.stock}{supply.unit}，实有{counted}{supply.unit}，请写明差异原因"


@rule("stock_left", LOCAL, local=True, states="有库存的办公用品不停用。")
def nothing_is_left(supply: Supply, context: Context) -> str | None:
    """Forbid retiring a supply that is in stock."""
    return f"{supply.name}尚有{supply.stock}{supply.unit}，发放或者盘点为零后再停用" if supply.stock else None


reason_is_given = reason_rule(LOCAL, "退回领用申请的，说明理由。")


def received(supply: Supply, context: Context) -> Mapping[str, Any]:
    """Add to the stock."""
    return {"stock": supply.stock + context.said["quantity"]}


def counted(supply: Supply, context: Context) -> Mapping[str, Any]:
    """Set the stock to what was counted."""
    return {"stock": context.said["counted"]}


def corrected(supply: Supply, context: Context) -> Mapping[str, Any]:
    """Set the changes."""
    found: Mapping[str, Any] = context.said["changes"]
    return found


def retired(supply: Supply, context: Context) -> Mapping[str, Any]:
    """Free its name."""
    return {"once": None}


def taken(supply: Supply, context: Context) -> Mapping[str, Any]:
    """Take what a request is for out of the stock, in place of what was taken for it before."""
    request_id, quantity = context.said["request_id"], context.said["quantity"]
    there = supply.stock + supply.outgoing.get(request_id, 0)
    return {"stock": there - quantity, "outgoing": {**supply.outgoing, request_id: quantity}}


def put_back(supply: Supply, context: Context) -> Mapping[str, Any]:
    """Put what was taken for a request that is over back into the stock."""
    return {"stock": supply.stock + supply.outgoing[context.said["request_id"]], **settled(supply, context)}


def settled(supply: Supply, context: Context) -> Mapping[str, Any]:
    """Forget what was taken for a request, which says so itself now."""
    return {"outgoing": {name: each for name, each in supply.outgoing.items() if name != context.said["request_id"]}}


def asked_again(request: SupplyRequest, context: Context) -> Mapping[str, Any]:
    """Set the changes of a returned request."""
    return {**context.said["changes"], "return_reason": None}


def issuing(request: SupplyRequest, context: Context) -> Mapping[str, Any]:
    """Record who issued it."""
    return {"issued_by_name": context.said["issued_by"]}


SUPPLY = Workflow(
    "办公用品",
    SUPPLY_NAMES,
    Step("enter", set(), S.IN_USE, CLERK, events.SupplyEntered),
    Step("receive", {S.IN_USE}, S.IN_USE, CLERK, events.SupplyReceived, sets=received),
    Step("count", {S.IN_USE}, S.IN_USE, CLERK, events.SupplyCounted, (a_difference_is_explained,), counted),
    Step("correct", {S.IN_USE}, S.IN_USE, CLERK, events.SupplyCorrected, sets=corrected),
    Step("issue", {S.IN_USE}, S.IN_USE, CLERK, events.SupplyTaken, (nobody_issues_it, there_is_enough), taken),
    *(Step("put_back", {each}, each, SUPPLIES, events.SupplyPutBack, sets=put_back) for each in S),
    *(Step("settle", {each}, each, REQUESTS, events.SupplySettled, sets=settled) for each in S),
    Step("retire", {S.IN_USE}, S.RETIRED, CLERK, events.SupplyRetired, (nothing_is_left,), retired),
    acts=SUPPLY_ACTS,
    noun="该办公用品",
)
REQUEST = Workflow(
    "办公用品领用",
    REQUEST_NAMES,
    Step("request", set(), R.REQUESTED, APPLICANT, events.SuppliesRequested),
    Step("apply", {R.RETURNED}, R.REQUESTED, APPLICANT, events.SuppliesRequested, sets=asked_again),
    Step(
        "approve", {R.REQUESTED}, R.APPROVED, APPROVER, events.SupplyRequestApproved, (another_approves("领用申请"),),
        approval,
    ),
    Step("return", {R.REQUESTED}, R.RETURNED, APPROVER, events.SupplyRequestReturned, (reason_is_given,), sent_back),
    Step("return", {R.APPROVED}, R.RETURNED, CLERK, events.SupplyRequestReturned, (reason_is_given,), sent_back),
    Step("issue", {R.APPROVED}, R.ISSUED, CLERK, events.SuppliesIssued, sets=issuing),
    Step("issued", {R.APPROVED}, R.ISSUED, SUPPLIES, events.SuppliesIssued, sets=issuing),
    Step("cancel", {R.REQUESTED, R.APPROVED, R.RETURNED}, R.CANCELLED, APPLICANT, events.SupplyRequestCancelled),
    acts=REQUEST_ACTS,
    noun="该申请",
    stages={R.REQUESTED: "待批准", R.APPROVED: "待发放"},
)  # fmt: skip

WORKFLOWS = (SUPPLY, REQUEST)
