"""RPC methods and reactions of the notifications service."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from services.notifications import app
from services.notifications.anew.store import Progress, TurnsAnew
from services.notifications.domain import Box, Sort
from services.notifications.reminders.service import ReminderFeature
from services.notifications.shelf import Lying, Shelf
from shared.contracts import contracts, records
from shared.contracts.directory import OrganRecorded, PersonRecorded, ReminderRulesSet
from shared.contracts.event import Event
from shared.contracts.supervision import WorkingDaySet
from shared.occasion import AlreadyHandled
from shared.runtime.green import sleep
from shared.runtime.hints import Hints
from shared.runtime.service import Beside, Reported, reaction, rpc
from shared.runtime.sweep import sweep
from shared.shown import Shown
from shared.turn import Party
from shared.vacancy import Staff

if TYPE_CHECKING:
    from services.notifications import api
    from shared.api import shapes


def _events_of(contract: Any) -> list[type[Event]]:
    """Return every event of a contract: each carries the turn, if its record's table is registered for it."""
    found = vars(contract).values()
    return [each for each in found if isinstance(each, type) and issubclass(each, Event) and each is not Event]


def _keeping(contract: Any) -> Any:
    """Build the reaction that stores the turn from a service's events; its queue bears the attribute's name."""

    @reaction(*_events_of(contract), turn=True)
    def keep(self: "NotificationsService", envelope: Mapping[str, Any]) -> None:
        """Store the turn of a record."""
        self.keep_turn(envelope)

    return keep


SHELF, TOLD_ANEW = Shelf(), Progress()
TURNS_TOLD_BY = [service for service, contract in contracts().items() if hasattr(contract, "RECORDS")]
"""The services whose records wait for people."""


TurnFeature: type[ReminderFeature] = type(
    "TurnFeature",
    (ReminderFeature,),
    {f"on_{service}_turn": _keeping(contract) for service, contract in contracts().items() if service in TURNS_TOLD_BY},
)
"""Stores whose turn it is from the events of every service: a reaction for each, so that each has a queue of its own."""


