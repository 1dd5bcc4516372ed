"""Events of the archive (归档): volumes, and the destruction of pieces."""

from datetime import date

from shared.contracts.event import Event


class VolumeOpened(Event):
    """A year of an organ's archive was opened (归档年度)."""

    volume_id: str
    organ: str
    year: int
    fonds: str


class PieceFiled(Event):
    """A finished document was filed under its 档号 (归档)."""

    volume_id: str
    piece_id: str
    organ: str
    retention: str


class VolumeClosed(Event):
    """A year of an organ's archive was closed with its list."""

    volume_id: str
    organ: str
    year: int
    closed_on: date


class DestructionProposed(Event):
    """A list of pieces whose retention period has ended was drawn up (销毁清册)."""

    destruction_id: str
    organ: str
    volume: str
    piece_ids: tuple[str, ...]


class DestructionApproved(Event):
    """A leader approved a list for destruction."""

    destruction_id: str
    organ: str
    approved_by: str


class DestructionRefused(Event):
    """A leader refused a list for destruction, with the reason."""

    destruction_id: str
    organ: str
    reason: str


class DestructionWitnessed(Event):
    """The first of two witnesses signed (监销)."""

    destruction_id: str
    organ: str


class PiecesDestroyed(Event):
    """The second witness signed, and the pieces are destroyed."""

    destruction_id: str
    organ: str
    volume: str
    piece_ids: tuple[str, ...]
    destroyed_on: date


class PiecesMarked(Event):
    """The destroyed pieces of a year were marked in its list."""

    volume_id: str
    piece_ids: tuple[str, ...]
