"""Use cases of the directory."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

from services.directory.domain import SESSION, Organ, Person, Session
from services.directory.security import app as security
from services.directory.security.domain import SecurityRules
from services.directory.steps import ORGAN, PERSON
from shared.actor import Actor
from shared.aggregate import Entry
from shared.calendar import instant_text
from shared.contracts.directory import SessionOpened
from shared.errors import Forbidden, NotFound, SignInRefused, Unauthenticated
from shared.occasion import Occasion
from shared.pages import Page
from shared.shown import Shown
from shared.usecase import Repository

if TYPE_CHECKING:
    from services.directory import api

SECURITY = "security"
ADMINISTRATORS = ("district_admin", "system", "security", "auditor")


class Organs(Repository[Organ], Protocol):
    """The repository of organs."""

    def of_district(self, district: str, *, cursor: str | None, limit: int) -> Page[Organ]: ...
    def by_name(self, district: str, typed: str, *, cursor: str | None, limit: int) -> Page[Organ]: ...


class People(Repository[Person], Protocol):
    """The repository of people."""

    def held(self, ids: Sequence[str]) -> dict[str, Person]: ...
    def by_username(self, username: str) -> Person | None: ...
    def of_organ(
        self,
        district: str,
        organ: str | None,
        *,
        typed: str | None = None,
        role: str | None = None,
        active: bool = True,
        cursor: str | None,
        limit: int,
    ) -> Page[Person]: ...


class Sessions(Repository[Session], Protocol):
    """The repository of sessions."""

    def held(self, ids: Sequence[str]) -> dict[str, Session]: ...


class Attempts(Protocol):
    """The counters of failed sign-ins."""

    def begin(self, name: str, address: str, at: datetime) -> datetime | None: ...
    def forget(self, name: str, address: str) -> None: ...
    def forget_all(self, name: str) -> None: ...
    def locks(self, names: Sequence[str], at: datetime) -> Mapping[str, datetime]: ...
    def take_back(self, name: str, address: str) -> None: ...
    def begin_from(self, address: str, at: datetime) -> datetime | None: ...
    def failed(self, address: str, at: datetime) -> None: ...
    def forgive(self, address: str) -> None: ...


class Passwords(Protocol):
    """The password hasher."""

    def hash(self, password: str) -> str: ...
    def matches(self, hashed: str | None, password: str) -> bool: ...


def sign_in(
    sessions: Sessions,
    people: People,
    attempts: Attempts,
    passwords: Passwords,
    factors: security.Factors,
    username: str,
    password: str,
    address: str,
    otp: str | None = None,
    *,
    occasion: Occasion,
    new_id: str,
) -> Session:
    """Open a session; five failures lock the name for 15 minutes at the address they came from and nowhere else, whether or
    not the name exists, and an address that tries many names waits longer each time. Both count before hashing.
    """
    until = attempts.begin_from(address, occasion.at)
    if until is not None:
        raise security.locked(until, occasion.at, security.FROM_HERE)
    until = attempts.begin(username, address, occasion.at)
    if until is not None:
        raise security.locked(until, occasion.at, security.HERE)
    person = people.by_username(username)
    right = passwords.matches(None if person is None else person.password or None, password)
    if person is None or not right or not person.active:
        attempts.failed(address, occasion.at)
        raise SignInRefused()
    key = occasion.key
    session_id = new_id if key is None else hashlib.sha256(f"{key.id}:{username}".encode()).hexdigest()[:32]
    earlier = None if key is None else sessions.find(session_id)
    again = earlier is not None and earlier.holds(person, occasion.at)
    if earlier is not None and not again:
        session_id = new_id  # after signing out, the earlier session is of no use
    try:
        security.check_factor(people, factors, attempts, person, otp, occasion.at, again=again)
    except security.OneTimeNeeded:  # the password was right; where it stays alone, no guess is forgotten
        attempts.take_back(username, address)
        attempts.forgive(address)
        raise
    except security.OneTimeWrong:
        attempts.failed(address, occasion.at)
        raise
    attempts.forget(username, address)
    attempts.forgive(address)
    session = Session(
        id=session_id,
        person=person.id,
        session_version=person.session_version,
        ends_at=occasion.at + SESSION,
        renewed_at=occasion.at,
    )
    return sessions.add(session, announcing=SessionOpened.of(session), action="sign_in")


def current_session(sessions: Sessions, people: People, session_id: str, *, at: datetime) -> tuple[Session, Person]:
    """Return a valid session and its person; raise Unauthenticated."""
    session = sessions.find(session_id)
    person = None if session is None else people.find(session.person)
    if session is None or person is None:
        raise Unauthenticated("登录已失效，请重新登录。")
    session.check(person, at)
    return session, person


def sessions_that_hold(sessions: Sessions, people: People, ids: Sequence[str], *, at: datetime) -> dict[str, int]:
    """Return the valid ones of these sessions, each with the version of its person, which changes with post and role."""
    found = sessions.held(ids)
    bearers = people.held(sorted({each.person for each in found.values()}))
    return {
        each.id: bearers[each.person].version
        for each in found.values()
        if each.person in bearers and each.holds(bearers[each.person], at)
    }


def renew(sessions: Sessions, people: People, session_id: str, *, occasion: Occasion) -> Session:
    """Renew a valid session, so that a fresh token can be issued."""
    current_session(sessions, people, session_id, at=occasion.at)
    after, event = sessions.get(session_id).renew(occasion.at)
    return sessions.save(after, announcing=event, action="renew")


def sign_out(sessions: Sessions, session_id: str) -> Session | None:
    """End a session and return it, or None if it had ended, which is no error."""
    session = sessions.find(session_id)
    if session is None or not session.open:
        return None
    after, event = session.close()
    return sessions.save(after, announcing=event, action="sign_out")


def organ(organs: Organs, organ_id: str, *, actor: Actor) -> Organ:
    """Return an organ of the actor's district."""
    found = organs.get(organ_id)
    if found.path[0] != actor.district:
        raise NotFound()
    return found


