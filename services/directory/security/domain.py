"""Requirements on passwords and sign-ins of a district (安全策略): data of the district, by GB/T 22239-2019, 8.1.4.1."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.directory.domain import Person, RoleName
from shared.aggregate import Aggregate
from shared.contracts.directory import SecurityRulesSet
from shared.errors import InvalidInput
from shared.office import faulty

SOURCE = "GB/T 22239-2019 8.1.4.1"
LONGEST = 128
CLASSES: tuple[Callable[[str], bool], ...] = (
    str.islower,
    str.isupper,
    str.isdigit,
    lambda each: not each.isalnum() or not each.isascii(),
)
"""Small letters, capitals, figures, and everything else."""


class PasswordUnfit(InvalidInput):
    """新密码不符合本区的要求。"""

    code = "password_unfit"


@dataclass(frozen=True, kw_only=True)
class SecurityRules(Aggregate):
    """The rules of a district, which is their id.

    least: minimum characters of a password. classes: how many of small letters, capitals, figures and others it must contain.
    former: how many former passwords may not be reused. days: after which it must be changed; 0 for never.
    second_factor_for: roles whose holders sign in with a one-time password as well.
    """

    least: int = 10
    classes: int = 1
    former: int = 1
    days: int = 0
    second_factor_for: tuple[RoleName, ...] = ()

    def event(self) -> SecurityRulesSet:
        """Return the event that they were set."""
        return SecurityRulesSet.of(self, second_factor_for=tuple(each.value for each in self.second_factor_for))

    def first(self, person: Person, at: datetime) -> str | None:
        """Return what a person must do before anything else: `password`, `second_factor`, or None."""
        aged = self.days > 0 and person.password_at is not None and at >= person.password_at + timedelta(days=self.days)
        if person.must_change or aged:
            return "password"
        demanded = person.factor is None and any(role in self.second_factor_for for role in person.powers)
        return "second_factor" if demanded else None

    def says(self) -> str:
        """Describe the requirements on a password."""
        mixed = f"，含小写字母、大写字母、数字、符号中的{self.classes}类" if self.classes > 1 else ""
        before = f"最近{self.former}次用过的密码" if self.former > 1 else "原密码"
        return f"新密码须为{self.least}至{LONGEST}个字符{mixed}，且不得与用户名、{before}相同"


def fit_password(
    person: Person, old: str, new: str, rules: SecurityRules, *, used_before: Callable[[str], bool]
) -> None:
    """Refuse a password that is too short, too long, too simple, equal to the username, or used before.

    used_before: whether the password matches a hash; called last, because it takes long.
    """
    kinds = sum(any(test(each) for each in new) for test in CLASSES)
    fits = rules.least <= len(new) <= LONGEST and kinds >= rules.classes and new.lower() != person.username.lower()
    fits = fits and new != old
    if not fits or any(used_before(each) for each in person.former[: rules.former - 1]):
        message = rules.says()
        raise PasswordUnfit(
            f"{message}。",
            source=SOURCE,
            errors=[faulty("new_password", "password_unfit", message)],
        )
