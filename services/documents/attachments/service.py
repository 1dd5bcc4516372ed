"""RPC methods of attachments: files are transferred in pieces, one call each."""

import base64
import binascii
import uuid
from typing import TYPE_CHECKING, Any

from services.documents.attachments import app, views
from services.documents.attachments.domain import OUTGOING, Attachment, Holder
from services.documents.attachments.repositories import Attachments, Holders
from services.documents.attachments.store import GridContents
from services.documents.reading.app import Reader
from shared.errors import InvalidInput
from shared.runtime.service import Service, rpc
from shared.runtime.sweep import sweep
from shared.shown import Shown

if TYPE_CHECKING:
    from services.documents.attachments import api


def _attachment(service: Any, attachment: Attachment) -> "Shown[api.Attachment]":
    return views.shown(attachment, change=True)


class AttachmentFeature(Service):
    """Attachments (附件)."""

    attachments: Attachments
    holders: Holders
    reader: Reader

    @property
    def _contents(self) -> GridContents:
        return GridContents(self.runtime.db)

    @rpc(shows=_attachment)
    def attachment_begin(self, id: str, name: str, line: str = OUTGOING, size: int | None = None) -> Attachment:
        """Start attaching a file, of this many bytes if the client says so."""
        new_id, promised = uuid.uuid4().hex, size if size is None or size > 0 else None
        with self.runtime.turn("uploads"):  # else several at once would be counted as none
            return app.begin(
                self.attachments, self.holders, line, id, occasion=self.occasion, new_id=new_id, name=name,
                promised=promised,
            )  # fmt: skip

    @rpc()
    def attachment_put(self, attachment: str, place: int, piece: str) -> None:
        """Store one piece, in base64."""
        try:
            content = base64.b64decode(piece, validate=True)
        except binascii.Error as error:
            raise InvalidInput("上传中断，请重新上传。") from error
        app.put(self.attachments, self._contents, attachment, place, content, actor=self.occasion.person)

    @rpc(shows=_attachment)
    def attachment_finish(self, attachment: str, size: int, sha256: str | None) -> Attachment:
        """Complete a file whose pieces have all arrived."""
        return app.finish(
            self.attachments,
            self._contents,
            self.holders,
            attachment,
            occasion=self.occasion,
            size=size,
            sha256=sha256,
        )

    @rpc()
    def attachment_abandon(self, attachment: str, reason: str) -> None:
        """Cancel an upload."""
        app.abandon(self.attachments, self._contents, attachment, actor=self.occasion.person, reason=reason)

    @rpc()
    def attachment_list(self, id: str, line: str = OUTGOING) -> "Shown[api.AttachmentList]":
        """List the attachments of a document or an entry."""
        return app.listed(self.attachments, self.holders, line, id, actor=self.occasion.person)

    @rpc()
    def attachment_get(self, id: str, attachment: str, line: str = OUTGOING) -> "Shown[api.Attachment]":
        """Return the entry of an attachment before its download; reading an internal one is logged."""
        found, holder = self._shown(line, id, attachment)
        self.reader.attachment(holder.id, holder, found.name)
        return views.shown(found, change=False)

    @rpc()
    def attachment_read(self, id: str, attachment: str, place: int, line: str = OUTGOING) -> str:
        """Return one piece, in base64."""
        found, holder = self._shown(line, id, attachment)
        read = self.reader.attachment(holder.id, holder, found.name, once=True)
        return base64.b64encode(read.piece_of(self._contents, found.id, place)).decode()

    @rpc()
    def attachment_remove(self, id: str, attachment: str, line: str = OUTGOING) -> None:
        """Remove an attachment."""
        actor = self.occasion.person
        app.take_away(self.attachments, self._contents, self.holders, line, id, attachment, actor=actor)

    @sweep
    def sweep_attachments(self) -> None:
        """Remove abandoned uploads."""
        app.sweep_left_over(self.attachments, self._contents, at=self.occasion.at)

    def _shown(self, line: str, thing_id: str, attachment_id: str) -> tuple[Attachment, Holder]:
        actor = self.occasion.person
        return app.show(self.attachments, self.holders, line, thing_id, attachment_id, actor=actor)
