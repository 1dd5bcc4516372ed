"""RPC methods of rules of reminding."""

from typing import TYPE_CHECKING, Any

from services.directory.acts import REMINDER_ACTS
from services.directory.reminding import app
from services.directory.reminding.domain import ReminderRules
from services.directory.reminding.store import ReminderRulesCollection
from shared.acts import in_trail
from shared.runtime.service import Collected, Service, rpc
from shared.shown import Shown

if TYPE_CHECKING:
    from services.directory.reminding import api
    from shared.api import shapes


def _rules(service: Any, rules: ReminderRules) -> "Shown[api.ReminderRules]":
    return app.shown(rules)


class RemindingFeature(Service):
    """Rules of reminding (催办提醒规则)."""

    reminder_rules_kept = Collected(ReminderRulesCollection)

    @rpc()
    def reminder_rules(self) -> "Shown[api.ReminderRules] | None":
        """Return the rules of the actor's district, or None if it never set any."""
        found = self.reminder_rules_kept.find(self.occasion.person.district)
        return None if found is None else app.shown(found)

    @rpc(shows=_rules)
    def set_reminder_rules(self, **wanted: Any) -> ReminderRules:
        """Replace the rules of the actor's district."""
        return app.set_rules(self.reminder_rules_kept, wanted, occasion=self.occasion)

    @rpc()
    def reminder_rules_history(self, cursor: str | None, limit: int) -> "Shown[shapes.HistoryPage]":
        """Return a page of the rules' history."""
        kept, actor = self.reminder_rules_kept, self.occasion.person
        return app.history(kept, actor=actor, cursor=cursor, limit=limit).map(in_trail(REMINDER_ACTS)).to_wire()
