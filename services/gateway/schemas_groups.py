"""Schemas of groups of recipients."""

from pydantic import Field

from services.gateway.schemas import In, Line, OrganName, Out, Resource


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


class GroupList(Out):
    """The groups that the caller may choose from."""

    items: list[Group]
    next: str | None
