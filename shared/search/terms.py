"""Search terms of a text: pairs of characters, characters, words in letters; names and numbers whole.

A text is indexed by every pair of neighbouring characters, because words are split differently alone than in a sentence;
a query is split into words. So a word is found in any position.
"""

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING

import rjieba

from shared.office import fault
from shared.shown import Shown

if TYPE_CHECKING:
    from shared.api.search import Marked

MOST_TERMS = 20_000
"""The maximum terms of one document; title, number and names come before the text."""
_RUNS = re.compile(r"[0-9a-z]+|[^\W0-9a-z_]+")
_YEAR = re.compile(r"[〔\[(【](\d{4})[〕\])】]")
_NUMBER = re.compile(r"(\w*)(〔\d{4}〕第?\d+[号次])")
_SOUGHT_NUMBER = re.compile(r"(?:(\w*)〔)?(\d{4})〕(第?\d+)([号次]?)")
"""A number as it is typed to be found: its code in whole or in part, perhaps without its first bracket or its last word."""


def folded(text: str) -> str:
    """Normalise full and half width, upper and lower case, and the brackets around a year as in a document's number."""
    return _YEAR.sub(r"〔\1〕", unicodedata.normalize("NFKC", text).casefold())


def terms_of(texts: Iterable[str], names: Iterable[str] = ()) -> list[str]:
    """Return the search terms of a document, without duplicates; `names` are organs, people and numbers."""
    whole = [each for name in names if name for each in _endings(folded(name))]
    found: dict[str, None] = dict.fromkeys(whole)
    for text in (*whole, *(folded(each) for each in texts)):
        for run in dict.fromkeys(_RUNS.findall(text)):  # a long text says much again and again
            for part in _parts(run):
                found[part] = None
                if len(found) >= MOST_TERMS:
                    return list(found)
    return list(found)


def sought(query: str) -> list[str]:
    """Return the terms that a document must have, the longest first; a number, or the end of one, is one term."""
    plain = folded(query).strip()
    if number := _SOUGHT_NUMBER.fullmatch(plain):
        code, year, sequence, last = number.groups()
        return [f"{code or ''}〔{year}〕{sequence}{last or '号'}"]
    found: dict[str, None] = {}
    for word in rjieba.cut(plain):
        for run in _RUNS.findall(word):
            parts = list(_parts(run))
            found.update(dict.fromkeys([each for each in parts if len(each) > 1] or parts))
    return sorted(found, key=len, reverse=True)


def required(query: str) -> list[str]:
    """Return the terms that a record must have; raise InvalidInput if the query has none."""
    terms = sought(query)
    if not terms:
        raise fault("q", "no_word", "请输入要查找的文字")
    return terms


def snippet(query: str, text: str, *, around: int = 40) -> "Shown[Marked]":
    """Return the excerpt of a text around its first hit, as plain text, and the positions of the hits in it."""
    words = {query.strip(), *(word for word in rjieba.cut(query) if _RUNS.search(folded(word)))}
    pattern = re.compile("|".join(re.escape(each) for each in sorted(words, key=len, reverse=True)), re.IGNORECASE)
    first = pattern.search(text)
    begin = 0 if first is None else max(0, first.start() - around)
    shown = text[begin : begin + 3 * around]
    return {"text": shown, "hits": [(hit.start(), hit.end()) for hit in pattern.finditer(shown)]}


def _endings(name: str) -> list[str]:
    """Return a name; of a number also its ends, by which an office calls it, such as 东发〔2026〕1号."""
    number = _NUMBER.fullmatch(name)
    if number is None:
        return [name]
    code, rest = number.groups()
    return [f"{code[begin:]}{rest}" for begin in range(len(code) + 1)]


def _parts(run: str) -> Iterable[str]:
    if run.isascii():
        yield run
        return
    yield from (first + second for first, second in pairwise(run))
    yield from run
