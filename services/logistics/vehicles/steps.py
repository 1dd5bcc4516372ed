"""Workflow tables of vehicles, drivers and trips, and the rules of official vehicles.

Sources: 机关事务管理条例（2012）; 党政机关公务用车管理办法（2017）; 中华人民共和国道路交通安全法（2021年修正）.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from services.logistics.requests import another_approves, approval
from services.logistics.vehicles.acts import DRIVER_ACTS, TRIP_ACTS, VEHICLE_ACTS
from services.logistics.vehicles.domain import (
    CLASS_NAMES,
    COVERS,
    DRIVER_NAMES,
    LONGEST_TRIP,
    TRIP_NAMES,
    VEHICLE_NAMES,
    Accident,
    Driver,
    DriverTaken,
    Roster,
    Trip,
    Vehicle,
    VehicleTaken,
)
from services.logistics.vehicles.domain import DriverStatus as D
from services.logistics.vehicles.domain import TripStatus as T
from services.logistics.vehicles.domain import VehicleStatus as V
from shared.actor import Actor
from shared.calendar import OFFICE_ZONE, WorkCalendar, in_full, office_date, on_paper
from shared.contracts import logistics as events
from shared.workflow import By, Context, Step, Workflow, event, reason_rule, role, rule

AFFAIRS = "机关事务管理条例（2012）"
VEHICLES = "党政机关公务用车管理办法（2017）"
TRAFFIC = "中华人民共和国道路交通安全法（2021年修正）"
UNIT, SINGLE = f"{AFFAIRS}第二十五条", f"{AFFAIRS}第二十六条"
REQUEST = f"{VEHICLES}；{SINGLE}"

CLERK, DIRECTOR, LEADER = role("clerk"), role("director"), role("leader")
ROSTER = event("roster", "系统（用车）")
BACK = event("trip", "系统（用车）")


def _is_applicant(trip: Trip, actor: Actor) -> bool:
    return actor.person_id == trip.applicant


def _clerk_of(trip: Trip, actor: Actor) -> bool:
    return actor.holds("clerk") and actor.organ == trip.organ


APPLICANT = By("applicant", _is_applicant, "申请人")
APPLICANT_OR_CLERK = By(
    "applicant or clerk", lambda trip, actor: _is_applicant(trip, actor) or _clerk_of(trip, actor), "申请人或者文秘"
)
DRIVER_OR_CLERK = By(
    "driver or clerk", lambda trip, actor: actor.person_id == trip.driver or _clerk_of(trip, actor), "驾驶员或者文秘"
)


def _last_day(trip: Trip) -> date:
    return office_date(trip.ends_at)


@rule("ends_before_start", REQUEST, field="ends_at", states="用车申请写明用车和返回的时间，一次不超过31天。")
def times_are_in_order(trip: Trip, context: Context) -> str | None:
    """Require that a trip ends after it starts, and within a month."""
    if trip.ends_at <= trip.starts_at:
        return "返回时间应晚于用车时间，请修改"
    return "一次用车不超过31天，请分次申请" if trip.ends_at - trip.starts_at > LONGEST_TRIP else None


@rule("time_past", REQUEST, field="starts_at", states="用车在开始以前申请和审批，不补办。")
def it_lies_ahead(trip: Trip, context: Context) -> str | None:
    """Require that a vehicle is asked for, examined and approved before it is needed."""
    if trip.starts_at > context.at:
        return None
    begin = trip.starts_at.astimezone(OFFICE_ZONE)
    return f"用车时间{on_paper(begin)}{begin:%H:%M}已过，不能补办；请改为以后的时间，或者取消用车"


@rule(
    "sealed", f"{VEHICLES}；本地区封存安排", field="special", local=True,
    states="节假日期间，除特殊工作需要外，公务用车封存停驶。",
)  # fmt: skip
def it_is_not_sealed(trip: Trip, context: Context) -> str | None:
    """Forbid trips on days on which vehicles are sealed, unless special work is stated."""
    if trip.special.strip():
        return None
    calendar: WorkCalendar = context.said["calendar"]
    begin, end = office_date(trip.starts_at), _last_day(trip)
    sealed = [
        day
        for day in (begin + timedelta(days=ahead) for ahead in range(min((end - begin).days, 31) + 1))
        if not calendar.is_working_day(day)
    ]
    return f"{on_paper(sealed[0])}为节假日，公务用车封存停驶；确因特殊工作用车的，请写明事由" if sealed else None


@rule(
    "other_unit", UNIT, field="vehicle", states="不得借用、占用下级单位和其他单位的车辆；同一法人单位的校区共用车辆。"
)
def it_is_of_the_unit(trip: Trip, context: Context) -> str | None:
    """Forbid vehicles and drivers of another unit."""
    car: Vehicle = context.said["car"]
    return None if car.unit == trip.unit else "不得借用其他单位的车辆，请从本单位车辆中选择"


@rule("vehicle_not_in_use", SINGLE, field="vehicle", states="停用、已处置的车辆不派。")
def the_vehicle_is_in_use(trip: Trip, context: Context) -> str | None:
    """Require a vehicle that is in use."""
    car: Vehicle = context.said["car"]
    return None if car.active else f"{car.plate}{VEHICLE_NAMES[car.status]}，请改派其他车辆"


@rule("inspection_due", f"{TRAFFIC}第十三条", field="vehicle", states="机动车定期进行安全技术检验，逾期未检的不派。")
def it_is_inspected(trip: Trip, context: Context) -> str | None:
    """Require an inspection that is valid through the trip's last day."""
    return _valid(context.said["car"], "年检", trip)


