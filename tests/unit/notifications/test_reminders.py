"""When a person is reminded, in which words, and when the message may be sent."""

from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from services.notifications.reminders import channels, choices
from services.notifications.reminders.api import NewPreferences
from services.notifications.reminders.channels import SUBJECT, signed, subject_of
from services.notifications.reminders.domain import (
    LONGEST,
    MINUTE,
    MOST_A_MINUTE,
    Escalation,
    Preferences,
    ReminderRules,
    digest,
    may_send,
    preferences_of,
    words,
)
from shared.calendar import OFFICE_ZONE
from shared.errors import InvalidInput
from tests.support.office import actor

FRIDAY, MONDAY, TUESDAY = date(2026, 3, 6), date(2026, 3, 9), date(2026, 3, 10)


def test_people_are_reminded_a_working_day_before_and_on_the_day() -> None:
    rules = ReminderRules()

    assert rules.stage(MONDAY, FRIDAY) == "before_1"
    assert rules.stage(MONDAY, MONDAY) == "before_0"
    assert rules.stage(TUESDAY, FRIDAY) is None


def test_the_director_hears_of_it_a_working_day_late_and_the_leader_after_three() -> None:
    rules = ReminderRules()

    assert rules.told(rules.stage(FRIDAY, MONDAY) or "") == [("director", "after_1")]
    assert rules.told(rules.stage(FRIDAY, TUESDAY) or "") == [("director", "after_1")]
    assert rules.told(rules.stage(MONDAY, MONDAY) or "") == []


def test_a_check_that_runs_late_tells_everybody_whose_day_has_passed() -> None:
    rules = ReminderRules(after=(Escalation(3, "leader"), Escalation(1, "director")))

    late = rules.told(rules.stage(FRIDAY, date(2026, 3, 11)) or "")

    assert late == [("director", "after_1"), ("leader", "after_3")]


def test_the_title_of_an_internal_matter_stays_in_the_house() -> None:
    record = {"internal": True, "title": "关于张三的处分"}

    for escalated in (False, True):
        assert "张三" not in words(record, "审核", "2026-03-09", "after_1", escalated=escalated)
    assert "张三" in words({**record, "internal": False}, "审核", "2026-03-09", "before_1", escalated=False)


@pytest.mark.parametrize("kind", ["topic", "vote"])
def test_what_a_meeting_takes_up_or_votes_on_stays_in_the_house(kind: str) -> None:
    record = {"internal": False, "type": kind, "title": "关于张三的处分"}

    for escalated in (False, True):
        assert "张三" not in words(record, "表决", "2026-03-09", "before_1", escalated=escalated)


def test_nothing_leaves_in_quiet_hours_also_over_night() -> None:
    night = Preferences(quiet_from=time(22), quiet_until=time(7))
    noon = Preferences(quiet_from=time(12), quiet_until=time(14))

    def at(day: int, hour: int) -> datetime:
        return datetime(2026, 3, day, hour, tzinfo=OFFICE_ZONE)

    assert night.leaves_at(at(6, 23)) == at(7, 7)
    assert night.leaves_at(at(6, 3)) == at(6, 7)
    assert night.leaves_at(at(6, 7)) == at(6, 7)
    assert noon.leaves_at(at(6, 13)) == at(6, 14)
    assert noon.leaves_at(at(6, 15)) == at(6, 15)


def test_a_digest_leaves_once_a_day_and_not_in_quiet_hours() -> None:
    chosen = preferences_of({"digest_at": "08:30", "quiet_from": "22:00", "quiet_until": "09:00"})

    leaves = chosen.leaves_at(datetime(2026, 3, 6, 12, tzinfo=OFFICE_ZONE))

    assert leaves == datetime(2026, 3, 7, 9, tzinfo=OFFICE_ZONE)


@given(st.lists(st.text(min_size=1, max_size=300), min_size=2, max_size=60))
def test_a_digest_is_never_longer_than_a_robot_takes(texts: list[str]) -> None:
    assert len(digest(texts, "https://oa.example.edu.cn").encode()) <= LONGEST


