"""What a person has in custody by the registers: seals and classified papers, to be handed over before they go."""

from typing import Any, Protocol

from shared.actor import Actor
from shared.errors import Forbidden

ENTER_PEOPLE = ("district_admin", "system")
"""Roles of those who record that people leave or move; they see counts only."""


class Seals(Protocol):
    """The seals, by who keeps them."""

    def kept_by(self, person: str) -> int:
        """Count the seals in use that a person keeps."""
        ...


class Stubs(Protocol):
    """The classified papers, by who keeps them."""

    def in_custody_of(self, person: str) -> int:
        """Count the papers that a person keeps and that are still there."""
        ...


def held_by(seals: Seals, stubs: Stubs, *, actor: Actor, person: str) -> list[dict[str, Any]]:
    """Count what a person has in custody, each with its measure word; raise Forbidden for anybody but who enters people.

    党政机关公文处理工作条例（中办发〔2012〕14号）art. 36: who leaves hands back the papers.
    """
    if not any(actor.holds(role) for role in ENTER_PEOPLE):
        raise Forbidden("经手的事项由登记人员的管理员查看。")
    found = (
        {"label": "保管的印章", "count": seals.kept_by(person), "unit": "枚"},
        {"label": "保管的涉密公文", "count": stubs.in_custody_of(person), "unit": "件"},
    )
    return [each for each in found if each["count"]]
