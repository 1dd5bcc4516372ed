"""Use cases of official visits."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from services.reception import domain
from services.reception.domain import Letter, Meal, MealKind, Visit, Visitor
from services.reception.kinds import ANSWER, OF_RECEPTION, VISIT, it_ends_after_it_begins
from shared import usecase
from shared.actor import Actor
from shared.aggregate import Entry
from shared.calendar import instant_text, office_date
from shared.contracts.directory import RulingRecorded
from shared.contracts.meetings import RoomBooked, RoomRefused
from shared.given import as_given
from shared.listing import Listing
from shared.occasion import Occasion
from shared.office import Copies, named, named_if, organ_of
from shared.pages import Page
from shared.rulings import ruled
from shared.shown import Shown
from shared.usecase import Repository, history_of, made_id, to_show
from shared.workflow import Context, because, broken

if TYPE_CHECKING:
    from services.reception import api


class Visits(Repository[Visit], Protocol):
    """The repository of visits."""

    def search(self, actor: Actor, wanted: Listing) -> Page[Visit]: ...


WORDS = ("letter",)
"""The fields in which a secrecy mark is asked about."""


def plan(visits: Visits, copies: Copies, *, occasion: Occasion, new_id: str, wanted: Mapping[str, Any]) -> Visit:
    """Plan a visit."""
    visit = _planned(copies, occasion, new_id, wanted)
    if occasion.key is not None and visits.find(visit.id) is not None:
        return visits.get(visit.id)  # raises Repeated
    known, confirm = Context(occasion.person, occasion.at), bool(wanted.get("confirm"))
    return usecase.begin(visits, VISIT, visit, "plan", known, confirm=confirm, words=WORDS)


def check(copies: Copies, *, occasion: Occasion, wanted: Mapping[str, Any]) -> "Shown[api.Judged]":
    """Return every rule that a visit would break, without storing it, and what it asks of the rooms."""
    return _judged(copies, _planned(copies, occasion, "", wanted), occasion)


def judge(visits: Visits, copies: Copies, visit_id: str, *, occasion: Occasion) -> "Shown[api.Judged]":
    """Return every rule that a stored visit breaks, to everybody who may see it, and what it asks of the rooms."""
    return _judged(copies, to_show(visits, visit_id, domain.sees, occasion.person), occasion)


def _judged(copies: Copies, visit: Visit, occasion: Occasion) -> "Shown[api.Judged]":
    context = Context(occasion.person, occasion.at, said=_limits(_rulings(copies, occasion.person), visit))
    return {
        "violations": broken((it_ends_after_it_begins, *OF_RECEPTION), visit, context),
        "asks": {
            "room": visit.room,
            "starts_at": instant_text(visit.starts_at),
            "ends_at": instant_text(visit.ends_at),
            "purpose": visit.purpose,
        },
    }


def revise(visits: Visits, visit_id: str, *, occasion: Occasion, wanted: Mapping[str, Any]) -> Visit:
    """Change a planned or returned visit."""

    def gather(visit: Visit) -> Context:
        said = {"changes": _fields(wanted), "changed": tuple(sorted({*wanted} - {"confirm"}))}
        return Context(occasion.person, occasion.at, said=said)

    return usecase.act(
        visits, VISIT, visit_id, "revise", sees=domain.sees, occasion=occasion, gather=gather,
        confirm=bool(wanted.get("confirm")), words=WORDS,
    )  # fmt: skip


def act(
    visits: Visits,
    copies: Copies,
    visit_id: str,
    action: str,
    *,
    occasion: Occasion,
    comment: str | None,
    confirm: bool = False,
    of_room: Sequence[str] = (),
) -> Visit:
    """Take one step of a visit and announce it, in one write. `of_room`: why it would not get its room."""

    def gather(visit: Visit) -> Context:
        limits = _limits(_rulings(copies, occasion.person), visit)
        return Context(occasion.person, occasion.at, comment or "", {**limits, "of_room": of_room})

    return usecase.act(
        visits, VISIT, visit_id, action, sees=domain.sees, occasion=occasion, gather=gather, copies=copies,
        confirm=confirm,
    )  # fmt: skip


def _rulings(copies: Copies, actor: Actor) -> Sequence[RulingRecorded]:
    return list(copies.where(RulingRecorded, {"district": actor.district}))


def _limits(rulings: Sequence[RulingRecorded], visit: Visit) -> dict[str, Any]:
    """Return the district's limits on the day of a visit."""
    return {"cap_fen": ruled(rulings, office_date(visit.starts_at)).cap_fen}


