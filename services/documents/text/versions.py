"""The versions of a draft, folded from its history, and what changed between two: by paragraph, then by characters."""

import time
from collections.abc import Iterator, Sequence
from typing import Any

from diff_match_patch import diff_match_patch

from services.documents.text.domain import Block, Text, blocks_of, plain, read_blocks, read_plain
from shared.aggregate import Entry, fold
from shared.errors import InvalidInput

SHOWN = ("title", "body", "content", "kind", "addressees", "copied", "urgency")
"""What a drafter writes; a change of anything else makes no version."""

NAMES = {"addressees": "recipients", "copied": "copies"}
OPERATIONS = {-1: "removed", 0: "same", 1: "added"}
SECONDS = 1.0
"""How long one difference may be looked for; paragraphs left then are shown whole."""
MOST_PIECES = 2_000
"""Beyond so many, pieces are shown as they were found: to join them to words takes longer than to find them."""


def versions_of(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """List the versions of what the drafter wrote: who wrote each, when, and which fields changed."""
    found = []
    for entry in entries:
        changed = sorted({NAMES.get(path, path) for path, _ in entry["changes"] if path in SHOWN})
        if changed:
            names = ("version", "action", "at", "by")
            found.append({**{name: entry[name] for name in names}, "changed": changed})
    return found


def difference(entries: Sequence[Entry], earlier: int, later: int) -> dict[str, Any]:
    """Give what changed in title and text from one version to another; raise InvalidInput for one that is not there."""
    if not 1 <= earlier <= later <= len(entries):
        fault = {"field": "from", "code": "unknown_version", "message": f"版本应在1至{len(entries)}之间，先旧后新"}
        raise InvalidInput(errors=[fault])
    before, after = fold(entries[:earlier]), fold(entries[:later])
    deadline = time.monotonic() + SECONDS
    return {
        "from": earlier,
        "to": later,
        "title": characters(before["title"], after["title"], deadline),
        "blocks": blocks_between(_text(before), _text(after), deadline),
    }


def blocks_between(before: Text, after: Text, deadline: float) -> list[dict[str, Any]]:
    """List the blocks that were added, removed or changed, in their order; `place` counts from 1 in the later text."""
    found: list[dict[str, Any]] = []
    for low, high, start, end in _changed_runs(before, after, deadline):
        for step in range(max(high - low, end - start)):
            old = before[low + step] if low + step < high else None
            new = after[start + step] if start + step < end else None
            found.append(_change(old, new, min(start + step, end) + 1, deadline))
    return found


def characters(before: str, after: str, deadline: float) -> list[dict[str, str]]:
    """Compare two texts by characters: pieces that are the same, removed or added, in reading order."""
    left = deadline - time.monotonic()
    if before == after:
        return [{"change": "same", "text": after}]
    if left <= 0:
        return [{"change": "removed", "text": before}, {"change": "added", "text": after}]
    engine = diff_match_patch()
    engine.Diff_Timeout = left
    pieces = engine.diff_main(before, after, False)
    if len(pieces) <= MOST_PIECES:
        engine.diff_cleanupSemantic(pieces)
    return [{"change": OPERATIONS[operation], "text": text} for operation, text in pieces]


def _changed_runs(before: Text, after: Text, deadline: float) -> Iterator[tuple[int, int, int, int]]:
    """Find the runs of blocks that differ: places in the earlier and in the later text.

    Each different block stands for one character, since characters are compared within a time; what is left then is one run.
    """
    letters: dict[Block, str] = {}
    left, right = (
        "".join(letters.setdefault(each, chr(len(letters) + 1)) for each in text) for text in (before, after)
    )
    engine = diff_match_patch()
    engine.Diff_Timeout = max(0.01, (deadline - time.monotonic()) / 2)
    low = start = high = end = 0
    for operation, run in [*engine.diff_main(left, right, False), (0, "")]:
        if operation == 0:
            if high > low or end > start:
                yield low, high, start, end
            low = high = high + len(run)
            start = end = end + len(run)
        elif operation < 0:
            high += len(run)
        else:
            end += len(run)


def _change(old: Block | None, new: Block | None, place: int, deadline: float) -> dict[str, Any]:
    before, after = None if old is None else blocks_of((old,))[0], None if new is None else blocks_of((new,))[0]
    change = "added" if old is None else "removed" if new is None else "changed"
    pieces = [] if old is None or new is None else characters(plain((old,)), plain((new,)), deadline)
    return {"change": change, "place": place, "before": before, "after": after, "pieces": pieces}


def _text(state: dict[str, Any]) -> Text:
    return read_blocks(state["content"]) if state.get("content") else read_plain(state["body"])
