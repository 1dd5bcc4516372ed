"""RPC methods of posts."""

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from services.directory.acts import POST_ACTS
from services.directory.delegations.store import DelegationCollection
from services.directory.posts import app, standing
from services.directory.posts.domain import Post
from services.directory.posts.store import PostCollection
from services.directory.store import OrganCollection, PersonCollection
from shared.acts import in_trail
from shared.calendar import office_date, on_paper
from shared.contracts.directory import PersonRecorded, PostRecorded
from shared.occasion import Occasion
from shared.pages import Page
from shared.runtime.clock import now
from shared.runtime.service import Collected, Service, reaction, rpc
from shared.shown import Shown

if TYPE_CHECKING:
    from services.directory.posts import api
    from shared.api import shapes


def _post(service: Any, post: Post) -> "Shown[api.Post]":
    return app.shown(post, service.people_kept, service.occasion.actor)


class PostFeature(Service):
    """Posts and their responsibilities (岗位责任)."""

    posts_kept = Collected(PostCollection)
    delegations_kept = Collected(DelegationCollection)
    organs_kept = Collected(OrganCollection)
    people_kept = Collected(PersonCollection)

    @rpc(shows=_post)
    def post_enter(self, **wanted: Any) -> Post:
        """Enter a post."""
        new_id = uuid.uuid4().hex
        return app.enter(
            self.posts_kept, self.organs_kept, self.people_kept, wanted, occasion=self.occasion, new_id=new_id
        )

    @rpc(shows=_post)
    def post_change(self, id: str, **wanted: Any) -> Post:
        """Change a post."""
        return app.change(self.posts_kept, self.people_kept, id, wanted, occasion=self.occasion)

    @rpc(shows=_post)
    def post_act(self, id: str, action: str, comment: str | None, confirm: bool = False) -> Post:
        """Close a post, open it again, or let its stand-in take over, and back."""
        return app.act(
            self.posts_kept,
            self.people_kept,
            id,
            action,
            comment,
            confirm,
            delegated=self._delegated,
            occasion=self.occasion,
        )

    def _delegated(self, post: Post) -> list[str]:
        today = office_date(self.occasion.at)
        holders = [each for each in self.people_kept.in_organ(post.organ) if each.active and post.held_by(each)]
        given = [each for holder in holders for each in self.delegations_kept.of_delegator(holder.id)]
        return [
            f"{each.delegator_name}已委托{each.delegate_name}办理至{on_paper(each.until_on)}，代岗后两人都能办理"
            for each in given
            if each.in_force(today) and each.delegate != post.stand_in
        ]

    @rpc(shows=_post)
    def post_get(self, id: str) -> Post:
        """Return a post."""
        return app.get(self.posts_kept, id, actor=self.occasion.person)

    @rpc()
    def posts(self, organ: str | None, cursor: str | None, limit: int) -> "Shown[api.PostPage]":
        """List posts."""
        actor = self.occasion.person
        page: Page[Post] = self.posts_kept.of_district(actor.district, organ, cursor=cursor, limit=limit)
        return page.map(lambda each: app.shown(each, self.people_kept, actor)).to_wire()

    @rpc()
    def post_history(self, id: str, cursor: str | None, limit: int) -> "Shown[shapes.HistoryPage]":
        """Return a page of a post's history."""
        page = app.history(self.posts_kept, id, actor=self.occasion.person, cursor=cursor, limit=limit)
        return page.map(in_trail(POST_ACTS)).to_wire()

    @rpc()
    def responsibility(
        self, matter: str | None, organ: str | None, gaps: bool, cursor: str | None, limit: int
    ) -> "Shown[api.AwaitedPage]":
        """List the people responsible for matters."""
        return app.responsibility(
            self.posts_kept, self.organs_kept, self.people_kept, actor=self.occasion.person,
            matter=matter, organ=organ, gaps=gaps, cursor=cursor, limit=limit,
        )  # fmt: skip

    @reaction(PostRecorded)
    def on_post_recorded(self, event: PostRecorded) -> None:
        """Set the roles that the stand-ins of the post's organ have."""
        self._follow([event.organ])

    @reaction(PersonRecorded)
    def on_person_recorded(self, event: PersonRecorded) -> None:
        """Fill the posts that a person left, and empty those that they took up."""
        found = self.people_kept.find(event.person_id)
        self._follow([event.organ, *(() if found is None else found.organs_before)])

    def _follow(self, organs: Sequence[str]) -> None:
        quiet = Occasion(at=now(), effects=self.occasion.effects)
        for organ in dict.fromkeys(organs):
            standing.follow(self.posts_kept, self.people_kept.on(quiet), organ)
