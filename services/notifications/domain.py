"""Task lists of a person: which boxes a record is in, and how it is shown there; no clock, no store."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from shared.actor import Actor
from shared.calendar import WorkCalendar
from shared.office import is_principal
from shared.turn import Party, keys_of
from shared.vacancy import Vacancy

Record = Mapping[str, Any]
"""A record as the last event left it: its turn, with `_id`, `type`, `record_id`, `version`, `since` and `acted`."""

YELLOW_DAYS = 2
"""Working days before the deadline from which an item is yellow (local)."""


class Light(StrEnum):
    """The colour of an item's deadline."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    NONE = "none"


class Box(StrEnum):
    """待办, 待阅, 我的, 已办."""

    TODO = "todo"
    TO_READ = "toread"
    MINE = "mine"
    DONE = "done"


class Sort(StrEnum):
    """The order of a list: by deadline, or the newest first."""

    DUE = "due"
    NEWEST = "newest"


@dataclass(frozen=True)
class Circumstances:
    """The circumstances of a record: ids of an organ's principal leaders and of all its leaders, the organ's second
    superior, who is present in which meeting, the keys of people who have left the organ named, and the
    sources of meetings that are held up.
    """

    principals: frozenset[str] = frozenset()
    leaders: frozenset[str] = frozenset()
    also_under: str | None = None
    here: Mapping[str, frozenset[str]] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()
    held_up: frozenset[str] = frozenset()

    def wants(self, wait: Mapping[str, Any]) -> bool:
        """Check whether a step is the principal leader's."""
        return bool(wait["principal"]) or self.also_under in wait.get("superiors", ())

    def have_left(self, whom: Sequence[str]) -> bool:
        """Check whether a step waits for named people only, none of whom is in the organ any more."""
        return bool(whom) and self.gone.issuperset(whom)

    def admits(self, person: str) -> bool:
        """Check whether a person is the principal leader."""
        return is_principal(person, self.principals, self.leaders)


def may_know(record: Record, actor: Actor) -> bool:
    """Check whether an actor may know of a record: as a party to it, and for another only if that is allowed."""
    if actor.in_place_of is not None and not record["in_place"]:
        return False
    if record["kind"] and not actor.deals_with(record["kind"]):
        return False
    waiting = (key for wait in record["waits"] for key in (*wait["whom"], *((wait.get("left") or {}).get("whom", ()))))
    return not {*record["knows"], *waiting}.isdisjoint(keys_of(actor))


def _kept_from(wait: Mapping[str, Any], actor: Actor) -> bool:
    """Check whether a rule excludes a person from a step, in their own or in another's place."""
    for_others = wait.get("by_hand_for_others", ()) if _for_another(wait, actor) else ()
    return actor.person_id in (*wait.get("by_hand", ()), *for_others)


def _for_another(wait: Mapping[str, Any], actor: Actor) -> bool:
    """Check whether an actor would take a step for another: under a delegation, or as a stand-in alone (代岗)."""
    return actor.in_place_of is not None or (
        bool(actor.acting) and set(keys_of(actor.without_acting())).isdisjoint(wait["whom"])
    )


def wait_for(record: Record, actor: Actor, box: Box, around: Circumstances) -> Mapping[str, Any] | None:
    """Return the step that a record waits for an actor to take, or None."""
    if not may_know(record, actor):
        return None
    found = _takes(record, actor, box, around)
    return _sees_to(record, actor, box, around) if found is None else found


def _sees_to(record: Record, actor: Actor, box: Box, around: Circumstances) -> Mapping[str, Any] | None:
    """Return a step that nobody may take and that an actor oversees."""
    if box is not Box.TODO or actor.in_place_of is not None:
        return None
    keys = set(keys_of(actor))
    vacant = (wait for wait in steps_of(record, around) if wait.get("vacant"))
    return next((each for each in vacant if not keys.isdisjoint(each["vacant"]["seen_by"])), None)


