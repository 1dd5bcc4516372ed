"""Vehicles over either broker: a trip to its register, one vehicle for one trip, and the to-do lists of who acts next."""

import io
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
import requests
from python_calamine import CalamineWorkbook

from shared.calendar import OFFICE_ZONE
from tests.conftest import Launch
from tests.support.offers import codes
from tests.support.system import Office, System, eventually

NOW = datetime.now(OFFICE_ZONE)
YEAR = NOW.year


def entered(system: System) -> tuple[str, str]:
    """Enter a vehicle and a driver of the east campus; return their ids."""
    clerk, later = system.person("east.clerk"), f"{YEAR + 2}-06-30"
    vehicle = clerk.post(
        "/vehicles",
        {"plate": f"浙A·{uuid.uuid4().hex[:6]}", "model": "别克GL8", "seats": 7, "licence_class": "C1", "parking": "地下车库",
         "inspection_until": later, "insurance_until": later},
    )  # fmt: skip
    driver = clerk.post("/drivers", {"person": "east.handler", "licence_class": "c1", "licence_until": later})
    return str(vehicle["id"]), str(driver["id"])


def approved(system: System, destination: str, *, hours: float = 30) -> str:
    """Ask for a vehicle and take the request to its dispatch."""
    start = (NOW + timedelta(hours=hours)).replace(second=0, microsecond=0)
    trip = system.person("east.handler").post(
        "/trips",
        {"purpose": "送教", "destination": destination, "starts_at": start.isoformat(),
         "ends_at": (start + timedelta(hours=2)).isoformat(), "passengers": 2, "special": "值班"},
    )  # fmt: skip
    system.person("east.director").post(f"/trips/{trip['id']}/actions/examine")
    system.person("east.leader").post(f"/trips/{trip['id']}/actions/approve")
    return str(trip["id"])


def waits(office: Office, record: str) -> list[str]:
    items = office.get("/me/todo?limit=100")["items"]
    return [each["action"]["code"] for each in items if each["record_id"] == record]


def test_a_trip_goes_to_the_register_and_the_account(shared_over_both: System) -> None:
    vehicle, driver = entered(shared_over_both)
    handler, clerk = shared_over_both.person("east.handler"), shared_over_both.person("east.clerk")
    trip = approved(shared_over_both, "区教育局")
    path = f"/trips/{trip}/actions"
    eventually(lambda: waits(clerk, trip) == ["dispatch"])

    sent = clerk.post(f"{path}/dispatch", {"vehicle": vehicle, "driver": driver})
    chauffeur = shared_over_both.person("east.handler")
    eventually(lambda: waits(chauffeur, trip) == ["depart"])
    day = sent["starts_at"]
    on = datetime.fromisoformat(day).astimezone(OFFICE_ZONE).date().isoformat()
    taken = next(
        each for each in clerk.get(f"/vehicle-days?on={on}")["items"] if each["vehicle"]["id"] == vehicle
    )  # fmt: skip
    assert [each["destination"] for each in taken["trips"]] == ["区教育局"]
    elsewhere = shared_over_both.person("west.clerk").get(f"/vehicle-days?on={on}")["items"]
    assert [each["trips"][0]["destination"] for each in elsewhere if each["vehicle"]["id"] == vehicle] == [None]
    chauffeur.post(f"{path}/depart", {"odometer": 100})
    back = chauffeur.post(f"{path}/end", {"odometer": 138, "fuel_fen": 30_000})
    assert back["kilometres"] == 38 and "close" in codes(clerk.get(f"/trips/{trip}"))
    clerk.post(f"{path}/close")

    costs = f"/vehicles/{vehicle}/costs?year={YEAR}"
    eventually(lambda: clerk.get(costs)["total_fen"] == 30_000)
    eventually(lambda: clerk.get(f"/vehicles/{vehicle}")["odometer"] == 138)
    clerk.post(f"/vehicles/{vehicle}/cost-corrections", {"year": YEAR, "source": f"trip:{trip}", "reason": "误记"})
    assert clerk.get(costs)["total_fen"] == 0
    year = datetime.fromisoformat(day).astimezone(OFFICE_ZONE).year
    file = clerk.ask("GET", f"/registers/trips.xlsx?year={year}").response.content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(file)).get_sheet_by_index(0).to_python()
    assert any(row[4] == "区教育局" and row[12] == 38 for row in rows)
    assert handler.ask("GET", f"/vehicles/{vehicle}").status == 404


def test_one_vehicle_of_a_hundred_requests_at_once_goes_to_one(shared_over_both: System) -> None:
    vehicle, driver = entered(shared_over_both)
    clerk = shared_over_both.person("east.clerk")
    trips = [approved(shared_over_both, f"第{number}所学校", hours=54) for number in range(10)]

    def dispatch(number: int) -> Any:
        path = f"/trips/{trips[number % len(trips)]}/actions/dispatch"
        return clerk.ask("POST", path, {"vehicle": vehicle, "driver": driver})

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(dispatch, range(100)))

    winners = {answer["id"] for answer in answers if answer.status == 200}
    assert len(winners) == 1
    assert {answer["code"] for answer in answers if answer.status != 200} == {"vehicle_taken"}
    (winner,) = winners
    assert clerk.get(f"/trips/{winner}")["vehicle"]["id"] == vehicle
    shared_over_both.person("east.handler").post(f"/trips/{winner}/actions/cancel", {"comment": "改期"})
    other = next(each for each in trips if each != winner)
    assert (
        clerk.post(f"/trips/{other}/actions/dispatch", {"vehicle": vehicle, "driver": driver})["status"] == "dispatched"
    )


