"""Office supplies: stock, request, approval, issue and count; the stock is never below zero."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import services.logistics.supplies.turns  # noqa: F401  (says whose turn it is)
from services.logistics.supplies import app, domain
from services.logistics.supplies.domain import RequestStatus, SupplyStatus
from services.logistics.supplies.steps import REQUEST
from shared import usecase
from shared.contracts.logistics import SuppliesIssued, SupplyTaken
from shared.errors import (
    Forbidden,
    InvalidInput,
    NotFound,
    OfficeError,
    Refused,
    TransitionRefused,
    VersionConflict,
)
from shared.occasion import Key
from shared.turn import waits_of
from tests.support.office import MORNING, caused, on
from tests.support.together import meanwhile
from tests.unit.logistics.storeroom import Storeroom


@pytest.fixture
def room() -> Storeroom:
    found = Storeroom()
    found.supply()
    return found


def refused(code: str, act: Any) -> OfficeError:
    with pytest.raises(OfficeError) as error:
        act()
    assert [each["code"] for each in error.value.errors] == [code]
    return error.value


def test_a_request_is_approved_and_issued_from_the_stock(room: Storeroom) -> None:
    assert room.request().title == "领用复印纸3包"
    room.decide("approve", "east.director")

    issued = room.issue()

    assert (issued.status, issued.issued_by_name, room.stock()) == (RequestStatus.ISSUED, "east.clerk", 7)
    with pytest.raises(TransitionRefused):
        room.issue()
    assert room.stock() == 7


def test_what_is_not_there_is_not_issued(room: Storeroom) -> None:
    room.approved(quantity=11)

    error = refused("stock_short", room.issue)

    assert (error.status, room.stock()) == (409, 10)
    assert "库存10包，不足11包" in error.message


def test_nobody_approves_their_own_request(room: Storeroom) -> None:
    request = room.request(who="east.director")

    refused("own_request", lambda: room.decide("approve", "east.director"))
    assert waits_of(request)[0]["besides"] == ["p-east.director"]
    assert room.decide("approve", "east.leader").approved_by_name == "east.leader"


def test_a_count_that_differs_is_explained(room: Storeroom) -> None:
    refused("difference_unexplained", lambda: room.act("count", counted=9))
    assert room.act("count", counted=10).stock == 10
    assert room.act("count", counted=9, comment="受潮报废").stock == 9


def test_goods_that_arrive_add_to_the_stock_and_a_low_stock_is_on_the_list(room: Storeroom) -> None:
    assert waits_of(room.supplies(on("east.clerk")).find("a1")) == []
    low = room.act("count", counted=4, comment="受潮报废")

    assert [each["action"]["code"] for each in waits_of(low)] == ["receive"]
    assert waits_of(room.act("receive", quantity=1)) == []


def test_a_supply_in_stock_is_not_retired_and_a_retired_name_is_free(room: Storeroom) -> None:
    refused("stock_left", lambda: room.act("retire"))
    with pytest.raises(InvalidInput):
        room.supply("a2")
    room.act("count", counted=0, comment="报废")
    assert room.act("retire").status is SupplyStatus.RETIRED
    assert room.supply("a2").stock == 10
    with pytest.raises(InvalidInput):
        room.request(supply="a1")


def test_supplies_are_those_of_one_organ(room: Storeroom) -> None:
    with pytest.raises(InvalidInput):
        room.request(who="west.handler")
    with pytest.raises(Forbidden):
        room.supply("a2", who="east.handler", name="签字笔")
    room.request()
    with pytest.raises(NotFound):
        room.decide("approve", "west.director")


def test_a_returned_request_is_made_again_for_less(room: Storeroom) -> None:
    room.request()
    refused("reason_missing", lambda: room.decide("return", "east.director"))
    room.decide("return", "east.director", comment="请减少数量")
    assert room.decide("apply", "east.handler", quantity=1).quantity == 1


def left_after_taking(room: Storeroom) -> SupplyTaken:
    """Take a request's supply out of the stock and end before the request says so, as a crash would."""
    requests = room.requests
    room.approved()

    class Crash(Exception):
        pass

    def crashing(occasion: Any) -> Any:
        kept = requests(occasion)
        kept.save = lambda *_, **__: (_ for _ in ()).throw(Crash())
        return kept

    room.requests = crashing
    with pytest.raises(Crash):
        room.issue()
    room.requests = requests
    return taken_event(room)


