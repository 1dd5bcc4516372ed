"""Tasks under supervision."""

from typing import Annotated, Literal

from pydantic import Field

from services.supervision.acts import TASK_ACTS
from services.supervision.domain import Light, TaskStatus
from services.supervision.evidence.api import EvidenceFile
from shared.api.routes import Route
from shared.api.shapes import (
    CONFIRM,
    ChangedQuery,
    Code,
    Comment,
    ConfirmedOpinion,
    Day,
    DaysQuery,
    Emptied,
    HistoryPage,
    Id,
    In,
    Instant,
    Line,
    Out,
    PageOf,
    PageQuery,
    Reference,
    Resource,
    Text,
    TurnQuery,
    WordsQuery,
)
from shared.api.steps import step_route
from shared.contracts.supervision import Origin
from shared.register import WRITTEN
from shared.spreadsheet import XLSX

BOARDS = {"mine": "我的", "campus": "本单位", "district": "全区"}
Status = Annotated[TaskStatus, Code()]
WORKING_DAYS = Field(None, ge=1, le=500, description="The deadline in working days from today, instead of `due_on`.")


class NewTask(In):
    """A matter for one person."""

    title: Line = Field(examples=["完成冬季安全检查"])
    text: Text | None = None
    responsible: Id = Field(description="Who sees to it, by id or username.", examples=["east.handler"])
    assisting: list[Id] = Field(default_factory=list, max_length=50, description="Who helps.")
    due_on: Day | None = Field(None, description="Until when.", examples=["2026-12-10"])
    working_days: int | None = WORKING_DAYS
    confirm: bool = Field(False, description=CONFIRM)


class NewPart(In):
    """A part of a task."""

    title: Line
    responsible: Id
    due_on: Day | None = None
    working_days: int | None = WORKING_DAYS


class TaskFilter(WordsQuery, DaysQuery):
    """Filter of tasks, by the day on which they are due."""

    board: Annotated[str, Code(BOARDS, of=BOARDS)] | None = Field(
        None, description="Whose; all that one may know of if none."
    )
    status: Status | None = None
    late: bool | None = Field(None, description="Only those that are late, or only those that are not.")
    origin: Origin | None = None
    origin_id: Id | None = Field(None, description="What they come from, such as the id of a meeting.")
    document_id: Id | None = Field(
        None, description="The document that they follow from: the minutes of a meeting, or what arrived."
    )
    organ: Id | None = Field(None, description="The organ of the person responsible.")
    due_before: Day | None = Field(None, description="Only those that are due before this day.")
    sort: Literal["created", "-created", "-changed", "due", "-due"] = Field(
        "-created", description="By assignment, change or deadline, `-` for the last first."
    )


class TaskQuery(TaskFilter, ChangedQuery, TurnQuery):
    """A page of tasks."""


class WorkingDay(In):
    """Whether a day is a working day in the district."""

    on: Day = Field(examples=["2026-12-05"])
    working: bool | None = Field(description="None: as the national calendar has it.", examples=[True])
    reason: Line = Field(examples=["区教育局通知：12月5日补课"])


class PeriodQuery(In):
    """The period in which tasks were due."""

    begin: Day = Field(alias="from")
    until: Day


class TaskStep(ConfirmedOpinion):
    """The fields of a step: `revise` gives the whole anew, `report` and `submit` the progress, `extend` the deadline,
    `split` the parts, `reassign` the new person.
    """

    comment: Comment | None = None
    title: Line | None = None
    text: Emptied | None = Field(None, description="`revise`: left out or empty, there is none.")
    assisting: list[Id] | None = Field(None, max_length=50, description="`revise`: who helps; left out, nobody.")
    percent: int | None = Field(None, ge=0, le=100)
    evidence: list[Line] | None = Field(
        None, max_length=20, description="Where it can be seen: links, document numbers."
    )
    files: list[Id] | None = Field(
        None, max_length=20, description="Photographs and files of the progress, uploaded before to `evidence`."
    )
    due_on: Day | None = None
    parts: list[NewPart] | None = Field(None, min_length=1, max_length=50)
    responsible: Id | None = Field(None, description="`reassign`: who sees to it now, by id or username.")


class TaskOrigin(Out):
    """The origin of a task."""

    type: Origin
    name: str
    id: str | None
    title: str | None


