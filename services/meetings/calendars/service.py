"""RPC methods of calendar feeds."""

import secrets
import uuid
from typing import TYPE_CHECKING, Any

from services.meetings.calendars import app
from services.meetings.calendars.domain import Calendar
from shared.runtime.service import Service, rpc
from shared.shown import Shown

if TYPE_CHECKING:
    from services.meetings.calendars import api


def _calendar(service: Any, calendar: Calendar) -> "Shown[api.Calendar]":
    return app.shown(calendar, service.occasion.actor)


class CalendarFeature(Service):
    """Calendar feeds (日历订阅) and invitations."""

    repositories: app.CalendarRepositories

    @rpc(shows=_calendar)
    def calendar_subscribe(self, room: str | None) -> Calendar:
        """Open a calendar."""
        return app.subscribe(self.repositories, new_id=uuid.uuid4().hex, secret=secrets.token_urlsafe(32), room=room)

    @rpc(shows=_calendar)
    def calendar_act(self, id: str, action: str, comment: str | None) -> Calendar:
        """Revoke a calendar."""
        return app.act(self.repositories, id, action, comment=comment)

    @rpc()
    def calendar_get(self, id: str) -> "Shown[api.Calendar]":
        """Return a calendar."""
        return app.get(self.repositories, id, actor=self.occasion.person)

    @rpc()
    def calendar_search(self) -> "Shown[api.Calendars]":
        """List the actor's calendars."""
        return app.search(self.repositories, actor=self.occasion.person)

    @rpc()
    def calendar_feed(self, secret: str) -> dict[str, str]:
        """Return the calendar at a secret address."""
        return app.feed(self.repositories, secret)

    @rpc()
    def invitation(self, id: str) -> dict[str, str]:
        """Return the invitation to a meeting."""
        return app.invitation(self.repositories, id, actor=self.occasion.person)
