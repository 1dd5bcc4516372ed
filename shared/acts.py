"""Labels of steps and how each is offered: button, question, fields, and the reason why it cannot be taken now.

One place for each table: the trail, the refusals and the buttons use it.
"""

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from shared.aggregate import Entry
from shared.shown import Shown

if TYPE_CHECKING:
    from shared.api.shapes import Action, ActionNeed, HistoryEntry


class Tone(StrEnum):
    """The style of a button."""

    PRIMARY = "primary"
    NORMAL = "normal"
    DANGER = "danger"


class Shape(StrEnum):
    """The type of a step's field."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    DATE = "date"
    DATETIME = "datetime"
    PERSON = "person"
    PEOPLE = "people"
    ORGAN = "organ"
    ORGANS = "organs"
    NUMBER = "number"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    FILE = "file"
    FILES = "files"
    """Files uploaded before to the record's `evidence`, by id."""
    LIST = "list"
    OBJECT = "object"


@dataclass(frozen=True)
class Need:
    """A field of a step; `choices` lists codes with their labels, or builds that list for a record.

    when: whether it is asked for on a record. begins: what it begins with on a record, people as ids with their names.
    """

    field: str
    label: str
    shape: Shape = Shape.TEXT
    required: bool = False
    choices: Mapping[str, str] | Callable[[Any], Mapping[str, str]] = dataclasses.field(default_factory=dict)
    when: Callable[[Any], bool] | None = None
    begins: Callable[[Any], Any] | None = None

    def shown(self, subject: Any) -> "Shown[ActionNeed]":
        """Return the field as the API shows it."""
        shown: Shown[ActionNeed] = {
            "field": self.field,
            "label": self.label,
            "required": self.required,
            "shape": self.shape.value,
        }
        if self.shape is Shape.CHOICE:
            choices = self.choices if isinstance(self.choices, Mapping) else self.choices(subject)
            shown["choices"] = [{"code": code, "label": label} for code, label in choices.items()]
        if self.begins is not None:
            shown["value"] = self.begins(subject)
        return shown


OPINION = Need("comment", "意见", Shape.LONG_TEXT)


def reason(label: str) -> Need:
    """Require a reason for a step."""
    return Need("comment", f"{label}理由", Shape.LONG_TEXT, required=True)


@dataclass(frozen=True)
class Act:
    """The label of a step, and how it is offered.

    confirm: the confirmation question, or a function of the record that returns it or None; None for no question.
    when: whether it is offered on a record to a person whom the table admits.
    button: whether people take it; else it only appears in the trail.
    named: returns the label on a record where it depends on the record.
    detail: returns what an entry says of its object, such as who received a paper; empty for nothing.
    together: whether it undoes nobody else's step, so that several people take it at once, without If-Match.
    elsewhere: whether it has a route, and in the console a form, of its own.
    by: the part of the system that takes it, which the trail names in place of the person in whose request it happened.
    """

    label: str
    tone: Tone = Tone.NORMAL
    confirm: str | Callable[[Any], str | None] | None = None
    needs: tuple[Need, ...] = ()
    when: Callable[[Any, Any], bool] | None = None
    button: bool = True
    named: Callable[[Any], str | None] = lambda subject: None
    detail: Callable[[Entry], str] = lambda entry: ""
    together: bool = False
    elsewhere: bool = False
    by: str = ""

    def label_on(self, subject: Any) -> str:
        """Return the label on a record."""
        return self.named(subject) or self.label

    def asks(self, subject: Any) -> str | None:
        """Return the confirmation question for a step."""
        return self.confirm if self.confirm is None or isinstance(self.confirm, str) else self.confirm(subject)

    def offered(self, code: str, subject: Any, why_not: str | None = None) -> "Shown[Action]":
        """Return the step as the API offers it."""
        return {
            "code": code,
            "label": self.label_on(subject),
            "tone": self.tone.value,
            "primary": False,
            "confirm": self.asks(subject),
            "needs": [need.shown(subject) for need in self.needs if need.when is None or need.when(subject)],
            "enabled": why_not is None,
            "why_not": why_not,
            "together": self.together,
            "elsewhere": self.elsewhere,
        }


