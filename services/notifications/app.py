"""Use cases of people's lists."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, time
from functools import partial
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from services.notifications.domain import (
    Box,
    Circumstances,
    Record,
    Sort,
    keys_seeing,
    lies_in,
    may_know,
    meetings_of,
    named_in,
    steps_of,
    wait_for,
    with_vacancies,
)
from services.notifications.shelf import Judged, Lying
from services.notifications.views import item, link_of, shown_stuck
from shared.actor import Actor
from shared.calendar import NATIONAL, WorkCalendar, office_date
from shared.contracts.directory import OrganRecorded, PersonRecorded
from shared.contracts.event import Event
from shared.errors import Forbidden
from shared.pages import decode_cursor, encode_cursor
from shared.shown import Shown
from shared.turn import Party
from shared.vacancy import Staff, vacancy_of

if TYPE_CHECKING:
    from services.notifications import api
    from shared.api import shapes

E = TypeVar("E", bound=Event)
Place = tuple[datetime, str]
"""The position of a record in a list."""
ENTER_PEOPLE = ("district_admin", "system")
"""Roles that record that people leave or move."""
MOST_TURNS = 1000
"""The maximum records that a list is narrowed to, because they wait for its caller."""
MOST_STUCK = 500
"""The maximum stuck records that are read at once."""
NEVER = datetime(8999, 12, 31, tzinfo=UTC)
"""The sort position of records without a deadline."""


class Waiting(Protocol):
    """The store of records as the last event of each left them."""

    def of(self, actor: Actor, box: Box) -> list[Record]: ...
    def read_by(self, person: str, sources: Sequence[str]) -> Mapping[str, int]: ...
    def named(self, type: str, record_id: str) -> Record | None: ...
    def here(self, meetings: Iterable[str]) -> Mapping[str, frozenset[str]]: ...
    def held_up(self, sources: Iterable[str]) -> frozenset[str]: ...
    def mark_read(self, person: str, source: str, version: int) -> None: ...
    def mark_vacancies(self, record: Record) -> bool: ...
    def open_of(self, keys: Sequence[str]) -> Mapping[tuple[str, str], int]: ...
    def stuck_at(self, keys: Sequence[str], most: int) -> list[Record]: ...


class People(Protocol):
    """The people known from the directory."""

    def find(self, kind: type[E], thing_id: str) -> E | None: ...
    def several(self, kind: type[PersonRecorded], ids: Iterable[str]) -> dict[str, PersonRecorded]: ...
    def where(self, kind: type[PersonRecorded], query: Mapping[str, Any]) -> list[PersonRecorded]: ...


def listed(
    waiting: Waiting,
    people: People,
    lying: Lying,
    *,
    at: datetime,
    box: Box,
    sort: Sort,
    type: str | None,
    cursor: str | None,
    limit: int,
    calendar: WorkCalendar = NATIONAL,
) -> "Shown[api.TodoPage]":
    """List a page of the records in one of an actor's boxes."""
    after, actor = None if cursor is None else decode_cursor(cursor), lying.actor
    records, around, judged = _in_box(waiting, people, lying, box, sort)
    following = _following(judged.in_order(), sort, after)
    wanted = ((place, records[each]) for place, each in following if type in (None, records[each]["type"]))
    page = list(islice(wanted, limit + 1))
    read = waiting.read_by(actor.person_id, [each["_id"] for _, each in page[:limit]])
    return {
        "items": [item(each, actor, box, around, at=at, read=read, calendar=calendar) for _, each in page[:limit]],
        "cursor": encode_cursor(*page[limit - 1][0]) if len(page) > limit else None,
        "unavailable": [],
    }


def turns(waiting: Waiting, people: People, lying: Lying, *, type: str) -> list[str]:
    """Return the ids of the records of a type in an actor's to-do list, those due first if there are too many."""
    records, _, judged = _in_box(waiting, people, lying, Box.TODO, Sort.DUE)
    found = (records[each] for _, each in judged.in_order())
    return [each["record_id"] for each in islice((each for each in found if each["type"] == type), MOST_TURNS)]


