"""The table that a branch follows."""

from collections.abc import Mapping
from typing import Any

from services.meetings.acts import BRANCH_ACTS
from services.meetings.branches import domain
from services.meetings.branches.domain import DIRECTOR, Branch
from services.meetings.branches.domain import BranchStatus as B
from services.meetings.kinds import LOCAL
from shared.contracts import meetings as facts
from shared.workflow import REASON, Facts, Step, Workflow, rule


@rule("reason_missing", f"{LOCAL}（撤销党支部应当说明理由）", field="comment", states="撤销党支部的，说明理由。")
def reason_is_given(branch: Branch, known: Facts) -> str | None:
    """Require the reason (local rules)."""
    return None if known.comment.strip() else REASON


def dissolving(branch: Branch, known: Facts) -> Mapping[str, Any]:
    """Note the last day on which it owed its meetings."""
    return {"until": known.today}


BRANCH = Workflow(
    "党支部",
    domain.STATUS_NAMES,
    Step("dissolve", {B.ACTIVE}, B.DISSOLVED, DIRECTOR, facts.BranchDissolved, (reason_is_given,), dissolving),
    acts=BRANCH_ACTS,
    noun="该党支部",
)

WORKFLOWS = (BRANCH,)
