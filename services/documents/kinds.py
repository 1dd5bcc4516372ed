"""The kinds of official documents (条例 art. 8): each kind is a row here, and defined nowhere else."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from services.documents.domain import Direction


class Element(StrEnum):
    """An element of a document (条例 art. 9) that only some kinds must bear."""

    RECIPIENT = "recipients"
    CONTACT = "contact"
    TELEPHONE = "telephone"


class Layout(StrEnum):
    """The layout of a document (GB/T 9704-2012, 7 and 10): 通用, 信函, 命令（令）, 纪要."""

    GENERAL = "general"
    LETTER = "letter"
    ORDER = "order"
    MINUTES = "minutes"


UP, DOWN, LEVEL = Direction.UP, Direction.DOWN, Direction.LEVEL
ADDRESSED = (Element.RECIPIENT,)


@dataclass(frozen=True)
class Kind:
    """A kind (文种): its name, directions, required elements and layout, and whether a school may use it.

    two_hands: its approver may not sign it, even for another person.
    """

    code: str
    name: str
    directions: frozenset[Direction]
    required: tuple[Element, ...] = ADDRESSED
    layout: Layout = Layout.GENERAL
    for_schools: bool = True
    two_hands: bool = True


KINDS: Mapping[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind("resolution", "决议", frozenset({DOWN})),
        Kind("decision", "决定", frozenset({DOWN})),
        Kind("order", "命令", frozenset({DOWN}), layout=Layout.ORDER, for_schools=False),
        Kind("communique", "公报", frozenset(), required=(), for_schools=False),
        Kind("announcement", "公告", frozenset({DOWN, LEVEL}), required=()),
        Kind("public_notice", "通告", frozenset({DOWN, LEVEL}), required=()),
        Kind("opinion", "意见", frozenset({UP, DOWN, LEVEL})),
        Kind("notice", "通知", frozenset({DOWN, LEVEL})),
        Kind("circular", "通报", frozenset({DOWN})),
        Kind("report", "报告", frozenset({UP})),
        Kind("request", "请示", frozenset({UP}), required=(*ADDRESSED, Element.CONTACT, Element.TELEPHONE)),
        Kind("reply", "批复", frozenset({DOWN})),
        Kind("motion", "议案", frozenset({UP}), for_schools=False),
        Kind("letter", "函", frozenset({LEVEL}), layout=Layout.LETTER),
        Kind(
            "minutes", "纪要", frozenset({DOWN, LEVEL}), required=(), layout=Layout.MINUTES, two_hands=False,
        ),
    )
}  # fmt: skip
"""Minutes have no 主送 (GB/T 9704-2012, 10.3) and are signed by the chair of the meeting, even if they approved them.
命令, 公报 and 议案 are off for schools unless a district turns them on; 公报, 公告 and 通告 address everybody.
"""

_BY_NAME = {kind.name: kind for kind in KINDS.values()}


def kind_of(said: str) -> Kind | None:
    """Return a kind by its code or its Chinese name, or None."""
    return KINDS.get(said) or _BY_NAME.get(said)
