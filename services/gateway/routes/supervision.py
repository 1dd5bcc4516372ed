"""Tasks under supervision."""

from typing import Any

from services.gateway import schemas
from services.gateway import schemas_supervision as shapes
from services.gateway.routing import Asked, Route, everything
from shared.errors import InvalidInput
from shared.spreadsheet import XLSX

TAG = "督办 Supervision"
TASK = "/api/v1/tasks/{id}"
SAID = {
    "report": ("percent", "evidence"),
    "submit": ("evidence",),
    "extend": ("due_on",),
    "ask_extension": ("due_on",),
    "split": ("parts",),
    "reassign": ("responsible",),
}
NEEDED = ("due_on", "parts", "responsible")
STEPS = (
    "accept",
    "report",
    "urge",
    "ask_extension",
    "extend",
    "reassign",
    "split",
    "submit",
    "check",
    "clear",
    "reopen",
)


def _step(asked: Asked) -> dict[str, Any]:
    allowed, faults = SAID.get(asked.path["action"], ()), []
    for name in ("percent", "evidence", "due_on", "parts", "responsible"):
        if name not in allowed and asked.body[name] is not None:
            faults.append({"field": name, "code": "extra_forbidden", "message": "不需要填写此项"})
        elif name in allowed and name in NEEDED and asked.body[name] is None:
            faults.append({"field": name, "code": "missing", "message": "必须填写"})
    if faults:
        raise InvalidInput(errors=faults)
    return dict(everything(asked))


ROUTES = (
    Route(
        "POST", "/api/v1/tasks", "Give a matter to one person", TAG, shapes.Task, "supervision", "assign", status=201,
        body=shapes.NewTask, located=True, refusals=(403,),
    ),
    Route("GET", "/api/v1/tasks", "List tasks", TAG, shapes.TaskPage, "supervision", "search", query=shapes.TaskQuery),
    Route(
        "GET", "/api/v1/tasks/statistics", "Count tasks by organ, and how many were done on time", TAG, shapes.Figures,
        "supervision", "statistics", query=shapes.PeriodQuery, refusals=(403,),
    ),
    Route(
        "GET", "/api/v1/tasks/statistics.xlsx", "The same as a table for the office", TAG, None, "supervision",
        "statistics_file", query=shapes.PeriodQuery, media=XLSX, refusals=(403,),
    ),
    Route("GET", TASK, "Show a task", TAG, shapes.Task, "supervision", "get"),
    Route(
        "GET", f"{TASK}/chain", "From a document to a task and its parts", TAG, shapes.Chain, "supervision", "chain"
    ),
    Route(
        "GET", "/api/v1/working-days", "Where one's district differs from the national calendar", TAG,
        shapes.WorkingDays, "supervision", "working_days",
    ),
    Route(
        "POST", "/api/v1/working-days", "Say whether people of one's district work on a day", TAG, shapes.WorkingDays,
        "supervision", "working_day_set", body=shapes.WorkingDay, refusals=(403, 409, 412),
    ),
    Route(
        "GET", f"{TASK}/history", "Who did what with a task", TAG, schemas.HistoryPage, "supervision", "history",
        query=schemas.PageQuery,
    ),
    Route(
        "POST", f"{TASK}/actions/{{action}}", "Take a step with a task", TAG, shapes.Task, "supervision", "act",
        body=shapes.TaskStep, choices={"action": STEPS}, payload=_step, refusals=(403, 409, 412),
    ),
)  # fmt: skip
