"""MongoDB storage of rules of reminding."""

from services.directory.reminding.domain import ReminderRules
from shared.runtime.store import MongoCollection


class ReminderRulesCollection(MongoCollection[ReminderRules]):
    """The rules of each district."""

    name, service, kind = "reminder_rules", "directory", ReminderRules
