"""Use cases of creating and sending reminders."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from services.notifications.app import People, Waiting, circumstances_of
from services.notifications.domain import Box, Record, keys_seeing, may_know, steps_of, wait_for
from services.notifications.reminders.channels import NotSent
from services.notifications.reminders.domain import (
    Channel,
    Escalation,
    Preferences,
    ReminderRules,
    digest,
    preferences_of,
    rules_of,
    words,
)
from shared.actor import Actor
from shared.calendar import NATIONAL, WorkCalendar, office_date
from shared.contracts.directory import PersonRecorded, ReminderRulesSet
from shared.errors import Forbidden, NotFound
from shared.pages import Page
from shared.shown import Shown
from shared.turn import Party

if TYPE_CHECKING:
    from services.notifications.reminders import api

MOST_AT_ONCE = 500
LOOK_AHEAD = timedelta(days=75)
"""How far ahead deadlines are checked: thirty working days, the maximum of the rules, even over 春节 or 国庆."""


CalendarOf = Callable[[str], WorkCalendar]
"""Returns the calendar of a district."""


def _national(district: str) -> WorkCalendar:
    return NATIONAL


class Due(Waiting, Protocol):
    """The store of records with their deadlines."""

    def due_until(self, day: str, *, today: str) -> Iterable[Record]: ...
    def looked_at(self, record: Record, today: str) -> None: ...
    def several(self, sources: Iterable[str]) -> Mapping[str, Record]: ...


class Outbox(Protocol):
    """The store of messages until they are sent."""

    def preferences(self, person: str) -> Mapping[str, Any]: ...
    def choices_of(self, people: Iterable[str]) -> Mapping[str, Mapping[str, Any]]: ...
    def keep_preferences(self, person: str, chosen: Mapping[str, Any]) -> None: ...
    def rules(self, district: str) -> Mapping[str, Any] | None: ...
    def made(self, name: str, message: Mapping[str, Any]) -> bool: ...
    def due(self, at: datetime, limit: int) -> list[dict[str, Any]]: ...
    def take(self, messages: Sequence[str], at: datetime) -> list[dict[str, Any]]: ...
    def settle(self, messages: Iterable[str], change: Mapping[str, Any]) -> None: ...
    def put_off(self, messages: Iterable[str], until: datetime) -> None: ...
    def lose(self, at: datetime) -> int: ...
    def let_robot(self, robot: str, at: datetime) -> datetime | None: ...
    def failed(self, *, cursor: str | None, limit: int) -> Any: ...
    def send_again(self, message: str, at: datetime) -> bool: ...


class Line(Protocol):
    """The sequence of changes that feeds the streams."""

    def add(self, keys: Iterable[str], *, kind: str, type: str, record_id: str, version: int) -> None: ...


class Sender(Protocol):
    """Sends a text by a channel; raises NotSent."""

    def __call__(self, channel: Channel, chosen: Preferences, text: str, message_id: str, at: datetime) -> None: ...


def remind(
    waiting: Due, people: People, outbox: Outbox, line: Line, *, at: datetime, calendar: CalendarOf = _national
) -> int:
    """Create every due reminder that does not exist yet; return how many."""
    today, made, staff = office_date(at), 0, _Meant(people)
    for record in list(waiting.due_until((today + LOOK_AHEAD).isoformat(), today=today.isoformat())):
        for wait in record["waits"]:
            if wait["box"] == Box.TODO and wait["due_on"] is not None:
                made += _remind(waiting, people, staff, outbox, line, record, wait, today, at, calendar)
        waiting.looked_at(record, today.isoformat())
    return made


def _remind(
    waiting: Due, people: People, staff: "_Meant", outbox: Outbox, line: Line, record: Record, wait: Mapping[str, Any],
    today: date, at: datetime, calendar: CalendarOf,
) -> int:  # fmt: skip
    """Remind everybody in whose list a step is, also as the one who takes over or who sees that nobody may take it."""
    found: dict[str, tuple[PersonRecorded, Mapping[str, Any]]] = {}
    for who in staff.of(keys_seeing(wait)):
        actor = _as_actor(who)
        step = wait_for(record, actor, Box.TODO, circumstances_of(waiting, people, actor, [record]))
        if (
            step is not None
            and step["due_on"]
            and step["action"] in (wait["action"], (wait.get("left") or wait)["action"])
        ):
            found[who.person_id] = who, step
    made = 0
    for who, step in found.values():
        rules = _rules_of(who.path[0], people, outbox)
        stage = rules.stage(date.fromisoformat(step["due_on"]), today, calendar(who.path[0]))
        if stage is None:
            continue
        made += _tell(outbox, line, record, step, stage, who, at, escalated=False)
        above: dict[str, tuple[PersonRecorded, str]] = {}  # who holds several of the posts is told by the latest rule
        for role, rule in rules.told(stage):
            holders = staff.of([Party(organ=who.organ, role=role).key])
            above |= {each.person_id: (each, rule) for each in holders if each.person_id not in found}
        for each, rule in above.values():
            if may_know(record, _as_actor(each)):
                made += _tell(outbox, line, record, step, rule, each, at, escalated=True)
    return made


def _rules_of(district: str, people: People, outbox: Outbox) -> ReminderRules:
    """Return a district's rules from the directory, else those set before the directory kept them."""
    told = people.find(ReminderRulesSet, district)
    if told is None:
        return rules_of(outbox.rules(district))
    return ReminderRules(told.before, tuple(Escalation(days, role) for days, role in told.after))


