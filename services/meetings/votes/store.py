"""MongoDB storage of votes, and of the ballots of secret ones."""

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
        """Return a meeting's votes, the earliest first."""
        found = self._docs.find({"meeting": meeting_id}, {"history": 0})
        return [self._load(each) for each in found.sort([("created_at", 1), ("_id", 1)]).limit(MOST)]


class BallotBoxes:
    """The ballots of secret votes in a separate store: one record a vote, and no history, which has an order and a time.

    Whether a box is open and its ballots are one record, so that no ballot comes between closing
    and counting. Each ballot rewrites the whole box in the order of the receipts, so that nothing stored or backed up shows
    in which order ballots came. `mark` is random for each write: two concurrent writes do not overwrite each other.
    """

    def __init__(self, db: Db) -> None:
        self._boxes = db["ballot_boxes"]

    def put(self, round_id: str) -> None:
        """Create the box of a vote, once."""
        try:
            self._boxes.insert_one({"_id": round_id, "open": True, "mark": _drawn(), "ballots": {}})
        except DuplicateKeyError:
            return

    def cast(self, round_id: str, receipt: str, choice: str) -> str | None:
        """Put a ballot into an open box; return the ballot under that receipt, or None if the box is closed."""

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
        """Count the ballots without closing the box; return None if there is no box."""
        found = self._boxes.find_one({"_id": round_id})
        return None if found is None else len(found["ballots"])

    def shut(self, round_id: str) -> Mapping[str, str]:
        """Close the box, and return every ballot in the order of its receipt."""
        self._boxes.update_one({"_id": round_id}, {"$set": {"open": False, "mark": _drawn()}})
        found = self._boxes.find_one({"_id": round_id})
        return {} if found is None else dict(sorted(found["ballots"].items()))


def _drawn() -> str:
    return secrets.token_hex(8)