def taken_event(room: Storeroom) -> SupplyTaken:
    supply = room.supplies(on("east.clerk")).find("a1")
    return SupplyTaken(
        supply_id="a1", organ="east", request_id="r1", quantity=supply.outgoing["r1"], issued_by="east.clerk"
    )


def hear(room: Storeroom, event: SupplyTaken, version: int = 2) -> None:
    occasion = caused("supplies:a1", version)
    app.taken(room.requests(occasion), room.supplies(occasion), event, at=MORNING)


def test_what_was_taken_before_a_crash_is_issued_by_its_event_and_only_once(room: Storeroom) -> None:
    event = left_after_taking(room)
    assert room.stock() == 7

    for _ in range(2):
        hear(room, event)

    issued = room.kept("r1")
    assert (issued.status, issued.issued_by_name, room.stock()) == (RequestStatus.ISSUED, "east.clerk", 7)
    heard = caused("supply_requests:r1", 3)
    told = SuppliesIssued(request_id="r1", organ="east", supply="a1", quantity=3)
    app.settle(room.supplies(heard), told, at=MORNING)
    assert room.supplies(heard).find("a1").outgoing == {}


def test_what_one_clerk_is_handing_out_is_not_handed_out_by_another(room: Storeroom) -> None:
    event = left_after_taking(room)

    with pytest.raises(Refused, match="正在由他人发放"):
        room.issue()

    hear(room, event)
    with pytest.raises(TransitionRefused):
        room.issue()
    assert room.stock() == 7


def test_the_clerk_is_answered_although_the_event_of_the_supply_was_faster(room: Storeroom) -> None:
    room.approved()
    requests, first = room.requests, []

    def slow(occasion: Any) -> Any:
        kept = requests(occasion)
        save = kept.save

        def late(*what: Any, **how: Any) -> Any:
            if not first:
                first.append(True)
                room.requests = requests
                hear(room, taken_event(room))
            return save(*what, **how)

        kept.save = late
        return kept

    room.requests = slow

    issued = room.issue()

    assert (issued.status, issued.issued_by_name, room.stock()) == (RequestStatus.ISSUED, "east.clerk", 7)
    with pytest.raises(TransitionRefused):
        room.issue()


def test_what_was_taken_for_a_request_that_was_cancelled_meanwhile_is_put_back(room: Storeroom) -> None:
    event = left_after_taking(room)
    occasion = on("east.handler")
    usecase.act(room.requests(occasion), REQUEST, "r1", "cancel", sees=domain.sees_request, occasion=occasion)

    hear(room, event)

    assert (room.stock(), room.supplies(occasion).find("a1").outgoing) == (10, {})


def test_a_request_that_was_made_again_for_less_takes_less(room: Storeroom) -> None:
    event = left_after_taking(room)
    room.decide("return", "east.clerk", comment="请减少数量")
    room.decide("apply", "east.handler", quantity=1)
    room.decide("approve", "east.director")

    assert room.issue().quantity == 1
    hear(room, event, 9)
    assert room.stock() == 9


@given(st.lists(st.tuples(st.sampled_from(["receive", "count", "issue"]), st.integers(0, 12)), max_size=12))
def test_the_stock_is_what_came_less_what_went_and_never_below_zero(said: list[tuple[str, int]]) -> None:
    room, stock = Storeroom(), 10
    room.supply()
    for number, (action, quantity) in enumerate(said):
        if action == "receive" and quantity:
            room.act("receive", quantity=quantity)
            stock += quantity
        elif action == "count":
            room.act("count", counted=quantity, comment="盘点")
            stock = quantity
        elif quantity:
            room.approved(f"r{number}", quantity=quantity)
            if quantity <= stock:
                room.issue(f"r{number}")
                stock -= quantity
            else:
                refused("stock_short", lambda number=number: room.issue(f"r{number}"))
        assert room.stock() == stock >= 0


