"""A stub of a classified document in its register (涉密公文登记); immutable, no clock, no broker, no store.

This system runs on an ordinary network. 保守国家秘密法（2024年修订）art. 31(3) forbids storing or handling a state secret
on it, and 条例 art. 26 names the ways that a classified document may travel; so a stub records where the paper is and
nothing of its content, not even its title.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.documents.domain import OFFICE, Secrecy
from shared.actor import Actor
from shared.aggregate import Aggregate
from shared.errors import OfficeError
from shared.given import Given
from shared.secrecy_marks import SOURCE

LONGEST_TERM: Mapping[Secrecy, int] = {Secrecy.TOP_SECRET: 30, Secrecy.CONFIDENTIAL: 20, Secrecy.SECRET: 10}
"""The maximum term of a grade in years (保守国家秘密法 art. 20)."""


class ClassifiedContent(OfficeError):
    """涉密公文的标题、正文、附件和版式文件不得在本系统存储、处理；请在涉密信息系统或者以纸质办理，这里只登记去向。"""

    code = "classified_content"
    status = 422

    def __init__(self) -> None:
        super().__init__(source=SOURCE)


class StubStatus(StrEnum):
    """The status of a classified paper."""

    HELD = "held"
    TO_DESTROY = "to_destroy"
    RETURNED = "returned"
    DESTROYED = "destroyed"


STATUS_NAMES: Mapping[StubStatus, str] = {
    StubStatus.HELD: "在管",
    StubStatus.TO_DESTROY: "待批准销毁",
    StubStatus.RETURNED: "已清退",
    StubStatus.DESTROYED: "已送销毁",
}


@dataclass(frozen=True, kw_only=True)
class Stub(Aggregate):
    """A classified paper. `counterpart` sent it, or received it if `outgoing`; `years` is its term (保密期限).

    copy_numbers: of the copies that are here (份号); `custodian` keeps them.
    """

    organ: str
    path: tuple[str, ...]
    grade: Given[Secrecy]
    years: Given[int]
    outgoing: Given[bool]
    counterpart: Given[str]
    number: Given[str | None] = None
    copy_numbers: Given[tuple[str, ...]]
    dated_on: Given[date]
    custodian: str
    custodian_name: str
    status: StubStatus = StubStatus.HELD
    register_number: str | None = None
    register_series: str | None = None
    register_sequence: int | None = None


def sees(stub: Stub, actor: Actor) -> bool:
    """Check whether an actor may see a stub: only its organ's office, and the custodian."""
    office = any(actor.holds(name) for name in OFFICE)
    return actor.organ == stub.organ and (office or actor.person_id == stub.custodian)


def refuse_classified(secrecy: Secrecy) -> None:
    """Refuse to store a state secret; the message of ClassifiedContent says where to turn."""
    if secrecy in LONGEST_TERM:
        raise ClassifiedContent()
