"""Schemas of the administrators' requests."""

from typing import Annotated, Literal

from pydantic import Field

from services.gateway.schemas import Comment, Id, In, Instant, Line, OrganName, Out, Secret
from services.gateway.schemas_directory import Role

OrganId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$", description="Small letters, figures, hyphens.")]
Username = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$", description="Small letters, figures, . _ -")]
Name = Annotated[Line, Field(max_length=60)]
IssuerCode = Annotated[str, Field(pattern=r"^[一-龥]{2,12}$", examples=["南实验东发"])]
Roles = Annotated[list[Role], Field(max_length=10)]


class NewPerson(In):
    """A new person; the security administrator issues the first password."""

    username: Username
    name: Name
    organ: OrganName = Field(description="By id or name.", examples=["east"])
    post: Name = Field(examples=["办公室文秘"])
    roles: Roles = Field(examples=[["clerk"]])


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
    kind: Literal["school", "campus", "department"]
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


class SecurityRules(Out):
    """The security rules of the district for passwords and sign-ins."""

    version: int
    least: int = Field(description="How many characters a password has at least.")
    classes: int = Field(description="Of how many kinds: small letters, capitals, figures, others.")
    former: int = Field(description="How many passwords back may not come again.")
    days: int = Field(description="After how many days it must be changed; 0 for never.")
    second_factor_for: list[str] = Field(description="Roles that sign in with a one-time password besides.")
    says: str = Field(description="The demands on a password in a sentence.")


class NewSecurityRules(In):
    """The changes; fields left out stay."""

    least: Annotated[int, Field(strict=True, ge=10, le=64)] | None = None
    classes: Annotated[int, Field(strict=True, ge=1, le=4)] | None = None
    former: Annotated[int, Field(strict=True, ge=1, le=12)] | None = None
    days: Annotated[int, Field(strict=True, ge=0, le=730)] | None = None
    second_factor_for: Roles | None = None


class ChangedBy(Out):
    """The author of a change."""

    id: str
    name: str
    organ: str
    roles: list[str]


class DirectoryChange(Out):
    """A record of the directory with its last entry."""

    kind: Literal["person", "organ", "group", "post", "rules", "reminders"]
    id: str
    name: str
    version: int
    at: Instant
    by: ChangedBy | None
    label: str = Field(description="What was done last.")
    comment: str


class ChangesPage(Out):
    """The most recently changed records, one entry each."""

    items: list[DirectoryChange]
    next: str | None


class OwnPassword(In):
    """The person's own password, as proof."""

    password: Secret = Field(min_length=1, max_length=128)


class OneTime(In):
    """A one-time password."""

    otp: str = Field(pattern=r"^\d{6}$", examples=["123456"])


class QrCode(Out):
    """A QR code: `path` draws its dark modules in an SVG of `size` by `size` units."""

    size: int
    path: str


class ProposedFactor(Out):
    """A secret that takes effect once a one-time password of it was sent."""

    secret: str
    uri: str
    qr: QrCode


class RecoveryCodes(Out):
    """Codes that each replace a one-time password once; shown once."""

    codes: list[str]
