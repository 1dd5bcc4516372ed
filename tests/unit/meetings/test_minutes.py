"""A meeting's decisions become the draft of its minutes (纪要), once, with the organ's clerk."""

from datetime import date
from typing import Any

import pytest

from services.documents.outgoing import minutes
from services.documents.outgoing.domain import Document
from shared.contracts.meetings import Decision, MeetingClosed
from shared.errors import Refused
from shared.occasion import Occasion
from shared.testing import MemoryCollection
from tests.unit.meetings.office import PATHS, Copies, heard


class Documents(MemoryCollection[Document]):
    name, service, kind = "documents", "documents", Document

    def last_in_series(self, series: str) -> int:
        return 0


def closed(decisions: int = 1, **changes: Any) -> MeetingClosed:
    decided = Decision(
        text="完成检查", responsible="p-east-handler", responsible_name="何伟民", due_on=date(2026, 12, 10)
    )
    told = {
        "meeting_id": "m1", "kind": "office", "title": "第一次办公会议", "organ": "east", "path": PATHS["east"],
        "chair": "p-east-director", "chair_name": "周正国", "held_on": date(2026, 11, 24),
        "attended": ("p-east-leader", "p-east-clerk"), "hours": 1, "decisions": (decided,) * decisions, **changes,
    }  # fmt: skip
    return MeetingClosed(**told)


def draft(event: MeetingClosed, copies: Copies | None = None) -> list[Document]:
    occasion: Occasion = heard(event, "meetings:m1", 7)
    documents: Any = Documents(occasion)
    for _ in range(2):  # an event may come twice
        minutes.draft_minutes(documents, copies or Copies(), event)  # type: ignore[arg-type]
    return [documents.find(found) for found in documents.records]


def test_minutes_are_drafted_once_in_the_name_of_the_organ() -> None:
    (minutes,) = draft(closed())

    assert (minutes.kind, minutes.title, minutes.addressees) == ("minutes", "east校区第一次办公会议纪要", ())
    assert (minutes.drafter, minutes.organ, minutes.path) == ("p-east-clerk", "east", PATHS["east"])
    assert "出席：eastleader、eastclerk" in minutes.body and "请假" not in minutes.body
    assert "请假：沈雅琴\n" in draft(closed(absent=("沈雅琴",)))[0].body
    assert minutes.body.endswith("一、完成检查。（责任人：何伟民；完成时限：2026年12月10日）")


def test_decisions_are_counted_as_headings_are() -> None:
    (minutes,) = draft(closed(99))

    lines = minutes.body.splitlines()[5:]
    assert [lines[place - 1].partition("、")[0] for place in (1, 10, 11, 20, 21, 99)] == [
        "一", "十", "十一", "二十", "二十一", "九十九",
    ]  # fmt: skip


def test_a_meeting_that_decided_nothing_has_no_minutes() -> None:
    assert draft(closed(0)) == []


def test_where_an_organ_has_no_clerk_the_draft_is_left_to_who_chaired() -> None:
    copies = Copies()
    copies.people = [each for each in copies.people if "clerk" not in each.roles]

    (minutes,) = draft(closed(), copies)

    assert (minutes.drafter, minutes.drafter_name) == ("p-east-director", "周正国")


def test_minutes_wait_for_an_organ_that_is_not_known_yet() -> None:
    with pytest.raises(Refused):
        draft(closed(organ="nowhere"))


def test_a_number_typed_before_a_decision_is_not_set_twice() -> None:
    typed = closed().decisions[0].model_copy(update={"text": "一、十二月十日前完成检查。"})

    (minutes,) = draft(closed(decisions=0, title="第二次办公会议").model_copy(update={"decisions": (typed, typed)}))

    assert minutes.body.splitlines()[-2:] == [
        f"{number}、十二月十日前完成检查。（责任人：何伟民；完成时限：2026年12月10日）" for number in "一二"
    ]
