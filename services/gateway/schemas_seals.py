"""Schemas of seals and their use."""

from typing import Annotated, Literal

from pydantic import Field

from services.gateway.schemas import CONFIRM, Id, In, Instant, Line, Opinion, Out, PageQuery, Reference, Resource

SealStatus = Literal["applied", "recorded", "refused", "cancelled"]
UseStatus = Literal["requested", "approved", "applied", "refused", "withdrawn"]
Picture = Annotated[str, Field(max_length=600_000, description="A PNG with a transparent ground, in base64.")]


class NewSeal(In):
    """A seal that an organ applies for."""

    name: Line | None = Field(None, description="What it says; the organ's name if none.")
    keeper: Id = Field(description="Who keeps it, by id or username.", examples=["east.registrar"])


class SealStep(Opinion):
    """The fields of a step; `record` brings the image, `hand_over` names the new keeper."""

    image: Picture | None = None
    keeper: Id | None = Field(None, description="`hand_over`: who keeps it from now on, by id or username.")


class SealUseStep(Opinion):
    """The fields of a step; `hand_over` names who is to affix the seal."""

    keeper: Id | None = Field(None, description="`hand_over`: who, by id or username.")


class SealQuery(PageQuery):
    """Filter of seals."""

    status: SealStatus | None = None


class Seal(Resource):
    """A seal's entry; its image cannot be fetched."""

    organ: str
    name: str
    keeper: Reference
    image_sha256: str | None
    status: SealStatus
    status_name: str
    stage_name: str


class SealPage(Out):
    """A page of seals."""

    items: list[Seal]
    next: str | None


class NewSealUse(In):
    """An application for the use of a seal on a document or a paper."""

    seal: Id
    document_id: Id | None = None
    matter: Line | None = Field(None, description="What it is for; the document's title if none.")
    copies: int = Field(1, ge=1, le=10_000, description="Under how many copies.")
    confirm: bool = Field(False, description=CONFIRM)


class SealUseQuery(PageQuery):
    """Filter of uses; `applied` with a year is the register."""

    status: UseStatus | None = None
    year: int | None = Field(None, ge=2000, le=2100)


class SealUse(Resource):
    """One use of a seal."""

    seal: Reference
    organ: str
    applicant: Reference
    matter: str
    copies: int
    document_id: str | None
    number: str | None
    approved_by: Reference | None
    applied_at: Instant | None
    applied_by: str | None
    content_hash: str | None = Field(description="SHA-256 of what the document said under the seal.")
    register_number: str | None
    status: UseStatus
    status_name: str
    stage_name: str


class SealUsePage(Out):
    """A page of uses."""

    items: list[SealUse]
    next: str | None
