"""A ruling of a district (本区规定) for its offices from a day on; what it does not name stays as it was."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from shared.actor import Actor
from shared.aggregate import Aggregate
from shared.given import Given


class RulingStatus(StrEnum):
    """The status of a ruling; its day shows from when it applies."""

    MADE = "made"
    WITHDRAWN = "withdrawn"


NAMES: Mapping[RulingStatus, str] = {RulingStatus.MADE: "已登记", RulingStatus.WITHDRAWN: "已撤回"}


@dataclass(frozen=True, kw_only=True)
class Ruling(Aggregate):
    """A ruling. A field that is None is not ruled on.

    kinds: kinds of documents that schools use besides the usual. series: by kind of document the series of its numbers:
    main, session, or a word in place of 发. cap_fen: cost of a meal per head at most. retention: by kind of document how
    long it is kept. receivers: by organ the office under it that receives for it.
    """

    district: str
    since: Given[date]
    made_at: datetime
    kinds: tuple[str, ...] | None = None
    series: dict[str, str] | None = None
    cap_fen: int | None = None
    retention: dict[str, str] | None = None
    receivers: dict[str, str] | None = None
    reason: Given[str] = ""
    status: RulingStatus = RulingStatus.MADE

    @property
    def organ(self) -> str:
        """Return the district, which stands in for the organ."""
        return self.district

    @property
    def active(self) -> bool:
        """Return whether it applies from its day on."""
        return self.status is RulingStatus.MADE


def sees(ruling: Ruling, actor: Actor) -> bool:
    """Check whether a person belongs to the district, where everybody may read its rulings."""
    return actor.district == ruling.district