@given(st.lists(st.integers(0, 300), max_size=400))
def test_a_robot_gets_at_most_twenty_messages_in_any_minute(seconds: list[int]) -> None:
    begin = datetime(2026, 3, 6, tzinfo=UTC)
    sent: list[datetime] = []
    for second in sorted(seconds):
        at = begin + timedelta(seconds=second)
        if may_send(sent, at):
            sent.append(at)
    for first in sent:
        assert sum(first <= each < first + MINUTE for each in sent) <= MOST_A_MINUTE


def test_a_time_is_signed_as_dingtalk_asks() -> None:
    """Reckoned apart, with `openssl dgst -sha256 -hmac SECRET -binary | base64` over time, line feed and secret."""
    assert signed("1580000000000", "this is secret") == "A6F5Tq5JsbHU5ep6q2GCpmFMuJ1T9oO37jCCijYY+vI="


def test_a_mail_is_about_the_step_and_what_is_internal_stays_inside() -> None:
    record = {"title": "关于值班的通知", "internal": False}
    open_one = words(record, "签发", "2026-12-03", "before_1", escalated=False)
    late = words(record, "签发", "2026-12-03", "after_1", escalated=False)
    inside = words({**record, "internal": True}, "签发", "2026-12-03", "after_1", escalated=True)

    assert open_one == "〔待签发〕关于值班的通知（12月3日前）" == subject_of(digest([open_one], ""))
    assert late == "〔待签发〕关于值班的通知（应于12月3日前办理，已超期）"
    assert inside == "〔超期未办〕一件内部事项（应于12月3日前签发），请督促办理。"
    assert subject_of(digest([open_one, late], "")) == SUBJECT


