"""RPC methods of branches."""

import uuid
from typing import TYPE_CHECKING, Any

from services.meetings.branches import app, views
from services.meetings.branches.domain import Branch
from shared.runtime.service import Service, rpc
from shared.shown import Shown

if TYPE_CHECKING:
    from services.meetings.branches import api


def _branch(service: Any, branch: Branch) -> "Shown[api.Branch]":
    return views.shown_branch(branch, service.occasion.actor)


class BranchFeature(Service):
    """Party branches (党支部) and their required meetings (三会一课)."""

    repositories: app.BranchRepositories

    @rpc(shows=_branch)
    def branch_record(self, **wanted: Any) -> Branch:
        """Enter a branch."""
        return app.record(self.repositories, new_id=uuid.uuid4().hex, wanted=wanted)

    @rpc(shows=_branch)
    def branch_revise(self, id: str, **wanted: Any) -> Branch:
        """Change a branch."""
        return app.revise(self.repositories, id, wanted)

    @rpc(shows=_branch)
    def branch_act(self, id: str, action: str, comment: str | None) -> Branch:
        """Dissolve a branch."""
        return app.act(self.repositories, id, action, comment=comment)

    @rpc()
    def branch_get(self, id: str) -> "Shown[api.Branch]":
        """Return a branch."""
        return app.get(self.repositories, id, actor=self.occasion.person)

    @rpc()
    def branch_search(self, cursor: str | None, limit: int) -> "Shown[api.BranchPage]":
        """List branches."""
        return app.search(self.repositories, actor=self.occasion.person, cursor=cursor, limit=limit)

    @rpc()
    def branch_duties(self, id: str, on: str | None) -> "Shown[api.Duties]":
        """Return the meetings required of a branch."""
        return app.owed(self.repositories, id, actor=self.occasion.person, on=on)

    @rpc()
    def branch_figures(self, year: int) -> "Shown[api.BranchYear]":
        """Return the required and held meetings of branches."""
        return app.figures(self.repositories, actor=self.occasion.person, year=year)

    @rpc()
    def branch_figures_file(self, year: int) -> dict[str, str]:
        """Return the figures as .xlsx."""
        return app.figures_file(self.repositories, actor=self.occasion.person, year=year)
