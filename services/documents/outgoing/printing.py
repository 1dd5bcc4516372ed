"""Whether all that a page will say can be printed (条例 art. 11): characters that no font has, with their place.

Which characters those are the fonts of the pages say (`services.documents.rendition.coverage`); where they are not known,
nothing is said.
"""

import re
from collections.abc import Callable, Collection, Iterator
from typing import Any

from services.documents.domain import OfficeFacts
from services.documents.outgoing.domain import Document
from services.documents.rules import IN_FORCE
from shared.workflow import Rule, rule

MOST_NAMED = 8
"""Characters named in one message."""
MOST_PLACED = 50
"""Places that are pointed out in one text."""
CODE, SOURCE = "character_unprintable", "条例第十一条"
STATES = "公文用字印得出来；字体中没有的字，换用规范汉字，或者先由系统管理员安装相应字体。"

Texts = Callable[[Document, OfficeFacts], tuple[str, ...]]


def _signers(document: Document, facts: OfficeFacts) -> tuple[str, ...]:
    others = (task.by.name for _, task in document.joint.counting if task.by is not None)
    return (document.signed_by_name or "", *others)


PRINTED: tuple[tuple[str, str, Texts], ...] = (
    ("title", "标题", lambda document, facts: (document.title,)),
    ("recipients", "主送机关", lambda document, facts: document.addressed_words),
    ("copies", "抄送机关", lambda document, facts: document.copied_words),
    ("contact", "联系人", lambda document, facts: (document.contact or "",)),
    ("telephone", "联系电话", lambda document, facts: (document.telephone or "",)),
    ("organ", "发文机关署名", lambda document, facts: tuple(each.name for each in document.signatures)),
    ("signers", "签发人姓名", _signers),
    ("attachments", "附件名称", lambda document, facts: tuple(facts.printing.attached(document.id))),
    ("body", "正文", lambda document, facts: (document.body,)),
)
"""What the page says of a document: the field, what it is called, and its words."""


def _printable(field: str, where: str, texts: Texts) -> Rule:
    @rule(CODE, SOURCE, field=field, since=IN_FORCE, states=STATES)
    def printable(document: Document, facts: OfficeFacts) -> str | None:
        words = "\n".join(texts(document, facts))
        lacking = facts.printing.lacking(words)
        return f"{where}中的{_listed(words, lacking)}印不出来，{REMEDY}" if lacking else None

    return printable


REMEDY = "请换用规范汉字；人名、地名中确需使用的，请系统管理员安装有这个字的字体"
CHARACTERS_CAN_BE_PRINTED = tuple(_printable(*each) for each in PRINTED)
"""A rule for each field, so that a refusal says where to look."""


def unprintable(document: Document, facts: OfficeFacts) -> Iterator[dict[str, Any]]:
    """Point out each run of characters in title and text that cannot be printed."""
    for field, text in (("title", document.title), ("body", document.body)):
        lacking = facts.printing.lacking(text)
        if not lacking:
            continue
        runs = re.compile(f"[{re.escape(''.join(sorted(lacking)))}]+")
        for found in list(runs.finditer(text))[:MOST_PLACED]:
            message = f"{_listed(found[0], lacking)}印不出来，{REMEDY}"
            yield {"field": field, "code": CODE, "message": message, "source": SOURCE, "start": found.start(),
                   "end": found.end()}  # fmt: skip


def _listed(text: str, lacking: Collection[str]) -> str:
    """Name the characters as they stand, each once; a private one has no form of its own, so that its number is said."""
    found = list(dict.fromkeys(each for each in text if each in lacking))
    shown = "".join(f"“{each}”" if each.isprintable() else f"“U+{ord(each):04X}”" for each in found[:MOST_NAMED])
    return shown if len(found) <= MOST_NAMED else f"{shown}等{len(found)}个字符"
