"""Use cases of the archive."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol

from services.documents.app import ruled_in
from services.documents.archive import domain, views
from services.documents.archive.domain import FILED_BY, Destruction, Item, Volume
from services.documents.archive.package import (
    File,
    as_json,
    folder_of,
    handled,
    history_text,
    information,
    list_text,
    metadata,
    processing_sheet,
    script,
)
from services.documents.archive.steps import DESTROYED, DESTRUCTION, VOLUME, year_is_closed
from services.documents.attachments.domain import Attachment, pieces_of
from services.documents.classified.app import Stubs, refuse_stub
from services.documents.domain import OfficeContext, Secrecy, Side
from services.documents.incoming.acts import INCOMING_ACTS
from services.documents.incoming.domain import Incoming, IncomingStatus
from services.documents.outgoing.acts import OUTGOING_ACTS
from services.documents.outgoing.domain import Document
from services.documents.reading.app import Pieces, Read, Reader, Worded
from services.documents.reading.domain import How
from shared import usecase
from shared.actor import Actor
from shared.aggregate import Entry
from shared.calendar import office_date
from shared.contracts import documents as events
from shared.errors import Forbidden, InvalidInput, NotFound
from shared.listing import Listing
from shared.occasion import Occasion
from shared.office import Copies, fault, faulty, organ_of
from shared.pages import Page, encode_version
from shared.shown import Shown
from shared.spreadsheet import Build, table
from shared.usecase import Repository, history_of, made_id, to_show
from shared.workflow import Context, because, refuse_broken

if TYPE_CHECKING:
    from services.documents.archive import api

ENTRIES = 6
"""Entries of a history read at once; each may hold the whole text."""


class Volumes(Repository[Volume], Protocol):
    """The repository of archive years."""

    def search(self, actor: Actor, *, cursor: str | None, limit: int) -> Page[Volume]: ...


class Destructions(Repository[Destruction], Protocol):
    """The repository of lists for destruction."""

    def search(self, actor: Actor, wanted: Listing) -> Page[Destruction]: ...


class Documents(Repository[Document], Protocol):
    """The outgoing documents that can be filed."""

    def finished_in(self, organ: str, year: int) -> Iterable[Document]: ...


class Incomings(Repository[Incoming], Protocol):
    """The incoming documents that can be filed."""

    def finished_in(self, organ: str, year: int) -> Iterable[Incoming]: ...


@dataclass(frozen=True)
class Piece:
    """A document that can be filed, outgoing or incoming."""

    id: str
    line: str
    title: str
    number: str | None
    dated_on: date
    author: str
    checksum: str
    finished: bool
    text: Worded
    secrecy: Secrecy
    kind: str = ""
    filed_by: str = ""
    """The organ that files the original, if that is another one (联合行文的主办单位)."""


def open_volume(volumes: Volumes, copies: Copies, *, occasion: Occasion, year: int, fonds: str) -> Volume:
    """Open a year of the archive of the actor's organ. `fonds`: its 全宗号."""
    actor = occasion.person
    VOLUME.admit("open", actor)
    organ = organ_of(copies, actor.organ)
    volume = Volume(
        id=domain.volume_id(actor.organ, year),
        organ=organ.organ_id,
        organ_name=organ.name,
        path=organ.path,
        fonds=fonds,
        year=year,
    )
    return usecase.begin(volumes, VOLUME, volume, "open", Context(actor, occasion.at))


def act_on_volume(
    volumes: Volumes,
    documents: Documents,
    incomings: Incomings,
    stubs: Stubs,
    copies: Copies,
    volume_id: str,
    action: str,
    *,
    occasion: Occasion,
    said: Mapping[str, Any],
) -> Volume:
    """File a piece, or close the year; two pieces filed at once get different numbers."""

    def gather(volume: Volume) -> OfficeContext:
        told: dict[str, Any] = {}
        if action in ("file", "supplement"):
            refuse_stub(stubs, said["piece"], occasion.person)
            piece = _piece(documents, incomings, said["piece"], volume)
            least = ruled_in(copies, volume.path[0], occasion.at).retention.get(piece.kind)
            if said["retention"] is None and least is None:
                raise fault("retention", "missing", "请选择保管期限")
            kept_for = said["retention"] or least
            told = {"piece": piece, "piece_id": piece.id, "retention": kept_for, "least": least, "issue": said["issue"]}
        elif action == "close":
            told = {"closed_on": office_date(occasion.at)}
        return OfficeContext(occasion.person, occasion.at, said["comment"] or "", told)

    return usecase.act(
        volumes, VOLUME, volume_id, action, sees=domain.sees, occasion=occasion, gather=gather, together=True
    )


