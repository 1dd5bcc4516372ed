"""The papers of a secret vote: the record lists them by person, and none is taken while ballots come in."""

from types import SimpleNamespace
from typing import Any

from services.meetings.votes.domain import RoundStatus
from services.meetings.votes.steps import ROUND, taking


def test_the_record_lists_who_took_a_paper_by_person_and_not_in_the_order_of_taking() -> None:
    papers: dict[str, str] = {}
    for who in ("p-3", "p-1", "p-2"):
        known: Any = SimpleNamespace(actor=SimpleNamespace(person_id=who), said={"print": f"print of {who}"})
        subject: Any = SimpleNamespace(papers=papers)
        papers = dict(taking(subject, known)["papers"])

    assert list(papers.items()) == [(f"p-{each}", f"print of p-{each}") for each in (1, 2, 3)]


def test_no_paper_is_taken_while_ballots_come_in() -> None:
    rows = [each for each in ROUND.steps if each.action == "take_paper"]

    assert [({*each.sources}, each.targets) for each in rows] == [({RoundStatus.OPEN}, {RoundStatus.OPEN})]
