"""Workflow table of series, with each step's changes."""

from collections.abc import Mapping
from typing import Any

from services.meetings.acts import SERIES_ACTS
from services.meetings.rules import ROOM_RULES
from services.meetings.series import domain
from services.meetings.series.domain import DIRECTOR, Series
from services.meetings.series.domain import SeriesStatus as S
from shared.contracts import meetings as events
from shared.workflow import Context, Step, Workflow, rule


@rule("no_such_day", "iCalendar（RFC 5545）3.8.5.1", field="on", states="停开的日期是尚未召开的例会日。")
def is_one_of_its_days(series: Series, known: Context) -> str | None:
    """Require that an exception is a day of the series that lies ahead (RFC 5545, 3.8.5.1)."""
    return (
        None
        if known.said["on"] in series.left and known.said["on"] >= known.today
        else "例会在这一天没有会议，或者已经开过"
    )


def excepting(series: Series, known: Context) -> Mapping[str, Any]:
    """Cancel a day."""
    return {"exceptions": (*series.exceptions, known.said["on"])}


def ending(series: Series, known: Context) -> Mapping[str, Any]:
    """Cancel all days from a day on."""
    return {"exceptions": (*series.exceptions, *(day for day in series.left if day >= known.said["on"]))}


SERIES = Workflow(
    "例会",
    domain.STATUS_NAMES,
    Step("plan", set(), S.RUNNING, DIRECTOR, events.SeriesPlanned, ROOM_RULES),
    Step("skip", {S.RUNNING}, S.RUNNING, DIRECTOR, events.SeriesChanged, (is_one_of_its_days,), excepting),
    Step("end", {S.RUNNING}, S.ENDED, DIRECTOR, events.SeriesChanged, sets=ending),
    acts=SERIES_ACTS,
    noun="该例会",
)

WORKFLOWS = (SERIES,)