def _tell(
    outbox: Outbox, line: Line, record: Record, wait: Mapping[str, Any], stage: str, who: PersonRecorded, at: datetime,
    *, escalated: bool,
) -> int:  # fmt: skip
    """Create one reminder for a person: in their stream, and for each channel that they chose."""
    chosen = preferences_of(outbox.preferences(who.person_id))
    action, due_on = wait["action"], wait["due_on"]
    name = f"{record['_id']}|{action['code']}|{due_on}|{stage}|{who.person_id}|{escalated}"
    common = {
        "person": who.person_id,
        "source": record["_id"],
        "action": action["code"],
        "due_on": due_on,
        "escalated": escalated,
        "made_at": at,
        "due_at": chosen.leaves_at(at),
    }
    fresh = outbox.made(f"{name}|stream", {**common, "channel": "stream", "state": "sent"})
    if fresh:
        line.add(
            [f"p:{who.person_id}"],
            kind="reminder",
            type=record["type"],
            record_id=record["record_id"],
            version=record["version"],
        )
    for channel in Channel:
        if fresh and chosen.address(channel):
            outbox.made(f"{name}|{channel.value}", {**common, "channel": channel.value, "state": "waiting"})
    return int(fresh)


class _Meant:
    """The people meant by keys of turns; each post is queried once for all records."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._posts: dict[str, list[PersonRecorded]] = {}

    def of(self, keys: Iterable[str]) -> list[PersonRecorded]:
        """Return the active people meant by any of some keys, each once."""
        return list({each.person_id: each for key in keys for each in self._of(key) if each.active}.values())

    def _of(self, key: str) -> Sequence[PersonRecorded]:
        kind, _, rest = key.partition(":")
        if kind == "p":
            person, _, organ = rest.partition("@")
            each = self._people.several(PersonRecorded, [person]).get(person)
            return [each] if each is not None and organ in ("", each.organ) else []
        if key not in self._posts:
            place, _, role = rest.rpartition(":")
            query = {"path" if kind == "d" else "organ": place, "roles": {"$in": [role]}}
            self._posts[key] = [each for each in self._people.where(PersonRecorded, query) if role in each.roles]
        return self._posts[key]


def _as_actor(person: PersonRecorded) -> Actor:
    return Actor(
        person.person_id,
        person.username,
        person.name,
        person.organ,
        tuple(person.path),
        frozenset(person.roles),
        acting=frozenset(person.acting),
    )


def deliver(
    waiting: Due,
    people: People,
    outbox: Outbox,
    send: Sender,
    *,
    at: datetime,
    clock: Callable[[], datetime],
    delays: Sequence[float],
    link: str,
) -> int:
    """Send what is due, all of a person's messages for one channel together; return how many messages were sent.

    Each is checked and worded on sending, by the person's current place and the record's current state: what was done,
    passed on or closed to them meanwhile is not sent. A robot's limit per minute is counted by the clock on sending.
    """
    outbox.lose(at)
    together: dict[tuple[str, str], list[dict[str, Any]]] = {}
    due = outbox.due(at, MOST_AT_ONCE)
    texts = _worded(waiting, people, due, at)
    over = [each["_id"] for each in due if each["_id"] not in texts]
    outbox.settle([each["_id"] for each in outbox.take(over, at)], {"state": "over"})
    for each in (one for one in due if one["_id"] in texts):
        together.setdefault((each["person"], each["channel"]), []).append(each)
    choices, sent = outbox.choices_of({person for person, _ in together}), 0
    for (person, name), messages in together.items():
        chosen, channel = preferences_of(choices.get(person, {})), Channel(name)
        ids = [each["_id"] for each in messages]
        address, later = chosen.address(channel), chosen.after_quiet(at)
        if later > at:  # it was tried before, or nobody was there to send it in time
            outbox.put_off(ids, later)
            continue
        if address is not None and channel is not Channel.MAIL:
            again = outbox.let_robot(f"{name}:{address}", clock())
            if again is not None:
                outbox.put_off(ids, again)
                continue
        taken = outbox.take(ids, at)
        if taken:
            text = digest([texts[each["_id"]] for each in taken], link)
            sent += _send(outbox, send, taken, text, channel, chosen, at=at, delays=delays)
    return sent


def _worded(waiting: Due, people: People, due: Sequence[Mapping[str, Any]], at: datetime) -> dict[str, str]:
    """Return the text of each message that is still valid, by its id."""
    standing, today = waiting.several({each["source"] for each in due}), office_date(at)
    staff, texts = people.several(PersonRecorded, {each["person"] for each in due}), dict[str, str]()
    for who in (each for each in staff.values() if each.active):
        actor, mine = _as_actor(who), [each for each in due if each["person"] == who.person_id]
        known = [record for each in mine if (record := standing.get(each["source"])) is not None]
        around = circumstances_of(waiting, people, actor, known)
        for each in mine:
            record, escalated = standing.get(each["source"]), _escalated(each)
            if record is None or not may_know(record, actor):
                continue
            for wait in steps_of(record, around) if escalated else [wait_for(record, actor, Box.TODO, around)]:
                if wait and (wait["action"]["code"], wait["due_on"]) == (each["action"], each["due_on"]):
                    stage = "before" if today <= date.fromisoformat(wait["due_on"]) else "after"
                    label, vacant = wait["action"]["label"], bool(wait.get("vacant"))
                    texts[each["_id"]] = words(record, label, wait["due_on"], stage, escalated=escalated, vacant=vacant)
    return texts


def _escalated(message: Mapping[str, Any]) -> bool:
    """Check whether a message is an escalation; older messages show it only in their text."""
    return bool(message["escalated"] if "escalated" in message else message["text"].startswith("〔超期未办〕"))


def _send(
    outbox: Outbox, send: Sender, taken: Sequence[Mapping[str, Any]], text: str, channel: Channel,
    chosen: Preferences, *, at: datetime, delays: Sequence[float],
) -> int:  # fmt: skip
    ids = [each["_id"] for each in taken]
    if chosen.address(channel) is None:
        outbox.settle(ids, {"state": "failed", "error": "本人已取消这一渠道"})
        return 0
    try:
        send(channel, chosen, text, ids[0], at)
    except NotSent as error:
        for each in taken:
            over = error.for_good or each["attempts"] > len(delays)
            wait = timedelta(seconds=0 if over else delays[each["attempts"] - 1])
            state = "failed" if over else "waiting"
            outbox.settle([each["_id"]], {"state": state, "due_at": at + wait, "error": str(error)})
        return 0
    outbox.settle(ids, {"state": "sent", "sent_at": at, "error": None})
    return 1


def failed(outbox: Outbox, *, actor: Actor, cursor: str | None, limit: int) -> "Shown[api.UnsentPage]":
    """List unsent messages for an operator: recipient, channel and reason, but never the text."""
    page: Page[Mapping[str, Any]] = outbox.failed(cursor=_operator(actor, cursor), limit=limit)
    return page.map(_shown).to_wire()


def send_again(outbox: Outbox, message: str, *, actor: Actor, at: datetime) -> None:
    """Retry a message that was not sent."""
    _operator(actor, None)
    if not outbox.send_again(message, at):
        raise NotFound()


def _operator(actor: Actor, cursor: str | None) -> str | None:
    if not actor.holds("system"):
        raise Forbidden("未送达的提醒由系统管理员查看。")
    return cursor


def _shown(message: Mapping[str, Any]) -> "Shown[api.Unsent]":
    return {
        "id": message["_id"],
        "person": message["person"],
        "channel": message["channel"],
        "state": message["state"],
        "attempts": message["attempts"],
        "error": message.get("error") or "",
        "made_at": message["made_at"].isoformat(),
    }
