"""A school with rooms, its meetings and the days of its rooms in memory."""

import itertools
from collections.abc import Callable, Mapping
from contextlib import nullcontext, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from services.meetings import app, domain, planning
from services.meetings.branches import domain as branch_domain
from services.meetings.branches.domain import Branch
from services.meetings.calendars.domain import Calendar
from services.meetings.domain import Meeting
from services.meetings.rooms import bookings, catalogue, search
from services.meetings.rooms.domain import RoomDay, RoomProfile
from services.meetings.series import app as recurring
from services.meetings.series.domain import Series
from services.meetings.series.domain import sees as sees_series
from services.meetings.service import Repositories
from services.meetings.settling import settle
from services.meetings.topics import app as topics
from services.meetings.topics.domain import Topic
from services.meetings.votes import app as votes
from services.meetings.votes.domain import Round
from shared.actor import Actor
from shared.contracts.directory import OrganRecorded, PersonRecorded, Room
from shared.contracts.event import Event
from shared.listing import Listing
from shared.occasion import AlreadyHandled, Cause, Key, Occasion
from shared.pages import Page
from shared.testing import MemoryCollection

NOW = datetime.fromisoformat("2026-11-23T09:00:00+08:00")
KINDS = {"nanhu": "bureau", "shiyan": "school"}
PATHS = {
    "nanhu": ("nanhu",),
    "shiyan": ("nanhu", "shiyan"),
    "east": ("nanhu", "shiyan", "east"),
    "west": ("nanhu", "shiyan", "west"),
    "main": ("nanhu", "erxiao", "main"),
    "lake": ("beihu", "hubin", "lake"),
}
ROOMS = {"east": {"east-101": 30, "east-hall": 300}, "west": {"west-201": 20}, "main": {"main-1": 20}}
ROLES = ("clerk", "director", "leader", "registrar", "handler", *(f"teacher{n}" for n in range(1, 41)))


class Meetings(MemoryCollection[Meeting]):
    name, service, kind = "meetings", "meetings", Meeting

    def search(self, actor: Actor, wanted: Listing) -> Page[Meeting]:
        return self.listed(lambda each: domain.sees(each, actor), wanted, dated="starts_at", starts="starts_at")

    def busy(self, people: Any, begin: Any, end: Any) -> list[Meeting]:
        return [each for each in self._between(people, begin, end) if each.status in domain.AHEAD]

    def calendar_of(self, person: str, begin: Any, end: Any) -> list[Meeting]:
        found = [each for each in self._between([person], begin, end) if each.arranged_at is not None]
        return sorted(found, key=lambda each: (each.starts_at, each.id))

    def of_series(self, series: str) -> list[Meeting]:
        return [each for each in _several(self, self.records) if each.series == series]

    def of_branch(self, branch: str, begin: Any, end: Any) -> list[Meeting]:
        found = [each for each in _several(self, self.records) if each.branch == branch and each.status == "closed"]
        return sorted((e for e in found if begin <= e.held_on <= end), key=lambda each: each.starts_at)

    def _between(self, people: Any, begin: Any, end: Any) -> list[Meeting]:
        return [
            each
            for each in _several(self, self.records)
            if {each.chair, *each.members, *each.sent} & {*people} and begin <= each.held_on <= end
        ]


class RoomDays(MemoryCollection[RoomDay]):
    name, service, kind = "room_days", "meetings", RoomDay

    def __init__(self, occasion: Occasion, records: Any = None) -> None:
        super().__init__(replace(occasion, key=None), records)

    def of_room(self, room: str, begin: Any, end: Any) -> list[RoomDay]:
        found = [each for each in _several(self, self.records) if each.room == room and begin <= each.day <= end]
        return sorted(found, key=lambda each: each.day)

    def of_day(self, rooms: Any, day: Any) -> list[RoomDay]:
        return [each for each in _several(self, self.records) if each.room in rooms and each.day == day]


