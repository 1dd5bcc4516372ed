"""API views of classified papers: where each is."""

from typing import TYPE_CHECKING

from services.documents.classified.domain import STATUS_NAMES, Stub
from services.documents.classified.steps import CLASSIFIED
from services.documents.domain import SECRECY_NAMES
from shared.actor import Actor
from shared.office import named
from shared.shown import Shown

if TYPE_CHECKING:
    from services.documents.classified import api


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
