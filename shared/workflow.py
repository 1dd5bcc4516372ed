"""A life is a table: one row says who may do what, from where, to where, and which fact the world then hears."""

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from shared.actor import Actor
from shared.acts import Act, NothingSaid, Unsaid, with_primary
from shared.aggregate import Aggregate
from shared.calendar import office_date
from shared.contracts.directory import ROLE_NAMES
from shared.contracts.event import Event
from shared.errors import Forbidden, OfficeError, RuleBroken, TransitionRefused

A = TypeVar("A", bound=Aggregate)


@dataclass(frozen=True)
class Facts:
    """What a step knows besides the thing itself: who acts and when, their opinion, and what else they said."""

    actor: Actor
    at: datetime
    comment: str = ""
    said: Mapping[str, Any] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """Give the day in the office."""
        return office_date(self.at)


class Subject(Protocol):
    """What a table can be applied to: it has a status and belongs to an organ."""

    @property
    def status(self) -> StrEnum:
        """Give where it stands."""

    @property
    def organ(self) -> str:
        """Give the id of the organ that it belongs to."""


@dataclass(frozen=True)
class By:
    """Who may take a step: `name` for diagrams, `admits` for the decision, `label` for people.

    person: names whose turn it is, where it is one person's.
    """

    name: str
    admits: Callable[[Any, Actor], bool]
    label: str
    person: Callable[[Any], str | None] = lambda subject: None


def role(name: str) -> By:
    """Admit whoever holds this role in the organ that the thing belongs to; a person acts for their own organ only."""
    return By(
        name, lambda subject, actor: actor.holds(name) and actor.organ == subject.organ, ROLE_NAMES.get(name, name)
    )


def event(name: str, label: str) -> By:
    """Admit what happened elsewhere and nobody by hand: the step follows from it (`because`)."""
    return By(name, lambda subject, actor: actor.person_id == f"event:{name}", label)


def because(by: By, subject: Subject, at: datetime, comment: str = "", **said: Any) -> Facts:
    """Make the facts of a step that follows from an event."""
    happened = Actor(f"event:{by.name}", "", by.label, subject.organ, (subject.organ,), frozenset())
    return Facts(happened, at, comment, said)


@dataclass(frozen=True)
class Rule:
    """A rule of the office: what it is called, where it stands, and whether it is kept.

    check: gives what is wrong in the words of the office, or None; its second argument is what the step knows besides
    the thing itself (see `facts` of `Step.check`).
    states: what it demands, in the words of the office.
    version, since, until: which wording it is and the days it is in force; `until` is the last of them.
    local: whether a district may set it.
    error: what is raised where it is not kept; `details` adds members to the answer, of what the check saw.
    """

    code: str
    source: str
    check: Callable[[Any, Any], str | None]
    states: str
    field: str | None = None
    version: int = 1
    since: date | None = None
    until: date | None = None
    local: bool = False
    error: type[OfficeError] = RuleBroken
    details: Callable[[Any, Any], Mapping[str, Any]] = lambda subject, facts: {}

    def in_force(self, on: date) -> bool:
        """Tell whether the rule is in force on a day."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


def rule(
    code: str, source: str, *, states: str, field: str | None = None, **more: Any
) -> Callable[[Callable[[Any, Any], str | None]], Rule]:
    """Make a rule of a function that says what is wrong; `more`: version, since, until, local, error, details."""
    return lambda check: Rule(code, source, check, states, field, **more)


def shown_rule(rule: Rule) -> dict[str, Any]:
    """Show a rule: what it demands, where it stands, and when it is in force."""
    return {
        "code": rule.code,
        "version": rule.version,
        "source": rule.source,
        "states": rule.states,
        "field": rule.field or "",
        "since": None if rule.since is None else rule.since.isoformat(),
        "until": None if rule.until is None else rule.until.isoformat(),
        "local": rule.local,
    }


REASON = "请填写{step}理由"
"""What a rule says that asks for a reason; the step's own name is put in."""


def _asked(rules: Iterable[Rule], subject: Any, facts: Any, step: str) -> list[tuple[Rule, dict[str, str]]]:
    found = []
    for each in rules:
        message = each.check(subject, facts)
        if message is not None:
            message = message.replace("{step}", step)
            said = {"field": each.field or "", "code": each.code, "message": message, "source": each.source}
            found.append((each, said))
    return found


