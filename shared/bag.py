"""A bag (BagIt, RFC 8493) streamed as a zip file: neither the bag nor any of its files is ever held whole."""

import hashlib
import zipfile
from collections.abc import Iterable, Iterator, Mapping

DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
STAMP = (1980, 1, 1, 0, 0, 0)
"""A fixed timestamp, so that the same content gives the same bytes, whenever it is packed."""
PACKED_ALREADY = ("pdf", "docx", "xlsx", "pptx", "ofd", "zip", "png", "jpg", "jpeg")
TAG_MANIFEST = "tagmanifest-sha256.txt"


class _Line:
    """Buffers the zip writer's output until it is sent."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._waiting.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Do nothing; the buffer is emptied by its reader."""

    def taken(self) -> bytes:
        waiting, self._waiting = self._waiting, []
        return b"".join(waiting)


def bag(payload: Iterable[tuple[str, Iterable[bytes]]], tags: Mapping[str, str]) -> Iterator[bytes]:
    """Yield a bag in pieces: the declaration, every payload file, its manifest, the tag files and theirs."""
    line, sums, tag_sums = _Line(), dict[str, str](), dict[str, str]()
    with zipfile.ZipFile(line, "w") as out:  # type: ignore[call-overload]
        yield from _put(out, line, "bagit.txt", (DECLARATION.encode(),), tag_sums)
        for path, pieces in payload:
            yield from _put(out, line, path, pieces, sums)
        for name, text in {**tags, "manifest-sha256.txt": manifest(sums)}.items():
            yield from _put(out, line, name, (text.encode(),), tag_sums)
        yield from _put(out, line, TAG_MANIFEST, (manifest(tag_sums).encode(),), {})
    yield line.taken()


def manifest(sums: Mapping[str, str]) -> str:
    """Format checksums for `sha256sum -c`."""
    return "".join(f"{each}  {path}\n" for path, each in sorted(sums.items()))


def _put(
    out: zipfile.ZipFile, line: _Line, path: str, pieces: Iterable[bytes], sums: dict[str, str]
) -> Iterator[bytes]:
    print_of, entry = hashlib.sha256(), zipfile.ZipInfo(path, STAMP)
    packed = path.rpartition(".")[2].lower() in PACKED_ALREADY
    entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    with out.open(entry, "w") as file:
        for piece in pieces:
            print_of.update(piece)
            file.write(piece)
            yield line.taken()
    sums[path] = print_of.hexdigest()
