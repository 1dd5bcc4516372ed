"""MongoDB storage of groups."""

from collections.abc import Sequence

from services.directory.groups.domain import Group
from shared.runtime.store import MongoCollection

MOST = 500
"""The maximum number of groups to choose from."""


class GroupCollection(MongoCollection[Group]):
    """Groups; their names are unique within an organ."""

    name, service, kind = "groups", "directory", Group
    indexes = (([("owner", 1), ("name", 1)], {"unique": True}),)

    def of_owners(self, owners: Sequence[str]) -> Sequence[Group]:
        """List the groups of some organs."""
        found: list[Group] = []
        for owner in owners:
            records = self._docs.find({"owner": owner}, {"history": 0}).sort("name", 1).limit(MOST)
            found += [self._load(record) for record in records]
        return found
