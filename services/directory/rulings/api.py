"""Rulings of a district for its offices."""

from typing import Annotated

from pydantic import Field

from services.directory.acts import RULING_ACTS
from services.directory.rulings.domain import RulingStatus
from shared.api.routes import Route
from shared.api.shapes import Code, Day, HistoryPage, In, Line, OrganName, PageOf, PageQuery, Resource, formed
from shared.api.steps import step_route

KINDS = {
    "resolution": "决议", "decision": "决定", "order": "命令", "communique": "公报", "announcement": "公告",
    "public_notice": "通告", "opinion": "意见", "notice": "通知", "circular": "通报", "report": "报告", "request": "请示",
    "reply": "批复", "motion": "议案", "letter": "函", "minutes": "纪要",
}  # fmt: skip
KindCode = Annotated[str, Code(KINDS, of=KINDS)]
OPTIONAL = {code: KINDS[code] for code in ("order", "communique", "motion")}
Optional = Annotated[str, Code(OPTIONAL, of=OPTIONAL)]
RETENTIONS = {"permanent": "永久", "thirty_years": "30年", "ten_years": "10年"}
Retention = Annotated[str, Code(RETENTIONS, of=RETENTIONS)]
Numbered = Annotated[str, formed(r"^(main|session|[一-龥]{1,4})$", "编号序列为“发”“会”，或者1到4个汉字")]


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
    status: Annotated[RulingStatus, Code()]
    status_name: str
    stage_name: str


class RulingPage(PageOf[Ruling]):
    """A page of rulings."""


TAG = "本区规定 Rulings"

ROUTES = (
    Route(
        "POST", "/api/v1/rulings", "Enter what the district rules", TAG, Ruling, "ruling_make", status=201,
        body=NewRuling, located=True, refusals=(403,),
    ),
    Route("GET", "/api/v1/rulings", "List what the district rules", TAG, RulingPage, "ruling_search", query=PageQuery),
    Route("GET", "/api/v1/rulings/{id}", "Show a ruling", TAG, Ruling, "ruling_get"),
    step_route("/api/v1/rulings/{id}", "Withdraw a ruling", TAG, Ruling, "ruling_act", RULING_ACTS),
    Route(
        "GET", "/api/v1/rulings/{id}/history", "Who made and withdrew a ruling", TAG, HistoryPage, "ruling_history",
        query=PageQuery,
    ),
)  # fmt: skip
