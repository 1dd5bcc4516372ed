"""What every line of the meetings service works with."""

from services.meetings.books import Books
from services.meetings.branches.store import BranchCollection
from services.meetings.calendars.store import CalendarCollection
from services.meetings.rooms.store import RoomDayCollection, RoomProfileCollection
from services.meetings.series.store import SeriesCollection
from services.meetings.store import MeetingCollection
from services.meetings.topics.store import TopicCollection
from services.meetings.votes.box_files import BallotFiles, renew
from services.meetings.votes.store import BallotBoxes, RoundCollection
from shared.runtime.disk import own_folder
from shared.runtime.embedded_backup import BALLOTS
from shared.runtime.offhub import modestly
from shared.runtime.service import CopiesOf, EachRound, Kept, Service


def renew_boxes() -> None:
    """Renew the times of the ballot boxes that lie beside an embedded store."""
    own = own_folder()
    if own is not None:
        renew(own / BALLOTS, modestly)


class Desk(Service):
    """The collections of the service, and its copies of organs and people."""

    meetings = Kept(MeetingCollection)
    days = Kept(RoomDayCollection)
    profiles = Kept(RoomProfileCollection)
    topics = Kept(TopicCollection)
    rounds = Kept(RoundCollection)
    calendars = Kept(CalendarCollection)
    series = Kept(SeriesCollection)
    branches = Kept(BranchCollection)
    copies = CopiesOf()
    boxes_renewed = EachRound(renew_boxes)

    @property
    def books(self) -> Books:
        """Give all of it as the use cases take it."""
        boxes, own = BallotBoxes(self.ground.db), own_folder()
        return Books(
            self.meetings,
            self.days,
            self.profiles,
            self.topics,
            self.rounds,
            boxes if own is None else BallotFiles(own / BALLOTS, boxes, modestly),
            self.calendars,
            self.series,
            self.branches,
            self.copies,
        )
