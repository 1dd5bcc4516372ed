"""The base shapes of requests and responses; validation and API description are derived from them."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import partial
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError, core_schema

from shared.acts import Shape, Tone
from shared.contracts import records

YEARS = range(1900, 2200)
"""Years of valid days: with the first and last representable dates nothing can be computed."""
INSTANT = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:?\d\d)")
BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

HIDDEN = frozenset(("Cf", "Zl", "Zp"))
"""Invisible characters in a line of text, which make two titles or names look alike: zero-width and direction marks."""


def _plain(text: str) -> str:
    normal = unicodedata.normalize("NFC", text)
    for each in normal:
        if each in BIDI or (unicodedata.category(each) == "Cc" and each not in "\n\t\r"):
            raise PydanticCustomError("control_character", "含有控制字符")
    return normal


def cell(text: str) -> str:
    """Validate one line that may be empty, such as a cell of a table."""
    line = _plain(text).strip()
    if "\n" in line or "\r" in line or "\t" in line:
        raise PydanticCustomError("line_expected", "应为一行文字")
    if any(unicodedata.category(each) in HIDDEN for each in line):
        raise PydanticCustomError("control_character", "含有看不见的控制字符，请删去后重新填写")
    return line


def filled_line(text: str) -> str:
    """Validate one line of text."""
    line = cell(text)
    if not line:
        raise PydanticCustomError("line_expected", "应为一行文字，不能为空")
    return line


Recipient = Annotated[str, Field(min_length=1, max_length=64), AfterValidator(filled_line)]
"""An organ or a group, by id or by a matching name."""

OrganName = Annotated[str, Field(min_length=1, max_length=64), AfterValidator(filled_line)]
"""An organ, by id or by a name that it alone bears."""


def _filled(text: str) -> str:
    normal = _plain(text)
    if not normal.strip():
        raise PydanticCustomError("empty", "不能为空")
    return normal


def _day(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise PydanticCustomError("date_expected", "请填写日期，如2026年12月1日") from error
    if day.isoformat() != text:
        raise PydanticCustomError("date_expected", "请填写日期，如2026年12月1日")
    if day.year not in YEARS:
        raise PydanticCustomError("year_out_of_range", f"年份应在{YEARS[0]}年至{YEARS[-1]}年之间")
    return text


def _instant(text: str) -> str:
    try:
        if INSTANT.fullmatch(text):
            datetime.fromisoformat(text)
            return text
    except ValueError:
        pass
    raise PydanticCustomError("instant_expected", "请填写日期和时间，如2026年12月1日9时")


@dataclass(frozen=True, eq=False)
class Code:
    """Annotates an enumeration: described by its codes in place, and passed on as text.

    names: Chinese names that are accepted for a code. but: members that are left out.
    of: the codes, where they are the keys of a table and no enumeration.
    """

    names: Mapping[Any, str] = field(default_factory=dict)
    but: tuple[StrEnum, ...] = ()
    of: Iterable[str] = ()

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> core_schema.CoreSchema:
        """Build the schema of the codes."""
        codes = [str(each) for each in self.of] or [each.value for each in source if each not in self.but]
        schema = core_schema.literal_schema(codes)
        if not self.names:
            return schema
        names = {str(code): name for code, name in self.names.items() if code in codes}
        return core_schema.no_info_before_validator_function(_by_name(names), schema)


FORMATS: dict[str, str] = {}
"""Messages for text that does not match a pattern."""


def formed(pattern: str, told: str, *default: Any, **more: Any) -> Any:
    """Declare a field with a pattern, and in an office's words what it must look like."""
    FORMATS[pattern] = told
    return Field(*default, pattern=pattern, **more)


LABELS: dict[frozenset[str], Mapping[str, str]] = {}
"""The labels of a field's codes, if names are accepted too."""


def _by_name(names: Mapping[str, str]) -> Callable[[Any], Any]:
    """Return a function that replaces a Chinese name by its code."""
    LABELS[frozenset(names)] = names
    codes = {name: code for code, name in names.items() if name}
    return lambda value: codes.get(value, value) if isinstance(value, str) else value


