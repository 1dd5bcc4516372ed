"""Deadlines of steps (办理时限), by urgency: local figures, in working days for normal documents."""

from datetime import datetime, time, timedelta

from services.documents.domain import Urgency
from services.documents.outgoing.domain import Document, DocumentStatus
from shared.calendar import OFFICE_ZONE, add_working_days, office_date

HOURS = {Urgency.EXTRA_URGENT: timedelta(hours=2), Urgency.URGENT: timedelta(hours=24)}
"""The time for one step of an urgent document (local)."""

WORKING_DAYS = 3
"""The working days for one step of any other document (local); the last one counts in full."""

WAITING = (
    DocumentStatus.SUBMITTED,
    DocumentStatus.APPROVED,
    DocumentStatus.SIGNED,
    DocumentStatus.VERIFIED,
    DocumentStatus.REGISTERED,
)
"""Statuses that wait for the next step."""

TURNS = {
    DocumentStatus.SUBMITTED: "办公室主任",
    DocumentStatus.APPROVED: "签发领导",
    DocumentStatus.SIGNED: "机要文书",
    DocumentStatus.VERIFIED: "机要文书",
    DocumentStatus.REGISTERED: "机要文书",
}


def due_at(document: Document) -> datetime | None:
    """Return the deadline of the next step; None if none is waited for."""
    if document.status not in WAITING or document.step_since is None:
        return None
    if document.urgency in HOURS:
        return document.step_since + HOURS[document.urgency]
    last = add_working_days(office_date(document.step_since), WORKING_DAYS)
    return datetime.combine(last + timedelta(days=1), time(), OFFICE_ZONE)


def turn(document: Document) -> str | None:
    """Return whose turn it is: the examiner by name, else the post."""
    if document.status is DocumentStatus.SUBMITTED and document.examiner is not None:
        return document.examiner.name
    return TURNS.get(document.status)