Acts = Mapping[str, Act]


def main(label: str, *needs: Need, confirm: Any = None, when: Any = None, **more: Any) -> Act:
    """Label the step that a record waits for; `more`: further fields of the label."""
    return Act(label, Tone.PRIMARY, confirm, needs, when, **more)


def act(label: str, *needs: Need, confirm: Any = None, when: Any = None, **more: Any) -> Act:
    """Label a step beside the main one; `more`: further fields of the label."""
    return Act(label, Tone.NORMAL, confirm, needs, when, **more)


def grave(label: str, *needs: Need, confirm: Any = None, when: Any = None, **more: Any) -> Act:
    """Label a step that ends or destroys something; it always asks for confirmation. `more`: as for `main`."""
    return Act(label, Tone.DANGER, confirm or f"确认{label}？", needs, when, **more)


def told(label: str, **more: Any) -> Act:
    """Label an act of the system or another record: it appears in the trail and is no button."""
    return Act(label, when=lambda subject, actor: False, button=False, **more)


UNNAMED = told("办理")
"""The label of an act recorded by an earlier release and unknown to this one."""


def in_trail(acts: Acts, subject: Any = None) -> "Callable[[Entry], Shown[HistoryEntry]]":
    """Show history entries with labels; an entry whose action has left the tables stays readable.

    subject: the record, for labels that depend on it.
    """

    def labelled(entry: Entry) -> "Shown[HistoryEntry]":
        found = acts.get(entry["action"], UNNAMED)
        return {
            "version": entry["version"],
            "action": entry["action"],
            "event": entry["event"],
            "at": entry["at"],
            "by": {"id": "", "name": found.by, "organ": "", "roles": []} if found.by else entry["by"],
            "in_place_of": entry["in_place_of"],
            "comment": entry["comment"],
            "cause": entry["cause"],
            "prev": entry["prev"],
            "hash": entry["hash"],
            "rules": entry.get("rules", []),
            "standing_in": entry.get("standing_in", False),
            "label": found.label if subject is None else found.label_on(subject),
            "detail": found.detail(entry),
        }

    return labelled


def naming(field: str, words: str = "{}") -> Callable[[Entry], str]:
    """Return what says the new value of a field in a trail, in words; nothing where the entry leaves it."""
    return lambda entry: next((words.format(value) for path, value in entry["changes"] if path == field and value), "")


def with_primary(offered: "list[Shown[Action]]") -> "list[Shown[Action]]":
    """Mark one main step: the first that may be taken now, else the first; any other main step becomes a normal one."""
    mains = [each for each in offered if each["tone"] == Tone.PRIMARY]
    chosen = next((each for each in mains if each["enabled"]), mains[0] if mains else None)
    for each in mains:
        each["primary"] = each is chosen
        each["tone"] = (Tone.PRIMARY if each is chosen else Tone.NORMAL).value
    return offered


def offered(acts: Acts, subject: Any, codes: list[str]) -> "list[Shown[Action]]":
    """Offer steps that no table judges."""
    return with_primary([acts[code].offered(code, subject) for code in codes])


class Unsaid(Exception):
    """A rule needs an input that comes only with the step."""


class NothingSaid(Mapping[str, Any]):
    """The inputs of a step before it is taken: reading any of them raises Unsaid, except those known already."""

    def __init__(self, known: Mapping[str, Any] | None = None) -> None:
        self._known = known or {}

    def __getitem__(self, name: str) -> Any:
        if name in self._known:
            return self._known[name]
        raise Unsaid(name)

    def __iter__(self) -> Iterator[str]:
        raise Unsaid()

    def __len__(self) -> int:
        raise Unsaid()