def code_of(names: Mapping[str, str]) -> Any:
    """Accept a Chinese name for its code."""
    return BeforeValidator(_by_name(names))


Words = Annotated[str, Field(max_length=2_000), AfterValidator(cell)]
Secret = Annotated[str, AfterValidator(partial(unicodedata.normalize, "NFC"))]
Line = Annotated[str, Field(max_length=200), AfterValidator(filled_line)]
Text = Annotated[str, Field(max_length=200_000), AfterValidator(_filled)]
Emptied = Annotated[str, Field(max_length=200_000), AfterValidator(_plain)]
"""A text that may be emptied."""
LongText = Annotated[str, Field(max_length=500_000), AfterValidator(_filled)]


def _file_name(text: str) -> str:
    name = filled_line(text)
    if not set('/\\:*?"<>|').isdisjoint(name) or name.startswith("."):
        raise PydanticCustomError("file_name", '文件名不能含有 / \\ : * ? " < > |，也不能以点开头')
    return name


FileName = Annotated[str, Field(max_length=200), AfterValidator(_file_name)]
Comment = Annotated[str, Field(max_length=2_000), AfterValidator(_plain)]
Day = Annotated[str, Field(max_length=10, json_schema_extra={"format": "date"}), AfterValidator(_day)]
Instant = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
Moment = Annotated[str, Field(max_length=40, json_schema_extra={"format": "date-time"}), AfterValidator(_instant)]
ID_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
Id = Annotated[str, formed(ID_PATTERN, "未找到该项，请从列表中选择")]
CLOCK, CLOCK_FORM = r"^([01]\d|2[0-3]):[0-5]\d$", "时间写到分，从00:00到23:59，例如08:00"
Cursor = Annotated[str, Field(min_length=1, max_length=500)]


class In(BaseModel):
    """The base of requests: undeclared fields are refused."""

    model_config = ConfigDict(extra="forbid")


class Out(BaseModel):
    """The base of responses."""


Item = TypeVar("Item", bound=BaseModel)


class PageOf(Out, Generic[Item]):
    """A page of a list."""

    items: list[Item]
    next: str | None


class Picking(In):
    """The fields of a list's items."""

    fields: str | None = formed(
        r"^[a-z_]+(,[a-z_]+)*$",
        "所选各项用英文名称，逗号分隔",
        None,
        max_length=1000,
        description="Only these fields of each item, separated by commas (`id,title,status`); all others are left out.",
    )


class PageQuery(Picking):
    """The cursor and length of a page, and the fields of its items."""

    cursor: Cursor | None = Field(None, description="`next` of the page before.")
    limit: int = Field(20, ge=1, le=100, description="How many items at most.")


class ChangedQuery(PageQuery):
    """A page of a list of records, limited to those changed of late if asked."""

    updated_since: Moment | None = Field(
        None, description="Only those that were changed at this instant or later, the newest record first."
    )


class TurnQuery(In):
    """Whose turn it is with the records of a list."""

    turn: Literal["me"] | None = Field(
        None,
        description="`me`: only those that wait for a step of mine, as in my to-do list (待办), at most 1000.",
    )


class WordsQuery(In):
    """The words of a list."""

    q: Line | None = Field(None, min_length=1, max_length=100, description="Words that its records must have.")


class DaysQuery(In):
    """The first and last day of a list."""

    since: Day | None = Field(None, alias="from", description="The first day of its records.")
    until: Day | None = Field(None, description="The last day of its records.")


class Opinion(In):
    """The opinion given with a step."""

    comment: Comment | None = Field(None, description="The opinion or reason (意见、理由).", examples=["同意"])


CONFIRM = "The warnings (`confirmation_needed`) were seen; go on all the same."


class ConfirmedOpinion(Opinion):
    """The fields of a step that may need confirmation."""

    confirm: bool = Field(False, description=CONFIRM)


