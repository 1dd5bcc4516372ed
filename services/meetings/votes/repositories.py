"""Repositories of votes and hearings."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from services.meetings.topics.app import TopicRepositories
from services.meetings.votes.domain import Round
from shared.usecase import Repository


class Rounds(Repository[Round], Protocol):
    """The repository of votes and hearings."""

    def of_meeting(self, meeting_id: str) -> list[Round]: ...


class Boxes(Protocol):
    """The store of secret ballots: by receipt, without a name, a time or an order."""

    def put(self, round_id: str) -> None: ...
    def cast(self, round_id: str, receipt: str, choice: str) -> str | None: ...
    def count(self, round_id: str) -> int | None: ...
    def shut(self, round_id: str) -> Mapping[str, str]: ...


@dataclass(frozen=True, kw_only=True)
class VoteRepositories(TopicRepositories):
    """The repositories that votes need."""

    rounds: Rounds
    boxes: Boxes
