"""Workflow tables: one row says who may do what, from which state, to which, and the event announced."""

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Protocol, TypeVar

from shared.actor import Actor
from shared.acts import Act, NothingSaid, Unsaid, with_primary
from shared.aggregate import Aggregate
from shared.calendar import office_date
from shared.contracts.directory import ROLE_NAMES
from shared.contracts.event import Event
from shared.errors import Forbidden, OfficeError, RuleBroken, TransitionRefused
from shared.shown import Shown

if TYPE_CHECKING:
    from shared.api.shapes import Action, RuleInForce, Violation

A = TypeVar("A", bound=Aggregate)


@dataclass(frozen=True)
class Context:
    """The context of a step besides its subject: who acts and when, their opinion, and further inputs."""

    actor: Actor
    at: datetime
    comment: str = ""
    said: Mapping[str, Any] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """Return the office's day."""
        return office_date(self.at)


class Subject(Protocol):
    """A record that a table applies to: it has a status and belongs to an organ."""

    @property
    def status(self) -> StrEnum:
        """Return the status."""

    @property
    def organ(self) -> str:
        """Return the id of the organ that it belongs to."""


@dataclass(frozen=True)
class By:
    """The actors of a step: `name` for diagrams, `admits` for the decision, `label` for people.

    person: returns the name of the person whose turn it is, if it is a single one. system: whether it is an event.
    """

    name: str
    admits: Callable[[Any, Actor], bool]
    label: str
    person: Callable[[Any], str | None] = lambda subject: None
    system: bool = False


def role(name: str) -> By:
    """Admit holders of this role in the organ that the record belongs to; a person acts for their own organ only."""
    return By(
        name, lambda subject, actor: actor.holds(name) and actor.organ == subject.organ, ROLE_NAMES.get(name, name)
    )


def event(name: str, label: str) -> By:
    """Admit an event elsewhere and no person: the step follows from it (`because`)."""
    return By(name, lambda subject, actor: actor.person_id == f"event:{name}", label, system=True)


def because(by: By, subject: Subject, at: datetime, comment: str = "", **said: Any) -> Context:
    """Build the context of a step that follows from an event."""
    happened = Actor(f"event:{by.name}", "", by.label, subject.organ, (subject.organ,), frozenset())
    return Context(happened, at, comment, said)


@dataclass(frozen=True)
class Rule:
    """A rule of the office: its code, source and check.

    check: returns the violation in the words of the office, or None; its second argument is the context of the step
    (see `context` of `Step.check`).
    states: the rule's demand, in the words of the office.
    version, since, until: which wording it is and the days it is in force; `until` is the last of them.
    local: whether a district may set it.
    error: raised on a violation; `details` adds members to the answer, from the data checked.
    cites: returns the source for the record judged, where it depends on it; `source` names all of them.
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
    details: Callable[[Any, Any], Mapping[str, Any]] = lambda subject, context: {}
    cites: Callable[[Any, Any], str] | None = None

    def cited(self, subject: Any, context: Any) -> str:
        """Return the regulation and article that this record falls under."""
        return self.source if self.cites is None else self.cites(subject, context)

    def in_force(self, on: date) -> bool:
        """Check whether the rule is in force on a day."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


def rule(
    code: str, source: str, *, states: str, field: str | None = None, **more: Any
) -> Callable[[Callable[[Any, Any], str | None]], Rule]:
    """Make a rule of a function that returns the violation; `more`: version, since, until, local, error, details, cites."""
    return lambda check: Rule(code, source, check, states, field, **more)


def shown_rule(rule: Rule) -> "Shown[RuleInForce]":
    """Return a rule as the API shows it: its demand, source and period."""
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
"""The message of a rule that requires a reason; the step's label is inserted."""


def reason_rule(source: str, states: str, since: date | None = None) -> Rule:
    """Make the rule that a step requires a reason, with the source that governs it."""
    return Rule(
        "reason_missing", source, lambda subject, context: None if context.comment.strip() else REASON, states, "comment",
        since=since,
    )  # fmt: skip


