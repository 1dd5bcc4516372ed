"""Maintenance of organs and people by administrators."""

from typing import Annotated

from pydantic import Field

from services.directory.acts import ORGAN_ACTS, PERSON_ACTS
from services.directory.api import Name, Organ, Person, Roles
from services.directory.domain import OrganKind
from shared.api.routes import Route, changes
from shared.api.shapes import Code, Comment, HistoryPage, Id, In, Opinion, OrganName, PageQuery, formed
from shared.api.steps import REFUSALS, step_route

OrganId = Annotated[
    str,
    formed(
        r"^[a-z0-9][a-z0-9-]{0,31}$",
        "单位编号由小写字母、数字和短横组成，以字母或者数字开头，最多32位",
        description="Small letters, figures, hyphens.",
    ),
]
Username = Annotated[
    str,
    formed(
        r"^[a-z0-9][a-z0-9._-]{0,63}$",
        "用户名由小写字母、数字和 . _ - 组成，以字母或者数字开头，最多64位",
        description="Small letters, figures, . _ -",
    ),
]
IssuerCode = Annotated[
    str, formed(r"^[一-龥]{2,12}$", "机关代字为2到12个汉字，例如南实验东发", examples=["南实验东发"])
]


class NewPerson(In):
    """A new person; the security administrator issues the first password."""

    username: Username
    name: Name
    organ: OrganName = Field(description="By id or name.", examples=["east"])
    post: Name = Field(examples=["办公室文秘"])
    roles: Roles = Field(examples=[["clerk"]])
    confirm: bool = Field(False, description="That a post may be left without anybody.")


class PersonChange(In):
    """The changes; fields left out stay."""

    name: Name | None = None
    post: Name | None = None
    roles: Roles | None = None
    confirm: bool = Field(False, description="That a post may be left without anybody.")


class PersonStep(In):
    """The fields of a step; `organ`, `post` and `roles` with `move` only."""

    comment: Comment | None = Field(None, description="The reason.")
    organ: OrganName | None = Field(None, description="Where somebody moves to, by id or name.")
    post: Name | None = None
    roles: Roles | None = Field(None, description="Those held there; what was held before ends.")
    confirm: bool = Field(False, description="That a post may be left without anybody.")


class RoomEntry(In):
    """A room."""

    id: OrganId
    name: Name
    seats: Annotated[int, Field(strict=True, ge=1, le=9999)]
    keeper: Id | None = Field(None, description="Who keeps it, by id or username.")


class NewOrgan(In):
    """A new organ."""

    id: OrganId
    kind: Annotated[OrganKind, Code(but=(OrganKind.BUREAU,))]
    name: Name
    short_name: Name | None = None
    parent: OrganName = Field(description="By id or name.", examples=["shiyan"])
    issuer_code: IssuerCode | None = None
    also_under: OrganName | None = None
    rooms: list[RoomEntry] = Field(default_factory=list, max_length=100)


class OrganChange(In):
    """The changes; fields left out stay, and null removes an issuer code or a second superior."""

    name: Name | None = None
    short_name: Name | None = None
    issuer_code: IssuerCode | None = None
    also_under: OrganName | None = None
    rooms: list[RoomEntry] | None = Field(
        None, max_length=100, description="All rooms; none that is there may be missing."
    )


class OrganStep(In):
    """The fields of a step; `parent` with `move` only."""

    comment: Comment | None = Field(None, description="The reason.")
    parent: OrganName | None = Field(None, description="Under which organ it is put, by id or name.")


TAG = "组织 Directory"


ROUTES = (
    Route(
        "POST", "/api/v1/organs", "Enter an organ", TAG, Organ, "organ_enter", status=201, body=NewOrgan, located=True,
        refusals=(403,),
    ),
    Route(
        "PATCH", "/api/v1/organs/{id}", "Change an organ's names, code, second superior or rooms", TAG, Organ,
        "organ_change", body=OrganChange, payload=changes, refusals=(403, 412),
    ),
    step_route(
        "/api/v1/organs/{id}", "Move an organ, disable it or enable it again", TAG, Organ, "organ_act", ORGAN_ACTS,
        OrganStep,
    ),
    Route(
        "GET", "/api/v1/organs/{id}/history", "Who changed an organ", TAG, HistoryPage, "organ_history",
        query=PageQuery, refusals=(403,),
    ),
    Route(
        "POST", "/api/v1/people", "Enter a person", TAG, Person, "person_enter", status=201, body=NewPerson,
        located=True, refusals=(403,),
    ),
    Route(
        "PATCH", "/api/v1/people/{id}", "Change a person's name, post or roles", TAG, Person, "person_change",
        body=PersonChange, forgets="answer", refusals=(403, 412),
    ),
    Route(
        "POST", "/api/v1/people/{id}/actions/reset_password", "Issue a password that its owner must change", TAG, Person,
        "reset_password", body=Opinion, hashes=True, forgets="answer", refusals=(*REFUSALS, 429),
    ),
    step_route(
        "/api/v1/people/{id}", "Move somebody, let them leave; disable, enable, unlock an account or reset its second factor",
        TAG, Person, "act_on_person", PERSON_ACTS, PersonStep, forgets="answer",
    ),
    Route(
        "GET", "/api/v1/people/{id}/history", "Who changed a person", TAG, HistoryPage, "person_history",
        query=PageQuery, refusals=(403,),
    ),
)  # fmt: skip
