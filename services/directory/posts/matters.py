"""The matters of posts: those that the services' contracts declare, then the directory's own.

A test compares them with the tables of all services, so that no step waits for a post that is missing here.
"""

from collections.abc import Mapping

from services.directory.domain import Organ, OrganKind
from shared.contracts import matters, records
from shared.contracts.work import Matter

TYPES = {found.table: type for type, found in records().items()}
"""The type of record of each table, as in to-do lists."""

MATTERS: Mapping[str, Matter] = {
    **matters(),
    "district.rule": Matter("本区规定", "district_admin", {"本区规定": ("withdraw",)}, bureau=True),
    "system.run": Matter("系统管理", "system", bureau=True),
    "system.secure": Matter("安全管理", "security", bureau=True),
    "system.audit": Matter("审计管理", "auditor", bureau=True),
}


def waits_of(matter: Matter) -> list[tuple[str, str]]:
    """Return the steps that may wait for a matter's role, each with its type of record."""
    by_table = [(TYPES[table], step) for table, steps in matter.steps.items() if table in TYPES for step in steps]
    return [*by_table, *((type, step) for type, steps in matter.also.items() for step in steps)]


def asked_of(matter: Matter, organ: Organ) -> bool:
    """Check whether an organ needs somebody responsible for a matter."""
    if not organ.active or organ.kind is OrganKind.DEPARTMENT:
        return False
    if matter.bureau:
        return organ.kind is OrganKind.BUREAU
    return organ.issuer_code is not None or matter.everywhere
