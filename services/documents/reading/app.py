"""The only source of texts that leave the service: each reading of an internal one is logged before it is given."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from services.documents.domain import Secrecy
from services.documents.reading.domain import COPIES, How, Reading
from services.documents.text.domain import Text, blocks_of
from services.documents.text.versions import states_of
from shared.aggregate import Entry, State
from shared.contracts import documents as events
from shared.errors import NotFound
from shared.occasion import Occasion, Taken
from shared.pages import Page
from shared.usecase import Repository, again

R = TypeVar("R")

ONE_READING = timedelta(hours=12)
"""A text that is taken in several calls, as a package is, counts as read once within this time."""


class Readings(Repository[Reading], Protocol):
    """The repository of readings."""

    def last_in_series(self, series: str) -> int: ...
    def of(self, document_id: str, organ: str | None, *, cursor: str | None, limit: int) -> Page[Reading]: ...
    def lately(self, document_id: str, reader: str, how: How, what: str, since: datetime) -> bool: ...


class Secret(Protocol):
    """Anything that is internal or not."""

    @property
    def secrecy(self) -> str:
        """Return its secrecy."""


class Worded(Secret, Protocol):
    """An outgoing document, or the entry of one from outside."""

    @property
    def body(self) -> str | None:
        """Return its text as plain text."""

    @property
    def parts(self) -> Text:
        """Return its text in blocks."""


class Pieces(Protocol):
    """The bytes of attachments, in pieces."""

    def piece(self, attachment_id: str, place: int) -> bytes | None: ...
    def pieces(self, attachment_id: str) -> Iterable[bytes]: ...


@dataclass(frozen=True)
class Read:
    """A text that may leave the service: it is not internal, or its reading was logged. Only this module makes one.

    copy_number: that of the copy taken (份号).
    """

    words: str | None = None
    text: Text = ()
    copy_number: int | None = None

    @property
    def blocks(self) -> list[Any] | None:
        """Return the text in blocks, as the API shows them."""
        return None if self.words is None else blocks_of(self.text)

    def piece_of(self, contents: Pieces, attachment_id: str, place: int) -> bytes:
        """Return one piece of an attachment."""
        found = contents.piece(attachment_id, place)
        if found is None:
            raise NotFound()
        return found

    def whole(self, contents: Pieces, attachment_id: str) -> bytes:
        """Return an attachment."""
        return b"".join(contents.pieces(attachment_id))


UNREAD = Read()
"""No text."""

ReadText = Callable[[str, Worded], Read]
"""Reads the text of a document by the id that its readings are logged under."""


def open_text(document_id: str, source: Worded) -> Read:
    """Return a text unless it is internal; nothing is logged. Answers to commands and search give no more."""
    return UNREAD if source.secrecy == Secrecy.INTERNAL else Read(source.body, source.parts)


def just_written(source: Worded) -> Read:
    """Return the text that came with the request itself."""
    return Read(source.body, source.parts)


@dataclass(frozen=True)
class Reader:
    """The person who asks, and the log of what they read: an internal text is logged before it is given.

    Source: 条例 arts. 31 to 34.
    """

    readings: Readings
    occasion: Occasion
    new_id: Callable[[], str] = lambda: uuid.uuid4().hex

    def text(
        self, document_id: str, source: Worded, how: How = How.TEXT, what: str = "", *, once: bool = False
    ) -> Read:
        """Return the text of a document. A form that leaves a copy has its number. `once`: as for `attachment`."""
        if source.body is None and how is How.TEXT:
            return UNREAD
        reading = self._log(document_id, source, how, what, once)
        return Read(source.body, source.parts, None if reading is None else reading.copy_number)

    def attachment(self, document_id: str, holder: Secret, name: str, *, once: bool = False) -> Read:
        """Return an attachment to read. `once`: whether this goes on with a reading logged before, if there is one."""
        self._log(document_id, holder, How.ATTACHMENT, name, once)
        return UNREAD

    def versions(
        self,
        document_id: str,
        source: Secret,
        history: Iterable[Entry],
        earlier: int,
        later: int,
        compare: Callable[[State, State], R],
    ) -> R:
        """Compare two versions of a text."""
        found = compare(*states_of(history, earlier, later))
        self._log(document_id, source, How.TEXT, f"第{earlier}版至第{later}版的改动", once=False)
        return found

    def _log(self, document_id: str, source: Secret, how: How, what: str, once: bool) -> Reading | None:
        """Log a reading; return None if the document is not internal, or was read already and counts once.

        A reading that leaves a copy takes the next copy number of that document: the first is 1, none is skipped or repeated.
        """
        if source.secrecy != Secrecy.INTERNAL:
            return None
        actor, since = self.occasion.person, self.occasion.at - ONE_READING
        if once and self.readings.lately(document_id, actor.person_id, how, what, since):
            return None
        reading = Reading(
            id=self.new_id(),
            document_id=document_id,
            organ=actor.organ,
            reader=actor.person_id,
            reader_name=actor.name,
            how=how,
            what=what,
        )
        if how not in COPIES:
            return self.readings.add(reading, announcing=events.DocumentRead.of(reading), action="read")

        def attempt() -> Reading:
            number = self.readings.last_in_series(document_id) + 1
            copied = replace(reading, copy_series=document_id, copy_number=number)
            return self.readings.add(copied, announcing=events.DocumentRead.of(copied), action="copy")

        return again(attempt, lost=(Taken,))
