"""Workflow table of delegations (委托代办)."""

from services.directory.acts import DELEGATION_ACTS
from services.directory.delegations.domain import DELEGATOR, NAMES, DelegationStatus
from shared.contracts.directory import DelegationEnded
from shared.workflow import Step, Workflow

DELEGATION = Workflow(
    "委托代办",
    NAMES,
    Step("end", {DelegationStatus.GIVEN}, DelegationStatus.ENDED, DELEGATOR, DelegationEnded),
    acts=DELEGATION_ACTS,
    noun="该委托",
)

WORKFLOWS = (DELEGATION,)
