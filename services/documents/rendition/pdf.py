"""Sheets as PDF, typeset by typst: PDF/A-2b, and the same bytes for the same sheet."""

import base64
import io
import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, time
from functools import cache
from math import ceil
from pathlib import Path
from typing import Any, Literal

import rjieba
import typst
from PIL import Image

from services.documents.fonts.typefaces import Typefaces, named
from services.documents.rendition import sheet as written
from services.documents.rendition.placed import Placed
from services.documents.rendition.sheet import Attachment, Form, Run, Sheet
from services.documents.text.columns import columns
from services.documents.text.domain import Block, Heading, Listing, Paragraph, Picture, Table, Text, plain

TEMPLATE = Path(__file__).with_name("official.typ")
RED = "#e60012"
WIDEST_PICTURE = 156.0
"""The width of the type area in millimetres."""
OWN_WIDTH, POINTS = 25.0, 72 / 25.4
"""The width in millimetres reserved for a picture of unknown width, and the points in a millimetre."""

HIGHEST_IN_CELL, GAP = 150.0, 6.0
"""The maximum height of a picture in a cell in millimetres, and the points above it."""
UNTOLD = ("table", "picture")
"""Blocks of unknown length in lines."""
LONGEST_ADJUSTED = 20_000
"""The maximum characters of a text that is set repeatedly to find its measures; a longer one would delay others."""


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()


@dataclass(frozen=True)
class Measure:
    """The adjustable measures: points from line to line and from character to character, how long a last
    paragraph may be that is kept whole with the signature, and how many empty lines precede that.

    mark: the size of the issuers' mark relative to the usual; `air`: the empty lines around number and title; `lead`: the
    mark names the lead alone (GB/T 9704-2012, 7.2.4); `moved`: the main recipients are in the footer block (7.4.2);
    `loose`: the first row of a text may break, and its first heading be alone, if nothing else begins on page 1;
    `tail`: how many last lines of the text stay with the signature, by breaking its last paragraph, or none.
    """

    pitch: float = 28.98
    cell: float = 15.79
    held: int = 280
    gap: int = 2
    mark: float = 1.0
    air: int = 2
    lead: bool = False
    moved: bool = False
    loose: bool = False
    tail: int = 0


STANDARD = Measure()
"""22 lines of 28 characters (GB/T 9704-2012, 5.2.3)."""
ADJUSTED = (
    *(replace(STANDARD, pitch=pitch) for pitch in (28.5, 28.0, 29.6, 30.2, 30.8)),
    *(replace(STANDARD, pitch=pitch, gap=1) for pitch in (28.98, 28.5, 28.0, 27.5)),
    replace(STANDARD, held=500),
    *(
        replace(STANDARD, pitch=pitch, cell=cell)
        for cell in (16.36, 16.96, 17.6, 18.4)
        for pitch in (28.98, 30.8, 32.4)
    ),
)
"""Alternatives to try if the signature would be on a page without text (调整行距、字距; GB/T 9704-2012, 7.3.5.5)."""


HEADS = (
    Measure(air=1),
    Measure(mark=0.75, air=1),
    Measure(mark=0.55, air=1),
    Measure(mark=0.42, air=1),
    Measure(mark=0.42, air=0),
    Measure(mark=0.75, air=1, lead=True),
    Measure(mark=0.42, air=0, lead=True),
)
"""Alternatives to try if the head leaves no room for text on the first page (首页必须显示正文; GB/T 9704-2012, 7.3.3)."""
TIGHTER = (
    *(replace(each, gap=1) for each in HEADS),
    *(replace(each, pitch=27.5, gap=1) for each in HEADS),
)
"""Alternatives to try for a text too short to share a line with the signature: all of it on the first page."""
LONGEST_TIGHT = 1_000
"""The maximum characters of a text that may fit on the first page with its signature."""
TAIL = 2
"""Lines of a broken last paragraph that stay with the signature."""
MOST_SIGNED = 3
"""Signatures and attachments that always fit on a page under a last paragraph that is kept whole."""
MOST_ADDRESSED = 4
"""The maximum lines of main recipients; more go into the footer block if the text would not begin on the first page."""
ROOM_OF_HEAD = 8
"""Lines of title, recipients and further issuers that always leave room for text."""


