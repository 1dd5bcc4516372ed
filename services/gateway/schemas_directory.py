"""Schemas of organs, people and sessions."""

from typing import Literal

from pydantic import Field

from services.gateway.schemas import Id, In, Instant, Line, Out, PageQuery, Resource, Secret

Role = Literal[
    "clerk",
    "director",
    "leader",
    "principal",
    "registrar",
    "handler",
    "district_admin",
    "system",
    "security",
    "auditor",
]


class SignIn(In):
    """Name and password."""

    username: Line = Field(min_length=1, max_length=64, examples=["east.clerk"])
    password: Secret = Field(min_length=1, max_length=128)
    otp: Secret | None = Field(
        None,
        min_length=6,
        max_length=40,
        description="One-time password or recovery code, where a second factor is set.",
    )
    cookie: bool = Field(False, description="Keep the token in a cookie that no script reads (browsers).")


class NewPassword(In):
    """The old password and the new."""

    old_password: Secret = Field(min_length=1, max_length=128)
    new_password: Secret = Field(min_length=1, max_length=128, description="As `GET /security-rules` says.")


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
    initial_password: str | None = Field(None, description="Shown once, in the answer of `reset_password`.")


class Room(Out):
    """A meeting room."""

    id: str
    name: str
    seats: int
    keeper: str | None = Field(None, description="The person who keeps it (保管人).")


class Organ(Resource):
    """An organ and its place in the tree."""

    kind: Literal["bureau", "school", "campus", "department"]
    name: str
    short_name: str
    parent: str | None
    path: list[str]
    issuer_code: str | None = Field(description="What its document numbers begin with (机关代字).")
    also_under: str | None = Field(description="Its other superior where two lead it (双重领导).")
    rooms: list[Room]
    active: bool = Field(True, description="False for an organ that was closed.")


class SignedIn(Out):
    """A token and its session."""

    token: str | None = Field(description="None where the cookie carries it.")
    expires_at: Instant
    first: Literal["password", "second_factor"] | None = Field(
        None, description="What must be done before anything else: change the password, or set up a second factor."
    )
    person: Person


class OrganPage(Out):
    """A page of organs."""

    items: list[Organ]
    next: str | None


class PersonPage(Out):
    """A page of people."""

    items: list[Person]
    next: str | None