def broken(rules: Iterable[Rule], subject: Any, facts: Any, step: str = "") -> list[dict[str, str]]:
    """List every broken rule as `{field, code, message, source}`; all are asked, not only the first.

    step: what people call the step that the rules judge.
    """
    return [said for _, said in _asked(rules, subject, facts, step)]


def refuse_broken(rules: Iterable[Rule], subject: Any, facts: Any, step: str = "") -> None:
    """Raise a refusal that names every broken rule with its source: RuleBroken, or the error of the first broken rule where
    each of them has one of its own."""
    violations = _asked(rules, subject, facts, step)
    if not violations:
        return
    plain = [pair for pair in violations if pair[0].error is RuleBroken]
    first, said = (plain or violations)[0]
    words = "；".join(each["message"] for _, each in plain) or f"{said['message']}。"
    details = {"source": first.source, **first.details(subject, facts)}
    raise first.error(words, errors=[each for _, each in violations], **details)


def nothing(subject: Any, facts: Any) -> Mapping[str, Any]:
    """Change no field but the status."""
    return {}


@dataclass(frozen=True)
class Step:
    """One row. `sets` gives the fields that change besides the status; where the row may end elsewhere than at `target`,
    `also` names those states, and `sets` gives the one it is."""

    action: str
    sources: AbstractSet[StrEnum]
    target: StrEnum
    by: By
    announces: type[Event]
    rules: tuple[Rule, ...] = ()
    sets: Callable[[Any, Any], Mapping[str, Any]] = field(default=nothing)
    also: AbstractSet[StrEnum] = frozenset()

    @property
    def targets(self) -> frozenset[StrEnum]:
        """Give every state that the row may end in."""
        return frozenset({self.target, *self.also})


class StepTaken(NamedTuple, Generic[A]):
    """A step that was taken: the thing after it, the event to announce, and the versions of the rules that judged it."""

    after: A
    event: Event
    rules: list[dict[str, Any]]


