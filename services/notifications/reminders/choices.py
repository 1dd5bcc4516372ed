"""A person's preferences for reminders and screen, and a district's rules."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from services.notifications.reminders.app import Outbox
from services.notifications.reminders.domain import ReminderRules, rules_of
from shared.actor import Actor
from shared.office import Faults
from shared.shown import Shown

if TYPE_CHECKING:
    from services.notifications.reminders import api


def shown(kept: Outbox, actor: Actor) -> "Shown[api.Preferences]":
    """Return a person's preferences; a robot's secret is never shown again."""
    found = kept.preferences(actor.person_id)
    return {
        "mail": found.get("mail"),
        "wecom": found.get("wecom"),
        "dingtalk": found.get("dingtalk"),
        "quiet_from": found.get("quiet_from"),
        "quiet_until": found.get("quiet_until"),
        "digest_at": found.get("digest_at"),
        "dingtalk_signed": found.get("dingtalk_secret") is not None,
        "screen": dict(found.get("screen") or {}),
    }


def choose(kept: Outbox, actor: Actor, chosen: Mapping[str, Any]) -> "Shown[api.Preferences]":
    """Replace a person's preferences; the secret of the same robot stays if none is given."""
    _refuse_halves(chosen)
    before = kept.preferences(actor.person_id)
    same = chosen["dingtalk"] == before.get("dingtalk")
    secret = chosen["dingtalk_secret"] or (before.get("dingtalk_secret") if same else None)
    kept.keep_preferences(actor.person_id, {**chosen, "dingtalk_secret": secret})
    return shown(kept, actor)


def _refuse_halves(chosen: Mapping[str, Any]) -> None:
    """Raise InvalidInput for one of two quiet times without the other, and for a secret without its robot."""
    faults = Faults()
    for name, other in (("quiet_from", "quiet_until"), ("quiet_until", "quiet_from")):
        if chosen[name] is None and chosen[other] is not None:
            faults.add(name, "missing", "免打扰时段的起止时间应当一并填写")
    if chosen["dingtalk_secret"] is not None and chosen["dingtalk"] is None:
        faults.add("dingtalk", "missing", "请一并填写钉钉机器人的密钥（机器人地址中等号之后的部分）")
    faults.refuse()


def rules(kept: Outbox, actor: Actor) -> dict[str, Any]:
    """Return the rules of a district that has set none in the directory yet."""
    return {"version": 0, **_shown(rules_of(kept.rules(actor.district)))}


def _shown(found: ReminderRules) -> dict[str, Any]:
    after = [{"days": each.days, "role": each.role} for each in found.after]
    return {"before": list(found.before), "after": after}