class Profiles(MemoryCollection[RoomProfile]):
    name, service, kind = "room_profiles", "meetings", RoomProfile

    def several(self, ids: Any) -> list[RoomProfile]:
        return _several(self, ids)


def _several(kept: MemoryCollection[Any], ids: Any) -> list[Any]:
    return [found for found in map(kept.find, ids) if found is not None]


class Calendars(MemoryCollection[Calendar]):
    name, service, kind = "calendars", "meetings", Calendar
    unique = (("secret",),)

    def at(self, secret: str) -> Calendar | None:
        return next((each for each in _several(self, self.records) if each.secret == secret), None)

    def of_owner(self, owner: str) -> list[Calendar]:
        return [each for each in _several(self, self.records) if each.owner == owner]


class ManySeries(MemoryCollection[Series]):
    name, service, kind = "series", "meetings", Series

    def search(self, actor: Actor, *, cursor: str | None, limit: int) -> Page[Series]:
        return self.page(lambda each: sees_series(each, actor), cursor=cursor, limit=limit)


class Branches(MemoryCollection[Branch]):
    name, service, kind = "branches", "meetings", Branch

    def search(self, actor: Actor, *, cursor: str | None, limit: int) -> Page[Branch]:
        return self.page(lambda each: branch_domain.sees(each, actor), cursor=cursor, limit=limit)

    def under(self, actor: Actor) -> list[Branch]:
        return [each for each in _several(self, self.records) if branch_domain.counts(each, actor)]


class Topics(MemoryCollection[Topic]):
    name, service, kind = "topics", "meetings", Topic

    def of_meeting(self, meeting_id: str) -> list[Topic]:
        return _of_meeting(self, meeting_id)


class Rounds(MemoryCollection[Round]):
    name, service, kind = "rounds", "meetings", Round

    def of_meeting(self, meeting_id: str) -> list[Round]:
        return _of_meeting(self, meeting_id)


def _of_meeting(kept: MemoryCollection[Any], meeting_id: str) -> list[Any]:
    everything = [kept.find(each) for each in kept.records]
    return sorted((e for e in everything if e.meeting == meeting_id), key=lambda each: (each.created_at, each.id))


class Boxes:
    """The ballots of secret votes in memory."""

    def __init__(self) -> None:
        self.boxes: dict[str, dict[str, str]] = {}
        self.shut_ones: set[str] = set()

    def put(self, round_id: str) -> None:
        self.boxes.setdefault(round_id, {})

    def cast(self, round_id: str, receipt: str, choice: str) -> str | None:
        box = self.boxes.get(round_id)
        if box is not None and round_id not in self.shut_ones:
            box.setdefault(receipt, choice)
        return None if box is None else box.get(receipt)

    def count(self, round_id: str) -> int | None:
        return len(self.boxes[round_id]) if round_id in self.boxes else None

    def shut(self, round_id: str) -> Mapping[str, str]:
        self.shut_ones.add(round_id)
        return dict(sorted(self.boxes.get(round_id, {}).items()))


SAYINGS: Mapping[str, Any] = dict.fromkeys(
    ("comment", "decisions", "until", "topics", "talked_with", "answer", "deputy", "code", "person", "record", "rooms",
     "starts_at", "ends_at", "chair")
)  # fmt: skip
"""The inputs of a meeting's steps."""


class Copies:
    """Every organ, and everybody whom `actor` can name."""

    def __init__(self) -> None:
        self.organs = [_organ(name) for name in PATHS]
        self.people = [_person(name, role) for name in PATHS for role in ROLES]

    def find(self, kind: type[Any], thing_id: str) -> Any:
        return next((each for each in self._all(kind) if next(iter(each.to_wire().values())) == thing_id), None)

    def several(self, kind: type[Any], ids: Any) -> Any:
        found = {each: self.find(kind, each) for each in ids}
        return {each: thing for each, thing in found.items() if thing is not None}

    def one(self, kind: type[Any], value: str, *, by: Any) -> Any:
        return next((each for each in self._all(kind) if value in [getattr(each, name) for name in by]), None)

    def where(self, kind: type[Any], query: Mapping[str, Any]) -> Any:
        return [each for each in self._all(kind) if _matches(each.to_wire(), query)]

    def _all(self, kind: type[Any]) -> list[Any]:
        return self.organs if kind is OrganRecorded else self.people


