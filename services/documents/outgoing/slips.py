"""Slips in a text that need no knowledge of the matter (校对): impossible dates, doubled marks, wrong forms of heading
numbers, and elements typed into the text that the page adds by itself.
"""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from services.documents.outgoing.domain import Document
from services.documents.outgoing.numbers import forms_of

NUMERAL = "〇零一二三四五六七八九十廿卅"
FIGURE, GAP = rf"(?:\d{{1,2}}|[{NUMERAL}]{{1,3}})", "[ 　]?"
YEAR, ONE = rf"(\d{{4}}|[{NUMERAL}]{{4}})", f"({FIGURE})"
FURTHER = rf"(?:{GAP}[日号])?(?:（[^（）\n]{{1,8}}）)?{GAP}[至到、和及或—–~～-]+{GAP}{FIGURE}"
DAYS = rf"({FIGURE}(?:{FURTHER})*){GAP}[日号](?!以?内|之内)"
DAY = re.compile(rf"(?:{YEAR}{GAP}年{GAP})?(?<![\d{NUMERAL}]){ONE}{GAP}月(?:{GAP}{DAYS})?")
"""A date in a text, even with the spaces that Word inserts, and further days of the month (25至31日, 28日、29日)."""
WITHOUT_ITS_WORD = re.compile(
    rf"{YEAR}{GAP}年{GAP}{ONE}{GAP}月{GAP}({FIGURE})(?!{GAP}[日号])(?=[之以]?前|起|止|[，。、；：）)\s]|$)"
)
"""A date whose 日 was forgotten; only with its year, for else the figure may count anything."""
WEEKDAY, EACH = re.compile(r"（[^（）\n]*）"), re.compile(FIGURE)
WRITTEN_SHORT = re.compile(r"(?<![\d.\-/－．／·])((?:19|20)\d\d)([-/.－．／·])(\d{1,2})\2(\d{1,2})(?![\d.\-/－．／·])")
LEAP_YEAR = 2000
DOUBLED = re.compile(
    r"[，。、；：][，。、；：！？!?]+|[！？!?][，。、；：]+|([？！!?（《“])\1+|(?<=[一-龥]),,+|(?<=[一-龥])[.,;:][，。、；：]"
    r"|[，。、；：][.,;:](?![A-Za-z\d])|[。！？]”。"
)
LEVELS = (
    (
        re.compile(r"^[ \t　]*([(（][一二三四五六七八九十]+[)）]、?)", re.M),
        re.compile(r"（[一二三四五六七八九十]+）"),
        "（一）",
    ),
    (re.compile(r"^[ \t　]*([一二三四五六七八九十]+[.．,，])(?!\d)", re.M), None, "一、"),
    (re.compile(r"^[ \t　]*(\d{1,2}[、,，)）．])(?!\d)", re.M), None, "1."),
    (re.compile(r"^[ \t　]*([(（]\d{1,2}[)）]、?)", re.M), re.compile(r"（\d{1,2}）"), "（1）"),
    (re.compile(r"^[ \t　]*(第[一二三四五六七八九十]{1,3}[、.．])(?![第\d一二三四五六七八九十])", re.M), None, "一、"),
    (re.compile(r"^[ \t　]*(第\d{1,2}[、.．])(?![第\d])", re.M), None, "1."),
    (re.compile(r"^[ \t　]*([①-⑳][、.．，,])", re.M), None, "（1）"),
)
"""The number of a heading as it is often mistyped, its correct form, and the form of its level (GB/T 9704-2012, 7.3.3)."""

ADDRESS = re.compile(r"^(?!附件)[^。；！？：:\n]{2,60}[：:]\s*$")
COMMA = re.compile("[，,]")
ADDRESSEE = re.compile(r"(各|局|校|校区|学校|单位|部门|处室|科室|中心|集团|办公室)$|^各")
RECIPIENT = re.compile(r"各?[^各的了]{0,18}(?:局|学校|校区|中学|小学|幼儿园|单位|部门|处室|科室|中心|集团|办公室)")
OPENING = 3
"""The lines in which recipients are typed, below a title that was typed as well."""
SIGNATORY = re.compile(
    r"^[^。，；：！？:\d]{2,29}(?:局|校|校区|部|部门|处|科|室|处室|中心|集团|委员会|委|支部|组|院|园|会)$"
)
"""The name of an organ in the line above the day, also of one below or beside the issuer (…办公室)."""
BLANK = re.compile(r"[ 　]")
LABELLED = re.compile(r"^[ \t　]*(?:主送|抄送)(?:机关)?[：:]", re.M)
ATTACHMENT = re.compile(
    r"^[ \t　]*附[ 　]*(?:件?[ 　]*(?:\d{1,2}|[一二三四五六七八九十]{1,3})?[ 　]*[：:]"
    r"|件[ 　]*(?:\d{1,2}|[一二三四五六七八九十]{1,3})?[ \t　]*$)",
    re.M,
)
"""附件：, 附：, 附件一：, or a line of 附件1 alone above the title."""
CLOSING_DAY = re.compile(rf"{YEAR}年{ONE}月{ONE}日|\d{{4}}([-/.])\d{{1,2}}\4\d{{1,2}}")


class Slip(NamedTuple):
    """A slip, with its location in a field."""

    field: str
    code: str
    message: str
    source: str
    start: int
    end: int


