"""Whose turn it is after an event: who has to act, until when, and who has to read; derived from the workflow tables alone.

A service registers for which steps each state of a table waits (`tell`); every event of a record then carries the turn,
and no service keeps separate task lists. It is not stored: an entry of a history always gives the same turn.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from shared.actor import Actor
from shared.acts import UNNAMED
from shared.workflow import Workflow

log = logging.getLogger(__name__)

TODO, TO_READ = "todo", "toread"
TURN_FORM = 1
"""Incremented when a table says differently whose turn it is, if that does not wait for the next release."""


@dataclass(frozen=True)
class Party:
    """The person meant, in one organ if given, or all holders of a role in an organ or in a district."""

    person: str = ""
    organ: str = ""
    role: str = ""
    district: str = ""

    @property
    def key(self) -> str:
        """Return the party as one word, the key of task lists."""
        if self.person:
            return f"p:{self.person}" + (f"@{self.organ}" if self.organ else "")
        return f"d:{self.district}:{self.role}" if self.district else f"o:{self.organ}:{self.role}"


def keys_of(actor: Actor) -> list[str]:
    """Return the keys of every party that means an actor; if they act for another person, that person's."""
    who = [Party(actor.seat), Party(actor.seat, organ=actor.organ)]
    posts = [Party(organ=actor.organ, role=role) for role in sorted(actor.roles)]
    wider = [Party(district=actor.district, role=role) for role in sorted(actor.roles)]
    return [each.key for each in (*who, *posts, *wider)]


def post(*roles: str) -> Callable[[Any], list[Party]]:
    """Return the holders of these roles in the organ that the record belongs to."""
    return lambda subject: [Party(organ=subject.organ, role=role) for role in roles]


def people(*ids: str | None, organ: str = "") -> list[Party]:
    """Return these people as parties."""
    return [Party(each, organ=organ) for each in ids if each]


def always(subject: Any) -> bool:
    """Wait in every case."""
    return True


def nobody(subject: Any) -> tuple[str, ...]:
    """Exclude nobody."""
    return ()


@dataclass(frozen=True)
class Wait:
    """A step that a state waits for.

    whom: who may take it. when: whether it waits at all.
    besides: ids of people whom a rule excludes, though they hold the post. by_hand: of those, the ones excluded
    in person, even for another; by_hand_for_others: the ones excluded only when they act for another.
    principal: whether only the principal leader may take it, in person (条例第二十二条); also where it goes to one of
    `superiors`, whom the organ may be under besides (双重领导).
    there: for a step in a meeting, whether its people must be present, and who must no longer be waited for.
    left: who takes over from named people who leave the organ, and by which step. only_left: it waits for them alone,
    and for nobody while those named are there.
    opens: before when the step is waited for but cannot be taken yet; closes: from when it cannot be taken any more, though
    it still waits for a remedy. None for no limit.
    held_up: why it cannot be taken while another record holds this one up (`Turns.holds_up`).
    """

    action: str
    whom: Callable[[Any], Sequence[Party]]
    when: Callable[[Any], bool] = always
    besides: Callable[[Any], Sequence[str]] = nobody
    by_hand: Callable[[Any], Sequence[str]] = nobody
    by_hand_for_others: Callable[[Any], Sequence[str]] = nobody
    due: Callable[[Any], date | None] | None = None
    principal: Callable[[Any], bool] = field(default=lambda subject: False)
    superiors: Callable[[Any], Sequence[str]] = nobody
    there: "Callable[[Any], There | None]" = field(default=lambda subject: None)
    left: "Left | None" = None
    only_left: bool = False
    opens: Callable[[Any], datetime | None] = field(default=lambda subject: None)
    closes: Callable[[Any], datetime | None] = field(default=lambda subject: None)
    held_up: str = ""
    box: str = TODO


@dataclass(frozen=True)
class Left:
    """A step by which a post takes over from people who have left the organ."""

    action: str
    whom: Callable[[Any], Sequence[Party]]


