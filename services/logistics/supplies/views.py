"""API views of supplies and requests."""

from datetime import datetime
from typing import TYPE_CHECKING

from services.logistics.supplies.domain import REQUEST_NAMES, SUPPLY_NAMES, Supply, SupplyRequest
from services.logistics.supplies.steps import REQUEST, SUPPLY
from shared.actor import Actor
from shared.office import named
from shared.shown import Shown

if TYPE_CHECKING:
    from services.logistics.supplies import api


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