def get_volume(volumes: Volumes, volume_id: str, *, actor: Actor, at: datetime) -> "Shown[api.Volume]":
    """Return a year with the number of its pieces."""
    return views.shown_volume(to_show(volumes, volume_id, domain.sees, actor), actor, at)


def search_volumes(
    volumes: Volumes, *, actor: Actor, cursor: str | None, limit: int, at: datetime
) -> "Shown[api.VolumePage]":
    """List the archive years of the actor's organ."""
    page = volumes.search(actor, cursor=cursor, limit=limit)
    return page.map(lambda volume: views.shown_volume(volume, actor, at)).to_wire()


def pieces(volumes: Volumes, volume_id: str, *, actor: Actor, today: date) -> "Shown[api.Pieces]":
    """List the pieces filed, in the order of the 档号."""
    volume = to_show(volumes, volume_id, domain.sees, actor)
    return {"items": views.shown_items(volume, today), "next": None}


def unfiled(
    volumes: Volumes, documents: Documents, incomings: Incomings, volume_id: str, *, actor: Actor, today: date
) -> "Shown[api.Unfiled]":
    """List finished documents not filed yet, and whether the deadline has passed (30 June of the next year)."""
    volume = to_show(volumes, volume_id, domain.sees, actor)
    due_on = date(volume.year + 1, *FILED_BY)
    found = [
        *(_outgoing(each) for each in documents.finished_in(volume.organ, volume.year)),
        *(_incoming(each, None) for each in incomings.finished_in(volume.organ, volume.year)),
    ]
    items: list[Shown[api.UnfiledPiece]] = [
        {
            "id": each.id,
            "line": Side(each.line).value,
            "title": each.title,
            "number": each.number,
            "dated_on": each.dated_on.isoformat(),
        }
        for each in found
        if each.id not in volume.items
    ]
    return {"items": items, "due_on": due_on.isoformat(), "late": bool(items) and today > due_on}


def list_file(volumes: Volumes, volume_id: str, *, actor: Actor, build: Build = table) -> dict[str, str]:
    """Build the list of a year's pieces (归档文件目录) as .xlsx."""
    return views.list_file(to_show(volumes, volume_id, domain.sees, actor), build)


def package(
    volumes: Volumes,
    documents: Documents,
    incomings: Incomings,
    volume_id: str,
    *,
    actor: Actor,
    attached: Callable[[str], Sequence[Attachment]],
    ready: Callable[[], object] = lambda: None,
) -> dict[str, Any]:
    """Plan the package of a closed year for transfer (移交): its files, and how each is requested.

    Refuse a year that is still open. `ready` raises if no pages can be typeset now.
    """
    volume = _handed_over(volumes, volume_id, actor)
    items = sorted(
        (each for each in volume.items.items() if each[1].destroyed_on is None), key=lambda each: each[1].code
    )
    if items:
        ready()
    files = [{"path": "data/list.json", "piece": "", "part": "list"}]
    for piece_id, item in items:
        parts = [
            ("metadata.json", "metadata"),
            ("text.txt", "text"),
            ("history.json", "history"),
            ("sheet.html", "sheet"),
        ]
        parts += [(each.name, each.part) for each in _files(documents, incomings, piece_id, item, attached)]
        files += [{"path": f"{folder_of(item)}/{path}", "piece": piece_id, "part": part} for path, part in parts]
    return {
        "name": f"{volume.fonds}-{domain.CATEGORY}·{volume.year}移交包.zip",
        "tags": {"bag-info.txt": information(volume, [item for _, item in items]), "prove.py": script()},
        "files": files,
    }


