"""The records of the logistics service in task lists, and the matters of its posts."""

from shared.contracts.work import Matter, RecordType

RECORDS = {
    "trip": RecordType("公务用车", "/trips/{}"),
    "vehicle": RecordType("车辆", "/vehicles/{}"),
    "driver": RecordType("驾驶员", "/drivers/{}"),
    "mail_item": RecordType("信件报刊", "/mail/{}"),
    "subscription": RecordType("报刊订阅", "/subscriptions/{}"),
    "supply": RecordType("办公用品", "/supplies/{}"),
    "supply_request": RecordType("办公用品领用", "/supply-requests/{}"),
}
MATTERS = {
    "vehicles.examine": Matter("用车审核", "director", {"公务用车": ("examine", "return")}),
    "vehicles.approve": Matter("用车审批", "leader", {"公务用车": ("approve", "return")}),
    "vehicles.keep": Matter(
        "派车、车辆和驾驶员管理", "clerk",
        {"公务用车": ("dispatch", "return", "close"), "车辆": ("renew", "correct", "suspend", "resume", "retire"),
         "驾驶员": ("renew", "leave", "resume")},
    ),
    "mail.keep": Matter(
        "信件报刊收发、订阅", "registrar",
        {"信件报刊": ("readdress", "urge", "return"), "报刊订阅": ("order",)},
    ),
    "supplies.keep": Matter(
        "办公用品管理、发放", "clerk",
        {"办公用品": ("receive", "count", "correct", "retire", "issue"), "办公用品领用": ("return", "issue")},
    ),
    "subscriptions.approve": Matter("报刊订阅审批", "leader", {"报刊订阅": ("approve", "return")}),
}  # fmt: skip
