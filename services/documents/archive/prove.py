"""核对移交包：文件与清单一一相符，目录与各件一一相符，每件的办理记录首尾相连。只需 Python 3.9 或者更新的版本，不需要本系统。

在解开的文件夹中运行 python3 prove.py，或者运行 python3 prove.py 移交包.zip。全部相符时退出码为 0，否则为 1。
"""

import hashlib
import html
import json
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

LIST, PARTS = "data/list.json", ("metadata.json", "text.txt", "history.json", "sheet.html")
MANIFESTS = ("manifest-sha256.txt", "tagmanifest-sha256.txt")
GENESIS = "0" * 64
PIECE = 1 << 20


class Folder:
    """An unpacked bag."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def names(self) -> list[str]:
        """List the files."""
        return [each.relative_to(self.path).as_posix() for each in self.path.rglob("*") if each.is_file()]

    def open(self, name: str) -> Any:
        """Open a file."""
        return (self.path / name).open("rb")


class Packed:
    """A bag in its original zip file."""

    def __init__(self, path: Path) -> None:
        self.file = zipfile.ZipFile(path)

    def names(self) -> list[str]:
        """List the files."""
        return [each for each in self.file.namelist() if not each.endswith("/")]

    def open(self, name: str) -> Any:
        """Open a file."""
        return self.file.open(name)


def faults(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the faults of a bag: the file, and the reason."""
    try:
        bag: Any = Folder(path) if path.is_dir() else Packed(path)
        names = set(bag.names())
        listed: dict[str, str] = {}
        for name in MANIFESTS:
            listed.update(_listed(bag, name))
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, NotImplementedError) as error:
        yield "", f"不是完好的移交包：{error}"
        return
    for name in sorted(set(listed) - names):
        yield name, "缺少这个文件"
    for name in sorted(names - set(listed) - {MANIFESTS[1]}):
        yield name, "清单中没有这个文件"
    for name in sorted(names & set(listed)):
        try:
            if _sum(bag, name) != listed[name]:
                yield name, "内容与校验值不符"
            elif name.endswith("/history.json"):
                yield from _chain(bag, name)
        except (OSError, EOFError, KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
            yield name, f"读不出：{error}"
    try:
        yield from _pieces(bag, names, names | set(listed))
    except (OSError, EOFError, KeyError, TypeError, ValueError, AttributeError, zipfile.BadZipFile) as error:
        yield LIST, f"读不出：{error}"


def _pieces(bag: Any, names: set[str], known: set[str]) -> Iterator[tuple[str, str]]:
    """Compare the list with the pieces: each has its folder, with matching metadata and sheet.

    known: names that are there, or are named as missing already.
    """
    listed = {f"data/{each['档号']}": each for each in json.loads(_text(bag, LIST))}
    for folder in sorted(
        {name.rsplit("/", 1)[0].removesuffix("/attachments") for name in names if name.count("/") > 1}
    ):
        if folder not in listed:
            yield folder, "归档文件目录中没有这一件"
    for folder, entry in sorted(listed.items()):
        files = {each["名称"]: each.get("校验值") for each in entry.get("电子文件", ())}
        lacking = [each for each in (*PARTS, *files) if f"{folder}/{each}" not in known]
        if lacking:
            yield folder, f"归档文件目录中有这一件，缺少{'、'.join(lacking)}"
            continue
        for name, checksum in sorted(files.items()):
            if checksum is not None and f"{folder}/{name}" in names and _sum(bag, f"{folder}/{name}") != checksum:
                yield f"{folder}/{name}", "不是归档文件目录中登记的文件"
        unlisted = {name[len(folder) + 1 :] for name in names if name.startswith(f"{folder}/")} - {*PARTS, *files}
        if unlisted and "电子文件" in entry:
            yield folder, f"归档文件目录中没有这些文件：{'、'.join(sorted(unlisted))}"
        described, sheet = f"{folder}/metadata.json", f"{folder}/sheet.html"
        if described in names and json.loads(_text(bag, described)) != entry:
            yield described, "与归档文件目录不符"
        if sheet in names and html.escape(entry["档号"]) not in _text(bag, sheet):
            yield sheet, "不是这一件的处理单"


def _text(bag: Any, name: str) -> str:
    with bag.open(name) as file:
        text: str = file.read().decode("utf-8")
    return text


def _listed(bag: Any, name: str) -> dict[str, str]:
    lines = [line.split("  ", 1) for line in _text(bag, name).splitlines()]
    return {path: checksum for checksum, path in lines}


def _sum(bag: Any, name: str) -> str:
    found = hashlib.sha256()
    with bag.open(name) as file:
        for piece in iter(lambda: file.read(PIECE), b""):
            found.update(piece)
    return found.hexdigest()


def _chain(bag: Any, name: str) -> Iterator[tuple[str, str]]:
    """Check a piece's history: every entry carries the hash of its predecessor."""
    history = json.loads(_text(bag, name))
    described = json.loads(_text(bag, name.replace("history.json", "metadata.json")))
    filed = described.get("办理记录校验值") or described["办理过程校验值"]  # the name in older packages
    previous, hashes = GENESIS, []
    for place, entry in enumerate(history, start=1):
        said = {key: value for key, value in entry.items() if key != "hash"}
        text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
        if entry["prev"] != previous or hashlib.sha256(text.encode("utf-8")).hexdigest() != entry["hash"]:
            yield name, f"办理记录第{place}条与前后不相连"
        previous = entry["hash"]
        hashes.append(previous)
    if filed not in hashes:
        yield name, "办理记录中没有归档时登记的那一条"


def main(arguments: list[str]) -> int:
    """Check the given bag, else the folder that contains this script."""
    path = Path(arguments[0]) if arguments else Path(__file__).resolve().parent
    found = list(faults(path))
    for name, reason in found:
        print(f"{name or path}：{reason}")
    print("全部相符。" if not found else f"{len(found)}处不符。")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
