"""Organs, people and sessions (组织机构、人员、会话) and their rules, without clock or store."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from shared.actor import Actor
from shared.aggregate import Aggregate
from shared.contracts.directory import (
    OrganRecorded,
    PersonRecorded,
    Room,
    SessionClosed,
    SessionRenewed,
)
from shared.errors import OfficeError, Unauthenticated
from shared.given import Given

SESSION = timedelta(hours=12)
TOKEN = timedelta(minutes=10)
FAILURES_ALLOWED = 5
LOCKED = timedelta(minutes=15)
ADDRESS_FAILURES_ALLOWED = 30
"""Failures allowed per address: an office shares one, and at eight in the morning everybody signs in at once."""
LONGEST_DELAY = timedelta(minutes=1)


class OrganKind(StrEnum):
    """The kind of an organ (区教育局、学校、校区、处室)."""

    BUREAU = "bureau"
    SCHOOL = "school"
    CAMPUS = "campus"
    DEPARTMENT = "department"


PARENTS: Mapping[OrganKind, frozenset[OrganKind | None]] = {
    OrganKind.BUREAU: frozenset({None}),
    OrganKind.SCHOOL: frozenset({OrganKind.BUREAU}),
    OrganKind.CAMPUS: frozenset({OrganKind.SCHOOL}),
    OrganKind.DEPARTMENT: frozenset({OrganKind.BUREAU, OrganKind.SCHOOL, OrganKind.CAMPUS}),
}
"""The allowed parents of each kind of organ."""


class RoleName(StrEnum):
    """A person's role in their organ; the three administrators' roles do not let them read documents (三员分立)."""

    CLERK = "clerk"
    DIRECTOR = "director"
    LEADER = "leader"
    PRINCIPAL = "principal"
    REGISTRAR = "registrar"
    HANDLER = "handler"
    DISTRICT_ADMIN = "district_admin"
    SYSTEM = "system"
    SECURITY = "security"
    AUDITOR = "auditor"


EXCLUSIVE = frozenset({RoleName.SYSTEM, RoleName.SECURITY, RoleName.AUDITOR})
"""GB/T 22239-2019, 8.1.4: system, security and audit administration are three people."""


ORGANS_REMEMBERED = 5
"""How many of a person's former organs are remembered, to fill the posts that they left there."""


def delay_after(failures: int) -> timedelta:
    """Return how long an address waits after so many failed sign-ins: nothing at first, then twice as long each time.

    It never grows to the quarter of an hour that locks a name: colleagues behind the same address would be locked out too.
    """
    beyond = failures - ADDRESS_FAILURES_ALLOWED
    return timedelta() if beyond < 0 else min(timedelta(seconds=2 ** min(beyond, 30)), LONGEST_DELAY)


class Standing(StrEnum):
    """Whether an organ, a person's account or a group is in use; stored as `active`."""

    ACTIVE = "active"
    CLOSED = "closed"

    @staticmethod
    def of(active: bool) -> "Standing":
        """Return the state that `active` stores."""
        return Standing.ACTIVE if active else Standing.CLOSED


class OneselfRefused(OfficeError):
    """不能停用或者启用自己的账号，请由其他安全管理员办理。"""

    code = "oneself_refused"
    status = 403


class PasswordWrong(OfficeError):
    """原密码不正确。"""

    code = "password_wrong"
    status = 403


@dataclass(frozen=True, kw_only=True)
class Organ(Aggregate):
    """An organ and its place in the tree. `issuer_code` (机关代字) begins its document numbers; an organ without
    one is not registered (立户) and issues no documents (条例 art. 37). `also_under` is its second superior under dual
    leadership (双重领导; 条例 arts. 15(6), 16(5)).
    """

    kind: OrganKind
    name: Given[str]
    short_name: str
    parent: str | None
    path: tuple[str, ...]
    issuer_code: Given[str | None] = None
    rooms: tuple[Room, ...] = ()
    also_under: str | None = None
    active: bool = True

    @property
    def status(self) -> Standing:
        """Return whether it is in use."""
        return Standing.of(self.active)

    @property
    def organ(self) -> str:
        """Return its id, since it belongs to itself."""
        return self.id

    def recorded(self) -> OrganRecorded:
        """Return what other services keep of it."""
        return OrganRecorded.of(self, **self.told())

    def told(self) -> Mapping[str, Any]:
        """Return the fields of its event that differ from its own."""
        return {"kind": self.kind.value}

    def with_rooms_of(self, other: "Organ") -> "Organ | None":
        """Return the organ with the further rooms of `other`, or None if they differ in anything else."""
        after = replace(self, rooms=other.rooms)
        return after if set(self.rooms) <= set(other.rooms) and after.recorded() == other.recorded() else None