def room_answered(visits: Visits, answer: RoomBooked | RoomRefused, *, at: datetime) -> None:
    """Confirm the visit that got its room, or return it with the reason and the next free times.

    An answer for another purpose, or for a visit cancelled meanwhile, changes nothing.
    """
    kind, _, visit_id = answer.purpose.partition(":")
    visit = visits.find(visit_id) if kind == "visit" else None
    if visit is None or visit.status is not domain.VisitStatus.APPROVED:
        return
    if isinstance(answer, RoomBooked):
        usecase.take(visits, VISIT, visit, "confirm", because(ANSWER, visit, at))
    else:
        refused = because(ANSWER, visit, at, answer.reason, free=answer.free)
        usecase.take(visits, VISIT, visit, "turn_down", refused)


def get(visits: Visits, copies: Copies, visit_id: str, *, actor: Actor, at: datetime) -> "Shown[api.Visit]":
    """Return a visit to the office that receives it."""
    return shown_visit(to_show(visits, visit_id, domain.sees, actor), actor, at, _rulings(copies, actor))


def search(visits: Visits, copies: Copies, *, actor: Actor, at: datetime, **wanted: Any) -> "Shown[api.VisitPage]":
    """List the visits that an actor may see (`Listing`)."""
    page, rulings = visits.search(actor, Listing(**wanted)), _rulings(copies, actor)
    return page.map(lambda visit: shown_visit(visit, actor, at, rulings)).to_wire()


def shown_now(copies: Copies, visit: Visit, *, actor: Actor | None, at: datetime) -> "Shown[api.Visit]":
    """Return a visit as a step left it."""
    return shown_visit(visit, actor, at, () if actor is None else _rulings(copies, actor))


def history(visits: Visits, visit_id: str, *, actor: Actor, cursor: str | None, limit: int) -> Page[Entry]:
    """Return a page of a visit's history."""
    return history_of(visits, visit_id, domain.sees, actor=actor, cursor=cursor, limit=limit)


def _planned(copies: Copies, occasion: Occasion, new_id: str, wanted: Mapping[str, Any]) -> Visit:
    actor = occasion.person
    VISIT.admit("plan", actor)
    organ, fields = organ_of(copies, actor.organ), _fields(wanted)
    return Visit(
        id=made_id(occasion, new_id),
        organ=organ.organ_id,
        organ_name=organ.name,
        planner=actor.person_id,
        planner_name=actor.name,
        **fields,
    )


def _fields(wanted: Mapping[str, Any]) -> dict[str, Any]:
    fields = as_given(Visit, wanted)
    if "letter" in wanted:
        fields["letter"] = None if wanted["letter"] is None else _letter(wanted["letter"])
    if "meals" in wanted:
        fields["meals"] = tuple(Meal(**{**meal, "kind": MealKind(meal["kind"])}) for meal in wanted["meals"])
    return fields


def _letter(wanted: Mapping[str, Any]) -> Letter:
    return Letter(people=tuple(Visitor(**each) for each in wanted["people"]), **as_given(Letter, wanted))


def shown_visit(
    visit: Visit, actor: Actor | None, at: datetime, rulings: Sequence[RulingRecorded] = ()
) -> "Shown[api.Visit]":
    """Return a visit with the steps that the actor may take now, and every rule that forbids one."""
    letter = visit.letter
    return {
        **visit.described(),
        "organ": named(visit.organ, visit.organ_name),
        "planner": named(visit.planner, visit.planner_name),
        "room": visit.room,
        "starts_at": instant_text(visit.starts_at),
        "ends_at": instant_text(visit.ends_at),
        "letter": None
        if letter is None
        else {
            "issuer": letter.issuer,
            "number": letter.number,
            "purpose": letter.purpose,
            "people": [{"name": each.name, "post": each.post} for each in letter.people],
            "from_on": letter.from_on.isoformat(),
            "until_on": letter.until_on.isoformat(),
        },
        "meals": [
            {
                "kind": meal.kind.value,
                "kind_name": domain.MEAL_NAMES[meal.kind],
                "guests": meal.guests,
                "hosts": meal.hosts,
                "cost_per_head_fen": meal.cost_per_head_fen,
            }
            for meal in visit.meals
        ],
        "status": visit.status.value,
        "status_name": domain.STATUS_NAMES[visit.status],
        "stage_name": VISIT.stage(visit.status),
        "approved_by": named_if(visit.approved_by, visit.approved_by_name),
        "return_reason": visit.return_reason,
        "finished_at": None if visit.finished_at is None else instant_text(visit.finished_at),
        "free": [{"starts_at": instant_text(begin), "ends_at": instant_text(end)} for begin, end in visit.free],
        "actions": VISIT.offers(visit, actor, at=at, known=_limits(rulings, visit)),
    }
