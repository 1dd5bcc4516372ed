"""Deadlines of steps, by urgency, and who is urged."""

from datetime import date, timedelta

import pytest

from services.documents import turns
from services.documents.outgoing import drafting, limits, views
from shared.calendar import OFFICE_ZONE
from shared.errors import Forbidden, InvalidInput, NotFound, TransitionRefused
from tests.support.office import MORNING, Roster, actor, on, reader
from tests.unit.documents.test_document import Desk


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.mark.parametrize(("urgency", "hours"), [("extra_urgent", 2), ("urgent", 24)])
def test_an_urgent_document_has_hours_for_each_step(desk: Desk, urgency: str, hours: int) -> None:
    document = desk.until("submit", urgency=urgency)
    assert limits.due_at(document) == MORNING + timedelta(hours=hours)

    later = desk.act("east.director", document, "approve", hours=1)

    assert limits.due_at(later) == MORNING + timedelta(hours=1 + hours)


def test_any_other_has_three_working_days_and_the_last_counts_whole(desk: Desk) -> None:
    due = limits.due_at(desk.until("submit"))  # a Monday

    assert due is not None and due.astimezone(OFFICE_ZONE).isoformat() == "2026-11-27T00:00:00+08:00"


def test_the_list_of_what_waits_names_the_last_day_that_counts(desk: Desk) -> None:
    assert turns._step_due(desk.until("submit")) == date(2026, 11, 26)
    assert turns._step_due(desk.until("submit", urgency="extra_urgent")) == MORNING.date()


def test_nothing_is_due_of_a_draft_or_of_what_is_out(desk: Desk) -> None:
    draft = desk.draft()
    back = desk.act("east.director", desk.until("submit"), "return", comment="改")

    assert [limits.due_at(each) for each in (draft, back, desk.until("release"))] == [None, None, None]


def test_whoever_has_the_turn_is_urged_by_name_or_post(desk: Desk) -> None:
    document = desk.act("east.clerk", desk.draft(examiners=["east.handler"]), "submit")
    desk.act("east.clerk", document, "urge")
    desk.act("east.handler", document, "examine")
    desk.act("east.director", document, "approve")
    urged = desk.act("east.director", document, "urge")
    with pytest.raises(Forbidden):
        desk.act("east.leader", document, "urge")

    assert [each.turn for each in urged.urgings] == ["east.handler", "签发领导"]
    assert desk.act("east.director", document, "take_back").status == "submitted"  # urging is no act of the next person
    with pytest.raises(TransitionRefused):
        desk.act("east.clerk", desk.until("release"), "urge")
    assert views.shown_document(urged, actor("east.clerk"))["turn"] == "签发领导"


def copied(desk: Desk, document_id: str, who: str = "east.clerk") -> object:
    occasion = on(who)
    text = reader(who).text
    return drafting.copy(
        desk.documents.on(occasion), Roster(), document_id, occasion=occasion, new_id="copy", text=text
    )  # type: ignore[arg-type]


def test_a_past_document_becomes_a_new_draft_without_number_or_signature(desk: Desk) -> None:
    past = desk.until("submit", examiners=["east.handler"], copies=["nanhu"])

    new = copied(desk, past.id)

    assert (new.title, new.body, new.recipients, new.copies) == (past.title, past.body, past.recipients, past.copies)  # type: ignore[attr-defined]
    assert (new.status, new.number, new.signed_by, new.version) == ("drafted", None, None, 1)  # type: ignore[attr-defined]
    assert [each.name for each in new.examiners] == ["east.handler"]  # type: ignore[attr-defined]


def test_a_copy_of_what_is_internal_is_internal(desk: Desk) -> None:
    past = desk.until("submit", secrecy="internal", readers=["east.handler"])

    new = copied(desk, past.id)

    assert (new.secrecy, [each.name for each in new.readers]) == ("internal", ["east.handler"])  # type: ignore[attr-defined]


def test_nobody_copies_what_they_may_not_read_and_who_is_gone_is_left_out(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    past = desk.until("submit", examiners=["east.handler"])
    with pytest.raises(NotFound):
        copied(desk, past.id, "west.clerk")
    with pytest.raises((Forbidden, InvalidInput)):
        copied(desk, past.id, "east.leader")

    known = Roster.several
    monkeypatch.setattr(Roster, "several", lambda self, kind, ids: known(self, kind, [e for e in ids if e != "north"]))
    monkeypatch.setattr(Roster, "one", lambda *_, **__: None)

    new = copied(desk, past.id)
    assert (new.recipients, new.examiners) == (("west",), ())  # type: ignore[attr-defined]