def _in_box(
    waiting: Waiting, people: People, lying: Lying, box: Box, sort: Sort
) -> tuple[Mapping[str, Record], Circumstances, Judged[Place]]:
    """Return the records that may be in a box, their circumstances, and the place of each that is in it."""
    actor = lying.actor
    if box is Box.DONE:  # read anew at each question
        records: Mapping[str, Record] = {each["_id"]: each for each in lying.of(box)}
        around = circumstances_of(waiting, people, actor, records.values())
    else:
        records, around = lying.records(box), lying.around(partial(_circumstances, waiting, people, actor), box)

    def judge(record: Record) -> Place | None:
        return _place(record, actor, box, around, sort) if lies_in(record, actor, box, around) else None

    if box is not Box.DONE:
        return records, around, lying.judged(box, sort, around, judge)
    judged = Judged(around, judge)
    judged.renew(records, list(records))
    return records, around, judged


def _following(places: Sequence[tuple[Place, str]], sort: Sort, after: Place | None) -> Iterator[tuple[Place, str]]:
    """Yield the entries of a list after a position."""
    if sort is Sort.NEWEST:
        end = len(places) if after is None else bisect_left(places, after, key=itemgetter(0))
        return (places[each] for each in range(end - 1, -1, -1))
    begin = 0 if after is None else bisect_right(places, after, key=itemgetter(0))
    return (places[each] for each in range(begin, len(places)))


def mark_vacancies(waiting: Waiting, staff: Staff, record: Record) -> Sequence[str]:
    """Record that nobody may take a step which a record waits for, and show those concerned; return whose lists changed."""
    after = with_vacancies(record, lambda wait: vacancy_of(wait, staff))
    if after["waits"] == record["waits"] or not waiting.mark_vacancies(after):
        return ()
    return sorted({key for each in (record, after) for wait in each["waits"] for key in keys_seeing(wait)})


def stuck(
    waiting: Waiting, people: People, *, actor: Actor, posts: Sequence[Mapping[str, Any]]
) -> "list[list[Shown[shapes.StuckRecord]]]":
    """Return for each of some posts the records that wait for it while nobody may take their step, as far as an actor
    may know of them. `posts`: organ, role, and the steps that may wait for it (type and action).
    """
    keys = [Party(organ=each["organ"], role=each["role"]).key for each in posts]
    found = [each for each in waiting.stuck_at(sorted({*keys}), MOST_STUCK) if may_know(each, actor)]
    around = circumstances_of(waiting, people, actor, found)
    steps = [(each, step) for each in found for step in steps_of(each, around) if step.get("vacant")]
    return [
        [
            shown_stuck(record, step)
            for record, step in steps
            if key in step["whom"] and [record["type"], step["action"]["code"]] in each["waits"]
        ]
        for key, each in zip(keys, posts, strict=True)
    ]


def open_of(waiting: Waiting, *, actor: Actor, person: str, organ: str) -> list[dict[str, Any]]:
    """Count what stays open with a person, by type; without titles, because administrators read no documents.

    Raise Forbidden for anybody but who enters people.
    """
    if not any(actor.holds(role) for role in ENTER_PEOPLE):
        raise Forbidden("经手的事项由登记人员的管理员查看。")
    found = waiting.open_of([Party(person).key, Party(person, organ=organ).key])
    return [{"box": box, "type": type, "count": count} for (box, type), count in sorted(found.items())]


def counts(waiting: Waiting, people: People, lying: Lying, *, at: datetime) -> "Shown[api.Counts]":
    """Count the records in an actor's boxes, and the overdue ones."""
    actor, today = lying.actor, office_date(at).isoformat()
    around = lying.around(partial(_circumstances, waiting, people, actor), Box.TODO, Box.TO_READ)

    def waits(record: Record) -> tuple[str, str] | None:
        wait = wait_for(record, actor, Box.TODO, around)
        return None if wait is None else (record["type"], wait["due_on"] or "")

    def count(box: Box) -> int:
        return len(lying.judged(box, "lies", around, lambda each: lies_in(each, actor, box, around) or None).found)

    found = lying.judged(Box.TODO, "waits", around, waits).found.values()
    return {
        "todo": len(found),
        "toread": count(Box.TO_READ),
        "mine": count(Box.MINE),
        "overdue": sum("" < due_on < today for _, due_on in found),
        "by_type": dict(Counter(type for type, _ in found)),
    }


