"""Organs and people."""

from typing import Annotated

from pydantic import Field

from services.directory.domain import OrganKind, RoleName
from shared.api.routes import Route
from shared.api.shapes import Code, Id, Instant, Line, PageOf, PageQuery, Resource, Room

Role = Annotated[RoleName, Code()]
Roles = Annotated[list[Role], Field(max_length=10)]
Name = Annotated[Line, Field(max_length=60)]


class NameQuery(PageQuery):
    """Filter by name."""

    q: Line | None = Field(
        None,
        max_length=60,
        description="Part of a name, as written, as spoken (pinyin) or by initials; several words must all fit.",
        examples=["xiaodong"],
    )


class PeopleQuery(NameQuery):
    """Filter of people."""

    organ: Id | None = Field(None, description="An organ; its people and those of all under it.")
    role: Role | None = Field(None, description="Only who holds this role.")
    active: bool = Field(True, description="False: those whose account is closed, for administrators.")


class Person(Resource):
    """A person."""

    username: str
    name: str
    organ: str
    post: str
    roles: list[str]
    acting: list[str] = Field(default_factory=list, description="Roles of posts that they stand in for at present.")
    active: bool = Field(description="False for somebody whose account was disabled.")
    second_factor: bool | None = Field(None, description="Told to the person and to the security administrator.")
    locked_until: Instant | None = Field(
        None, description="Until when sign-ins are refused after wrong passwords; told to the security administrator."
    )
    initial_password: str | None = Field(None, description="Shown once, in the answer of `reset_password`.")


class Organ(Resource):
    """An organ and its place in the tree."""

    kind: Annotated[OrganKind, Code()]
    name: str
    short_name: str
    parent: str | None
    path: list[str]
    issuer_code: str | None = Field(description="What its document numbers begin with (机关代字).")
    also_under: str | None = Field(description="Its other superior where two lead it (双重领导).")
    rooms: list[Room]
    active: bool = Field(True, description="False for an organ that was closed.")


class OrganPage(PageOf[Organ]):
    """A page of organs."""


class PersonPage(PageOf[Person]):
    """A page of people."""


TAG = "组织 Directory"


ROUTES = (
    Route("GET", "/api/v1/organs", "List organs", TAG, OrganPage, "organs", query=NameQuery),
    Route("GET", "/api/v1/organs/{id}", "Show an organ", TAG, Organ, "organ"),
    Route("GET", "/api/v1/people", "List people", TAG, PersonPage, "people", query=PeopleQuery),
    Route("GET", "/api/v1/people/{id}", "Show a person", TAG, Person, "person"),
)  # fmt: skip
