"""API views of classified papers: where each is."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from services.documents.classified.domain import STATUS_NAMES, Stub
from services.documents.classified.steps import CLASSIFIED
from services.documents.domain import SECRECY_NAMES
from shared.actor import Actor
from shared.office import named
from shared.shown import Shown
from shared.spreadsheet import Build, workbook

if TYPE_CHECKING:
    from services.documents.classified import api

REGISTER = (
    ("序号", 8), ("登记号", 20), ("收发", 8), ("密级", 8), ("保密期限（年）", 14), ("来文或者主送机关", 30),
    ("文号", 26), ("份号", 30), ("成文日期", 12), ("登记时间", 18), ("保管人", 12), ("状态", 12),
)  # fmt: skip


def shown(stub: Stub, actor: Actor | None) -> "Shown[api.Stub]":
    """Return a stub, with the steps that the actor may take now."""
    return {
        **stub.described(),
        "organ": stub.organ,
        "register_number": stub.register_number or "",
        "grade": stub.grade.value,
        "grade_name": SECRECY_NAMES[stub.grade],
        "years": stub.years,
        "outgoing": stub.outgoing,
        "counterpart": stub.counterpart,
        "number": stub.number,
        "copy_numbers": list(stub.copy_numbers),
        "dated_on": stub.dated_on.isoformat(),
        "custodian": named(stub.custodian, stub.custodian_name),
        "status": stub.status.value,
        "status_name": STATUS_NAMES[stub.status],
        "stage_name": CLASSIFIED.stage(stub.status),
        "actions": CLASSIFIED.offers(stub, actor),
    }


def register_file(stubs: Iterable[Stub], build: Build) -> dict[str, str]:
    """Build the register as .xlsx."""
    rows = (
        (
            place, stub.register_number, "发文" if stub.outgoing else "收文", SECRECY_NAMES[stub.grade], stub.years,
            stub.counterpart, stub.number, "、".join(stub.copy_numbers), stub.dated_on, stub.created_at,
            stub.custodian_name, STATUS_NAMES[stub.status],
        )
        for place, stub in enumerate(stubs, start=1)
    )  # fmt: skip
    return workbook("涉密文件登记簿", REGISTER, rows, build)