def slips(document: Document) -> Iterator[Slip]:
    """Yield every slip of a document's title and text."""
    for field, text in (("title", document.title), ("body", document.body)):
        yield from _days(field, text)
        for found in DOUBLED.finditer(text):
            message = f"标点重复：“{found[0]}”，请删去多余的标点"
            yield Slip(field, "doubled_mark", message, "GB/T 15834—2011", found.start(), found.end())
    yield from _levels(document.body)
    yield from _typed(document)


def _days(field: str, text: str) -> Iterator[Slip]:
    for found in DAY.finditer(text):
        year = None if found[1] is None else _number(found[1])
        days = [_number(each) for each in EACH.findall(WEEKDAY.sub("", found[3] or ""))]
        known = year is not None or bool(days)
        if known and not all(_is_day(year, _number(found[2]), each) for each in days or [1]):
            yield _no_day(field, found)
    for found in WITHOUT_ITS_WORD.finditer(text):
        if _is_day(None, _number(found[2]), 1) and not _is_day(_number(found[1]), _number(found[2]), _number(found[3])):
            yield _no_day(field, found)
    for found in WRITTEN_SHORT.finditer(text):
        if not _is_day(int(found[1]), int(found[3]), int(found[4])):
            yield _no_day(field, found)


def _no_day(field: str, found: re.Match[str]) -> Slip:
    message = f"没有{found[0]}这一天，请核对日期"
    return Slip(field, "impossible_date", message, "条例第十九条（三）", found.start(), found.end())


def _is_day(year: int | None, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= monthrange(LEAP_YEAR if year is None else max(year, 1), month)[1]


def _number(written: str) -> int:
    """Parse a number of a date: 2026, 二〇二六, 十一, 三十一, 卅一."""
    written = written.replace("廿", "二十").replace("卅", "三十")
    if written.isdecimal():  # full-width figures too
        return int(written)
    digits = {each: max(place - 1, 0) for place, each in enumerate(NUMERAL)}
    if "十" not in written:
        return int("".join(str(digits[each]) for each in written))
    tens, _, ones = written.partition("十")
    if "十" in ones:
        return 0
    return (digits[tens[-1]] if tens else 1) * 10 + (digits[ones[-1]] if ones else 0)


def _levels(body: str) -> Iterator[Slip]:
    for typed, right, form in LEVELS:
        for found in typed.finditer(body):
            if right is None or not right.fullmatch(found[1]):
                message = f"层次序数“{found[1]}”应当写作“{form}”的形式"
                yield Slip("body", "level_mark", message, "GB/T 9704—2012 7.3.3", found.start(1), found.end(1))


def _typed(document: Document) -> Iterator[Slip]:
    """Yield elements that the page adds by itself: 主送机关 at the head, 附件说明, and 落款 at the end."""
    lines = [(each.start(), each[0].strip()) for each in re.finditer(r"[^\n]+", document.body) if each[0].strip()]
    if not lines or (document.body.startswith("附件") and not ATTACHMENT.match(document.body)):
        return
    named = [each.name for each in document.addressees]
    for place, (start, line) in enumerate(lines[:OPENING]):
        if ADDRESS.match(line) and _addresses(line.rstrip("：:"), named, first=place == 0):
            message = f"主送机关请填在“主送机关”一栏，正文中的“{line}”会重复印出，请删去"
            yield _inside("recipient_typed", message, "条例第九条（八）", document.body, start, line)
    for found in LABELLED.finditer(document.body):
        line = document.body[found.start() :].partition("\n")[0].strip()
        message = "主送机关、抄送机关请在各栏填写，正文中的这一行会重复印出，请删去"
        yield _inside("recipient_typed", message, "条例第九条（八）", document.body, found.start(), line)
    for found in ATTACHMENT.finditer(document.body):
        line = document.body[found.start() :].partition("\n")[0].strip()
        message = "附件说明按所附文件自动排印，请用“添加附件”并删去正文中的这一段"
        yield _inside("attachments_typed", message, "条例第九条（十）", document.body, found.start(), line)
    issuers = [each.name for each in document.signatures]
    forms = [form for each in issuers for form in forms_of(each)]
    closing = [(start, line, BLANK.sub("", line)) for start, line in lines[1:][-1 - len(issuers) :]]
    for place, (start, line, written) in enumerate(closing):
        signed = next((each for each in forms if written.startswith(each)), "")
        rest = written.removeprefix(signed)
        above_day = any(CLOSING_DAY.fullmatch(each) for _, _, each in closing[place + 1 : place + 2])
        if (signed and (not rest or CLOSING_DAY.fullmatch(rest))) or (above_day and SIGNATORY.search(written)):
            message = "发文机关署名自动排印，请删去正文末尾的这一行"
            yield _inside("signature_typed", message, "条例第九条（十一）", document.body, start, line)
        elif CLOSING_DAY.fullmatch(written):
            message = "成文日期自动排印，请删去正文末尾的这一行"
            yield _inside("date_typed", message, "条例第九条（十二）", document.body, start, line)


def _addresses(names: str, addressees: Sequence[str], *, first: bool) -> bool:
    """Check whether a line names recipients: the first line as a whole, one with commas or further down name by name."""
    if first and not COMMA.search(names):
        return bool(ADDRESSEE.search(names)) or any(name in names for name in addressees)
    parts = [each for each in re.split("[、/／，,]", names) if each]
    return all(each in addressees or RECIPIENT.fullmatch(each) for each in parts)


def _inside(code: str, message: str, source: str, body: str, start: int, line: str) -> Slip:
    at = body.index(line, start)
    return Slip("body", code, message, source, at, at + len(line))
