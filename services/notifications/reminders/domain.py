"""When a person is reminded, in which words, and when the message may be sent; no clock, no store, no network."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from shared.calendar import NATIONAL, OFFICE_ZONE, WorkCalendar, on_paper

MOST_A_MINUTE = 20
"""The maximum messages a robot accepts per minute (企业微信群机器人、钉钉自定义机器人), in any minute."""
LONGEST = 2048
"""The maximum bytes of a robot's message (企业微信群机器人, text.content)."""
MINUTE = timedelta(seconds=61)
"""A robot's minute, with a second for the transfer."""
INSIDE = frozenset({"topic", "vote"})
"""Types discussed or voted on in a meeting, which are never disclosed, whatever their subject (议题、表决不对外)."""


class Channel(StrEnum):
    """The channel of a reminder: 电子邮件, 企业微信群机器人, 钉钉自定义机器人."""

    MAIL = "mail"
    WECOM = "wecom"
    DINGTALK = "dingtalk"


@dataclass(frozen=True)
class Escalation:
    """Notice to the holders of a post in the organ, so many working days after a deadline."""

    days: int
    role: str


@dataclass(frozen=True)
class ReminderRules:
    """A district's rules: working days before a deadline on which people are reminded, and escalations after it."""

    before: tuple[int, ...] = (1, 0)
    after: tuple[Escalation, ...] = (Escalation(1, "director"), Escalation(3, "leader"))

    def stage(self, due_on: date, today: date, calendar: WorkCalendar = NATIONAL) -> str | None:
        """Return the reminder due on a day of a district's calendar, or None; the nearest if there are several."""
        left = calendar.between(today, due_on)
        if today <= due_on:
            near = [days for days in self.before if left <= days]
            return f"before_{min(near)}" if near else None
        over = [each.days for each in self.after if -left >= each.days]
        return f"after_{max(over)}" if over else "after_0"

    def told(self, stage: str) -> list[tuple[str, str]]:
        """Return the posts to tell at a stage, besides those whom it waits for, each with its own rule's stage.

        Earlier rules are included, because the check of their day may have been missed.
        """
        name, _, days = stage.partition("_")
        over = [each for each in self.after if name == "after" and each.days <= int(days)]
        return [(each.role, f"after_{each.days}") for each in sorted(over, key=lambda each: each.days)]


@dataclass(frozen=True)
class Preferences:
    """A person's preferences: addresses of reminders, quiet hours, and whether they are sent once a day together."""

    mail: str | None = None
    wecom: str | None = None
    dingtalk: str | None = None
    dingtalk_secret: str | None = None
    quiet_from: time | None = None
    quiet_until: time | None = None
    digest_at: time | None = None

    def address(self, channel: Channel) -> str | None:
        """Return the address of a channel: an e-mail address, or the key of a robot."""
        found: str | None = getattr(self, channel.value)
        return found

    def leaves_at(self, at: datetime) -> datetime:
        """Return the first instant, from one on, at which a message may be sent."""
        local = at.astimezone(OFFICE_ZONE)
        if self.digest_at is not None:
            today = datetime.combine(local.date(), self.digest_at, OFFICE_ZONE)
            local = today if local <= today else today + timedelta(days=1)
        return self.after_quiet(local)

    def after_quiet(self, at: datetime) -> datetime:
        """Return the first instant, from one on, outside the quiet hours."""
        local, begin, end = at.astimezone(OFFICE_ZONE), self.quiet_from, self.quiet_until
        if begin is None or end is None:
            return local
        clock, over_night = local.time(), begin > end
        quiet = clock >= begin or clock < end if over_night else begin <= clock < end
        if not quiet:
            return local
        tomorrow = over_night and clock >= begin
        return datetime.combine(local.date() + timedelta(days=int(tomorrow)), end, OFFICE_ZONE)


def preferences_of(kept: Mapping[str, Any]) -> Preferences:
    """Parse stored preferences."""
    begin, end, together = (_clock(kept.get(name)) for name in ("quiet_from", "quiet_until", "digest_at"))
    mail, wecom, dingtalk, secret = (kept.get(name) for name in ("mail", "wecom", "dingtalk", "dingtalk_secret"))
    return Preferences(mail, wecom, dingtalk, secret, begin, end, together)


def _clock(text: str | None) -> time | None:
    return None if text is None else time.fromisoformat(text)


def rules_of(kept: Mapping[str, Any] | None) -> ReminderRules:
    """Parse a district's stored rules; the defaults if it has none."""
    if kept is None:
        return ReminderRules()
    return ReminderRules(tuple(kept["before"]), tuple(Escalation(each["days"], each["role"]) for each in kept["after"]))


def words(
    record: Mapping[str, Any], action: str, due_on: str, stage: str, *, escalated: bool, vacant: bool = False
) -> str:
    """Return the external text of a reminder: the title of an internal matter stays inside (保密法、条例第三十一条).

    vacant: whether nobody may take the step.
    """
    inside = record["internal"] or record.get("type") in INSIDE
    what, day = "一件内部事项" if inside else record["title"], on_paper(date.fromisoformat(due_on))
    if escalated:
        return f"〔超期未办〕{what}（应于{day}前{action}），请督促办理。"
    when = f"应于{day}前办理，已超期" if stage.startswith("after") else f"{day}前"
    return f"〔{action}无人可办〕{what}（{when}）" if vacant else f"〔待{action}〕{what}（{when}）"


def digest(texts: Sequence[str], link: str) -> str:
    """Combine several reminders into one message, as many as fit."""
    head = texts[0] if len(texts) == 1 else f"您有{len(texts)}项待办提醒："
    lines = [] if len(texts) == 1 else [f"{place}. {each}" for place, each in enumerate(texts, start=1)]
    foot = f"请登录通办查看：{link}" if link else "请登录通办查看。"
    kept: list[str] = []
    for line in lines:
        if len("\n".join([head, *kept, line, "……", foot]).encode()) > LONGEST:
            kept.append("……")
            break
        kept.append(line)
    return "\n".join([head, *kept, foot])


def may_send(sent: Sequence[datetime], at: datetime) -> bool:
    """Check whether a robot may send one more message: fewer than twenty in the minute before."""
    return sum(each > at - MINUTE for each in sent) < MOST_A_MINUTE
