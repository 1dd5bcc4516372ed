"""How things that bear numbers in series are kept in MongoDB."""

from typing import ClassVar, TypeVar

from shared.aggregate import Aggregate
from shared.runtime.store import Index, MongoCollection

T = TypeVar("T", bound=Aggregate)


class Series(MongoCollection[T]):
    """A collection whose things bear numbers in series; the index keeps two from bearing one."""

    series: ClassVar[str]
    sequence: ClassVar[str]

    def last_in_series(self, series: str) -> int:
        """Give the highest number of a series, 0 where none was given."""
        numbered = {self.series: series, self.sequence: {"$gt": 0}}  # as the index has it, or it is not used
        found = self._docs.find_one(numbered, {self.sequence: 1}, sort=[(self.sequence, -1)])
        return 0 if found is None else int(found[self.sequence])


def unique_in(series: str, sequence: str) -> Index:
    """Let no two things bear one number of one series."""
    numbered = {"unique": True, "partialFilterExpression": {sequence: {"$gt": 0}}}
    return [(series, 1), (sequence, 1)], numbered