def _takes(record: Record, actor: Actor, box: Box, around: Circumstances) -> Mapping[str, Any] | None:
    keys, me = set(keys_of(actor)), {actor.person_id, actor.seat}
    for wait in record["waits"]:
        if wait["box"] != box.value or not me.isdisjoint(wait["besides"]) or _kept_from(wait, actor):
            continue
        if keys.isdisjoint(wait["whom"]):
            left = wait.get("left")
            if left is not None and not keys.isdisjoint(left["whom"]) and around.have_left(wait["whom"]):
                return {**wait, **left}
            continue
        if wait.get("only_left"):
            continue
        if around.wants(wait) and (actor.in_place_of is not None or not around.admits(actor.seat)):
            continue
        there = wait.get("there")
        if there is not None:
            here = around.here.get(there["source"], frozenset())
            if (there["present"] and actor.person_id not in here) or not here.isdisjoint({*there["after"]} - me):
                continue
        return dict(wait)
    return None


def steps_of(record: Record, around: Circumstances) -> list[dict[str, Any]]:
    """Return the steps that a record waits for, each as it is taken now: by the post, if those named have left."""
    taken_over = [
        (wait, wait["left"] if wait.get("left") and around.have_left(wait["whom"]) else None)
        for wait in record["waits"]
    ]
    return [{**wait, **(left or {})} for wait, left in taken_over if left is not None or not wait.get("only_left")]


def keys_seeing(wait: Mapping[str, Any]) -> list[str]:
    """Return the keys of all in whose list a step may be: as theirs, to take over, or because nobody may take it."""
    return [
        *wait["whom"],
        *(wait.get("vacant") or {}).get("seen_by", ()),
        *([] if wait.get("left") is None else keys_seeing(wait["left"])),
    ]


OVERSEERS = ("director", "leader")
"""Roles that oversee the steps nobody of their organ may take."""


def with_vacancies(record: Record, vacancy_of: Callable[[Mapping[str, Any]], Vacancy | None]) -> dict[str, Any]:
    """Add to the steps that a record waits for that nobody may take one: why, and who is shown it: the people it
    concerns, those who hold the post but are excluded from the step, and the organ's overseers.
    """

    def marked(step: Mapping[str, Any], asked: Mapping[str, Any]) -> dict[str, Any]:
        plain = {key: value for key, value in step.items() if key != "vacant"}
        found = vacancy_of(asked)
        if found is not None:
            overseers = [Party(organ=record["organ"], role=role).key for role in OVERSEERS]
            seen_by = sorted({*record["mine"], *step["whom"], *overseers})
            plain["vacant"] = {"why": found.message, "seen_by": seen_by}
        return plain

    waits = []
    for wait in record["waits"]:
        after, left = marked(wait, wait), wait.get("left")
        if left is not None:  # nobody may take over either, once those named have left
            after["left"] = marked(left, {**wait, **left})
        waits.append(after)
    return {**record, "waits": waits}


def lies_in(record: Record, actor: Actor, box: Box, around: Circumstances) -> bool:
    """Check whether a record is in one of an actor's boxes."""
    if box in (Box.TODO, Box.TO_READ):
        return wait_for(record, actor, box, around) is not None
    if not may_know(record, actor):
        return False
    if box is Box.MINE:
        return not record["ended"] and not set(record["mine"]).isdisjoint(keys_of(actor))
    return actor.person_id in record["acted"] and wait_for(record, actor, Box.TODO, around) is None


def named_in(record: Record) -> set[str]:
    """Return the keys of the people whose step a post would take over if they left."""
    return {key for wait in record["waits"] if wait.get("left") for key in wait["whom"]}


def meetings_of(record: Record) -> set[str]:
    """Return the sources of the meetings in which a record waits; a meeting that may be held up is one itself."""
    own = {record["_id"] for wait in record["waits"] if wait.get("held_up")}
    return own | {wait["there"]["source"] for wait in record["waits"] if wait.get("there")}


def light_of(due_on: str | None, today: date, calendar: WorkCalendar) -> Light:
    """Return the colour of a deadline: red once it has passed, yellow two working days before."""
    if due_on is None:
        return Light.NONE
    due = date.fromisoformat(due_on)
    if due < today:
        return Light.RED
    return Light.YELLOW if due <= calendar.add(today, YELLOW_DAYS) else Light.GREEN
