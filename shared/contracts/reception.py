"""What the reception service tells the world: official visits."""

from datetime import datetime

from shared.contracts.event import Event


class VisitApproved(Event):
    """A leader approved a visit; it asks for its room."""

    visit_id: str
    organ: str
    room: str
    starts_at: datetime
    ends_at: datetime


class VisitCancelled(Event):
    """A visit was called off; its room goes back."""

    visit_id: str
    organ: str
    room: str
    starts_at: datetime