def _organ(name: str) -> OrganRecorded:
    return OrganRecorded(
        organ_id=name, kind=KINDS.get(name, "campus"), name=f"{name}校区", short_name=name, parent=None,
        path=PATHS[name], issuer_code=None,
        rooms=tuple(Room(id=room, name=room, seats=seats) for room, seats in ROOMS.get(name, {}).items()),
    )  # fmt: skip


def _person(organ: str, role: str) -> PersonRecorded:
    return PersonRecorded(
        person_id=f"p-{organ}-{role}", username=f"{organ}.{role}", name=f"{organ}{role}", organ=organ,
        path=PATHS[organ], post=role, roles=(role,), active=True,
    )  # fmt: skip


def _matches(thing: Mapping[str, Any], query: Mapping[str, Any]) -> bool:
    for path, wanted in query.items():
        found: list[Any] = [thing]
        for part in path.split("."):
            found = [value for each in found for value in _listed(each.get(part))]
        among = wanted["$in"] if isinstance(wanted, dict) else [wanted]
        if not any(value in among for value in found):
            return False
    return True


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list) else [value]


def actor(username: str) -> Actor:
    organ, role = username.split(".")
    return Actor(f"p-{organ}-{role}", username, f"{organ}{role}", organ, PATHS[organ], frozenset({role}))


def by(username: str, *, key: str | None = None, print: str = "same", expected: int | None = None) -> Occasion:
    return Occasion(NOW, actor(username), None if key is None else Key(key, print), None, expected)


def at(hour: float, *, day: int = 24) -> str:
    begin = datetime.fromisoformat(f"2026-11-{day}T00:00:00+08:00")
    return (begin + timedelta(hours=hour)).isoformat()


MOVES = (
    "meeting_planned", "meeting_cancelled", "meeting_postponed", "meeting_move_asked", "meeting_moved",
    "meeting_move_refused",
)  # fmt: skip


