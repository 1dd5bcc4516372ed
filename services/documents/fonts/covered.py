"""The characters that font files have, read from their own tables (`cmap`, OpenType): no typesetting is needed for it."""

import mmap
import struct
from collections.abc import Collection, Iterator
from pathlib import Path

LAST = 0x110000
SUFFIXES = frozenset((".otf", ".ttf", ".otc", ".ttc"))
LARGEST = 64 * 1024 * 1024
"""Bytes of the largest font file that is read; a larger one is left to the press."""
UNICODE = frozenset(((0, 3), (0, 4), (0, 6), (3, 1), (3, 10)))
"""Platforms and encodings of the tables that list Unicode characters."""


class FontCharacters:
    """The characters that at least one font file of a folder has, read anew when the files change."""

    def __init__(self) -> None:
        self._read_of: tuple[object, ...] | None = None
        self._flags = bytearray()

    def without(self, characters: Collection[str], folder: Path) -> frozenset[str]:
        """Return those of the characters that no font file of the folder has, as far as its files can be read."""
        files = sorted(_files(folder))
        read_of = tuple((each.name, each.stat().st_mtime_ns, each.stat().st_size) for each in files), folder
        if read_of != self._read_of:
            self._flags = _covered(files)
            self._read_of = read_of
        flags = self._flags
        return frozenset(each for each in characters if not flags[ord(each)])


def _files(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from (each for each in folder.rglob("*") if each.suffix.lower() in SUFFIXES and each.is_file())


def _covered(files: Collection[Path]) -> bytearray:
    flags = bytearray(LAST)
    for path in files:
        if path.stat().st_size <= LARGEST:
            try:
                with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as font:
                    for first, last in characters_of(font):
                        flags[first : last + 1] = b"\1" * (last + 1 - first)
            except (OSError, ValueError, struct.error):
                continue  # a file that cannot be read has no characters here; the press says what it makes of it
    return flags


def characters_of(font: bytes | mmap.mmap) -> list[tuple[int, int]]:
    """Return the ranges of characters, first and last, for which a font file has a glyph; of a collection, its first font."""
    start = struct.unpack_from(">I", font, 12)[0] if font[:4] == b"ttcf" else 0
    (tables,) = struct.unpack_from(">H", font, start + 4)
    for number in range(tables):
        tag, _, offset, length = struct.unpack_from(">4sIII", font, start + 12 + 16 * number)
        if tag == b"cmap":
            return list(_listed(font[offset : offset + length]))
    return []


def _listed(table: bytes) -> Iterator[tuple[int, int]]:
    (count,) = struct.unpack_from(">H", table, 2)
    for number in range(count):
        platform, encoding, offset = struct.unpack_from(">HHI", table, 4 + 8 * number)
        if (platform, encoding) not in UNICODE:
            continue
        (kind,) = struct.unpack_from(">H", table, offset)
        if kind == 4:
            yield from _segments(table[offset:])
        elif kind == 12:
            yield from _groups(table[offset:])


def _segments(table: bytes) -> Iterator[tuple[int, int]]:
    """Read format 4: segments of the first plane; a character whose glyph is 0 is not there."""
    count = struct.unpack_from(">H", table, 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", table, 14)
    starts = struct.unpack_from(f">{count}H", table, 16 + 2 * count)
    deltas = struct.unpack_from(f">{count}H", table, 16 + 4 * count)
    places = 16 + 6 * count
    offsets = struct.unpack_from(f">{count}H", table, places)
    for number, (first, last, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        if first > last or first == 0xFFFF:
            continue
        if offset == 0:
            missing = -delta & 0xFFFF
            yield from _around(first, last, missing)
            continue
        glyphs = struct.unpack_from(f">{last + 1 - first}H", table, places + 2 * number + offset)
        yield from ((first + at, first + at) for at, glyph in enumerate(glyphs) if glyph and (glyph + delta) & 0xFFFF)


def _around(first: int, last: int, missing: int) -> Iterator[tuple[int, int]]:
    if not first <= missing <= last:
        yield first, last
        return
    if first < missing:
        yield first, missing - 1
    if missing < last:
        yield missing + 1, last


def _groups(table: bytes) -> Iterator[tuple[int, int]]:
    """Read format 12: groups of characters with consecutive glyphs."""
    (count,) = struct.unpack_from(">I", table, 12)
    for number in range(count):
        first, last, glyph = struct.unpack_from(">III", table, 16 + 12 * number)
        if first <= last < LAST:
            yield (first, last) if glyph else (first + 1, last)
