"""RPC methods of reminders, and the sweep that creates and sends them."""

from functools import cache
from typing import TYPE_CHECKING, Any

from services.notifications.changes.store import Changes
from services.notifications.reminders import app, choices
from services.notifications.reminders.channels import Outside, send_dingtalk, send_mail, send_wecom
from services.notifications.reminders.domain import Channel, Preferences
from services.notifications.reminders.store import Messages
from services.notifications.staff import StaffAtHand
from services.notifications.store import StaffStamps, WaitingRecords
from shared.runtime.clock import now
from shared.runtime.config import settings
from shared.runtime.district_days import DistrictDays
from shared.runtime.service import Beside, CopiesOf, Service, rpc
from shared.runtime.sweep import sweep
from shared.shown import Shown

if TYPE_CHECKING:
    from services.notifications.reminders import api

NAMES = (
    "smtp_host",
    "smtp_port",
    "smtp_security",
    "smtp_user",
    "smtp_password",
    "mail_from",
    "wecom_url",
    "dingtalk_url",
)


def send(channel: Channel, chosen: Preferences, text: str, message_id: str, at: Any) -> None:
    """Send a text by a channel; raise NotSent."""
    outside = Outside(**{name: getattr(settings(), name) for name in NAMES})
    address = chosen.address(channel) or ""
    match channel:
        case Channel.MAIL:
            send_mail(outside, address, text, message_id, at=at)
        case Channel.WECOM:
            send_wecom(outside, address, text)
        case Channel.DINGTALK:
            send_dingtalk(outside, address, text, secret=chosen.dingtalk_secret, at=at)


class ReminderFeature(Service):
    """Reminders (催办提醒)."""

    waiting = Beside(WaitingRecords)
    changed = Beside(Changes)
    messages = Beside(Messages)
    days = Beside(DistrictDays)
    stamps = Beside(StaffStamps)
    copies = CopiesOf()

    @property
    def people(self) -> StaffAtHand:
        """Return the staff known from the directory."""
        return StaffAtHand(self.copies, self.stamps)

    @sweep
    def remind(self) -> None:
        """Create the due reminders, and send what may be sent."""
        calendar = cache(self.days.calendar)
        app.remind(self.waiting, self.people, self.messages, self.changed, at=self.occasion.at, calendar=calendar)
        delays = [float(each) for each in settings().channel_delays.split(",")]
        link = settings().public_url
        at = self.occasion.at
        app.deliver(self.waiting, self.people, self.messages, send, at=at, clock=now, delays=delays, link=link)

    @rpc()
    def preferences(self) -> "Shown[api.Preferences]":
        """Return the caller's preferences."""
        return choices.shown(self.messages, self.occasion.person)

    @rpc()
    def choose(self, **chosen: Any) -> "Shown[api.Preferences]":
        """Replace the caller's preferences."""
        return choices.choose(self.messages, self.occasion.person, chosen)

    @rpc()
    def reminder_rules(self) -> dict[str, Any]:
        """Return the rules of the caller's district until it sets its own in the directory."""
        return choices.rules(self.messages, self.occasion.person)

    @rpc()
    def unsent(self, cursor: str | None, limit: int) -> "Shown[api.UnsentPage]":
        """List unsent messages for an operator."""
        return app.failed(self.messages, actor=self.occasion.person, cursor=cursor, limit=limit)

    @rpc()
    def send_again(self, id: str) -> None:
        """Retry a message that was not sent."""
        app.send_again(self.messages, id, actor=self.occasion.person, at=self.occasion.at)
