"""Turns of supplies and requests: for which step each status waits, and who may know of it."""

from services.logistics.supplies.domain import OFFICE, Supply, SupplyRequest
from services.logistics.supplies.domain import RequestStatus as R
from services.logistics.supplies.domain import SupplyStatus as S
from services.logistics.supplies.steps import REQUEST, SUPPLY
from shared.turn import Wait, people, post, tell

clerk, office = post("clerk"), post(*OFFICE)

tell(
    Supply,
    SUPPLY,
    type="supply",
    knows=office,
    waits={S.IN_USE: (Wait("receive", clerk, when=lambda supply: supply.short),)},
)
tell(
    SupplyRequest,
    REQUEST,
    type="supply_request",
    knows=lambda request: [*office(request), *people(request.applicant)],
    mine=lambda request: people(request.applicant),
    waits={
        R.REQUESTED: (Wait("approve", post("director", "leader"), besides=lambda request: (request.applicant,)),),
        R.APPROVED: (Wait("issue", clerk),),
        R.RETURNED: (Wait("apply", lambda request: people(request.applicant)),),
    },
)