@rule("insurance_due", f"{TRAFFIC}第十七条", field="vehicle", states="实行机动车第三者责任强制保险，保险到期的不派。")
def it_is_insured(trip: Trip, context: Context) -> str | None:
    """Require an insurance that is valid through the trip's last day."""
    return _valid(context.said["car"], "保险", trip)


@rule("service_due", SINGLE, field="vehicle", local=True, states="车辆按期保养，到期未保养的不派。")
def it_is_serviced(trip: Trip, context: Context) -> str | None:
    """Require a service that is not due before the trip's last day."""
    return _valid(context.said["car"], "保养", trip)


def _valid(car: Vehicle, name: str, trip: Trip) -> str | None:
    until = car.dates.get(name)
    if until is None or _last_day(trip) <= until:
        return None
    return f"{car.plate}{name}{in_full(until)}到期，请先办理{name}并登记，或者改派其他车辆"


@rule("too_many_passengers", f"{TRAFFIC}第四十九条", field="vehicle", states="机动车载人不超过核定的人数。")
def there_are_seats(trip: Trip, context: Context) -> str | None:
    """Limit the people in a vehicle to its seats, with the driver and those of trips that share it."""
    car, driver, roster = context.said["car"], context.said["chauffeur"], context.said["roster"]
    shared = [each for each in roster.others(trip, context.at) if each.joins(car.id, driver.id, trip)]
    people = trip.passengers + 1 + sum(each.aboard for each in shared)
    return None if people <= car.seats else f"{car.plate}核定载客{car.seats}人，现连同驾驶员{people}人，请改派或者分车"


@rule("driver_of_other_unit", UNIT, field="driver", states="驾驶员由本单位安排。")
def the_driver_is_of_the_unit(trip: Trip, context: Context) -> str | None:
    """Forbid drivers of another unit."""
    driver: Driver = context.said["chauffeur"]
    return None if driver.unit == trip.unit else "请从本单位驾驶员中选择"