def test_a_mail_has_its_date_and_an_id_of_the_senders_domain(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[EmailMessage] = []

    class Server:
        def __init__(self, *args: Any, **kwargs: Any) -> None: ...
        def __enter__(self) -> "Server":
            return self

        def __exit__(self, *args: Any) -> None: ...
        def send_message(self, message: EmailMessage, to_addrs: list[str]) -> None:
            assert to_addrs == ["a@b.cn"]
            sent.append(message)

    monkeypatch.setattr("smtplib.SMTP", Server)
    outside = channels.Outside(smtp_host="mail", smtp_security="none", mail_from="通办 <oa@nanhu.edu.cn>")
    channels.send_mail(outside, "a@b.cn", "〔待签发〕关于安全的通知", "m1", at=datetime(2026, 3, 2, 1, 0, tzinfo=UTC))

    assert sent[0]["Date"] == "Mon, 02 Mar 2026 01:00:00 +0000"
    assert sent[0]["Message-ID"] == "<m1@nanhu.edu.cn>"


class Kept:
    """The preferences of one person."""

    def __init__(self) -> None:
        self.chosen: dict[str, Any] = {}

    def preferences(self, person: str) -> dict[str, Any]:
        return self.chosen

    def keep_preferences(self, person: str, chosen: dict[str, Any]) -> None:
        self.chosen = chosen


NAMES = ("mail", "wecom", "dingtalk", "dingtalk_secret", "quiet_from", "quiet_until", "digest_at")


@pytest.mark.parametrize(
    ("said", "field"),
    [({"quiet_from": "22:00"}, "quiet_until"), ({"quiet_until": "07:00"}, "quiet_from"), ({"dingtalk_secret": "s" * 9}, "dingtalk")],
)  # fmt: skip
def test_half_a_preference_is_refused(said: dict[str, str], field: str) -> None:
    kept: Any = Kept()
    with pytest.raises(InvalidInput) as refused:
        choices.choose(kept, actor("east.clerk"), {**dict.fromkeys(NAMES), "screen": {}, **said})
    assert [each["field"] for each in refused.value.errors] == [field] and kept.chosen == {}


@pytest.mark.parametrize("address", ["a@..", ".@-", "a..b@x.cn", ".a@x.cn", "a@-x.cn", "a@x.cn.", "a@x cn"])
def test_an_address_that_no_mail_reaches_is_refused(address: str) -> None:
    with pytest.raises(ValidationError):
        NewPreferences.model_validate({"mail": address})
    assert NewPreferences.model_validate({"mail": "li.ming+oa@mail-1.nanhu.edu.cn"}).mail


def test_a_robot_gets_its_next_message_a_minute_and_a_second_after_the_first() -> None:
    begin = datetime(2026, 3, 6, tzinfo=UTC)

    assert may_send([begin] * 19, begin)
    assert not may_send([begin] * 20, begin + timedelta(seconds=60))
    assert may_send([begin] * 20, begin + timedelta(seconds=61))


def chosen(kept: Kept, **said: Any) -> dict[str, Any]:
    found: Any = choices.choose(
        kept,
        actor("east.clerk"),
        {**dict.fromkeys(NAMES), "screen": {}, **said},  # type: ignore[arg-type]
    )
    return dict(found)


def test_the_secret_of_a_robot_stays_with_it_and_is_shown_to_nobody() -> None:
    kept = Kept()

    first = chosen(kept, dingtalk="robot", dingtalk_secret="secret", screen={"text": "large"})
    second = chosen(kept, dingtalk="robot")
    assert (first["dingtalk_signed"], second["dingtalk_signed"]) == (True, True)
    assert kept.chosen["dingtalk_secret"] == "secret" and "secret" not in str(second)
    assert (first["screen"], second["screen"]) == ({"text": "large"}, {})
    changed = chosen(kept, dingtalk="robot", dingtalk_secret="new")
    assert changed["dingtalk_signed"] and kept.chosen["dingtalk_secret"] == "new"
    other = chosen(kept, dingtalk="another robot")
    assert (other["dingtalk"], other["dingtalk_signed"], kept.chosen["dingtalk_secret"]) == (
        "another robot",
        False,
        None,
    )


def test_a_district_that_set_no_rules_has_those_of_all() -> None:
    class Unruled(Kept):
        def rules(self, district: str) -> None:
            return None

    found = choices.rules(Unruled(), actor("east.clerk"))  # type: ignore[arg-type]

    assert found == {
        "version": 0, "before": [1, 0], "after": [{"days": 1, "role": "director"}, {"days": 3, "role": "leader"}],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("begin", "end", "at", "leaves"),
    [
        ("22:00", "07:00", "06 22:00", "07 07:00"), ("22:00", "07:00", "06 21:59", "06 21:59"),
        ("22:00", "07:00", "06 06:59", "06 07:00"), ("12:00", "14:00", "06 12:00", "06 14:00"),
        ("12:00", "14:00", "06 14:00", "06 14:00"), ("12:00", "12:00", "06 12:00", "06 12:00"),
        ("12:00", "12:00", "06 13:00", "06 13:00"), ("12:00", None, "06 13:00", "06 13:00"),
    ],
)  # fmt: skip
def test_quiet_hours_begin_and_end_on_the_minute(begin: str, end: str | None, at: str, leaves: str) -> None:
    quiet = preferences_of({"quiet_from": begin, "quiet_until": end})
    day = datetime.fromisoformat(f"2026-03-{at}:00+08:00")

    assert quiet.leaves_at(day) == datetime.fromisoformat(f"2026-03-{leaves}:00+08:00")


@pytest.mark.parametrize(("at", "leaves"), [("06 08:29", 6), ("06 08:30", 6), ("06 08:31", 7)])
def test_a_digest_leaves_at_its_minute(at: str, leaves: int) -> None:
    chosen = preferences_of({"digest_at": "08:30"})

    found = chosen.leaves_at(datetime.fromisoformat(f"2026-03-{at}:00+08:00"))

    assert found == datetime(2026, 3, leaves, 8, 30, tzinfo=OFFICE_ZONE)
