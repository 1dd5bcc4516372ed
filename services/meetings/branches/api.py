"""Party branches and their required meetings (三会一课)."""

from typing import Annotated

from pydantic import Field

from services.meetings.acts import BRANCH_ACTS
from services.meetings.api import KindCode
from services.meetings.branches.domain import BranchStatus
from services.meetings.branches.duties import State
from shared.api.routes import Route
from shared.api.shapes import Code, Day, Id, In, Line, Out, PageOf, PageQuery, Reference, Resource
from shared.api.steps import step_route
from shared.spreadsheet import XLSX


class NewBranch(In):
    """A Party branch to be entered."""

    name: Line = Field(examples=["东校区第一党支部"])
    secretary: Id = Field(description="By id or username, as the others; a member too.")
    committee: list[Id] = Field(default_factory=list, max_length=20)
    members: list[Id] = Field(min_length=1, max_length=500)
    founded_on: Day | None = Field(None, description="From when on it owes its meetings; today if none.")
    has_groups: bool = Field(False, description="Whether it is divided into groups (党小组).")


class BranchChange(In):
    """The changes to a branch; fields left out stay."""

    name: Line | None = None
    secretary: Id | None = None
    committee: list[Id] | None = Field(None, max_length=20)
    members: list[Id] | None = Field(None, min_length=1, max_length=500)
    has_groups: bool | None = None


class DutiesQuery(In):
    """The day of reference."""

    on: Day | None = Field(None, description="Today if none.")


class YearQuery(In):
    """The year."""

    year: int = Field(ge=2000, le=2100, examples=[2026])


class Branch(Resource):
    """A Party branch."""

    name: str
    organ: Reference
    secretary: Reference
    committee: list[Reference]
    members: list[Reference]
    founded_on: str
    has_groups: bool
    status: Annotated[BranchStatus, Code()]
    status_name: str
    stage_name: str


class BranchPage(PageOf[Branch]):
    """A page of branches."""


class HeldMeeting(Out):
    """A meeting that was held."""

    id: str
    title: str
    held_on: str


class Duty(Out):
    """A meeting required of a branch in a period, and those held."""

    kind: KindCode
    kind_name: str
    source: str
    period: str
    begins_on: str
    ends_on: str
    held: list[HeldMeeting]
    state: Annotated[State, Code()]
    state_name: str


class Attendance(Out):
    """How often a person was expected, and came."""

    person: Reference
    expected: int
    came: int
    rate: float | None


class Duties(Out):
    """The meetings required of a branch by a day."""

    branch: Reference
    on: str
    late: int
    owed: int
    items: list[Duty]
    attendance: list[Attendance]


class BranchFigures(Out):
    """A branch's year in figures."""

    branch: Reference
    organ: Reference
    members: int
    held: dict[str, int]
    done: int
    owed: int
    late: int
    attendance: float | None


class BranchYear(Out):
    """The required and held meetings of branches in a year, up to a day."""

    year: int
    until: str
    items: list[BranchFigures]


TAG = "党支部 Branches"
BRANCH = "/api/v1/branches/{id}"

ROUTES = (
    Route(
        "POST", "/api/v1/branches", "Enter a Party branch", TAG, Branch, "branch_record", status=201, body=NewBranch,
        located=True, refusals=(403,),
    ),
    Route("GET", "/api/v1/branches", "List Party branches", TAG, BranchPage, "branch_search", query=PageQuery),
    Route(
        "GET", "/api/v1/branches/figures", "Count what branches owed and held", TAG, BranchYear, "branch_figures",
        query=YearQuery, refusals=(403,),
    ),
    Route(
        "GET", "/api/v1/branches/figures.xlsx", "The same as a table for the office", TAG, None, "branch_figures_file",
        query=YearQuery, media=XLSX, refusals=(403,),
    ),
    Route("GET", BRANCH, "Show a Party branch", TAG, Branch, "branch_get"),
    Route(
        "PATCH", BRANCH, "Change who belongs to a branch", TAG, Branch, "branch_revise", body=BranchChange,
        refusals=(403, 409, 412),
    ),
    Route(
        "GET", f"{BRANCH}/duties", "What a branch owes, what is late, and who came", TAG, Duties, "branch_duties",
        query=DutiesQuery,
    ),
    step_route(BRANCH, "Dissolve a branch", TAG, Branch, "branch_act", BRANCH_ACTS),
)  # fmt: skip
