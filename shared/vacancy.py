"""Vacancies: steps that wait for a post in which nobody is left who may take them, checked before a step leads there, and
as people come and go.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.contracts.directory import ROLE_NAMES, OrganRecorded, PersonRecorded
from shared.office import Copies, is_principal
from shared.turn import TODO, waits_of

SOURCE = "岗位责任"


@dataclass(frozen=True)
class Vacancy:
    """A step that waits for a post, and its holders who are excluded from the step in person."""

    label: str
    roles: tuple[str, ...]
    kept_out: tuple[str, ...]
    can_be_given: bool

    @property
    def message(self) -> str:
        """Return the message with the vacancy and the remedy."""
        posts = "或者".join(ROLE_NAMES.get(each, each) for each in self.roles)
        if not self.kept_out:
            return f"本单位没有{posts}，{self.label}无人办理；请区管理员登记{posts}"
        names = "、".join(self.kept_out)
        ways = f"由本人委托他人代办{self.label}，或者" if self.can_be_given else "收回、退回后改由他人承办，或者"
        return f"{names}按回避规定不能{self.label}本件，本单位没有其他{posts}；请{ways}请区管理员增补{posts}"


class Staff:
    """The holders of posts, queried once for many records; kept for one pass only."""

    def __init__(self, copies: Copies) -> None:
        self._copies = copies
        self._found: dict[tuple[str, tuple[str, ...]], list[PersonRecorded]] = {}

    def holding(self, organ: str, roles: Sequence[str]) -> list[PersonRecorded]:
        """Return the people who hold any of some roles in an organ."""
        asked = organ, tuple(roles)
        if asked not in self._found:
            query = {"organ": organ, "roles": {"$in": list(roles)}, "active": True}
            self._found[asked] = self._copies.where(PersonRecorded, query)
        return self._found[asked]

    def organ(self, organ_id: str) -> OrganRecorded | None:
        """Return an organ, or None."""
        return self._copies.find(OrganRecorded, organ_id)


def vacancy_of(wait: Mapping[str, Any], staff: Staff) -> Vacancy | None:
    """Return why nobody may take a step in a turn (`Turns.of`); None if somebody may, or it is not for
    a post of an organ.
    """
    posts = [key.removeprefix("o:").rpartition(":")[::2] for key in wait["whom"] if key.startswith("o:")]
    if not posts or len(posts) < len(wait["whom"]) or wait["box"] != TODO or wait.get("there"):
        return None
    organ = posts[0][0]
    if any(each != organ for each, _ in posts):
        return None
    asked = dict.fromkeys((*(role for _, role in posts), "leader", "principal"))
    found = staff.holding(organ, tuple(asked))
    holders = [each for each in found if any(role in each.roles for _, role in posts)]
    in_person = _wants_principal(wait, organ, staff)
    if in_person:
        holders = _principals(found, holders)
    by_hand = {*wait.get("by_hand", ())}
    kept_out = {*wait["besides"], *by_hand}
    if any(each.person_id not in kept_out for each in holders):
        return None
    if not holders and staff.organ(organ) is None:
        return None  # nothing is known of the organ yet
    given = not in_person and any(each.person_id not in wait["besides"] for each in holders)
    roles = tuple(dict.fromkeys(role for _, role in posts))
    return Vacancy(wait["action"]["label"], roles, tuple(each.name for each in holders), given)


def _wants_principal(wait: Mapping[str, Any], organ: str, staff: Staff) -> bool:
    if wait["principal"] or not wait.get("superiors"):
        return bool(wait["principal"])
    found = staff.organ(organ)
    return found is not None and found.also_under in wait["superiors"]


def _principals(staff: Sequence[PersonRecorded], holders: Sequence[PersonRecorded]) -> list[PersonRecorded]:
    principals = [each.person_id for each in staff if "principal" in each.roles]
    leaders = [each.person_id for each in staff if "leader" in each.roles and "leader" not in each.acting]
    return [each for each in holders if is_principal(each.person_id, principals, leaders)]


def vacancies(after: Any, copies: Copies, before: Any = None) -> list[dict[str, Any]]:
    """Return the steps for which a record will wait though nobody may take them, as warnings to confirm; those for which it
    waited before are left out.
    """
    staff = Staff(copies)
    found = _found(after, staff)
    if not found:
        return []
    known = {} if before is None else _found(before, staff)
    return [
        {"field": "", "code": "nobody_left", "message": each.message, "source": SOURCE, "start": 0, "end": 0}
        for action, each in found.items()
        if known.get(action) != each
    ]


def _found(subject: Any, staff: Staff) -> dict[str, Vacancy]:
    judged = {wait["action"]["code"]: vacancy_of(wait, staff) for wait in waits_of(subject)}
    return {action: each for action, each in judged.items() if each is not None}
