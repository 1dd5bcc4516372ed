"""How security rules and the secrets of second factors are kept in MongoDB."""

from datetime import datetime, timedelta

from pymongo.errors import DuplicateKeyError

from services.directory.security.domain import SecurityRules
from shared.runtime.expiry import Expiring
from shared.runtime.store import Db, MongoCollection

PENDING = timedelta(minutes=15)
REMEMBERED = timedelta(minutes=5)


class SecurityRulesCollection(MongoCollection[SecurityRules]):
    """The rules of each district."""

    name, service, kind = "security_rules", "directory", SecurityRules


class Factors:
    """Secrets of second factors, apart from the journal, so that one that is removed is gone; and which one-time passwords
    were used, so that none opens twice."""

    expiring = (Expiring("second_factors", "until"), Expiring("used_one_time", "until"))

    def __init__(self, db: Db) -> None:
        self._secrets, self._used = db["second_factors"], db["used_one_time"]

    @staticmethod
    def prepare(db: Db) -> None:
        """Create the indexes."""
        for each in Factors.expiring:
            each.prepare(db)

    def propose(self, factor: str, person: str, secret: str, at: datetime) -> None:
        """Keep a secret for a while, until its person proved to hold it."""
        self._secrets.replace_one(
            {"_id": factor}, {"person": person, "secret": secret, "until": at + PENDING}, upsert=True
        )

    def secret(self, factor: str, person: str, at: datetime) -> str | None:
        """Read a secret of a person, proposed or in force."""
        found = self._secrets.find_one({"_id": factor, "person": person})
        if found is None or ("until" in found and found["until"] <= at):
            return None
        return str(found["secret"])

    def keep(self, factor: str) -> None:
        """Keep a secret for good."""
        self._secrets.update_one({"_id": factor}, {"$unset": {"until": 1}})

    def drop(self, factor: str) -> None:
        """Delete a secret."""
        self._secrets.delete_one({"_id": factor})

    def use(self, factor: str, step: int, at: datetime) -> bool:
        """Note that a one-time password was used; False where it had been."""
        try:
            self._used.insert_one({"_id": f"{factor}:{step}", "until": at + REMEMBERED})
        except DuplicateKeyError:
            return False
        return True
