"""Which fonts set official documents: the site's own where it has them, else the free ones.

See docs/adr/0010-pages-by-typst-and-free-fonts.md.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import typst

from shared.errors import OfficeError

ROOT = Path(__file__).resolve().parents[3]
WANTED: Mapping[str, tuple[str, ...]] = {
    "fang": ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "STFangsong", "FandolFang R", "FandolFang"),
    "kai": ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "STKaiti", "FandolKai R", "FandolKai"),
    "hei": ("SimHei", "STHeiti", "FandolHei"),
    "song": ("SimSun", "STSong", "FandolSong"),
    "title": ("FZXiaoBiaoSong-B05S", "方正小标宋简体", "FZXBS", "FandolSong"),
}
"""Families for each use, the ones that the standard names first."""
RARE = ("LXGW WenKai", "Noto Serif CJK SC", "SimSun-ExtB")
"""Families for characters that the others lack, such as 喆堃玥祎赟 in names."""
LATIN = ("Times New Roman", "Liberation Serif", "Libertinus Serif")
"""Families for figures and Latin letters; the last one comes with typst."""


class FontsMissing(OfficeError):
    """排版所需的字体尚未就绪，暂时不能生成版式文件，请稍后重试；如持续出现，请管理员安装字体。"""

    code = "fonts_missing"
    status = 503


class Typefaces:
    """The fonts of one folder, read once."""

    def __init__(self, folder: Path) -> None:
        """Read the folder; FontsMissing where a face that every document needs is not there."""
        if not folder.is_dir():
            raise FontsMissing()
        self.fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[folder])
        there = set(self.fonts.families())
        if not there.intersection(RARE):
            raise FontsMissing()
        self.weight = "bold" if "FandolSong" in there and not there.intersection(WANTED["title"][:-1]) else "regular"
        self.faces = {use: faces(use, families, there) for use, families in WANTED.items()}


def faces(use: str, families: Sequence[str], there: set[str]) -> list[object]:
    """Choose the families of one use, figures first, and those for rare characters last."""
    found = [family for family in families if family in there][:1]
    if not found:
        raise FontsMissing()
    latin = next(family for family in LATIN if family in there)
    rare = [family for family in RARE if family in there]
    return [{"name": latin, "covers": "latin-in-cjk"}, *found, *rare]


def folder_of(given: Path | None) -> Path:
    """Give the folder of the fonts: the site's, or the one that `tools/fonts.py` fills."""
    return given or ROOT / ".tools" / "fonts"
