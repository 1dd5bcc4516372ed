"""The numbers that Word writes before a paragraph by itself; in the text of a document they are part of it."""

from typing import Any

from docx.oxml.ns import qn

DIGITS = "零一二三四五六七八九"
CHINESE = ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "ideographDigital", "taiwaneseCounting")


def chinese(number: int) -> str:
    """Write a number below a hundred as headings do: 十二."""
    tens, ones = divmod(number, 10)
    if not 0 < number < 100:
        return str(number)
    return ("" if tens == 0 else "十" if tens == 1 else f"{DIGITS[tens]}十") + (DIGITS[ones] if ones else "")


class Numbers:
    """Counts the numbered paragraphs of a Word file as they come."""

    BULLET = "·"

    def __init__(self, document: Any) -> None:
        self._levels: dict[tuple[str, int], tuple[str, str, int]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._lists: dict[str, str] = {}
        part = next(
            (each.target_part for each in document.part.rels.values() if each.reltype.endswith("/numbering")), None
        )
        if part is None:
            return
        for each in part.element.iterchildren(qn("w:num")):
            self._lists[each.get(qn("w:numId"))] = _value(each.find(qn("w:abstractNumId")))
        for abstract in part.element.iterchildren(qn("w:abstractNum")):
            for level in abstract.iterchildren(qn("w:lvl")):
                place = abstract.get(qn("w:abstractNumId")), int(level.get(qn("w:ilvl")))
                start = _value(level.find(qn("w:start"))) or "1"
                self._levels[place] = (
                    _value(level.find(qn("w:numFmt"))),
                    _value(level.find(qn("w:lvlText"))),
                    int(start),
                )

    def of(self, paragraph: Any) -> str | None:
        """Give the number that stands before a paragraph, `BULLET` for a sign, None for nothing."""
        found = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if found is None:
            return None
        number = _value(found.find(qn("w:numId")))
        level = int(_value(found.find(qn("w:ilvl"))) or 0)
        kind = self._levels.get((self._lists.get(number, ""), level))
        if kind is None:
            return None
        if kind[0] == "bullet":
            return self.BULLET
        counts = self._counts.setdefault(self._lists[number], {})
        counts[level] = counts.get(level, kind[2] - 1) + 1
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]
        text = kind[1]
        for each in range(level + 1):
            text = text.replace(f"%{each + 1}", self._written(self._lists[number], each, counts.get(each, 1)))
        return text

    def _written(self, abstract: str, level: int, count: int) -> str:
        kind = self._levels.get((abstract, level), ("decimal", "", 1))[0]
        return chinese(count) if kind in CHINESE else str(count)


def _value(element: Any) -> str:
    return "" if element is None else str(element.get(qn("w:val")) or "")
