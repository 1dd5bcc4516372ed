"""Dependencies shared by all parts of the meetings service."""

from dataclasses import dataclass

from services.meetings.app import CourseRepositories
from services.meetings.branches.store import BranchCollection
from services.meetings.calendars.app import CalendarRepositories
from services.meetings.calendars.store import CalendarCollection
from services.meetings.rooms.store import RoomDayCollection, RoomProfileCollection
from services.meetings.series.app import SeriesRepositories
from services.meetings.series.store import SeriesCollection
from services.meetings.store import MeetingCollection
from services.meetings.topics.store import TopicCollection
from services.meetings.votes.box_files import BallotFiles, renew
from services.meetings.votes.repositories import VoteRepositories
from services.meetings.votes.store import BallotBoxes, RoundCollection
from shared.runtime.disk import own_folder
from shared.runtime.embedded_backup import BALLOTS
from shared.runtime.offhub import modestly
from shared.runtime.service import Collected, CopiesOf, EachRound, Service


def renew_boxes() -> None:
    """Renew the timestamps of the ballot boxes beside an embedded store."""
    own = own_folder()
    if own is not None:
        renew(own / BALLOTS, modestly)


@dataclass(frozen=True, kw_only=True)
class Repositories(CourseRepositories, SeriesRepositories, CalendarRepositories, VoteRepositories):
    """All repositories of the service."""


class Collections(Service):
    """The collections of the service, and its copies of organs and people."""

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

    @property
    def repositories(self) -> Repositories:
        """Return all repositories for the use cases."""
        boxes, own = BallotBoxes(self.runtime.db), own_folder()
        return Repositories(
            meetings=self.meetings,
            days=self.days,
            profiles=self.profiles,
            topics=self.topics,
            rounds=self.rounds,
            boxes=boxes if own is None else BallotFiles(own / BALLOTS, boxes, modestly),
            calendars=self.calendars,
            series=self.series,
            branches=self.branches,
            copies=self.copies,
        )
