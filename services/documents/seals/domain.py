"""A seal (印章) and one use of it (用印); immutable, no clock, no broker, no store.

Sources: 国务院关于国家行政机关和企业事业单位社会团体印章管理的规定（国发〔1999〕25号）, called 印章规定 below, and
电子印章管理办法（国办发〔2025〕33号）: a seal is applied for, made, recorded, used and cancelled.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from shared.actor import Actor
from shared.aggregate import Aggregate, canonical
from shared.given import Given
from shared.office import Named
from shared.workflow import By, role

LARGEST_IMAGE = 400_000
"""The maximum bytes of a seal's image."""
PIXELS = (100, 2000)
"""The minimum and maximum width and height of a seal's image, in pixels."""


class SealStatus(StrEnum):
    """The status of a seal."""

    APPLIED = "applied"
    RECORDED = "recorded"
    REFUSED = "refused"
    CANCELLED = "cancelled"


SEAL_NAMES: Mapping[SealStatus, str] = {
    SealStatus.APPLIED: "已申请",
    SealStatus.RECORDED: "已启用",
    SealStatus.REFUSED: "不予制发",
    SealStatus.CANCELLED: "已缴销",
}


class UseStatus(StrEnum):
    """The status of the use of a seal."""

    REQUESTED = "requested"
    APPROVED = "approved"
    APPLIED = "applied"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


USE_NAMES: Mapping[UseStatus, str] = {
    UseStatus.REQUESTED: "待审批",
    UseStatus.APPROVED: "待用印",
    UseStatus.APPLIED: "已用印",
    UseStatus.REFUSED: "未予批准",
    UseStatus.WITHDRAWN: "已撤回",
}


@dataclass(frozen=True, kw_only=True)
class Seal(Aggregate):
    """A seal of an organ. `name` is its text, and so the signature that it goes with; `image` is the SHA-256 of its
    image file, which nobody can fetch.
    """

    organ: str
    path: tuple[str, ...]
    name: str
    applicant: str
    keeper: str
    keeper_name: str
    image: str | None = None
    status: SealStatus = SealStatus.APPLIED


@dataclass(frozen=True, kw_only=True)
class SealUse(Aggregate):
    """One use of a seal, on an official document or on a paper that is described.

    content_hash: SHA-256 of a document's content when the seal is affixed, so that a later change is detected.
    internal, keeper_name: None before these were recorded.
    """

    seal: str
    seal_name: str
    organ: str
    keeper: str
    keeper_name: str | None = None
    applicant: str
    applicant_name: str
    matter: str
    copies: Given[int]
    document_id: str | None = None
    internal: bool | None = None
    number: str | None = None
    status: UseStatus = UseStatus.REQUESTED
    approved_by: str | None = None
    approved_by_name: str | None = None
    applied_at: datetime | None = None
    applied_by_name: str | None = None
    content_hash: str | None = None
    register_year: int | None = None
    register_series: str | None = None
    register_sequence: int | None = None


@dataclass(frozen=True)
class Matter:
    """The content of a document that a seal vouches for; `signed_by` are its issuers, each under its own seal.

    released: whether it went out; no part of its content.
    """

    document_id: str
    organ: str
    organ_name: str
    kind: str
    number: str | None
    title: str
    body: str
    recipients: tuple[str, ...]
    signed_on: date | None
    attachments: tuple[tuple[str, str], ...] = ()
    signed_by: tuple[Named, ...] = ()
    released: bool = False

    def signature_of(self, organ: str) -> str | None:
        """Return the name under which an organ signs the document; None if it does not issue it."""
        return next((each.name for each in self.signed_by if each.id == organ), None)

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the content, including attachments by name and SHA-256, in canonical form."""
        said: dict[str, Any] = {
            "number": self.number,
            "kind": self.kind,
            "title": self.title,
            "body": self.body,
            "recipients": list(self.recipients),
            "signed_on": None if self.signed_on is None else self.signed_on.isoformat(),
        }
        if self.attachments:
            said["attachments"] = [list(each) for each in self.attachments]
        return hashlib.sha256(canonical(said)).hexdigest()


@dataclass(frozen=True)
class Impression:
    """A seal on a document: its image, and what it vouches for in machine-readable words."""

    image: bytes
    vouches: str


OFFICE = ("director", "leader", "registrar")


def sees_seal(seal: Seal, actor: Actor) -> bool:
    """Check whether an actor may see a seal's entry: its organ's office, its keeper, the district's administrator.

    A recorded seal is known to its whole organ, whose people may apply for its use.
    """
    known = seal.status is SealStatus.RECORDED or any(actor.holds(name) for name in OFFICE)
    ours = actor.organ == seal.organ and (known or actor.person_id == seal.keeper)
    return ours or _administers(seal, actor)


def sees_use(use: SealUse, actor: Actor) -> bool:
    """Check whether an actor may see the use of a seal: the applicant, the keeper, and the organ's office."""
    if actor.organ != use.organ:
        return False
    return any(actor.holds(name) for name in OFFICE) or actor.person_id in (use.applicant, use.keeper)


def _administers(seal: Seal, actor: Actor) -> bool:
    return actor.holds("district_admin") and actor.district == seal.path[0]


DIRECTOR = role("director")
ADMINISTRATOR = By("district_admin", _administers, "区管理员")
APPROVER = By(
    "director or leader",
    lambda use, actor: actor.organ == use.organ and any(map(actor.holds, OFFICE[:2])),
    "办公室主任或者领导",
)
KEEPER = By("keeper", lambda use, actor: actor.person_id == use.keeper and actor.organ == use.organ, "保管人")
APPLICANT = By("applicant", lambda use, actor: actor.person_id == use.applicant and actor.organ == use.organ, "申请人")
