"""Branches on the bus."""

import uuid
from typing import Any

from services.meetings.branches import app, views
from services.meetings.branches.domain import Branch
from services.meetings.desk import Desk
from shared.runtime.service import rpc


def _branch(service: Any, branch: Branch) -> dict[str, Any]:
    return views.shown_branch(branch, service.occasion.actor)


class BranchLine(Desk):
    """Party branches (党支部) and what they owe (三会一课)."""

    @rpc(shows=_branch)
    def branch_record(self, **wanted: Any) -> Branch:
        """Enter a branch."""
        return app.record(self.books, new_id=uuid.uuid4().hex, wanted=wanted)

    @rpc(shows=_branch)
    def branch_revise(self, id: str, **wanted: Any) -> Branch:
        """Change a branch."""
        return app.revise(self.books, id, wanted)

    @rpc(shows=_branch)
    def branch_act(self, id: str, action: str, comment: str | None) -> Branch:
        """Dissolve a branch."""
        return app.act(self.books, id, action, comment=comment)

    @rpc()
    def branch_get(self, id: str) -> dict[str, Any]:
        """Show a branch."""
        return app.get(self.books, id, actor=self.occasion.person)

    @rpc()
    def branch_search(self, cursor: str | None, limit: int) -> dict[str, Any]:
        """List branches."""
        return app.search(self.books, actor=self.occasion.person, cursor=cursor, limit=limit)

    @rpc()
    def branch_duties(self, id: str, on: str | None) -> dict[str, Any]:
        """Tell what a branch owes."""
        return app.owed(self.books, id, actor=self.occasion.person, on=on)

    @rpc()
    def branch_figures(self, year: int) -> dict[str, Any]:
        """Count what branches owed and held."""
        return app.figures(self.books, actor=self.occasion.person, year=year)

    @rpc()
    def branch_figures_file(self, year: int) -> dict[str, str]:
        """Give the figures as .xlsx."""
        return app.figures_file(self.books, actor=self.occasion.person, year=year)
