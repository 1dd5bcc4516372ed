"""RPC methods of attachments' pages: rendered in separate processes, a few at a time, within limits of memory and time."""

import base64
import json
from typing import TYPE_CHECKING, Any

from services.documents.attachments import app
from services.documents.attachments.domain import OUTGOING
from services.documents.attachments.repositories import Attachments, Holders
from services.documents.attachments.store import GridContents
from services.documents.reading.app import Reader
from services.documents.rendition.pdf import Images
from services.documents.rendition.service import shown_pages
from shared.errors import OfficeError
from shared.file_kinds import FileRefused
from shared.runtime.apart import apart
from shared.runtime.config import settings
from shared.runtime.service import Service, rpc
from shared.shown import Shown

if TYPE_CHECKING:
    from services.documents.rendition import api

SECONDS = 25.0
LARGEST_SHOWN = 20 * 1024 * 1024


class ShowingFeature(Service):
    """Pages of attachments for the screen."""

    attachments: Attachments
    holders: Holders
    reader: Reader

    @rpc()
    def attachment_pages(
        self, id: str, attachment: str, first: int, most: int, line: str = OUTGOING
    ) -> "Shown[api.Pages]":
        """Render pages of an attachment; reading an internal one is logged first."""
        found, holder = app.show(self.attachments, self.holders, line, id, attachment, actor=self.occasion.person)
        if (found.size or 0) > LARGEST_SHOWN:
            raise FileRefused("文件超过20 MB，没有页面预览，请下载后查看。")
        content = self.reader.attachment(holder.id, holder, found.name).whole(GridContents(self.runtime.db), found.id)
        asked = {"name": found.name, "first": first, "most": most, "fonts": str(settings().font_folder)}
        sent = json.dumps(asked).encode() + b"\n" + content
        written = apart("services.documents.showing", sent, seconds=SECONDS)
        if written is None:
            raise FileRefused("文件过于复杂，画不出页面，请下载后查看。")
        answer: dict[str, Any] = json.loads(written)
        if "refusal" in answer:
            raise OfficeError.from_wire(answer["refusal"])
        said = answer["result"]
        return shown_pages(Images(tuple(map(base64.b64decode, said["pages"])), said["first"], said["count"]), "png")
