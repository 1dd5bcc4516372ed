"""Workflow table of visits, and the rules of reception.

Sources: 党政机关国内公务接待管理规定（2013）; 党政机关厉行节约反对浪费条例（2025年修订）, which applies where it is stricter.
"""

from collections.abc import Mapping
from typing import Any

from services.reception.acts import VISIT_ACTS
from services.reception.domain import ALLOWED, MEAL_NAMES, STATUS_NAMES, MealKind, Visit, hosts_allowed
from services.reception.domain import VisitStatus as V
from shared.calendar import OFFICE_ZONE, office_date, on_paper
from shared.contracts import reception as events
from shared.errors import InvalidInput
from shared.workflow import Context, Step, Workflow, event, reason_rule, role, rule

RECEPTION = "党政机关国内公务接待管理规定（2013）"
THRIFT = "党政机关厉行节约反对浪费条例（2025年修订）"
"""The regulations that the rules of reception cite."""
ROOMS = "本地区、本单位议事规则（会议室）"


@rule("letter_missing", RECEPTION, field="letter", states="无公函的公务活动和来访人员一律不予接待。")
def there_is_a_letter(visit: Visit, context: Context) -> str | None:
    """Require an official letter."""
    return "无公函的公务活动和来访人员一律不予接待" if visit.letter is None else None


@rule("letter_incomplete", RECEPTION, field="letter", states="公函告知内容、行程和人员。")
def the_letter_is_complete(visit: Visit, context: Context) -> str | None:
    """Require content, number and people of the letter, and an end that is not before its beginning."""
    letter = visit.letter
    if letter is None:
        return None
    missing = [
        name
        for name, value in (("派出单位", letter.issuer), ("公函文号", letter.number), ("公务内容", letter.purpose),
                            ("接待对象", letter.people))
        if not value
    ]  # fmt: skip
    if missing:
        return f"公函应当告知内容、行程和人员，缺少：{'、'.join(missing)}"
    return "公函的起止日期颠倒" if letter.until_on < letter.from_on else None


@rule("outside_letter", RECEPTION, field="starts_at", states="接待时间在公函载明的行程以内。")
def the_visit_is_within_the_letter(visit: Visit, context: Context) -> str | None:
    """Require that the visit is within the days named in the letter."""
    letter = visit.letter
    if letter is None:
        return None
    within = letter.from_on <= office_date(visit.starts_at) and office_date(visit.ends_at) <= letter.until_on
    return None if within else "接待时间超出公函载明的行程"


@rule("forbidden", THRIFT, field="meals", states="公务接待不得宴请，不得提供烟酒，不得赠送礼品、纪念品和土特产。")
def nothing_is_forbidden(visit: Visit, context: Context) -> str | None:
    """Forbid banquets, alcohol, tobacco and gifts."""
    wrong = dict.fromkeys(MEAL_NAMES[meal.kind] for meal in visit.meals if meal.kind not in ALLOWED)
    return f"公务接待不得{'、不得'.join(wrong)}" if wrong else None


@rule("one_working_meal", RECEPTION, field="meals", states="确因工作需要，可以安排工作餐一次。")
def one_working_meal(visit: Visit, context: Context) -> str | None:
    """Allow one working meal."""
    count = sum(meal.kind is MealKind.WORKING for meal in visit.meals)
    return "工作餐只能安排一次，请删减" if count > 1 else None


@rule(
    "too_many_hosts",
    RECEPTION,
    field="meals",
    states="接待对象10人以内的，陪餐不超过3人；超过10人的，不超过接待对象的三分之一。",
)
def hosts_at_table(visit: Visit, context: Context) -> str | None:
    """Limit the hosts at a meal: 3 for up to 10 guests, above that a third."""
    for meal in visit.meals:
        allowed = hosts_allowed(meal.guests)
        if meal.hosts > allowed:
            return f"接待对象{meal.guests}人，陪餐人数不得超过{allowed}人，现为{meal.hosts}人"
    return None


@rule("over_cap", f"{RECEPTION}；本地区用餐标准", field="meals", local=True, states="工作餐不超过本地区用餐标准。")
def the_cap_is_kept(visit: Visit, context: Context) -> str | None:
    """Limit the cost per head."""
    cap: int = context.said["cap_fen"]
    over = [meal for meal in visit.meals if meal.kind is MealKind.WORKING and meal.cost_per_head_fen > cap]
    return f"工作餐每人不得超过{cap / 100:.2f}元，现为{over[0].cost_per_head_fen / 100:.2f}元" if over else None


@rule("guests_beyond_letter", RECEPTION, field="meals", states="用餐的接待对象不超过公函所列人数。")
def guests_are_those_of_the_letter(visit: Visit, context: Context) -> str | None:
    """Limit the guests to those named in the letter."""
    if visit.letter is None:
        return None
    named = len(visit.letter.people)
    over = [meal.guests for meal in visit.meals if meal.guests > named]
    return f"用餐{over[0]}人，超出公函所列{named}人，请核减" if over else None


@rule("room_conflict", ROOMS, field="room", states="报批和批准时，会议室在这一时段开放、没有占用。", local=True)
def the_room_is_free(visit: Visit, context: Context) -> str | None:
    """Require the room. `of_room`: why the visit would not get it, as far as the rooms could be asked."""
    return "；".join(context.said.get("of_room", ())) or None


