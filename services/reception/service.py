"""RPC methods of the reception service."""

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import services.reception.turns  # noqa: F401  (says whose turn it is)
from services.reception import app
from services.reception.acts import VISIT_ACTS
from services.reception.domain import Visit
from services.reception.store import VisitCollection
from shared.acts import in_trail
from shared.contracts.directory import OrganRecorded, PersonRecorded, RulingRecorded
from shared.contracts.meetings import RoomBooked, RoomRefused
from shared.runtime.service import Collected, CopiesOf, Service, keeps_copies, reaction, rpc
from shared.shown import Shown

if TYPE_CHECKING:
    from services.reception import api
    from shared.api import shapes


def _visit(service: Any, visit: Visit) -> "Shown[api.Visit]":
    return app.shown_now(service.copies, visit, actor=service.occasion.actor, at=service.occasion.at)


class ReceptionService(Service):
    """Official visits."""

    name = "reception"
    visits = Collected(VisitCollection)
    copies = CopiesOf()

    @rpc(shows=_visit)
    def plan(self, **wanted: Any) -> Visit:
        """Plan a visit."""
        return app.plan(self.visits, self.copies, occasion=self.occasion, new_id=uuid.uuid4().hex, wanted=wanted)

    @rpc()
    def check(self, **wanted: Any) -> "Shown[api.Judged]":
        """Return every rule that a visit would break."""
        return app.check(self.copies, occasion=self.occasion, wanted=wanted)

    @rpc()
    def judge(self, id: str) -> "Shown[api.Judged]":
        """Return every rule that a stored visit breaks."""
        return app.judge(self.visits, self.copies, id, occasion=self.occasion)

    @rpc(shows=_visit)
    def revise(self, id: str, changes: dict[str, Any]) -> Visit:
        """Change a visit."""
        return app.revise(self.visits, id, occasion=self.occasion, wanted=changes)

    @rpc(shows=_visit)
    def act(
        self, id: str, action: str, comment: str | None, confirm: bool = False, of_room: Sequence[str] = ()
    ) -> Visit:
        """Take a step with a visit. `of_room`: why it would not get its room, as the gateway asked the rooms."""
        return app.act(
            self.visits, self.copies, id, action, occasion=self.occasion, comment=comment, confirm=confirm,
            of_room=of_room,
        )  # fmt: skip

    @rpc()
    def get(self, id: str) -> "Shown[api.Visit]":
        """Return a visit."""
        return app.get(self.visits, self.copies, id, actor=self.occasion.person, at=self.occasion.at)

    @rpc()
    def search(self, **wanted: Any) -> "Shown[api.VisitPage]":
        """List visits."""
        return app.search(self.visits, self.copies, actor=self.occasion.person, at=self.occasion.at, **wanted)

    @rpc()
    def history(self, id: str, cursor: str | None, limit: int) -> "Shown[shapes.HistoryPage]":
        """Return a page of a visit's history."""
        page = app.history(self.visits, id, actor=self.occasion.person, cursor=cursor, limit=limit)
        return page.map(in_trail(VISIT_ACTS)).to_wire()

    on_directory_recorded = keeps_copies(OrganRecorded, PersonRecorded, RulingRecorded)

    @reaction(RoomBooked, RoomRefused)
    def on_room_answered(self, event: RoomBooked | RoomRefused) -> None:
        """Confirm the visit or return it."""
        app.room_answered(self.visits, event, at=self.occasion.at)
