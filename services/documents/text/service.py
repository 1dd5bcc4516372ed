"""RPC methods of importing files into the text of a document."""

import base64
import json
from typing import TYPE_CHECKING, Any

from shared.errors import Busy, Forbidden, OfficeError
from shared.file_kinds import FileRefused
from shared.runtime.apart import apart
from shared.runtime.offhub import modestly
from shared.runtime.service import Service, rpc
from shared.shown import Shown

if TYPE_CHECKING:
    from services.documents.text import api

SECONDS = 25.0
"""The time allowed for reading one file, in seconds."""
READING: set[str] = set()
"""People whose files are being read: one file per person, so that nobody takes every slot."""


class TextFeature(Service):
    """Import of text (导入)."""

    @rpc()
    def text_import(self, file: str) -> "Shown[api.Imported]":
        """Read a file, in base64, into title and blocks; nothing is stored."""
        if not self.occasion.person.holds("clerk"):
            raise Forbidden("公文由文秘起草。")
        person = self.occasion.person.person_id
        if person in READING:
            raise Busy("您的上一个文件还在读取，请等它读完。", retry_after=3)
        READING.add(person)
        try:
            written = apart("services.documents.text", modestly(base64.b64decode, file), seconds=SECONDS)
        finally:
            READING.discard(person)
        if written is None:
            raise FileRefused("文件过于复杂，无法读取。")
        answer: dict[str, Any] = json.loads(written)
        if "refusal" in answer:
            raise OfficeError.from_wire(answer["refusal"])
        result: Shown[api.Imported] = answer["result"]
        return result
