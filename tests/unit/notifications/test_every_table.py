"""Turns, table by table: every state of every record has one, which matches the table."""

from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.directory.delegations.domain import Delegation
from services.directory.delegations.domain import sees as sees_delegation
from services.documents.archive.domain import Destruction
from services.documents.archive.domain import sees as sees_destruction
from services.documents.classified.domain import Stub
from services.documents.classified.domain import sees as sees_stub
from services.documents.countersigning.domain import Countersign
from services.documents.countersigning.domain import sees as sees_countersign
from services.documents.incoming.domain import Incoming, handles
from services.documents.outgoing.domain import Document, DocumentStatus
from services.documents.outgoing.domain import sees as sees_document
from services.documents.outgoing.rules import examiner_signs_not
from services.documents.seals.domain import Seal, SealUse, sees_seal, sees_use
from services.logistics.mail.domain import MailItem, Subscription, sees_item, sees_subscription
from services.logistics.supplies.domain import Supply, SupplyRequest, sees_request, sees_supply
from services.logistics.vehicles.domain import Driver, Trip, Vehicle, sees_kept, sees_trip
from services.meetings.domain import Meeting
from services.meetings.domain import sees as sees_meeting
from services.meetings.topics.domain import Topic
from services.meetings.turns import MEETINGS
from services.meetings.votes.domain import Round, RoundStatus
from services.meetings.votes.steps import ROUND
from services.notifications.domain import Box, Circumstances, wait_for
from services.reception.domain import Visit
from services.reception.domain import sees as sees_visit
from services.registry import service_class, with_data, workflows
from services.supervision.domain import Task
from services.supervision.domain import knows as knows_task
from services.training.domain import Course
from services.training.domain import sees as sees_course
from shared.actor import Actor
from shared.errors import OfficeError
from shared.turn import TOLD
from shared.workflow import Context
from tests.unit.notifications.anything import BEGIN, PATHS, PEOPLE, record, somebody
from tests.unit.notifications.turns import LED, compare, listed

for _name in with_data():
    service_class(_name)

SEES: dict[type[Any], Any] = {
    Document: sees_document, Incoming: handles, Countersign: sees_countersign, Seal: sees_seal, SealUse: sees_use,
    Destruction: sees_destruction, Stub: sees_stub, Meeting: sees_meeting, Task: knows_task, Visit: sees_visit, Course: sees_course,
    Topic: lambda topic, actor: True, Round: lambda vote, actor: True, Vehicle: sees_kept, Driver: sees_kept, Trip: sees_trip,
    MailItem: sees_item, Subscription: sees_subscription, Supply: sees_supply, SupplyRequest: sees_request, Delegation: sees_delegation,
}  # fmt: skip
QUIET: dict[type[Any], tuple[str, ...]] = {
    Document: ("submit",),  # a draft that was never handed in waits for nobody: it is the drafter's own
    Incoming: ("propose",),  # a second proposal is a change of mind
    Meeting: ("reply", "settle", "send_papers", "call", "hold", "confirm", "adjourn", "close"),  # below
    Vehicle: ("renew",),  # dates may be renewed at any time, and are waited for when they are near
    Driver: ("renew",),
    Supply: ("receive",),  # goods may come at any time, and are waited for when the stock is low
    Topic: ("put",),  # whoever runs the meeting puts one topic after another while it is held
    Round: ("cast", "take_paper", "start", "count", "decide"),  # below
}
WAIT_FOR_NOBODY = {"例会", "附件", "党支部", "日历订阅", "归档年度", "本区规定", "单位", "人员账号", "岗位", "分组"}


def test_every_table_says_whose_turn_it_is_or_waits_for_nobody() -> None:
    told = {each.table.title for each in TOLD.values()}

    assert {each.title for each in workflows()} - told == WAIT_FOR_NOBODY
    assert set(SEES) == set(TOLD)


@pytest.mark.parametrize("kind", TOLD, ids=lambda kind: kind.__name__)
@given(rng=st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_every_state_gives_a_turn_that_the_table_admits(kind: type[Any], rng: Random) -> None:
    for state in TOLD[kind].table.names:
        subject, actor = record(kind, state, rng), somebody(rng)

        listed(subject, actor)
        compare(subject, actor, sees=SEES[kind], quiet=QUIET.get(kind, ()))


@given(rng=st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_a_vote_waits_for_those_who_may_vote_now(rng: Random) -> None:
    """The meeting says who is there: nobody else is waited for, and the chair only after all who are there."""
    vote, actor = record(Round, RoundStatus.OPEN, rng), somebody(rng)
    here = frozenset(rng.sample(PEOPLE[:3], rng.randrange(0, 4)))
    around = Circumstances(here={f"{MEETINGS}:{vote.meeting}": here})

    waiting = wait_for(listed(vote, actor), actor, Box.TODO, around)

    said = {
        "in_session": True,
        "here": here,
        "choice": "agree",
        "outcome": "passed",
        "print": "p",
        "in_box": 0,
        "confirm": True,
        "counted": (),
    }
    may = {each for each in ("cast", "take_paper", "start", "count", "decide") if _takes(vote, each, actor, said)}
    if waiting is not None:
        assert waiting["action"]["code"] in may
    elif may - {"start", "count", "decide"}:
        raise AssertionError(f"{actor.username} may {may}, and nothing says so")


@pytest.mark.parametrize("acting", [True, False])
@given(rng=st.randoms(use_true_random=False))
@settings(max_examples=10, deadline=None)
def test_who_examined_a_draft_is_not_asked_to_sign_it_as_a_stand_in(acting: bool, rng: Random) -> None:
    """A leader in their own right may, and is asked."""
    paper = replace(
        record(Document, DocumentStatus.APPROVED, rng), organ="east", path=PATHS["east"], drafter="li", approvers=(),
        approved_by=None, passed_by=("wang",), important=False, addressees=(), copied=(),
    )  # fmt: skip
    roles, stands_in = frozenset({"leader", "handler"}), frozenset({"leader"} if acting else ())
    wang = Actor("wang", "wang", "wang", "east", PATHS["east"], roles, acting=stands_in)

    waiting = wait_for(listed(paper, wang), wang, Box.TODO, LED)

    refused = examiner_signs_not.check(paper, Context(wang, BEGIN))
    assert (waiting is None) is acting is (refused is not None)


def _takes(vote: Round, action: str, actor: Actor, said: dict[str, Any]) -> bool:
    try:
        ROUND.take(vote, action, Context(actor, BEGIN, "", said))
    except OfficeError:
        return False
    except Exception:
        return True  # the step was judged; only its event was not complete
    return True
