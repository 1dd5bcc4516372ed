"""Use cases of a district's rules of reminding."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from services.directory.domain import RoleName
from services.directory.reminding.domain import Escalation, ReminderRules
from shared.actor import Actor
from shared.aggregate import Entry
from shared.errors import Forbidden
from shared.occasion import Occasion
from shared.pages import Page, decode_version
from shared.shown import Shown
from shared.usecase import Repository

if TYPE_CHECKING:
    from services.directory.reminding import api

KEEPER = "district_admin"
READERS = (KEEPER, "system", "security", "auditor")
Rules = Repository[ReminderRules]
"""The rules of the districts."""


def set_rules(rules: Rules, wanted: Mapping[str, Any], *, occasion: Occasion) -> ReminderRules:
    """Replace the rules of the actor's district; of two escalations on one day the last is kept."""
    actor = occasion.person
    if not actor.holds(KEEPER):
        raise Forbidden("提醒规则由区管理员设置。")
    by_day = {each["days"]: Escalation(each["days"], each["role"]) for each in wanted["after"]}
    before, after = sorted(set(wanted["before"]), reverse=True), [by_day[days] for days in sorted(by_day)]
    fresh = ReminderRules(id=actor.district, before=tuple(before), after=tuple(after))
    standing = rules.get(actor.district) if rules.find(actor.district) is not None else None
    (standing or fresh).expect(occasion.expected)
    if standing is None:
        return rules.add(fresh, announcing=fresh.event(), action="change")
    changed = replace(standing, before=fresh.before, after=fresh.after)
    return rules.save(changed, announcing=changed.event(), action="change")


def shown(rules: ReminderRules) -> "Shown[api.ReminderRules]":
    """Return the rules of a district."""
    return {
        "version": rules.version,
        "before": list(rules.before),
        "after": [{"days": each.days, "role": RoleName(each.role).value} for each in rules.after],
    }


def history(rules: Rules, *, actor: Actor, cursor: str | None, limit: int) -> Page[Entry]:
    """Return a page of the history of the rules of the actor's district."""
    if not any(actor.holds(role) for role in READERS):
        raise Forbidden("提醒规则的变更记录由管理员查看。")
    if rules.find(actor.district) is None:
        decode_version(cursor)
        return Page([], None)
    return rules.history(actor.district, cursor=cursor, limit=limit)
