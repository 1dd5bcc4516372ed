"""A district's rules of reminding: set by its administrator, with every change on the trail."""

import pytest

from services.directory.reminding import app
from services.directory.reminding.domain import ReminderRules
from shared.errors import Forbidden, PreconditionFailed
from shared.testing import MemoryCollection
from tests.support.office import on

WANTED = {"before": [0, 3, 3], "after": [{"days": 3, "role": "leader"}, {"days": 1, "role": "director"}]}


class Rules(MemoryCollection[ReminderRules]):
    name, service, kind = "reminder_rules", "directory", ReminderRules


def test_every_change_of_the_rules_is_announced_and_on_the_trail() -> None:
    admin = on("nanhu.admin")
    rules = Rules(admin)

    first = app.set_rules(rules, WANTED, occasion=admin)
    app.set_rules(rules, {"before": [1], "after": []}, occasion=on("nanhu.admin", expected=first.version))

    assert (first.before, first.event().after) == ((3, 0), ((1, "director"), (3, "leader")))
    entries = app.history(rules, actor=admin.person, cursor=None, limit=9).items
    assert [(each["version"], each["event"], each["by"]["id"]) for each in entries] == [
        (version, "reminder_rules_set", admin.person.person_id) for version in (1, 2)
    ]
    assert entries[-1]["data"] == {"district": "nanhu", "before": [1], "after": []}


def test_rules_are_not_set_by_others_nor_over_what_somebody_else_set_meanwhile() -> None:
    rules = Rules(on("nanhu.admin"))
    app.set_rules(rules, WANTED, occasion=on("nanhu.admin"))

    for who in ("east.director", "nanhu.system"):
        with pytest.raises(Forbidden):
            app.set_rules(rules, WANTED, occasion=on(who))
    with pytest.raises(PreconditionFailed):
        app.set_rules(rules, WANTED, occasion=on("nanhu.admin", expected=0))
    assert rules.get("nanhu").version == 1


def test_who_works_there_does_not_read_the_trail() -> None:
    with pytest.raises(Forbidden):
        app.history(Rules(on("nanhu.admin")), actor=on("east.clerk").person, cursor=None, limit=9)
