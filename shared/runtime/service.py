"""The common methods of every service: health, its journal, and its inbox for operators."""

import json
import sys
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, ClassVar

from nameko.extensions import DependencyProvider

from shared.actor import Actor
from shared.acts import Acts, act, grave, offered
from shared.contracts.event import Event
from shared.errors import Forbidden
from shared.runtime.clock import now
from shared.runtime.copies import CopiesOf
from shared.runtime.faults import kind_of
from shared.runtime.occasions import Occasions
from shared.runtime.reaction import reaction
from shared.runtime.rpc import Calls, rpc
from shared.runtime.service_runtime import Beside, Collected, EachRound, Reported, ServiceRuntime
from shared.shown import Shown
from shared.turn import TURN_FORM
from shared.version import VERSION
from shared.workflow import Rule, shown_rule

if TYPE_CHECKING:
    from shared.api import shapes

__all__ = [
    "Beside", "Calls", "Collected", "CopiesOf", "EachRound", "Needs", "Reported", "Service", "keeps_copies", "reaction",
    "rpc",
]  # fmt: skip

OPERATOR = "system"
TURNS_OF = f"{VERSION}/{TURN_FORM}"
"""Changes when the turn of a record may be another one than before."""
INBOX_ACTS: Acts = {"replay": act("重新处理"), "discard": grave("作废")}


class RuntimeProvider(DependencyProvider):
    """Dependency provider of a service's runtime."""

    runtime = ServiceRuntime()

    def get_dependency(self, worker_ctx: Any) -> ServiceRuntime:
        """Return the container's runtime."""
        runtime: ServiceRuntime = self.runtime
        return runtime


@dataclass(frozen=True)
class Needs:
    """The resources of one service process on Kubernetes, in its units, and how they were measured."""

    cpu: str = "50m"
    memory: str = "128Mi"
    cpu_limit: int = 1
    memory_limit: str = "256Mi"
    measured: str = "14m to 20m at rest; one process uses one core"
    """Measured figures besides those of docs/memory.md."""
    secrets: tuple[tuple[str, str], ...] = ()
    """Variables that hold keys of its own, each with the name of its secret."""
    reads: tuple[str, ...] = ()
    """Databases of no service that it reads."""


def keeps_copies(*events: type[Event]) -> Any:
    """Make the reaction that stores the copies of organs, people and other records of the directory.

    Assign it to `on_directory_recorded`: the broker knows a handler by its name.
    """

    def on_directory_recorded(self: Any, event: Any) -> None:
        """Store the copy of a record of the directory."""
        self.copies.keep(event)

    return reaction(*events)(on_directory_recorded)


