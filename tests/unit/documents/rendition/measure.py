"""Measurement of a page: characters and lines in millimetres from the paper's top left corner."""

import io
from dataclasses import dataclass
from itertools import groupby

import pdfplumber

MM = 72 / 25.4


@dataclass(frozen=True)
class Line:
    """A line of text: its words, its first em's left and top, its last em's right, size and typeface."""

    text: str
    left: float
    top: float
    right: float
    size: float
    font: str


@dataclass(frozen=True)
class Rule:
    """A rule: its begin, width, vertical middle, thickness and colour."""

    left: float
    width: float
    at: float
    thick: float
    red: bool


@dataclass(frozen=True)
class Page:
    """One page as it is printed."""

    lines: tuple[Line, ...]
    rules: tuple[Rule, ...]
    images: tuple[tuple[float, float, float, float], ...]
    size: tuple[float, float]

    def line(self, text: str) -> Line:
        """Return the line that contains a text."""
        return next(each for each in self.lines if text in each.text)


def pages(pdf: bytes) -> list[Page]:
    """Measure every page."""
    with pdfplumber.open(io.BytesIO(pdf)) as file:
        return [_page(page) for page in file.pages]


def _page(page: pdfplumber.page.Page) -> Page:
    def base(char: dict) -> float:
        return round(page.height - char["matrix"][5], 1)

    found = []
    for down, group in groupby(sorted(page.chars, key=lambda char: (base(char), char["x0"])), key=base):
        chars = list(group)
        first, last = chars[0], chars[-1]
        size = max(char["size"] for char in chars)
        right = max(last["matrix"][4] + (first["size"] if ord(last["text"][:1] or " ") > 0x2E80 else last["width"]), 0)
        text = "".join(char["text"] for char in chars)
        fonts = [char["fontname"].split("+")[-1] for char in chars]
        font = max(set(fonts), key=fonts.count)
        found.append(Line(text, first["matrix"][4] / MM, (down - 0.86 * size) / MM, right / MM, size, font))
    drawn = [*page.lines, *(each for each in page.rects if each["height"] < 4 and each["width"] > 20)]
    rules = [
        Rule(
            each["x0"] / MM,
            each["width"] / MM,
            (each["top"] + each["bottom"]) / 2 / MM,
            (each["linewidth"] if each["height"] == 0 else each["height"]) / MM,
            tuple(each["stroking_color"] or ())[:1] > (0.5,) and len(each["stroking_color"]) == 3,
        )
        for each in drawn
        if each["width"] > 20
    ]
    images = [(each["x0"] / MM, each["top"] / MM, each["x1"] / MM, each["bottom"] / MM) for each in page.images]
    return Page(
        tuple(found),
        tuple(sorted(rules, key=lambda rule: rule.at)),
        tuple(images),
        (float(page.width) / MM, float(page.height) / MM),
    )