@rule(
    "licence_unfit", f"{TRAFFIC}第十九条；机动车驾驶证申领和使用规定附件1", field="driver",
    states="驾驶人按照驾驶证载明的准驾车型驾驶机动车，驾驶证在有效期内。",
)  # fmt: skip
def the_licence_fits(trip: Trip, context: Context) -> str | None:
    """Require a valid licence of a class that covers the vehicle."""
    car, driver = context.said["car"], context.said["chauffeur"]
    if not driver.active:
        return f"驾驶员{driver.name}{DRIVER_NAMES[driver.status]}，请改派其他驾驶员"
    if car.licence_class not in COVERS[driver.licence_class]:
        had, needed = CLASS_NAMES[driver.licence_class], CLASS_NAMES[car.licence_class]
        return f"{driver.name}的驾驶证为{had}，不能驾驶{needed}车辆，请改派其他驾驶员"
    if driver.licence_until < _last_day(trip):
        return f"{driver.name}的驾驶证{in_full(driver.licence_until)}到期，请换证并登记，或者改派其他驾驶员"
    return None


@rule("outside_hours", f"{VEHICLES}；本单位值班安排", field="driver", local=True, states="驾驶员在值班时间内出车。")
def the_driver_is_on_duty(trip: Trip, context: Context) -> str | None:
    """Require that a trip of one day lies within the driver's hours."""
    driver: Driver = context.said["chauffeur"]
    if driver.on_duty(trip.starts_at, trip.ends_at):
        return None
    hours = f"{driver.begins:%H:%M}" if driver.begins else "0:00", f"{driver.ends:%H:%M}" if driver.ends else "24:00"
    return f"{driver.name}的值班时间为{hours[0]}至{hours[1]}，请改派其他驾驶员"


def _in_the_way(of: str) -> Callable[[Trip, Context], str | None]:
    def check(trip: Trip, context: Context) -> str | None:
        roster: Roster = context.said["roster"]
        car, driver = context.said["car"], context.said["chauffeur"]
        wanted = {"vehicle": car.id, "driver": driver.id}
        for each in roster.others(trip, context.at):
            if getattr(each, of) == wanted[of] and not each.joins(car.id, driver.id, trip):
                begin, end = (at.astimezone(OFFICE_ZONE) for at in (each.starts_at, each.ends_at))
                named = car.plate if of == "vehicle" else f"驾驶员{driver.name}"
                taken = f"{on_paper(begin)}{begin:%H:%M}至{on_paper(end)}{end:%H:%M}"
                return f"{named}{taken}已有安排，请改派；同一目的地、同一时间的，可以由同一车辆和驾驶员合并派车"
        return None

    return check


the_vehicle_is_free = rule(
    "vehicle_taken", SINGLE, field="vehicle", error=VehicleTaken,
    states="车辆集中管理、统一调度，同一时段一车一用；同一目的地合并派车。",
)(_in_the_way("vehicle"))  # fmt: skip
the_driver_is_free = rule(
    "driver_taken", SINGLE, field="driver", error=DriverTaken, states="驾驶员统一调度，同一时段不派两次。"
)(_in_the_way("driver"))


@rule("not_back", SINGLE, field="odometer", states="车辆收车以后方可再次出车。")
def it_is_back(trip: Trip, context: Context) -> str | None:
    """Forbid leaving while the vehicle is still out on another trip that this one does not share."""
    away: Trip | None = context.said["away"]
    return None if away is None else f"{away.plate}尚未收车（{away.destination}），请先登记收车，或者改派其他车辆"


@rule("odometer_backwards", SINGLE, field="odometer", states="用车登记载明里程，里程只增不减。")
def the_odometer_goes_forward(trip: Trip, context: Context) -> str | None:
    """Require that the mileage does not go back."""
    last = context.said["car"].odometer if trip.odometer_out is None else trip.odometer_out
    return None if context.said["odometer"] >= last else f"里程不得少于上次登记的{last}公里，请核对"