def person(people: People, person_id: str, *, actor: Actor) -> Person:
    """Return a person of the actor's district, by id or username."""
    found = people.find(person_id) or people.by_username(person_id)
    if found is None or found.path[0] != actor.district:
        raise NotFound()
    return found


def organs_of(organs: Organs, q: str | None, *, actor: Actor, cursor: str | None, limit: int) -> Page[Organ]:
    """List the organs of the actor's district, or those matching a name."""
    if q is None:
        return organs.of_district(actor.district, cursor=cursor, limit=limit)
    return organs.by_name(actor.district, q, cursor=cursor, limit=limit)


PLACES = 20
"""How many organs of one name are compared: a campus comes before its departments."""


def people_of(
    people: People,
    organs: Organs,
    organ_id: str | None,
    q: str | None = None,
    role: str | None = None,
    active: bool = True,
    *,
    actor: Actor,
    cursor: str | None,
    limit: int,
) -> Page[Person]:
    """List the people of the actor's district, filtered by organ, name or role; closed accounts only for administrators.

    Where nobody is called as typed but an organ is, its people are listed, and those of all under it.
    """
    if not active:
        _administrator(actor)
    listed = partial(people.of_organ, actor.district, role=role, active=active)
    if q is None or organ_id is not None:
        return listed(organ_id, typed=q, cursor=cursor, limit=limit)
    called = listed(None, typed=q, cursor=None, limit=limit if cursor is None else 1)
    if called.items:
        return called if cursor is None else listed(None, typed=q, cursor=cursor, limit=limit)
    places = organs.by_name(actor.district, q, cursor=None, limit=PLACES).items
    if not places:
        return called
    highest = min(places, key=lambda organ: (len(organ.path), organ.id))
    return listed(highest.id, cursor=cursor, limit=limit)


def organ_history(organs: Organs, organ_id: str, *, actor: Actor, cursor: str | None, limit: int) -> Page[Entry]:
    """Return a page of an organ's history, to administrators."""
    found = organ(organs, organ_id, actor=actor)
    _administrator(actor)
    return organs.history(found.id, cursor=cursor, limit=limit)


def person_history(people: People, person_id: str, *, actor: Actor, cursor: str | None, limit: int) -> Page[Entry]:
    """Return a page of a person's history, to administrators and to that person."""
    found = person(people, person_id, actor=actor)
    if found.id != actor.person_id:
        _administrator(actor)
    return people.history(found.id, cursor=cursor, limit=limit)


def _administrator(actor: Actor) -> None:
    if not any(actor.holds(role) for role in ADMINISTRATORS):
        raise Forbidden("他人的变更记录由管理员查看。")


def shown_organ(organ: Organ, actor: Actor | None) -> "Shown[api.Organ]":
    """Return an organ."""
    return {
        **organ.described(),
        "kind": organ.kind.value,
        "name": organ.name,
        "short_name": organ.short_name,
        "parent": organ.parent,
        "path": list(organ.path),
        "issuer_code": organ.issuer_code,
        "also_under": organ.also_under,
        "rooms": [
            {"id": room.id, "name": room.name, "seats": room.seats, "keeper": room.keeper} for room in organ.rooms
        ],
        "active": organ.active,
        "actions": ORGAN.offers(organ, actor),
    }


def locks_of(people: Sequence[Person], attempts: Attempts, actor: Actor | None, at: datetime) -> Mapping[str, datetime]:
    """Return until when sign-ins under some names are refused, for who may end it."""
    if actor is None or not actor.holds(SECURITY):
        return {}
    return attempts.locks([each.username for each in people], at)


def shown_person(
    person: Person, actor: Actor | None, locks: Mapping[str, datetime] = MappingProxyType({})
) -> "Shown[api.Person]":
    """Return a person, with nothing of their account but the name; `locks` as in `locks_of`."""
    own = actor is not None and actor.person_id == person.id
    return {
        **person.described(),
        "username": person.username,
        "name": person.name,
        "organ": person.organ,
        "post": person.post,
        "roles": [role.value for role in (person.powers if own else person.roles)],
        "acting": [role.value for role in person.only_acting],
        "active": person.active,
        "second_factor": person.factor is not None if own or (actor is not None and actor.holds(SECURITY)) else None,
        "locked_until": instant_text(locks[person.username]) if person.username in locks else None,
        "actions": PERSON.offers(person, actor, only=lambda step: (step == "change_password") == own),
    }


def shown_session(session: Session, person: Person, rules: SecurityRules) -> dict[str, Any]:
    """Return a session to its person, with what they must do first."""
    return {
        "session_id": session.id,
        "person_id": person.id,
        "renewed_at": instant_text(session.renewed_at),
        "token_expires_at": instant_text(session.token_expires_at),
        "expires_at": instant_text(session.ends_at),
        "first": rules.first(person, session.renewed_at),
        "person": shown_person(person, person.actor()),
    }
