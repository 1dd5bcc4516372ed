"""Sign in everybody of a stopped system, as a command of `tests.support.warm`: hashing so many passwords takes a minute.

The use case is the product's; only the comparison of passwords is left out, and the tokens end with their session.
"""

import json
import sys
import uuid
from pathlib import Path
from typing import Any

from services.directory import app
from services.directory.security.domain import SecurityRules
from services.directory.security.store import Factors
from services.directory.store import Attempts, PersonCollection, SessionCollection
from services.gateway.auth import Tokens, load_key
from shared.occasion import Occasion
from shared.runtime.clock import now
from shared.runtime.config import settings
from shared.runtime.embedded_store import EmbeddedStore
from shared.runtime.store import connect


class Known:
    """A password hasher that accepts every password."""

    def hash(self, password: str) -> str:
        raise NotImplementedError("nobody gets a password here")

    def matches(self, hashed: str | None, password: str) -> bool:
        return hashed is not None


def main() -> None:
    """Read usernames from standard input; write each one's token to `tokens.json`."""
    folder = settings().var
    store = EmbeddedStore(folder)
    store.start()
    with connect(store.uri) as client:
        db, occasion = client["tongban_directory"], Occasion(now())
        people = PersonCollection(db, occasion, _nobody)
        sessions = SessionCollection(db, occasion, _nobody)
        key = Tokens(None, load_key(folder / "token-key", None))  # type: ignore[arg-type]
        tokens = {}
        for name in json.load(sys.stdin):
            session = app.sign_in(
                sessions,
                people,
                Attempts(db),
                Known(),
                Factors(db),
                name,
                "",
                "127.0.0.1",
                occasion=occasion,
                new_id=uuid.uuid4().hex,
            )
            person = people.by_username(name)
            assert person is not None
            shown = app.shown_session(session, person, SecurityRules(id=person.path[0]))
            tokens[name] = key.issue({**shown, "token_expires_at": session.ends_at.isoformat()})
    store.stop()
    (Path(folder) / "tokens.json").write_text(json.dumps(tokens))


def _nobody(*_: Any) -> None:
    """Publish nothing now; the relay publishes at the next start."""
