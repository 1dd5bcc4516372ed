"""RPC methods of the archive."""

import base64
import uuid
from functools import partial
from typing import TYPE_CHECKING, Any

from services.documents.archive import app, views
from services.documents.archive.acts import DESTRUCTION_ACTS, VOLUME_ACTS
from services.documents.archive.domain import Destruction, Volume
from services.documents.attachments.held import kept_of
from services.documents.attachments.repositories import Attachments
from services.documents.attachments.store import GridContents
from services.documents.classified.app import Stubs
from services.documents.reading.app import Reader
from services.documents.rendition.service import issued_pdf, ready
from shared.acts import in_trail
from shared.calendar import office_date
from shared.contracts.documents import PiecesDestroyed
from shared.office import Copies
from shared.runtime.service import Service, reaction, rpc
from shared.runtime.workbooks import built
from shared.shown import Shown

if TYPE_CHECKING:
    from services.documents.archive import api
    from shared.api import shapes


def _volume(service: Any, volume: Volume) -> "Shown[api.Volume]":
    return views.shown_volume(volume, service.occasion.actor, service.occasion.at)


def _destruction(service: Any, destruction: Destruction) -> "Shown[api.Destruction]":
    return views.shown_destruction(
        destruction, service.volumes.get(destruction.volume), service.occasion.actor, service.occasion.at
    )


class ArchiveFeature(Service):
    """The archive (归档)."""

    volumes: app.Volumes
    destructions: app.Destructions
    documents: app.Documents
    incomings: app.Incomings
    stubs: Stubs
    attachments: Attachments
    copies: Copies
    reader: Reader

    @rpc(shows=_volume)
    def volume_open(self, year: int, fonds: str) -> Volume:
        """Open a year."""
        return app.open_volume(self.volumes, self.copies, occasion=self.occasion, year=year, fonds=fonds)

    @rpc(shows=_volume)
    def volume_act(self, id: str, action: str, **said: Any) -> Volume:
        """Take a step with a year."""
        return app.act_on_volume(
            self.volumes,
            self.documents,
            self.incomings,
            self.stubs,
            self.copies,
            id,
            action,
            occasion=self.occasion,
            said=said,
        )

    @rpc()
    def volume_get(self, id: str) -> "Shown[api.Volume]":
        """Return a year."""
        return app.get_volume(self.volumes, id, actor=self.occasion.person, at=self.occasion.at)

    @rpc()
    def volume_search(self, cursor: str | None, limit: int) -> "Shown[api.VolumePage]":
        """List the years."""
        actor, at = self.occasion.person, self.occasion.at
        return app.search_volumes(self.volumes, actor=actor, cursor=cursor, limit=limit, at=at)

    @rpc()
    def volume_pieces(self, id: str) -> "Shown[api.Pieces]":
        """List the pieces filed."""
        return app.pieces(self.volumes, id, actor=self.occasion.person, today=office_date(self.occasion.at))

    @rpc()
    def volume_unfiled(self, id: str) -> "Shown[api.Unfiled]":
        """List the documents still to be filed."""
        today = office_date(self.occasion.at)
        return app.unfiled(self.volumes, self.documents, self.incomings, id, actor=self.occasion.person, today=today)

    @rpc()
    def volume_list(self, id: str) -> dict[str, str]:
        """Return the list of a year as .xlsx."""
        return app.list_file(self.volumes, id, actor=self.occasion.person, build=built)

    @rpc()
    def volume_package(self, id: str) -> dict[str, Any]:
        """Plan the package of a closed year."""
        return app.package(
            self.volumes,
            self.documents,
            self.incomings,
            id,
            actor=self.occasion.person,
            attached=partial(kept_of, self.attachments),
            ready=ready,
        )

    @rpc()
    def volume_package_part(self, id: str, piece: str, part: str, place: int) -> dict[str, Any]:
        """Read a file of a package, in base64; taking an internal piece is logged first, once."""
        content, following = app.package_part(
            self.volumes,
            self.documents,
            self.incomings,
            id,
            piece,
            part,
            place,
            reader=self.reader,
            page_of=partial(issued_pdf, self),
            attached=partial(kept_of, self.attachments),
            contents=GridContents(self.runtime.db),
        )
        return {"content": base64.b64encode(content).decode("ascii"), "next": following}

    @rpc()
    def volume_history(self, id: str, cursor: str | None, limit: int) -> "Shown[shapes.HistoryPage]":
        """Return a page of a year's history."""
        page = app.volume_history(self.volumes, id, actor=self.occasion.person, cursor=cursor, limit=limit)
        return page.map(in_trail(VOLUME_ACTS)).to_wire()

    @rpc(shows=_destruction)
    def destruction_propose(self, volume: str, pieces: list[str], confirm: bool = False) -> Destruction:
        """Draw up a list for destruction."""
        return app.propose(
            self.destructions, self.volumes, self.copies, occasion=self.occasion, new_id=uuid.uuid4().hex,
            volume_id=volume, wanted=pieces, confirm=confirm,
        )  # fmt: skip

    @rpc(shows=_destruction)
    def destruction_act(self, id: str, action: str, comment: str | None, confirm: bool = False) -> Destruction:
        """Take a step with a list for destruction."""
        return app.act_on_destruction(
            self.destructions, self.volumes, self.copies, id, action, occasion=self.occasion, comment=comment,
            confirm=confirm,
        )  # fmt: skip

    @rpc()
    def destruction_get(self, id: str) -> "Shown[api.Destruction]":
        """Return a list for destruction."""
        return app.get_destruction(self.destructions, self.volumes, id, actor=self.occasion.person, at=self.occasion.at)

    @rpc()
    def destruction_search(self, **wanted: Any) -> "Shown[api.DestructionPage]":
        """List the lists for destruction."""
        return app.search_destructions(
            self.destructions, self.volumes, actor=self.occasion.person, at=self.occasion.at, **wanted
        )

    @rpc()
    def destruction_list(self, id: str) -> dict[str, str]:
        """Return a list for destruction as .xlsx."""
        return app.destruction_file(self.destructions, self.volumes, id, actor=self.occasion.person, build=built)

    @rpc()
    def destruction_history(self, id: str, cursor: str | None, limit: int) -> "Shown[shapes.HistoryPage]":
        """Return a page of the history of a list for destruction."""
        page = app.destruction_history(self.destructions, id, actor=self.occasion.person, cursor=cursor, limit=limit)
        return page.map(in_trail(DESTRUCTION_ACTS)).to_wire()

    @reaction(PiecesDestroyed)
    def on_pieces_destroyed(self, event: PiecesDestroyed) -> None:
        """Mark the destroyed pieces in the year's list."""
        app.mark_destroyed(self.volumes, event)
