"""Sign-ins of the log in the real store, and records in the order of their last change."""

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.monitoring import CommandFailedEvent, CommandListener, CommandStartedEvent, CommandSucceededEvent

from services.directory.delegations.store import DelegationCollection
from services.directory.domain import RoleName
from services.directory.groups.store import GroupCollection
from services.directory.posts.store import PostCollection
from services.directory.reminding.store import ReminderRulesCollection
from services.directory.rulings.store import RulingCollection
from services.directory.security.store import SecurityRulesCollection
from services.directory.store import OrganCollection, PersonCollection
from services.directory.trails.lines import Wanted
from services.directory.trails.service import TrailFeature
from services.directory.trails.store import KEPT, SignIns
from shared.calendar import instant_text
from shared.runtime.store import LOT
from tests.support.directory import moved
from tests.support.office import on
from tests.unit.directory.repositories import people

KEPT_HERE: Any = {
    "people_kept": PersonCollection, "organs_kept": OrganCollection, "groups_kept": GroupCollection,
    "posts_kept": PostCollection, "security_rules_kept": SecurityRulesCollection,
    "reminder_rules_kept": ReminderRulesCollection, "rulings_kept": RulingCollection,
    "delegations_kept": DelegationCollection,
}  # fmt: skip
MOST_COMMANDS = 24
AT = datetime(2026, 3, 2, tzinfo=UTC)
CLERK = people("east.clerk").get("p-east.clerk")


@pytest.fixture
def db(client: Any) -> Any:
    found = client[f"log_{uuid.uuid4().hex[:12]}"]
    SignIns.prepare(found)
    return found


def test_sign_ins_of_a_district_are_read_from_an_instant_back(db: Any) -> None:
    kept = SignIns(db)
    for minutes in range(3):
        kept.keep(CLERK, "ok", "10.1.1.1", AT + timedelta(minutes=minutes), once=str(minutes))

    wanted = Wanted(until=instant_text(AT + timedelta(minutes=1)))
    assert [each["_id"][-1] for each in kept.of("nanhu", Wanted())] == ["2", "1", "0"]
    assert [each["_id"][-1] for each in kept.of("nanhu", wanted)] == ["1", "0"]
    assert list(kept.of("lake", Wanted())) == []


def test_a_repeated_sign_in_and_a_locked_one_pressed_again_are_recorded_once(db: Any) -> None:
    kept = SignIns(db)
    for _ in range(2):
        kept.keep(CLERK, "ok", "10.1.1.1", AT, once="session")
        kept.refused(CLERK, "sign_in_locked", "10.1.1.1", AT)
    kept.refused(CLERK, "sign_in_refused", "10.1.1.1", AT)
    kept.refused(CLERK, "sign_in_refused", "10.1.1.1", AT + timedelta(seconds=1))

    assert sorted(each["outcome"] for each in kept.of("nanhu", Wanted())) == [
        "ok", "sign_in_locked", "sign_in_refused", "sign_in_refused",
    ]  # fmt: skip


def test_sign_ins_are_kept_for_six_months(db: Any) -> None:
    kept = SignIns(db)
    kept.keep(CLERK, "ok", "10.1.1.1", AT, once="session")
    expiring = SignIns.expiring[0]

    assert expiring.forget(db, AT + KEPT - timedelta(days=1)) == 0 and timedelta(days=184) <= KEPT
    assert expiring.forget(db, AT + KEPT) == 1


class Commands(CommandListener):
    """Counts the commands that a client sends to the store."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def started(self, event: CommandStartedEvent) -> None:
        """Count a command."""
        self.names.append(event.command_name)

    def succeeded(self, event: CommandSucceededEvent) -> None:
        """Do nothing."""

    def failed(self, event: CommandFailedEvent) -> None:
        """Do nothing."""


class Auditing:
    """The auditor's log in a store of its own, with people who were each entered and moved."""

    def __init__(self, address: Any, count: int) -> None:
        self.sent = Commands()
        self.client: Any = MongoClient(address[0], address[1], tz_aware=True, event_listeners=[self.sent])
        self.db = self.client[f"log_{uuid.uuid4().hex[:12]}"]
        self.log: Any = object.__new__(TrailFeature)
        self.log.occasion = on("nanhu.auditor")
        for name, kept in KEPT_HERE.items():
            kept.prepare(self.db)
            setattr(self.log, name, kept(self.db, on("nanhu.admin"), lambda *_: None))
        SignIns.prepare(self.db)
        self.log.sign_ins = SignIns(self.db)
        people, later = self.log.people_kept, PersonCollection(self.db, on("nanhu.admin", hours=1), lambda *_: None)
        new = [
            replace(CLERK, id=f"p-{each}", username=f"name{each}", name=f"王{each}", kept=None) for each in range(count)
        ]
        people.add_all([(each, each.recorded()) for each in new], action="enter")
        for person in people.held([each.id for each in new[:40]]).values():
            after, event = moved(person, "west", ("nanhu", "shiyan", "west"), "干事", (RoleName.HANDLER,))
            later.save(after, announcing=event, action="move", comment="轮岗")

    def read(self, **wanted: Any) -> tuple[Any, int]:
        """Return a page and the number of commands that it took."""
        self.sent.names.clear()
        asked = {"cursor": None, "since": None, "until": None, "kind": None, "person": None, "q": None, **wanted}
        page = self.log.changes.__wrapped__(self.log, limit=50, **asked)
        return page, len(self.sent.names)


@pytest.fixture(scope="module", params=[40, 2000])
def auditing(request: pytest.FixtureRequest, client: Any) -> Iterator[Auditing]:
    made = Auditing(client.address, request.param)
    yield made
    made.client.close()


def test_a_page_of_the_log_takes_as_many_commands_however_many_people_there_are(auditing: Auditing) -> None:
    page, commands = auditing.read()

    assert len(page["items"]) == 50 and page["items"][0]["label"] == "调动"
    assert commands <= MOST_COMMANDS


def test_the_next_page_the_days_and_a_kind_take_no_more(auditing: Auditing) -> None:
    first, _ = auditing.read()
    for wanted in ({"cursor": first["next"]}, {"until": "2026-11-24"}, {"since": "2026-11-01"}, {"kind": "person"}):
        page, commands = auditing.read(**wanted)

        assert page["items"] and commands <= MOST_COMMANDS


def test_words_and_a_person_are_sought_through_the_whole_log_a_lot_at_a_time(auditing: Auditing) -> None:
    people = auditing.log.people_kept._docs.estimated_document_count()

    for wanted in ({"q": "王7"}, {"person": "p-7"}, {"q": "谁也不是"}):
        _, commands = auditing.read(**wanted)

        assert commands <= MOST_COMMANDS + people // LOT
