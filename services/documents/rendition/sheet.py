"""The content of an official document's page, and how it is written (GB/T 9704-2012); no clock, no files."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate, islice, pairwise

from services.documents.rendition.phrases import PHRASES
from services.documents.text.domain import LEVELS, Heading, Paragraph, Text


class Form(StrEnum):
    """The layout of a document (GB/T 9704-2012, 7 and 10): 通用, 信函, 命令（令）, 纪要.

    PLAIN: title and text alone, as an attachment is shown on the screen.
    """

    GENERAL = "general"
    LETTER = "letter"
    ORDER = "order"
    MINUTES = "minutes"
    PLAIN = "plain"


@dataclass(frozen=True)
class Attachment:
    """An attachment (附件): its title, and its text if it is bound with the document."""

    title: str
    text: Text = ()


@dataclass(frozen=True)
class Signature:
    """The signing organ (发文机关署名), and if sealed the image of its seal (PNG with transparency) with what
    the seal vouches for.
    """

    organ: str
    seal: bytes | None = None
    vouches: str = ""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """An official document as it is printed: every element of 条例 art. 9, as far as the document has it.

    issuers: named in its mark, the lead first; `suffix` follows, such as 文件.
    upward: to a superior, so the number is on the left and `signers` right of it (GB/T 9704-2012, 7.2.5).
    signer, post, stamp: who signs an order, and the image of that signature (10.2).
    state: the mark on every page of a document that is not in force, such as 草稿; `claim`: the claim in its file.
    """

    form: Form = Form.GENERAL
    issuers: tuple[str, ...]
    suffix: str = "文件"
    copy_number: int | None = None
    secrecy: str = ""
    urgency: str = ""
    number: str = ""
    upward: bool = False
    signers: tuple[str, ...] = ()
    title: str
    addressees: tuple[str, ...] = ()
    body: Text = ()
    attachments: tuple[Attachment, ...] = ()
    signatures: tuple[Signature, ...] = ()
    dated: date | None = None
    signer: str = ""
    post: str = ""
    stamp: bytes | None = None
    note: str = ""
    copies: tuple[str, ...] = ()
    printer: str = ""
    printed_on: date | None = None
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    observers: tuple[str, ...] = ()
    state: str = ""
    claim: str = ""


@dataclass(frozen=True)
class Run:
    """Text in one typeface: fang 仿宋, hei 黑体, kai 楷体."""

    text: str
    face: str = "fang"


MARK = "〓"
"""The substitute for a character that cannot be printed (缺字符号)."""
FACES = {1: "hei", 2: "kai", 3: "fang", 4: "fang"}
"""The typeface of each level of headings (GB/T 9704-2012, 7.3.3)."""
TITLE_WIDTH = 19.0
"""Characters of 2号 in a line of a title; twenty would fill the type area from edge to edge."""
QUOTED = re.compile(r"“[^“”]{1,8}”|《[^《》]{1,8}》")
"""A short name in quotation marks, which is not broken in a title."""
CUT = "\n"
"""Marks the ends of words in the patterns below."""
BODY = r"(?:局|委员会|政府|厅|校区|学校|小学|中学|幼儿园|集团|中心|院|室)"
TOGETHER = re.compile(
    rf"(?<![^{CUT}])(?:[一-龥]{{1,4}}{CUT}?[区县市省]{CUT}?(?:(?!关于|转发|印发)[一-龥]{CUT}?){{0,9}}?{BODY}"
    rf"|(?:实施|工作|管理|指导|行动|活动|应急|考核|专项|暂行){CUT}(?:意见|方案|办法|细则|规定|规划|预案|计划|制度)"
    rf"|([一-龥])[一-龥]{CUT}\1[一-龥])(?![^{CUT}])"
)
"""Words of a title that belong together: the name of an organ (南湖区教育局), a paper's (实施意见), and pairs (值班值守)."""
LONGEST_KEPT = 14
"""The maximum length of an organ's name that is not broken in a title."""
LONGEST_NAME = 15
"""The maximum length of a run-in heading before a colon, including number and colon (一、元旦：)."""
LONE_MARK = re.compile(r"(?<=[^\s—])([—–－～-])(?=[^—]|$)")
LONGEST_RUN_IN = 40
"""The maximum length of a first sentence that is a run-in heading."""
TOLD = re.compile(r"(?<![为除])了|^\S{1,5}会议")
"""Signs that a first sentence reports an event (会议听取了…) and is no heading."""
CONNECTING = "—–－～~-·"
"""Connecting marks, which may not begin a line (GB/T 15834-2011, 5.1.9)."""
NEVER_FIRST = "、，。；：？！”’》〉）】〕的地得和与及或之" + CONNECTING
COUNTED = "年月日号届次期周个级项条章学名所校"
TORN = ("关于", "的", "印发", "转发", "开展", "做好", "进一步", "加强", "和", "与", "及", "、")
"""Words that should not end a line."""
FORBIDDEN = 10_000.0
NEVER_LAST = "“‘《〈（【〔第"
WORDS_TRIED = 60
"""The maximum words of a title to optimise; longer ones are filled line by line."""
STEPS_TRIED, BREAKS_WEIGHED = 20_000, 2_000
"""Limits on the search for breaks: a page is set during typing, and a title of 60 words has millions of breaks."""


