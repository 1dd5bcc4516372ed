"""RPC methods of delegations."""

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import services.directory.delegations.turns  # noqa: F401  (says whose turn it is)
from services.directory.acts import DELEGATION_ACTS
from services.directory.delegations import app
from services.directory.delegations.domain import Delegation
from services.directory.delegations.store import DelegationCollection
from services.directory.security.app import rules_of
from services.directory.security.store import SecurityRulesCollection
from services.directory.store import PersonCollection
from shared.acts import in_trail
from shared.calendar import office_date
from shared.contracts.directory import PersonRecorded
from shared.pages import Page
from shared.runtime.service import Collected, Service, reaction, rpc
from shared.shown import Shown

if TYPE_CHECKING:
    from services.directory.delegations import api
    from shared.api import shapes


def _delegation(service: Any, delegation: Delegation) -> "Shown[api.Delegation]":
    occasion = service.occasion
    return app.shown(delegation, occasion.actor, service.people_kept, office_date(occasion.at))


class DelegationFeature(Service):
    """Acting for others (委托代办)."""

    delegations_kept = Collected(DelegationCollection)
    people_kept = Collected(PersonCollection)
    security_rules_kept = Collected(SecurityRulesCollection)

    @rpc(shows=_delegation)
    def delegation_give(self, **wanted: Any) -> Delegation:
        """Delegate the actor's authority."""
        occasion, new_id = self.occasion, uuid.uuid4().hex
        with self.runtime.turn(f"delegate:{occasion.person.person_id}"):
            return app.give(self.delegations_kept, self.people_kept, occasion=occasion, new_id=new_id, wanted=wanted)

    @rpc(shows=_delegation)
    def delegation_act(self, id: str, action: str, comment: str | None) -> Delegation:
        """End a delegation."""
        return app.act(self.delegations_kept, id, action, occasion=self.occasion, comment=comment)

    @rpc(shows=_delegation)
    def delegation_get(self, id: str) -> Delegation:
        """Return a delegation."""
        return app.get(self.delegations_kept, id, actor=self.occasion.person)

    @rpc()
    def delegation_search(
        self, cursor: str | None, limit: int, ids: Sequence[str] | None = None
    ) -> "Shown[api.DelegationPage]":
        """List delegations."""
        actor, today = self.occasion.person, office_date(self.occasion.at)
        page: Page[Delegation] = self.delegations_kept.search(actor, ids=ids, cursor=cursor, limit=limit)
        return page.map(lambda each: app.shown(each, actor, self.people_kept, today)).to_wire()

    @rpc()
    def delegation_history(self, id: str, cursor: str | None, limit: int) -> "Shown[shapes.HistoryPage]":
        """Return a page of a delegation's history."""
        actor = self.occasion.person
        return (
            app.history(self.delegations_kept, id, actor=actor, cursor=cursor, limit=limit)
            .map(in_trail(DELEGATION_ACTS))
            .to_wire()
        )

    @reaction(PersonRecorded)
    def on_person_left(self, event: PersonRecorded) -> None:
        """End the delegations of somebody who left the organ."""
        app.follow_person(self.delegations_kept, self.people_kept, event.person_id, occasion=self.occasion)

    @rpc()
    def in_place(self, of: str) -> dict[str, Any]:
        """Return the actor acting for another person."""
        occasion = self.occasion
        demanded = rules_of(self.security_rules_kept, occasion.person.district).second_factor_for
        return app.in_place(self.delegations_kept, self.people_kept, of, demanded=demanded, occasion=occasion).to_wire()