def package_part(
    volumes: Volumes,
    documents: Documents,
    incomings: Incomings,
    volume_id: str,
    piece_id: str,
    part: str,
    place: int,
    *,
    reader: Reader,
    page_of: Callable[[Document, Read], bytes],
    attached: Callable[[str], Sequence[Attachment]],
    contents: Pieces,
) -> tuple[bytes, int | None]:
    """Read a file of a package from an offset; return its bytes and the next offset, None at its end.

    All files of an internal piece are one reading.
    """
    volume = _handed_over(volumes, volume_id, reader.occasion.person)

    def files(found_id: str, found: Item) -> Sequence[File]:
        return _files(documents, incomings, found_id, found, attached)

    if part == "list":
        items = [(each, files(id_, each)) for id_, each in volume.items.items() if each.destroyed_on is None]
        return list_text(volume, sorted(items, key=lambda each: each[0].code)).encode(), None
    item = volume.items.get(piece_id)
    if item is None or item.destroyed_on is not None:
        raise NotFound()
    kept: Documents | Incomings = documents if item.line == "outgoing" else incomings
    source = _piece(documents, incomings, piece_id, volume).text
    read = reader.text(_carrier(incomings, piece_id, item), source, How.PACKAGE, once=True)
    match part:
        case "metadata":
            return as_json(metadata(volume, item, files(piece_id, item))).encode(), None
        case "text":
            return (read.words or "").encode(), None
        case "history":
            page = kept.history(piece_id, cursor=encode_version(place) if place else None, limit=ENTRIES)
            following = None if page.next is None else place + len(page.items)
            return history_text(page.items, first=not place, last=following is None).encode(), following
        case "sheet":
            acts = OUTGOING_ACTS if item.line == "outgoing" else INCOMING_ACTS
            entry = incomings.find(piece_id) if item.line == "incoming" else None
            handling = None if entry is None else handled(entry)
            return processing_sheet(volume, item, _whole_history(kept, piece_id), acts, handling).encode(), None
        case "pdf":
            document = _issued(documents, incomings, piece_id, item)
            if document is None:
                raise NotFound()
            return page_of(document, read), None
    found = next((each for each in attached(_carrier(incomings, piece_id, item)) if each.id == part), None)
    if found is None:
        raise NotFound()
    return read.piece_of(contents, found.id, place), place + 1 if place + 1 < pieces_of(found.size or 0) else None


def _handed_over(volumes: Volumes, volume_id: str, actor: Actor) -> Volume:
    """Return a closed year, if the actor may transfer it."""
    volume = to_show(volumes, volume_id, domain.sees, actor)
    if not actor.holds("registrar") and not actor.holds("director"):
        raise Forbidden("移交由办公室主任或者档案（登记）岗位办理。")
    refuse_broken((year_is_closed,), volume, None)
    return volume


def _carrier(incomings: Incomings, piece_id: str, item: Item) -> str:
    """Return the id that a piece's attachments belong to: for an incoming piece the document that was sent, or the entry."""
    entry = incomings.find(piece_id) if item.line == "incoming" else None
    return piece_id if entry is None else entry.document_id


def _issued(documents: Documents, incomings: Incomings, piece_id: str, item: Item) -> Document | None:
    """Return the released document that a piece is or copies; None for paper from outside."""
    document = documents.find(_carrier(incomings, piece_id, item))
    return document if document is not None and document.released_at is not None else None


def _files(
    documents: Documents,
    incomings: Incomings,
    piece_id: str,
    item: Item,
    attached: Callable[[str], Sequence[Attachment]],
) -> list[File]:
    """Return the files of a piece: the issued page with its seals, and every attachment."""
    issued = _issued(documents, incomings, piece_id, item)
    found = [] if issued is None else [File("document.pdf", "pdf")]
    for place, each in enumerate(attached(_carrier(incomings, piece_id, item)), start=1):
        found.append(File(f"attachments/{place:02d}-{each.name}", each.id, each.sha256))
    return found


def propose(
    destructions: Destructions,
    volumes: Volumes,
    copies: Copies,
    *,
    occasion: Occasion,
    new_id: str,
    volume_id: str,
    wanted: Sequence[str],
    confirm: bool = False,
) -> Destruction:
    """Draw up a list of pieces to be destroyed (销毁清册): all of them filed and past their retention period."""
    actor, volume = occasion.person, volumes.find(volume_id)
    if volume is None or not domain.sees(volume, actor):
        raise fault("volume", "unknown_volume", "没有这个归档年度")
    DESTRUCTION.admit("propose", actor)
    errors = [
        faulty(f"pieces[{place}]", "unknown_piece", "该年度没有这一件")
        for place, piece in enumerate(wanted)
        if piece not in volume.items
    ]
    if errors:
        raise InvalidInput(errors=errors)
    destruction = Destruction(
        id=made_id(occasion, new_id),
        organ=volume.organ,
        path=volume.path,
        volume=volume.id,
        year=volume.year,
        pieces={piece: volume.items[piece].code for piece in wanted},
        proposer=actor.person_id,
        proposer_name=actor.name,
    )
    known = OfficeContext(actor, occasion.at, said={"filed": volume})
    asked = copies if destructions.find(destruction.id) is None else None  # else the request is repeated
    return usecase.begin(destructions, DESTRUCTION, destruction, "propose", known, copies=asked, confirm=confirm)


