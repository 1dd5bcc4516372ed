"""Events of the directory service: organs, people and their sessions."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from shared.contracts.event import Event
from shared.contracts.work import RecordType

OrganKind = Literal["bureau", "school", "campus", "department"]

ROLE_NAMES = {
    "clerk": "文秘",
    "director": "办公室主任",
    "leader": "领导",
    "principal": "主要负责人",
    "registrar": "机要文书",
    "handler": "承办人",
    "district_admin": "区管理员",
    "system": "系统管理员",
    "security": "安全管理员",
    "auditor": "审计管理员",
}
"""The labels of the roles that a person holds in their organ (岗位)."""


class Room(BaseModel):
    """A meeting room (会议室), its seats, and its keeper (保管人)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    name: str
    seats: int
    keeper: str | None = None


class OrganRecorded(Event):
    """An organ was entered or changed; carries everything that other services may keep of it."""

    found_by = ("path", "rooms.id")

    organ_id: str
    kind: OrganKind
    name: str
    short_name: str
    parent: str | None
    path: tuple[str, ...]
    issuer_code: str | None
    rooms: tuple[Room, ...] = ()
    also_under: str | None = None
    active: bool = True


class PersonRecorded(Event):
    """A person was entered, changed or disabled; carries everything that other services may keep of them."""

    found_by = ("username", "organ", "path")

    person_id: str
    username: str
    name: str
    organ: str
    path: tuple[str, ...]
    post: str
    roles: tuple[str, ...]
    active: bool
    acting: tuple[str, ...] = ()


class GroupRecorded(Event):
    """A group of recipients was entered, changed or disabled; carries its organs (分组)."""

    found_by = ("owner", "path")

    group_id: str
    owner: str
    path: tuple[str, ...]
    name: str
    members: tuple[str, ...]
    active: bool


class PostRecorded(Event):
    """A post of an organ was entered, changed or closed; carries its responsibilities (岗位)."""

    found_by = ("organ",)

    post_id: str
    organ: str
    district: str
    name: str
    roles: tuple[str, ...]
    matters: tuple[str, ...]
    stand_in: str | None
    active: bool


class RulingRecorded(Event):
    """A district set a rule for its offices from a day on, or withdrew it (本区规定); carries it whole."""

    found_by = ("district",)

    ruling_id: str
    district: str
    since: date
    made_at: datetime
    kinds: tuple[str, ...] | None
    series: dict[str, str] | None
    cap_fen: int | None
    retention: dict[str, str] | None
    receivers: dict[str, str] | None
    active: bool


class DelegationGiven(Event):
    """A person delegated their authority to a colleague for some days (委托代办)."""

    delegation_id: str
    organ: str
    delegator: str
    delegate: str
    kinds: tuple[str, ...]
    from_on: date
    until_on: date


class DelegationEnded(Event):
    """The delegator ended a delegation (终止委托)."""

    delegation_id: str
    organ: str
    delegator: str
    delegate: str


class DelegationLapsed(Event):
    """A delegation ended because one of its two people left the organ, by leaving office or by a transfer (委托失效)."""

    delegation_id: str
    organ: str
    delegator: str
    delegate: str
    reason: str


class DelegationLapseRead(Event):
    """The other of the two people read that a delegation had lapsed (阅知)."""

    delegation_id: str
    organ: str
    person: str


class PasswordChanged(Event):
    """A person changed their password."""

    person_id: str


class PasswordReset(Event):
    """The security administrator issued a new password; it must be changed at the first sign-in."""

    person_id: str


class AccountUnlocked(Event):
    """The security administrator ended the lock after wrong passwords."""

    person_id: str


class SecondFactorSet(Event):
    """A person set up one-time passwords as a second factor, or new recovery codes (双因子)."""

    person_id: str


class SecondFactorRemoved(Event):
    """A person or the security administrator removed the second factor."""

    person_id: str


class RecoveryCodeUsed(Event):
    """A person signed in with a recovery code, which is invalid from then on; `left`: how many remain."""

    person_id: str
    left: int


class DirectoryExported(Event):
    """An administrator exported the district's organs and people as a file."""

    person_id: str
    organs: int
    people: int


class LogExported(Event):
    """The auditor exported lines of the district's log as a file."""

    person_id: str
    lines: int


class SecurityRulesSet(Event):
    """The security administrator set the requirements for passwords and sign-ins of a district."""

    district: str
    least: int
    classes: int
    former: int
    days: int
    second_factor_for: tuple[str, ...]


class ReminderRulesSet(Event):
    """The administrator of a district set when people are reminded of deadlines and who is told of overdue matters."""

    district: str
    before: tuple[int, ...]
    after: tuple[tuple[int, str], ...]


class SessionOpened(Event):
    """A person signed in."""

    session_id: str
    person_id: str
    ends_at: datetime


class SessionRenewed(Event):
    """A person's session was renewed with a fresh token."""

    session_id: str
    person_id: str


class SessionClosed(Event):
    """A person signed out, or their sessions were ended."""

    session_id: str
    person_id: str


RECORDS = {
    "delegation": RecordType("委托代办", "/me"),
}
