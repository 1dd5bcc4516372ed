"""RPC methods of votes."""

from typing import TYPE_CHECKING, Any

from services.meetings.acts import VOTE_ACTS
from services.meetings.votes import app, views
from services.meetings.votes.domain import Round
from services.meetings.votes.repositories import VoteRepositories
from shared.acts import in_trail
from shared.contracts.meetings import TopicPut, VoteCounted, VoterRecused, VoteVoided
from shared.runtime.service import Service, reaction, rpc
from shared.shown import Shown

if TYPE_CHECKING:
    from services.meetings.votes import api
    from shared.api import shapes


def _round(service: Any, found: Round) -> "Shown[api.Vote]":
    return views.shown_round(found, service.occasion.actor, service.occasion.at)


class VoteFeature(Service):
    """Votes (表决) and hearings."""

    repositories: VoteRepositories

    @rpc(shows=_round)
    def vote_put(self, id: str, topic: str, mode: str) -> Round:
        """Put a topic to the vote."""
        return app.put(self.repositories, id, topic, mode)

    @rpc(shows=_round)
    def vote_cast(self, id: str, choice: str, comment: str | None) -> Round:
        """Vote openly, or give an opinion."""
        with self.runtime.turn(f"vote:{id}"):
            return app.vote(self.repositories, id, choice=choice, comment=comment)

    @rpc()
    def vote_paper(self, id: str, blinded: str) -> "Shown[api.SignedPaper]":
        """Take the paper of a secret vote."""
        with self.runtime.turn(f"vote:{id}"):
            return app.take_paper(self.repositories, id, blinded)

    @rpc(unlogged=True)
    def vote_secretly(self, id: str, token: str, signature: str, choice: str) -> "Shown[api.Receipt]":
        """Cast a ballot."""
        return app.cast_secretly(self.repositories, id, token=token, signature=signature, choice=choice)

    @rpc(shows=_round)
    def vote_act(self, id: str, action: str, **said: Any) -> Round:
        """Start, recuse oneself from, count, decide or void a vote."""
        with self.runtime.turn(f"vote:{id}"):
            return app.act(self.repositories, id, action, said=said)

    @rpc()
    def vote_get(self, id: str) -> "Shown[api.Vote]":
        """Return a vote."""
        return app.get(self.repositories, id, actor=self.occasion.person)

    @rpc()
    def vote_list(self, id: str, **wanted: Any) -> "Shown[api.VotePage]":
        """List a meeting's votes."""
        return app.listed(self.repositories, id, actor=self.occasion.person, **wanted)

    @rpc()
    def vote_history(self, id: str, cursor: str | None, limit: int) -> "Shown[shapes.HistoryPage]":
        """Return a page of a vote's history."""
        page = app.history(self.repositories, id, actor=self.occasion.person, cursor=cursor, limit=limit)
        return page.map(in_trail(VOTE_ACTS, self.repositories.rounds.find(id))).to_wire()

    @reaction(TopicPut)
    def on_topic_put(self, event: TopicPut) -> None:
        """Store the round of a topic that was put to the vote."""
        app.follow_put(self.repositories, event)

    @reaction(VoteCounted, VoteVoided, VoterRecused)
    def on_vote_moved(self, event: VoteCounted | VoteVoided | VoterRecused) -> None:
        """Bring the topic in line with its vote."""
        app.follow_event(self.repositories, event)
