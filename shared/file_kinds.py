"""Allowed file types of attachments, detected from the content and not the name; zip bombs are refused."""

import struct
import zipfile
from collections.abc import Mapping
from itertools import pairwise
from typing import IO

from shared.errors import InvalidInput
from shared.office_package import main_part

OFFICE = "application/vnd.openxmlformats-officedocument"
EXTENSIONS: Mapping[str, tuple[str, ...]] = {
    "application/pdf": ("pdf",),
    f"{OFFICE}.wordprocessingml.document": ("docx",),
    f"{OFFICE}.spreadsheetml.sheet": ("xlsx",),
    f"{OFFICE}.presentationml.presentation": ("pptx",),
    "application/ofd": ("ofd",),
    "application/zip": ("zip",),
    "image/png": ("png",),
    "image/jpeg": ("jpg", "jpeg"),
    "text/plain": ("txt", "csv", "md"),
}
"""The allowed file extensions of each type."""

PARTS: Mapping[str, str] = {
    "word/document.xml": f"{OFFICE}.wordprocessingml.document",
    "xl/workbook.xml": f"{OFFICE}.spreadsheetml.sheet",
    "ppt/presentation.xml": f"{OFFICE}.presentationml.presentation",
    "OFD.xml": "application/ofd",
}
ACTIVE = (
    "exe", "dll", "com", "scr", "bat", "cmd", "ps1", "vbs", "js", "jse", "wsf", "hta", "msi", "jar", "lnk", "html", "htm",
    "xhtml", "svg", "chm", "docm", "xlsm", "pptm", "apk", "sh",
)  # fmt: skip
PACKED = ("zip", "rar", "7z", "gz", "tgz", "tar", "bz2", "xz", "iso", "cab")
MARKUP = (b"<!doctype", b"<html", b"<svg", b"<script", b"<?xml", b"<body", b"<iframe")
ENCRYPTED_MEMBER = 0x1

MOST_MEMBERS = 5_000
MOST_UNPACKED = 2 * 1024 * 1024 * 1024
STEEPEST = 200
"""The maximum compression ratio of a zip; XML of large sheets packs to about a fiftieth."""
LARGEST_DIRECTORY = 4 * 1024 * 1024
MOST_PIXELS = 120_000_000
TEXT_SEEN = 1024 * 1024


class FileRefused(InvalidInput):
    """这个文件不能作为附件。"""

    code = "file_refused"


def media_type(file: IO[bytes], name: str) -> str:
    """Detect a file's type; raise FileRefused with the reason if it may not be attached or does not match its extension."""
    found = sniffed(file)
    extension = name.rpartition(".")[2].lower()
    if extension not in EXTENSIONS[found]:
        raise FileRefused(f"文件名的扩展名与内容不符：内容是{EXTENSIONS[found][0]}文件。")
    return found


def sniffed(file: IO[bytes]) -> str:
    """Detect a file's type from its content alone; raise FileRefused if it is not accepted."""
    file.seek(0)
    head = file.read(4096)
    if not head:
        raise FileRefused("文件是空的。")
    if head.startswith(b"%PDF-"):
        return _pdf(file, head)
    if head.startswith(b"PK\x03\x04"):
        return _packed(file)
    if head.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        return _image(file)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise FileRefused("这是加密的或者旧版（doc、xls、ppt）的 Office 文件，请去掉密码，另存为 docx、xlsx 或 pptx。")
    if head.startswith((b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"#!")):
        raise FileRefused("不接受可执行文件。")
    return _text(file)


def _pdf(file: IO[bytes], head: bytes) -> str:
    """Refuse an encrypted PDF: its trailer says so, at its end or, if linearised, near its start."""
    file.seek(max(0, file.seek(0, 2) - len(head)))
    if any(b"/Encrypt" in place for place in (head, file.read())):
        raise FileRefused("PDF 已加密，请去掉密码。")
    return "application/pdf"


