"""API views of the archive."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from services.documents.archive import domain
from services.documents.archive.domain import RETENTION_NAMES, SUPPLEMENT, Destruction, Item, Retention, Volume
from services.documents.archive.steps import DESTRUCTION, VOLUME
from services.documents.domain import Side
from shared.actor import Actor
from shared.calendar import in_full, office_date
from shared.office import named, named_if
from shared.shown import Shown
from shared.spreadsheet import Build, table, workbook

if TYPE_CHECKING:
    from services.documents.archive import api

HEADINGS = (
    ("序号", 6.0), ("档号", 28.0), ("责任者", 24.0), ("文号", 24.0), ("题名", 48.0), ("日期", 12.0), ("保管期限", 10.0),
    ("备注", 14.0),
)  # fmt: skip


def shown_volume(volume: Volume, actor: Actor | None, at: datetime) -> "Shown[api.Volume]":
    """Return a year with the number of its pieces by retention."""
    counts: dict[str, int] = {each.value: 0 for each in Retention}
    for item in volume.items.values():
        counts[item.retention.value] += 1
    return {
        **volume.described(),
        "organ": named(volume.organ, volume.organ_name),
        "year": volume.year,
        "fonds": volume.fonds,
        "pieces": counts,
        "status": volume.status.value,
        "status_name": domain.VOLUME_NAMES[volume.status],
        "stage_name": VOLUME.stage(volume.status),
        "closed_on": None if volume.closed_on is None else volume.closed_on.isoformat(),
        "actions": VOLUME.offers(volume, actor, at=at),
    }


def shown_items(volume: Volume, today: date) -> "list[Shown[api.FiledPiece]]":
    """Return every piece, in the order of the 档号."""
    return [
        {
            "id": piece_id,
            "line": Side(item.line).value,
            "code": item.code,
            "title": item.title,
            "number": item.number,
            "author": item.author,
            "dated_on": item.dated_on.isoformat(),
            "retention": item.retention.value,
            "retention_name": RETENTION_NAMES[item.retention],
            "issue": item.issue,
            "sequence": item.sequence,
            "checksum": item.checksum,
            "supplement": item.supplement,
            "expired": domain.expired(item, volume.year, today),
            "destroyed_on": None if item.destroyed_on is None else item.destroyed_on.isoformat(),
        }
        for piece_id, item in sorted(volume.items.items(), key=lambda each: each[1].code)
    ]


def list_file(volume: Volume, build: Build = table) -> dict[str, str]:
    """Build the list of a year's pieces (归档文件目录; DA/T 22-2015, 5.4) as .xlsx."""
    title = f"{volume.organ_name}{volume.year}年度归档文件目录"
    ordered = sorted(volume.items.values(), key=lambda item: item.code)
    return workbook(title, HEADINGS, [_row(place, item) for place, item in enumerate(ordered, start=1)], build)


def shown_destruction(
    destruction: Destruction, volume: Volume, actor: Actor | None, at: datetime | None = None
) -> "Shown[api.Destruction]":
    """Return a list for destruction, its pieces as the year of the archive (`volume`) has them."""
    return {
        **destruction.described(),
        "organ": destruction.organ,
        "volume": destruction.volume,
        "year": destruction.year,
        "pieces": [
            {
                "id": piece,
                "line": Side(item.line).value,
                "code": code,
                "title": item.title,
                "number": item.number,
                "author": item.author,
                "dated_on": item.dated_on.isoformat(),
                "retention_name": RETENTION_NAMES[item.retention],
            }
            for piece, code, item in _listed(destruction, volume)
        ],
        "proposer": named(destruction.proposer, destruction.proposer_name),
        "approved_by": named_if(destruction.approved_by, destruction.approved_by_name),
        "approved_on": None if destruction.approved_on is None else destruction.approved_on.isoformat(),
        "witnesses": [
            named(who, name) for who, name in zip(destruction.witnesses, destruction.witness_names, strict=True)
        ],
        "destroyed_on": None if destruction.destroyed_on is None else destruction.destroyed_on.isoformat(),
        "status": destruction.status.value,
        "status_name": domain.DESTRUCTION_NAMES[destruction.status],
        "stage_name": DESTRUCTION.stage(destruction.status),
        "actions": DESTRUCTION.offers(destruction, actor, at=at),
    }


def destruction_file(destruction: Destruction, volume: Volume, build: Build = table) -> dict[str, str]:
    """Build a list for destruction (销毁清册) as .xlsx: its pieces, then who drew it up, approved and witnessed it."""
    assert destruction.created_at is not None
    title = f"{volume.organ_name}{volume.year}年度档案销毁清册"
    rows: list[tuple[Any, ...]] = [
        (place, code, item.author, item.number or "", item.title, item.dated_on, RETENTION_NAMES[item.retention], "")
        for place, (_, code, item) in enumerate(_listed(destruction, volume), start=1)
    ]
    signed = [
        ("编制人", destruction.proposer_name, office_date(destruction.created_at)),
        ("批准人", destruction.approved_by_name, destruction.approved_on),
        ("监销人", "、".join(destruction.witness_names), destruction.destroyed_on),
    ]
    rows += [("", role, name, "", "", on or "", "", "") for role, name, on in signed if name]
    return workbook(title, HEADINGS, rows, build)


def _listed(destruction: Destruction, volume: Volume) -> list[tuple[str, str, Item]]:
    return [(piece, code, volume.items[piece]) for piece, code in destruction.pieces.items()]


def _row(place: int, item: Item) -> tuple[Any, ...]:
    notes = [SUPPLEMENT] if item.supplement else []
    if item.destroyed_on is not None:
        notes.append(f"{in_full(item.destroyed_on)}销毁")
    name = RETENTION_NAMES[item.retention]
    return place, item.code, item.author, item.number or "", item.title, item.dated_on, name, "；".join(notes)