def mark_read(waiting: Waiting, people: People, *, actor: Actor, items: Sequence[Mapping[str, Any]]) -> None:
    """Mark records as read by an actor up to a version; records in none of their boxes are ignored."""
    named = [(each, waiting.named(each["type"], each["record_id"])) for each in items]
    around = circumstances_of(waiting, people, actor, [record for _, record in named if record is not None])
    for each, record in named:
        if record is not None and any(lies_in(record, actor, box, around) for box in Box):
            waiting.mark_read(actor.person_id, record["_id"], min(each["version"], record["version"]))


def news(
    waiting: Waiting, people: People, lying: Lying, *, at: datetime, records: Sequence[Sequence[str]]
) -> dict[str, Any]:
    """Return whether the actor may know of each of these records, by type and id, and the new counts."""
    found = [waiting.named(type, record_id) for type, record_id in records]
    known = [each is not None and may_know(each, lying.actor) for each in found]
    return {"known": known, "counts": counts(waiting, people, lying, at=at)}


def known(waiting: Waiting, *, actor: Actor, records: Sequence[Sequence[str]]) -> "Shown[api.KnownPage]":
    """Return those of some records, named by type and id, that an actor may know of, so that a page links to no other."""
    found = [waiting.named(type, record_id) for type, record_id in records]
    items: list[Shown[api.KnownRecord]] = [
        {
            "type": each["type"],
            "record_id": each["record_id"],
            "title": each["title"],
            "link": link_of(each),
            "stage_name": each["stage_name"],
        }
        for each in found
        if each is not None and may_know(each, actor)
    ]
    return {"items": items, "next": None}


def circumstances_of(waiting: Waiting, people: People, actor: Actor, records: Iterable[Record]) -> Circumstances:
    """Return the circumstances of records, as far as they decide what waits for an actor."""
    found = list(records)
    meetings = {source for each in found for source in meetings_of(each)}
    return _circumstances(waiting, people, actor, meetings, {key for each in found for key in named_in(each)})


def _circumstances(
    waiting: Waiting, people: People, actor: Actor, meetings: set[str], named: set[str]
) -> Circumstances:
    led = {"organ": actor.organ, "roles": {"$in": ["leader", "principal"]}}  # of hundreds in an organ a few are
    here = [each for each in people.where(PersonRecorded, led) if each.active]
    organ = people.find(OrganRecorded, actor.organ)
    return Circumstances(
        frozenset(each.person_id for each in here if "principal" in each.roles),
        frozenset(each.person_id for each in here if "leader" in each.roles and "leader" not in each.acting),
        None if organ is None else organ.also_under,
        waiting.here(meetings) if meetings else {},
        _gone(people, named) if named else frozenset(),
        waiting.held_up(meetings) if meetings else frozenset(),
    )


def _gone(people: People, keys: Iterable[str]) -> frozenset[str]:
    """Return the keys of people who are not (any more) in the organ named."""
    placed = {key: key.removeprefix("p:").partition("@")[::2] for key in keys if key.startswith("p:")}
    known = people.several(PersonRecorded, {person for person, _ in placed.values()})
    return frozenset(
        key
        for key, (person, organ) in placed.items()
        if (found := known.get(person)) is not None and (not found.active or organ not in ("", found.organ))
    )


def _place(record: Record, actor: Actor, box: Box, around: Circumstances, sort: Sort) -> tuple[datetime, str]:
    if sort is Sort.NEWEST:
        return datetime.fromisoformat(record["since"]), record["_id"]
    due_on = (wait_for(record, actor, box, around) or {}).get("due_on")
    due = NEVER if due_on is None else datetime.combine(datetime.fromisoformat(due_on).date(), time(), UTC)
    return due, f"{record['since']} {record['_id']}"
