"""MongoDB storage of posts."""

from collections.abc import Sequence

from services.directory.posts.domain import Post
from shared.pages import Page
from shared.runtime.store import MongoCollection, in_lots


class PostCollection(MongoCollection[Post]):
    """Posts; their names are unique within an organ."""

    name, service, kind = "posts", "directory", Post
    indexes = (([("organ", 1), ("name", 1)], {"unique": True}), ([("district", 1), ("created_at", -1)], {}))

    def listed(self, district: str, organ: str | None, *, cursor: str | None, limit: int) -> Page[Post]:
        """List the posts of a district, or of one organ."""
        query = {"district": district} if organ is None else {"district": district, "organ": organ}
        return self.page(query, cursor=cursor, limit=limit)

    def of_organs(self, organs: Sequence[str]) -> list[Post]:
        """List the active posts of some organs."""
        lots = (
            self._docs.find({"organ": {"$in": list(lot)}, "active": True}, {"history": 0}) for lot in in_lots(organs)
        )
        return [self._load(record) for found in lots for record in found]
