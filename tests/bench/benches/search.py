"""Full-text search among as many documents as a district has after many years."""

import random
import statistics
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from services.documents.outgoing.store import DocumentCollection
from shared.runtime.term_index import MANY, MERGED, SMALL
from shared.search.blocks import packed
from tests.bench.register import EMBEDDED, Comparison, bench
from tests.bench.stand import Office, Stand

LIMIT_MS = 100.0
CHARACTERS = "关于做好冬季校园安全工作通知开展一次隐患排查落实领导带班值制度会议接待培训督办食堂锅炉房消防演练学生教师图书馆运动考试招生经费采购档案信息化建设党思想政治育卫防疫交管理规范流程效率质量提升责任分时间排要求请示批复报告意见函纪"
LOOSE = 100
"""The number of records written since blocks were last packed."""


@bench(EMBEDDED)
def search(stand: Stand, broker: str) -> Iterator[Comparison]:
    """The waiting time of a search for common and rare words among 100,000 documents."""
    office, count, draw = stand.office(broker), stand.some(100_000, 600), random.Random(1)
    words = ["".join(draw.sample(CHARACTERS, 2)) for _ in range(2_000)]
    _fill(office, count, words, draw)
    asked = [
        _word(words, draw) if n % 2 else f"{_word(words, draw)} {_word(words, draw)}" for n in range(stand.some(60, 4))
    ]
    paths = [f"/api/v1/search?q={quote(each)}" for each in asked]

    def median() -> float:
        found = office.ask([("GET", each, None) for each in paths], "clerk", 1)
        return statistics.median(found["took"]) * 1000

    median()
    ours = [median() for _ in range(stand.some(5, 1))]
    yield Comparison(
        f"full text search among {count:,} documents, median", "a tenth of a second", "ms", broker, ours,
        [LIMIT_MS] * len(ours), wanted=1.0, less=True,
        notes=f"{len(paths)} searches a round, every other one for two words; {LOOSE} documents not packed yet",
    )  # fmt: skip


def _word(words: list[str], draw: random.Random) -> str:
    """Draw a word, the first ones far more often, as in a language."""
    return words[min(int(draw.paretovariate(0.5)) - 1, len(words) - 1)]


def _fill(office: Office, count: int, words: list[str], draw: random.Random) -> None:
    """Store documents as after years: each a draft of the clerk's, packed in large blocks but for the last."""
    (known,) = office.drafts(1)
    database = office.database("documents")
    pattern = database["documents"].find_one({"_id": known})
    assert pattern is not None
    pattern.pop("unpublished", None)  # published by now, or not
    index, size = DocumentCollection.term_index(database), SMALL * MANY
    for start in range(0, count, size):
        made = [_another(pattern, number, words, draw) for number in range(start, min(start + size, count))]
        found_by = [DocumentCollection.found_by(each) for each in made]
        for each in found_by[: len(found_by) - (LOOSE if start + size >= count else 0)]:
            del each["loose"]
        database["documents"].insert_many(made, ordered=False)
        database["documents_found_by"].insert_many(found_by, ordered=False)
        index._put([each for each in found_by if "loose" not in each], MERGED, (), packed)


def _another(pattern: dict[str, Any], number: int, words: list[str], draw: random.Random) -> dict[str, Any]:
    said = [_word(words, draw) for _ in range(60)]
    at = pattern["created_at"] - timedelta(days=3650) + timedelta(minutes=number)
    title, body = f"关于{''.join(said[:4])}的通知", "，".join(said) + "。"
    return {
        **pattern,
        "_id": f"old{number:029}",
        "created_at": at,
        "updated_at": at,
        "title": title,
        "body": body,
        "history": [],
    }
