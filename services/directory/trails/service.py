"""Recent changes in a district's directory, the newest first, for the auditor: each with its last entry."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from services.directory.acts import GROUP_ACTS, ORGAN_ACTS, PERSON_ACTS, POST_ACTS, REMINDER_ACTS, RULES_ACTS
from services.directory.groups.service import GroupFeature
from services.directory.posts.service import PostFeature
from services.directory.reminding.service import RemindingFeature
from services.directory.security.service import SecurityFeature
from shared.acts import UNNAMED, Acts
from shared.calendar import instant_text
from shared.errors import Forbidden
from shared.pages import decode_cursor, encode_cursor, encode_version
from shared.runtime.service import rpc
from shared.runtime.store import MongoCollection
from shared.shown import Shown

if TYPE_CHECKING:
    from services.directory.trails import api

AUDITOR = "auditor"
NAMES = {"rules": "安全策略", "reminders": "提醒规则"}
"""Records that a trail calls by their kind."""


class TrailFeature(GroupFeature, PostFeature, RemindingFeature, SecurityFeature):
    """The trails of the directory (日志)."""

    @rpc()
    def changes(self, cursor: str | None, limit: int) -> "Shown[api.ChangesPage]":
        """List the most recently changed records."""
        actor = self.occasion.person
        if not actor.holds(AUDITOR):
            raise Forbidden("日志由审计管理员查看。")
        kinds: Mapping[str, tuple[MongoCollection[Any], str, Acts]] = {
            "person": (self.people_kept, "path.0", PERSON_ACTS),
            "organ": (self.organs_kept, "path.0", ORGAN_ACTS),
            "group": (self.groups_kept, "path.0", GROUP_ACTS),
            "post": (self.posts_kept, "district", POST_ACTS),
            "rules": (self.security_rules_kept, "_id", RULES_ACTS),
            "reminders": (self.reminder_rules_kept, "_id", REMINDER_ACTS),
        }
        found = []
        for kind, (kept, field, acts) in kinds.items():
            query: dict[str, Any] = {field: actor.district}
            if cursor is not None:
                at, last = decode_cursor(cursor)
                query["$or"] = [{"updated_at": {"$lt": at}}, {"updated_at": at, "_id": {"$lt": last}}]
            found += [(each, kind, kept, acts) for each in kept.changed_last(query, limit + 1)]
        found.sort(key=lambda each: (each[0].updated_at, each[0].id), reverse=True)
        shown = [_shown(thing, kind, kept, acts) for thing, kind, kept, acts in found[:limit]]
        more = len(found) > limit
        last_shown = found[limit - 1][0] if more else None
        return {
            "items": shown,
            "next": None if last_shown is None else encode_cursor(last_shown.updated_at, last_shown.id),
        }


def _shown(thing: Any, kind: str, kept: MongoCollection[Any], acts: Acts) -> "Shown[api.DirectoryChange]":
    entry = kept.history(thing.id, cursor=encode_version(thing.version - 1), limit=1).items[-1]
    return {
        "kind": kind,
        "id": thing.id,
        "name": getattr(thing, "name", NAMES.get(kind, "")),
        "version": thing.version,
        "at": instant_text(thing.updated_at),
        "by": entry["by"],
        "label": acts.get(entry["action"], UNNAMED).label,
        "comment": entry["comment"],
    }
