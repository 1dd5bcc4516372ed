"""The kinds of official documents (条例 art. 8): a kind is a row."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.documents.domain import Direction


@dataclass(frozen=True)
class Kind:
    """A kind (文种): its name, where it may go, and whether a school may use it."""

    code: str
    name: str
    directions: frozenset[Direction]
    for_schools: bool = True


UP, DOWN, LEVEL = Direction.UP, Direction.DOWN, Direction.LEVEL

KINDS: Mapping[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind("resolution", "决议", frozenset({DOWN})),
        Kind("decision", "决定", frozenset({DOWN})),
        Kind("order", "命令", frozenset({DOWN}), for_schools=False),
        Kind("communique", "公报", frozenset(), for_schools=False),
        Kind("announcement", "公告", frozenset({DOWN, LEVEL})),
        Kind("public_notice", "通告", frozenset({DOWN, LEVEL})),
        Kind("opinion", "意见", frozenset({UP, DOWN, LEVEL})),
        Kind("notice", "通知", frozenset({DOWN, LEVEL})),
        Kind("circular", "通报", frozenset({DOWN})),
        Kind("report", "报告", frozenset({UP})),
        Kind("request", "请示", frozenset({UP})),
        Kind("reply", "批复", frozenset({DOWN})),
        Kind("motion", "议案", frozenset({UP}), for_schools=False),
        Kind("letter", "函", frozenset({LEVEL})),
        Kind("minutes", "纪要", frozenset({DOWN, LEVEL})),
    )
}
"""命令, 公报 and 议案 are off for schools unless a district turns them on."""
