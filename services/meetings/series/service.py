"""RPC methods of series."""

import uuid
from typing import TYPE_CHECKING, Any

from services.meetings.series import app
from services.meetings.series.domain import Series
from shared.contracts.meetings import SeriesChanged, SeriesPlanned
from shared.runtime.service import Service, reaction, rpc
from shared.shown import Shown

if TYPE_CHECKING:
    from services.meetings.series import api


def _series(service: Any, series: Series) -> "Shown[api.Series]":
    return app.shown(series, service.meetings.of_series(series.id), service.occasion.actor)


class SeriesFeature(Service):
    """Recurring meetings (例会)."""

    repositories: app.SeriesRepositories

    @rpc(shows=_series)
    def series_plan(self, **wanted: Any) -> Series:
        """Plan recurring meetings."""
        return app.plan(self.repositories, new_id=uuid.uuid4().hex, wanted=wanted)

    @rpc()
    def series_check(self, **wanted: Any) -> "Shown[api.SeriesDays]":
        """Return the days of a rule, with the rooms that are taken."""
        return app.check(self.repositories, wanted)

    @rpc(shows=_series)
    def series_act(self, id: str, action: str, on: str, comment: str | None) -> Series:
        """Cancel a day, or all from a day on."""
        return app.act(self.repositories, id, action, on=on, comment=comment)

    @rpc()
    def series_get(self, id: str) -> "Shown[api.Series]":
        """Return a series as the API shows it."""
        return app.get(self.repositories, id, actor=self.occasion.person)

    @rpc()
    def series_search(self, cursor: str | None, limit: int) -> "Shown[api.SeriesPage]":
        """List series."""
        return app.search(self.repositories, actor=self.occasion.person, cursor=cursor, limit=limit)

    @reaction(SeriesPlanned)
    def on_series_planned(self, event: SeriesPlanned) -> None:
        """Create the meeting of each day."""
        app.follow_plan(self.repositories, event.series_id)

    @reaction(SeriesChanged)
    def on_series_changed(self, event: SeriesChanged) -> None:
        """Cancel the meetings of cancelled days."""
        app.follow_change(self.repositories, event.series_id, event.reason)
