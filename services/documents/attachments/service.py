"""Attachments on the bus: a file comes and goes in pieces, one call each."""

import base64
import binascii
import uuid
from typing import Any

from services.documents.attachments import app, views
from services.documents.attachments.domain import Attachment
from services.documents.attachments.holders import OUTGOING, Holder, Holders
from services.documents.attachments.store import GridContents
from services.documents.desk import Desk
from services.documents.reading.domain import How
from services.documents.reading.service import noted
from shared.errors import InvalidInput
from shared.runtime.service import rpc
from shared.runtime.sweep import sweep


def _attachment(service: Any, attachment: Attachment) -> dict[str, Any]:
    return views.shown(attachment, change=True)


class AttachmentLine(Desk):
    """Attachments (附件)."""

    @property
    def _contents(self) -> GridContents:
        return GridContents(self.ground.db)

    @property
    def _holders(self) -> Holders:
        return Holders(self.documents, self.incomings, self.stubs, self.countersigns)

    @rpc(shows=_attachment)
    def attachment_begin(self, id: str, name: str, line: str = OUTGOING, size: int | None = None) -> Attachment:
        """Begin to attach a file of so many bytes, where the client says how many."""
        new_id, promised = uuid.uuid4().hex, size if size is None or size > 0 else None
        with self.ground.turn("uploads"):  # else several at once would be counted as none
            return app.begin(
                self.attachments, self._holders, line, id, occasion=self.occasion, new_id=new_id, name=name,
                promised=promised,
            )  # fmt: skip

    @rpc()
    def attachment_put(self, attachment: str, place: int, piece: str) -> None:
        """Keep one piece, in base64."""
        try:
            content = base64.b64decode(piece, validate=True)
        except binascii.Error as error:
            raise InvalidInput("上传中断，请重新上传。") from error
        app.put(self.attachments, self._contents, attachment, place, content, actor=self.occasion.person)

    @rpc(shows=_attachment)
    def attachment_finish(self, attachment: str, size: int, sha256: str | None) -> Attachment:
        """Keep a file whose pieces are all there."""
        return app.finish(
            self.attachments,
            self._contents,
            self._holders,
            attachment,
            occasion=self.occasion,
            size=size,
            sha256=sha256,
        )

    @rpc()
    def attachment_abandon(self, attachment: str, reason: str) -> None:
        """Give up an upload."""
        app.abandon(self.attachments, self._contents, attachment, actor=self.occasion.person, reason=reason)

    @rpc()
    def attachment_list(self, id: str, line: str = OUTGOING) -> dict[str, Any]:
        """List the attachments of a document or an entry."""
        return app.listed(self.attachments, self._holders, line, id, actor=self.occasion.person)

    @rpc()
    def attachment_get(self, id: str, attachment: str, line: str = OUTGOING) -> dict[str, Any]:
        """Show the entry of an attachment that is about to be fetched; of an internal one that is put on the record."""
        found, holder = self._shown(line, id, attachment)
        noted(self, holder.id, holder.secrecy, How.ATTACHMENT, found.name)
        return views.shown(found, change=False)

    @rpc()
    def attachment_read(self, id: str, attachment: str, place: int, line: str = OUTGOING) -> str:
        """Give one piece, in base64."""
        return base64.b64encode(app.read(self._contents, self._shown(line, id, attachment)[0], place)).decode()

    @rpc()
    def attachment_remove(self, id: str, attachment: str, line: str = OUTGOING) -> None:
        """Take an attachment away."""
        actor = self.occasion.person
        app.take_away(self.attachments, self._contents, self._holders, line, id, attachment, actor=actor)

    @sweep
    def sweep_attachments(self) -> None:
        """Remove what was cut off."""
        app.sweep_left_over(self.attachments, self._contents, at=self.occasion.at)

    def _shown(self, line: str, thing_id: str, attachment_id: str) -> tuple[Attachment, Holder]:
        actor = self.occasion.person
        return app.show(self.attachments, self._holders, line, thing_id, attachment_id, actor=actor)
