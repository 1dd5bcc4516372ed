"""API views of seals and their use."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from services.documents.seals import domain
from services.documents.seals.domain import Seal, SealUse, UseStatus
from services.documents.seals.steps import SEAL, USE
from shared.actor import Actor
from shared.calendar import instant_text
from shared.office import named, named_if
from shared.shown import Shown
from shared.spreadsheet import Build, workbook

if TYPE_CHECKING:
    from services.documents.seals import api

REGISTER = (
    ("序号", 8), ("登记号", 12), ("用印事项", 50), ("文号", 26), ("印章", 28), ("份数", 8), ("申请人", 12), ("批准人", 12),
    ("用印人", 12), ("申请时间", 18), ("用印时间", 18), ("状态", 12),
)  # fmt: skip


def shown_seal(seal: Seal, actor: Actor | None, at: datetime | None = None) -> "Shown[api.Seal]":
    """Return a seal's entry; of its image only the SHA-256."""
    return {
        **seal.described(),
        "organ": seal.organ,
        "name": seal.name,
        "keeper": named(seal.keeper, seal.keeper_name),
        "image_sha256": seal.image,
        "status": seal.status.value,
        "status_name": domain.SEAL_NAMES[seal.status],
        "stage_name": SEAL.stage(seal.status),
        "actions": SEAL.offers(seal, actor, at=at),
    }


def shown_use(use: SealUse, actor: Actor | None, at: datetime | None = None) -> "Shown[api.SealUse]":
    """Return the use of a seal, with its register entry once it was applied."""
    return {
        **use.described(),
        "seal": named(use.seal, use.seal_name),
        "organ": use.organ,
        "applicant": named(use.applicant, use.applicant_name),
        "matter": use.matter,
        "copies": use.copies,
        "document_id": use.document_id,
        "number": use.number,
        "approved_by": named_if(use.approved_by, use.approved_by_name),
        "applied_at": None if use.applied_at is None else instant_text(use.applied_at),
        "applied_by": use.applied_by_name,
        "content_hash": use.content_hash,
        "register_number": register_number(use),
        "status": use.status.value,
        "status_name": domain.USE_NAMES[use.status],
        "stage_name": USE.stage(use.status),
        "actions": USE.offers(use, actor, at=at),
    }


def register_number(use: SealUse) -> str | None:
    """Return the number in the register of uses (用印登记), once the seal was applied."""
    return f"{use.register_year}—{use.register_sequence}" if use.status is UseStatus.APPLIED else None


def uses_file(uses: Iterable[SealUse], year: int | None, build: Build) -> dict[str, str]:
    """Build the register of uses as .xlsx."""
    rows = (
        (
            place, register_number(use), use.matter, use.number, use.seal_name, use.copies, use.applicant_name,
            use.approved_by_name, use.applied_by_name, use.created_at, use.applied_at, domain.USE_NAMES[use.status],
        )
        for place, use in enumerate(uses, start=1)
    )  # fmt: skip
    return workbook(f"{'' if year is None else f'{year}年'}用印登记簿", REGISTER, rows, build)
