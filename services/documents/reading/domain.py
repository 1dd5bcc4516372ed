"""One reading of an internal document (阅知登记); immutable, no clock, no broker, no store.

Source: 条例 arts. 31 to 34: a document is for those whom its issuer names; a copy counts as the document itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from shared.aggregate import Aggregate


class How(StrEnum):
    """The form in which the text was obtained."""

    TEXT = "text"
    PDF = "pdf"
    DOCX = "docx"
    ATTACHMENT = "attachment"
    PACKAGE = "package"


HOW_NAMES: Mapping[How, str] = {
    How.TEXT: "阅读",
    How.PDF: "取得版式文件",
    How.DOCX: "取得可编辑文件",
    How.ATTACHMENT: "取得附件",
    How.PACKAGE: "随移交包取得",
}
COPIES = frozenset((How.PDF, How.DOCX))
"""Forms that leave a numbered copy (份号)."""


@dataclass(frozen=True, kw_only=True)
class Reading(Aggregate):
    """The reading of a document: reader, time (`created_at`) and form. `copy_number`: that of the copy taken."""

    document_id: str
    organ: str
    reader: str
    reader_name: str
    how: How
    what: str = ""
    copy_series: str | None = None
    copy_number: int | None = None
