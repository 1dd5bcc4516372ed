"""A bag (BagIt, RFC 8493) written as a zip file while it is sent: neither the bag nor a file of it is ever held whole."""

import hashlib
import zipfile
from collections.abc import Iterable, Iterator, Mapping

DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
STAMP = (1980, 1, 1, 0, 0, 0)
"""The same content gives the same bytes, whenever it is packed."""
PACKED_ALREADY = ("pdf", "docx", "xlsx", "pptx", "ofd", "zip", "png", "jpg", "jpeg")
TAG_MANIFEST = "tagmanifest-sha256.txt"


class _Line:
    """Takes what the zip writer writes until it is sent on."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._waiting.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Do nothing: what waits is taken."""

    def taken(self) -> bytes:
        waiting, self._waiting = self._waiting, []
        return b"".join(waiting)


def bag(payload: Iterable[tuple[str, Iterable[bytes]]], tags: Mapping[str, str]) -> Iterator[bytes]:
    """Write a bag piece by piece: the declaration, every payload file, its manifest, the tag files and theirs."""
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
    """Write checksums as `sha256sum -c` reads them."""
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
