"""The characters of font files are read from the files themselves, in a moment, and agree with what is typeset."""

import random
import struct
import time
from pathlib import Path
from typing import Any

import pytest

from services.documents.fonts.coverage import Coverage
from services.documents.fonts.covered import FontCharacters, characters_of
from services.documents.fonts.typefaces import Typefaces
from shared.runtime.config import settings

HANZI = [chr(each) for each in range(0x4E00, 0x9FA6)]


def font(kind: int, table: bytes) -> bytes:
    """Build a font file with a table of characters and nothing else."""
    cmap = struct.pack(">HHHHI", 0, 1, 3, 1 if kind == 4 else 10, 12) + table
    return b"OTTO" + struct.pack(">HHHH", 1, 0, 0, 0) + struct.pack(">4sIII", b"cmap", 0, 28, len(cmap)) + cmap


def test_what_the_files_have_is_typeset(typefaces: Typefaces) -> None:
    pick = random.Random(7)
    signs = [chr(each) for each in range(0xA0, 0xD7FF) if chr(each).isprintable()]
    asked = frozenset(pick.sample(HANZI, 150) + pick.sample(signs, 150) + list("👨𪚥𱁬喆堃玥祎赟"))

    missing = FontCharacters().without(asked, settings().font_folder)

    assert not typefaces.unset(asked - missing)
    assert "👨" in missing and "喆" not in missing


@pytest.mark.usefixtures("typefaces")
def test_a_text_of_all_hanzi_asks_nothing_of_the_press() -> None:
    asked: list[Any] = []
    coverage = Coverage(lambda *said: asked.append(said) or frozenset())

    began = time.process_time()
    lacking = coverage.lacking(settings().font_folder, "".join(HANZI))

    assert lacking == frozenset() and asked == []
    assert time.process_time() - began < 2.0


def test_segments_leave_out_what_has_no_glyph() -> None:
    segments = (
        (0x61, 0x63, 5, 0),
        (0x4E00, 0x4E02, -0x4E01 & 0xFFFF, 0),
        (0x5000, 0x5002, 0, 4),
        (0xFFFF, 0xFFFF, 1, 0),
    )
    head = struct.pack(">HHHHHHH", 4, 0, 0, 2 * len(segments), 0, 0, 0)
    ends, starts, deltas, offsets = ([each[at] for each in segments] for at in (1, 0, 2, 3))
    table = head + struct.pack(">4HH4H4H4H3H", *ends, 0, *starts, *deltas, *offsets, 9, 0, 11)

    found = [each for first, last in characters_of(font(4, table)) for each in range(first, last + 1)]

    assert found == [0x61, 0x62, 0x63, 0x4E00, 0x4E02, 0x5000, 0x5002]


def test_groups_reach_beyond_the_first_plane() -> None:
    table = struct.pack(">HHIII", 12, 0, 40, 0, 2) + struct.pack(">IIIIII", 0x4E00, 0x4E01, 0, 0x20000, 0x20001, 7)

    assert characters_of(font(12, table)) == [(0x4E01, 0x4E01), (0x20000, 0x20001)]


def test_files_that_are_no_fonts_or_cut_off_have_no_characters(tmp_path: Path) -> None:
    whole = font(12, struct.pack(">HHIII", 12, 0, 28, 0, 9) + struct.pack(">III", 0x5000, 0x5001, 7))
    for number, content in enumerate((b"", b"no font", whole[:30], whole[:50], whole, bytes(5000))):
        (tmp_path / f"{number}.ttf").write_bytes(content)

    assert FontCharacters().without("甲", tmp_path) == frozenset("甲")
    assert FontCharacters().without("甲", tmp_path / "nowhere") == frozenset("甲")


def test_fonts_installed_meanwhile_are_found(tmp_path: Path) -> None:
    characters = FontCharacters()
    assert characters.without("一", tmp_path) == frozenset("一")

    table = struct.pack(">HHIII", 12, 0, 28, 0, 1) + struct.pack(">III", 0x4E00, 0x4E00, 7)
    (tmp_path / "later.ttf").write_bytes(font(12, table))

    assert characters.without("一", tmp_path) == frozenset()
