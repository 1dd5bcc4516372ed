"""The task lists of an office after somebody said no: the paper lies with who must act on it."""

from typing import Any

from services.documents import turns  # noqa: F401  registers the kinds of records
from services.documents.classified.domain import StubStatus
from services.documents.countersigning.domain import Purpose
from services.documents.incoming.domain import incoming_id
from services.notifications.domain import Box, lies_in, wait_for
from shared.actor import Actor
from tests.support.office import actor
from tests.unit.documents.test_afterwards import Desk as Afterwards
from tests.unit.documents.test_classified import Register
from tests.unit.documents.test_countersigning import Desk
from tests.unit.documents.test_document import Desk as Line
from tests.unit.documents.test_incoming import assessed
from tests.unit.documents.test_joint import jointly
from tests.unit.notifications.turns import LED, listed

OFFICE = ("clerk", "director", "leader", "registrar", "handler")


def waiting(subject: Any, organ: str = "east") -> dict[str, str]:
    """Return the step that waits for each member of an office, by role."""
    found = {}
    for role in OFFICE:
        who = actor(f"{organ}.{role}")
        wait = wait_for(listed(subject, who), who, Box.TODO, LED)
        if wait is not None:
            found[role] = wait["action"]["code"]
    return found


def test_a_paper_that_a_colleague_objects_to_lies_with_the_director() -> None:
    desk = Desk()
    desk.act("east.clerk", "submit")
    desk.act("east.director", "countersign", people=["east.handler"])

    desk.act("east.handler", "object", comment="时间不妥")

    assert waiting(desk.document) == {"director": "return"}


def test_a_draft_that_another_campus_objects_to_lies_with_its_drafter() -> None:
    desk = Desk()
    desk.act("east.clerk", "countersign", organs=["west"])
    desk.settle()

    desk.answer("west", "object", "场地由西校区管理")
    desk.settle()

    assert waiting(desk.document) == {"clerk": "ask_again"}
    desk.act("east.clerk", "ask_again", signer="west")
    assert waiting(desk.document) == {}


def test_a_joint_document_that_a_co_issuer_refuses_lies_with_the_registrar() -> None:
    desk = jointly()
    desk.act("east.leader", "sign")
    desk.settle()

    desk.answer("west", "object", "分工没有谈妥", purpose=Purpose.JOINT)
    desk.settle()

    assert waiting(desk.document) == {"registrar": "return_to_signer"}


def test_what_is_settled_is_no_longer_in_hand_though_readers_may_still_be_added() -> None:
    desk = Line()
    handler, clerk = actor("west.handler"), actor("east.clerk")
    sent = desk.until("release")
    assert not in_hand(sent, clerk)
    found = assessed(desk)
    desk.incoming_act("west.director", found, "assign", due_on="2026-12-01", handler="west.handler")
    assert in_hand(desk.incomings.get(found), handler)

    desk.incoming_act("west.handler", found, "complete", reply="已办")

    assert not in_hand(desk.incomings.get(found), handler)


def test_a_row_names_sender_and_number_so_that_papers_of_one_title_are_told_apart() -> None:
    desk = Afterwards()

    sent = desk.released()

    for_sender, for_recipient = (listed(each, actor("east.clerk")) for each in (sent, desk.copy(sent, "west")))
    assert (for_sender["sender"], for_sender["number"]) == ("", sent.number)
    assert (for_recipient["sender"], for_recipient["number"]) == (sent.organ_name, sent.number)


def test_a_row_says_that_a_paper_no_longer_holds_and_what_replaces_it() -> None:
    desk = Afterwards()
    old = desk.released()
    assert listed(desk.copy(old, "west"), actor("west.clerk"))["validity"] is None

    successor = desk.until("release", replaces=old.id)
    desk.settle()

    validity = listed(desk.copy(old, "west"), actor("west.clerk"))["validity"]
    assert validity == {"mark": "已更正", "by": successor.number, "by_id": incoming_id(successor.id, "west")}


def in_hand(subject: Any, who: Actor) -> bool:
    return lies_in(listed(subject, who), who, Box.MINE, LED)


def test_a_classified_paper_to_be_destroyed_lies_with_director_and_leader_who_learn_its_number_only() -> None:
    register = Register()
    stub = register.enter()

    proposed = register.act("west.registrar", stub, "propose_destruction", comment="保管期满")

    assert proposed.status is StubStatus.TO_DESTROY
    assert waiting(proposed, "west") == {"director": "destroy", "leader": "destroy"}
    assert listed(proposed, actor("west.leader"))["title"] == "销毁涉密公文（涉密〔2026〕1号）"