def test_a_supply_is_described_anew_as_far_as_something_is_said(room: Storeroom) -> None:
    moved = room.act("correct", place="二楼库房")
    assert (moved.place, moved.low) == ("二楼库房", 5)
    lower = room.act("correct", low=0)
    assert (lower.place, lower.low) == ("二楼库房", 0)


@pytest.mark.parametrize(
    ("action", "said"), [("receive", {"quantity": 5}), ("count", {"counted": 9, "comment": "盘点"})]
)
def test_of_two_deliveries_at_once_both_count_and_a_count_is_made_of_what_was_seen(
    room: Storeroom, action: str, said: dict[str, Any]
) -> None:
    supplies = room.supplies

    def another() -> None:
        room.supplies = supplies
        room.act("receive", quantity=100)

    room.supplies = lambda occasion: meanwhile(supplies(occasion), another)

    if action == "receive":
        assert room.act(action, **said).stock == 115
    else:
        with pytest.raises(VersionConflict):
            room.act(action, **said)
        assert room.stock() == 110


def test_a_request_to_hand_out_is_answered_once_although_it_comes_again(room: Storeroom) -> None:
    room.approved()
    once = on("east.clerk", key=Key("once", "same"))
    issue = lambda: app.issue(room.requests(once), room.supplies(once), "r1", occasion=once)  # noqa: E731
    left_after_taking_with(room, issue)

    issued = issue()

    assert (issued.status, room.stock()) == (RequestStatus.ISSUED, 7)


def left_after_taking_with(room: Storeroom, issue: Any) -> None:
    """Hand out, and end before the request says so."""
    requests = room.requests

    def crashing(occasion: Any) -> Any:
        kept = requests(occasion)
        kept.save = lambda *_, **__: (_ for _ in ()).throw(KeyError())
        return kept

    room.requests = crashing
    with pytest.raises(KeyError):
        issue()
    room.requests = requests
    assert room.stock() == 7


@pytest.mark.parametrize("changes", [{"supply_id": "unknown"}, {"request_id": "unknown"}])
def test_what_a_supply_or_a_request_of_elsewhere_says_changes_nothing(room: Storeroom, changes: dict[str, str]) -> None:
    event = left_after_taking(room).model_copy(update=changes)

    hear(room, event)

    assert room.kept("r1").status is RequestStatus.APPROVED and room.stock() == 7
    heard = caused("supply_requests:r1", 3)
    for told in ({"supply": "unknown", "request_id": "r1"}, {"supply": "a1", "request_id": "unknown"}):
        app.settle(room.supplies(heard), SuppliesIssued(organ="east", quantity=3, **told), at=MORNING)
    assert room.supplies(heard).find("a1").outgoing == {"r1": 3}


def test_what_was_issued_and_settled_is_not_put_back_by_a_late_event(room: Storeroom) -> None:
    event = left_after_taking(room)
    hear(room, event)
    heard = caused("supply_requests:r1", 3)
    app.settle(room.supplies(heard), SuppliesIssued(request_id="r1", organ="east", supply="a1", quantity=3), at=MORNING)

    hear(room, event, 5)

    assert room.stock() == 7


@pytest.mark.parametrize(("supply", "who"), [("unknown", "east.handler"), ("a1", "west.handler")])
def test_one_asks_for_what_ones_own_storeroom_has(room: Storeroom, supply: str, who: str) -> None:
    with pytest.raises(InvalidInput) as error:
        room.request(who=who, supply=supply)

    assert error.value.errors[0]["code"] == "unknown_supply"
