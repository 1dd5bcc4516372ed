"""What a person chooses of their reminders and of their screen, and what a district prescribes."""

from collections.abc import Mapping
from typing import Any

from services.notifications.reminders.app import Outbox
from services.notifications.reminders.domain import ReminderRules, rules_of
from shared.actor import Actor

NAMES = ("mail", "wecom", "dingtalk", "dingtalk_secret", "quiet_from", "quiet_until", "digest_at")


def shown(kept: Outbox, actor: Actor) -> dict[str, Any]:
    """Show what somebody chose; a robot's secret is never shown again."""
    found = kept.preferences(actor.person_id)
    secret = found.get("dingtalk_secret") is not None
    said = {name: found.get(name) for name in NAMES if name != "dingtalk_secret"}
    return {**said, "dingtalk_signed": secret, "screen": dict(found.get("screen") or {})}


def choose(kept: Outbox, actor: Actor, chosen: Mapping[str, Any]) -> dict[str, Any]:
    """Replace what somebody chose; the secret of the same robot stays where none is given."""
    before = kept.preferences(actor.person_id)
    same = chosen["dingtalk"] is not None and chosen["dingtalk"] == before.get("dingtalk")
    secret = chosen["dingtalk_secret"] or (before.get("dingtalk_secret") if same else None)
    kept.keep_preferences(actor.person_id, {**chosen, "dingtalk_secret": secret})
    return shown(kept, actor)


def rules(kept: Outbox, actor: Actor) -> dict[str, Any]:
    """Show the rules of a district that set none in the directory yet."""
    return {"version": 0, **_shown(rules_of(kept.rules(actor.district)))}


def _shown(found: ReminderRules) -> dict[str, Any]:
    after = [{"days": each.days, "role": each.role} for each in found.after]
    return {"before": list(found.before), "after": after}
