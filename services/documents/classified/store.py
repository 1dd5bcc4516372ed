"""MongoDB storage of the stubs of classified papers."""

from typing import Any

from services.documents.classified.domain import Stub, StubStatus
from services.documents.domain import OFFICE
from services.documents.store import Series, unique_in
from shared.actor import Actor
from shared.listing import Listing
from shared.pages import Page
from shared.runtime.listed import Listed


class StubCollection(Series[Stub], Listed[Stub]):
    """The register of classified papers."""

    name, service, kind = "classified", "documents", Stub
    series, sequence = "register_series", "register_sequence"
    worded = ("register_number", "counterpart", "number", "copy_numbers", "custodian_name")
    dated, orders = "dated_on", {"date": "dated_on"}
    indexes = (
        unique_in("register_series", "register_sequence"),
        ([("organ", 1), ("created_at", -1)], {}),
        ([("custodian", 1)], {}),
    )

    def in_custody_of(self, person: str) -> int:
        """Count the papers that a person keeps and that are neither returned nor destroyed."""
        there = [StubStatus.HELD.value, StubStatus.TO_DESTROY.value]
        return self._docs.count_documents({"custodian": person, "status": {"$in": there}})

    def search(self, actor: Actor, wanted: Listing) -> Page[Stub]:
        """Return the stubs that the actor may see (`domain.sees`)."""
        query: dict[str, Any] = {"organ": actor.organ}
        if not any(actor.holds(name) for name in OFFICE):
            query["custodian"] = actor.person_id
        return self.listed(actor, query, wanted)
