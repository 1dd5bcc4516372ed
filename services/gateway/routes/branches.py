"""Party branches and their required meetings (三会一课)."""

from services.gateway import schemas
from services.gateway import schemas_branches as shapes
from services.gateway.routing import Route
from shared.spreadsheet import XLSX

TAG = "党支部 Branches"
BRANCH = "/api/v1/branches/{id}"

ROUTES = (
    Route(
        "POST", "/api/v1/branches", "Enter a Party branch", TAG, shapes.Branch, "meetings", "branch_record", status=201,
        body=shapes.NewBranch, located=True, refusals=(403,),
    ),
    Route(
        "GET", "/api/v1/branches", "List Party branches", TAG, shapes.BranchPage, "meetings", "branch_search",
        query=schemas.PageQuery,
    ),
    Route(
        "GET", "/api/v1/branches/figures", "Count what branches owed and held", TAG, shapes.BranchYear, "meetings",
        "branch_figures", query=shapes.YearQuery, refusals=(403,),
    ),
    Route(
        "GET", "/api/v1/branches/figures.xlsx", "The same as a table for the office", TAG, None, "meetings",
        "branch_figures_file", query=shapes.YearQuery, media=XLSX, refusals=(403,),
    ),
    Route("GET", BRANCH, "Show a Party branch", TAG, shapes.Branch, "meetings", "branch_get"),
    Route(
        "PATCH", BRANCH, "Change who belongs to a branch", TAG, shapes.Branch, "meetings", "branch_revise",
        body=shapes.BranchChange, refusals=(403, 409, 412),
    ),
    Route(
        "GET", f"{BRANCH}/duties", "What a branch owes, what is late, and who came", TAG, shapes.Duties, "meetings",
        "branch_duties", query=shapes.DutiesQuery,
    ),
    Route(
        "POST", f"{BRANCH}/actions/{{action}}", "Dissolve a branch", TAG, shapes.Branch, "meetings", "branch_act",
        body=schemas.Opinion, choices={"action": ("dissolve",)}, refusals=(403, 409, 412),
    ),
)  # fmt: skip
