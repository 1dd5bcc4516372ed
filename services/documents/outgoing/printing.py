"""Printability of a page (条例 art. 11): characters that no font has, with their place.

The fonts of the pages decide which these are (`services.documents.fonts.coverage`); if that is unknown,
nothing is reported.
"""

import re
from collections.abc import Callable, Collection, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from services.documents.domain import OfficeContext
from services.documents.outgoing.domain import Document
from services.documents.rules import IN_FORCE
from services.documents.text.columns import columns
from services.documents.text.domain import Table
from shared.shown import Shown
from shared.workflow import Rule, rule

if TYPE_CHECKING:
    from services.documents.outgoing import api

MOST_NAMED = 8
"""Characters named in one message."""
MOST_PLACED = 50
"""Places shown in one text."""
CODE, SOURCE = "character_unprintable", "条例第十一条"
STATES = "公文用字印得出来；字体中没有的字，换用规范汉字，或者先由系统管理员安装相应字体。"

Texts = Callable[[Document, OfficeContext], tuple[str, ...]]


def _signers(document: Document, context: OfficeContext) -> tuple[str, ...]:
    others = (task.by.name for _, task in document.joint.counting if task.by is not None)
    return (document.signed_by_name or "", *others)


PRINTED: tuple[tuple[str, str, Texts], ...] = (
    ("title", "标题", lambda document, context: (document.title,)),
    ("recipients", "主送机关", lambda document, context: document.addressed_words),
    ("copies", "抄送机关", lambda document, context: document.copied_words),
    ("contact", "联系人", lambda document, context: (document.contact or "",)),
    ("telephone", "联系电话", lambda document, context: (document.telephone or "",)),
    ("organ", "发文机关署名", lambda document, context: tuple(each.name for each in document.signatures)),
    ("signers", "签发人姓名", _signers),
    ("attachments", "附件名称", lambda document, context: tuple(context.printing.attached(document.id))),
    ("body", "正文", lambda document, context: (document.body,)),
)
"""The printed fields of a document: field, label, and texts."""


def _printable(field: str, where: str, texts: Texts) -> Rule:
    @rule(CODE, SOURCE, field=field, since=IN_FORCE, states=STATES)
    def printable(document: Document, context: OfficeContext) -> str | None:
        words = "\n".join(texts(document, context))
        lacking = context.printing.lacking(words)
        return f"{where}中的{_listed(words, lacking)}印不出来，{REMEDY}" if lacking else None

    return printable


@rule(
    "table_overfull", SOURCE, field="body", since=IN_FORCE,
    states="表格中的数字、日期、电话号码不拆成两行；列数过多、排不下的，分成几张表或者作为附件。",
)  # fmt: skip
def figures_find_room(document: Document, context: OfficeContext) -> str | None:
    """Forbid a table with so many columns that a number or date would be broken between two lines."""
    torn = next((word for each in document.content if isinstance(each, Table) and (word := _torn(each))), None)
    return None if torn is None else f"表格列数过多，“{torn}”要拆成两行；请减少列数、分成几张表，或者把表格作为附件上传"


@lru_cache(256)
def _torn(table: Table) -> str | None:
    across = max((len(row) for row in table.rows), default=0)
    rows = [[*row, *[""] * (across - len(row))] for row in table.rows]
    return columns(rows, head=table.head).torn(rows) if across else None


REMEDY = "请换用规范汉字；人名、地名中确需使用的，请系统管理员安装有这个字的字体"
CHARACTERS_CAN_BE_PRINTED = tuple(_printable(*each) for each in PRINTED)
"""One rule for each field, so that a refusal names the field."""


def unprintable(document: Document, context: OfficeContext) -> "Iterator[Shown[api.Finding]]":
    """Point out each run of characters in title and text that cannot be printed."""
    for field, text in (("title", document.title), ("body", document.body)):
        lacking = context.printing.lacking(text)
        if not lacking:
            continue
        runs = re.compile(f"[{re.escape(''.join(sorted(lacking)))}]+")
        for found in list(runs.finditer(text))[:MOST_PLACED]:
            message = f"{_listed(found[0], lacking)}印不出来，{REMEDY}"
            yield {"field": field, "code": CODE, "message": message, "source": SOURCE, "start": found.start(),
                   "end": found.end()}  # fmt: skip


def _listed(text: str, lacking: Collection[str]) -> str:
    """Format the characters, each once; a private one has no common form and is given by number."""
    found = list(dict.fromkeys(each for each in text if each in lacking))
    shown = "".join(f"“{each}”" if each.isprintable() else f"“U+{ord(each):04X}”" for each in found[:MOST_NAMED])
    return shown if len(found) <= MOST_NAMED else f"{shown}等{len(found)}个字符"
