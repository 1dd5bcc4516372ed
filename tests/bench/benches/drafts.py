"""A long draft saved repeatedly: its history makes no save slower, and nothing is lost."""

import random
import statistics
import uuid
from collections.abc import Iterator
from typing import Any

import requests

from tests.bench.register import EMBEDDED, Comparison, bench
from tests.bench.stand import TITLE, Office, Stand

PARAGRAPHS, LINE = 1_900, 99
PAGE = 100


@bench(EMBEDDED)
def long_draft(stand: Stand, broker: str) -> Iterator[Comparison]:
    """The time of the thousandth save of a draft of 190,000 characters against the first; then its history is read whole."""
    office, lots, size = stand.office(broker, fresh=not stand.small), stand.some(100, 3), stand.some(10, 2)
    path = f"/api/v1/documents/{office.drafts(1)[0]}"
    took = [_saved(office, path, range(each * size, each * size + size)) for each in range(lots)]
    saves = lots * size
    _nothing_is_lost(office, path, saves)
    if not stand.small:  # it goes through all that other benches wrote
        verified = office.system.command("verify")
        assert verified.returncode == 0, verified.stdout[-2000:]
    some = min(5, lots // 2 or 1)
    first, last = took[:some], took[-some:]
    yield Comparison(
        f"save {saves - some * size + 1} to {saves} of a draft of {PARAGRAPHS * (LINE + 1)} characters, over HTTP, median",
        f"the first {some * size}", "s", broker, last, first, wanted=1.5, less=True,
    )  # fmt: skip


LETTERS = [chr(each) for each in range(0x4E00, 0x9FA5)]


def _paragraphs(seed: int, count: int) -> list[str]:
    pick = random.Random(seed)
    return ["".join(pick.choices(LETTERS, k=LINE)) for _ in range(count)]


BASE = _paragraphs(0, PARAGRAPHS)


def _text(number: int) -> str:
    """Write a text that hardly compresses; each save changes a paragraph of it."""
    changed = [*BASE]
    changed[number % PARAGRAPHS] = _paragraphs(number + 1, 1)[0]
    return "\n".join(changed)


def _saved(office: Office, path: str, numbers: range) -> float:
    """Save a lot, one after another; return the median time of one."""
    took = office.ask([("PATCH", path, {"title": TITLE, "body": _text(each)}) for each in numbers], "clerk", 1)["took"]
    return statistics.median(took)


def _nothing_is_lost(office: Office, path: str, saves: int) -> None:
    """Read versions, history and a difference of first and last, and repeat a request under its key."""

    def read(query: str) -> dict[str, Any]:
        answer = requests.get(f"{office.system.url}{path}{query}", headers=office.headers("clerk"), timeout=60)
        assert answer.status_code == 200, answer.text[:500]
        return dict(answer.json())

    assert [each["version"] for each in read("/versions")["items"]] == list(range(1, saves + 2))
    found, page = list[int](), read(f"/history?limit={PAGE}")
    while page["items"]:
        found += [each["version"] for each in page["items"]]
        page = read(f"/history?limit={PAGE}&cursor={page['next']}") if page["next"] else {"items": []}
    assert found == list(range(1, saves + 2))
    assert len(read(f"/versions/difference?from=2&to={saves + 1}")["blocks"]) == 2
    headers = office.headers("clerk") | {"Idempotency-Key": uuid.uuid4().hex}
    copied = [requests.post(f"{office.system.url}{path}/copies", headers=headers, timeout=30) for _ in range(2)]
    assert [each.status_code for each in copied] == [201, 201] and copied[0].json()["id"] == copied[1].json()["id"]
    assert len(read("/progress")["steps"]) > 3 and read("")["body"] == _text(saves - 1)
