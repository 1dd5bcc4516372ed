"""RPC methods of groups of recipients."""

import uuid
from typing import TYPE_CHECKING, Any

from services.directory.acts import GROUP_ACTS
from services.directory.groups import app
from services.directory.groups.domain import Group
from services.directory.groups.store import GroupCollection
from services.directory.store import OrganCollection
from shared.acts import in_trail
from shared.runtime.service import Collected, Service, rpc
from shared.shown import Shown

if TYPE_CHECKING:
    from services.directory.groups import api
    from shared.api import shapes


def _group(service: Any, group: Group) -> "Shown[api.Group]":
    return app.shown(group, service.occasion.actor)


class GroupFeature(Service):
    """Groups of recipients (分组)."""

    groups_kept = Collected(GroupCollection)
    organs_kept = Collected(OrganCollection)

    @rpc(shows=_group)
    def group_enter(self, **wanted: Any) -> Group:
        """Enter a group."""
        new_id = uuid.uuid4().hex
        return app.enter(self.groups_kept, self.organs_kept, wanted, occasion=self.occasion, new_id=new_id)

    @rpc(shows=_group)
    def group_change(self, id: str, **wanted: Any) -> Group:
        """Change a group."""
        return app.change(self.groups_kept, self.organs_kept, id, wanted, occasion=self.occasion)

    @rpc(shows=_group)
    def group_act(self, id: str, action: str, comment: str | None) -> Group:
        """Disable or enable a group."""
        return app.act(self.groups_kept, id, action, comment, occasion=self.occasion)

    @rpc(shows=_group)
    def group_get(self, id: str) -> Group:
        """Return a group."""
        return app.get(self.groups_kept, id, actor=self.occasion.person)

    @rpc()
    def groups(self, q: str | None) -> "Shown[api.GroupList]":
        """List the groups that the actor may choose."""
        actor = self.occasion.person
        found = app.listed(self.groups_kept, q, actor=actor)
        return {"items": [app.shown(each, actor) for each in found], "next": None}

    @rpc()
    def group_history(self, id: str, cursor: str | None, limit: int) -> "Shown[shapes.HistoryPage]":
        """Return a page of a group's history."""
        page = app.history(self.groups_kept, id, actor=self.occasion.person, cursor=cursor, limit=limit)
        return page.map(in_trail(GROUP_ACTS)).to_wire()
