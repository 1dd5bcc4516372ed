"""Events of the reading of internal documents."""

from shared.contracts.event import Event


class DocumentRead(Event):
    """A person obtained the text of an internal document (阅知), or a numbered copy of it (份号)."""

    reading_id: str
    document_id: str
    organ: str
    reader: str
    how: str
    copy_number: int | None = None