@dataclass(frozen=True, kw_only=True)
class Person(Aggregate):
    """A person, their post and account.

    password: an Argon2id hash, empty until the security administrator issues the first password.
    must_change: the password was issued by somebody else. password_at: when it was set. former: hashes of those before it.
    factor: the id of the secret of the second factor in force, which is kept apart. recovery: hashes of unused codes.
    acting: roles of the posts that they stand in for at present (代岗). organs_before: the last organs they moved from.
    """

    username: Given[str]
    name: Given[str]
    organ: str
    path: tuple[str, ...]
    post: Given[str]
    roles: tuple[RoleName, ...]
    password: str
    active: bool = True
    session_version: int = 1
    must_change: bool = False
    password_at: datetime | None = None
    former: tuple[str, ...] = ()
    factor: str | None = None
    recovery: tuple[str, ...] = ()
    acting: tuple[RoleName, ...] = ()
    organs_before: tuple[str, ...] = ()

    @property
    def only_acting(self) -> tuple[RoleName, ...]:
        """Return the roles that they have as a stand-in alone; administrators stand in for nobody."""
        if EXCLUSIVE & set(self.roles):
            return ()
        return tuple(role for role in self.acting if role not in self.roles)

    @property
    def powers(self) -> tuple[RoleName, ...]:
        """Return their own roles, then those that they have as a stand-in alone."""
        return (*self.roles, *self.only_acting)

    @property
    def status(self) -> Standing:
        """Return whether the account is open."""
        return Standing.of(self.active)

    def recorded(self) -> PersonRecorded:
        """Return what other services keep of them."""
        return PersonRecorded.of(self, **self.told())

    def told(self) -> Mapping[str, Any]:
        """Return the fields of their event that differ from their own: roles include those of a stand-in."""
        roles, acting = (tuple(role.value for role in each) for each in (self.powers, self.only_acting))
        return {"roles": roles, "acting": acting}

    def actor(self) -> Actor:
        """Return the person as an actor, as other services see them."""
        return Actor(
            person_id=self.id,
            username=self.username,
            name=self.name,
            organ=self.organ,
            path=self.path,
            roles=frozenset(role.value for role in self.powers),
            acting=frozenset(role.value for role in self.only_acting),
        )

    def signed_out(self) -> Mapping[str, Any]:
        """Return the fields that end every session, on all devices."""
        return {"session_version": self.session_version + 1}

    def with_password(self, hashed: str, at: datetime, *, issued: bool, keep: int) -> Mapping[str, Any]:
        """Return the fields of a new password; every session opened before ends.

        issued: by somebody else, so that it must be changed. keep: how many former ones are remembered.
        """
        former = tuple(each for each in (self.password, *self.former) if each)[:keep]
        new = {"password": hashed, "password_at": at, "must_change": issued, "former": former}
        return {**new, **self.signed_out()}

    def moved(self, organ: str, path: tuple[str, ...], post: str, roles: tuple[RoleName, ...]) -> Mapping[str, Any]:
        """Return the fields of a move to another organ; every session ends, and with it all access to the former organ."""
        before = (*self.organs_before, self.organ)[-ORGANS_REMEMBERED:]
        there = {"organ": organ, "path": path, "post": post, "roles": roles}
        return {**there, "acting": (), "organs_before": before, **self.signed_out()}


def of_district(found: Organ | Person, actor: Actor) -> bool:
    """Check whether an organ or a person belongs to the actor's district."""
    return found.path[0] == actor.district


@dataclass(frozen=True, kw_only=True)
class Session(Aggregate):
    """A signed-in session; its tokens expire earlier than itself."""

    person: str
    session_version: int
    ends_at: datetime
    renewed_at: datetime
    open: bool = True

    @property
    def person_id(self) -> str:
        """Return the person's id, for events."""
        return self.person

    @property
    def token_expires_at(self) -> datetime:
        """Return when the last token expires."""
        return min(self.renewed_at + TOKEN, self.ends_at)

    def holds(self, person: Person, at: datetime) -> bool:
        """Check whether the session has not ended, and its person was not disabled and has not changed the password since."""
        return self.open and at < self.ends_at and person.active and person.session_version == self.session_version

    def check(self, person: Person, at: datetime) -> None:
        """Raise Unauthenticated if the session is no longer valid."""
        if not self.holds(person, at):
            raise Unauthenticated("登录已失效，请重新登录。")

    def renew(self, at: datetime) -> tuple["Session", SessionRenewed]:
        """Renew the session, so that a fresh token can be issued."""
        after = replace(self, renewed_at=at)
        return after, SessionRenewed.of(after)

    def close(self) -> tuple["Session", SessionClosed]:
        """End the session."""
        after = replace(self, open=False)
        return after, SessionClosed.of(after)