def day(on: date | None) -> str:
    """Format a date in Arabic figures without padding (GB/T 9704-2012, 7.3.5.4)."""
    return "" if on is None else f"{on.year}年{on.month}月{on.day}日"


def copy_number(number: int | None) -> str:
    """Format a copy number in six digits (份号; GB/T 9704-2012, 7.2.1)."""
    return "" if number is None else f"{number:06d}"


def addressed(names: Sequence[str]) -> str:
    """Format the main recipients (主送机关): separated by commas, a colon after the last (GB/T 9704-2012, 7.3.2)."""
    return f"{'，'.join(names)}：" if names else ""


def copied(names: Sequence[str]) -> str:
    """Format the copy recipients (抄送机关): separated by commas, a full stop after the last (GB/T 9704-2012, 7.4.2)."""
    return f"{'，'.join(names)}。" if names else ""


def listed(names: Sequence[str]) -> str:
    """Format names of people, two-character ones spaced out to the width of three if there are longer ones."""
    wide = any(len(name) > 2 for name in names)
    return "　".join(f"{name[0]}　{name[1]}" if wide and len(name) == 2 else name for name in names)


def noted(note: str) -> str:
    """Format a note (附注) in round brackets (GB/T 9704-2012, 7.3.6)."""
    bare = note.strip()
    return f"（{bare.removeprefix('（').removesuffix('）')}）" if bare else ""


def attachment_name(title: str) -> str:
    """Format an attachment's name without full stop and without a title's brackets (GB/T 9704-2012, 7.3.4)."""
    bare = title.strip().rstrip("。；，")
    return bare[1:-1] if bare.startswith("《") and bare.endswith("》") and "》" not in bare[:-1] else bare


def clean(text: str) -> str:
    """Remove characters that cannot be printed: control characters, and those that change the writing direction.

    Characters that no font has stay: nobody would notice on the page that they were dropped.
    """
    plain = (" " if each in "\t\n\r\v\f" else MARK if each in "\ufffe\uffff" else each for each in text)
    return "".join(each for each in plain if unicodedata.category(each) not in ("Cc", "Cf", "Cs"))


def heading(level: int, text: str) -> tuple[Run, ...]:
    """Return a heading in its level's typeface."""
    return (Run(text, FACES.get(level, "fang")),)


def paragraph(text: str) -> tuple[Run, ...]:
    """Return a single paragraph as runs (`run_ins`)."""
    return runs_in(text, run_ins((Paragraph(text),)).get(0, 0))


def runs_in(text: str, end: int) -> tuple[Run, ...]:
    """Return a paragraph as runs, its first `end` characters a run-in heading in its level's typeface."""
    level = begins_with(text)
    return (Run(text),) if level is None or not end else (Run(text[:end], FACES[level]), Run(text[end:]))


