"""RPC methods of account security."""

import secrets
from functools import cache
from typing import TYPE_CHECKING, Any

from services.directory.acts import RULES_ACTS
from services.directory.security import app
from services.directory.security.domain import SecurityRules
from services.directory.security.store import Factors, SecurityRulesCollection
from services.directory.store import Attempts, PersonCollection
from shared.acts import in_trail
from shared.aggregate import Entry
from shared.errors import Forbidden
from shared.pages import Page, decode_version
from shared.runtime.config import settings
from shared.runtime.passwords import Argon2
from shared.runtime.service import Beside, Collected, Service, rpc
from shared.runtime.waiting_room import WaitingRoom
from shared.shown import Shown

if TYPE_CHECKING:
    from services.directory.security import api
    from shared.api import shapes

PASSWORDS = Argon2()
READERS = ("system", "security", "auditor")


@cache
def sign_ins() -> WaitingRoom:
    """Return the limit on concurrent sign-ins: half of the workers stay free for session look-ups."""
    return WaitingRoom(max(1, settings().workers // 2), waiting=0, seconds=1)


def new_password() -> str:
    """Generate a password that meets every district's rules: 14 characters, of every kind."""
    return f"{secrets.token_urlsafe(8)[:10]}aA7+"


def _nothing(service: Any, result: object) -> None:
    return None


def _rules(service: Any, rules: SecurityRules) -> "Shown[api.SecurityRules]":
    return app.shown_rules(rules)


class SecurityFeature(Service):
    """Passwords, locks and second factors (安全管理)."""

    people_kept = Collected(PersonCollection)
    security_rules_kept = Collected(SecurityRulesCollection)
    attempts = Beside(Attempts)
    factors = Beside(Factors)

    @rpc()
    def security_rules(self) -> "Shown[api.SecurityRules]":
        """Return the security rules of the actor's district."""
        return app.shown_rules(app.rules_of(self.security_rules_kept, self.occasion.person.district))

    @rpc(shows=_rules)
    def set_security_rules(self, **wanted: Any) -> SecurityRules:
        """Set the security rules of the actor's district."""
        return app.set_rules(self.security_rules_kept, wanted, occasion=self.occasion)

    @rpc()
    def security_rules_history(self, cursor: str | None, limit: int) -> "Shown[shapes.HistoryPage]":
        """Return a page of the rules' history."""
        actor = self.occasion.person
        if not any(actor.holds(role) for role in READERS):
            raise Forbidden("安全规定的变更记录由管理员查看。")
        if self.security_rules_kept.find(actor.district) is None:
            decode_version(cursor)
            return {"items": [], "next": None}
        page: Page[Entry] = self.security_rules_kept.history(actor.district, cursor=cursor, limit=limit)
        return page.map(in_trail(RULES_ACTS)).to_wire()

    @rpc(shows=_nothing)
    def change_password(self, old_password: str, new_password: str) -> None:
        """Change the actor's own password."""
        occasion = self.occasion
        with sign_ins().place():
            app.change_password(
                self.people_kept,
                self.security_rules_kept,
                self.attempts,
                PASSWORDS,
                occasion.person,
                old_password,
                new_password,
                at=occasion.at,
            )

    @rpc(shows=_nothing)
    def sign_out_everywhere(self) -> None:
        """End all of the actor's sessions."""
        app.sign_out_everywhere(self.people_kept, occasion=self.occasion)

    @rpc()
    def begin_factor(self, password: str) -> "Shown[api.ProposedFactor]":
        """Propose a secret."""
        with sign_ins().place():
            return app.begin_factor(
                self.people_kept, self.factors, self.attempts, PASSWORDS, password, occasion=self.occasion
            )

    @rpc()
    def confirm_factor(self, otp: str) -> "Shown[api.RecoveryCodes]":
        """Activate a proposed secret."""
        return {"codes": app.confirm_factor(self.people_kept, self.factors, otp, occasion=self.occasion)}

    @rpc()
    def renew_codes(self, password: str) -> "Shown[api.RecoveryCodes]":
        """Generate new recovery codes."""
        with sign_ins().place():
            return {
                "codes": app.renew_codes(self.people_kept, self.attempts, PASSWORDS, password, occasion=self.occasion)
            }

    @rpc(shows=_nothing)
    def remove_factor(self, password: str) -> None:
        """Remove the actor's second factor."""
        with sign_ins().place():
            app.remove_factor(
                self.people_kept,
                self.security_rules_kept,
                self.factors,
                self.attempts,
                PASSWORDS,
                password,
                occasion=self.occasion,
            )
