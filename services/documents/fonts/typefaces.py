"""Fonts for official documents: the site's own if installed, else the free ones.

See docs/adr/0010-pages-by-typst-and-free-fonts.md.
"""

import json
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import typst

from services.documents.fonts.covered import FontCharacters
from shared.errors import OfficeError

WANTED: Mapping[str, tuple[str, ...]] = {
    "fang": ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "STFangsong", "FandolFang R", "FandolFang"),
    "kai": ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "STKaiti", "FandolKai R", "FandolKai"),
    "hei": ("SimHei", "STHeiti", "FandolHei"),
    "song": ("SimSun", "STSong", "FandolSong"),
    "title": ("FZXiaoBiaoSong-B05S", "方正小标宋简体", "FZXBS", "FandolSong"),
}
"""Font families for each use, the ones named in the standard first."""
RARE = ("LXGW WenKai", "Noto Serif CJK SC", "SimSun-ExtB")
"""Font families for characters that the others lack, such as 喆堃玥祎赟 in names."""
LATIN = ("Times New Roman", "Liberation Serif", "Libertinus Serif")
"""Font families for figures and Latin letters; the last one comes with typst."""

RETRY_SECONDS = 30
"""When a page is asked for again while fonts are being installed, in seconds."""
MOST_ASKED = 200
"""The characters outside the font files that typst is asked about, for its own fonts; more are taken as missing."""


def _common() -> frozenset[str]:
    """Return the characters that every office font has: those of GB/T 2312, figures, Latin letters and usual marks."""
    there = {chr(each) for each in range(0x20, 0x7F)} | set("—–·\u2060")
    for row in range(0xA1, 0xF8):
        there.update(bytes((row, cell)).decode("gb2312", "ignore") for cell in range(0xA1, 0xFF))
    return frozenset(there - {""})


COMMON = _common()
NOTHING_TO_PRINT = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp", "Zs"))
PRIVATE = "Co"
"""Characters whose meaning depends on the font (造字): nobody else can read them, whatever a font here shows."""
NAMED = re.compile(r'the text `"(?:\\u\{([0-9a-f]+)\}|(.+?))"` could not be displayed')
"""Typst's message for a missing glyph."""
ASKED = b"""#set text(font: json(bytes(sys.inputs.faces)))
#for each in json(bytes(sys.inputs.characters)) { [#each ]; parbreak() }"""


def unusual(text: Collection[str]) -> frozenset[str]:
    """Return the characters of a text that a font may lack."""
    return frozenset(each for each in frozenset(text) - COMMON if unicodedata.category(each) not in NOTHING_TO_PRINT)


def named(error: typst.TypstError) -> frozenset[str]:
    """Return the characters that could not be typeset."""
    found = NAMED.findall(f"{error.message}\n{error.diagnostic}")
    return frozenset("".join(chr(int(code, 16)) if code else text for code, text in found))


class FontsMissing(OfficeError):
    """公文字体尚未就绪，暂不能生成版式文件，请稍后重试；如持续出现，请管理员运行 tongban fonts 或设置 TONGBAN_FONTS。"""

    code = "fonts_missing"
    status = 503

    def __init__(self) -> None:
        super().__init__(retry_after=RETRY_SECONDS)


def problem_of(folder: Path) -> str:
    """Describe that a folder lacks the fonts of official documents, or return an empty string."""
    try:
        Typefaces(folder)
    except FontsMissing:
        return f"no fonts of official documents in {folder}, pages are refused: run tongban fonts, or set TONGBAN_FONTS"
    return ""


class Typefaces:
    """The fonts of one folder, read once."""

    def __init__(self, folder: Path) -> None:
        """Read the folder; raise FontsMissing if a required face is missing."""
        if not folder.is_dir():
            raise FontsMissing()
        self._folder, self._files = folder, FontCharacters()
        self.fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[folder])
        there = set(self.fonts.families())
        if not there.intersection(RARE):
            raise FontsMissing()
        self.weight = "bold" if "FandolSong" in there and not there.intersection(WANTED["title"][:-1]) else "regular"
        self.faces = {use: faces(use, families, there) for use, families in WANTED.items()}
        self._covered: set[str] = set()

    def lacking(self, text: Collection[str]) -> frozenset[str]:
        """Return the characters of a text that no font has, checked once each, and those that have no common form."""
        found = unusual(text)
        private = frozenset(each for each in found if unicodedata.category(each) == PRIVATE)
        asked = found - private - self._covered
        left = sorted(self._files.without(asked, self._folder))
        unset = self.unset(left[:MOST_ASKED]) | frozenset(left[MOST_ASKED:])
        self._covered |= asked - unset
        return private | unset

    def unset(self, characters: Collection[str]) -> frozenset[str]:
        """Return the characters that typst cannot typeset."""
        left, found = frozenset(characters), frozenset[str]()
        while left:
            inputs = {"faces": json.dumps(self.faces["fang"]), "characters": json.dumps(sorted(left))}
            try:
                typst.compile(
                    ASKED, font_paths=self.fonts, ignore_system_fonts=True, sys_inputs=inputs, pdf_standards="a-2b"
                )
                break
            except typst.TypstError as error:
                more = named(error) & left
                if not more:
                    raise
                found, left = found | more, left - more
        return found


def faces(use: str, families: Sequence[str], there: set[str]) -> list[object]:
    """Return the font families for one use, those for figures first, and those for rare characters last."""
    found = [family for family in families if family in there][:1]
    if not found:
        raise FontsMissing()
    latin = next(family for family in LATIN if family in there)
    rare = [family for family in RARE if family in there]
    return [{"name": latin, "covers": "latin-in-cjk"}, *found, *rare]