def render(sheet: Sheet, faces: Typefaces) -> bytes:
    """Render a sheet. Long work without waiting: call it off the hub."""
    made = datetime.combine(sheet.dated, time(), UTC) if sheet.dated is not None else datetime(2000, 1, 1, tzinfo=UTC)
    inputs = _inputs(sheet, faces, measure_of(sheet, faces))
    while True:
        try:
            return typst.compile(
                _template(),
                font_paths=faces.fonts,
                ignore_system_fonts=True,
                sys_inputs=inputs,
                pdf_standards="a-2b",
                timestamp=made,
                pdf_tags=False,
            )
        except typst.TypstError as error:
            shown = _marked(inputs["sheet"], named(error))  # a mark that no font has for what it stands on
            if shown == inputs["sheet"]:
                raise
            inputs = {"sheet": shown}


@dataclass(frozen=True)
class Images:
    """Images of consecutive pages, the number of the first, and how many pages there are in all."""

    pages: tuple[bytes, ...]
    first: int
    count: int


RESOLUTION = 120
"""Pixels per inch of a page rendered as PNG; SVG is sharp at any size."""


def images(sheet: Sheet, faces: Typefaces, *, form: Literal["svg", "png"], first: int = 1, most: int = 20) -> Images:
    """Render at most `most` pages of a sheet from page `first` on, as `svg` or `png`. Long work: call it off the hub."""
    set_ = typst.compile(
        _template(),
        font_paths=faces.fonts,
        ignore_system_fonts=True,
        sys_inputs=_inputs(sheet, faces, measure_of(sheet, faces)),
        format=form,
        ppi=RESOLUTION if form == "png" else None,
    )
    pages = set_ if isinstance(set_, list) else [set_]
    return Images(tuple(pages[first - 1 : first - 1 + most]), first, len(pages))


def measure_of(sheet: Sheet, faces: Typefaces) -> Measure:
    """Return measures by which text begins on page 1 and the signature is never on a page without text."""
    base = _headed(sheet, faces)
    body = _body(sheet)
    few = len(sheet.signatures) <= MOST_SIGNED and len(sheet.attachments) <= MOST_SIGNED
    held = body and body[-1]["type"] not in UNTOLD and body[-1]["length"] <= STANDARD.held
    if not body or (few and held and len(body) > _leading(sheet) + 1) or len(plain(sheet.body)) > LONGEST_ADJUSTED:
        return base
    spread = [
        replace(base, pitch=each.pitch, cell=each.cell, held=each.held, gap=each.gap) for each in (STANDARD, *ADJUSTED)
    ]
    closer = [each for each in spread if each.cell == STANDARD.cell]
    # 此页无正文 is not written (7.3.5.4): the last lines of the text go with the signature, or all finds room on page 1
    broken = [replace(each, tail=TAIL) for each in (base, replace(base, gap=1))]
    short = len(plain(sheet.body)) <= LONGEST_TIGHT
    tight = [replace(each, moved=base.moved) for each in TIGHTER if short]
    tried = (*closer, *broken, *(each for each in spread if each not in closer), *tight)
    return next((each for each in tried if not _stray(sheet, faces, each) and _begins(sheet, faces, each)), base)


def _headed(sheet: Sheet, faces: Typefaces) -> Measure:
    """Return measures of the head by which text begins on the first page, the standard's if possible."""
    lines = 1.25 * len(_title(sheet)) + written.width(written.addressed(sheet.addressees)) / 27
    lines += 1.2 * (len(sheet.issuers) - 1) + max(len(sheet.signers) - 2, 0) / 2
    opening = sheet.body[: _leading(sheet) + 1]
    needed = sum(ceil(written.width(each.text) / 26) for each in opening if isinstance(each, Heading))
    usual = lines <= ROOM_OF_HEAD
    if not opening or (lines + needed <= ROOM_OF_HEAD and not isinstance(opening[-1], (Table, Picture))):
        return STANDARD
    moved = written.width(written.addressed(sheet.addressees)) / 27 > MOST_ADDRESSED
    tried = (STANDARD, *(replace(each, moved=moved) for each in (STANDARD, *HEADS)))
    short = replace(sheet, body=opening, attachments=())
    fit = next((each for each in tried if _begins(short, faces, each)), None)
    return fit or replace(STANDARD if usual else HEADS[-1], moved=moved, loose=True)


