"""Turns of visits: for which step each status waits, and who may know of it."""

from datetime import datetime

from services.reception.domain import OFFICE, Visit
from services.reception.domain import VisitStatus as V
from services.reception.kinds import VISIT
from shared.calendar import office_date
from shared.turn import Wait, people, post, tell

clerk, leader, office = post("clerk"), post("leader"), post(*OFFICE)


def _title(visit: Visit) -> str:
    return "接待方案" if visit.letter is None else f"接待{visit.letter.issuer}：{visit.letter.purpose}"


def _begin(visit: Visit) -> datetime:
    return visit.starts_at


tell(
    Visit,
    VISIT,
    type="visit",
    title=_title,
    knows=office,
    mine=lambda visit: people(visit.planner, organ=visit.organ),
    due=lambda visit: office_date(visit.starts_at),
    waits={
        V.PLANNED: (Wait("apply", clerk, closes=_begin),),
        V.RETURNED: (Wait("apply", clerk, closes=_begin),),
        V.APPLIED: (Wait("approve", leader, closes=_begin),),
        V.CONFIRMED: (Wait("finish", clerk, due=lambda visit: office_date(visit.ends_at), opens=_begin),),
    },
)
