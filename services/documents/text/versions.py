"""Versions of a draft, folded from its history, and the changes between two: by paragraph, then by characters."""

import time
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from typing import TYPE_CHECKING, Any, Literal

from diff_match_patch import diff_match_patch

from services.documents.text.domain import Block, Text, blocks_of, plain, read_blocks, read_plain
from shared.aggregate import Entry, State, fold_in
from shared.errors import Busy
from shared.office import fault
from shared.shown import Shown

if TYPE_CHECKING:
    from services.documents.text import api

SHOWN = ("title", "body", "content", "kind", "addressees", "copied", "urgency")
"""The drafter's fields; a change of any other makes no version."""

NAMES = {"addressees": "recipients", "copied": "copies"}
OPERATIONS: Mapping[int, Literal["removed", "same", "added"]] = {-1: "removed", 0: "same", 1: "added"}
STEPS = 3_000_000
"""The maximum steps of a comparison, half for paragraphs and half for characters: a second or so. The rest is then
shown whole. Steps and not time, or the same two versions would compare differently on a busy machine.
"""
SECONDS = 3.5
"""The maximum seconds of a comparison; beyond it there is no answer yet, rather than a different one."""
MOST_PIECES = 2_000
"""The maximum number of pieces to join into words; more are shown as found, because joining takes longer than finding."""


class NotCompared(Busy):
    """两个版本还没有比较完，请稍后再试。"""


class Effort:
    """The remaining effort of a comparison; replaces the deadline of diff_match_patch."""

    def __init__(self, steps: int = STEPS, seconds: float = SECONDS) -> None:
        self._left = steps
        self._until = time.monotonic() + seconds
        self._round = 0

    @property
    def spent(self) -> bool:
        """Return whether the effort is used up, so that the rest is shown whole."""
        return self._left <= 0

    def half(self) -> "Effort":
        """Split off half of the effort; as much remains for later comparisons."""
        taken = copy(self)
        taken._left = self._left = self._left // 2
        return taken

    def begin(self) -> None:
        """Begin a search; each of its rounds costs a step more than the one before."""
        self._round = 0

    def __lt__(self, now: float) -> bool:
        """Answer `now > deadline`, which is evaluated at the beginning of each round."""
        if time.monotonic() > self._until:
            raise NotCompared(retry_after=2)
        self._round += 1
        self._left -= self._round
        return self.spent


class Engine(diff_match_patch):  # type: ignore[misc]
    """Compares two texts within an effort."""

    def diff_bisect(self, text1: str, text2: str, deadline: Effort) -> list[tuple[int, str]]:
        """Find the common middle of two texts, and compare the parts before and after it."""
        deadline.begin()
        found: list[tuple[int, str]] = super().diff_bisect(text1, text2, deadline)
        return found


def versions_of(entries: Iterable[Entry]) -> "list[Shown[api.TextVersion]]":
    """Return the versions of the drafter's text: who wrote each, when, and which fields changed."""
    found: list[Shown[api.TextVersion]] = []
    for entry in entries:
        changed = sorted({NAMES.get(path, path) for path, _ in entry["changes"] if path in SHOWN})
        if changed:
            version, action, at, by = (entry[name] for name in ("version", "action", "at", "by"))
            found.append({"version": version, "action": action, "at": at, "by": by, "changed": changed})
    return found


def states_of(entries: Iterable[Entry], earlier: int, later: int) -> tuple[State, State]:
    """Fold a history to two of its versions; raise InvalidInput for an unknown one."""
    state, before, place = State(), State(), 0
    for place, entry in enumerate(entries if 1 <= earlier <= later else (), start=1):
        fold_in(state, {"changes": [each for each in entry["changes"] if each[0] in SHOWN]})
        if place == earlier:
            before = dict(state)
        if place == later:
            return before, state
    known = f"版本应在1至{place}之间，先旧后新" if place else "版本应先旧后新，从1起"
    raise fault("from", "unknown_version", known)


def difference(before: State, after: State) -> "Shown[api.Changes]":
    """Return the changes in title and text from one state to another."""
    effort = Effort()
    return {
        "title": characters(before["title"], after["title"], effort),
        "blocks": blocks_between(_text(before), _text(after), effort),
    }


def blocks_between(before: Text, after: Text, effort: Effort) -> "list[Shown[api.BlockChange]]":
    """Return the blocks that were added, removed or changed, in order; `place` counts from 1 in the later text."""
    found: list[Shown[api.BlockChange]] = []
    for low, high, start, end in _changed_runs(before, after, effort.half()):
        for step in range(max(high - low, end - start)):
            old = before[low + step] if low + step < high else None
            new = after[start + step] if start + step < end else None
            found.append(_change(old, new, min(start + step, end) + 1, effort))
    return found


def characters(before: str, after: str, effort: Effort) -> "list[Shown[api.TextPiece]]":
    """Compare two texts by characters: equal, removed and added pieces, in reading order."""
    if before == after:
        return [{"change": "same", "text": after}]
    if effort.spent:
        return [{"change": "removed", "text": before}, {"change": "added", "text": after}]
    engine = Engine()
    pieces = engine.diff_main(before, after, False, effort)
    if len(pieces) <= MOST_PIECES:
        engine.diff_cleanupSemantic(pieces)
    return [{"change": OPERATIONS[operation], "text": text} for operation, text in pieces]


def _changed_runs(before: Text, after: Text, effort: Effort) -> Iterator[tuple[int, int, int, int]]:
    """Yield the runs of blocks that differ: positions in the earlier and in the later text.

    Each distinct block becomes one character, because characters are compared within an effort; the rest is one run.
    """
    letters: dict[Block, str] = {}
    left, right = (
        "".join(letters.setdefault(each, chr(len(letters) + 1)) for each in text) for text in (before, after)
    )
    low = start = high = end = 0
    for operation, run in [*Engine().diff_main(left, right, False, effort), (0, "")]:
        if operation == 0:
            if high > low or end > start:
                yield low, high, start, end
            low = high = high + len(run)
            start = end = end + len(run)
        elif operation < 0:
            high += len(run)
        else:
            end += len(run)


def _change(old: Block | None, new: Block | None, place: int, effort: Effort) -> "Shown[api.BlockChange]":
    before, after = None if old is None else blocks_of((old,))[0], None if new is None else blocks_of((new,))[0]
    change: Literal["added", "removed", "changed"] = "added" if old is None else "removed" if new is None else "changed"
    pieces = [] if old is None or new is None else characters(plain((old,)), plain((new,)), effort)
    return {"change": change, "place": place, "before": before, "after": after, "pieces": pieces}


def _text(state: dict[str, Any]) -> Text:
    return read_blocks(state["content"]) if state.get("content") else read_plain(state["body"])