def _packed(file: IO[bytes]) -> str:
    refuse_large_directory(file)
    try:
        with zipfile.ZipFile(file) as pack:
            members = pack.infolist()
            _refuse_bomb(members)
            names = {each.filename for each in members}
            main = main_part(pack)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, EOFError) as error:
        raise FileRefused("压缩文件已经损坏，打不开。") from error
    found = _office(main) or next((kind for part, kind in PARTS.items() if part in names), "application/zip")
    extensions = {name.rpartition(".")[2].lower() for name in names if "." in name}
    if any(name.lower().endswith("vbaproject.bin") for name in names) or (main and "macroEnabled" in main[1]):
        raise FileRefused("文件带有宏，请另存为不带宏的文件。")
    if found == "application/zip" and extensions.intersection(PACKED):
        raise FileRefused("压缩包中还有压缩包，请解开后上传。")
    if found == "application/zip" and extensions.intersection(ACTIVE):
        raise FileRefused("压缩包中有可执行文件或者网页。")
    return found


def _office(main: tuple[str, str] | None) -> str | None:
    """Return the type of an Office file by its main part, whatever its name; a template counts as its documents."""
    kind = "" if main is None else main[1].replace(".template.", ".document.")
    return next((each for each in EXTENSIONS if each.startswith(OFFICE) and kind.startswith(f"{each}.main+")), None)


def refuse_large_directory(file: IO[bytes]) -> None:
    """Refuse a zip with a directory too large to read, before reading it."""
    size = file.seek(0, 2)
    file.seek(max(0, size - 65_557))
    tail = file.read()
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) - place < 22:
        raise FileRefused("压缩文件已经损坏，打不开。")
    members, directory = struct.unpack_from("<HI", tail, place + 10)
    if members > MOST_MEMBERS or directory > LARGEST_DIRECTORY:
        raise FileRefused(f"压缩文件中的文件过多（最多{MOST_MEMBERS}个）。")


def _refuse_bomb(members: list[zipfile.ZipInfo]) -> None:
    if any(each.flag_bits & ENCRYPTED_MEMBER for each in members):
        raise FileRefused("压缩文件已加密，请去掉密码。")
    packed, unpacked = sum(each.compress_size for each in members), sum(each.file_size for each in members)
    if unpacked > MOST_UNPACKED or unpacked > STEEPEST * max(packed, 1) + TEXT_SEEN:
        raise FileRefused("解压后过大，请拆分后上传。")
    places = sorted((each.header_offset, each.compress_size) for each in members)
    if any(start + size > following for (start, size), (following, _) in pairwise(places)):
        raise FileRefused("压缩文件内容重叠，请重新压缩后上传。")


def _image(file: IO[bytes]) -> str:
    from PIL import Image

    file.seek(0)
    try:
        with Image.open(file, formats=("PNG", "JPEG")) as image:
            width, height, kind = image.width, image.height, image.format
    except Image.DecompressionBombError as error:
        raise FileRefused("图片的像素过多。") from error
    except (OSError, ValueError, SyntaxError) as error:
        raise FileRefused("图片已经损坏，打不开。") from error
    if width * height > MOST_PIXELS:
        raise FileRefused("图片的像素过多。")
    return "image/png" if kind == "PNG" else "image/jpeg"


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    seen = file.read(TEXT_SEEN)
    if any(mark in seen.lower() for mark in MARKUP):
        raise FileRefused("不接受网页、SVG 和 XML 文件。")
    if b"\0" in seen or not any(_reads(seen, encoding) for encoding in ("utf-8", "gb18030")):
        accepted = "、".join(each for names in EXTENSIONS.values() for each in names)
        raise FileRefused(f"不接受这种文件；可以上传的有{accepted}。")
    return "text/plain"


def _reads(seen: bytes, encoding: str) -> bool:
    """Check whether bytes decode in an encoding; the last character may be cut."""
    for cut in range(4):
        try:
            seen[: len(seen) - cut].decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False