class Report(Out):
    """A progress report."""

    at: Instant
    by: Reference
    text: str
    percent: int
    evidence: list[str]
    files: list[EvidenceFile]


class Urging(Out):
    """A reminder with its author and text."""

    at: Instant
    by: Reference
    text: str


class Part(Out):
    """A part of a task; `id` is that of its own task."""

    id: str
    title: str
    responsible: str
    due_on: str
    done: bool


class Task(Resource):
    """A task as of today; fields that the caller may not see are null or empty."""

    title: str
    text: str | None
    organ: Reference
    origin: TaskOrigin
    document_id: str | None = Field(description="The document that it follows from, over whatever lies between.")
    responsible: Reference
    responsible_organ: str
    assisting: list[Reference]
    assigned_on: str
    due_on: str
    first_due_on: str
    provisional: bool = Field(description="True where the year's working days are not published yet.")
    wanted_on: str | None = Field(description="Until when more time was asked for.")
    wanted_for: str | None = Field(description="Why more time was asked for.")
    extension_refused: Urging | None = Field(description="The refusal of the last extension asked for.")
    working_days_left: int
    light: Annotated[Light, Code()]
    light_name: str
    percent: int
    status: Status
    status_name: str
    stage_name: str
    submitted_on: str | None
    cleared_on: str | None
    on_time: bool | None
    escalated_to: list[str]
    reports: list[Report]
    urgings: list[Urging]
    parts: list[Part]


class TaskPage(PageOf[Task]):
    """A page of tasks."""


class OrganFigures(Out):
    """The performance of an organ: `rate` is the share done on time."""

    organ: str
    total: int
    done: int
    on_time: int
    late: int
    open: int
    rate: float | None


class Figures(Out):
    """Figures of a period."""

    begin: str = Field(alias="from")
    until: str
    items: list[OrganFigures]


class Chain(Out):
    """The chain from a document over its results to a task, and to its parts."""

    document: str | None
    origin: TaskOrigin
    above: list[Task] = Field(description="The tasks that it is a part of, the uppermost first.")
    task: Task
    parts: list[Task]
    readable: list[str] = Field(description="The ids of those of `above` and `parts` that the caller may open.")


class WorkingDayShown(Out):
    """A day on which a district differs from the national calendar."""

    on: str
    working: bool
    national: bool
    provisional: bool = Field(description="Whether the year's national calendar is not published yet.")
    reason: str


class WorkingDays(Out):
    """The differences of a district's working days from the national calendar."""

    district: str
    version: int
    items: list[WorkingDayShown]
    next: str | None


TAG = "督办 Supervision"
TASK = "/api/v1/tasks/{id}"


ROUTES = (
    Route(
        "POST", "/api/v1/tasks", "Give a matter to one person", TAG, Task, "assign", status=201, body=NewTask,
        located=True, refusals=(403,),
    ),
    Route("GET", "/api/v1/tasks", "List tasks", TAG, TaskPage, "search", query=TaskQuery, turns="task"),
    Route(
        "GET", "/api/v1/tasks/statistics", "Count tasks by organ, and how many were done on time", TAG, Figures,
        "statistics", query=PeriodQuery, refusals=(403,),
    ),
    Route(
        "GET", "/api/v1/tasks/statistics.xlsx", "The same as a table for the office", TAG, None, "statistics_file",
        query=PeriodQuery, media=XLSX, refusals=(403,),
    ),
    Route(
        "GET", "/api/v1/registers/tasks.xlsx", "Export the register of tasks", TAG, None, "register_file",
        query=TaskFilter, media=XLSX, refusals=(503,), seconds=WRITTEN,
    ),
    Route("GET", TASK, "Show a task", TAG, Task, "get"),
    Route("GET", f"{TASK}/chain", "From a document to a task and its parts", TAG, Chain, "chain"),
    Route(
        "GET", "/api/v1/working-days", "Where one's district differs from the national calendar", TAG, WorkingDays,
        "working_days",
    ),
    Route(
        "POST", "/api/v1/working-days", "Say whether people of one's district work on a day", TAG, WorkingDays,
        "working_day_set", body=WorkingDay, refusals=(403, 409, 412),
    ),
    Route("GET", f"{TASK}/history", "Who did what with a task", TAG, HistoryPage, "history", query=PageQuery),
    step_route(TASK, "Take a step with a task", TAG, Task, "act", TASK_ACTS, TaskStep),
)  # fmt: skip