def _asked(rules: Iterable[Rule], subject: Any, context: Any, step: str) -> "list[tuple[Rule, Shown[Violation]]]":
    found: list[tuple[Rule, Shown[Violation]]] = []
    for each in rules:
        message = each.check(subject, context)
        if message is not None:
            message = message.replace("{step}", step)
            source = each.cited(subject, context)
            found.append((each, {"field": each.field or "", "code": each.code, "message": message, "source": source}))
    return found


def broken(rules: Iterable[Rule], subject: Any, context: Any, step: str = "") -> "list[Shown[Violation]]":
    """Return every violation; all rules are checked, not only up to the first.

    step: the label of the step that the rules judge.
    """
    return [said for _, said in _asked(rules, subject, context, step)]


def refuse_broken(rules: Iterable[Rule], subject: Any, context: Any, step: str = "") -> None:
    """Raise a refusal that names every broken rule with its source: RuleBroken, or the error of the first broken rule if
    each of them defines its own.
    """
    violations = _asked(rules, subject, context, step)
    if not violations:
        return
    plain = [pair for pair in violations if pair[0].error is RuleBroken]
    first, said = (plain or violations)[0]
    words = "；".join(each["message"] for _, each in plain) or f"{said['message']}。"
    details = {"source": said["source"], **first.details(subject, context)}
    raise first.error(
        words, errors=[{name: str(value) for name, value in each.items()} for _, each in violations], **details
    )


def nothing(subject: Any, context: Any) -> Mapping[str, Any]:
    """Change no field but the status."""
    return {}


@dataclass(frozen=True)
class Step:
    """One row. `sets` returns the fields that change besides the status; if the row may end elsewhere than at `target`,
    `also` names those states, and `sets` returns the one reached. A row without sources creates the record.
    """

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
        """Return every state that the row may end in."""
        return frozenset({self.target, *self.also})

    @property
    def leads_on(self) -> bool:
        """Check whether the record goes on by it: what an event only adds to a record ends nothing and begins nothing."""
        return not (self.by.system and self.sources == self.targets)


def staying(
    action: str,
    statuses: Iterable[StrEnum],
    by: By,
    announces: type[Event],
    rules: tuple[Rule, ...] = (),
    sets: Callable[[Any, Any], Mapping[str, Any]] = nothing,
) -> tuple[Step, ...]:
    """Make the rows of a step that leaves a record in its status: one row for each status."""
    return tuple(Step(action, {each}, each, by, announces, rules, sets) for each in statuses)


@dataclass(frozen=True)
class Beginning:
    """The place of a record that is about to be created: people create records in their own organ."""

    organ: str
    path: tuple[str, ...]

    @property
    def district(self) -> str:
        """Return the id of the district."""
        return self.path[0]


class StepTaken(NamedTuple, Generic[A]):
    """A step that was taken: its result, the event to announce, the versions of the rules that judged it, and whether only
    a stand-in's role admitted the actor (代岗).
    """

    after: A
    event: Event
    rules: list[dict[str, Any]]
    standing_in: bool = False


