"""Organs asked to countersign or to sign jointly though nobody there may answer: warned of before they are asked."""

from typing import TYPE_CHECKING, Any

from services.documents.outgoing.domain import Document
from shared.office import Copies
from shared.shown import Shown
from shared.turn import TODO, Party
from shared.vacancy import SOURCE, Staff, vacancy_of

if TYPE_CHECKING:
    from services.documents.outgoing import api

ASKS_ISSUERS = "approve"
"""The step with which the other issuers of a joint document are asked."""


def vacancies_there(action: str, before: Document, after: Document, copies: Copies) -> "list[Shown[api.Finding]]":
    """Return a warning for each organ that a step asks newly and that has no leader who may answer."""
    known = {task.who for task in before.countersigning.waiting}
    asked = {
        task.who: (task.name, "会签", False)
        for task in after.countersigning.waiting
        if task.of_organ and task.who not in known
    }
    if action == ASKS_ISSUERS:
        asked |= {task.who: (task.name, "签发", after.important) for task in after.joint.waiting}
    staff = Staff(copies)
    return [
        {"field": "", "code": "nobody_left", "message": _message(name, label), "source": SOURCE, "start": 0, "end": 0}
        for organ, (name, label, principal) in asked.items()
        if vacancy_of(_wait(organ, label, principal), staff) is not None
    ]


def _message(name: str, label: str) -> str:
    return f"{name}没有领导，{label}无人办理；请改请其他单位，或者请区管理员登记领导"


def _wait(organ: str, label: str, principal: bool) -> dict[str, Any]:
    whom = [Party(organ=organ, role="leader").key]
    return {"action": {"label": label}, "whom": whom, "besides": (), "box": TODO, "principal": principal}
