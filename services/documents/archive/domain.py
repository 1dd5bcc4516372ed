"""A year of an organ's archive (归档文件) and a list for destruction (销毁清册); immutable, no clock, no broker, no store.

Sources: 机关文件材料归档范围和文书档案保管期限规定（国家档案局令第8号）; DA/T 22-2015 归档文件整理规则;
DA/T 13-2022 档号编制规则.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from services.documents.domain import Secrecy
from shared.actor import Actor
from shared.aggregate import Aggregate
from shared.workflow import By, role

CATEGORY = "WS"
"""The class of official papers (文书) in a 档号 (DA/T 13-2022)."""
FILED_BY = (6, 30)
"""The day of the next year by which everything must be filed (DA/T 22-2015; 国家档案局令第8号)."""


class Retention(StrEnum):
    """The retention period of a piece (保管期限; 国家档案局令第8号, art. 3)."""

    PERMANENT = "permanent"
    THIRTY = "thirty_years"
    TEN = "ten_years"


SUPPLEMENT = "补充归档"
"""The remark on a piece that was filed after its year was closed."""
RETENTION_NAMES: Mapping[Retention, str] = {
    Retention.PERMANENT: "永久",
    Retention.THIRTY: "30年",
    Retention.TEN: "10年",
}
RETENTION_CODES: Mapping[Retention, str] = {Retention.PERMANENT: "Y", Retention.THIRTY: "D30", Retention.TEN: "D10"}
YEARS: Mapping[Retention, int | None] = {Retention.PERMANENT: None, Retention.THIRTY: 30, Retention.TEN: 10}


class VolumeStatus(StrEnum):
    """The status of an archive year."""

    OPEN = "open"
    CLOSED = "closed"


VOLUME_NAMES: Mapping[VolumeStatus, str] = {VolumeStatus.OPEN: "归档中", VolumeStatus.CLOSED: "已归档"}


class DestructionStatus(StrEnum):
    """The status of a list for destruction."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    WITNESSED = "witnessed"
    DESTROYED = "destroyed"
    REFUSED = "refused"


DESTRUCTION_NAMES: Mapping[DestructionStatus, str] = {
    DestructionStatus.PROPOSED: "待审批",
    DestructionStatus.APPROVED: "待监销",
    DestructionStatus.WITNESSED: "监销中",
    DestructionStatus.DESTROYED: "已销毁",
    DestructionStatus.REFUSED: "未予批准",
}


@dataclass(frozen=True)
class Item:
    """A piece (件). `code` is its 档号; `checksum` the last hash of its history when it was filed;
    `supplement`: it was found after the year was closed (补充归档).
    """

    line: str
    title: str
    number: str | None
    dated_on: date
    author: str
    retention: Retention
    issue: str
    sequence: int
    code: str
    checksum: str
    filed_by: str
    filed_at: datetime
    destroyed_on: date | None = None
    secrecy: Secrecy = Secrecy.NONE
    supplement: bool = False


@dataclass(frozen=True, kw_only=True)
class Volume(Aggregate):
    """A year of an organ's archive: the only place where pieces are numbered, so that no number is repeated or skipped."""

    organ: str
    organ_name: str
    path: tuple[str, ...]
    fonds: str
    year: int
    items: dict[str, Item] = field(default_factory=dict)
    status: VolumeStatus = VolumeStatus.OPEN
    closed_on: date | None = None

    def next_sequence(self, retention: Retention, issue: str) -> int:
        """Return the next number within a retention and an issue; destroyed pieces keep theirs."""
        taken = [each.sequence for each in self.items.values() if (each.retention, each.issue) == (retention, issue)]
        return max(taken, default=0) + 1

    def code(self, retention: Retention, issue: str, sequence: int) -> str:
        """Format a 档号: 全宗号—门类·年度—保管期限—机构（问题）—件号 (DA/T 13-2022)."""
        return f"{self.fonds}-{CATEGORY}·{self.year}-{RETENTION_CODES[retention]}-{issue}-{sequence:04d}"


@dataclass(frozen=True, kw_only=True)
class Destruction(Aggregate):
    """A list of pieces past their retention period: proposed, approved by a leader, and destroyed before two witnesses."""

    organ: str
    path: tuple[str, ...]
    volume: str
    year: int
    pieces: dict[str, str]
    proposer: str
    proposer_name: str
    status: DestructionStatus = DestructionStatus.PROPOSED
    approved_by: str | None = None
    approved_by_name: str | None = None
    approved_on: date | None = None
    witnesses: tuple[str, ...] = ()
    witness_names: tuple[str, ...] = ()
    destroyed_on: date | None = None

    @property
    def piece_ids(self) -> tuple[str, ...]:
        """Return the ids of the pieces, for events."""
        return tuple(self.pieces)


def volume_id(organ: str, year: int) -> str:
    """Return the id of an organ's archive year, of which there is one."""
    return f"{organ}.{year}"


def expired(item: Item, year: int, today: date) -> bool:
    """Check whether a piece's retention period has ended: it runs from the year after the one it was filed for."""
    years = YEARS[item.retention]
    return years is not None and item.destroyed_on is None and today.year > year + years


OFFICE = ("director", "leader", "registrar")


def sees(thing: Volume | Destruction, actor: Actor) -> bool:
    """Check whether an actor may see a year or a list: only its organ's office."""
    return actor.organ == thing.organ and any(actor.holds(name) for name in OFFICE)


REGISTRAR, DIRECTOR, LEADER = role("registrar"), role("director"), role("leader")
WITNESS = By("witness from the office", sees, "监销人")
