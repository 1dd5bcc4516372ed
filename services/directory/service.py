"""RPC methods of the directory."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import structlog

from services.directory import app
from services.directory.acts import ORGAN_ACTS, PERSON_ACTS
from services.directory.delegations.service import DelegationFeature
from services.directory.domain import Organ, Person, Session
from services.directory.exchange.service import ExchangeFeature
from services.directory.rulings.service import RulingFeature
from services.directory.security.app import rules_of
from services.directory.security.service import PASSWORDS, sign_ins
from services.directory.store import SessionCollection
from services.directory.trails.lines import SIGN_INS
from services.directory.trails.service import TrailFeature
from shared.acts import in_trail
from shared.errors import OfficeError
from shared.runtime.logging import audited
from shared.runtime.service import Collected, Needs, rpc
from shared.shown import Shown

if TYPE_CHECKING:
    from services.directory import api
    from shared.api import shapes

log = structlog.get_logger()


def _organ(service: Any, organ: Organ) -> "Shown[api.Organ]":
    return app.shown_organ(organ, service.occasion.actor)


def _person(service: Any, person: Person) -> "Shown[api.Person]":
    actor, at = service.occasion.actor, service.occasion.at
    return app.shown_person(person, actor, app.locks_of([person], service.attempts, actor, at))


def _session(service: Any, session: Session) -> dict[str, Any]:
    person = service.people_kept.find(session.person)
    return app.shown_session(session, person, rules_of(service.security_rules_kept, person.path[0]))


class DirectoryService(DelegationFeature, ExchangeFeature, TrailFeature, RulingFeature):
    """Organs, people, accounts, sessions, delegations, groups and rulings."""

    name = "directory"
    needs = Needs(
        cpu="100m", memory="256Mi", cpu_limit=2, memory_limit="512Mi",
        measured="each of two passwords hashed at once takes 64 MiB and 4 lanes",
        secrets=(("TONGBAN_SECRETS_KEY", "secrets-key"),),
    )  # fmt: skip
    sessions_kept = Collected(SessionCollection)

    @rpc(shows=_session)
    def sign_in(self, username: str, password: str, address: str, otp: str | None = None) -> Session:
        """Open a session."""
        new_id = uuid.uuid4().hex
        known = self.people_kept.by_username(username)
        with (
            audited("sign_in", account=None if known is None else known.id, address=address),
            self._in_log(known, address),
            sign_ins().place(),
            self.runtime.turn(f"sign_in:{username}"),
        ):  # else six right ones at once would count as five wrong ones
            opened = app.sign_in(
                self.sessions_kept,
                self.people_kept,
                self.attempts,
                PASSWORDS,
                self.factors,
                username,
                password,
                address,
                otp,
                occasion=self.occasion,
                new_id=new_id,
            )
        if known is not None:
            self.sign_ins.keep(known, "ok", address, opened.renewed_at, once=opened.id)
        log.info(
            "signed_in", person=opened.person, address=address, session=opened.id
        )  # the session is not kept for ever
        return opened

    @contextmanager
    def _in_log(self, person: Person | None, address: str) -> Iterator[None]:
        """Record a refused sign-in of an account for the auditor, and whether it locked the account."""
        at = self.occasion.at
        try:
            yield
        except OfficeError as refusal:
            if person is not None and refusal.code in SIGN_INS:
                locked = refusal.code != "sign_in_locked" and self.attempts.locks([person.username], at)
                self.sign_ins.refused(person, "locked" if locked else refusal.code, address, at)
            raise

    @rpc()
    def session(self, session_id: str) -> dict[str, Any]:
        """Return the actor of a valid session."""
        session, person = app.current_session(self.sessions_kept, self.people_kept, session_id, at=self.occasion.at)
        rules = rules_of(self.security_rules_kept, person.path[0])
        first = rules.first(person, self.occasion.at)
        return {"actor": person.actor().to_wire(), "ends_at": session.ends_at.isoformat(), "first": first}

    @rpc()
    def sessions_that_hold(self, ids: list[str]) -> dict[str, int]:
        """Return the valid ones of these sessions, for a gateway's streams."""
        return app.sessions_that_hold(self.sessions_kept, self.people_kept, ids, at=self.occasion.at)

    @rpc(shows=_session)
    def renew(self, session_id: str) -> Session:
        """Renew the session, so that a fresh token can be issued."""
        return app.renew(self.sessions_kept, self.people_kept, session_id, occasion=self.occasion)

    @rpc()
    def sign_out(self, session_id: str) -> None:
        """End a session."""
        session = app.sign_out(self.sessions_kept, session_id)
        person = None if session is None else self.people_kept.find(session.person)
        if person is not None:
            self.sign_ins.keep(person, "signed_out", "", self.occasion.at, once=f"{session_id}:out")

    @rpc(shows=_organ)
    def organ(self, id: str) -> Organ:
        """Return an organ."""
        return app.organ(self.organs_kept, id, actor=self.occasion.person)

    @rpc()
    def organs(self, cursor: str | None, limit: int, q: str | None = None) -> "Shown[api.OrganPage]":
        """List the organs of the actor's district."""
        actor = self.occasion.person
        page = app.organs_of(self.organs_kept, q, actor=actor, cursor=cursor, limit=limit)
        return page.map(lambda organ: app.shown_organ(organ, actor)).to_wire()

    @rpc(shows=_person)
    def person(self, id: str) -> Person:
        """Return a person."""
        return app.person(self.people_kept, id, actor=self.occasion.person)

    @rpc()
    def people(
        self,
        organ: str | None,
        cursor: str | None,
        limit: int,
        q: str | None = None,
        role: str | None = None,
        active: bool = True,
    ) -> "Shown[api.PersonPage]":
        """List people of the actor's district."""
        actor = self.occasion.person
        page = app.people_of(
            self.people_kept, self.organs_kept, organ, q, role, active, actor=actor, cursor=cursor, limit=limit
        )
        locks = app.locks_of(page.items, self.attempts, actor, self.occasion.at)
        return page.map(lambda person: app.shown_person(person, actor, locks)).to_wire()

    @rpc()
    def organ_history(self, id: str, cursor: str | None, limit: int) -> "Shown[shapes.HistoryPage]":
        """Return a page of an organ's history."""
        actor = self.occasion.person
        page = app.organ_history(self.organs_kept, id, actor=actor, cursor=cursor, limit=limit)
        return page.map(in_trail(ORGAN_ACTS)).to_wire()

    @rpc()
    def person_history(self, id: str, cursor: str | None, limit: int) -> "Shown[shapes.HistoryPage]":
        """Return a page of a person's history."""
        actor = self.occasion.person
        page = app.person_history(self.people_kept, id, actor=actor, cursor=cursor, limit=limit)
        return page.map(in_trail(PERSON_ACTS)).to_wire()
