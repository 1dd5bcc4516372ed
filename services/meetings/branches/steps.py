"""Workflow table of branches."""

from collections.abc import Mapping
from typing import Any

from services.meetings.acts import BRANCH_ACTS
from services.meetings.branches import domain
from services.meetings.branches.domain import DIRECTOR, Branch
from services.meetings.branches.domain import BranchStatus as B
from services.meetings.kinds import LOCAL
from shared.contracts import meetings as events
from shared.workflow import Context, Step, Workflow, reason_rule

reason_is_given = reason_rule(f"{LOCAL}（撤销党支部应当说明理由）", "撤销党支部的，说明理由。")


def revised(branch: Branch, known: Context) -> Mapping[str, Any]:
    """Set the changed fields."""
    return dict(known.said["changes"])


def dissolving(branch: Branch, known: Context) -> Mapping[str, Any]:
    """Set the last day of the branch's duties."""
    return {"until": known.today}


BRANCH = Workflow(
    "党支部",
    domain.STATUS_NAMES,
    Step("record", set(), B.ACTIVE, DIRECTOR, events.BranchRecorded),
    Step("revise", {B.ACTIVE}, B.ACTIVE, DIRECTOR, events.BranchRevised, sets=revised),
    Step("dissolve", {B.ACTIVE}, B.DISSOLVED, DIRECTOR, events.BranchDissolved, (reason_is_given,), dissolving),
    acts=BRANCH_ACTS,
    noun="该党支部",
)

WORKFLOWS = (BRANCH,)