class House:
    """One service's store; a use case of the app is a method here.

    breaks_after: the process ends at the write after this many, as a power cut would.
    """

    def __init__(self, breaks_after: int | None = None) -> None:
        self.copies = Copies()
        self._left = itertools.count(0) if breaks_after is None else itertools.count(-breaks_after)
        occasion = Occasion(NOW)
        self._meetings, self._days = Meetings(occasion), RoomDays(occasion)
        self._profiles = Profiles(occasion)
        self._calendars, self._series = Calendars(occasion), ManySeries(occasion)
        self._branches = Branches(occasion)
        self._topics, self._rounds, self._boxes = Topics(occasion), Rounds(occasion), Boxes()
        self._ids = itertools.count(1)
        self.breaks_after = breaks_after

    def meetings(self, occasion: Occasion) -> Any:
        return self._bound(self._meetings, occasion)

    def days(self, occasion: Occasion) -> Any:
        return self._bound(self._days, occasion)

    def profiles(self, occasion: Occasion) -> Any:
        return self._bound(self._profiles, occasion)

    def topics(self, occasion: Occasion) -> Any:
        return self._bound(self._topics, occasion)

    def rounds(self, occasion: Occasion) -> Any:
        return self._bound(self._rounds, occasion)

    def calendars(self, occasion: Occasion) -> Any:
        return self._bound(self._calendars, occasion)

    def series(self, occasion: Occasion) -> Any:
        return self._bound(self._series, occasion)

    def branches(self, occasion: Occasion) -> Any:
        return self._bound(self._branches, occasion)

    def repositories(self, occasion: Occasion) -> Repositories:
        return Repositories(
            meetings=self.meetings(occasion), days=self.days(occasion), profiles=self.profiles(occasion),
            topics=self.topics(occasion), rounds=self.rounds(occasion), boxes=self._boxes, calendars=self.calendars(occasion),
            series=self.series(occasion), branches=self.branches(occasion), copies=self.copies,
        )  # fmt: skip

    def _bound(self, kept: MemoryCollection[Any], occasion: Occasion) -> Any:
        found = kept.on(occasion)
        if self.breaks_after is not None:
            for name in ("_insert", "_update"):
                setattr(found, name, self._fragile(getattr(found, name)))
        return found

    def _fragile(self, write: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def attempt(what: Any) -> Any:
            if next(self._left) >= 0:
                raise PowerCut()
            return write(what)

        return attempt

    def plan(
        self, who: str = "east.director", *, key: str | None = None, print: str = "same", **changes: Any
    ) -> Meeting:
        wanted = {
            "kind": "office", "title": "第一次办公会议", "rooms": ["east-101"], "starts_at": at(9), "ends_at": at(10),
            "members": ["east.leader", "east.director", "east.clerk"], "topics": ["冬季安全"], "chair": None,
            "by_code": False, "branch": None, **changes,
        }  # fmt: skip
        occasion = by(who, key=key, print=print)
        return planning.plan(
            self.repositories(occasion), new_id=f"m{next(self._ids)}", new_key="secret", wanted=wanted,
            turn=lambda name: nullcontext(),
        )  # fmt: skip

    def act(self, meeting: Meeting, action: str, who: str = "east.director", **how: Any) -> Meeting:
        said = {**SAYINGS, **{name: how.pop(name) for name in list(how) if name in SAYINGS}}
        later, now = how.pop("later", None), self.meetings(by(who)).find(meeting.id)
        occasion = by(who, **how)
        if action in ("sign_in", "hold", "adjourn", "close") and now is not None:  # nobody does so before it begins
            when = now.starts_at if later is None else now.starts_at + timedelta(minutes=later)
            occasion = replace(occasion, at=max(NOW, when))
        return app.act(self.repositories(occasion), meeting.id, action, said=said)

    def describe(self, room: str, who: str = "east.director", **changes: Any) -> RoomProfile:
        names = ("opens", "closes", "setup_minutes", "clearing_minutes", "equipment")
        return catalogue.describe(self.repositories(by(who)), room, {**dict.fromkeys(names), **changes})

    def listed(self, who: str, **asked: Any) -> dict[str, Any]:
        wanted = {"organ": None, "seats": None, "equipment": [], "cursor": None, "limit": 20, **asked}
        return catalogue.listed(self.repositories(Occasion(NOW)), actor=actor(who), **wanted)

    def book(self, room: str = "east-101", who: str = "east.clerk", *, key: str | None = None, **changes: Any) -> Any:
        wanted = {"title": "合唱团排练", "starts_at": at(9), "ends_at": at(10), **changes}
        occasion = by(who, key=key, print=str(sorted(wanted.items())))
        return bookings.book(self.repositories(occasion), room, new_id=f"b{next(self._ids)}", wanted=wanted)

    def free(self, who: str = "east.director", **changes: Any) -> list[dict[str, Any]]:
        wanted = {
            "begin": "2026-11-24", "until": "2026-11-24", "minutes": 60, "people": [], "rooms": [], "campuses": [],
            "seats": None, "equipment": [], "working_days": True, "most": 100, **changes,
        }  # fmt: skip
        found: list[dict[str, Any]] = search.free_slots(self.repositories(by(who)), actor=actor(who), wanted=wanted)[
            "items"
        ]
        return found

    def propose(self, meeting: Meeting, who: str = "east.leader", **changes: Any) -> Topic:
        papers = [{"name": "议题说明", "text": "说明"}]
        wanted = {"title": "冬季安全", "matter": "ordinary", "papers": papers, **changes}
        return topics.propose(self.repositories(by(who)), meeting.id, new_id=f"t{next(self._ids)}", wanted=wanted)

    def on_topic(self, topic: Topic, action: str, who: str = "east.director", **said: Any) -> Topic:
        told = {"comment": None, "title": None, "papers": None, "person": None, **said}
        return topics.act(self.repositories(by(who)), topic.id, action, said=told)

    def put(self, topic: Topic, mode: str = "open", who: str = "east.director") -> Round:
        return votes.put(self.repositories(by(who)), topic.meeting, topic.id, mode)

    def vote(self, found: Round, who: str, choice: str = "agree", comment: str = "") -> Round:
        return votes.vote(self.repositories(by(who)), found.id, choice=choice, comment=comment)

    def on_vote(self, found: Round, action: str, who: str = "east.director", **said: Any) -> Round:
        return votes.act(self.repositories(by(who)), found.id, action, said={"comment": None, "outcome": None, **said})

    def topic(self, topic: Topic) -> Topic:
        found = self._topics.find(topic.id)
        assert found is not None
        return found

    def recur(self, rule: str, who: str = "east.director", *, key: str | None = None, **changes: Any) -> Series:
        wanted = {
            "kind": "office", "title": "办公例会", "rooms": ["east-101"], "starts_at": at(9), "ends_at": at(10),
            "members": ["east.leader", "east.director"], "topics": [], "chair": None, "by_code": False, "branch": None, "rule": rule,
            "holidays": "next", **changes,
        }  # fmt: skip
        occasion = by(who, key=key)
        return recurring.plan(self.repositories(occasion), new_id=f"s{next(self._ids)}", wanted=wanted)

    def hear(self) -> None:
        """Deliver all of the service's events to it again."""
        for series_id, record in list(self._series.records.items()):
            for entry in record["history"]:
                occasion = Occasion(NOW, cause=Cause(f"series:{series_id}", entry["version"], entry["event"]))
                if entry["event"] == "series_planned":
                    recurring.follow_plan(self.repositories(occasion), series_id)
                else:
                    recurring.follow_change(self.repositories(occasion), series_id, entry["comment"])
        for meeting_id, record in list(self._meetings.records.items()):
            for entry in record["history"]:
                cause = Cause(f"meetings:{meeting_id}", entry["version"], entry["event"])
                if entry["event"] in ("meeting_adjourned", "meeting_closed"):
                    topics.leave_over(self.topics(Occasion(NOW, cause=cause)), meeting_id)
                if entry["event"] in MOVES:
                    occasion = Occasion(NOW, cause=Cause(f"meetings:{meeting_id}", entry["version"], entry["event"]))
                    with suppress(AlreadyHandled):
                        settle(self.meetings(occasion), self.days(occasion), meeting_id, at=NOW)

    def find(self, meeting_id: str) -> Meeting | None:
        return self._meetings.find(meeting_id)

    def day(self, room: str, *, day: int = 24) -> RoomDay | None:
        return self._days.find(f"{room}.2026-11-{day}")

    def holders(self, room: str, *, day: int = 24) -> list[str]:
        """Return the purposes that hold a room."""
        found = self.day(room, day=day)
        return [] if found is None else [name for name, each in found.bookings.items() if each.released_at is None]

    @property
    def announced(self) -> list[str]:
        return [entry["event"] for _, entry in self._announced()]

    def _announced(self) -> list[tuple[str, dict[str, Any]]]:
        kept = (
            self._meetings,
            self._days,
            self._profiles,
            self._topics,
            self._rounds,
            self._calendars,
            self._series,
        )
        return [entry for each in kept for entry in each.announced]

    @property
    def records(self) -> list[dict[str, Any]]:
        return [
            record
            for kept in (
                self._meetings,
                self._days,
                self._profiles,
                self._topics,
                self._rounds,
                self._calendars,
                self._series,
            )
            for record in kept.records.values()
        ]

    def restart(self) -> None:
        self.breaks_after = None


class PowerCut(Exception):
    """The process ends."""


def heard(event: Event, source: str, version: int, *, previous: int = 0) -> Occasion:
    return Occasion(NOW, cause=Cause(source, version, event.event, previous))