def act_on_destruction(
    destructions: Destructions,
    volumes: Volumes,
    copies: Copies,
    destruction_id: str,
    action: str,
    *,
    occasion: Occasion,
    comment: str | None,
    confirm: bool = False,
) -> Destruction:
    """Approve, refuse or witness; the second witness completes it, and the year's list is marked by an event."""

    def gather(destruction: Destruction) -> OfficeContext:
        told = {
            "filed": volumes.find(destruction.volume),
            "approved_by": occasion.person.person_id,
            "destroyed_on": office_date(occasion.at),
        }
        return OfficeContext(occasion.person, occasion.at, comment or "", told)

    return usecase.act(
        destructions, DESTRUCTION, destruction_id, action, sees=domain.sees, occasion=occasion, gather=gather,
        copies=copies, confirm=confirm,
    )  # fmt: skip


def mark_destroyed(volumes: Volumes, destroyed: events.PiecesDestroyed) -> None:
    """Mark the destroyed pieces in a year's list."""
    volume = volumes.get(destroyed.volume)
    told: dict[str, Any] = {"piece_ids": destroyed.piece_ids, "destroyed_on": destroyed.destroyed_on}
    usecase.take(volumes, VOLUME, volume, "mark_destroyed", because(DESTROYED, volume, volumes.occasion.at, **told))


def get_destruction(
    destructions: Destructions, volumes: Volumes, destruction_id: str, *, actor: Actor, at: datetime | None = None
) -> "Shown[api.Destruction]":
    """Return a list for destruction."""
    destruction = to_show(destructions, destruction_id, domain.sees, actor)
    return views.shown_destruction(destruction, volumes.get(destruction.volume), actor, at)


def search_destructions(
    destructions: Destructions, volumes: Volumes, *, actor: Actor, at: datetime | None = None, **wanted: Any
) -> "Shown[api.DestructionPage]":
    """List the lists for destruction of the actor's organ (`Listing`)."""
    page = destructions.search(actor, Listing(**wanted))
    years = {each: volumes.get(each) for each in {destruction.volume for destruction in page.items}}
    return page.map(lambda each: views.shown_destruction(each, years[each.volume], actor, at)).to_wire()


def destruction_file(
    destructions: Destructions, volumes: Volumes, destruction_id: str, *, actor: Actor, build: Build = table
) -> dict[str, str]:
    """Build a list for destruction (销毁清册) as .xlsx."""
    destruction = to_show(destructions, destruction_id, domain.sees, actor)
    return views.destruction_file(destruction, volumes.get(destruction.volume), build)


def destruction_history(
    destructions: Destructions, destruction_id: str, *, actor: Actor, cursor: str | None, limit: int
) -> Page[Entry]:
    """Return a page of the history of a list for destruction."""
    return history_of(destructions, destruction_id, domain.sees, actor=actor, cursor=cursor, limit=limit)


def volume_history(volumes: Volumes, volume_id: str, *, actor: Actor, cursor: str | None, limit: int) -> Page[Entry]:
    """Return a page of a year's history."""
    return history_of(volumes, volume_id, domain.sees, actor=actor, cursor=cursor, limit=limit)


def _piece(documents: Documents, incomings: Incomings, piece_id: str, volume: Volume) -> Piece:
    document = documents.find(piece_id)
    if document is not None and document.organ == volume.organ:
        return _outgoing(document)
    if document is not None and volume.organ in document.issuers:
        return replace(_outgoing(document), filed_by=document.organ_name)
    incoming = incomings.find(piece_id)
    if incoming is None or incoming.organ != volume.organ:
        raise fault("piece", "unknown_piece", "本单位没有这份公文")
    released = documents.find(incoming.document_id)
    return _incoming(incoming, released)


def _outgoing(document: Document) -> Piece:
    assert document.kept is not None
    return Piece(
        id=document.id,
        line="outgoing",
        title=document.title,
        number=document.number,
        dated_on=document.signed_on or date.min,
        author=document.organ_name,
        checksum=document.kept.head,
        finished=document.released_at is not None,
        text=document,
        secrecy=document.secrecy,
        kind=document.kind,
    )


def _incoming(incoming: Incoming, released: Document | None) -> Piece:
    assert incoming.kept is not None
    return Piece(
        id=incoming.id,
        line="incoming",
        title=incoming.title,
        number=incoming.number,
        dated_on=office_date(incoming.delivered_at),
        author=incoming.sender.name,
        checksum=incoming.kept.head,
        finished=incoming.status is IncomingStatus.COMPLETED,
        text=incoming if released is None else released,
        secrecy=incoming.secrecy,
        kind=incoming.kind,
    )


def _whole_history(kept: Documents | Incomings, piece_id: str) -> Iterator[Entry]:
    cursor = None
    while True:
        page = kept.history(piece_id, cursor=cursor, limit=ENTRIES)
        yield from page.items
        cursor = page.next
        if cursor is None:
            return
