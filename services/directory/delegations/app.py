"""Use cases of delegations."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from services.directory.acts import DELEGATION_ACTS
from services.directory.delegations import domain
from services.directory.delegations.domain import Delegation
from services.directory.delegations.steps import DELEGATION, STAFF
from services.directory.domain import Person, RoleName
from shared import usecase
from shared.actor import Actor
from shared.aggregate import Entry
from shared.calendar import office_date
from shared.errors import Forbidden
from shared.given import as_given
from shared.occasion import AlreadyHandled, Occasion
from shared.office import fault
from shared.pages import Page
from shared.shown import Shown
from shared.usecase import Lookup, Repository, history_of, made_id, to_show
from shared.workflow import Context, because

if TYPE_CHECKING:
    from services.directory.delegations import api


class Delegations(Repository[Delegation], Protocol):
    """The repository of delegations."""

    def of_delegator(self, delegator: str) -> list[Delegation]: ...
    def given_with(self, person: str) -> list[Delegation]: ...
    def between(self, delegator: str, delegate: str) -> list[Delegation]: ...
    def search(
        self, actor: Actor, *, ids: Sequence[str] | None = None, cursor: str | None, limit: int
    ) -> Page[Delegation]: ...


class People(Lookup[Person], Protocol):
    """The people of the directory."""

    def by_username(self, username: str) -> Person | None: ...
    def several(self, ids: Sequence[str]) -> Mapping[str, Person]: ...


NOT_IN_FORCE = "{name}没有委托您办理该事项，或者委托已到期。"
"""The message for a person without a delegation in force; one of another district stays unnamed."""


def give(
    delegations: Delegations, people: People, *, occasion: Occasion, new_id: str, wanted: Mapping[str, Any]
) -> Delegation:
    """Delegate the actor's authority to a person of their organ for some days."""
    actor, me = occasion.person, people.find(occasion.person.person_id)
    other = _person(people, wanted["delegate"])
    delegable = frozenset[str]() if me is None else domain.delegable(me)
    if delegable and (other is None or not other.active or other.organ != actor.organ):
        raise fault("delegate", "unknown_person", _unfound(other, actor))
    delegation = Delegation(
        id=made_id(occasion, new_id),
        organ=actor.organ,
        delegator=actor.person_id,
        delegator_name=actor.name,
        delegate="" if other is None else other.id,
        delegate_name="" if other is None else other.name,
        kinds=tuple(sorted(set(wanted["kinds"]))),
        **as_given(Delegation, wanted),
    )
    given = delegations.of_delegator(actor.person_id) if delegations.find(delegation.id) is None else []
    known = Context(actor, occasion.at, said={"delegable": delegable, "given": given})
    return usecase.begin(delegations, DELEGATION, delegation, "give", known)


def act(
    delegations: Delegations, delegation_id: str, action: str, *, occasion: Occasion, comment: str | None
) -> Delegation:
    """End a delegation, from the next request on, or mark as read that it lapsed."""

    def gather(delegation: Delegation) -> Context:
        said = {"person": occasion.person.person_id} if action == "read" else {}
        return Context(occasion.person, occasion.at, comment or "", said)

    return usecase.act(
        delegations, DELEGATION, delegation_id, action, sees=domain.sees, occasion=occasion, gather=gather,
        together=DELEGATION_ACTS[action].together,
    )  # fmt: skip


def follow_person(delegations: Delegations, people: People, person_id: str, *, occasion: Occasion) -> None:
    """End the delegations that somebody gave or received in an organ that they have left since; a repeat continues."""
    person = people.find(person_id)
    if person is None:
        return
    for delegation in delegations.given_with(person_id):
        why = domain.lapse_of(delegation, person)
        if why is not None:
            known = because(STAFF, delegation, occasion.at, why, person=person_id)
            with suppress(AlreadyHandled):
                usecase.take(delegations, DELEGATION, delegation, "lapse", known)


def in_place(
    delegations: Delegations, people: People, of: str, *, demanded: Collection[RoleName] = (), occasion: Occasion
) -> Actor:
    """Return the actor acting for another person: that person's roles in documents, their own name; raise Forbidden.

    demanded: the roles that sign in with a one-time password; their delegates do so as well.
    """
    actor, today = occasion.person, office_date(occasion.at)
    delegator = _person(people, of)
    named = delegator is not None and delegator.path[0] == actor.district
    refusal = NOT_IN_FORCE.format(name=delegator.name if delegator is not None and named else "该人员")
    if delegator is None or not delegator.active or delegator.organ != actor.organ:
        raise Forbidden(refusal)
    between = delegations.between(delegator.id, actor.person_id)  # none moves along where both do
    given = [each for each in between if each.organ == actor.organ and each.in_force(today)]
    if not given:
        raise Forbidden(refusal)
    handed, me = domain.delegable(delegator), people.find(actor.person_id)
    if (me is None or me.factor is None) and not handed.isdisjoint(role.value for role in demanded):
        raise Forbidden(f"代{delegator.name}办理须使用动态口令，请先在“我的”中设置，再重新登录。")
    kinds = None if any(not each.kinds for each in given) else {kind for each in given for kind in each.kinds}
    return actor.in_the_place_of(
        delegator.id, delegator.name, roles=handed, only_kinds=kinds
    )  # fmt: skip


def get(delegations: Delegations, delegation_id: str, *, actor: Actor) -> Delegation:
    """Return a delegation to those who may know of it."""
    return to_show(delegations, delegation_id, domain.sees, actor)


def history(
    delegations: Delegations, delegation_id: str, *, actor: Actor, cursor: str | None, limit: int
) -> Page[Entry]:
    """Return a page of a delegation's history."""
    return history_of(delegations, delegation_id, domain.sees, actor=actor, cursor=cursor, limit=limit)


def shown(delegation: Delegation, actor: Actor | None, people: People, today: date) -> "Shown[api.Delegation]":
    """Return a delegation, and whether it may be used today: both people must still work in its organ."""
    both = people.several([delegation.delegator, delegation.delegate])
    there = [each for each in both.values() if each.active and each.organ == delegation.organ]
    return {
        **delegation.described(),
        "organ": delegation.organ,
        "delegator": {"id": delegation.delegator, "name": delegation.delegator_name},
        "delegate": {"id": delegation.delegate, "name": delegation.delegate_name},
        "kinds": list(delegation.kinds),
        "from_on": delegation.from_on.isoformat(),
        "until_on": delegation.until_on.isoformat(),
        "reason": delegation.reason,
        "status": delegation.status.value,
        "status_name": domain.NAMES[delegation.status],
        "stage_name": DELEGATION.stage(delegation.status),
        "lapsed_why": delegation.lapsed_why,
        "in_force": delegation.in_force(today) and len(there) == 2,
        "actions": DELEGATION.offers(delegation, actor),
    }


def _unfound(person: Person | None, actor: Actor) -> str:
    name = person.name if person is not None and person.path[0] == actor.district else "该人员"
    return f"未找到{name}，请从本单位在岗人员中选择"


def _person(people: People, said: str) -> Person | None:
    return people.find(said) or people.by_username(said)
