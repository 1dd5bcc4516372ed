"""Labels of every act on tasks; the trail, the refusals and the buttons use them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from shared.acts import OPINION, Acts, Need, Shape, act, grave, main, naming, reason, told
from shared.aggregate import Entry
from shared.calendar import in_full
from shared.office import named
from shared.revision import revised

EVIDENCE = Need("evidence", "佐证材料", Shape.LIST)
FILES = Need("files", "佐证文件", Shape.FILES)


def _wanted(task: Any) -> str:
    return "" if task.wanted_on is None else str(task.wanted_on.isoformat())


def _wanted_for(task: Any) -> str:
    return str(task.wanted_for)


def _is_wanted(task: Any, actor: Any) -> bool:
    return task.wanted_on is not None


def _percent(task: Any) -> str:
    return str(task.percent)


def _until(field: str) -> Callable[[Entry], str]:
    """Return what says the day of a field in a trail; nothing where the entry leaves it."""

    def said(entry: Entry) -> str:
        days = [date.fromisoformat(value) for path, value in entry["changes"] if path == field and value]
        return f"延至{in_full(days[0])}" if days else ""

    return said


TASK_ACTS: Acts = {
    "assign": told("立项交办"),
    "assign_decision": told("立项交办"),
    "assign_instructed": told("立项交办"),
    "assign_part": told("立项交办"),
    "accept": main("接办"),
    "report": act(
        "反馈",
        Need("comment", "进展情况", Shape.LONG_TEXT, required=True),
        Need("percent", "完成百分比", Shape.NUMBER, required=True, begins=_percent),
        EVIDENCE,
        FILES,
    ),
    "urge": act("催办", Need("comment", "催办意见", Shape.LONG_TEXT, required=True)),
    "ask_extension": act(
        "申请延期", Need("due_on", "延至", Shape.DATE, required=True), reason("延期"), detail=_until("wanted_on")
    ),
    "extend": act(
        "准予延期",
        Need("due_on", "延至", Shape.DATE, required=True, begins=_wanted),
        replace(reason("延期"), begins=_wanted_for),
        detail=_until("due_on"),
    ),
    "refuse_extension": act("不予延期", reason("不予延期"), when=_is_wanted),
    "reassign": act(
        "改派",
        Need("responsible", "责任人", Shape.PERSON, required=True),
        reason("改派"),
        detail=naming("responsible_name", "交{}"),
    ),
    "split": act("分解", Need("parts", "分解事项", Shape.LIST, required=True)),
    "submit": main("报结", Need("comment", "完成情况", Shape.LONG_TEXT, required=True), EVIDENCE, FILES),
    "check": main("核查通过", OPINION),
    "clear": main("销号", OPINION, confirm="确认销号？"),
    "revise": act(
        "修改",
        Need("title", "事项", required=True, begins=lambda task: task.title),
        Need("text", "要求", Shape.LONG_TEXT, begins=lambda task: task.text),
        Need(
            "assisting",
            "协办人",
            Shape.PEOPLE,
            begins=lambda task: [named(each.id, each.name) for each in task.assisting],
        ),
        Need("due_on", "完成时限", Shape.DATE, required=True, begins=lambda task: task.due_on.isoformat()),
        reason("修改"),
        detail=revised("revisions"),
    ),
    "withdraw": grave("撤销", reason("撤销"), confirm="不能恢复，分解事项一并撤销。确认撤销？"),
    "withdraw_part": told("整项撤销"),
    "follow": told("改派"),
    "correct_instructed": told("来文更正登记", detail=revised("revisions")),
    "submit_instructed": told("来文办结"),
    "reopen": act("退回重办", reason("退回")),
    "escalate": told("逾期提醒"),
    "note": told("注明"),
    "note_part": told("分解事项进展"),
}