reason_is_given = reason_rule(RECEPTION, "退回接待方案的，说明理由。")


@rule("not_begun", RECEPTION, field="starts_at", states="接待开始以后方可办结。")
def it_has_begun(visit: Visit, context: Context) -> str | None:
    """Forbid finishing a visit before its start: the list states what took place."""
    if context.at >= visit.starts_at:
        return None
    begin = visit.starts_at.astimezone(OFFICE_ZONE)
    return f"接待定于{on_paper(begin)}{begin:%H:%M}开始，尚未进行，不能办结；不再来访的，请取消接待"


@rule("time_past", f"{RECEPTION}（接待审批控制）", field="starts_at", states="接待在开始以前提出和审批，不补办。")
def it_lies_ahead(visit: Visit, context: Context) -> str | None:
    """Require that a visit is applied for and approved before it begins."""
    if visit.starts_at > context.at:
        return None
    begin = visit.starts_at.astimezone(OFFICE_ZONE)
    return f"接待定于{on_paper(begin)}{begin:%H:%M}开始，时间已过，不能补办；请改为以后的时间，或者取消接待"


@rule("not_after", f"{RECEPTION}（接待审批控制）", field="ends_at", states="接待有起止时间。", error=InvalidInput)
def it_ends_after_it_begins(visit: Visit, context: Context) -> str | None:
    """Require an end after the beginning, also of changed times."""
    times = {"starts_at": visit.starts_at, "ends_at": visit.ends_at, **context.said.get("changes", {})}
    return None if times["ends_at"] > times["starts_at"] else "结束时间应晚于开始时间"


@rule(
    "time_past",
    f"{RECEPTION}（接待审批控制）",
    field="starts_at",
    states="接待在开始以前拟定方案。",
    error=InvalidInput,
)
def it_begins_later(visit: Visit, context: Context) -> str | None:
    """Require that a visit is planned, or moved, before it begins."""
    begin = context.said.get("changes", {}).get("starts_at", visit.starts_at)
    moved = visit.kept is None or begin != visit.starts_at
    return "开始时间应晚于现在" if moved and begin <= context.at else None


TIMES = (it_ends_after_it_begins, it_begins_later)


def finishing(visit: Visit, context: Context) -> Mapping[str, Any]:
    """Record when it was finished."""
    return {"finished_at": context.at}


OF_RECEPTION = (
    it_lies_ahead,
    there_is_a_letter,
    the_letter_is_complete,
    the_visit_is_within_the_letter,
    nothing_is_forbidden,
    one_working_meal,
    hosts_at_table,
    the_cap_is_kept,
    guests_are_those_of_the_letter,
)
"""Rules of reception (接待纪律), checked by `check` and again when a visit is applied for."""
TO_APPLY = (*OF_RECEPTION, the_room_is_free)

CLERK, LEADER = role("clerk"), role("leader")
ANSWER = event("meetings", "系统（会议室）")
OPEN = {V.PLANNED, V.APPLIED, V.APPROVED, V.CONFIRMED, V.RETURNED}


def changes(visit: Visit, context: Context) -> Mapping[str, Any]:
    """Set the clerk's changes."""
    found: Mapping[str, Any] = context.said["changes"]
    return found


def approval(visit: Visit, context: Context) -> Mapping[str, Any]:
    """Record who approved."""
    return {
        "approved_by": context.actor.person_id,
        "approved_by_name": context.actor.name,
        "return_reason": None,
        "free": (),
    }


def reason(visit: Visit, context: Context) -> Mapping[str, Any]:
    """Record why it was returned, and when the room is free next; an approval no longer stands."""
    return {
        "return_reason": context.comment,
        "free": context.said.get("free", ()),
        "approved_by": None,
        "approved_by_name": None,
    }


VISIT = Workflow(
    "公务接待",
    STATUS_NAMES,
    Step("plan", set(), V.PLANNED, CLERK, events.VisitPlanned, TIMES),
    Step("revise", {V.PLANNED, V.RETURNED}, V.PLANNED, CLERK, events.VisitRevised, TIMES, changes),
    Step("apply", {V.PLANNED, V.RETURNED}, V.APPLIED, CLERK, events.VisitApplied, TO_APPLY),
    Step("return", {V.APPLIED}, V.RETURNED, LEADER, events.VisitReturned, (reason_is_given,), reason),
    Step("approve", {V.APPLIED}, V.APPROVED, LEADER, events.VisitApproved, TO_APPLY, approval),
    Step("confirm", {V.APPROVED}, V.CONFIRMED, ANSWER, events.VisitConfirmed),
    Step("turn_down", {V.APPROVED}, V.RETURNED, ANSWER, events.VisitReturned, sets=reason),
    Step("finish", {V.CONFIRMED}, V.FINISHED, CLERK, events.VisitFinished, (it_has_begun,), finishing),
    Step("cancel", OPEN, V.CANCELLED, CLERK, events.VisitCancelled),
    acts=VISIT_ACTS,
    noun="该接待",
    stages={V.APPLIED: "待审批", V.APPROVED: "待落实会议室"},
)

WORKFLOWS = (VISIT,)
