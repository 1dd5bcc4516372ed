"""Reminders from the list to the address: who is told, by which words, when it is sent and what becomes of it if it is not."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from services.notifications.reminders import app
from services.notifications.reminders.channels import NotSent
from services.notifications.reminders.domain import Channel, Preferences
from shared.calendar import NATIONAL, WorkCalendar
from shared.contracts.directory import PersonRecorded, ReminderRulesSet
from shared.errors import Forbidden, NotFound
from shared.pages import Page
from shared.turn import NOBODYS
from tests.support.office import MORNING, PATHS, actor

DELAYS = (5.0, 30.0)
TODAY = "2026-11-23"
MAIL, ROBOT = {"mail": "clerk@example.com"}, {"wecom": "key"}


def somebody(name: str, *roles: str, active: bool = True) -> PersonRecorded:
    return PersonRecorded(
        person_id=f"p-{name}", username=name, name=name, organ="east", path=PATHS["east"], post="",
        roles=roles or (name,), active=active,
    )  # fmt: skip


class House:
    """Lists, people, messages and a sender, in memory."""

    def __init__(self) -> None:
        self.people = {name: somebody(name) for name in ("clerk", "director", "leader")}
        self.records: dict[str, dict[str, Any]] = {}
        self.messages: dict[str, dict[str, Any]] = {}
        self.chosen: dict[str, Mapping[str, Any]] = {}
        self.ruled: ReminderRulesSet | None = None
        self.told: list[str] = []
        self.sent: list[tuple[str, str]] = []
        self.fails: Exception | None = None
        self.busy: datetime | None = None
        self.between: Any = None

    # what people wait for

    def waits(self, *whom: str, due_on: str | None = TODAY, box: str = "todo", **more: Any) -> None:
        action = {"code": "approve", "label": "审核"}
        wait = {"action": action, "whom": whom, "besides": [], "principal": False, "due_on": due_on, "box": box}
        self.records["documents:1"] = {
            **NOBODYS, "_id": "documents:1", "record_id": "1", "version": 1, "type": "document", "title": "放假",
            "waits": [wait], "knows": ["o:east:director", "o:east:leader"], **more,
        }  # fmt: skip

    def due_until(self, day: str, *, today: str) -> Iterable[Any]:
        return [each for each in self.records.values() if any((wait["due_on"] or "") <= day for wait in each["waits"])]

    def looked_at(self, record: Any, today: str) -> None:
        record["looked_at"] = today

    def several(self, kind: Any, ids: Iterable[str] | None = None) -> dict[str, Any]:
        if ids is None:
            return {each: self.records[each] for each in kind if each in self.records}
        return {each.person_id: each for each in self.people.values() if each.person_id in ids}

    def here(self, meetings: Iterable[str]) -> dict[str, frozenset[str]]:
        return {}

    def held_up(self, sources: Iterable[str]) -> frozenset[str]:
        return frozenset()

    # who is there

    def find(self, kind: Any, thing_id: str) -> Any:
        return self.ruled if kind is ReminderRulesSet and thing_id == "nanhu" else None

    def where(self, kind: Any, query: Mapping[str, Any]) -> list[PersonRecorded]:
        place = query.get("organ") or query["path"]
        wanted = query["roles"]["$in"]
        return [each for each in self.people.values() if place in each.path and set(wanted) & set(each.roles)]

    # the messages

    def preferences(self, person: str) -> Mapping[str, Any]:
        return self.chosen.get(person, {})

    def choices_of(self, people: Iterable[str]) -> Mapping[str, Mapping[str, Any]]:
        if self.between is not None:
            self.between()
        return {each: self.chosen[each] for each in people if each in self.chosen}

    def rules(self, district: str) -> None:
        return None

    def made(self, name: str, message: Mapping[str, Any]) -> bool:
        fresh = name not in self.messages
        self.messages.setdefault(name, {"_id": name, "attempts": 0, **message})
        return fresh

    def due(self, at: datetime, limit: int) -> list[dict[str, Any]]:
        return [dict(each) for each in self.messages.values() if each["state"] == "waiting" and each["due_at"] <= at][
            :limit
        ]

    def take(self, messages: Sequence[str], at: datetime) -> list[dict[str, Any]]:
        taken = [self.messages[each] for each in messages if self.messages[each]["state"] == "waiting"]
        for each in taken:
            each.update(state="sending", attempts=each["attempts"] + 1)
        return [dict(each) for each in taken]

    def settle(self, messages: Iterable[str], change: Mapping[str, Any]) -> None:
        for each in messages:
            self.messages[each].update(change)

    def put_off(self, messages: Iterable[str], until: datetime) -> None:
        for each in messages:
            self.messages[each]["due_at"] = until

    def lose(self, at: datetime) -> int:
        return 0

    def let_robot(self, robot: str, at: datetime) -> datetime | None:
        return self.busy

    def failed(self, *, cursor: str | None, limit: int) -> Page[Any]:
        return Page([each for each in self.messages.values() if each["state"] in ("failed", "unsure")], None)

    def send_again(self, message: str, at: datetime) -> bool:
        return message in self.messages

    def add(self, keys: Iterable[str], **more: Any) -> None:
        self.told += keys

    # what is done

    def remind(self, hours: float = 0, calendar: Any = NATIONAL) -> int:
        house: Any = self
        return app.remind(
            house, house, house, house, at=MORNING + timedelta(hours=hours),
            calendar=lambda district: calendar if district == "nanhu" else NATIONAL,
        )  # fmt: skip

    def deliver(self, hours: float = 0) -> int:
        house: Any = self
        at = MORNING + timedelta(hours=hours)

        def send(channel: Channel, chosen: Preferences, text: str, message_id: str, at: datetime) -> None:
            if self.fails is not None:
                raise self.fails
            self.sent.append((channel.value, text))

        return app.deliver(house, house, house, send, at=at, clock=lambda: at, delays=DELAYS, link="")

    @property
    def outside(self) -> list[dict[str, Any]]:
        """The messages for a channel that leaves the house."""
        return [each for each in self.messages.values() if each["channel"] != "stream"]


@pytest.fixture
def house() -> House:
    made = House()
    made.chosen["p-clerk"] = MAIL
    return made


def test_a_person_is_reminded_once_and_by_each_channel_that_they_chose(house: House) -> None:
    house.chosen["p-clerk"] = MAIL | ROBOT
    house.waits("p:p-clerk")

    assert house.remind() == 1 and house.remind() == 0
    assert house.told == ["p:p-clerk"] and {each["channel"] for each in house.outside} == {"mail", "wecom"}
    assert house.records["documents:1"]["looked_at"] == TODAY
    assert house.deliver() == 2 and house.deliver() == 0
    assert {text for _, text in house.sent} == {"〔待审核〕放假（11月23日前）\n请登录通办查看。"}


def test_a_post_is_everybody_who_holds_it_and_is_there(house: House) -> None:
    house.people |= {"clerk2": somebody("clerk2", "clerk"), "clerk3": somebody("clerk3", "clerk", active=False)}
    house.waits("o:east:clerk")

    house.remind()
    assert sorted(house.told) == ["p:p-clerk", "p:p-clerk2"]


def test_who_was_named_in_another_organ_is_not_meant_any_more(house: House) -> None:
    house.waits("p:p-clerk@west", "p:p-director@east", "p:p-nobody")

    house.remind()
    assert house.told == ["p:p-director"]


def test_nobody_is_reminded_of_what_is_only_to_be_read_or_has_no_deadline_or_is_far_off(house: House) -> None:
    house.waits("p:p-clerk", box="toread")
    assert house.remind() == 0
    house.waits("p:p-clerk", due_on=None)
    assert house.remind() == 0
    house.waits("p:p-clerk", due_on="2026-12-10")
    assert house.remind() == 0


def test_a_day_late_the_director_is_told_and_after_three_the_leader_too(house: House) -> None:
    house.chosen |= {"p-director": MAIL, "p-leader": MAIL}
    house.waits("p:p-clerk", due_on="2026-11-20")  # a Friday: one working day late

    assert house.remind() == 2 and house.told == ["p:p-clerk", "p:p-director"]
    assert house.remind(48) == 2 and house.told[2:] == ["p:p-clerk", "p:p-leader"]
    house.deliver(48)
    assert ("mail", "〔超期未办〕放假（应于11月20日前审核），请督促办理。\n请登录通办查看。") in house.sent


def test_above_only_those_are_told_who_may_know_of_it(house: House) -> None:
    house.waits("p:p-clerk", due_on="2026-11-20", knows=["o:east:leader"])

    house.remind()
    assert house.told == ["p:p-clerk"]


def test_who_is_asked_themselves_is_not_told_above(house: House) -> None:
    house.waits("p:p-clerk", "p:p-director", due_on="2026-11-20")

    assert house.remind() == 2 and sorted(house.told) == ["p:p-clerk", "p:p-director"]


def test_a_district_reminds_by_its_own_rules(house: House) -> None:
    house.ruled = ReminderRulesSet(district="nanhu", before=(5,), after=((2, "leader"),))
    house.waits("p:p-clerk", due_on="2026-11-27")

    assert house.remind() == 1
    house.waits("p:p-clerk", due_on="2026-11-19")
    house.remind()
    assert house.told == ["p:p-clerk", "p:p-clerk", "p:p-leader"]


def test_what_was_done_or_put_off_or_closed_to_somebody_meanwhile_is_not_sent(house: House) -> None:
    for meanwhile in (
        lambda: house.records.clear(),
        lambda: house.waits("p:p-clerk", due_on="2026-11-24"),
        lambda: house.waits("p:p-director"),
        lambda: house.people.update(clerk=somebody("clerk", active=False)),
    ):
        house.messages.clear()
        house.people["clerk"] = somebody("clerk")
        house.waits("p:p-clerk")
        house.remind()
        meanwhile()
        assert house.deliver() == 0 and [each["state"] for each in house.outside] == ["over"]


def test_an_escalation_is_sent_as_long_as_the_step_waits_for_anybody(house: House) -> None:
    house.chosen = {"p-director": MAIL}
    house.waits("p:p-clerk", due_on="2026-11-20")
    house.remind()

    house.waits("p:p-leader", due_on="2026-11-20")
    assert house.deliver() == 1 and house.sent[0][1].startswith("〔超期未办〕放假")
    house.messages.clear()
    house.remind()
    house.waits("p:p-clerk", due_on="2026-12-01")
    house.sent.clear()
    assert house.deliver() == 0 and not house.sent


def test_what_waits_for_one_person_is_sent_together(house: House) -> None:
    house.waits("p:p-clerk")
    house.records["documents:2"] = house.records["documents:1"] | {"_id": "documents:2", "title": "开学"}

    assert house.remind() == 2 and house.deliver() == 1
    ((_, text),) = house.sent
    assert text.startswith("您有2项待办提醒：") and "放假" in text and "开学" in text
    assert [each["state"] for each in house.outside] == ["sent", "sent"]


def test_a_failed_message_is_tried_again_after_each_delay_and_then_no_more(house: House) -> None:
    house.waits("p:p-clerk")
    house.remind()
    house.fails = NotSent("邮件服务器没有应答")
    (message,) = house.outside

    for attempt, delay in enumerate(DELAYS, start=1):
        message["due_at"] = MORNING
        assert house.deliver() == 0
        assert (message["state"], message["attempts"]) == ("waiting", attempt)
        assert message["due_at"] == MORNING + timedelta(seconds=delay) and message["error"] == "邮件服务器没有应答"
    message["due_at"] = MORNING
    house.deliver()
    assert (message["state"], message["attempts"], message["due_at"]) == ("failed", 3, MORNING)


def test_what_can_never_arrive_is_not_tried_again(house: House) -> None:
    house.waits("p:p-clerk")
    house.remind()
    house.fails = NotSent("没有这个地址", for_good=True)

    house.deliver()
    assert [(each["state"], each["error"]) for each in house.outside] == [("failed", "没有这个地址")]


def test_a_channel_that_was_given_up_meanwhile_gets_nothing(house: House) -> None:
    house.waits("p:p-clerk")
    house.remind()
    house.chosen["p-clerk"] = {}

    assert house.deliver() == 0 and not house.sent
    assert [(each["state"], each["error"]) for each in house.outside] == [("failed", "本人已取消这一渠道")]


def test_nothing_is_sent_in_quiet_hours_and_a_robot_that_has_its_fill_waits(house: House) -> None:
    house.waits("p:p-clerk")
    house.remind()
    house.chosen["p-clerk"] = {**MAIL, "quiet_from": "08:00", "quiet_until": "10:00"}

    assert house.deliver() == 0 and house.outside[0]["due_at"] == MORNING + timedelta(hours=1)
    assert house.deliver(1) == 1

    other = House()
    other.chosen["p-clerk"] = ROBOT
    other.waits("p:p-clerk")
    other.remind()
    other.busy = MORNING + timedelta(seconds=40)
    assert other.deliver() == 0 and other.outside[0]["due_at"] == other.busy
    other.busy = None
    assert other.deliver(1) == 1


def test_a_mail_is_not_held_up_by_a_robots_limit(house: House) -> None:
    house.busy = MORNING + timedelta(minutes=1)
    house.waits("p:p-clerk")

    house.remind()
    assert house.deliver() == 1


def test_of_two_processes_one_sends(house: House) -> None:
    house.waits("p:p-clerk")
    house.remind()
    house.between = lambda: [each.update(state="sending") for each in house.outside]

    assert house.deliver() == 0 and not house.sent


def test_only_the_system_administrator_sees_what_was_not_sent_and_sends_it_again(house: House) -> None:
    house.waits("p:p-clerk")
    house.remind()
    house.fails = NotSent("没有这个地址", for_good=True)
    house.deliver()
    outbox: Any = house

    with pytest.raises(Forbidden):
        app.failed(outbox, actor=actor("nanhu.admin"), cursor=None, limit=9)
    (shown,) = app.failed(outbox, actor=actor("nanhu.admin", "system"), cursor=None, limit=9)["items"]
    assert (shown["person"], shown["channel"], shown["error"]) == ("p-clerk", "mail", "没有这个地址")
    with pytest.raises(Forbidden):
        app.send_again(outbox, shown["id"], actor=actor("east.clerk"), at=MORNING)
    app.send_again(outbox, shown["id"], actor=actor("nanhu.admin", "system"), at=MORNING)
    with pytest.raises(NotFound):
        app.send_again(outbox, "none", actor=actor("nanhu.admin", "system"), at=MORNING)


def test_a_district_reminds_by_its_own_working_days(house: House) -> None:
    house.waits("p:p-clerk", due_on="2026-11-25")
    assert house.remind() == 0

    assert house.remind(calendar=WorkCalendar({date(2026, 11, 24): False})) == 1


def test_what_is_only_to_be_read_by_a_day_is_no_reason_to_remind(house: House) -> None:
    house.waits("p:p-clerk")
    (step,) = house.records["documents:1"]["waits"]
    house.records["documents:1"]["waits"] = [
        {**step, "due_on": None},
        {**step, "whom": ["p:p-leader"], "box": "toread"},
    ]

    assert house.remind() == 0


def test_who_has_another_step_of_the_record_is_reminded_of_that_one_alone(house: House) -> None:
    house.waits("p:p-clerk")
    (step,) = house.records["documents:1"]["waits"]
    other = {**step, "action": {"code": "sign", "label": "签发"}, "whom": ["p:p-clerk", "p:p-leader"]}
    house.records["documents:1"]["waits"] = [step, other]

    assert house.remind() == 2 and sorted(house.told) == ["p:p-clerk", "p:p-leader"]


def test_a_post_of_a_district_is_everybody_in_it_who_holds_it(house: House) -> None:
    west = somebody("clerk2", "clerk").model_copy(update={"organ": "west", "path": PATHS["west"]})
    house.people["clerk2"] = west

    found = app._Meant(house)  # type: ignore[arg-type]

    assert [each.person_id for each in found.of(["d:nanhu:clerk"])] == ["p-clerk", "p-clerk2"]
    assert [each.person_id for each in found.of(["d:nanhu:clerk", "o:east:clerk"])] == ["p-clerk", "p-clerk2"]
