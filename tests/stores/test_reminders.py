"""Reminders in the real store: each created once, sent once, retried, and shown to the operator if unsent."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from services.notifications.reminders import app
from services.notifications.reminders.channels import NotSent
from services.notifications.reminders.domain import MOST_A_MINUTE, Channel
from services.notifications.reminders.store import LEASE, Messages
from services.notifications.store import WaitingRecords
from shared.calendar import NATIONAL, OFFICE_ZONE
from shared.contracts.directory import PersonRecorded, ReminderRulesSet
from shared.contracts.supervision import WorkingDaySet
from shared.occasion import AlreadyHandled, Cause
from shared.runtime.district_days import DistrictDays
from shared.turn import NOBODYS
from tests.support.office import MORNING, actor

DELAYS = (5.0, 30.0)
AT = "2026-11-20T01:00:00.000+00:00"


class People:
    """A director, a leader and a clerk of the east campus."""

    def __init__(self) -> None:
        self.people = {name: self.somebody(name) for name in ("director", "leader", "clerk")}

    @staticmethod
    def somebody(name: str) -> PersonRecorded:
        role = name.rstrip("0123456789")
        return PersonRecorded(
            person_id=f"p-{name}", username=name, name=name, organ="east", path=("nanhu", "shiyan", "east"), post="",
            roles=(role,), active=True,
        )  # fmt: skip

    def change(self, name: str, **changed: Any) -> None:
        self.people[name] = self.people[name].model_copy(update=changed)

    rules: ReminderRulesSet | None = None

    def find(self, kind: Any, thing_id: str) -> Any:
        return self.rules if kind is ReminderRulesSet else None

    def several(self, kind: Any, ids: Any) -> dict[str, PersonRecorded]:
        return {each.person_id: each for each in self.people.values() if each.person_id in ids}

    def where(self, kind: Any, query: Any) -> list[PersonRecorded]:
        there = query.get("organ") or query["path"]
        return [each for each in self.people.values() if there in (each.organ, *each.path)]


class House:
    """The lists, the messages, a sequence of changes, and a sender that records or fails."""

    def __init__(self, db: Any) -> None:
        for kind in (WaitingRecords, Messages, DistrictDays):
            kind.prepare(db)
        self.days = DistrictDays(db)
        self.db, self.waiting, self.messages, self.people = db, WaitingRecords(db), Messages(db), People()
        self.sent: list[tuple[str, str]] = []
        self.told: list[str] = []
        self.fails: Exception | None = None
        self.slow, self.clock, self.left = timedelta(0), MORNING, list[datetime]()

    def add(self, keys: Any, *, kind: str, **more: Any) -> None:
        self.told += [f"{kind} {key}" for key in keys]

    def waits(
        self, whom: Sequence[str], due_on: str, *, record: str = "1", title: str = "放假", version: int = 1,
        step: dict[str, Any] | None = None, **more: Any,
    ) -> None:  # fmt: skip
        action = {"code": "approve", "label": "审核"}
        wait = {
            "action": action, "whom": list(whom), "besides": [], "principal": False, "due_on": due_on, "box": "todo",
            **(step or {}),
        }  # fmt: skip
        turn = {
            **NOBODYS, "type": "document", "title": title, "waits": [wait],
            "knows": ["o:east:director", "o:east:leader"], **more,
        }  # fmt: skip
        self.waiting.keep(f"documents:{record}", version, AT, turn, None)

    def done(self, record: str = "1") -> None:
        self.waiting.keep(f"documents:{record}", 2, AT, {**NOBODYS, "type": "document"}, None)

    def remind(self, hours: float = 0) -> int:
        at = MORNING + timedelta(hours=hours)
        calendar = self.days.calendar
        return app.remind(self.waiting, self.people, self.messages, self, at=at, calendar=calendar)

    def deliver(self, seconds: float = 0) -> int:
        at = self.clock = MORNING + timedelta(seconds=seconds)
        return app.deliver(
            self.waiting,
            self.people,
            self.messages,
            self._send,
            at=at,
            clock=lambda: self.clock,
            delays=DELAYS,
            link="",
        )

    def _send(self, channel: Channel, chosen: Any, text: str, message_id: str, at: Any) -> None:
        if self.fails is not None:
            raise self.fails
        self.clock += self.slow if channel is Channel.MAIL else timedelta(0)
        self.left.append(self.clock)
        self.sent.append((f"{channel.value} {chosen.address(channel)}", text))


@pytest.fixture
def house(client: Any, request: pytest.FixtureRequest) -> House:
    return House(client[f"tongban_r{abs(hash(request.node.name)) % 10**8}"])


TODAY, LONG_AGO = "2026-11-23", "2026-11-02"


def test_a_reminder_is_made_and_sent_once_however_often_is_looked(house: House) -> None:
    house.messages.keep_preferences("p-director", {"mail": "li@east"})
    house.waits(["o:east:director"], TODAY)

    assert [house.remind(), house.remind(1), house.remind(2)] == [1, 0, 0]
    assert [house.deliver(), house.deliver(1), house.deliver(9999)] == [1, 0, 0]
    assert [to for to, _ in house.sent] == ["mail li@east"] and "放假" in house.sent[0][1]
    assert house.told == ["reminder p:p-director"]


def test_what_was_done_meanwhile_is_not_sent(house: House) -> None:
    house.messages.keep_preferences("p-director", {"mail": "li@east", "digest_at": "18:00"})
    house.waits(["o:east:director"], TODAY)
    house.remind()
    house.done()

    assert house.deliver(3600 * 12) == 0 and house.sent == []


@pytest.mark.parametrize(
    "change",
    [
        {"organ": "west", "path": ("nanhu", "shiyan", "west")},
        {"roles": ("clerk",)},
        {"active": False},
    ],
    ids=["moved", "without the post", "disabled"],
)
def test_who_is_not_any_more_who_it_waits_for_is_not_told(house: House, change: dict[str, Any]) -> None:
    for who in ("director", "leader"):
        house.messages.keep_preferences(f"p-{who}", {"mail": f"{who}@east", "digest_at": "18:00"})
    house.waits(["o:east:director"], LONG_AGO)
    assert house.remind() == 2
    house.people.change("director", **change)
    house.people.change("leader", **change)

    assert house.deliver(3600 * 12) == 0 and house.sent == []
    assert [each["state"] for each in house.db["messages"].find({"channel": "mail"})] == ["over", "over"]


def test_what_was_passed_to_somebody_else_is_not_told_to_who_had_it(house: House) -> None:
    for who in ("director", "clerk"):
        house.messages.keep_preferences(f"p-{who}", {"mail": f"{who}@east", "digest_at": "18:00"})
    house.waits(["p:p-clerk"], TODAY)
    assert house.remind() == 1
    house.waits(["p:p-director"], TODAY, version=2)

    assert house.deliver(3600 * 12) == 0 and house.sent == []


def test_a_reminder_says_what_the_record_says_when_it_leaves(house: House) -> None:
    house.messages.keep_preferences("p-director", {"mail": "li@east", "digest_at": "18:00"})
    for record in ("1", "2"):
        house.waits(["o:east:director"], TODAY, record=record, title="拟任人选")
    house.remind()
    house.waits(["o:east:director"], TODAY, record="1", title="拟任人选", version=2, internal=True)
    house.waits(["o:east:director"], TODAY, record="2", title="放假安排", version=2)

    assert house.deliver(3600 * 12) == 1
    ((_, text),) = house.sent
    assert "拟任人选" not in text and "一件内部事项" in text and "放假安排" in text


def test_what_was_made_before_a_new_release_still_leaves_and_in_the_words_of_now(house: House) -> None:
    for who in ("director", "leader"):
        house.messages.keep_preferences(f"p-{who}", {"mail": f"{who}@east", "digest_at": "18:00"})
    house.waits(["o:east:director"], LONG_AGO)
    house.remind()
    for person, text in (("p-director", "〔待审核〕旧题"), ("p-leader", "〔超期未办〕旧题")):
        house.db["messages"].update_many({"person": person}, {"$set": {"text": text}, "$unset": {"escalated": 1}})

    assert house.deliver(3600 * 12) == 2
    assert {to: text[:9] for to, text in house.sent} == {
        "mail director@east": "〔待审核〕放假（应", "mail leader@east": "〔超期未办〕放假（",
    }  # fmt: skip


def test_the_leader_hears_of_what_is_late_and_nobody_who_may_not_know_of_it(house: House) -> None:
    for who in ("director", "leader", "clerk"):
        house.messages.keep_preferences(f"p-{who}", {"mail": f"{who}@east"})
    house.waits(["o:east:director"], LONG_AGO)

    assert house.remind() == 2
    house.deliver()

    assert sorted(to for to, _ in house.sent) == ["mail director@east", "mail leader@east"]


def test_a_check_that_runs_days_late_tells_everybody_whose_day_has_passed_and_each_once(house: House) -> None:
    """The system was down on the working day on which the director is told."""
    house.people.people["head"] = People.somebody("director").model_copy(
        update={"person_id": "p-head", "roles": ("director", "leader")}
    )
    knows = ["o:east:director", "o:east:leader", "o:east:clerk"]
    house.waits(["o:east:clerk"], LONG_AGO, knows=knows)

    first = house.remind()

    told = ["reminder p:p-clerk", "reminder p:p-director", "reminder p:p-head", "reminder p:p-leader"]
    assert (first, sorted(house.told)) == (4, told)
    house.waits(["o:east:clerk"], LONG_AGO, knows=knows, version=2)
    assert house.remind(24) == 0


def test_whoever_was_told_on_the_first_day_is_not_told_again_on_the_third(house: House) -> None:
    knows = ["o:east:director", "o:east:leader", "o:east:clerk"]
    house.waits(["o:east:clerk"], "2026-11-20", knows=knows)
    house.remind()
    assert sorted(house.told) == ["reminder p:p-clerk", "reminder p:p-director"]

    house.remind(48)

    assert sorted(house.told[2:]) == ["reminder p:p-clerk", "reminder p:p-leader"]


REASSIGN = {"left": {"action": {"code": "reassign", "label": "改派"}, "whom": ["o:east:director"]}}


@pytest.mark.parametrize("due_on", [TODAY, LONG_AGO], ids=["due", "late"])
def test_whoever_takes_over_from_a_person_who_left_is_reminded_of_it(house: House, due_on: str) -> None:
    for who in ("director", "leader", "clerk"):
        house.messages.keep_preferences(f"p-{who}", {"mail": f"{who}@east"})
    house.people.change("clerk", active=False)
    house.waits(["p:p-clerk@east"], due_on, step=REASSIGN)

    house.remind()
    house.deliver()

    late = due_on == LONG_AGO
    assert dict(house.sent)["mail director@east"].startswith("〔待改派〕放假")
    assert sorted(to for to, _ in house.sent) == ["mail director@east", *(["mail leader@east"] if late else [])]
    assert not late or dict(house.sent)["mail leader@east"].startswith("〔超期未办〕放假（应于11月2日前改派）")


def test_whoever_oversees_a_step_that_nobody_may_take_is_reminded_of_it_and_why(house: House) -> None:
    for who in ("director", "leader", "clerk"):
        house.messages.keep_preferences(f"p-{who}", {"mail": f"{who}@east"})
    vacant = {"vacant": {"why": "本单位没有机要员", "seen_by": ["o:east:director", "o:east:leader"]}}
    house.waits(["o:east:registrar"], LONG_AGO, step=vacant)

    house.remind()
    house.deliver()

    assert sorted(to for to, _ in house.sent) == ["mail director@east", "mail leader@east"]
    assert {text.partition("\n")[0] for _, text in house.sent} == {"〔审核无人可办〕放假（应于11月2日前办理，已超期）"}


def test_the_administrators_of_a_district_are_reminded_of_what_waits_for_them(house: House) -> None:
    house.people.people["admin"] = People.somebody("admin").model_copy(
        update={"organ": "nanhu", "path": ("nanhu",), "roles": ("district_admin",)}
    )
    house.waits(["d:nanhu:district_admin"], TODAY, knows=["d:nanhu:district_admin"])

    assert house.remind() == 1 and house.told == ["reminder p:p-admin"]


def test_an_overdue_step_is_not_escalated_to_those_whom_it_waits_for(house: House) -> None:
    house.people.people["director2"] = People.somebody("director2")
    for who in ("director", "director2", "leader"):
        house.messages.keep_preferences(f"p-{who}", {"mail": f"{who}@east"})
    house.waits(["o:east:director", "o:east:leader"], LONG_AGO)

    house.remind()
    house.deliver()

    assert sorted(to for to, _ in house.sent) == ["mail director2@east", "mail director@east", "mail leader@east"]
    assert all(text.startswith("〔待审核〕") for _, text in house.sent)


def test_a_reminder_is_made_on_the_day_when_somebody_leaves(house: House) -> None:
    house.waits(["p:p-clerk@east"], TODAY, step=REASSIGN)
    assert house.remind() == 1 and house.told == ["reminder p:p-clerk"]
    house.people.change("clerk", active=False)
    assert house.remind() == 0  # looked at today

    house.waiting.look_again(["p:p-clerk@east"])

    assert house.remind() == 1 and house.told[-1] == "reminder p:p-director"


def test_a_district_that_works_on_a_holiday_is_reminded_by_its_own_calendar(house: House) -> None:
    house.waits(["o:east:director"], "2026-11-25")
    on = date(2026, 11, 24)
    assert house.remind() == 0  # two working days before

    house.days.keep(
        WorkingDaySet(district="nanhu", on=on, working=False, reason="校庆"),
        Cause("working_days:1", 2, "working_day_set"),
    )
    with pytest.raises(AlreadyHandled):
        earlier = Cause("working_days:1", 1, "working_day_set")
        house.days.keep(WorkingDaySet(district="nanhu", on=on, working=None, reason="早先的"), earlier)
    house.waits(["o:east:director"], "2026-11-25", version=2)

    assert house.remind() == 1
    assert house.days.calendar("beihu") is NATIONAL


def test_what_is_tried_again_or_late_does_not_leave_in_quiet_hours(house: House) -> None:
    house.messages.keep_preferences("p-director", {"mail": "li@east", "quiet_from": "12:00", "quiet_until": "14:00"})
    house.waits(["o:east:director"], TODAY)
    house.remind()
    noon = (12 - MORNING.astimezone(OFFICE_ZONE).hour) * 3600

    house.fails = NotSent("邮件服务器没有回答")
    house.deliver(noon - 3)
    house.fails = None

    assert house.deliver(noon + 10) == 0 and house.sent == []
    assert house.deliver(noon + 7199) == 0
    assert house.deliver(noon + 7200) == 1 and len(house.sent) == 1


def test_thirty_working_days_before_over_a_long_holiday_are_not_missed(house: House) -> None:
    house.people.rules = ReminderRulesSet(district="nanhu", before=(30,), after=())
    due_on = date(2027, 1, 5)
    for _ in range(20):  # a district that closes for long
        house.days.keep(
            WorkingDaySet(district="nanhu", on=due_on, working=False, reason="停课"),
            Cause("working_days:1", 1, "working_day_set"),
        )
        due_on += timedelta(days=1)
    calendar = house.days.calendar("nanhu")
    due_on = calendar.add(MORNING.astimezone(OFFICE_ZONE).date(), 30)
    house.waits(["o:east:director"], due_on.isoformat())

    assert due_on > MORNING.date() + timedelta(days=50) and house.remind() == 1


def test_what_the_district_set_holds(house: House) -> None:
    house.people.rules = ReminderRulesSet(district="nanhu", before=(), after=((30, "leader"),))
    house.waits(["o:east:director"], TODAY)
    house.waits(["o:east:director"], LONG_AGO, record="2")

    assert house.remind() == 1 and house.told == ["reminder p:p-director"]


def test_what_does_not_leave_is_retried_with_backoff_and_then_shown_to_the_operator(house: House) -> None:
    house.messages.keep_preferences("p-director", {"wecom": "robot-key"})
    house.waits(["o:east:director"], TODAY)
    house.remind()
    house.fails = NotSent("机器人没有回答")

    assert [house.deliver(0), house.deliver(4), house.deliver(5), house.deliver(34), house.deliver(35)] == [0] * 5
    page = app.failed(house.messages, actor=actor("nanhu.system"), cursor=None, limit=10)

    (failed,) = page["items"]
    assert (failed["attempts"], failed["state"], failed["error"]) == (3, "failed", "机器人没有回答")
    assert "放假" not in str(page)
    house.fails = None
    app.send_again(house.messages, failed["id"], actor=actor("nanhu.system"), at=MORNING)
    assert house.deliver(60) == 1 and len(house.sent) == 1


def test_of_what_a_dead_process_was_sending_nobody_knows_and_it_is_not_sent_twice(house: House) -> None:
    house.messages.keep_preferences("p-director", {"mail": "li@east"})
    house.waits(["o:east:director"], TODAY)
    house.remind()
    house.messages.take([each["_id"] for each in house.messages.due(MORNING, 9)], MORNING)

    assert house.deliver(LEASE.total_seconds() + 1) == 0
    page = app.failed(house.messages, actor=actor("nanhu.system"), cursor=None, limit=10)
    assert [each["state"] for each in page["items"]] == ["unsure"]


def test_a_robot_that_gets_more_than_it_takes_gets_the_rest_in_one_message(house: House) -> None:
    house.messages.keep_preferences("p-director", {"dingtalk": "token"})
    for number in range(MOST_A_MINUTE + 15):
        house.waits(["o:east:director"], TODAY, record=str(number))
        house.remind()
        house.deliver(number / 10)

    assert len(house.sent) == MOST_A_MINUTE
    house.deliver(61)
    assert len(house.sent) == MOST_A_MINUTE + 1 and "15项" in house.sent[-1][1]


def test_a_robots_minute_is_counted_as_messages_leave_not_as_the_round_began(house: House) -> None:
    """Several people share a robot, and before them a mail server takes its time."""
    house.messages.keep_preferences("p-director", {"mail": "li@east"})
    house.waits(["o:east:director"], TODAY, record="2")
    house.remind(-1)
    for number in range(MOST_A_MINUTE + 7):
        name = f"clerk{number}"
        house.people.people[name] = People.somebody(name)
        house.messages.keep_preferences(f"p-{name}", {"wecom": "shared"})
    house.waits(["o:east:clerk"], TODAY)
    house.remind()
    house.slow = timedelta(seconds=12)

    for second in (0, 62, 80):
        house.deliver(second)

    left = [at for at, (to, _) in zip(house.left, house.sent, strict=True) if to.startswith("wecom")]
    assert len(left) == MOST_A_MINUTE + 7
    most = [sum(begin <= each < begin + timedelta(minutes=1) for each in left) for begin in left]
    assert max(most) <= MOST_A_MINUTE