class NotificationsService(TurnFeature):  # type: ignore[valid-type,misc]
    """Task lists and reminders."""

    name = "notifications"
    hints = Hints()
    turns_anew = Beside(TurnsAnew)
    turns_shown = Reported("turns", TOLD_ANEW.shown)

    @sweep
    def tell_turns_anew(self) -> None:
        """Store the turns of services that were upgraded as they tell them now."""
        runtime = self.runtime
        while not (runtime.passes.caught_up or runtime.stopping):
            sleep(1)
        if self.turns_anew.run(
            TURNS_TOLD_BY, runtime.sources.last_turns, lambda: Staff(self.people), rest=sleep,
            stopping=lambda: runtime.stopping, progress=TOLD_ANEW,
        ):  # fmt: skip
            self.hints()

    @rpc()
    def todo(self, box: str, sort: str, type: str | None, cursor: str | None, limit: int) -> "Shown[api.TodoPage]":
        """List the records in one of the caller's boxes."""
        return app.listed(
            self.waiting, self.people, self._lying(), at=self.occasion.at, box=Box(box), sort=Sort(sort), type=type,
            cursor=cursor, limit=limit, calendar=self.days.calendar(self.occasion.person.district),
        )  # fmt: skip

    @rpc()
    def turns(self, type: str) -> list[str]:
        """Return the ids of the records of a type that wait for the caller."""
        return app.turns(self.waiting, self.people, self._lying(), type=type)

    @rpc()
    def counts(self) -> "Shown[api.Counts]":
        """Count the records in the caller's boxes."""
        return app.counts(self.waiting, self.people, self._lying(), at=self.occasion.at)

    @rpc()
    def mark_read(self, items: Sequence[Mapping[str, Any]]) -> "Shown[api.Counts]":
        """Mark records as read, and return the new counts."""
        app.mark_read(self.waiting, self.people, actor=self.occasion.person, items=items)
        return app.counts(self.waiting, self.people, self._lying(), at=self.occasion.at)

    @rpc()
    def stuck(self, posts: Sequence[Mapping[str, Any]]) -> "list[list[Shown[shapes.StuckRecord]]]":
        """Return for each of some posts the records that wait for it while nobody may take their step."""
        return app.stuck(self.waiting, self.people, actor=self.occasion.person, posts=posts)

    @rpc()
    def open_of(self, person: str, organ: str) -> list[dict[str, Any]]:
        """Count what stays open with a person who leaves or moves, with the title of each type."""
        found = app.open_of(self.waiting, actor=self.occasion.person, person=person, organ=organ)
        return [{**each, "label": records()[each["type"]].table} for each in found if each["type"] in records()]

    @rpc()
    def changes(self, after: int | None, wait: float, limit: int) -> dict[str, Any]:
        """Return the changes in people's lists, for the gateway's streams (`services/notifications/changes`)."""
        found: dict[str, Any] = self.changed.after(after, wait=wait, limit=limit)
        return found

    @rpc()
    def news(self, records: Sequence[Sequence[str]]) -> dict[str, Any]:
        """Return whether the caller may know of each of these records, and the new counts."""
        return app.news(self.waiting, self.people, self._lying(), at=self.occasion.at, records=records)

    @rpc()
    def known(self, records: Sequence[Sequence[str]]) -> "Shown[api.KnownPage]":
        """Return those of some records that the caller may know of."""
        return app.known(self.waiting, actor=self.occasion.person, records=records)

    @reaction(OrganRecorded)
    def on_organ_recorded(self, event: OrganRecorded) -> None:
        """Store the copy of an organ with its second superior."""
        self.copies.keep(event)

    @reaction(WorkingDaySet)
    def on_working_day_set(self, event: WorkingDaySet) -> None:
        """Store a district's difference from the national calendar."""
        assert self.occasion.cause is not None
        self.days.keep(event, self.occasion.cause)

    @reaction(ReminderRulesSet)
    def on_reminder_rules_set(self, event: ReminderRulesSet) -> None:
        """Store the copy of a district's rules of reminding."""
        self.copies.keep(event)

    @reaction(PersonRecorded)
    def on_person_recorded(self, event: PersonRecorded) -> None:
        """Store the copy of a person; a change of organ or post changes their lists and those of their posts."""
        before = self.copies.find(PersonRecorded, event.person_id)
        with suppress(AlreadyHandled):  # the process may have ended before it told of it
            self.copies.keep(event)
        organs = {event.organ} | ({before.organ} if before is not None else set())
        self.stamps.renew(organs)
        posts = [Party(organ=organ, role=role) for organ in organs for role in ("director", "leader", "principal")]
        self.changed.add(each.key for each in (Party(event.person_id), *posts))
        self._look_again(before, event)
        if not event.active:
            self.waiting.forget_reader(event.person_id)
        self.hints()

    def _look_again(self, before: PersonRecorded | None, after: PersonRecorded) -> None:
        """Check again who may take the steps waiting for the posts that a person took up or left, and who is reminded."""
        held, holds = (
            {(each.organ, *sorted(each.roles))} if each and each.active else set() for each in (before, after)
        )
        if held == holds and before != after:
            return
        organs = {each.organ for each in (before, after) if each is not None}
        roles = {role for each in (before, after) if each is not None for role in (*each.roles, "leader", "principal")}
        posts = [Party(organ=organ, role=role).key for organ in sorted(organs) for role in sorted(roles)]
        staff = Staff(self.people)
        for record in list(self.waiting.waiting_for(posts)):
            keys = app.mark_vacancies(self.waiting, staff, record)
            if keys:
                self.changed.add(keys, type=record["type"], record_id=record["record_id"], version=record["version"])
        person = after.person_id
        named = [Party(person).key, *(Party(person, organ=organ).key for organ in sorted(organs))]
        self.waiting.look_again([*posts, *named])

    def _lying(self) -> Lying:
        return SHELF.open(self.waiting, self.changed, self.occasion.person)

    def keep_turn(self, envelope: Mapping[str, Any]) -> None:
        """Store a record as an event left it, and announce whose lists may have changed."""
        source, version, turn, by = envelope["source"], envelope["version"], envelope["turn"], envelope.get("by")
        keys = self.waiting.keep(source, version, envelope["at"], turn, by, self.occasion.effects)
        record = {**turn, "_id": source, "version": version}
        marked = app.mark_vacancies(self.waiting, Staff(self.people), record)
        for record in self.waiting.several([source] if marked else ()).values():  # somebody may have come meanwhile
            marked = [*marked, *app.mark_vacancies(self.waiting, Staff(self.people), record)]
        keys |= frozenset(marked)
        self.changed.add(keys, type=turn["type"], record_id=source.partition(":")[2], version=version)
        self.hints()