def _with_comment(schema: dict[str, Any]) -> None:
    """Describe the comment as required. That it is missing is answered by the rule that demands it, with its article."""
    schema["required"] = [*schema.get("required", ()), "comment"]
    comment = schema["properties"]["comment"]
    (text,) = [each for each in comment.pop("anyOf", [{}]) if each.get("type") != "null"]
    comment.pop("default", None)
    comment.update(text)


class Reasoned(Opinion):
    """The opinion or reason that a step demands."""

    model_config = ConfigDict(json_schema_extra=_with_comment)


class ConfirmedReasoned(ConfirmedOpinion):
    """The opinion or reason that a step demands, and the confirmation."""

    model_config = ConfigDict(json_schema_extra=_with_comment)


class Reference(Out):
    """An organ or a person by id and name."""

    id: str
    name: str


class Room(Out):
    """A meeting room."""

    id: str
    name: str
    seats: int
    keeper: str | None = Field(None, description="The person who keeps it (保管人).")


class ActionChoice(Out):
    """One of a field's values."""

    code: str
    label: str


class ActionNeed(Out):
    """A field of an action's body."""

    field: str
    label: str
    required: bool
    shape: Shape
    choices: list[ActionChoice] | None = Field(None, description="Where `shape` is `choice`.")
    value: str | list[Reference] | None = Field(
        None, description="What the field begins with; people with their names."
    )


class Action(Out):
    """An action that the caller may take now: a button with its question and its fields; `POST …/actions/{code}` takes it."""

    code: str
    label: str
    tone: Tone
    primary: bool = Field(description="At most one of a record: what it waits for.")
    confirm: str | None = Field(description="What to ask before; null: nothing.")
    needs: list[ActionNeed]
    enabled: bool = Field(description="False where a rule forbids it as the record stands.")
    why_not: str | None = Field(description="Which rule forbids it, with its source.")
    together: bool = Field(False, description="True where it undoes nobody else's step: send no `If-Match`.")
    elsewhere: bool = Field(False, description="True where it is taken by a route of its own.")


class Identity(Out):
    """The id, version and times of a record."""

    id: str
    version: int = Field(description="Counts the changes; also the entity tag.")
    created_at: Instant
    updated_at: Instant


class Resource(Identity):
    """The common fields of resources."""

    actions: list[Action] = Field(description="What the caller may do with it now.")


class Signature(Out):
    """The author of an act."""

    id: str
    name: str
    organ: str
    roles: list[str]


class RuleVersion(Out):
    """The version of a rule that judged a step."""

    code: str
    version: int


class HistoryEntry(Out):
    """One entry of a history, chained to its predecessor."""

    version: int
    action: str
    label: str = Field(description="What people call the act.")
    detail: str = Field("", description="What it was done with or to whom it went, where the act names it.")
    event: str
    at: Instant
    by: Signature | None
    in_place_of: str | None
    standing_in: bool = Field(False, description="Taken as a stand-in of the post (代岗).")
    comment: str
    cause: dict[str, Any] | None
    prev: str
    hash: str
    rules: list[RuleVersion] = Field(description="The rules that judged the step, in the versions then in force.")


class HistoryPage(PageOf[HistoryEntry]):
    """A page of a history."""


class FieldError(Out):
    """The error of one field."""

    field: str
    code: str
    message: str
    source: str | None = None


class Violation(Out):
    """A violated rule."""

    field: str
    code: str
    message: str
    source: str


class RuleInForce(Out):
    """A rule with its demand, its source and its period."""

    code: str
    version: int
    source: str
    states: str
    field: str
    since: str | None
    until: str | None
    local: bool


RecordType = Annotated[str, Code(of=records())]


class StuckRecord(Out):
    """A record that waits for a post in which nobody is left who may act."""

    type: RecordType
    record_id: str
    title: str
    link: str = Field(description="The console's address of it.")
    stage_name: str
    action: str = Field(description="The step that nobody may take.")
    why: str
    since: str


class Problem(Out):
    """A refusal (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str = Field(description="Never changes; for programs.")
    source: str | None = Field(None, description="The regulation and article, where a rule refused.")
    errors: list[FieldError] = Field(default_factory=list)
    request_id: str | None = Field(None, description="By which the log names a request that failed.")
