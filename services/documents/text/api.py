"""Schemas of a document's text: headings, paragraphs, lists and tables."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from shared.api.routes import Input, Route
from shared.api.shapes import In, Instant, Line, Out, PageOf, Signature, Text, cell, filled_line

LONGEST_TEXT = 200_000
MOST_CELLS, MOST_BLOCKS = 5_000, 5_000
"""The limits of a text: characters, cells of its tables, and blocks; longer tables belong into an attachment."""

Words = Annotated[str, Field(max_length=20_000), AfterValidator(filled_line)]
Cell = Annotated[str, Field(max_length=2_000), AfterValidator(cell)]
Row = Annotated[list[Cell], Field(min_length=1, max_length=40)]


class Heading(In):
    """A heading of one of the four levels; its number is part of its text (一、 （一） 1. （1）)."""

    type: Literal["heading"]
    level: int = Field(ge=1, le=4)
    text: Line


class Paragraph(In):
    """A paragraph."""

    type: Literal["paragraph"]
    text: Words


class Listing(In):
    """A list, numbered or not."""

    type: Literal["list"]
    items: list[Words] = Field(min_length=1, max_length=500)
    ordered: bool = False


class Table(In):
    """A table, each row of as many cells as the first; `head`: whether the first row is the head."""

    type: Literal["table"]
    rows: list[Row] = Field(min_length=1, max_length=1_000)
    head: bool = True
    caption: Annotated[str, Field(max_length=200), AfterValidator(cell)] = ""


Block = Annotated[Heading | Paragraph | Listing | Table, Field(discriminator="type")]


def _bounded(blocks: list[Block]) -> list[Block]:
    characters = cells = 0
    for block in blocks:
        if isinstance(block, Table):
            if any(len(row) != len(block.rows[0]) for row in block.rows):
                raise PydanticCustomError("uneven_table", "表格各行的格数应当相同")
            cells += sum(len(row) for row in block.rows)
            characters += sum(len(each) for row in block.rows for each in row)
        else:
            characters += sum(map(len, block.items)) if isinstance(block, Listing) else len(block.text)
    if cells > MOST_CELLS:
        raise PydanticCustomError("too_many_cells", "正文中的表格过大（合计不超过5000格），请作为附件上传")
    if characters > LONGEST_TEXT:
        raise PydanticCustomError("text_too_long", "正文超过20万字")
    return blocks


def _in_blocks(text: str) -> str:
    if text.count("\n") >= MOST_BLOCKS and sum(not line.isspace() for line in text.splitlines() if line) > MOST_BLOCKS:
        raise PydanticCustomError(
            "too_many_paragraphs", f"正文超过{MOST_BLOCKS}段，请合并段落，或者将一部分作为附件上传"
        )
    return text


Content = Annotated[list[Block], Field(min_length=1, max_length=MOST_BLOCKS), AfterValidator(_bounded)]
PlainText = Annotated[Text, AfterValidator(_in_blocks)]
"""A text with each line as a block."""


class VersionsQuery(In):
    """The two versions to compare."""

    earlier: int = Field(alias="from", ge=1, le=1_000_000, description="The earlier version.")
    later: int = Field(alias="to", ge=1, le=1_000_000, description="The later version.")


class TextVersion(Out):
    """A version of the drafter's text."""

    version: int
    action: str
    at: Instant
    by: Signature | None
    changed: list[str] = Field(description="The fields that changed.", examples=[["body", "title"]])


class TextVersions(PageOf[TextVersion]):
    """The versions of a document's text."""


class TextPiece(Out):
    """Characters that were kept, removed or added."""

    change: Literal["same", "removed", "added"]
    text: str


class BlockChange(Out):
    """A block that changed; `place` counts from 1 in the later text."""

    change: Literal["added", "removed", "changed"]
    place: int
    before: Block | None
    after: Block | None
    pieces: list[TextPiece] = Field(description="The characters of a block that changed.")


class Changes(Out):
    """The changes in title and text."""

    title: list[TextPiece]
    blocks: list[BlockChange]


class Difference(Changes):
    """The changes from one version to another."""

    earlier: int = Field(alias="from")
    later: int = Field(alias="to")


class Loss(Out):
    """Something that an import did not keep."""

    what: str = Field(examples=["图片"])
    count: int


class Elements(Out):
    """Elements of a file of the product's own besides title and text, as written there; a draft may adopt them."""

    secrecy: str | None = Field(None, examples=["秘密★1年"])
    urgency: str | None = Field(None, examples=["加急"])
    number: str | None = Field(None, examples=["青教办〔2026〕17号"])
    recipients: list[str] = Field([], description="The main recipients by name.")
    copies: list[str] = Field([], description="Who gets a copy, by name.")
    attachments: list[str] = Field([], description="The names of the attachments.")
    issuers: list[str] = Field([], description="Who signed it, by name.")
    dated: str | None = Field(None, examples=["2026年11月23日"])
    contact: str | None = None
    telephone: str | None = None


class Imported(Out):
    """The content of an imported file; nothing is stored until a draft is made of it."""

    title: str
    content: list[Block]
    elements: Elements
    lost: list[Loss]


LARGEST_IMPORT, IMPORT_SECONDS = 8 * 1024 * 1024, 40.0


def _file(asked: Input) -> dict[str, Any]:
    return {"file": asked.body["content"]}


ROUTES = (
    Route(
        "POST", "/api/v1/documents/import", "Read a Word or text file into a title and blocks; nothing is kept",
        "附件 Attachments", Imported, "text_import", payload=_file, largest=LARGEST_IMPORT, seconds=IMPORT_SECONDS,
        heavy=True, refusals=(403, 408),
    ),
)  # fmt: skip
