"""The transfer package of an archive year, verifiable without this system.

It is a bag after RFC 8493 (BagIt, `shared/bag.py`). Each piece has the issued file with its seals, its attachments, its text,
its history, the processing sheet (发文稿纸, 收文处理单) and metadata after the elements of GB/T 33480-2016 and
DA/T 46-2009. A script in it, `prove.py`, needs Python only.
"""

import html
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from services.documents.archive import prove
from services.documents.archive.domain import RETENTION_NAMES, SUPPLEMENT, Item, Volume
from services.documents.domain import SECRECY_NAMES, Secrecy
from services.documents.incoming.domain import Incoming
from shared.acts import UNNAMED, Acts
from shared.aggregate import Entry
from shared.calendar import OFFICE_ZONE, in_full, instant_text, office_date


class File(NamedTuple):
    """A file of a piece: its name in the piece's folder, which part it is, and its SHA-256 if recorded."""

    name: str
    part: str
    sha256: str | None = None


SHEETS = {"outgoing": "发文稿纸", "incoming": "收文处理单"}


def script() -> str:
    """Load the script that verifies a package."""
    return Path(prove.__file__).read_text(encoding="utf-8")


def folder_of(item: Item) -> str:
    """Return the folder of a piece."""
    return f"data/{item.code}"


def metadata(volume: Volume, item: Item, files: Sequence[File]) -> Mapping[str, Any]:
    """Return the metadata of a piece by the standard's elements, with its files besides those that the archive writes."""
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
        "办理记录校验值": item.checksum,
        "电子文件": [{"名称": each.name, **({"校验值": each.sha256} if each.sha256 else {})} for each in files],
        **({"密级": SECRECY_NAMES[item.secrecy]} if item.secrecy is not Secrecy.NONE else {}),
        **({"备注": SUPPLEMENT} if item.supplement else {}),
    }


def information(volume: Volume, items: Sequence[Item]) -> str:
    """Format the bag's information; a compilation is as secret as its most secret part (条例 art. 32)."""
    secrecies = {item.secrecy for item in items}
    highest = next((each for each in reversed(list(SECRECY_NAMES)) if SECRECY_NAMES[each] and each in secrecies), None)
    secrecy = "" if highest is None else f"Secrecy: {SECRECY_NAMES[highest]}\n"
    late = [item for item in items if item.supplement]
    supplemented = f"，其中{SUPPLEMENT}{len(late)}件" if late else ""
    bagged = max((office_date(item.filed_at) for item in late), default=volume.closed_on)
    return (
        f"Source-Organization: {volume.organ_name}\nExternal-Identifier: {volume.fonds}-{volume.year}\n"
        f"External-Description: {volume.year}年度归档文件，共{len(items)}件{supplemented}；运行 python3 prove.py 核对\n"
        f"Bagging-Date: {bagged}\n{secrecy}"
    )


def list_text(volume: Volume, items: Sequence[tuple[Item, Sequence[File]]]) -> str:
    """Format the list of a package's pieces."""
    return as_json([metadata(volume, item, files) for item, files in items])


def history_text(entries: Sequence[Entry], *, first: bool, last: bool) -> str:
    """Format a part of a history as JSON, one entry per line."""
    lines = [json.dumps(each, ensure_ascii=False, sort_keys=True, allow_nan=False) for each in entries]
    begin, end = "[\n" if first else ",\n" if lines else "", "\n]\n" if last else ""
    return begin + ",\n".join(lines) + end


def handled(incoming: Incoming) -> Mapping[str, str]:
    """Return how an incoming piece was handled, as its sheet has it: by whom, until when, who read it, with what result."""
    ticks = (f"{each.person.name}{'✓' if each.read_at else '（未阅）'}" for each in incoming.readers)
    return {
        "承办人": incoming.handler_name or "",
        "协办人": "、".join(each.name for each in incoming.assisting),
        "办理时限": "" if incoming.due_on is None else in_full(incoming.due_on),
        "传阅": "、".join(ticks),
        "办理结果": incoming.reply or "",
    }


def processing_sheet(
    volume: Volume, item: Item, entries: Iterable[Entry], acts: Acts, handling: Mapping[str, str] | None = None
) -> str:
    """Build a piece's processing sheet, who did what, when and with which opinion, as an HTML page."""
    context = {"档号": item.code, "题名": item.title, "文件编号": item.number or "", "责任者": item.author}
    context |= {name: said for name, said in (handling or {}).items() if said}
    rows = "".join(
        f"<tr><th>{html.escape(name)}</th><td>{html.escape(said)}</td></tr>" for name, said in context.items()
    )
    steps = "".join(_step(each, acts) for each in entries)
    title = f"{volume.organ_name}{SHEETS[item.line]}"
    return (
        f'<!doctype html>\n<html lang="zh-CN"><meta charset="utf-8"><title>{html.escape(title)}</title>\n'
        "<style>body{font:16px/1.6 serif;margin:2em}table{border-collapse:collapse;width:100%;margin-bottom:1em}"
        "th,td{border:1px solid;padding:.3em .6em;text-align:left;vertical-align:top}th{white-space:nowrap}</style>\n"
        f"<h1>{html.escape(title)}</h1>\n<table>{rows}</table>\n"
        f"<table><tr><th>时间<th>办理人<th>事项<th>意见</tr>\n{steps}</table>\n</html>\n"
    )


def _step(entry: Entry, acts: Acts) -> str:
    by = entry.get("by") or {}
    at = datetime.fromisoformat(entry["at"]).astimezone(OFFICE_ZONE).strftime("%Y-%m-%d %H:%M")
    place = (
        f"（代{entry['in_place_of']}）" if entry.get("in_place_of") else "（代岗）" if entry.get("standing_in") else ""
    )
    cells = (
        at,
        f"{by.get('name', '系统')}{place}",
        acts.get(entry["action"], UNNAMED).label,
        entry.get("comment") or "",
    )
    return f"<tr>{''.join(f'<td>{html.escape(each)}</td>' for each in cells)}</tr>\n"


def as_json(value: Any) -> str:
    """Format JSON for people to read."""
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
