"""Use cases of supplies and requests.

What is issued leaves the stock first, by the supply's version: of many who issue at once, no one takes what is not there.
The request follows, at once or, after a crash, by the event of the supply, which puts it back if the request is over.
Everything here may be repeated.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from services.logistics.supplies import domain
from services.logistics.supplies.domain import RequestStatus, Supply, SupplyRequest
from services.logistics.supplies.steps import LOCAL, REQUEST, REQUESTS, SUPPLIES, SUPPLY
from shared import usecase
from shared.actor import Actor
from shared.contracts import logistics as events
from shared.given import as_given
from shared.listing import Listing
from shared.occasion import Occasion, Taken
from shared.office import Copies, fault, organ_of
from shared.pages import Page
from shared.usecase import Repository, again, made_id, to_change
from shared.workflow import Context, because


class Supplies(Repository[Supply], Protocol):
    """The repository of supplies."""

    def search(self, actor: Actor, wanted: Listing) -> Page[Supply]: ...


class Requests(Repository[SupplyRequest], Protocol):
    """The repository of requests."""

    def search(self, actor: Actor, wanted: Listing) -> Page[SupplyRequest]: ...


def enter(supplies: Supplies, copies: Copies, *, occasion: Occasion, new_id: str, wanted: Mapping[str, Any]) -> Supply:
    """Enter a supply of the actor's organ, with its stock."""
    actor = occasion.person
    SUPPLY.admit("enter", actor)
    supply = Supply(
        id=made_id(occasion, new_id),
        organ=actor.organ,
        organ_name=organ_of(copies, actor.organ).name,
        once=f"{actor.organ}#{wanted['name']}",
        **as_given(Supply, wanted),
    )
    try:
        return usecase.begin(supplies, SUPPLY, supply, "enter", Context(actor, occasion.at))
    except Taken:
        raise fault("name", "entered_twice", "该办公用品已经登记，请办理入库", source=LOCAL) from None


def act_on_supply(
    supplies: Supplies, supply_id: str, action: str, *, occasion: Occasion, comment: str | None, **said: Any
) -> Supply:
    """Take a step with a supply."""
    changes = {name: said[name] for name in ("place", "low") if said[name] is not None}
    context = Context(occasion.person, occasion.at, comment or "", {**said, "changes": changes})
    return usecase.act(
        supplies, SUPPLY, supply_id, action, sees=domain.sees_supply, occasion=occasion, gather=lambda supply: context,
        together=action == "receive",
    )  # fmt: skip


def request(
    requests: Requests, supplies: Supplies, *, occasion: Occasion, new_id: str, wanted: Mapping[str, Any]
) -> SupplyRequest:
    """Ask for a supply of one's organ."""
    actor, supply = occasion.person, supplies.find(wanted["supply"])
    if supply is None or not domain.sees_supply(supply, actor) or supply.status is domain.SupplyStatus.RETIRED:
        raise fault("supply", "unknown_supply", "未找到该办公用品，请从本单位在用的办公用品中选择")
    new = SupplyRequest(
        id=made_id(occasion, new_id),
        organ=supply.organ,
        organ_name=supply.organ_name,
        supply=supply.id,
        supply_name=supply.name,
        unit=supply.unit,
        applicant=actor.person_id,
        applicant_name=actor.name,
        **as_given(SupplyRequest, wanted),
    )
    return usecase.begin(requests, REQUEST, new, "request", Context(actor, occasion.at))


def act_on_request(
    requests: Requests, request_id: str, action: str, *, occasion: Occasion, comment: str | None, quantity: int | None
) -> SupplyRequest:
    """Take a step with a request other than issuing."""
    changes = {} if quantity is None else {"quantity": quantity}
    context = Context(occasion.person, occasion.at, comment or "", {"changes": changes})
    return usecase.act(
        requests,
        REQUEST,
        request_id,
        action,
        sees=domain.sees_request,
        occasion=occasion,
        gather=lambda request: context,
    )


def issue(requests: Requests, supplies: Supplies, request_id: str, *, occasion: Occasion) -> SupplyRequest:
    """Take what a request is for out of the stock and hand it out; of many at once, none takes what is not there."""
    actor = occasion.person

    def take() -> None:
        first = to_change(requests, request_id, domain.sees_request, occasion)
        supply = supplies.find(first.supply)  # before the request: one that was issued meanwhile is then seen to be
        request = requests.get(request_id)
        assert supply is not None and supply.kept is not None, "no supply is deleted"
        if occasion.key is not None and occasion.key.id in supply.kept.keys:
            return  # asked again after a crash, or after the event of the supply was faster
        REQUEST.step(request, "issue", actor)
        said = {"quantity": request.quantity, "request_id": request_id, "issued_by": actor.name}
        usecase.take(supplies, SUPPLY, supply, "issue", Context(actor, occasion.at, said=said))

    again(take)

    def finish() -> SupplyRequest:
        request = requests.get(request_id)
        if request.status is RequestStatus.ISSUED:
            return request  # the event of the supply was faster
        context = Context(actor, occasion.at, said={"issued_by": actor.name})
        return usecase.take(requests, REQUEST, request, "issue", context)

    return again(finish)


def taken(requests: Requests, supplies: Supplies, event: events.SupplyTaken, *, at: datetime) -> None:
    """Mark as issued a request that was not marked at once; put back what was taken for one that is over."""
    supply, request = supplies.find(event.supply_id), requests.find(event.request_id)
    if supply is None or request is None or event.request_id not in supply.outgoing:
        return
    if request.status is RequestStatus.APPROVED and request.quantity == event.quantity:
        said = because(SUPPLIES, request, at, issued_by=event.issued_by)
        usecase.take(requests, REQUEST, request, "issued", said)
    elif request.status is not RequestStatus.ISSUED:
        said = because(SUPPLIES, supply, at, request_id=event.request_id)
        usecase.take(supplies, SUPPLY, supply, "put_back", said)


def settle(supplies: Supplies, event: events.SuppliesIssued, *, at: datetime) -> None:
    """Forget what was taken for a request that has been issued."""
    supply = supplies.find(event.supply)
    if supply is not None and event.request_id in supply.outgoing:
        said = because(REQUESTS, supply, at, request_id=event.request_id)
        usecase.take(supplies, SUPPLY, supply, "settle", said)