def run_ins(text: Text, *, sentences: bool = True) -> dict[int, int]:
    """Find the ends of run-in headings, by the index of the paragraph.

    Numbered siblings are treated alike: each begins with a short name and a colon, or each with a short sentence, or each
    with either, or none is a heading. Beside a sibling that is a heading of its own, each that can be one is.

    sentences: whether a short sentence may be one; not in minutes, which report what was said and decided.
    """
    groups: list[list[int]] = []
    open_: dict[int, list[int]] = {}
    for place, block in enumerate(text):
        if not isinstance(block, Heading | Paragraph):
            continue
        level = block.level if isinstance(block, Heading) else begins_with(block.text)
        if level is None:
            continue
        open_ = {each: group for each, group in open_.items() if each <= level}
        if level not in open_:
            groups.append(open_.setdefault(level, []))
        open_[level].append(place)
    found: dict[int, int] = {}
    for group in groups:
        lines = {place: block.text for place in group if isinstance(block := text[place], Paragraph)}
        ways = (_named, _named_or_said) if sentences else (_named,)
        ends = [{place: way(line) for place, line in lines.items()} for way in ways]
        beside_heading = len(lines) < len(group)
        found |= next((each for each in ends if all(each.values())), ends[-1] if beside_heading else {})
    return found


def begins_with(text: str) -> int | None:
    """Return the heading level that a paragraph begins as, if that level has a typeface of its own."""
    level = next((level for level, begins in enumerate(LEVELS, start=1) if begins.match(text)), None)
    return None if level is None or FACES[level] == "fang" else level


def _named(text: str) -> int:
    end = text.find("：") + 1
    return (
        end if 0 < end <= LONGEST_NAME and end < len(text) and not any(each in text[:end] for each in "，。；") else 0
    )


def _said(text: str) -> int:
    end = text.find("。") + 1
    return end if 0 < end <= LONGEST_RUN_IN and end < len(text) and not TOLD.search(text[:end]) else 0


def _named_or_said(text: str) -> int:
    return _named(text) or _said(text)


def connected(text: str) -> str:
    """Join each connecting mark with its preceding text; a dash of two (破折号) may begin a line."""
    return LONE_MARK.sub("\u2060\\1", text)


def width(text: str) -> float:
    """Return the width of a text in full characters; figures and Latin letters count half."""
    return sum(1.0 if unicodedata.east_asian_width(each) in "WFA" else 0.5 for each in text)