class Workflow:
    """A table of steps; built once, refuses two rows for one state and action."""

    def __init__(
        self,
        title: str,
        names: Mapping[Any, str],
        *steps: Step,
        acts: Mapping[str, Act],
        noun: str = "该件",
        stages: Mapping[Any, str] | None = None,
    ) -> None:
        """Build a table.

        names: every state, the first one first, and what people call it.
        acts: what people call every step, and other acts of the same records' histories.
        noun: what a refusal calls the record.
        stages: what a state waits for, where that is not its name.
        """
        self.title = title
        self.names = names
        self.acts = acts
        self.noun = noun
        self._stages = stages or {}
        self.initial: StrEnum = next(iter(names))
        self.steps = steps
        self._rows: dict[tuple[StrEnum, str], Step] = {}
        for step in steps:
            if step.action not in acts:
                raise ValueError(f"nobody has named {step.action}")
            for source in step.sources:
                if (source, step.action) in self._rows:
                    raise ValueError(f"two rows for {step.action} from {source}")
                if source not in names or not step.targets <= names.keys():
                    raise ValueError(f"{step.action} names a state that the table does not")
                self._rows[source, step.action] = step

    def step(self, subject: Subject, action: str, actor: Actor) -> Step:
        """Find the row for an action now; raise Forbidden for the wrong person, TransitionRefused for the wrong state.

        The person is judged first: whoever may never take the step learns nothing of the state.
        """
        rows = [step for step in self.steps if step.action == action]
        if not rows:
            raise Forbidden()
        if not any(step.by.admits(subject, actor) for step in rows):
            raise Forbidden(self._belongs_to(rows, subject))
        found = self._rows.get((subject.status, action))
        if found is None or not found.by.admits(subject, actor):
            message = f"{self.noun}{self.names[subject.status]}，不能{self.acts[action].label}。"
            raise TransitionRefused(message, current={"status": subject.status.value})
        return found

    def _belongs_to(self, rows: Iterable[Step], subject: Subject) -> str:
        """Say whose step it is; by name where it is one person's turn."""
        found = list(rows)
        label = self.acts[found[0].action].label
        for step in found:
            person = step.by.person(subject) if subject.status in step.sources else None
            if person is not None:
                return f"尚未轮到您{label}，现由{person}{label}。"
        posts = dict.fromkeys(step.by.label for step in found)
        return f"{label}由{'或者'.join(posts)}办理。"

    def take(self, subject: A, action: str, facts: Facts) -> StepTaken[A]:
        """Take a step; raise a refusal that changes nothing."""
        return self.go(self.step(subject, action, facts.actor), subject, facts)  # type: ignore[arg-type]

    def go(self, step: Step, subject: A, facts: Facts) -> StepTaken[A]:
        """Take a step to which the person was admitted; raise RuleBroken where a rule forbids it."""
        judging = self.judging(step, subject, facts)
        refuse_broken(judging, subject, facts, self.acts[step.action].label)
        changes = {"status": step.target, **step.sets(subject, facts)}
        assert changes["status"] in step.targets, f"{step.action} ends where its row does not say"
        after = replace(subject, **changes)
        event = step.announces.of(after, reason=facts.comment, **facts.said)
        return StepTaken(after, event, [{"code": each.code, "version": each.version} for each in judging])

    @staticmethod
    def judging(step: Step, subject: Any, facts: Facts) -> tuple[Rule, ...]:
        """List the rules that judge a step: those in force on the day the thing is judged by, else today."""
        on = getattr(subject, "judged_on", None) or facts.today
        return tuple(each for each in step.rules if each.in_force(on))

    @property
    def rules(self) -> list[Rule]:
        """List every rule of the table once."""
        found = [each for step in self.steps for each in step.rules]
        return list({(each.code, each.version, each.source, each.states): each for each in found}.values())

    def actions(self, subject: Subject, actor: Actor) -> list[str]:
        """List the steps that the person may take now."""
        return [step.action for step in self._open(subject, actor)]

    def offers(
        self,
        subject: Subject,
        actor: Actor | None,
        facts: Facts | None = None,
        *,
        only: Callable[[str], bool] | None = None,
        at: datetime | None = None,
        known: Mapping[str, Any] | None = None,
    ) -> list[dict[str, Any]]:
        """Offer the person the steps that they may take now, with labels, questions and fields.

        facts: by which the rules are judged that ask for nothing the step still has to say; None judges by actor and
        `at` alone, or not at all where no time is given.
        only: which steps to offer. known: what steps are told whoever takes them, and that rules may judge before.
        """
        if actor is None:
            return []
        if facts is None and at is not None:
            facts = Facts(actor, at)
        return with_primary(
            [
                self.acts[step.action].offered(step.action, subject, self._hindrance(step, subject, facts, known))
                for step in self._open(subject, actor)
                if only is None or only(step.action)
            ]
        )

    def offer(self, subject: Subject, actor: Actor, action: str) -> dict[str, Any] | None:
        """Offer one step, or None where the person may not take it now."""
        return next((each for each in self.offers(subject, actor) if each["code"] == action), None)

    def stage(self, status: Any) -> str:
        """Name what a record in this state waits for."""
        return self._stages.get(status, self.names[status])

    def _open(self, subject: Subject, actor: Actor) -> list[Step]:
        found = []
        for step in self.steps:
            if subject.status in step.sources and step.by.admits(subject, actor):
                when = self.acts[step.action].when
                if when is None or when(subject, actor):
                    found.append(step)
        return found

    def _hindrance(
        self, step: Step, subject: Any, facts: Facts | None, known: Mapping[str, Any] | None = None
    ) -> str | None:
        """Say which rules forbid the step already now."""
        if facts is None:
            return None
        told = {need.field for need in self.acts[step.action].needs}
        before = replace(facts, comment="", said=NothingSaid(known))
        found = []
        for each in self.judging(step, subject, facts):
            if (each.field or "") in told:
                continue
            try:
                message = each.check(subject, before)
            except Unsaid:
                continue
            if message is not None:
                found.append(f"{message}（{each.source}）".replace("{step}", self.acts[step.action].label))
        return "；".join(found) or None

    def mermaid(self) -> str:
        """Draw the table as a Mermaid state diagram."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial.value}"]
        lines += [f"    {state.value}: {name} {state.value}" for state, name in self.names.items()]
        for step in self.steps:
            for source in sorted(step.sources):
                ends = [each for each in self.names if each in step.targets]
                lines += [f"    {source.value} --> {end.value}: {step.action} · {step.by.name}" for end in ends]
        left = {source for step in self.steps for source in step.sources}
        lines += [f"    {state.value} --> [*]" for state in self.names if state not in left]
        return "\n".join(lines)
