"""Workflow table of branches."""

from collections.abc import Mapping
from typing import Any

from services.meetings.acts import BRANCH_ACTS
from services.meetings.branches import domain
from services.meetings.branches.domain import DIRECTOR, Branch
from services.meetings.branches.domain import BranchStatus as B
from services.meetings.kinds import LOCAL
from shared.contracts import meetings as events
from shared.workflow import REASON, Context, Step, Workflow, rule


@rule("reason_missing", f"{LOCAL}（撤销党支部应当说明理由）", field="comment", states="撤销党支部的，说明理由。")
def reason_is_given(branch: Branch, known: Context) -> str | None:
    """Require a reason (local rules)."""
    return None if known.comment.strip() else REASON


def dissolving(branch: Branch, known: Context) -> Mapping[str, Any]:
    """Set the last day of the branch's duties."""
    return {"until": known.today}


BRANCH = Workflow(
    "党支部",
    domain.STATUS_NAMES,
    Step("dissolve", {B.ACTIVE}, B.DISSOLVED, DIRECTOR, events.BranchDissolved, (reason_is_given,), dissolving),
    acts=BRANCH_ACTS,
    noun="该党支部",
)

WORKFLOWS = (BRANCH,)
