"""Tokens: signed with one pinned algorithm, short-lived, and valid only as long as the session behind them."""

import time
from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from services.gateway.calls import Calls
from shared.actor import Actor
from shared.errors import Forbidden, OfficeError, Unauthenticated
from shared.runtime import keys

ALGORITHM = "HS256"
ISSUER, AUDIENCE = "tongban", "tongban-api"
REMEMBERED_SECONDS = 2.0
REMEMBERED_SESSIONS = 10_000
TOKENS = 10_000
"""The number of verified tokens that are cached."""
EXPIRED = "登录已过期，请重新登录。"


class PasswordFirst(Forbidden):
    """请先修改密码，再办理其他事项。"""

    code = "password_change_needed"


class SecondFactorFirst(Forbidden):
    """您的岗位须使用动态口令，请先设置，再办理其他事项。"""

    code = "second_factor_needed"


FIRST: Mapping[str, type[Forbidden]] = {"password": PasswordFirst, "second_factor": SecondFactorFirst}
"""The refusals for what a person must do first."""


def load_key(path: Path, given: str | None) -> bytes:
    """Load the key that signs tokens; see `shared/runtime/keys.py`."""
    return keys.load_key(path, given, variable="TONGBAN_TOKEN_KEY", lost="届时所有人需要重新登录")


class Tokens:
    """Issues and verifies tokens."""

    def __init__(self, calls: Calls, key: bytes) -> None:
        self._calls = calls
        self._key = OctKey.import_key(key)
        self._remembered: OrderedDict[str, tuple[float, Actor, str | None]] = OrderedDict()
        self._forgotten = 0
        self._verified = lru_cache(TOKENS)(self._verify)

    def issue(self, session: Mapping[str, Any]) -> str:
        """Sign a token for a session; the same session state gives the same token."""
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": session["person_id"],
            "sid": session["session_id"],
            "iat": int(datetime.fromisoformat(session["renewed_at"]).timestamp()),
            "exp": int(datetime.fromisoformat(session["token_expires_at"]).timestamp()),
        }
        return jwt.encode({"alg": ALGORITHM, "typ": "JWT"}, claims, self._key, algorithms=[ALGORITHM])

    def bearer(
        self, authorization: list[str], *, own_account: bool = False, lasting: bool = False
    ) -> tuple[str, Actor]:
        """Return session and actor from the single `Authorization` header; raise Unauthenticated.

        own_account: also accept people who must first change the password or set up a second factor; Forbidden elsewhere.
        lasting: the token may be older, as long as its session holds: a browser's cookie, unrenewed while the page slept.
        """
        if len(authorization) != 1:
            raise Unauthenticated()
        scheme, _, token = authorization[0].partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Unauthenticated()
        claims = self._claims(token.strip(), lasting=lasting)
        actor, first = self._actor(claims)
        if first is not None and not own_account:
            raise FIRST[first]()
        return claims["sid"], actor

    def forget(self, session_id: str) -> None:
        """Look up a session again at its next use."""
        self._forgotten += 1
        self._remembered.pop(session_id, None)

    def forget_person(self, person_id: str) -> None:
        """Look up every session of a person again."""
        self._forgotten += 1
        for session_id in [each for each, (_, actor, _) in self._remembered.items() if actor.person_id == person_id]:
            del self._remembered[session_id]

    def _claims(self, token: str, *, lasting: bool) -> Mapping[str, Any]:
        claims = self._verified(token)
        if not lasting and claims["exp"] <= time.time():
            raise Unauthenticated(EXPIRED)
        return claims

    def _verify(self, token: str) -> Mapping[str, Any]:
        """Verify signature and claims, which stay valid as long as the token is used."""
        try:
            header = jws.extract_compact(token.encode("ascii")).headers()
            if header.keys() - {"alg", "typ"} or header.get("alg") != ALGORITHM:
                raise Unauthenticated()
            claims = jwt.decode(token, self._key, algorithms=[ALGORITHM]).claims
            times = [claims["iat"], claims["exp"]]
            names = [claims["sid"], claims["sub"]]
        except (JoseError, ValueError, KeyError, TypeError, UnicodeError) as error:
            raise Unauthenticated(EXPIRED) from error
        if not all(type(each) is int for each in times) or not all(isinstance(each, str) for each in names):
            raise Unauthenticated()
        if claims.get("iss") != ISSUER or claims.get("aud") != AUDIENCE:
            raise Unauthenticated(EXPIRED)
        return claims

    def _actor(self, claims: Mapping[str, Any]) -> tuple[Actor, str | None]:
        session_id, at = claims["sid"], time.monotonic()
        remembered = self._remembered.get(session_id)
        if remembered is not None and at < remembered[0] and remembered[1].person_id == claims["sub"]:
            return remembered[1], remembered[2]
        forgotten = self._forgotten
        try:
            found = self._calls.call("directory", "session", {"session_id": session_id})
        except OfficeError:
            self.forget(session_id)
            raise
        actor = Actor.from_wire(found["actor"])
        if actor.person_id != claims["sub"]:
            raise Unauthenticated()
        if forgotten != self._forgotten:
            return actor, found.get("first")  # somebody signed out meanwhile: what was heard may be older than that
        self._remembered[session_id] = (at + REMEMBERED_SECONDS, actor, found.get("first"))
        if len(self._remembered) > REMEMBERED_SESSIONS:
            self._remembered.popitem(last=False)
        return actor, found.get("first")