def test_mail_is_on_the_list_of_its_addressee_and_is_signed_for_once(shared_over_both: System) -> None:
    desk, handler = shared_over_both.person("east.registrar"), shared_over_both.person("east.handler")
    code = f"EA{uuid.uuid4().hex[:9].upper()}"
    item = desk.post(
        "/mail-items", {"kind": "express", "code": code, "sender": "区教育局", "addressee": "east.handler"}
    )["id"]
    eventually(lambda: waits(handler, item) == ["sign"])
    again = desk.ask(
        "POST", "/mail-items", {"kind": "parcel", "code": code, "sender": "他处", "addressee": "east.clerk"}
    )
    assert (again.status, again["errors"][0]["code"]) == (422, "registered_twice")
    assert [each["id"] for each in desk.get(f"/mail-items?code={code}")["items"]] == [item]

    desk.post(f"/mail-items/{item}/actions/hand_on", {"person": "east.clerk"})
    colleague = shared_over_both.person("east.clerk")
    eventually(lambda: waits(colleague, item) == ["sign"])
    signed = colleague.post(f"/mail-items/{item}/actions/sign")

    assert (signed["status"], signed["signed_by"]["name"] != signed["addressee"]["name"]) == ("signed", True)
    assert handler.ask("POST", f"/mail-items/{item}/actions/sign").status == 409
    eventually(lambda: waits(handler, item) == [])


def test_supplies_are_asked_for_approved_and_issued_from_the_stock(shared_over_both: System) -> None:
    clerk, director = shared_over_both.person("east.clerk"), shared_over_both.person("east.director")
    paper = {"name": f"复印纸{uuid.uuid4().hex[:6]}", "unit": "包", "place": "一楼库房", "stock": 5, "low": 3}
    supply = clerk.post("/supplies", paper)["id"]
    wanted = {"supply": supply, "quantity": 3, "purpose": "期末试卷印制"}
    asked = [shared_over_both.person("east.handler").post("/supply-requests", wanted)["id"] for _ in range(2)]
    for each in asked:
        eventually(lambda each=each: waits(director, each) == ["approve"])
        director.post(f"/supply-requests/{each}/actions/approve")

    with ThreadPoolExecutor(8) as pool:
        paths = [f"/supply-requests/{each}/actions/issue" for each in asked * 4]
        answers = list(pool.map(lambda path: clerk.ask("POST", path), paths))

    assert sorted(each.status for each in answers) == [200, *[409] * 7]
    assert clerk.get(f"/supplies/{supply}")["stock"] == 2
    eventually(lambda: waits(clerk, supply) == ["receive"])


KEY = "asked-again-after-the-crash"


def cut_off(office: Office, path: str, body: Any = None) -> None:
    with suppress(requests.ConnectionError):  # the process may end before it has answered
        office.ask("POST", path, body, Idempotency_Key=KEY)


@pytest.mark.parametrize("place", ["after_publish.vehicle_booked", "after_write.trip_dispatched"])
def test_a_vehicle_is_dispatched_once_though_the_process_is_killed(
    launch: Launch, broker: str | None, place: str
) -> None:
    system = launch(broker=broker)
    vehicle, driver = entered(system)
    trips, clerk = [approved(system, f"第{number}所学校") for number in range(2)], system.person("east.clerk")
    chosen = {"vehicle": vehicle, "driver": driver}
    system.kill()
    system.start(TONGBAN_FAILPOINT=f"{place}:kill")
    cut_off(clerk, f"/trips/{trips[0]}/actions/dispatch", chosen)
    system.wait_ended()
    system.start()

    eventually(lambda: clerk.get(f"/trips/{trips[0]}")["status"] == "dispatched")
    asked = clerk.ask("POST", f"/trips/{trips[0]}/actions/dispatch", chosen, Idempotency_Key=KEY)
    other = clerk.ask("POST", f"/trips/{trips[1]}/actions/dispatch", chosen)

    assert (asked.status, asked["status"]) == (200, "dispatched")
    assert (other.status, other["code"]) == (409, "vehicle_taken")
    history = clerk.get(f"/trips/{trips[0]}/history")["items"]
    assert sum(each["action"] in ("dispatch", "assign") for each in history) == 1
    chauffeur = system.person("east.handler")
    eventually(lambda: waits(chauffeur, trips[0]) == ["depart"])
    cancelled = system.person("east.handler").post(f"/trips/{trips[0]}/actions/cancel", {"comment": "改期"})
    assert cancelled["status"] == "cancelled"
    assert eventually(
        lambda: clerk.ask("POST", f"/trips/{trips[1]}/actions/dispatch", chosen).status == 200,
        what="the vehicle is free",
    )


def test_supplies_leave_the_stock_once_though_the_process_is_killed(launch: Launch, broker: str | None) -> None:
    system = launch(broker=broker)
    clerk, director = system.person("east.clerk"), system.person("east.director")
    supply = clerk.post("/supplies", {"name": "复印纸", "unit": "包", "place": "一楼库房", "stock": 5, "low": 1})["id"]
    wanted = {"supply": supply, "quantity": 3, "purpose": "期末试卷印制"}
    request = system.person("east.handler").post("/supply-requests", wanted)["id"]
    director.post(f"/supply-requests/{request}/actions/approve")
    system.kill()
    system.start(TONGBAN_FAILPOINT="after_write.supply_taken:kill")
    cut_off(clerk, f"/supply-requests/{request}/actions/issue")
    system.wait_ended()
    system.start()

    eventually(lambda: clerk.get(f"/supply-requests/{request}")["status"] == "issued")
    again = clerk.ask("POST", f"/supply-requests/{request}/actions/issue", Idempotency_Key=KEY)

    assert (again.status, clerk.get(f"/supplies/{supply}")["stock"]) == (200, 2)
