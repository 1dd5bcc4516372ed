"""Sources of events: the journals of the services that announced them, each read through its service."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from shared.runtime.config import settings
from shared.runtime.store import Journal

PAGE = 100
FIRST_SECONDS = 0.3
"""The timeout of the first call to a source, which may still be starting."""


class Sources:
    """The journals that a service reads: its own directly, all others by a call."""

    def __init__(self, service: str, journal: Journal, call: Callable[..., Any]) -> None:
        self._service, self._journal, self._call = service, journal, call
        self._seconds = settings().call_timeout

    def be_brief(self) -> None:
        """Use a short timeout while sources may still be starting."""
        self._seconds = FIRST_SECONDS

    def be_patient(self) -> None:
        """Use a longer timeout next time, because a source did not answer."""
        self._seconds = min(self._seconds * 1.5, settings().call_timeout)

    def page(self, source: str, events: Sequence[str], since: datetime, cursor: str | None) -> Mapping[str, Any]:
        """Return a page of the events that a service announced since an instant, from a cursor: `{"items", "next"}`."""
        if source == self._service:
            return self._journal.events_since(source, events, since, cursor=cursor, limit=PAGE).to_wire()
        asked = {"events": events, "since": since.isoformat(), "cursor": cursor, "limit": PAGE}
        page: Mapping[str, Any] = self._call(source, "events_since", asked, timeout=self._seconds)
        return page

    def events_between(self, service: str, source: str, events: list[str], after: int, before: int) -> Any:
        """Fetch events of one aggregate from the service that announced them."""
        if service == self._service:
            return self._journal.events_between(service, source, events, after, before)
        asked = {"source": source, "events": events, "after": after, "before": before}
        return self._call(service, "events_between", asked)

    def last_turns(self, service: str, after: str, limit: int) -> Mapping[str, Any]:
        """Ask a service whose turn it is in some of its records, in the order of sources, and for its release."""
        found: Mapping[str, Any] = self._call(service, "last_turns", {"after": after, "limit": limit})
        return found
