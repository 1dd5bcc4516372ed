"""A ruling of a district (本区规定): what holds in its offices from a day on; what it does not name stays as it was."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from shared.actor import Actor
from shared.aggregate import Aggregate


class RulingStatus(StrEnum):
    """Whether it counts; from when on shows by its day."""

    MADE = "made"
    WITHDRAWN = "withdrawn"


NAMES: Mapping[RulingStatus, str] = {RulingStatus.MADE: "已登记", RulingStatus.WITHDRAWN: "已撤回"}


@dataclass(frozen=True, kw_only=True)
class Ruling(Aggregate):
    """A ruling. A field that is None is not ruled on.

    kinds: kinds of documents that schools use besides the usual. series: by kind of document what its numbers stand under:
    main, session, or a word in place of 发. cap_fen: cost of a meal per head at most. retention: by kind of document how
    long it is kept. receivers: by organ the office under it that receives for it.
    """

    district: str
    since: date
    made_at: datetime
    kinds: tuple[str, ...] | None = None
    series: dict[str, str] | None = None
    cap_fen: int | None = None
    retention: dict[str, str] | None = None
    receivers: dict[str, str] | None = None
    reason: str = ""
    status: RulingStatus = RulingStatus.MADE

    @property
    def organ(self) -> str:
        """The district, as whose it is kept."""
        return self.district

    @property
    def active(self) -> bool:
        """Whether it counts from its day on."""
        return self.status is RulingStatus.MADE


def sees(ruling: Ruling, actor: Actor) -> bool:
    """Check that a person belongs to the district: what is ruled is for everybody there to read."""
    return actor.district == ruling.district
