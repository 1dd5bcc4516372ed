"""Retention periods (保管期限): the archivist's choice, not shorter than the district's rule for the kind."""

from services.documents.archive.domain import RETENTION_NAMES, Retention
from shared.errors import InvalidInput, RuleBroken
from shared.rulings import Ruled

LONGER = (Retention.TEN, Retention.THIRTY, Retention.PERMANENT)
FILING = "机关文件材料归档范围和文书档案保管期限规定（国家档案局令第8号）"


def retention_of(said: str | None, kind: str, ruled: Ruled) -> str:
    """Return the chosen retention, else the district's for the kind; refuse a shorter one."""
    ruling = ruled.retention.get(kind)
    if said is None and ruling is None:
        raise InvalidInput(errors=[{"field": "retention", "code": "missing", "message": "请选择保管期限"}])
    if said is not None and ruling is not None and LONGER.index(Retention(said)) < LONGER.index(Retention(ruling)):
        message = f"本区规定该文种保管{RETENTION_NAMES[Retention(ruling)]}，不能缩短"
        fault = {"field": "retention", "code": "retention_short", "message": message, "source": FILING}
        raise RuleBroken(message, source=FILING, errors=[fault])
    return said or ruling or ""
