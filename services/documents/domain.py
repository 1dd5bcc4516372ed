"""Concepts shared by outgoing and incoming documents: urgency, direction, names and numbers; no clock, no broker, no store.

Source of the rules: 党政机关公文处理工作条例（中办发〔2012〕14号）, called 条例 below.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from shared.contracts.directory import OrganRecorded
from shared.office import Named
from shared.rulings import Ruled
from shared.workflow import Context


class Urgency(StrEnum):
    """The urgency of a document (条例 art. 9(3)): 平件, 加急, 特急."""

    NORMAL = "normal"
    URGENT = "urgent"
    EXTRA_URGENT = "extra_urgent"


URGENCY_NAMES: Mapping[Urgency, str] = {
    Urgency.NORMAL: "平件",
    Urgency.URGENT: "加急",
    Urgency.EXTRA_URGENT: "特急",
}


class Secrecy(StrEnum):
    """The secrecy of a document: not secret, internal to named readers (内部), or a state secret of one of three
    grades (保守国家秘密法 art. 14).
    """

    NONE = "none"
    INTERNAL = "internal"
    SECRET = "secret"
    CONFIDENTIAL = "confidential"
    TOP_SECRET = "top_secret"


SECRECY_NAMES: Mapping[Secrecy, str] = {
    Secrecy.NONE: "",
    Secrecy.INTERNAL: "内部",
    Secrecy.SECRET: "秘密",
    Secrecy.CONFIDENTIAL: "机密",
    Secrecy.TOP_SECRET: "绝密",
}


class VerdictCode(StrEnum):
    """The result of verifying a file (验真)."""

    ISSUED = "issued"
    ALTERED = "altered"
    OTHER_VERSION = "other_version"
    FOREIGN = "foreign"
    VOID = "void"
    WITHDRAWN = "withdrawn"


class Side(StrEnum):
    """Whether an organ issued a document or received it (发文、收文)."""

    OUTGOING = "outgoing"
    INCOMING = "incoming"


class Direction(StrEnum):
    """The direction from a sender to a recipient (行文方向)."""

    UP = "up"
    DOWN = "down"
    LEVEL = "level"


@dataclass(frozen=True)
class Number:
    """A document number (发文字号): issuer code, year, and place in that series."""

    code: str
    year: int
    sequence: int
    by_session: bool = False

    def __str__(self) -> str:
        """Format the number by GB/T 9704-2012, 7.2.5: no padding, six-cornered brackets; minutes by session."""
        if self.by_session:
            return f"{self.code}〔{self.year}〕第{self.sequence}次"
        return f"{self.code}〔{self.year}〕{self.sequence}号"


@dataclass(frozen=True)
class Printing:
    """What rules ask of the printing: the characters of a text that no font has (none if unknown), and the
    names of a document's attachments.
    """

    lacking: Callable[[str], Collection[str]] = field(default=lambda text: frozenset())
    attached: Callable[[str], Sequence[str]] = field(default=lambda document_id: ())


@dataclass(frozen=True)
class OfficeContext(Context):
    """Context with the organs that the rules between organs need, and the holders of a role in one."""

    organ_of: Callable[[str], OrganRecorded | None] = field(default=lambda organ_id: None)
    people_of: Callable[[str, str], Sequence[Named]] = field(default=lambda organ_id, role: ())
    standing_in: Callable[[str, str], Collection[str]] = field(default=lambda organ_id, role: ())
    """Returns those who hold a role in an organ only as stand-ins, by id."""
    receiving: Callable[[Collection[str]], Collection[str]] = field(default=lambda organ_ids: organ_ids)
    """Returns those of some organs where somebody can sign for a document."""
    replies: Callable[[str], Sequence[Any]] = field(default=lambda incoming_id: ())
    """Returns the outgoing documents that answer an incoming one, released and valid."""
    printing: Printing = field(default_factory=Printing)
    ruled: Ruled = field(default_factory=Ruled)
    """The district's rules for its offices today."""


def direction(sender: tuple[str, ...], recipient: tuple[str, ...]) -> Direction:
    """Return the direction from sender to recipient, by their paths from the bureau down."""
    if sender[: len(recipient)] == recipient:
        return Direction.UP
    if recipient[: len(sender)] == sender:
        return Direction.DOWN
    return Direction.LEVEL


OFFICE = ("director", "leader", "registrar")
"""Roles that see their organ's documents: they examine, sign and register."""
