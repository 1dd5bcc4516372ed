"""Schemas of topics and votes."""

from typing import Annotated, Literal

from pydantic import Field

from services.gateway.schemas import CONFIRM, Id, In, Instant, Line, Opinion, Out, Reference, Resource, Text, code_of
from services.gateway.schemas_meetings import MATTERS, Matter


class NewPaper(In):
    """A paper read before a topic is discussed."""

    name: Line = Field(examples=["议题说明"])
    text: Text


class NewTopic(In):
    """A topic to be proposed."""

    title: Line = Field(examples=["关于冬季安全工作的安排"])
    matter: Annotated[Matter, code_of(MATTERS)] = Field(
        "ordinary", description="How much it weighs; it sets the quorum."
    )
    papers: list[NewPaper] = Field(default_factory=list, max_length=20)
    confirm: bool = Field(False, description=CONFIRM)


class TopicStep(Opinion):
    """The fields of a step; only `revise` has title and papers, only `recuse` a person."""

    title: Line | None = None
    papers: list[NewPaper] | None = Field(None, max_length=20)
    person: Id | None = Field(None, description="Who is concerned, where the office or the chair says so.")
    confirm: bool | None = Field(None, description="With `revise`: the warnings were seen; go on all the same.")


class NewVote(In):
    """A topic to be put to the vote, or whose hearing begins."""

    topic: Id
    mode: Literal["open", "secret", "hearing"] = Field(
        description="Openly, secretly, or heard and decided by the chair."
    )


ChoiceCode = Literal["agree", "oppose", "abstain"]
Choice = Annotated[ChoiceCode, code_of({"agree": "同意", "oppose": "不同意", "abstain": "弃权"})]
Hex = Annotated[str, Field(pattern="^[0-9a-fA-F]{1,512}$")]


class NewBallot(Opinion):
    """An open ballot, or an opinion in a hearing."""

    choice: Choice


class NewPaperOfVote(In):
    """The request for the paper of a secret vote: the voter's own number, blinded (RFC 9474)."""

    blinded: Hex


class NewSecretBallot(In):
    """An anonymous ballot of a secret vote."""

    token: Annotated[str, Field(pattern="^[0-9a-fA-F]{64}$")] = Field(description="The voter's own 32 bytes.")
    signature: Annotated[str, Field(pattern="^[0-9a-fA-F]{512}$")] = Field(description="The office's, unblinded.")
    choice: Choice


class VoteStep(Opinion):
    """The fields of a step; only `decide` has an outcome."""

    outcome: Literal["passed", "failed", "deferred"] | None = None


class Paper(Out):
    """A paper read before a topic is discussed."""

    name: str
    text: str


class Topic(Resource):
    """A topic of a meeting."""

    meeting: str
    title: str
    matter: Matter
    matter_name: str
    proposer: Reference
    papers: list[Paper] | None = Field(description="None for whoever is concerned by it.")
    recused: list[Reference]
    status: Literal["submitted", "returned", "accepted", "voting", "passed", "failed", "deferred", "withdrawn"]
    status_name: str
    stage_name: str
    vote: str | None
    how: str


class TopicPage(Out):
    """A page of topics."""

    items: list[Topic]
    next: str | None


class Ballot(Out):
    """A person's open vote, or their opinion."""

    voter: Reference
    choice: ChoiceCode
    choice_name: str
    comment: str
    at: Instant


class CountedBallot(Out):
    """A secret ballot as it was counted; its voter knows the receipt."""

    receipt: str
    choice: ChoiceCode
    choice_name: str


class BlindKey(Out):
    """The public key for blinding papers, in hexadecimal."""

    modulus: str
    exponent: str


class Vote(Resource):
    """A vote or a hearing."""

    meeting: str
    topic: Reference
    mode: Literal["open", "secret", "hearing"]
    mode_name: str
    status: Literal["open", "casting", "counted", "voided"]
    status_name: str
    stage_name: str
    members: list[Reference] = Field(description="All who should attend, without those who withdrew.")
    recused: list[Reference]
    should_attend: int
    needed: int
    to_pass: int | None = Field(
        None, description="The fewest votes in favour with which it passes; null for a hearing."
    )
    took_part: int
    not_voted: list[Reference] = Field(description="Members who were there when it was counted and took no part.")
    ballots: list[Ballot] = Field(description="Of an open vote or a hearing; always empty for a secret one.")
    papers_taken_by: list[Reference]
    key: BlindKey | None
    counted: list[CountedBallot] = Field(description="Of a secret vote, by receipt, once it is counted.")
    agreed: int
    opposed: int
    abstained: int
    outcome: Literal["passed", "failed", "deferred"] | None
    outcome_name: str | None


class VotePage(Out):
    """A page of votes."""

    items: list[Vote]
    next: str | None


class SignedPaper(Out):
    """The paper of a secret vote."""

    vote: str
    signature: str = Field(description="Of what was blinded, in hexadecimal.")


class Receipt(Out):
    """The receipt of a secret ballot: keep it, and find it again when the vote is counted."""

    vote: str
    receipt: str
    choice: ChoiceCode
