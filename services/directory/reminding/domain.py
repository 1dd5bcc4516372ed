"""A district's rules of reminding (催办提醒规则), as its administrator set them."""

from dataclasses import dataclass

from shared.aggregate import Aggregate
from shared.contracts.directory import ReminderRulesSet


@dataclass(frozen=True)
class Escalation:
    """So many working days after a deadline the holders of a post in the organ are told as well."""

    days: int
    role: str


@dataclass(frozen=True, kw_only=True)
class ReminderRules(Aggregate):
    """The rules of a district, whose id they bear. before: working days before a deadline; after: who hears of it later."""

    before: tuple[int, ...]
    after: tuple[Escalation, ...]

    def event(self) -> ReminderRulesSet:
        """State that they were set."""
        return ReminderRulesSet.of(self, after=tuple((each.days, each.role) for each in self.after))
