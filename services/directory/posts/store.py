"""MongoDB storage of posts."""

from collections.abc import Sequence

from services.directory.posts.domain import Post
from shared.pages import Page
from shared.runtime.store import MongoCollection, in_lots


class PostCollection(MongoCollection[Post]):
    """Posts; their names are unique within an organ."""

    name, service, kind = "posts", "directory", Post
    indexes = (([("organ", 1), ("name", 1)], {"unique": True}), ([("district", 1), ("created_at", -1)], {}))

    def of_district(self, district: str, organ: str | None, *, cursor: str | None, limit: int) -> Page[Post]:
        """List the posts of a district, or of one organ."""
        query = {"district": district} if organ is None else {"district": district, "organ": organ}
        return self.page(query, cursor=cursor, limit=limit)

    def of_organs(self, organs: Sequence[str]) -> list[Post]:
        """List the active posts of some organs."""
        lots = (
            self._docs.find({"organ": {"$in": list(lot)}, "active": True}, {"history": 0}) for lot in in_lots(organs)
        )
        return [self._load(record) for found in lots for record in found]

    def named(self, names: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Post]:
        """Return posts by organ and name, also closed ones."""
        wanted, organs = set(names), list(dict.fromkeys(organ for organ, _ in names))
        lots = (self._docs.find({"organ": {"$in": list(lot)}}, {"history": 0}) for lot in in_lots(organs))
        found = (self._load(record) for records in lots for record in records)
        return {(each.organ, each.name): each for each in found if (each.organ, each.name) in wanted}

    def stood_in_by(self, person: str) -> int:
        """Count the active posts whose stand-in a person is."""
        return self._docs.count_documents({"stand_in": person, "active": True})

    def every(self, district: str) -> list[Post]:
        """Return the active posts of a district."""
        found = self._docs.find({"district": district, "active": True}, {"history": 0}).sort(
            [("organ", 1), ("name", 1)]
        )
        return [self._load(record) for record in found]
