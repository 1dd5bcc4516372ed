"""Calendars on the bus."""

import secrets
import uuid
from typing import Any

from services.meetings.calendars import app
from services.meetings.calendars.domain import Calendar
from services.meetings.desk import Desk
from shared.runtime.service import rpc


def _calendar(service: Any, calendar: Calendar) -> dict[str, Any]:
    return app.shown(calendar, service.occasion.actor)


class CalendarLine(Desk):
    """Calendars (日历订阅) and invitations."""

    @rpc(shows=_calendar)
    def calendar_subscribe(self, room: str | None) -> Calendar:
        """Open a calendar."""
        return app.subscribe(self.books, new_id=uuid.uuid4().hex, secret=secrets.token_urlsafe(32), room=room)

    @rpc(shows=_calendar)
    def calendar_act(self, id: str, action: str, comment: str | None) -> Calendar:
        """Revoke a calendar."""
        return app.act(self.books, id, action, comment=comment)

    @rpc()
    def calendar_get(self, id: str) -> dict[str, Any]:
        """Show a calendar."""
        return app.get(self.books, id, actor=self.occasion.person)

    @rpc()
    def calendar_search(self) -> dict[str, Any]:
        """List one's own calendars."""
        return app.search(self.books, actor=self.occasion.person)

    @rpc()
    def calendar_feed(self, secret: str) -> dict[str, str]:
        """Give the calendar at a secret address."""
        return app.feed(self.books, secret)

    @rpc()
    def invitation(self, id: str) -> dict[str, str]:
        """Give the invitation to a meeting."""
        return app.invitation(self.books, id, actor=self.occasion.person)
