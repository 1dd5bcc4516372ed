"""Turns of delegations: who has to read that one lapsed."""

from services.directory.delegations.domain import Delegation, DelegationStatus
from services.directory.delegations.steps import DELEGATION
from shared.turn import TO_READ, Wait, people, tell

tell(
    Delegation,
    DELEGATION,
    type="delegation",
    title=lambda delegation: f"{delegation.delegator_name}委托{delegation.delegate_name}代办",
    stage=lambda delegation: delegation.lapsed_why or DELEGATION.stage(delegation.status),
    knows=lambda delegation: people(delegation.delegator, delegation.delegate),
    names_actor=False,
    settled=tuple(DelegationStatus),  # to have given one is no work that goes on
    waits={
        DelegationStatus.LAPSED: (
            Wait(
                "read",
                lambda delegation: people(delegation.to_tell),
                when=lambda delegation: bool(delegation.to_tell),
                box=TO_READ,
            ),
        ),
    },
)
