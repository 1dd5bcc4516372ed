"""Groups of recipients."""

from pydantic import Field

from services.directory.acts import GROUP_ACTS
from shared.api.routes import Route
from shared.api.shapes import HistoryPage, In, Line, OrganName, PageOf, PageQuery, Resource
from shared.api.steps import step_route


class NewGroup(In):
    """A name and the organs in the group."""

    name: Line = Field(max_length=60, examples=["各校区"])
    members: list[OrganName] = Field(
        min_length=1, max_length=500, description="Organs by id or name.", examples=[["east", "west"]]
    )
    district: bool = Field(False, description="Of the whole district, and not of one's own organ.")


class GroupChange(In):
    """The changes; fields left out stay."""

    name: Line | None = Field(None, max_length=60)
    members: list[OrganName] | None = Field(None, min_length=1, max_length=500)


class GroupQuery(In):
    """Filter by name."""

    q: Line | None = Field(None, max_length=60, description="Part of a name, as written, by pinyin or initials.")


class Group(Resource):
    """A group of recipients (分组)."""

    name: str
    owner: str = Field(description="The organ that keeps it; its people and those of every organ below use it.")
    members: list[str] = Field(description="Organs by id.")
    active: bool


class GroupList(PageOf[Group]):
    """The groups that the caller may choose from."""


TAG = "组织 Directory"

ROUTES = (
    Route("GET", "/api/v1/groups", "List groups of recipients", TAG, GroupList, "groups", query=GroupQuery),
    Route(
        "POST", "/api/v1/groups", "Enter a group of recipients", TAG, Group, "group_enter", status=201, body=NewGroup,
        located=True, refusals=(403,),
    ),
    Route("GET", "/api/v1/groups/{id}", "Show a group", TAG, Group, "group_get"),
    Route(
        "PATCH", "/api/v1/groups/{id}", "Change a group", TAG, Group, "group_change", body=GroupChange,
        refusals=(403, 412),
    ),
    step_route("/api/v1/groups/{id}", "Disable or enable a group", TAG, Group, "group_act", GROUP_ACTS),
    Route(
        "GET", "/api/v1/groups/{id}/history", "Who changed a group", TAG, HistoryPage, "group_history", query=PageQuery,
    ),
)  # fmt: skip
