"""MongoDB storage of rulings."""

from services.directory.rulings.domain import Ruling
from shared.pages import Page
from shared.runtime.store import MongoCollection


class RulingCollection(MongoCollection[Ruling]):
    """Rulings of districts."""

    name, service, kind = "rulings", "directory", Ruling
    indexes = (([("district", 1), ("created_at", -1)], {}),)

    def of_district(self, district: str, *, cursor: str | None, limit: int) -> Page[Ruling]:
        """List the rulings of a district."""
        return self.page({"district": district}, cursor=cursor, limit=limit)
