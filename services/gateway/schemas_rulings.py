"""Schemas of a district's rulings."""

from typing import Annotated, Literal

from pydantic import Field

from services.gateway.schemas import Day, In, Line, OrganName, Out, Resource, code_of
from services.gateway.schemas_archive import RETENTIONS, RetentionCode

KINDS = {
    "resolution": "决议", "decision": "决定", "order": "命令", "communique": "公报", "announcement": "公告",
    "public_notice": "通告", "opinion": "意见", "notice": "通知", "circular": "通报", "report": "报告", "request": "请示",
    "reply": "批复", "motion": "议案", "letter": "函", "minutes": "纪要",
}  # fmt: skip
KindCode = Annotated[
    Literal[
        "resolution", "decision", "order", "communique", "announcement", "public_notice", "opinion", "notice", "circular",
        "report", "request", "reply", "motion", "letter", "minutes",
    ],
    code_of(KINDS),
]  # fmt: skip
Optional = Annotated[
    Literal["order", "communique", "motion"], code_of({"order": "命令", "communique": "公报", "motion": "议案"})
]
Retention = Annotated[RetentionCode, code_of(RETENTIONS)]
Numbered = Annotated[str, Field(pattern=r"^(main|session|[一-龥]{1,4})$")]


class KindSeries(In):
    """The number series of a kind."""

    kind: KindCode
    numbered: Numbered = Field(
        description="main: the organ's main series; session: by the session of the body that met; or a word in place of 发.",
        examples=["函"],
    )


class KindRetention(In):
    """The retention of a kind."""

    kind: KindCode
    retention: Retention


class Receiver(In):
    """The office that receives for an organ with several campuses."""

    organ: OrganName = Field(description="By id or name.", examples=["shiyan"])
    received_by: OrganName = Field(description="A campus or department under it, by id or name.", examples=["east"])


class NewRuling(In):
    """A new ruling; fields left out are not ruled on."""

    since: Day = Field(description="From which day on it holds; not before today.", examples=["2099-01-01"])
    kinds: list[Optional] | None = Field(
        None, max_length=3, description="Which of 命令, 公报 and 议案 schools use.", examples=[["order"]]
    )
    series: list[KindSeries] | None = Field(
        None, max_length=15, description="Number series by kind; kinds left out stay as they were."
    )
    cap_fen: int | None = Field(
        None, ge=0, le=1_000_000, description="Cost of a working meal per head at most, in fen."
    )
    retention: list[KindRetention] | None = Field(
        None, max_length=15, description="Retention by kind; kinds left out stay as they were."
    )
    receivers: list[Receiver] | None = Field(
        None,
        max_length=500,
        description="Who receives for whom. Organs left out stay as they were; one that receives for itself again is both.",
    )
    reason: Line = Field(description="By what it was ruled.", examples=["南教发〔2026〕8号"])


class Ruling(Resource):
    """A ruling of a district from a day on."""

    district: str
    since: str
    kinds: list[str] | None
    series: list[KindSeries] | None
    cap_fen: int | None
    retention: list[KindRetention] | None
    receivers: list[Receiver] | None
    reason: str
    status: Literal["made", "withdrawn"]
    status_name: str
    stage_name: str


class RulingPage(Out):
    """A page of rulings."""

    items: list[Ruling]
    next: str | None
