"""A district's rules of reminding (催办提醒规则), set by its administrator."""

from dataclasses import dataclass

from services.directory.domain import RoleName
from shared.aggregate import Aggregate
from shared.contracts.directory import ReminderRulesSet

ESCALATED_TO = (RoleName.DIRECTOR, RoleName.LEADER, RoleName.PRINCIPAL, RoleName.REGISTRAR)
"""The posts that may be told of a passed deadline."""


@dataclass(frozen=True)
class Escalation:
    """Notice to the holders of a post in the organ, so many working days after a deadline."""

    days: int
    role: str


@dataclass(frozen=True, kw_only=True)
class ReminderRules(Aggregate):
    """The rules of a district, which is their id. before: working days before a deadline; after: the escalations."""

    before: tuple[int, ...]
    after: tuple[Escalation, ...]

    def event(self) -> ReminderRulesSet:
        """Return the event that they were set."""
        return ReminderRulesSet.of(self, after=tuple((each.days, each.role) for each in self.after))
