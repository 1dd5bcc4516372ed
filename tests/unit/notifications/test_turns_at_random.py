"""Documents, copies and visits driven at random: each person's list matches the tables exactly."""

from typing import Any

from hypothesis import settings
from hypothesis.stateful import invariant

import services.documents.turns  # noqa: F401  (says whose turn it is)
from services.documents.incoming.domain import handles as sees_incoming
from services.documents.outgoing.domain import sees as sees_document
from tests.support.office import on
from tests.unit.documents.test_documents_at_random import PEOPLE, Offices
from tests.unit.notifications.turns import compare


class Lists(Offices):
    """The same campuses, and the task lists of their people."""

    @invariant()
    def lists_say_what_the_tables_admit(self) -> None:
        """Check that people may do what waits for them, and that what they may do waits for them."""
        for kept, sees in ((self.outgoing, sees_document), (self.incoming, sees_incoming)):
            for thing in kept.records:
                for who in PEOPLE:
                    person: Any = on(who)
                    compare(kept.on(person).find(thing), person.person, sees=sees, quiet=("submit", "propose"))


Lists.TestCase.settings = settings(max_examples=15, stateful_step_count=30, deadline=None)
TestListsAtRandom = Lists.TestCase
