"""The meetings service's RPC class: meetings, and the classes of its other parts."""

import secrets
import uuid
from typing import TYPE_CHECKING, Any

import services.meetings.turns  # noqa: F401  (says whose turn it is)
from services.meetings import app, planning, views
from services.meetings.acts import MEETING_ACTS
from services.meetings.branches.service import BranchFeature
from services.meetings.calendars.service import CalendarFeature
from services.meetings.domain import Meeting
from services.meetings.kinds import KINDS
from services.meetings.rooms import app as rooms
from services.meetings.rooms.service import RoomFeature
from services.meetings.search.service import Search
from services.meetings.series.service import SeriesFeature
from services.meetings.settling import settle
from services.meetings.topics.service import TopicFeature
from services.meetings.votes.service import VoteFeature
from shared.acts import in_trail
from shared.contracts import meetings as events
from shared.contracts.directory import OrganRecorded, PersonRecorded
from shared.runtime.service import keeps_copies, reaction, rpc
from shared.shown import Shown

if TYPE_CHECKING:
    from services.meetings import api
    from services.meetings.rooms import api as rooms_api
    from shared.api import shapes


def _meeting(service: Any, meeting: Meeting) -> "Shown[api.Meeting]":
    return app.shown(service.repositories, meeting, service.occasion.actor)


class MeetingsService(TopicFeature, VoteFeature, RoomFeature, CalendarFeature, SeriesFeature, BranchFeature, Search):
    """Meetings, their topics, votes and recurrence, their rooms, and calendar feeds."""

    name = "meetings"

    @rpc(shows=_meeting)
    def plan(self, **wanted: Any) -> Meeting:
        """Plan a meeting."""
        new_id, new_key = uuid.uuid4().hex, secrets.token_hex(16)
        return planning.plan(self.repositories, new_id=new_id, new_key=new_key, wanted=wanted, turn=self.runtime.turn)

    @rpc(shows=_meeting)
    def act(self, id: str, action: str, **said: Any) -> Meeting:
        """Take a step with a meeting."""
        with self.runtime.turn(f"meeting:{id}"):
            return app.act(self.repositories, id, action, said=said)

    @rpc()
    def get(self, id: str) -> "Shown[api.Meeting]":
        """Return a meeting."""
        return app.get(self.repositories, id, actor=self.occasion.person)

    @rpc()
    def code(self, id: str) -> "Shown[api.SignInCode]":
        """Return the code that the room shows."""
        return app.code(self.repositories, id)

    @rpc()
    def my_days(self, begin: str, until: str) -> "Shown[rooms_api.Appointments]":
        """List the caller's own meetings from one day to another."""
        return app.days_of(self.repositories, actor=self.occasion.person, begin=begin, until=until)

    @rpc()
    def search(self, **wanted: Any) -> "Shown[api.MeetingPage]":
        """List meetings."""
        return app.search(self.repositories, actor=self.occasion.person, **wanted)

    @rpc()
    def kinds(self) -> "Shown[api.MeetingKinds]":
        """List the kinds of meetings."""
        return {"items": [views.shown_kind(kind) for kind in KINDS.values()], "next": None}

    @rpc()
    def history(self, id: str, cursor: str | None, limit: int) -> "Shown[shapes.HistoryPage]":
        """Return a page of a meeting's history."""
        page = app.history(self.repositories, id, actor=self.occasion.person, cursor=cursor, limit=limit)
        return page.map(in_trail(MEETING_ACTS)).to_wire()

    on_directory_recorded = keeps_copies(OrganRecorded, PersonRecorded)

    @reaction(
        events.MeetingPlanned,
        events.MeetingCancelled,
        events.MeetingPostponed,
        events.MeetingMoveAsked,
        events.MeetingMoved,
        events.MeetingMoveRefused,
    )
    def on_meeting_moved(self, event: Any) -> None:
        """Finish a request's work on the rooms."""
        with rooms.in_turn(self.runtime.turn, event.rooms):
            settle(self.meetings, self.days, event.meeting_id, at=self.occasion.at)
