"""A delegation (委托代办): who acts for whom, for which kinds of documents and days; never passed on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from services.directory.domain import EXCLUSIVE, Person, RoleName
from shared.actor import Actor
from shared.aggregate import Aggregate
from shared.given import Given
from shared.workflow import By

LONGEST = timedelta(days=366)
MINE_ALONE = EXCLUSIVE | {RoleName.DISTRICT_ADMIN}
"""Roles that cannot be delegated, because administration does not concern documents."""


class DelegationStatus(StrEnum):
    """The status of a delegation; its expiry shows by the days alone."""

    GIVEN = "given"
    ENDED = "ended"
    LAPSED = "lapsed"


NAMES: Mapping[DelegationStatus, str] = {
    DelegationStatus.GIVEN: "已委托",
    DelegationStatus.ENDED: "已终止",
    DelegationStatus.LAPSED: "已失效",
}


@dataclass(frozen=True, kw_only=True)
class Delegation(Aggregate):
    """A delegation within one organ. `kinds`: the kinds of documents that it is for; none means all. Both days count.

    gone: who of the two left the organ, so that it lapsed, and lapsed_why: how; lapse_read: whether the other read that.
    """

    organ: str
    delegator: str
    delegator_name: str
    delegate: str
    delegate_name: str
    kinds: tuple[str, ...]
    from_on: Given[date]
    until_on: Given[date]
    reason: Given[str]
    status: DelegationStatus = DelegationStatus.GIVEN
    lapsed_why: str | None = None
    gone: str = ""
    lapse_read: bool = False

    @property
    def to_tell(self) -> str:
        """Return the id of the person who has not read yet that the other left."""
        others = {self.delegator: self.delegate, self.delegate: self.delegator}
        return "" if self.lapse_read else others.get(self.gone, "")

    def in_force(self, on: date) -> bool:
        """Check whether it may be used on a day."""
        return self.status is DelegationStatus.GIVEN and self.from_on <= on <= self.until_on

    def overlaps(self, other: "Delegation") -> bool:
        """Check whether two delegations share a day and a kind; no kinds means all kinds."""
        days = self.from_on <= other.until_on and other.from_on <= self.until_on
        return days and (not self.kinds or not other.kinds or bool(set(self.kinds) & set(other.kinds)))


def sees(delegation: Delegation, actor: Actor) -> bool:
    """Check whether an actor may know of a delegation: delegator, delegate, and the office's director."""
    return actor.person_id in (delegation.delegator, delegation.delegate) or (
        actor.holds("director") and actor.organ == delegation.organ
    )


def delegable(person: Person) -> frozenset[str]:
    """Return the roles that a person may delegate."""
    return frozenset(role.value for role in person.roles if role not in MINE_ALONE)


def lapse_of(delegation: Delegation, person: Person) -> str | None:
    """Return why a delegation lapses with a change of one of its two people: they left office or moved; None if it holds."""
    who = "委托人" if person.id == delegation.delegator else "受托人"
    if person.organ != delegation.organ:
        return f"{who}已调离本单位，委托失效"
    left = not person.active and not person.roles  # an account that is merely disabled keeps its roles
    return f"{who}已离岗，委托失效" if left else None


TO_TELL = By("other person", lambda delegation, actor: actor.person_id == delegation.to_tell, "委托人或者受托人")
DELEGATOR = By("delegator", lambda delegation, actor: actor.person_id == delegation.delegator, "委托人")