@rule("accident_outside", f"{TRAFFIC}第七十条", field="happened_at", states="事故时间在出车以后。")
def it_happened_on_the_trip(trip: Trip, context: Context) -> str | None:
    """Require that an accident happened after the departure, and not in the future."""
    at = context.said["happened_at"]
    if trip.departed_at is not None and trip.departed_at.replace(second=0, microsecond=0) <= at <= context.at:
        return None
    return "发生时间应在出车以后、现在以前，请核对"


@rule("account_missing", f"{TRAFFIC}第七十条", field="comment", states="事故登记写明经过。")
def it_is_described(trip: Trip, context: Context) -> str | None:
    """Require an account of the accident."""
    return None if context.comment.strip() else "请填写事故经过"


reason_is_given = reason_rule(REQUEST, "退回、取消用车的，说明理由。")
reason_is_told = reason_rule(SINGLE, "停用、处置车辆的，说明理由。")

OF_REQUEST = (times_are_in_order, it_lies_ahead, it_is_not_sealed)
"""Rules of a request, checked while it is written and at each step up to the approval."""
OF_VEHICLE = (it_is_of_the_unit, the_vehicle_is_in_use, it_is_inspected, it_is_insured, it_is_serviced)
OF_DRIVER = (the_driver_is_of_the_unit, the_licence_fits, the_driver_is_on_duty)
OF_DISPATCH = (*OF_VEHICLE, there_are_seats, *OF_DRIVER, the_vehicle_is_free, the_driver_is_free)


def changes(subject: Any, context: Context) -> Mapping[str, Any]:
    """Set the changes that were asked for."""
    found: Mapping[str, Any] = context.said["changes"]
    return found


def with_reason(subject: Any, context: Context) -> Mapping[str, Any]:
    """Record why a vehicle is not used."""
    return {"reason": context.comment}


def without_reason(subject: Any, context: Context) -> Mapping[str, Any]:
    """Forget why a vehicle was not used."""
    return {"reason": None}


def asked_again(trip: Trip, context: Context) -> Mapping[str, Any]:
    """Set the changes of a returned request."""
    return {**context.said["changes"], "return_reason": None}


def given_back(trip: Trip, context: Context) -> Mapping[str, Any]:
    """Record why it was returned or cancelled; a vehicle that was assigned is given back."""
    return {"return_reason": context.comment, **dict.fromkeys(("vehicle", "plate", "driver", "driver_name"))}


def assignment(trip: Trip, context: Context) -> Mapping[str, Any]:
    """Record the vehicle and driver, as the roster reserved them."""
    car, driver = context.said["car"], context.said["chauffeur"]
    return {
        "vehicle": car.id, "plate": car.plate, "driver": driver.person, "driver_name": driver.name,
        "booked": context.said["number"],
    }  # fmt: skip


def departure(trip: Trip, context: Context) -> Mapping[str, Any]:
    """Record when it left, with its mileage."""
    return {"departed_at": context.at, "odometer_out": context.said["odometer"]}


def ending(trip: Trip, context: Context) -> Mapping[str, Any]:
    """Record when it was back, with its mileage and the fuel bought."""
    return {
        "ended_at": context.at, "odometer_back": context.said["odometer"], "fuel_fen": context.said["fuel_fen"],
    }  # fmt: skip


def accident(trip: Trip, context: Context) -> Mapping[str, Any]:
    """Record an accident."""
    found = Accident(
        context.said["happened_at"], context.said["place"], context.comment, context.actor.name, context.at
    )
    return {"accidents": (*trip.accidents, found)}


