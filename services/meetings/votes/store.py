"""How votes, and the ballots of secret ones, are kept in MongoDB."""

import secrets
from collections.abc import Mapping

from pymongo.errors import DuplicateKeyError

from services.meetings.votes.domain import Round
from shared.errors import VersionConflict
from shared.runtime.store import Db, MongoCollection
from shared.usecase import again

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
    """The ballots of secret votes in a store of its own: one record a vote, and no history, which has an order and a time.

    Whether a box still takes ballots and which ballots are in it is one record, so that none comes between the shutting
    and the count. Each ballot writes the whole box anew in the order of the receipts, so that nothing kept or backed up shows
    in which order ballots came. `mark` is drawn anew with each write: two writes at once do not overwrite each other.
    """

    def __init__(self, db: Db) -> None:
        self._boxes = db["ballot_boxes"]

    def put(self, round_id: str) -> None:
        """Put up the box of a vote; the same one stands there once."""
        try:
            self._boxes.insert_one({"_id": round_id, "open": True, "mark": _drawn(), "ballots": {}})
        except DuplicateKeyError:
            return

    def cast(self, round_id: str, receipt: str, choice: str) -> str | None:
        """Put a ballot into an open box; returns the ballot under that receipt, or None where the box is shut."""

        def attempt() -> str | None:
            found = self._boxes.find_one({"_id": round_id})
            ballots: dict[str, str] = {} if found is None else found["ballots"]
            if receipt in ballots or found is None or not found["open"]:
                return ballots.get(receipt)
            kept = {"_id": round_id, "open": True, "mark": found.get("mark")}
            after = {"open": True, "mark": _drawn(), "ballots": dict(sorted({**ballots, receipt: choice}.items()))}
            if self._boxes.replace_one(kept, after).matched_count != 1:
                raise VersionConflict()
            return choice

        return again(attempt)

    def count(self, round_id: str) -> int | None:
        """Count the ballots without shutting the box; None where there is no box."""
        found = self._boxes.find_one({"_id": round_id})
        return None if found is None else len(found["ballots"])

    def shut(self, round_id: str) -> Mapping[str, str]:
        """Let the box take no more, and return every ballot in the order of its receipt."""
        self._boxes.update_one({"_id": round_id}, {"$set": {"open": False, "mark": _drawn()}})
        found = self._boxes.find_one({"_id": round_id})
        return {} if found is None else dict(sorted(found["ballots"].items()))


def _drawn() -> str:
    return secrets.token_hex(8)
