"""API views of supplies and requests."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from services.logistics.supplies.domain import REQUEST_NAMES, SUPPLY_NAMES, Supply, SupplyRequest
from services.logistics.supplies.steps import REQUEST, SUPPLY
from shared.actor import Actor
from shared.office import named
from shared.shown import Shown
from shared.spreadsheet import Build, workbook

if TYPE_CHECKING:
    from services.logistics.supplies import api

STOCK = (
    ("序号", 8),
    ("名称和规格", 36),
    ("计量单位", 10),
    ("存放地点", 24),
    ("库存", 10),
    ("最低库存", 10),
    ("状态", 10),
)
REQUESTS = (
    ("序号", 8), ("申请时间", 18), ("办公用品", 36), ("数量", 10), ("计量单位", 10), ("用途", 36), ("申请人", 12),
    ("批准人", 12), ("发放人", 12), ("退回原因", 30), ("状态", 10),
)  # fmt: skip


def shown_supply(supply: Supply, actor: Actor | None, at: datetime) -> "Shown[api.Supply]":
    """Return a supply with the steps that the actor may take now."""
    return {
        **supply.described(),
        "organ": named(supply.organ, supply.organ_name),
        "name": supply.name,
        "unit": supply.unit,
        "place": supply.place,
        "stock": supply.stock,
        "low": supply.low,
        "short": supply.short,
        "status": supply.status.value,
        "status_name": SUPPLY_NAMES[supply.status],
        "actions": SUPPLY.offers(supply, actor, at=at),
    }


def shown_request(request: SupplyRequest, actor: Actor | None, at: datetime) -> "Shown[api.SupplyRequest]":
    """Return a request with the steps that the actor may take now."""
    return {
        **request.described(),
        "organ": named(request.organ, request.organ_name),
        "supply": named(request.supply, request.supply_name),
        "unit": request.unit,
        "quantity": request.quantity,
        "purpose": request.purpose,
        "applicant": named(request.applicant, request.applicant_name),
        "approved_by": request.approved_by_name,
        "issued_by": request.issued_by_name,
        "return_reason": request.return_reason,
        "status": request.status.value,
        "status_name": REQUEST_NAMES[request.status],
        "stage_name": REQUEST.stage(request.status),
        "actions": REQUEST.offers(request, actor, at=at),
    }


def stock_file(supplies: Iterable[Supply], build: Build) -> dict[str, str]:
    """Build the stock (办公用品库存表) as .xlsx."""
    rows = (
        (place, each.name, each.unit, each.place, each.stock, each.low, SUPPLY_NAMES[each.status])
        for place, each in enumerate(supplies, start=1)
    )
    return workbook("办公用品库存表", STOCK, rows, build)


def requests_file(requests: Iterable[SupplyRequest], build: Build) -> dict[str, str]:
    """Build the register of requests (办公用品领用登记簿) as .xlsx."""
    rows = (
        (
            place, each.created_at, each.supply_name, each.quantity, each.unit, each.purpose, each.applicant_name,
            each.approved_by_name, each.issued_by_name, each.return_reason, REQUEST_NAMES[each.status],
        )
        for place, each in enumerate(requests, start=1)
    )  # fmt: skip
    return workbook("办公用品领用登记簿", REQUESTS, rows, build)