def _leading(sheet: Sheet) -> int:
    """Return how many headings a text begins with."""
    return next((place for place, each in enumerate(sheet.body) if not isinstance(each, Heading)), len(sheet.body))


def _begins(sheet: Sheet, faces: Typefaces, measure: Measure) -> bool:
    return _asked(sheet, faces, measure, "<begins>")[:1] in ([], [1])


def _stray(sheet: Sheet, faces: Typefaces, measure: Measure) -> bool:
    pages = _asked(sheet, faces, measure, "<stands>")
    return len(pages) == 2 and pages[0] != pages[1]


def placed_of(sheet: Sheet, faces: Typefaces) -> tuple[Measure, Placed]:
    """Return a sheet's measures, and where its head and its footer block stand."""
    measure = measure_of(sheet, faces)
    return measure, Placed.of(_found(sheet, faces, measure, "<placed>")[0])


def _asked(sheet: Sheet, faces: Typefaces, measure: Measure, mark: str) -> list[int]:
    return [int(each) for each in _found(sheet, faces, measure, mark)]


def _found(sheet: Sheet, faces: Typefaces, measure: Measure, mark: str) -> list[Any]:
    found: list[Any] = json.loads(typst.query(
        _template(),
        mark,
        field="value",
        font_paths=faces.fonts,
        ignore_system_fonts=True,
        sys_inputs=_inputs(sheet, faces, measure),
    ))  # fmt: skip
    return found


def _inputs(sheet: Sheet, faces: Typefaces, measure: Measure) -> dict[str, str]:
    data = {**described(sheet), **asdict(measure), "faces": {**faces.faces, "weight": faces.weight}}
    said = json.dumps(data, ensure_ascii=False, default=lambda content: "")  # the bytes of pictures: as SVG
    return {"sheet": _marked(said, faces.lacking(said))}


def _marked(said: str, lacking: Collection[str]) -> str:
    return said.translate({ord(each): written.MARK for each in lacking})


def described(sheet: Sheet) -> dict[str, Any]:
    """Return the template's input, every text formatted."""
    clean = written.clean
    return {
        "form": sheet.form.value,
        "heading": clean(sheet.title),
        "author": [clean(each) for each in sheet.issuers],
        "colour": RED,
        "state": clean(sheet.state) or None,
        "claim": sheet.claim,
        "copy": written.copy_number(sheet.copy_number) or None,
        "secrecy": clean(sheet.secrecy) or None,
        "urgency": clean(sheet.urgency) or None,
        "marks": [clean(each) for each in sheet.issuers[: 1 if sheet.form is Form.LETTER else None]],
        "suffix": clean(sheet.suffix),
        "number": clean(sheet.number),
        "upward": sheet.upward,
        "signers": [clean(each) for each in sheet.signers],
        "title": _title(sheet),
        "addressees": clean(written.addressed(sheet.addressees)) or None,
        "sent": clean(written.copied(sheet.addressees)),
        "body": _body(sheet),
        "attachments": [_attachment(each) for each in sheet.attachments],
        "present": clean(written.listed(sheet.present)) or None,
        "absent": clean(written.listed(sheet.absent)) or None,
        "observers": clean(written.listed(sheet.observers)) or None,
        "signatures": [
            {
                "name": clean(each.organ),
                "seal": picture(each.seal) if each.seal else None,
                "vouches": clean(each.vouches),
            }
            for each in sheet.signatures
        ],
        "date": written.day(sheet.dated),
        "signer": clean(sheet.signer),
        "post": clean(sheet.post),
        "stamp": picture(sheet.stamp) if sheet.stamp else None,
        "note": clean(written.noted(sheet.note)) or None,
        "copied": clean(written.copied(sheet.copies)) or None,
        "printer": clean(sheet.printer) or None,
        "printed": f"{written.day(sheet.printed_on)}印发" if sheet.printed_on else "",
    }


