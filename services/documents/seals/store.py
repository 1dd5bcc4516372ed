"""MongoDB storage of seals, their images and their uses."""

from typing import Any

from pymongo.errors import DuplicateKeyError

from services.documents.seals.domain import OFFICE, Seal, SealStatus, SealUse
from services.documents.store import Series, unique_in
from shared.actor import Actor
from shared.listing import Listing
from shared.pages import Page
from shared.runtime.listed import Listed
from shared.runtime.store import Db


class SealCollection(Listed[Seal]):
    """Seals."""

    name, service, kind = "seals", "documents", Seal
    indexes = (([("organ", 1)], {}), ([("path", 1)], {}), ([("keeper", 1)], {}))

    def kept_by(self, person: str) -> int:
        """Count the seals in use that a person keeps."""
        return self._docs.count_documents({"keeper": person, "status": SealStatus.RECORDED.value})

    def search(self, actor: Actor, wanted: Listing) -> Page[Seal]:
        """Return the seals that the actor may know of (`domain.sees_seal`)."""
        seen: list[dict[str, Any]] = [
            {"keeper": actor.person_id, "organ": actor.organ},
            {"organ": actor.organ, "status": SealStatus.RECORDED.value},
        ]
        if any(actor.holds(name) for name in OFFICE):
            seen.append({"organ": actor.organ})
        if actor.holds("district_admin"):
            seen.append({"path.0": actor.district})
        return self.listed(actor, {"$or": seen}, wanted)


class SealUseCollection(Series[SealUse], Listed[SealUse]):
    """Uses of seals; their register numbers are unique."""

    name, service, kind = "seal_uses", "documents", SealUse
    series, sequence = "register_series", "register_sequence"
    worded, dated, orders = ("matter", "number", "seal_name", "applicant_name"), "applied_at", {"date": "applied_at"}
    indexes = (
        unique_in("register_series", "register_sequence"),
        ([("organ", 1), ("created_at", -1)], {}),
        ([("document_id", 1)], {}),
        ([("applicant", 1)], {}),
        ([("keeper", 1)], {}),
    )

    def under(self, document_id: str) -> list[SealUse]:
        """Return the uses for a document."""
        return [self._load(each) for each in self._docs.find({"document_id": document_id}, {"history": 0})]

    def search(self, actor: Actor, wanted: Listing, year: int | None = None) -> Page[SealUse]:
        """Return the uses that the actor may know of (`domain.sees_use`)."""
        seen: list[dict[str, Any]] = [
            {"applicant": actor.person_id, "organ": actor.organ},
            {"keeper": actor.person_id, "organ": actor.organ},
        ]
        if any(actor.holds(name) for name in OFFICE):
            seen.append({"organ": actor.organ})
        return self.listed(actor, {"$or": seen} | ({} if year is None else {"register_year": year}), wanted)


class SealImages:
    """Images of seals, each under the SHA-256 of its file; no RPC method returns one."""

    def __init__(self, db: Db) -> None:
        self._images = db["seal_images"]

    def keep(self, name: str, content: bytes) -> None:
        """Store an image, once."""
        try:
            self._images.insert_one({"_id": name, "content": content})
        except DuplicateKeyError:
            return

    def find(self, name: str) -> bytes | None:
        """Return an image, or None."""
        found = self._images.find_one({"_id": name})
        return None if found is None else bytes(found["content"])