VEHICLE = Workflow(
    "车辆",
    VEHICLE_NAMES,
    Step("enter", set(), V.IN_USE, CLERK, events.VehicleRecorded),
    *(
        Step(action, {status}, status, CLERK, events.VehicleRecorded, sets=changes)
        for action in ("renew", "correct")
        for status in (V.IN_USE, V.SUSPENDED)
    ),
    *(Step("read", {status}, status, BACK, events.VehicleRecorded, sets=changes) for status in V),
    Step("suspend", {V.IN_USE}, V.SUSPENDED, CLERK, events.VehicleRecorded, (reason_is_told,), with_reason),
    Step("resume", {V.SUSPENDED}, V.IN_USE, CLERK, events.VehicleRecorded, sets=without_reason),
    Step("retire", {V.IN_USE, V.SUSPENDED}, V.RETIRED, CLERK, events.VehicleRecorded, (reason_is_told,), with_reason),
    acts=VEHICLE_ACTS,
    noun="该车辆",
)
DRIVER = Workflow(
    "驾驶员",
    DRIVER_NAMES,
    Step("enter", set(), D.ON_DUTY, CLERK, events.DriverRecorded),
    *(Step("renew", {status}, status, CLERK, events.DriverRecorded, sets=changes) for status in D),
    Step("leave", {D.ON_DUTY}, D.OFF_DUTY, CLERK, events.DriverRecorded),
    Step("resume", {D.OFF_DUTY}, D.ON_DUTY, CLERK, events.DriverRecorded),
    acts=DRIVER_ACTS,
    noun="该驾驶员",
)
TRIP = Workflow(
    "公务用车",
    TRIP_NAMES,
    Step("request", set(), T.REQUESTED, APPLICANT, events.TripRequested, OF_REQUEST),
    Step("apply", {T.RETURNED}, T.REQUESTED, APPLICANT, events.TripRequested, OF_REQUEST, asked_again),
    Step("examine", {T.REQUESTED}, T.EXAMINED, DIRECTOR, events.TripExamined, OF_REQUEST),
    Step(
        "approve", {T.EXAMINED}, T.APPROVED, LEADER, events.TripApproved, (another_approves("用车申请"), *OF_REQUEST),
        approval,
    ),
    Step("return", {T.REQUESTED}, T.RETURNED, DIRECTOR, events.TripSentBack, (reason_is_given,), given_back),
    Step("return", {T.EXAMINED}, T.RETURNED, LEADER, events.TripSentBack, (reason_is_given,), given_back),
    Step("return", {T.APPROVED, T.DISPATCHED}, T.RETURNED, CLERK, events.TripSentBack, (reason_is_given,), given_back),
    Step("dispatch", {T.APPROVED, T.DISPATCHED}, T.DISPATCHED, CLERK, events.TripDispatched, OF_DISPATCH, assignment),
    Step("assign", {T.APPROVED, T.DISPATCHED}, T.DISPATCHED, ROSTER, events.TripDispatched, sets=assignment),
    Step(
        "depart", {T.DISPATCHED}, T.OUT, DRIVER_OR_CLERK, events.TripDeparted,
        (*OF_VEHICLE, the_licence_fits, it_is_back, the_odometer_goes_forward), departure,
    ),
    Step("end", {T.OUT}, T.BACK, DRIVER_OR_CLERK, events.TripEnded, (the_odometer_goes_forward,), ending),
    *(
        Step(
            "record_accident", {status}, status, DRIVER_OR_CLERK, events.AccidentRecorded,
            (it_happened_on_the_trip, it_is_described), accident,
        )
        for status in (T.OUT, T.BACK, T.CLOSED)
    ),
    Step("close", {T.BACK}, T.CLOSED, CLERK, events.TripClosed),
    Step(
        "cancel", {T.REQUESTED, T.EXAMINED, T.APPROVED, T.DISPATCHED, T.RETURNED}, T.CANCELLED, APPLICANT_OR_CLERK,
        events.TripCancelled, (reason_is_given,), given_back,
    ),
    acts=TRIP_ACTS,
    noun="该用车申请",
    stages={
        T.REQUESTED: "待审核", T.EXAMINED: "待批准", T.APPROVED: "待派车", T.DISPATCHED: "待出车", T.OUT: "待收车",
        T.BACK: "待办结",
    },
)  # fmt: skip

WORKFLOWS = (TRIP, VEHICLE, DRIVER)