@dataclass(frozen=True)
class There:
    """The presence required in a meeting for a step to be waited for.

    source: the meeting's. present: whether the people it waits for must be present. after: those who act before, if present.
    """

    source: str
    present: bool
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Turns:
    """How a service derives turns for the records of one table.

    knows: who may know of a record. mine: the people it concerns.
    in_place: whether a delegate may act for those that it waits for.
    names_actor: whether those who know of it may learn who acted last, with which opinion.
    here: who is present, for a meeting. holds_up: the source of the record that it currently holds up.
    settled: statuses in which nothing is left to do, though a step may still lead on, as a repeal does.
    sender: the organ that it came from, and `number` the one it bears (文号); empty without. validity: None while it holds.
    """

    table: Workflow
    type: str
    waits: Mapping[Any, Sequence[Wait]]
    title: Callable[[Any], str]
    knows: Callable[[Any], Sequence[Party]]
    mine: Callable[[Any], Sequence[Party]]
    due: Callable[[Any], date | None]
    internal: Callable[[Any], bool]
    stage: Callable[[Any], str]
    in_place: bool
    names_actor: bool
    here: Callable[[Any], Iterable[str]]
    holds_up: Callable[[Any], str]
    settled: Collection[Any]
    sender: Callable[[Any], str]
    number: Callable[[Any], str | None]
    validity: Callable[[Any], Mapping[str, Any] | None]

    def of(self, subject: Any, entry: Mapping[str, Any]) -> dict[str, Any]:
        """Return whose turn it is with a record after an entry of its history."""
        urgency = getattr(subject, "urgency", None)
        return {
            "type": self.type,
            "title": self.title(subject),
            "kind": getattr(subject, "kind", "") if self.in_place else "",
            "organ": subject.organ,
            "stage": subject.status.value,
            "stage_name": self.stage(subject),
            "urgency": None if urgency is None else urgency.value,
            "internal": self.internal(subject),
            "in_place": self.in_place,
            "ended": subject.status in self.settled
            or not any(subject.status in step.sources and step.leads_on for step in self.table.steps),
            "waits": self.waited_for(subject),
            "knows": sorted({each.key for each in self.knows(subject)}),
            "mine": sorted({each.key for each in self.mine(subject)}),
            "here": sorted(self.here(subject)),
            "holds_up": self.holds_up(subject),
            "sender": self.sender(subject),
            "number": self.number(subject) or "",
            "validity": self.validity(subject),
            "from": self._from(entry, subject) if self.names_actor else None,
        }

    def waited_for(self, subject: Any) -> list[dict[str, Any]]:
        """Return the steps that a record waits for."""
        return [self._wait(wait, subject) for wait in self.waits.get(subject.status, ()) if wait.when(subject)]

    def _wait(self, wait: Wait, subject: Any) -> dict[str, Any]:
        due, opens, closes = (wait.due or self.due)(subject), wait.opens(subject), wait.closes(subject)
        return {
            "action": {
                **self.table.acts[wait.action].offered(wait.action, subject),
                "tone": "primary",
                "primary": True,
            },
            "whom": sorted({each.key for each in wait.whom(subject)}),
            "besides": list(wait.besides(subject)),
            "by_hand": list(wait.by_hand(subject)),
            "by_hand_for_others": list(wait.by_hand_for_others(subject)),
            "principal": wait.principal(subject),
            "superiors": list(wait.superiors(subject)),
            "there": self._there(wait.there(subject)),
            "left": self._left(wait.left, subject),
            "only_left": wait.only_left,
            "opens_at": None if opens is None else opens.isoformat(),
            "closes_at": None if closes is None else closes.isoformat(),
            "due_on": None if due is None else due.isoformat(),
            "held_up": wait.held_up,
            "box": wait.box,
        }

    @staticmethod
    def _there(there: There | None) -> dict[str, Any] | None:
        if there is None:
            return None
        return {"source": there.source, "present": there.present, "after": list(there.after)}

    def _left(self, left: Left | None, subject: Any) -> dict[str, Any] | None:
        if left is None:
            return None
        return {
            "action": self.table.acts[left.action].offered(left.action, subject),
            "whom": sorted({each.key for each in left.whom(subject)}),
        }

    def _from(self, entry: Mapping[str, Any], subject: Any) -> dict[str, Any] | None:
        by = entry["by"]
        if by is None:
            return None
        label = self.table.acts.get(entry["action"], UNNAMED).label_on(subject)
        return {"name": by["name"], "organ": by["organ"], "act": label, "opinion": entry["comment"] or None}


TOLD: dict[type[Any], Turns] = {}


def tell(
    kind: type[Any],
    table: Workflow,
    *,
    type: str,
    waits: Mapping[Any, Sequence[Wait]],
    knows: Callable[[Any], Sequence[Party]],
    mine: Callable[[Any], Sequence[Party]] = lambda subject: (),
    title: Callable[[Any], str] = lambda subject: str(subject.title),
    due: Callable[[Any], date | None] = lambda subject: getattr(subject, "due_on", None),
    internal: Callable[[Any], bool] = lambda subject: False,
    stage: Callable[[Any], str] | None = None,
    in_place: bool = False,
    names_actor: bool = True,
    here: Callable[[Any], Iterable[str]] = nobody,
    holds_up: Callable[[Any], str] = lambda subject: "",
    settled: Collection[Any] = (),
    sender: Callable[[Any], str] = lambda subject: "",
    number: Callable[[Any], str | None] = lambda subject: None,
    validity: Callable[[Any], Mapping[str, Any] | None] = lambda subject: None,
) -> Turns:
    """Register the steps that each state of a table waits for; refuse a step that the state does not have."""
    for state, rows in waits.items():
        for wait in rows:
            if not any(step.action == wait.action and state in step.sources for step in table.steps):
                raise ValueError(f"{table.title}: {state} does not know {wait.action}")
    named = stage or (lambda subject: table.stage(subject.status))
    TOLD[kind] = Turns(
        table,
        type,
        waits,
        title,
        knows,
        mine,
        due,
        internal,
        named,
        in_place,
        names_actor,
        here,
        holds_up,
        settled,
        sender,
        number,
        validity,
    )
    return TOLD[kind]


def waits_of(subject: Any) -> list[dict[str, Any]]:
    """Return the steps that a record waits for; none if its kind is not registered."""
    told = TOLD.get(subject.__class__)
    return [] if told is None else told.waited_for(subject)


def turn_of(subject: Any, entry: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return whose turn it is with a record after an entry of its history, or None if its kind is not registered.

    A fault in the derivation fails no command: the turn is empty then, and the log has the reason.
    """
    told = TOLD.get(subject.__class__)
    if told is None:
        return None
    try:
        return told.of(subject, entry)
    except Exception:
        log.exception("turn_not_derived of %s %s", told.type, subject.id)
        return {**NOBODYS, "type": told.type}


def with_turn(entry: Mapping[str, Any], subject: Any) -> dict[str, Any]:
    """Add the turn to an entry about to be announced; `subject` is the record as the entry left it."""
    turn = turn_of(subject, entry)
    return {**entry} if turn is None else {**entry, "turn": turn}


NOBODYS: dict[str, Any] = {
    **dict.fromkeys(("type", "title", "kind", "organ", "stage", "stage_name", "holds_up", "sender", "number"), ""),
    **dict.fromkeys(("urgency", "from", "validity")),
    **dict.fromkeys(("internal", "in_place", "ended"), False),
    **{key: [] for key in ("waits", "knows", "mine", "here")},
}
"""The turn if none could be derived."""
