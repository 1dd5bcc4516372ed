"""The log of a district's directory (日志), for the auditor: sign-ins and every change, the newest first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from functools import cache, partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from services.directory.acts import (
    DELEGATION_ACTS,
    GROUP_ACTS,
    ORGAN_ACTS,
    PERSON_ACTS,
    POST_ACTS,
    REMINDER_ACTS,
    RULES_ACTS,
    RULING_ACTS,
)
from services.directory.delegations.store import DelegationCollection
from services.directory.groups.service import GroupFeature
from services.directory.posts.service import PostFeature
from services.directory.reminding.service import RemindingFeature
from services.directory.rulings.store import RulingCollection
from services.directory.security.domain import SecurityRules
from services.directory.security.service import SecurityFeature
from services.directory.trails.fields import Named
from services.directory.trails.lines import KINDS, Book, Kind, Line, Wanted, lines
from services.directory.trails.store import SignIns
from shared.acts import Acts
from shared.calendar import OFFICE_ZONE, instant_text
from shared.contracts.directory import LogExported
from shared.errors import Forbidden
from shared.files import FileTooLarge, handed
from shared.pages import decode_cursor, encode_cursor
from shared.runtime.offhub import WORKBOOKS
from shared.runtime.service import Beside, Collected, rpc
from shared.runtime.store import History, MongoCollection, changed_since
from shared.shown import Shown
from shared.spreadsheet import XLSX, Cell, table

if TYPE_CHECKING:
    from services.directory.trails import api

AUDITOR = "auditor"
MOST_EXPORTED = 20_000
HEADINGS = (("时间", 18), ("类别", 12), ("对象", 24), ("办理", 20), ("办理人", 14), ("变动", 60), ("说明", 36))


class TrailFeature(GroupFeature, PostFeature, RemindingFeature, SecurityFeature):
    """The log of the directory (日志)."""

    delegations_kept = Collected(DelegationCollection)
    rulings_kept = Collected(RulingCollection)
    sign_ins = Beside(SignIns)

    @rpc()
    def changes(self, cursor: str | None, limit: int, **wanted: Any) -> "Shown[api.ChangesPage]":
        """List the log."""
        found = list(islice(self._lines(cursor, **wanted), limit + 1))
        last = found[limit - 1] if len(found) > limit else None
        return {
            "items": [_shown(each) for each in found[:limit]],
            "next": None if last is None else encode_cursor(datetime.fromisoformat(last.at), last.place[1]),
        }

    @rpc()
    def changes_file(self, **wanted: Any) -> dict[str, str]:
        """Export the log; the export is recorded too (个人信息保护法 51)."""
        found = list(islice(self._lines(None, **wanted), MOST_EXPORTED + 1))
        if len(found) > MOST_EXPORTED:
            raise FileTooLarge(f"日志超过{MOST_EXPORTED}条，不能一次导出，请缩小时间或者筛选范围后再试。")
        rows = [_row(each) for each in found]
        file = handed("日志.xlsx", XLSX, WORKBOOKS.do(table, "日志", HEADINGS, rows))
        me = self.people_kept.get(self.occasion.person.person_id)
        self.people_kept.save(me, announcing=LogExported(person_id=me.id, lines=len(rows)), action="export_log")
        return file

    def _lines(
        self, cursor: str | None, *, since: str | None, until: str | None, **wanted: str | None
    ) -> Iterator[Line]:
        actor = self.occasion.person
        if not actor.holds(AUDITOR):
            raise Forbidden("日志由审计管理员查看。")
        after = None if cursor is None else decode_cursor(cursor)
        asked = Wanted(
            **wanted,
            since=None if since is None else _begin_of(since),
            until=None if until is None else _begin_of(until, days=1),
            after=None if after is None else (instant_text(after[0]), after[1]),
        )
        organs = {each.id: each.name for each in self.organs_kept.every(actor.district)}
        books = self._books(actor.district, list(organs))
        return lines(books, partial(self.sign_ins.of, actor.district), asked, self._named(actor.district, organs))

    def _books(self, district: str, organs: Sequence[str]) -> list[Book]:
        sources: Mapping[str, tuple[MongoCollection[Any], Mapping[str, Any], Acts]] = {
            "person": (self.people_kept, {"path.0": district}, PERSON_ACTS),
            "organ": (self.organs_kept, {"path.0": district}, ORGAN_ACTS),
            "group": (self.groups_kept, {"path.0": district}, GROUP_ACTS),
            "post": (self.posts_kept, {"district": district}, POST_ACTS),
            "rules": (self.security_rules_kept, {"_id": district}, RULES_ACTS),
            "reminders": (self.reminder_rules_kept, {"_id": district}, REMINDER_ACTS),
            "ruling": (self.rulings_kept, {"district": district}, RULING_ACTS),
            "delegation": (self.delegations_kept, {"organ": {"$in": list(organs)}}, DELEGATION_ACTS),
        }
        begins = {"rules": asdict(SecurityRules(id=district))}
        return [
            Book(Kind(kind), acts, partial(_histories, kept, query), begins.get(kind, {}))
            for kind, (kept, query, acts) in sources.items()
        ]

    def _named(self, district: str, organs: Mapping[str, str]) -> Named:
        """Return what names organs and people; the district's people are read at once when the first is to be named."""
        people = cache(lambda: self.people_kept.names(district))

        @cache
        def elsewhere(one: str) -> str:
            found = self.organs_kept.find(one) or self.people_kept.find(one)
            return one if found is None else found.name

        return lambda one: organs.get(one) or people().get(one) or elsewhere(one)


def _histories(kept: MongoCollection[Any], query: Mapping[str, Any], wanted: Wanted) -> Iterator[History]:
    begun = {} if wanted.newest is None else {"created_at": {"$lte": datetime.fromisoformat(wanted.newest)}}
    return kept.histories({**query, **changed_since(wanted.since), **begun})


def _begin_of(day: str, *, days: int = 0) -> str:
    return instant_text(datetime.combine(date.fromisoformat(day) + timedelta(days=days), time(), OFFICE_ZONE))


def _shown(line: Line) -> "Shown[api.DirectoryChange]":
    by = line.by
    return {
        "kind": line.kind.value,
        "kind_name": KINDS[line.kind],
        "id": line.id,
        "name": line.name,
        "version": line.version,
        "at": line.at,
        "by": None if by is None else {"id": by["id"], "name": by["name"], "organ": by["organ"], "roles": by["roles"]},
        "label": line.label,
        "comment": line.comment,
        "fields": [
            {"field": each["field"], "label": each["label"], "before": each["before"], "after": each["after"]}
            for each in line.fields
        ],
    }


def _row(line: Line) -> list[Cell]:
    changed = "；".join(
        f"{each['label']}：{each['before']} → {each['after']}"
        if each["before"]
        else f"{each['label']}：{each['after']}"
        for each in line.fields
    )
    by = "" if line.by is None else str(line.by["name"])
    return [datetime.fromisoformat(line.at), KINDS[line.kind], line.name, line.label, by, changed, line.comment]