class Service:
    """The base of every service class."""

    name: ClassVar[str]
    needs: ClassVar = Needs()
    occasion = Occasions()
    runtime = RuntimeProvider()

    @rpc()
    def ready(self) -> dict[str, Any]:
        """Report the health of each part."""
        parts: dict[str, Any] = self.runtime.parts()
        return parts

    @rpc()
    def events_since(self, events: list[str], since: str, cursor: str | None, limit: int) -> dict[str, Any]:
        """Return a page of the events announced since an instant."""
        journal = self.runtime.journal
        return journal.events_since(
            self.name, events, datetime.fromisoformat(since), cursor=cursor, limit=limit
        ).to_wire()

    @rpc()
    def events_between(self, source: str, events: list[str], after: int, before: int) -> list[dict[str, Any]]:
        """Return the events that one aggregate announced between two versions."""
        found: list[dict[str, Any]] = self.runtime.journal.events_between(self.name, source, events, after, before)
        return found

    @rpc()
    def last_turns(self, after: str, limit: int) -> dict[str, Any]:
        """Return whose turn it is in some records as this release says it, in the order of sources, and the release."""
        return {"release": TURNS_OF, "items": list(islice(self.runtime.journal.turns(after), limit))}

    @rpc()
    def catch_up(self) -> int:
        """Start a pass over the sources now; return how many events were new."""
        found: int = self.runtime.catch_up()
        return found

    @rpc()
    def office_rules(self) -> "list[Shown[shapes.RuleInForce]]":
        """List the office's rules that this service enforces."""
        return [shown_rule(each) for each in rules_beside(type(self))]

    @rpc()
    def begin_batch(self) -> None:
        """Bind the caller's idempotency key to one request of several records; raise KeyReused for another one."""
        key, inbox = self.occasion.key, self.runtime.inbox
        if key is not None and inbox.answered(key) is None:
            inbox.keep_answer(key, {}, at=now())

    @rpc()
    def parked(self, cursor: str | None, limit: int) -> dict[str, Any]:
        """List parked events, for an operator."""
        _operator(self.occasion.person)
        page = self.runtime.inbox.parked(cursor=cursor, limit=limit).map(lambda entry: parked_entry(self.name, entry))
        return page.to_wire()

    @rpc()
    def parked_get(self, id: str) -> dict[str, Any]:
        """Return one entry of the inbox, for an operator."""
        _operator(self.occasion.person)
        return parked_entry(self.name, self.runtime.inbox.get(entry_id(self.name, id)))

    @rpc()
    def parked_act(self, id: str, action: str, comment: str | None) -> dict[str, Any]:
        """Replay or discard a parked event, for an operator."""
        actor, inbox, key = _operator(self.occasion.person), self.runtime.inbox, self.occasion.key
        earlier: dict[str, Any] | None = None if key is None else inbox.answered(key)
        if earlier is not None and "envelope" not in earlier:
            return earlier
        if earlier is not None:  # kept when answers still carried what the event says
            return {**parked_entry(self.name, inbox.get(entry_id(self.name, id))), "state": earlier["state"]}
        found = entry_id(self.name, id)
        if action == "replay":
            entry = inbox.replay(found, at=now())
        else:
            entry = inbox.discard(found, at=now(), by=actor.person_id, comment=comment or "")
        answer = parked_entry(self.name, entry)
        if key is not None:
            inbox.keep_answer(key, answer, at=now())
        return answer


def rules_beside(service: type[Any]) -> list[Rule]:
    """Return every rule defined in a service's package or in a table there, in the order of its modules."""
    folders = {each.__module__.rpartition(".")[0] for each in service.__mro__}
    homes = tuple(f"{each}." for each in folders if each and not each.startswith("shared"))
    modules = [module for name, module in sorted(sys.modules.items()) if name.startswith(homes)]
    found = [value for module in modules for value in vars(module).values() if isinstance(value, Rule)]
    found += [each for module in modules for table in getattr(module, "WORKFLOWS", ()) for each in table.rules]
    return list({(each.code, each.version, each.source, each.states): each for each in found}.values())


def _operator(actor: Actor) -> Actor:
    if not actor.holds(OPERATOR):
        raise Forbidden("搁置的消息由系统管理员办理。")
    return actor


def entry_id(service: str, parked_id: str) -> str:
    """Convert the public id of a parked event to the inbox's."""
    return parked_id.removeprefix(f"{service}~")


def parked_entry(service: str, entry: dict[str, Any]) -> dict[str, Any]:
    """Describe an entry of the inbox: its kind, its record, its error and size; never its content."""
    shown = {name: entry.get(name) for name in ("handler", "event", "source", "version", "state", "attempts")}
    envelope = json.loads(entry["envelope"])
    error = entry["error"] if entry.get("careful") else kind_of(entry["error"])
    return {
        "id": f"{service}~{entry['_id']}",
        "service": service,
        **shown,
        "created_at": entry["first_at"].isoformat(),
        "updated_at": entry["due_at"].isoformat(),
        "error": error,
        "announced_by": envelope.get("service", ""),
        "announced_at": envelope.get("at"),
        "event_version": envelope.get("event_version"),
        "size": len(entry["envelope"].encode()),
        "discarded_by": entry.get("discarded_by"),
        "comment": entry.get("comment"),
        "actions": offered(INBOX_ACTS, entry, ["replay", "discard"] if entry["state"] == "parked" else []),
    }
