"""Posts and responsibilities."""

from typing import Annotated

from pydantic import Field

from services.directory.acts import POST_ACTS
from services.directory.api import Name, Role, Roles
from services.directory.posts.matters import MATTERS
from shared.api.routes import Route, changes
from shared.api.shapes import (
    CONFIRM,
    Code,
    Comment,
    ConfirmedOpinion,
    HistoryPage,
    Id,
    In,
    OrganName,
    Out,
    PageOf,
    PageQuery,
    Reference,
    Resource,
    StuckRecord,
)
from shared.api.steps import step_route

Matter = Annotated[str, Code(of=MATTERS)]


class NewPost(In):
    """A post of an organ; its holders are the people whose post has this name."""

    organ: OrganName = Field(description="By id or name.", examples=["east"])
    name: Name = Field(examples=["机要文书"])
    roles: Roles = Field(default_factory=list, description="What its bearer needs.")
    matters: list[Matter] = Field(default_factory=list, max_length=30, description="What it answers for.")
    duties: Comment | None = Field(None, description="What it answers for, in the organ's own words.")
    stand_in: Id | None = Field(None, description="Who takes over while its bearer is away, by id or username.")


class PostChange(In):
    """The changes; fields left out stay, and null removes the stand-in."""

    name: Name | None = None
    roles: Roles | None = None
    matters: list[Matter] | None = Field(None, max_length=30)
    duties: Comment | None = None
    stand_in: Id | None = None
    confirm: bool = Field(False, description=CONFIRM)


class PostQuery(PageQuery):
    """Filter of posts."""

    organ: Id | None = None


class Holder(Reference):
    """A person with their post."""

    post: str


class MatterName(Out):
    """A matter by code and name."""

    code: str
    label: str


class Post(Resource):
    """A post (岗位)."""

    organ: str
    name: str
    roles: list[str]
    matters: list[MatterName]
    duties: str
    holders: list[Holder]
    stand_in: Holder | None
    stands_in: bool = Field(description="The stand-in has its roles now: nobody holds it, or its holder is away.")
    active: bool
    findings: list[str] = Field(description="What is wrong with it: nobody holds it, a role is missing.")


class PostPage(PageOf[Post]):
    """A page of posts."""


class ResponsibilityQuery(In):
    """The matter and the organ."""

    matter: Matter | None = Field(None, description="One matter; else each.")
    organ: Id | None = Field(None, description="One organ; else each of the district.")
    gaps: bool = Field(False, description="Only what nobody answers for.")
    cursor: str | None = Field(None, min_length=1, max_length=500, description="`next` of the page before.")
    limit: int = Field(20, ge=1, le=100, description="Of how many organs at most.")


class Answering(Out):
    """The people who answer for a matter in an organ."""

    matter: Matter
    label: str
    role: Role
    role_name: str
    organ: Reference
    people: list[Holder]
    stand_ins: list[Holder]
    gap: bool = Field(description="Nobody can take its steps.")
    says: str = Field(description="What is to be done about it.")


class Responsibility(Answering):
    """The people responsible for a matter in an organ."""

    stuck: list[StuckRecord] = Field(description="What waits for nobody now, as far as the caller may know of it.")


class Awaited(Answering):
    """The same, as the directory answers: with the steps that wait for these people, each of a table and a code."""

    waits: list[list[str]]


class AwaitedPage(PageOf[Awaited]):
    """Responsibilities as the directory answers them; the gateway adds the stuck records."""


class ResponsibilityPage(PageOf[Responsibility]):
    """Responsibilities, organ by organ."""

    unavailable: bool = Field(False, description="The stuck records could not be fetched.")


TAG = "组织 Directory"


ROUTES = (
    Route("GET", "/api/v1/posts", "List posts", TAG, PostPage, "posts", query=PostQuery),
    Route(
        "POST", "/api/v1/posts", "Enter a post", TAG, Post, "post_enter", status=201, body=NewPost, located=True,
        refusals=(403,),
    ),
    Route("GET", "/api/v1/posts/{id}", "Show a post", TAG, Post, "post_get"),
    Route(
        "PATCH", "/api/v1/posts/{id}", "Change a post", TAG, Post, "post_change", body=PostChange, payload=changes,
        refusals=(403, 409, 412),
    ),
    step_route(
        "/api/v1/posts/{id}", "Close a post, open it again, or let its stand-in act", TAG, Post, "post_act", POST_ACTS,
        ConfirmedOpinion,
    ),
    Route(
        "GET", "/api/v1/posts/{id}/history", "Who changed a post", TAG, HistoryPage, "post_history", query=PageQuery,
    ),
)  # fmt: skip