def title_lines(words: Sequence[str], names: Sequence[str] = ()) -> tuple[str, ...]:
    """Break a title between words into a trapezoid or a lozenge (GB/T 9704-2012, 7.3.1: 词意完整、排列对称).

    names: of organs, each kept in one piece unless it takes more than most of a line.
    """
    cut = words
    words = tuple(piece for word in glued(cut, names) for piece in _pieces(word))
    whole = "".join(words)
    least = max(1, -int(-width(whole) // TITLE_WIDTH))
    if least == 1:
        return (whole,) if whole else ()
    for lines in (least, least + 1) if least <= 4 and len(words) <= WORDS_TRIED else ():
        found = list(islice(_breaks(words, lines), BREAKS_WEIGHED))
        if found:
            return min(found, key=_ugliness)
    loose = tuple(piece for word in glued(cut, names, ()) for piece in _pieces(word))
    return min((_evenly(each, least) for each in (words, loose)), key=len)  # no phrase is worth another line


def glued(words: Sequence[str], names: Sequence[str] = (), phrases: Sequence[str] = PHRASES) -> list[str]:
    """Join figures with their units (2026年, 第3届) and words that belong together, and keep short names whole, so that no
    line breaks them.
    """
    whole = "".join(words)
    kept = [re.escape(name) for name in names if 0 < len(name) <= LONGEST_KEPT]
    kept += [each for each in sorted(phrases, key=len, reverse=True) if each in whole]
    pattern = re.compile("|".join((QUOTED.pattern, *kept)))
    within = {place for found in pattern.finditer(whole) for place in range(found.start() + 1, found.end())}
    cut = CUT.join(words)
    for found_at in TOGETHER.finditer(cut):
        begin = found_at.start() - cut.count(CUT, 0, found_at.start())
        within.update(range(begin + 1, begin + len(found_at[0].replace(CUT, ""))))
    joined: list[str] = []
    for start, word in zip(accumulate(map(len, words), initial=0), words, strict=False):
        last = joined[-1][-1:] if joined else ""
        if (
            (start in within and width(joined[-1] + word) <= TITLE_WIDTH)
            or (last.isdigit() and word[0] in COUNTED + CONNECTING)
            or (last and last in CONNECTING + "第")
        ):
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def _breaks(words: Sequence[str], lines: int) -> Iterator[tuple[str, ...]]:
    """Yield every way to break words into this many lines that fit, up to `STEPS_TRIED` steps of search."""
    ends = (0.0, *accumulate(width(word) for word in words))
    opens = [word[0] not in NEVER_FIRST for word in words]
    closes = [word[-1] not in NEVER_LAST for word in words]
    tried = 0

    def after(start: int, left: int) -> Iterator[tuple[int, ...]]:
        nonlocal tried
        if left == 1:
            if ends[-1] - ends[start] <= TITLE_WIDTH:
                yield ()
            return
        for end in range(start + 1, len(words)):
            tried += 1
            if ends[end] - ends[start] > TITLE_WIDTH or tried > STEPS_TRIED:
                return
            if opens[end] and closes[end - 1] and ends[-1] - ends[end] <= TITLE_WIDTH * (left - 1):
                yield from ((end, *rest) for rest in after(end, left - 1))

    for places in after(0, lines):
        cuts = (0, *places, len(words))
        yield tuple("".join(words[start:end]) for start, end in pairwise(cuts))


def _ugliness(lines: Sequence[str]) -> float:
    """Score a break: first its shape, then its evenness, then the beginnings and ends of its lines."""
    widths = [_width(line) for line in lines]
    steps = [after - before for before, after in pairwise(widths)]
    turns = [step > 0 for step in steps if step]
    hourglass = any(not first and second for first, second in pairwise(turns))
    rectangle = all(abs(step) < 1 for step in steps)
    uneven = sum(max(0.0, abs(step) - 4) for step in steps)
    torn = sum(line.endswith(TORN) for line in lines[:-1])
    short = sum(each < 5 for each in widths)
    issuer_alone = lines[1].startswith("关于") or lines[0].endswith("关于")
    return 40 * hourglass + 12 * rectangle + uneven + 5 * torn + 15 * short - 3 * (issuer_alone and not torn)


@lru_cache(4096)
def _width(line: str) -> float:
    return width(line)


def _evenly(words: Sequence[str], least: int) -> tuple[str, ...]:
    """Break a long title into lines of about the same width, none beginning or ending with a forbidden character."""
    ends = (0.0, *accumulate(width(word) for word in words))
    for lines in (least, least + 1, least + 2):
        mean = ends[-1] / lines
        best: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]
        for _ in range(lines):
            reached: dict[int, tuple[float, int]] = {}
            for start, (so_far, _) in best[-1].items():
                for end in range(start + 1, len(words) + 1):
                    wide = ends[end] - ends[start]
                    if wide > TITLE_WIDTH:
                        break
                    cost = so_far + (wide - mean) ** 2 + (_torn(words, end) if end < len(words) else 0.0)
                    if end not in reached or cost < reached[end][0]:
                        reached[end] = (cost, start)
            best.append(reached)
        if len(words) not in best[-1] or (best[-1][len(words)][0] >= FORBIDDEN and lines < least + 2):
            continue
        cuts = [len(words)]
        for reached in reversed(best[1:]):
            cuts.append(reached[cuts[-1]][1])
        return tuple("".join(words[start:end]) for start, end in pairwise(reversed(cuts)))
    return _filled(words)


def _torn(words: Sequence[str], end: int) -> float:
    if words[end][0] in NEVER_FIRST or words[end - 1][-1] in NEVER_LAST:
        return FORBIDDEN
    return 20.0 if words[end - 1].endswith(TORN) else 0.0


def _filled(words: Sequence[str]) -> tuple[str, ...]:
    lines = [""]
    for word in words:
        if lines[-1] and width(lines[-1]) + width(word) > TITLE_WIDTH:
            lines.append("")
        lines[-1] += word
    return tuple(line for line in lines if line)


def _pieces(word: str) -> list[str]:
    most = int(TITLE_WIDTH)
    return [word[start : start + most] for start in range(0, len(word), most)]
