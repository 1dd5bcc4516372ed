"""A package that carries a year of the archive to whoever takes it over, and can be checked without this system.

It is a bag after RFC 8493 (BagIt): every file stands in `manifest-sha256.txt`, so `sha256sum -c` says whether it is whole.
Metadata follow the elements of GB/T 33480-2016 and DA/T 46-2009.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.documents.archive.domain import RETENTION_NAMES, Item, Volume
from services.documents.domain import SECRECY_NAMES, Secrecy
from shared.aggregate import Entry
from shared.calendar import instant_text

DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
STAMP = (1980, 1, 1, 0, 0, 0)
"""The same content gives the same bytes, whenever it is packed."""
MOST_BYTES = 1 << 30
"""A package that claims to unpack to more is not looked into."""


@dataclass(frozen=True)
class Part:
    """A piece with its text and its history."""

    item: Item
    body: str
    history: Sequence[Entry]


@dataclass(frozen=True)
class Finding:
    """What is wrong with a file of a package."""

    path: str
    reason: str


def packed(volume: Volume, parts: Iterable[Part]) -> bytes:
    """Pack the pieces of a year."""
    out, sums = io.BytesIO(), dict[str, str]()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bag:

        def put(path: str, text: str) -> None:
            content = text.encode()
            bag.writestr(zipfile.ZipInfo(path, STAMP), content, zipfile.ZIP_DEFLATED)
            sums[path] = hashlib.sha256(content).hexdigest()

        listed = []
        for part in parts:
            folder = f"data/{part.item.code}"
            described = metadata(volume, part.item)
            listed.append(described)
            put(f"{folder}/metadata.json", _json(described))
            put(f"{folder}/text.txt", part.body)
            put(f"{folder}/history.json", _json(list(part.history)))
        put("data/list.json", _json(listed))
        payload = dict(sums)
        put("bagit.txt", DECLARATION)
        put("bag-info.txt", _information(volume, [part.get("密级", "") for part in listed]))
        put("manifest-sha256.txt", _manifest(payload))
        put("tagmanifest-sha256.txt", _manifest({path: each for path, each in sums.items() if path not in payload}))
    return out.getvalue()


def faults(content: bytes) -> list[Finding]:
    """Check a package: every file listed is there and unchanged, and none is there that is not listed."""
    try:
        bag = zipfile.ZipFile(io.BytesIO(content))
        names = {each.filename for each in bag.infolist()}
        if sum(each.file_size for each in bag.infolist()) > MOST_BYTES:
            return [Finding("", "包过大")]
        manifests = {name: _read_manifest(bag, name) for name in ("manifest-sha256.txt", "tagmanifest-sha256.txt")}
        wanted = {path: each for manifest in manifests.values() for path, each in manifest.items()}
        found = [Finding(path, "缺少这个文件") for path in sorted(wanted.keys() - names)]
        found += [
            Finding(path, "清单中没有这个文件") for path in sorted(names - wanted.keys() - {"tagmanifest-sha256.txt"})
        ]
        found += [
            Finding(path, "内容与校验值不符")
            for path in sorted(wanted.keys() & names)
            if hashlib.sha256(bag.read(path)).hexdigest() != wanted[path]
        ]
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, EOFError, NotImplementedError) as error:
        return [Finding("", f"不是完好的移交包：{error}")]
    return found


def metadata(volume: Volume, item: Item) -> Mapping[str, Any]:
    """Describe a piece by the field's elements."""
    return {
        "档号": item.code,
        "全宗号": volume.fonds,
        "立档单位": volume.organ_name,
        "年度": volume.year,
        "保管期限": RETENTION_NAMES[item.retention],
        "机构或问题": item.issue,
        "件号": item.sequence,
        "题名": item.title,
        "责任者": item.author,
        "文件编号": item.number,
        "日期": item.dated_on.isoformat(),
        "稿本": "定稿" if item.line == "outgoing" else "来文",
        "归档人": item.filed_by,
        "归档时间": instant_text(item.filed_at),
        "办理过程校验值": item.checksum,
        **({"密级": SECRECY_NAMES[item.secrecy]} if item.secrecy is not Secrecy.NONE else {}),
    }


def _information(volume: Volume, secrecies: Sequence[str]) -> str:
    """Describe the bag; a compilation is as secret as the most secret of what is in it (条例 art. 32)."""
    highest = next(
        (f"Secrecy: {each}\n" for each in reversed(list(SECRECY_NAMES.values())) if each and each in secrecies), ""
    )
    return (
        f"Source-Organization: {volume.organ_name}\nExternal-Identifier: {volume.fonds}-{volume.year}\n"
        f"External-Description: {volume.year}年度归档文件，共{len(secrecies)}件\nBagging-Date: {volume.closed_on}\n{highest}"
    )


def _manifest(sums: Mapping[str, str]) -> str:
    return "".join(f"{each}  {path}\n" for path, each in sorted(sums.items()))


def _read_manifest(bag: zipfile.ZipFile, name: str) -> dict[str, str]:
    lines = [line.split("  ", 1) for line in bag.read(name).decode("utf-8").splitlines()]
    return {path: checksum for checksum, path in lines}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
