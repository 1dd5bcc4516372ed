"""Votes on topics."""

from typing import Annotated

from pydantic import Field

from services.meetings.acts import VOTE_ACTS
from services.meetings.api import MEETING, TAG
from services.meetings.kinds import Mode
from services.meetings.votes import domain
from services.meetings.votes.domain import Outcome, RoundStatus
from shared.api.routes import Route
from shared.api.shapes import (
    Code,
    ConfirmedOpinion,
    HistoryPage,
    Id,
    In,
    Instant,
    Opinion,
    Out,
    PageOf,
    PageQuery,
    Reference,
    Resource,
    TurnQuery,
    formed,
)
from shared.api.steps import step_route


class NewVote(In):
    """A topic to be put to the vote, or whose hearing begins."""

    topic: Id
    mode: Annotated[Mode, Code()] = Field(description="Openly, secretly, or heard and decided by the chair.")


Choice = Annotated[domain.Choice, Code(domain.CHOICE_NAMES)]
Hex = Annotated[str, formed("^[0-9a-fA-F]{1,512}$", "选票的盲化编号为十六进制数字，请重新领票")]


class NewBallot(Opinion):
    """An open ballot, or an opinion in a hearing."""

    choice: Choice


class NewPaperOfVote(In):
    """The request for the paper of a secret vote: the voter's own number, blinded (RFC 9474)."""

    blinded: Hex


class NewSecretBallot(In):
    """An anonymous ballot of a secret vote."""

    token: Annotated[str, formed("^[0-9a-fA-F]{64}$", "选票编号为64位十六进制数字，请用领票的设备投票")] = Field(
        description="The voter's own 32 bytes."
    )
    signature: Annotated[str, formed("^[0-9a-fA-F]{512}$", "选票的签章为512位十六进制数字，请用领票的设备投票")] = (
        Field(description="The office's, unblinded.")
    )
    choice: Choice


class VoteStep(ConfirmedOpinion):
    """The fields of a step; only `decide` has an outcome."""

    outcome: Annotated[Outcome, Code()] | None = None


class Ballot(Out):
    """A person's open vote, or their opinion."""

    voter: Reference
    choice: Annotated[domain.Choice, Code()]
    choice_name: str
    comment: str
    at: Instant


class CountedBallot(Out):
    """A secret ballot as it was counted; its voter knows the receipt."""

    receipt: str
    choice: Annotated[domain.Choice, Code()]
    choice_name: str


class BlindKey(Out):
    """The public key for blinding papers, in hexadecimal."""

    modulus: str
    exponent: str


class Vote(Resource):
    """A vote or a hearing."""

    meeting: str
    topic: Reference
    mode: Annotated[Mode, Code()]
    mode_name: str
    status: Annotated[RoundStatus, Code()]
    status_name: str
    stage_name: str
    chair: Reference
    members: list[Reference] = Field(description="All who should attend, without those who withdrew.")
    recused: list[Reference]
    should_attend: int
    needed: int
    to_pass: int | None = Field(
        None, description="The fewest votes in favour with which it passes; null for a hearing."
    )
    took_part: int
    not_voted: list[Reference] = Field(description="Members who were there when it was counted and took no part.")
    left_early: list[Reference] = Field(description="Members who left before it was counted and took no part.")
    ballots: list[Ballot] = Field(description="Of an open vote or a hearing; always empty for a secret one.")
    papers_taken_by: list[Reference]
    key: BlindKey | None
    counted: list[CountedBallot] = Field(description="Of a secret vote, by receipt, once it is counted.")
    agreed: int
    opposed: int
    abstained: int
    outcome: Annotated[Outcome, Code()] | None
    outcome_name: str | None


class VoteQuery(PageQuery, TurnQuery):
    """A page of a meeting's votes."""


class VotePage(PageOf[Vote]):
    """A page of votes."""


class SignedPaper(Out):
    """The paper of a secret vote."""

    vote: str
    signature: str = Field(description="Of what was blinded, in hexadecimal.")


class Receipt(Out):
    """The receipt of a secret ballot: keep it, and find it again when the vote is counted."""

    vote: str
    receipt: str
    choice: Annotated[domain.Choice, Code()]


VOTE = "/api/v1/votes/{id}"

ROUTES = (
    Route(
        "POST", f"{MEETING}/votes", "Put a topic to the vote", TAG, Vote, "vote_put", status=201, body=NewVote,
        refusals=(403, 409),
    ),
    Route(
        "GET", f"{MEETING}/votes", "List a meeting's votes", TAG, VotePage, "vote_list", query=VoteQuery, turns="vote",
    ),
    Route("GET", VOTE, "Show a vote", TAG, Vote, "vote_get"),
    Route("GET", f"{VOTE}/history", "Who did what with a vote", TAG, HistoryPage, "vote_history", query=PageQuery),
    Route(
        "POST", f"{VOTE}/ballots", "Vote openly, or say one's opinion", TAG, Vote, "vote_cast", body=NewBallot,
        refusals=(403, 409, 412),
    ),
    Route(
        "POST", f"{VOTE}/papers", "Take the paper of a secret vote", TAG, SignedPaper, "vote_paper",
        body=NewPaperOfVote, refusals=(403, 409, 412),
    ),
    Route(
        "POST", f"{VOTE}/box", "Put a secret ballot into the box, without saying who one is", TAG, Receipt,
        "vote_secretly", body=NewSecretBallot, public=True, unlogged=True, refusals=(409,),
    ),
    step_route(VOTE, "Take a step with a vote", TAG, Vote, "vote_act", VOTE_ACTS, VoteStep),
)  # fmt: skip