class Workflow:
    """A table of steps; refuses two rows for one state and action when it is built."""

    def __init__(
        self,
        title: str,
        names: Mapping[Any, str],
        *steps: Step,
        acts: Mapping[str, Act],
        noun: str | Callable[[Any], str] = "该件",
        stages: Mapping[Any, str] | None = None,
        named: Callable[[Any], str | None] = lambda subject: None,
        puts: Callable[[Any], Mapping[str, Any]] = lambda status: {"status": status},
        tells: Callable[[Any], Mapping[str, Any]] = lambda subject: {},
    ) -> None:
        """Build a table.

        names: every state with its label, the initial one first.
        acts: the labels of every step, and of other acts in the same records' histories.
        noun: the name of the record in a refusal.
        stages: what a state waits for, if that is not its label.
        named: returns the label of a record's state where it depends on the record.
        puts: returns the fields that store a state, for records that derive their status from others.
        tells: returns the fields of an announced event that are not the record's own.
        """
        self.title = title
        self.names = names
        self.acts = acts
        self.noun = noun
        self._stages = stages or {}
        self._named = named
        self.puts = puts
        self._tells = tells
        self.initial: StrEnum = next(iter(names))
        self.steps = steps
        self._rows: dict[tuple[StrEnum, str], Step] = {}
        self._beginnings: dict[str, Step] = {}
        for step in steps:
            if step.action not in acts:
                raise ValueError(f"nobody has named {step.action}")
            if not step.sources:
                if step.action in self._beginnings:
                    raise ValueError(f"two rows create a record by {step.action}")
                self._beginnings[step.action] = step
            if not step.targets <= names.keys():
                raise ValueError(f"{step.action} names a state that the table does not")
            for source in step.sources:
                if (source, step.action) in self._rows:
                    raise ValueError(f"two rows for {step.action} from {source}")
                if source not in names:
                    raise ValueError(f"{step.action} names a state that the table does not")
                self._rows[source, step.action] = step

    def step(self, subject: Subject, action: str, actor: Actor) -> Step:
        """Return the row for an action now; raise Forbidden for the wrong person, TransitionRefused for the wrong state.

        The person is checked first: a person who may never take the step learns nothing of the state.
        """
        rows = [step for step in self.steps if step.action == action]
        if not rows:
            raise Forbidden()
        if not any(step.by.admits(subject, actor) for step in rows):
            raise Forbidden(self._belongs_to(rows, subject))
        found = self._rows.get((subject.status, action))
        if found is None or not found.by.admits(subject, actor):
            noun = self.noun if isinstance(self.noun, str) else self.noun(subject)
            message = f"{noun}{self.status_name(subject)}，不能{self.acts[action].label_on(subject)}。"
            raise TransitionRefused(message, current={"status": subject.status.value})
        return found

    def _belongs_to(self, rows: Iterable[Step], subject: Subject) -> str:
        """Return a message saying whose step it is; by name if it is one person's turn."""
        found = list(rows)
        label = self.acts[found[0].action].label_on(subject)
        for step in found:
            person = step.by.person(subject) if subject.status in step.sources else None
            if person is not None:
                return f"尚未轮到您{label}，现由{person}{label}。"
        posts = dict.fromkeys(step.by.label for step in found)
        return f"{label}由{'或者'.join(posts)}办理。"

    def admit(self, action: str, actor: Actor, subject: Any = None) -> None:
        """Raise Forbidden for an actor who may not create a record, before its fields are looked up.

        subject: the record as far as it is known, unless it belongs to the actor's own organ.
        """
        self._admit(action, subject or Beginning(actor.organ, actor.path), actor)

    def begin(self, new: A, action: str, context: Context) -> StepTaken[A]:
        """Create a record by its row, or raise a refusal."""
        return self.go(self._admit(action, new, context.actor), new, context)

    def _admit(self, action: str, subject: Any, actor: Actor) -> Step:
        row = self._beginnings[action]
        if not row.by.admits(subject, actor):
            raise Forbidden(f"{self.acts[action].label}由{row.by.label}办理。")
        return row

    def take(self, subject: A, action: str, context: Context) -> StepTaken[A]:
        """Take a step, or raise a refusal that changes nothing."""
        return self.go(self.step(subject, action, context.actor), subject, context)  # type: ignore[arg-type]

    def go(
        self, step: Step, subject: A, context: Context, complete: Callable[[A, Context], Context] | None = None
    ) -> StepTaken[A]:
        """Take a step to which the actor was admitted; raise RuleBroken if a rule forbids it.

        complete: adds to the context what is done once for all, after the rules allowed the step.
        """
        judging = self.judging(step, subject, context)
        refuse_broken(judging, subject, context, self.acts[step.action].label_on(subject))
        context = context if complete is None else complete(subject, context)
        changes = dict(step.sets(subject, context))
        status = changes.pop("status", step.target)
        assert status in step.targets, f"{step.action} ends where its row does not say"
        after = replace(subject, **self.puts(status), **changes)
        event = step.announces.of(after, **{**context.said, "reason": context.comment, **self._tells(after)})
        actor, judged = context.actor, [{"code": each.code, "version": each.version} for each in judging]
        standing_in = bool(actor.acting) and not step.by.admits(subject, actor.without_acting())
        return StepTaken(after, event, judged, standing_in)

    @staticmethod
    def judging(step: Step, subject: Any, context: Context) -> tuple[Rule, ...]:
        """Return the rules that judge a step: those in force on the subject's day of judgement, else today."""
        on = getattr(subject, "judged_on", None) or context.today
        return tuple(each for each in step.rules if each.in_force(on))

    @property
    def rules(self) -> list[Rule]:
        """Return every rule of the table once."""
        found = [each for step in self.steps for each in step.rules]
        return list({(each.code, each.version, each.source, each.states): each for each in found}.values())

    def actions(self, subject: Subject, actor: Actor) -> list[str]:
        """Return the steps that the actor may take now."""
        return [step.action for step in self._open(subject, actor)]

    def offers(
        self,
        subject: Subject,
        actor: Actor | None,
        context: Context | None = None,
        *,
        only: Callable[[str], bool] | None = None,
        at: datetime | None = None,
        known: Mapping[str, Any] | None = None,
    ) -> "list[Shown[Action]]":
        """Return the steps that the actor may take now, with labels, questions and fields.

        context: for the rules that need no input of the step; without it the rules see actor and
        `at` alone, or are not checked if no time is given.
        only: which steps to offer. known: inputs of the steps that are known before, for their rules.
        """
        if actor is None:
            return []
        if context is None and at is not None:
            context = Context(actor, at)
        return with_primary(
            [
                self.acts[step.action].offered(step.action, subject, self._hindrance(step, subject, context, known))
                for step in self._open(subject, actor)
                if only is None or only(step.action)
            ]
        )

    def offer(self, subject: Subject, actor: Actor, action: str) -> "Shown[Action] | None":
        """Return the offer of one step, or None if the actor may not take it now."""
        return next((each for each in self.offers(subject, actor) if each["code"] == action), None)

    def status_name(self, subject: Subject) -> str:
        """Return the label of a record's state."""
        return self._named(subject) or self.names[subject.status]

    def stage(self, status: Any) -> str:
        """Return what a record in this state waits for."""
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
        self, step: Step, subject: Any, context: Context | None, known: Mapping[str, Any] | None = None
    ) -> str | None:
        """Return the violations that already forbid the step, or None."""
        if context is None:
            return None
        told = {need.field for need in self.acts[step.action].needs}
        before = replace(context, comment="", said=NothingSaid(known))
        found, label = [], self.acts[step.action].label_on(subject)
        for each in self.judging(step, subject, context):
            if (each.field or "") in told:
                continue
            try:
                message = each.check(subject, before)
                source = each.source if message is None else each.cited(subject, before)
            except Unsaid:
                continue
            if message is not None:
                found.append(f"{message}（{source}）".replace("{step}", label))
        return "；".join(found) or None

    def mermaid(self) -> str:
        """Draw the table as a Mermaid state diagram."""
        begun = [f"    [*] --> {row.target.value}: {row.action} · {row.by.name}" for row in self._beginnings.values()]
        lines = ["stateDiagram-v2", *(begun or [f"    [*] --> {self.initial.value}"])]
        lines += [f"    {state.value}: {name} {state.value}" for state, name in self.names.items()]
        for step in self.steps:
            for source in sorted(step.sources):
                ends = [each for each in self.names if each in step.targets]
                lines += [f"    {source.value} --> {end.value}: {step.action} · {step.by.name}" for end in ends]
        left = {source for step in self.steps if step.leads_on for source in step.sources}
        lines += [f"    {state.value} --> [*]" for state in self.names if state not in left]
        return "\n".join(lines)
