"""The meetings service's RPC class: meetings, and the classes of its other parts."""

import secrets
import uuid
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import services.meetings.turns  # noqa: F401  (says whose turn it is)
from services.meetings import app, planning, views
from services.meetings.acts import MEETING_ACTS
from services.meetings.app import CourseRepositories
from services.meetings.branches.service import BranchFeature
from services.meetings.branches.store import BranchCollection
from services.meetings.calendars.app import CalendarRepositories
from services.meetings.calendars.service import CalendarFeature
from services.meetings.calendars.store import CalendarCollection
from services.meetings.domain import Meeting
from services.meetings.kinds import KINDS
from services.meetings.rooms import app as rooms
from services.meetings.rooms.service import RoomFeature
from services.meetings.rooms.store import RoomDayCollection, RoomProfileCollection
from services.meetings.search.service import Search
from services.meetings.series.app import SeriesRepositories
from services.meetings.series.service import SeriesFeature
from services.meetings.series.store import SeriesCollection
from services.meetings.settling import settle
from services.meetings.store import MeetingCollection
from services.meetings.topics.service import TopicFeature
from services.meetings.topics.store import TopicCollection
from services.meetings.votes.box_files import BallotFiles, renew
from services.meetings.votes.repositories import VoteRepositories
from services.meetings.votes.service import VoteFeature
from services.meetings.votes.store import BallotBoxes, RoundCollection
from shared.acts import in_trail
from shared.contracts import meetings as events
from shared.contracts.directory import OrganRecorded, PersonRecorded
from shared.runtime.disk import own_folder
from shared.runtime.embedded_backup import BALLOTS
from shared.runtime.offhub import modestly
from shared.runtime.service import Collected, CopiesOf, EachRound, Service, keeps_copies, reaction, rpc
from shared.shown import Shown

if TYPE_CHECKING:
    from services.meetings import api
    from services.meetings.rooms import api as rooms_api
    from shared.api import shapes


def _meeting(service: Any, meeting: Meeting) -> "Shown[api.Meeting]":
    return app.shown(service.repositories, meeting, service.occasion.actor)


class MeetingFeature(Service):
    """Meetings (会议)."""

    repositories: app.CourseRepositories

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
            settle(self.repositories.meetings, self.repositories.days, event.meeting_id, at=self.occasion.at)


def renew_boxes() -> None:
    """Renew the timestamps of the ballot boxes beside an embedded store."""
    own = own_folder()
    if own is not None:
        renew(own / BALLOTS, modestly)


@dataclass(frozen=True, kw_only=True)
class Repositories(CourseRepositories, SeriesRepositories, CalendarRepositories, VoteRepositories):
    """All repositories of the service."""


def _repositories(service: Any) -> Repositories:
    boxes, own = BallotBoxes(service.runtime.db), own_folder()
    return Repositories(
        meetings=service.meetings,
        days=service.days,
        profiles=service.profiles,
        topics=service.topics,
        rounds=service.rounds,
        boxes=boxes if own is None else BallotFiles(own / BALLOTS, boxes, modestly),
        calendars=service.calendars,
        series=service.series,
        branches=service.branches,
        copies=service.copies,
    )


class MeetingsService(
    MeetingFeature, TopicFeature, VoteFeature, RoomFeature, CalendarFeature, SeriesFeature, BranchFeature, Search
):
    """Meetings, their topics, votes and recurrence, their rooms, and calendar feeds."""

    name = "meetings"

    meetings = Collected(MeetingCollection)
    days = Collected(RoomDayCollection)
    profiles = Collected(RoomProfileCollection)
    topics = Collected(TopicCollection)
    rounds = Collected(RoundCollection)
    calendars = Collected(CalendarCollection)
    series = Collected(SeriesCollection)
    branches = Collected(BranchCollection)
    copies = CopiesOf()
    boxes_renewed = EachRound(renew_boxes)
    repositories: Any = cached_property(_repositories)

    on_directory_recorded = keeps_copies(OrganRecorded, PersonRecorded)
