"""Labels of every act on vehicles, drivers and trips; the trail, the refusals and the buttons use them."""

from collections.abc import Mapping

from services.logistics.vehicles.domain import CLASS_NAMES
from shared.acts import Acts, Need, Shape, act, grave, main, reason, told

CLASSES: Mapping[str, str] = {code.value: name for code, name in CLASS_NAMES.items()}

VEHICLE_ACTS: Acts = {
    "enter": told("登记车辆"),
    "renew": main(
        "登记年检保险保养",
        Need("inspection_until", "年检有效期至", Shape.DATE),
        Need("insurance_until", "保险有效期至", Shape.DATE),
        Need("service_on", "下次保养", Shape.DATE),
    ),
    "correct": act(
        "更正",
        Need("model", "车型"),
        Need("seats", "核定载客", Shape.NUMBER),
        Need("licence_class", "准驾车型", Shape.CHOICE, choices=CLASSES),
        Need("parking", "停放地点"),
        Need("odometer", "里程（公里）", Shape.NUMBER),
    ),
    "suspend": grave("停用", reason("停用")),
    "resume": act("恢复使用"),
    "retire": grave("处置", reason("处置")),
    "read": told("里程更新"),
}
DRIVER_ACTS: Acts = {
    "enter": told("登记驾驶员"),
    "renew": main(
        "登记驾驶证",
        Need("licence_class", "准驾车型", Shape.CHOICE, choices=CLASSES),
        Need("licence_until", "驾驶证有效期至", Shape.DATE),
        Need("begins", "值班开始时间"),
        Need("ends", "值班结束时间"),
    ),
    "leave": grave("离岗"),
    "resume": act("恢复在岗"),
}
TRIP_ACTS: Acts = {
    "request": told("申请用车"),
    "apply": main(
        "重新申请",
        Need("starts_at", "用车时间", Shape.DATETIME),
        Need("ends_at", "返回时间", Shape.DATETIME),
        Need("passengers", "乘车人数", Shape.NUMBER),
        Need("special", "节假日用车事由"),
    ),
    "examine": main("审核", Need("comment", "意见", Shape.LONG_TEXT)),
    "approve": main("批准", Need("comment", "意见", Shape.LONG_TEXT)),
    "return": act("退回", reason("退回")),
    "dispatch": main("派车", Need("vehicle", "车辆", required=True), Need("driver", "驾驶员", required=True)),
    "assign": told("派车"),
    "depart": main("出车", Need("odometer", "出车里程（公里）", Shape.NUMBER, required=True)),
    "end": main(
        "收车",
        Need("odometer", "收车里程（公里）", Shape.NUMBER, required=True),
        Need("fuel_fen", "途中加油（分）", Shape.NUMBER),
    ),
    "close": main("办结"),
    "record_accident": act(
        "登记事故",
        Need("happened_at", "发生时间", Shape.DATETIME, required=True),
        Need("place", "地点", required=True),
        Need("comment", "经过", Shape.LONG_TEXT, required=True),
    ),
    "cancel": grave("取消用车", reason("取消用车")),
}
ROSTER_ACTS: Acts = {"book": told("占用"), "release": told("释放")}
ACCOUNT_ACTS: Acts = {"enter": told("记账"), "counter": told("冲销")}
