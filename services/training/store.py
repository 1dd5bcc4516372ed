"""MongoDB storage of courses and ledgers of hours."""

from typing import Any

from services.training.domain import OFFICE, UNSEEN, Course, Ledger
from shared.actor import Actor
from shared.listing import Listing
from shared.pages import Page
from shared.runtime.listed import Listed
from shared.runtime.store import MongoCollection


class CourseCollection(Listed[Course]):
    """Courses, each with its enrolments."""

    name, service, kind = "courses", "training", Course
    orders = {"starts": "starts_on"}
    worded = ("title", "organ_name")
    indexes = (([("organ", 1), ("created_at", -1)], {}), ([("invited.id", 1)], {}))

    def search(self, actor: Actor, wanted: Listing) -> Page[Course]:
        """Return the requested items that the actor may see (`domain.sees`)."""
        published = {"status": {"$nin": [each.value for each in UNSEEN]}}
        seen: list[dict[str, Any]] = [
            {**published, "invited.id": {"$in": list(actor.path)}},
            {f"enrolments.{actor.person_id}": {"$exists": True}},
        ]
        if any(actor.holds(name) for name in OFFICE):
            seen.append({"organ": actor.organ})
        return self.listed(actor, {"$or": seen}, wanted)

    def any_with(self, organ: str, person: str) -> bool:
        """Check whether an organ offers a course that a person enrolled in."""
        return self._docs.find_one({"organ": organ, f"enrolments.{person}": {"$exists": True}}, {"_id": 1}) is not None


class LedgerCollection(MongoCollection[Ledger]):
    """Hours, a ledger for each person and year."""

    name, service, kind = "ledgers", "training", Ledger
