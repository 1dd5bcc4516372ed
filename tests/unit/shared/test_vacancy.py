"""Steps that wait for a post in which nobody is left: who is excluded, and the remedy."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

import services.documents.turns
import services.supervision.turns  # noqa: F401  (say whose turn it is)
from services.documents.app import people_of
from services.documents.outgoing import app, drafting
from services.documents.outgoing.progress import progress
from services.documents.seals.domain import SealUse
from services.notifications.domain import Box, Circumstances, keys_seeing, lies_in, wait_for, with_vacancies
from services.notifications.views import item
from shared.contracts.directory import PersonRecorded
from shared.errors import ConfirmationNeeded
from shared.turn import turn_of, waits_of
from shared.vacancy import Staff, vacancies, vacancy_of
from tests.support.office import MORNING, PATHS, MemoryDocuments, Roster, actor, on


class People(Roster):
    """People of the east campus with the roles that a test gives them, by username."""

    def __init__(self, **roles: Sequence[str]) -> None:
        self.roles = roles

    def where(self, kind: Any, query: Mapping[str, Any]) -> list[Any]:
        if kind is not PersonRecorded or query["organ"] != "east":
            return super().where(kind, query)
        asked = query["roles"]["$in"] if isinstance(query["roles"], Mapping) else [query["roles"]]
        return [
            PersonRecorded(person_id=f"p-east.{name}", username=f"east.{name}", name=name, organ="east",
                           path=PATHS["east"], post="", roles=tuple(roles), active=True)
            for name, roles in self.roles.items()
            if set(roles) & set(asked)
        ]  # fmt: skip


FULL = {"clerk": ["clerk"], "director": ["director"], "leader": ["leader"], "registrar": ["registrar"]}
WANTED = {"kind": "notice", "title": "east校区关于安全的通知", "body": "请做好安全工作。", "recipients": ["west"], "copies": [],
          "urgency": "normal"}  # fmt: skip


def drafted(staff: People, who: str) -> MemoryDocuments:
    occasion = on(who)
    documents = MemoryDocuments(occasion)
    kept = {**WANTED}
    drafting.draft(documents, staff, occasion=_as_clerk(who), new_id="d", wanted=kept)
    return documents


def _as_clerk(who: str) -> Any:
    from dataclasses import replace

    occasion = on(who)
    return replace(occasion, actor=actor(who, "clerk"))


def take(documents: MemoryDocuments, staff: People, who: str, action: str, **said: Any) -> Any:
    occasion = on(who)
    return app.act(documents.on(occasion), staff, "d", action, occasion=occasion, comment="同意", **said)


def test_the_only_director_hears_before_handing_in_their_own_draft_that_nobody_can_examine_it() -> None:
    staff = People(**FULL)
    documents = drafted(staff, "east.director")

    with pytest.raises(ConfirmationNeeded) as refused:
        take(documents, staff, "east.director", "submit")

    (warning,) = refused.value.details["warnings"]
    assert warning["code"] == "nobody_left"
    assert "director按回避规定不能审核本件" in warning["message"] and "区管理员增补办公室主任" in warning["message"]
    assert documents.find("d").version == 1  # type: ignore[union-attr]
    assert take(documents, staff, "east.director", "submit", confirm=True).status == "submitted"


def test_with_a_second_director_nothing_is_asked() -> None:
    staff = People(**FULL, deputy=["director"])

    assert take(drafted(staff, "east.director"), staff, "east.director", "submit").status == "submitted"


def test_a_post_that_nobody_holds_is_said_before_a_draft_goes_there() -> None:
    staff = People(clerk=["clerk"], leader=["leader"], registrar=["registrar"])

    with pytest.raises(ConfirmationNeeded, match="本单位没有办公室主任，审核无人办理"):
        take(drafted(staff, "east.clerk"), staff, "east.clerk", "submit")


def test_who_approves_as_the_only_leader_hears_that_another_must_sign_in_their_place() -> None:
    staff = People(clerk=["clerk"], director=["director", "leader"], registrar=["registrar"])
    documents = drafted(staff, "east.clerk")
    take(documents, staff, "east.clerk", "submit")

    with pytest.raises(ConfirmationNeeded, match="由本人委托他人代办签发"):
        take(documents, staff, "east.director", "approve")


def test_what_the_principal_leader_signs_in_person_is_not_to_be_given_to_another() -> None:
    staff = People(clerk=["clerk"], director=["director", "leader"], registrar=["registrar"])
    documents = drafted(staff, "east.clerk")
    documents.records["d"]["important"] = True
    take(documents, staff, "east.clerk", "submit", confirm=True)

    with pytest.raises(ConfirmationNeeded, match="改由他人承办"):
        take(documents, staff, "east.director", "approve")


def test_the_line_of_steps_names_nobody_who_may_not_sign() -> None:
    staff = People(clerk=["clerk"], director=["director", "leader"], registrar=["registrar"], leader=["leader"])
    documents = drafted(staff, "east.clerk")
    take(documents, staff, "east.clerk", "submit")
    waiting = progress(documents.get("d"), [], people_of(staff))
    document = take(documents, staff, "east.director", "approve")

    def signers(line: Any) -> list[str]:
        return [each["name"] for step in line["steps"] if step["code"] == "sign" for each in step["who"]]

    assert signers(waiting) == ["director", "leader"]
    assert signers(progress(document, [], people_of(staff))) == ["leader"]


def test_what_is_stuck_lies_with_its_drafter_and_with_who_oversees_the_organ_until_somebody_holds_the_post() -> None:
    staff = People(**FULL)
    documents = drafted(staff, "east.director")
    document = take(documents, staff, "east.director", "submit", confirm=True)
    entry = {"action": "submit", "by": None, "comment": ""}
    turn: Any = {**turn_of(document, entry), "_id": "documents:d", "record_id": "d", "version": 2,  # type: ignore[dict-item]
                 "since": MORNING.isoformat(), "acted": []}  # fmt: skip
    stuck = with_vacancies(turn, lambda wait: vacancy_of(wait, Staff(staff)))
    seen = {name: lies_in(stuck, actor(f"east.{name}"), Box.TODO, Circumstances()) for name in (*FULL, "handler")}

    assert seen == {"director": True, "leader": True, "clerk": False, "registrar": False, "handler": False}
    shown = item(stuck, actor("east.leader"), Box.TODO, Circumstances(), at=MORNING, read={})
    assert (shown["action"]["enabled"], shown["why"]["label"]) == (False, "无人可办")
    assert "不能审核本件" in shown["action"]["why_not"]
    again = with_vacancies(stuck, lambda wait: vacancy_of(wait, Staff(People(**FULL, deputy=["director"]))))
    assert again["waits"] == turn["waits"]


def test_every_table_is_asked_not_documents_alone() -> None:
    use = SealUse(
        id="u", seal="s", seal_name="公章", organ="east", keeper="p-east.registrar", applicant="p-east.director",
        applicant_name="director", matter="证明", copies=1, document_id=None, internal=False, number=None,
    )  # fmt: skip
    alone = People(director=["director"], registrar=["registrar"])

    (found,) = vacancies(use, alone)
    assert "director按回避规定不能批准" in found["message"]

    assert vacancies(use, People(**FULL)) == [] and vacancies(use, alone, before=use) == []
    assert [vacancy_of({**each, "box": "toread"}, Staff(alone)) for each in waits_of(use)] == [None]


def test_a_paper_whose_named_person_left_lies_with_the_overseers_if_nobody_may_take_over() -> None:
    staff = Staff(People(leader=["leader"]))
    step = {"code": "report", "label": "填写意见"}
    wait = {
        "action": step, "whom": ["p:p-x@east"], "box": "todo", "besides": [], "by_hand": [], "principal": False,
        "due_on": None, "left": {"action": {"code": "reassign", "label": "改派"}, "whom": ["o:east:director"]},
    }  # fmt: skip
    record = {
        "_id": "r", "type": "incoming", "record_id": "r", "kind": "", "in_place": True, "organ": "east", "ended": False,
        "mine": [], "knows": ["o:east:director", "o:east:leader"], "waits": [wait],
    }  # fmt: skip

    after = with_vacancies(record, lambda each: vacancy_of(each, staff))

    leader, gone = actor("east.leader"), Circumstances(gone=frozenset({"p:p-x@east"}))
    assert not lies_in(after, leader, Box.TODO, Circumstances()), "the person named is there"
    assert lies_in(after, leader, Box.TODO, gone)
    found = wait_for(after, leader, Box.TODO, gone)
    assert (
        found is not None and found["vacant"]["why"] == "本单位没有办公室主任，改派无人办理；请区管理员登记办公室主任"
    )
    assert "o:east:leader" in keys_seeing(after["waits"][0])
    filled = with_vacancies(after, lambda each: vacancy_of(each, Staff(People(**FULL))))
    assert not lies_in(filled, leader, Box.TODO, gone) and lies_in(filled, actor("east.director"), Box.TODO, gone)
