"""Numbering of documents (发文字号): in the issuer's main series, a series of the kind, or by session (纪要)."""

import re
from dataclasses import dataclass

from services.documents.outgoing.domain import Document
from shared.errors import Refused
from shared.rulings import Ruled
from shared.workflow import Context, rule

MAIN, SESSION = "main", "session"
SHORTEST = 3
"""The minimum length of an organ's short name: shorter endings identify no organ (校区, 学校)."""
NUMERALS = "零一二三四五六七八九十"
ORDINAL = re.compile(rf"第([0-9]{{1,4}}|[{NUMERALS}百]{{1,5}})次(?:会议)?")
MATTER = re.compile("^关于.*?的")
BESIDE = re.compile(r"\d{4}年(度)?|[（(][^（）()]*[）)]|\s")


@dataclass(frozen=True)
class Numbering:
    """The numbering of a document: the issuer code, the series, and the session."""

    code: str
    series: str
    by_session: bool = False
    session: int | None = None


def numbering_of(document: Document, issuer_code: str, ruled: Ruled) -> Numbering:
    """Return the series of a document's kind under its district's rules."""
    under = ruled.series.get(document.kind, MAIN)
    body = body_of(document)
    if under == SESSION and body:
        place = mark_of(document)
        return Numbering(place, f"{document.organ}.{body}", by_session=True, session=session_of(document.title))
    if under in (MAIN, SESSION):
        return Numbering(issuer_code, issuer_code)
    code = f"{issuer_code.removesuffix('发')}{under}"
    return Numbering(code, code)


@rule("session_recorded", "条例第二十五条（二）", field="title", states="一次会议的纪要编号一次。", error=Refused)
def session_is_recorded_once(document: Document, context: Context) -> str | None:
    """Require that the minutes of a session are numbered once. `recorded_session`: the session, if its number is taken."""
    session = context.said.get("recorded_session")
    wrong = "的纪要已经编号，请核对标题中的次数；更正已发的纪要，请另行发文更正"
    return None if session is None else f"{session}{wrong}"


def body_of(document: Document) -> str:
    """Return the body that met (如 校长办公会议): from the meeting, else from the title of the minutes; "" for none."""
    if document.body_met:
        return document.body_met
    rest = BESIDE.sub("", ORDINAL.sub("", without_organ(document.title, document.organ_name))).removesuffix("纪要")
    body = MATTER.sub("", rest)
    return body if body.endswith("会议") or (body.endswith("会") and body == rest) else ""


def mark_of(document: Document) -> str:
    """Return the heading of minutes, used on the page and in the number: the organ once, and the body that met."""
    body = body_of(document)
    named = document.organ_name in body or _begins_alike(body, document.organ_name)
    return body if named else f"{document.organ_name}{body}"


def without_organ(title: str, organ_name: str) -> str:
    """Remove the issuer's name, full or short (南湖实验学校东校区, 东校区), from the beginning of a title."""
    forms = forms_of(organ_name)
    while form := next((each for each in forms if title.startswith(each)), ""):
        title = title.removeprefix(form)
    return title


def forms_of(organ_name: str) -> list[str]:
    """Return the names of an organ, the longest first: its full name, and its endings that still identify it."""
    return [organ_name[begin:] for begin in range(max(1, len(organ_name) - SHORTEST + 1))]


def session_of(title: str) -> int | None:
    """Parse the session number in a title (第12次, 第十二次)."""
    found = ORDINAL.search(title)
    return None if found is None else _counted(found[1]) or None


def _begins_alike(body: str, organ_name: str) -> bool:
    return len(body) > 4 and body[:4] == organ_name[:4]


def _counted(written: str) -> int:
    if written.isascii():
        return int(written)
    total, last = 0, 0
    for each in written:
        if each in "十百":
            total += (last or 1) * (10 if each == "十" else 100)
            last = 0
        else:
            last = NUMERALS.index(each)
    return total + last
