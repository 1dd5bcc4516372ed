"""Series on the bus."""

import uuid
from typing import Any

from services.meetings.desk import Desk
from services.meetings.series import app
from services.meetings.series.domain import Series
from shared.contracts.meetings import SeriesChanged, SeriesPlanned
from shared.runtime.service import reaction, rpc


def _series(service: Any, series: Series) -> dict[str, Any]:
    return app.shown(series, service.meetings.of_series(series.id), service.occasion.actor)


class SeriesLine(Desk):
    """Meetings that recur (例会)."""

    @rpc(shows=_series)
    def series_plan(self, **wanted: Any) -> Series:
        """Plan meetings that recur."""
        return app.plan(self.books, new_id=uuid.uuid4().hex, wanted=wanted)

    @rpc(shows=_series)
    def series_act(self, id: str, action: str, on: str, comment: str | None) -> Series:
        """Call off a day, or all from a day on."""
        return app.act(self.books, id, action, on=on, comment=comment)

    @rpc()
    def series_get(self, id: str) -> dict[str, Any]:
        """Show a series."""
        return app.get(self.books, id, actor=self.occasion.person)

    @rpc()
    def series_search(self, cursor: str | None, limit: int) -> dict[str, Any]:
        """List series."""
        return app.search(self.books, actor=self.occasion.person, cursor=cursor, limit=limit)

    @reaction(SeriesPlanned)
    def on_series_planned(self, event: SeriesPlanned) -> None:
        """Write the meeting of each day."""
        app.follow_plan(self.books, event.series_id)

    @reaction(SeriesChanged)
    def on_series_changed(self, event: SeriesChanged) -> None:
        """Cancel the meetings of days that were called off."""
        app.follow_change(self.books, event.series_id, event.reason)
