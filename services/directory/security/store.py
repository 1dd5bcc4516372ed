"""MongoDB storage of security rules and of the secrets of second factors."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from pymongo.errors import DuplicateKeyError

from services.directory.security.domain import SecurityRules
from services.directory.security.sealing import Sealer, is_sealed
from shared.runtime.config import settings
from shared.runtime.expiry import Expiring
from shared.runtime.keys import load_key
from shared.runtime.store import Db, MongoCollection

PENDING = timedelta(minutes=15)
REMEMBERED = timedelta(minutes=5)


@lru_cache(maxsize=1)
def sealer() -> Sealer:
    """Load the key once per process, when a second factor is first used."""
    return Sealer(load_secrets_key(settings().var / "secrets-key", settings().secrets_key))


def load_secrets_key(path: Path, given: str | None) -> bytes:
    """Load the key that encrypts the secrets of second factors; see `shared/runtime/keys.py`."""
    return load_key(path, given, variable="TONGBAN_SECRETS_KEY", lost="届时使用动态口令的人员需要重新设置")


class SecurityRulesCollection(MongoCollection[SecurityRules]):
    """The rules of each district."""

    name, service, kind = "security_rules", "directory", SecurityRules


class Factors:
    """Secrets of second factors, kept apart from the journal, so that a removed one is gone; and the one-time passwords
    used, so that none is accepted twice.
    """

    expiring = (
        Expiring("second_factors", "until", what="尚未启用的动态口令", why="十分钟内未确认即作废"),
        Expiring("used_one_time", "until", what="用过的动态口令", why="过了有效时间不能再用，无须再防重复"),
    )

    def __init__(self, db: Db, sealer: Callable[[], Sealer] = sealer) -> None:
        self._secrets, self._used, self._sealer = db["second_factors"], db["used_one_time"], sealer

    @staticmethod
    def prepare(db: Db) -> None:
        """Create the indexes."""
        for each in Factors.expiring:
            each.prepare(db)

    def propose(self, factor: str, person: str, secret: str, at: datetime) -> None:
        """Store a proposed secret for a limited time, until its person proved to hold it."""
        sealed = self._sealer().seal(secret, _owner(factor, person))
        self._secrets.replace_one(
            {"_id": factor}, {"person": person, "secret": sealed, "until": at + PENDING}, upsert=True
        )

    def secret(self, factor: str, person: str, at: datetime) -> str | None:
        """Return a person's secret, proposed or active; one that an earlier release stored in plain text is encrypted now."""
        found = self._secrets.find_one({"_id": factor, "person": person})
        if found is None or ("until" in found and found["until"] <= at):
            return None
        kept = str(found["secret"])
        if is_sealed(kept):
            return self._sealer().open(kept, _owner(factor, person))
        sealed = self._sealer().seal(kept, _owner(factor, person))
        self._secrets.update_one({"_id": factor, "secret": kept}, {"$set": {"secret": sealed}})
        return kept

    def keep(self, factor: str) -> None:
        """Make a secret permanent."""
        self._secrets.update_one({"_id": factor}, {"$unset": {"until": 1}})

    def drop(self, factor: str) -> None:
        """Delete a secret."""
        self._secrets.delete_one({"_id": factor})

    def use(self, factor: str, step: int, at: datetime) -> bool:
        """Record that a one-time password was used; return False if it had been."""
        try:
            self._used.insert_one({"_id": f"{factor}:{step}", "until": at + REMEMBERED})
        except DuplicateKeyError:
            return False
        return True


def _owner(factor: str, person: str) -> str:
    return f"{person} {factor}"
