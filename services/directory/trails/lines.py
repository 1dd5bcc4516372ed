"""The lines of the log (日志): every entry of the directory's histories and every sign-in, the newest first."""

from bisect import insort
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from heapq import merge
from typing import Any

from services.directory.trails.fields import Named, shown_fields
from shared.acts import UNNAMED, Acts
from shared.aggregate import Entry, State, fold_in
from shared.calendar import instant_text


class Kind(StrEnum):
    """What a line is about."""

    SIGN_IN = "sign_in"
    PERSON = "person"
    ORGAN = "organ"
    POST = "post"
    GROUP = "group"
    RULES = "rules"
    REMINDERS = "reminders"
    RULING = "ruling"
    DELEGATION = "delegation"


SIGN_IN = Kind.SIGN_IN
KINDS: Mapping[Kind, str] = {
    Kind.SIGN_IN: "登录", Kind.PERSON: "人员", Kind.ORGAN: "单位", Kind.POST: "岗位", Kind.GROUP: "分组",
    Kind.RULES: "安全策略", Kind.REMINDERS: "提醒规则", Kind.RULING: "本区规定", Kind.DELEGATION: "委托代办",
}  # fmt: skip
"""The kinds of lines."""
SIGN_INS = {
    "ok": "登录", "signed_out": "退出", "sign_in_refused": "登录失败", "otp_wrong": "登录失败（动态口令不正确）",
    "sign_in_locked": "登录被拒（锁定期间）", "locked": "登录失败，锁定",
}  # fmt: skip
"""The outcomes of attempts to sign in, by the codes of their refusals."""
LAST = "~"
"""Follows every version of a record."""
History = tuple[str, datetime, Iterable[Entry]]
"""A record's id, the instant of its last change, and its entries."""
Place = tuple[str, str]
"""The position of a line: its instant, and its source within the instant."""


@dataclass(frozen=True)
class Line:
    """A line of the log. fields: what was changed, each with its label, before and after."""

    kind: Kind
    id: str
    name: str
    version: int
    at: str
    by: Mapping[str, Any] | None
    label: str
    comment: str = ""
    fields: tuple[Mapping[str, str], ...] = ()
    key: str = ""

    @property
    def place(self) -> Place:
        """Return the position in the log."""
        return self.at, self.key or f"{_source(self.kind, self.id)}{self.version:07d}"

    def words(self) -> str:
        """Return all words of the line, for searching."""
        said = [self.name, self.label, self.comment, KINDS[self.kind], "" if self.by is None else self.by["name"]]
        return "\n".join(
            said + [each[part] for each in self.fields for part in ("label", "before", "after")]
        ).casefold()


@dataclass(frozen=True)
class Wanted:
    """The filter of the log. since, until: the first instant, and the first one after the last."""

    kind: str | None = None
    person: str | None = None
    q: str | None = None
    since: str | None = None
    until: str | None = None
    after: Place | None = None

    @property
    def newest(self) -> str | None:
        """Return the instant after which nothing is asked for."""
        return min((each for each in (self.until, self.after and self.after[0]) if each is not None), default=None)

    def within(self, place: Place) -> bool:
        """Check whether a position is within the time asked for, and after the page before."""
        at = place[0]
        early = self.since is None or at >= self.since
        return early and (self.until is None or at < self.until) and (self.after is None or place < self.after)

    def fits(self, line: Line) -> bool:
        """Check whether a line is of the person, who did it or whom it concerns, and has the words asked for."""
        concerns = line.id if line.kind in (Kind.PERSON, SIGN_IN) else None
        whose = self.person is None or self.person in (concerns, None if line.by is None else line.by["id"])
        return whose and (self.q is None or all(word in line.words() for word in self.q.casefold().split()))


@dataclass(frozen=True)
class Book:
    """The records of one kind. histories: of those that may have lines within the time asked for, the last changed first,
    and of those changed at the same instant the greatest id first.
    """

    kind: Kind
    acts: Acts
    histories: Callable[[Wanted], Iterable[History]]
    begins: State
    """The state before the first entry."""

    def lines(self, wanted: Wanted, named: Named) -> Iterator[Line]:
        """Yield the lines of these records, the newest first; a record is read only when its last change is reached."""
        waiting = list[Line]()
        for record_id, updated_at, entries in self.histories(wanted):
            reached = (instant_text(updated_at), _source(self.kind, record_id) + LAST)
            while waiting and waiting[-1].place > reached:
                yield waiting.pop()
            for line in self._of(record_id, entries, wanted, named):
                insort(waiting, line, key=lambda each: each.place)
        yield from reversed(waiting)

    def _of(self, record_id: str, entries: Iterable[Entry], wanted: Wanted, named: Named) -> Iterator[Line]:
        state = dict(self.begins)
        for entry in entries:
            before = dict(state)
            fold_in(state, entry)
            bare = Line(self.kind, record_id, "", entry["version"], entry["at"], entry["by"], "")
            if wanted.within(bare.place):
                yield Line(
                    self.kind, record_id, _name(self.kind, state), entry["version"], entry["at"], entry["by"],
                    self.acts.get(entry["action"], UNNAMED).label, entry["comment"],
                    shown_fields(self.kind, before, state, named),
                )  # fmt: skip


def lines(
    books: Iterable[Book], sign_ins: Callable[[Wanted], Iterable[Mapping[str, Any]]], wanted: Wanted, named: Named
) -> Iterator[Line]:
    """Yield the lines that are asked for, the newest first."""
    sources = [book.lines(wanted, named) for book in books if wanted.kind in (None, book.kind)]
    if wanted.kind in (None, SIGN_IN):
        sources.append(line for each in sign_ins(wanted) if wanted.within((line := _sign_in(each)).place))
    found = merge(*sources, key=lambda line: line.place, reverse=True)
    return (line for line in found if wanted.fits(line))


def _sign_in(record: Mapping[str, Any]) -> Line:
    at: datetime = record["at"]
    return Line(
        SIGN_IN, record["person"], record["name"], 1, instant_text(at), None, SIGN_INS[record["outcome"]],
        f"网络地址{record['address']}" if record.get("address") else "", key=f"{SIGN_IN}:{record['_id']}",
    )  # fmt: skip


def _source(kind: str, record_id: str) -> str:
    """Return what the places of a record's lines begin with; the space comes before any sign of an id, as its end does."""
    return f"{kind}:{record_id} "


def _name(kind: Kind, state: State) -> str:
    if kind is Kind.DELEGATION:
        return f"{state['delegator_name']}委托{state['delegate_name']}"
    return str(state.get("name") or KINDS[kind])