def title(text: str, names: Sequence[str] = ()) -> list[str]:
    """Break a title between its words, and within none of these names."""
    return list(written.title_lines(rjieba.cut(written.clean(text)), names))


def _title(sheet: Sheet) -> list[str]:
    return title(sheet.title, [written.clean(each) for each in (*sheet.issuers, *sheet.addressees)])


def picture(content: bytes) -> str:
    """Embed an image in SVG as text; its transparency is kept."""
    with Image.open(io.BytesIO(content)) as image:
        (wide, high), kind = image.size, "jpeg" if image.format == "JPEG" else "png"
    data = base64.b64encode(content).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}">'
        f'<image width="{wide}" height="{high}" href="data:image/{kind};base64,{data}"/></svg>'
    )


def _body(sheet: Sheet) -> list[dict[str, Any]]:
    return blocks(sheet.body, sentences=sheet.form is not Form.MINUTES)


def blocks(text: Text, *, sentences: bool = True) -> list[dict[str, Any]]:
    """Convert the blocks of a text: paragraphs of runs, tables and pictures; `sentences` as in `run_ins`."""
    run_ins = written.run_ins(text, sentences=sentences)
    return [shown for place, block in enumerate(text) for shown in _block(block, run_ins.get(place, 0))]


def _attachment(attachment: Attachment) -> dict[str, Any]:
    name = written.clean(written.attachment_name(attachment.title))
    return {"name": name, "title": title(name), "body": blocks(attachment.text)}


def _block(block: Block, run_in: int) -> list[dict[str, Any]]:
    match block:
        case Heading(level=level, text=text):
            return [_paragraph(written.heading(level, written.clean(text)), "heading", f"heading_{level}")]
        case Paragraph(text=text):
            return [_paragraph(written.runs_in(written.clean(text), run_in))]
        case Listing(items=items, ordered=ordered):
            marks = (f"{place}．" if ordered else "·" for place in range(1, len(items) + 1))
            role = "ordered" if ordered else "bulleted"
            lines = ((Run(mark + written.clean(item)),) for mark, item in zip(marks, items, strict=True))
            return [_paragraph(line, role=role) for line in lines]
        case Table(rows=rows, head=head, caption=caption, pictures=placed):
            across = max((len(row) for row in rows), default=0)
            if across == 0:
                return []
            cells = [[written.clean(each) for each in row] + [""] * (across - len(row)) for row in rows]
            wide = {each.column: (each.picture.width or OWN_WIDTH) * POINTS for each in placed}
            tall = {
                place: sum(_high(each.picture) for each in placed if each.row == place) for place in range(len(cells))
            }
            laid_out = columns(cells, wide, tall=tall, head=head)
            shown = {
                "rows": [[written.connected(each) for each in row] for row in laid_out.parted(cells)],
                **asdict(laid_out),
            }
            drawn = [{"row": each.row, "column": each.column, **_picture(each.picture)} for each in placed]
            return [{"type": "table", "head": head, "caption": written.clean(caption), "pictures": drawn, **shown}]
        case Picture():
            return [{"type": "picture", **_picture(block)}]


def _high(drawn: Picture) -> float:
    """Return the maximum height of a picture in a cell, in points, with the gap above it (`in-cell` of the template)."""
    with Image.open(io.BytesIO(base64.b64decode(drawn.data))) as image:
        wide, high = image.size
    return min((drawn.width or wide * 25.4 / 96) * high / max(wide, 1), HIGHEST_IN_CELL) * POINTS + GAP


def _picture(drawn: Picture) -> dict[str, Any]:
    content = base64.b64decode(drawn.data)
    return {"image": picture(content), "content": content, "width": min(drawn.width, WIDEST_PICTURE)}


def _paragraph(runs: tuple[Run, ...], kind: str = "paragraph", role: str = "paragraph") -> dict[str, Any]:
    length = sum(len(run.text) for run in runs)
    shown = [{"text": written.connected(run.text), "face": run.face} for run in runs]
    return {"type": kind, "role": role, "length": length, "runs": shown}
