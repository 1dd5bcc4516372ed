"""How votes, and the ballots of secret ones, are kept in MongoDB."""

from collections.abc import Mapping

from pymongo.errors import DuplicateKeyError

from services.meetings.votes.domain import Round
from shared.runtime.store import Db, MongoCollection

MOST = 500


class RoundCollection(MongoCollection[Round]):
    """Votes and hearings."""

    name, service, kind = "rounds", "meetings", Round
    indexes = (([("meeting", 1), ("created_at", 1)], {}),)

    def of_meeting(self, meeting_id: str) -> list[Round]:
        """Give a meeting's votes, the earliest first."""
        found = self._docs.find({"meeting": meeting_id}, {"history": 0})
        return [self._load(each) for each in found.sort([("created_at", 1), ("_id", 1)]).limit(MOST)]


class BallotBoxes:
    """The ballots of secret votes: one record a vote, and no history, since a history has an order and a time.

    Whether a box still takes ballots and which ballots are in it is one record, so that none comes between the shutting
    and the count.
    """

    def __init__(self, db: Db) -> None:
        self._boxes = db["ballot_boxes"]

    def put(self, round_id: str) -> None:
        """Put up the box of a vote; the same one stands there once."""
        try:
            self._boxes.insert_one({"_id": round_id, "open": True, "ballots": {}})
        except DuplicateKeyError:
            return

    def cast(self, round_id: str, receipt: str, choice: str) -> str | None:
        """Put a ballot into an open box; give what stands in it under that receipt, or None where the box is shut."""
        path = f"ballots.{receipt}"
        wanted = {"_id": round_id, "open": True, path: {"$exists": False}}
        if self._boxes.update_one(wanted, {"$set": {path: choice}}).matched_count == 1:
            return choice
        found = self._boxes.find_one({"_id": round_id}, {path: 1})
        standing = None if found is None else found.get("ballots", {}).get(receipt)
        return None if standing is None else str(standing)

    def shut(self, round_id: str) -> Mapping[str, str]:
        """Let the box take no more, and give every ballot in the order of its receipt."""
        self._boxes.update_one({"_id": round_id}, {"$set": {"open": False}})
        found = self._boxes.find_one({"_id": round_id})
        return {} if found is None else dict(sorted(found["ballots"].items()))
