"""RPC methods of maintaining organs and people."""

from typing import TYPE_CHECKING, Any

from services.directory import app
from services.directory.administration import organs, people
from services.directory.delegations.store import DelegationCollection
from services.directory.domain import Organ, Person
from services.directory.entering import refuse_others
from services.directory.posts.gaps import gaps_of_change
from services.directory.posts.store import PostCollection
from services.directory.security import app as security
from services.directory.security.service import PASSWORDS, SecurityFeature, new_password, sign_ins
from services.directory.store import OrganCollection
from shared.calendar import office_date
from shared.contracts.directory import OrganRecorded
from shared.occasion import Occasion, Repeated
from shared.runtime.clock import now
from shared.runtime.service import Collected, reaction, rpc
from shared.shown import Shown

if TYPE_CHECKING:
    from services.directory import api


def _organ(service: Any, organ: Organ) -> "Shown[api.Organ]":
    return app.shown_organ(organ, service.occasion.actor)


def _person(service: Any, person: Person) -> "Shown[api.Person]":
    actor, at = service.occasion.actor, service.occasion.at
    return app.shown_person(person, actor, app.locks_of([person], service.attempts, actor, at))


class AdministrationFeature(SecurityFeature):
    """Maintenance of organs and people (单位人员维护)."""

    organs_kept = Collected(OrganCollection)
    posts_kept = Collected(PostCollection)
    delegations_kept = Collected(DelegationCollection)

    @rpc(shows=_person)
    def person_enter(self, **wanted: Any) -> Person:
        """Enter a person."""
        return people.enter(self.people_kept, self.organs_kept, wanted, gaps=self._gaps, occasion=self.occasion)

    @rpc(shows=_person)
    def person_change(self, id: str, **wanted: Any) -> Person:
        """Change a person."""
        found = app.person(self.people_kept, id, actor=self.occasion.person)
        return people.change(self.people_kept, self.organs_kept, found, wanted, gaps=self._gaps, occasion=self.occasion)

    @rpc(shows=_person)
    def act_on_person(
        self,
        id: str,
        action: str,
        comment: str | None,
        organ: str | None = None,
        post: str | None = None,
        roles: list[str] | None = None,
        confirm: bool = False,
    ) -> Person:
        """Move a person, let them leave, disable, enable or unlock their account, or remove their second factor."""
        occasion, kept = self.occasion, self.people_kept
        found = app.person(kept, id, actor=occasion.person)
        if action == "move":
            wanted = {"organ": organ, "post": post, "roles": roles, "comment": comment, "confirm": confirm}
            return people.move(kept, self.organs_kept, found, wanted, gaps=self._gaps, occasion=occasion)
        if action == "unlock":
            return security.unlock(kept, self.attempts, found.id, comment, occasion=occasion)
        if action == "remove_factor":
            return security.remove_factor_of(kept, self.factors, found.id, comment, occasion=occasion)
        gaps = people.unasked if confirm else self._gaps
        return people.act(kept, found, action, comment, gaps=gaps, occasion=occasion)

    @rpc()
    def leaving(self, id: str) -> dict[str, Any]:
        """Return who would leave or move, and what of the directory they hold besides posts."""
        actor = self.occasion.person
        found = app.person(self.people_kept, id, actor=actor)
        refuse_others(actor)
        given = self.delegations_kept.open_of(found.id, office_date(self.occasion.at))
        held = (("委托代办", given, "件"), ("代岗岗位", self.posts_kept.stood_in_by(found.id), "个"))
        items = [{"box": "held", "label": label, "count": count, "unit": unit} for label, count, unit in held if count]
        return {"person": found.id, "organ": found.organ, "items": items}

    def _gaps(self, before: Person | None, after: Person) -> list[dict[str, str]]:
        return gaps_of_change(self.people_kept, self.posts_kept, before, after)

    @rpc()
    def reset_password(self, id: str, comment: str | None) -> "Shown[api.Person]":
        """Issue a password; a repeated request returns none, because only its hash is stored."""
        occasion, kept = self.occasion, self.people_kept
        found = app.person(kept, id, actor=occasion.person)
        issued: str | None = new_password()
        try:
            with sign_ins().place():
                after = security.reset_password(
                    kept, self.security_rules_kept, PASSWORDS, found.id, comment, str(issued), occasion=occasion,
                )  # fmt: skip
        except Repeated as repeated:
            after, issued = repeated.collection.first_answer(repeated), None
        return {**app.shown_person(after, occasion.actor), "initial_password": issued}

    @rpc(shows=_organ)
    def organ_enter(self, **wanted: Any) -> Organ:
        """Enter an organ."""
        return organs.enter(self.organs_kept, self.people_kept, wanted, occasion=self.occasion)

    @rpc(shows=_organ)
    def organ_change(self, id: str, **wanted: Any) -> Organ:
        """Change an organ."""
        return organs.change(self.organs_kept, self.people_kept, id, wanted, occasion=self.occasion)

    @rpc(shows=_organ)
    def organ_act(self, id: str, action: str, comment: str | None, parent: str | None) -> Organ:
        """Move an organ, disable it or enable it again."""
        return organs.act(self.organs_kept, self.people_kept, id, action, comment, parent, occasion=self.occasion)

    @reaction(OrganRecorded)
    def on_organ_recorded(self, event: OrganRecorded) -> None:
        """Update the paths below an organ; do nothing if they are up to date."""
        quiet = Occasion(at=now(), effects=self.occasion.effects)
        organs.follow(self.organs_kept.on(quiet), self.people_kept.on(quiet), event.organ_id)
