"""`retention`: retention periods, their reasons, and the number of expired records; deletes only on request."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from services.meetings.votes.box_files import KEPT_SECONDS, over
from services.registry import members, service_class, with_data
from shared.calendar import OFFICE_ZONE
from shared.runtime.clock import now
from shared.runtime.config import settings
from shared.runtime.embedded_backup import BALLOTS
from shared.runtime.expiry import Expiring
from shared.runtime.store import MongoCollection

STAYS = (
    "公文、收文、会议、督办、接待、培训等业务记录及其经过不会自动删除：",
    "归档后的鉴定和销毁由档案人员提出，经批准、监销后办理（《机关档案管理规定》）。",
)


SESSIONS = ("登录会话", "会话已结束；每次登录另记入日志")


@dataclass(frozen=True)
class Row:
    """One kind of expiring records."""

    where: str
    what: str
    why: str
    after: timedelta
    there: int
    over: int


def retention(
    store: Callable[..., AbstractContextManager[Any]], require_readable: Callable[[], None]
) -> Callable[..., None]:
    """Build the command; `store` opens the store for as long as it needs it, `require_readable` refuses later data."""

    def list_or_delete(
        apply: Annotated[bool, typer.Option(help="Delete what is over now; else it is only counted.")] = False,
    ) -> None:
        """List the kinds of expiring records: period, reason, number of records and of expired ones.

        Services delete expired records once a minute; --apply does it now, even while the system runs.
        """
        at = now()
        with store(shared=True):
            require_readable()
            for row in rows(at):
                print(
                    f"{row.where}  {row.what}：保留{_shown(row.after)}（{row.why}），现有 {row.there}，到期 {row.over}"
                )
            deleted = sum(_forget(at)) if apply else 0
        print("".join(STAYS))
        print(f"已删除 {deleted} 项。" if apply else "没有删除任何内容；加 --apply 立即删除到期的。")

    return list_or_delete


def expiring_of(service: str) -> list[Expiring]:
    """List the expiring records of a service."""
    from shared.runtime.service_runtime import Beside, always_expiring

    beside = [each.kind for each in members(service_class(service)).values() if isinstance(each, Beside)]
    own = [one for kind in dict.fromkeys(beside) for one in getattr(kind, "expiring", ())]
    return [*always_expiring(), *own]


def _aging(service: str) -> list[type[MongoCollection[Any]]]:
    from services.verification import collections

    return [kind for kind in collections(service) if kind.kept_for is not None]


def rows(at: datetime) -> Iterator[Row]:
    """Yield each kind with its number of records and of expired ones."""
    from shared.runtime.databases import database_of

    for name in with_data():
        for each in expiring_of(name):
            there, gone = each.count(database_of(name), at)
            yield Row(f"{name}.{each.collection}", each.what, each.why, each.after, there, gone)
        for kind in _aging(name):
            docs, after = database_of(name)[kind.name], kind.kept_for or timedelta(0)
            gone = docs.count_documents({"updated_at": {"$lte": at - after}, "unpublished": {"$exists": False}})
            yield Row(f"{name}.{kind.name}", *SESSIONS, after, docs.count_documents({}), gone)
    there, found = over(_ballots(), at.timestamp())
    why = "选票已载入表决记录，同时公布"
    yield Row(str(_ballots()), "无记名投票的票箱", why, timedelta(seconds=KEPT_SECONDS), there, len(found))
    days = settings().log_days
    files = sorted((settings().var / "log").glob("*-????-??-??.jsonl"))
    first = at.astimezone(OFFICE_ZONE).date() - timedelta(days=days)
    old = sum(date.fromisoformat(each.stem[-10:]) <= first for each in files)
    yield Row(
        str(settings().var / "log"),
        "日志文件",
        "《网络安全法》第二十一条，不少于六个月",
        timedelta(days=days),
        len(files),
        old,
    )


def _ballots() -> Path:
    """Return the folder of the boxes of secret votes; there is none beside a store of one's own."""
    return settings().var / BALLOTS


def _forget(at: datetime) -> Iterator[int]:
    from shared.runtime.databases import database_of

    for name in with_data():
        for each in expiring_of(name):
            yield each.forget(database_of(name), at)
        yield sum(kind.forget(database_of(name), at) for kind in _aging(name))
    for path in over(_ballots(), at.timestamp())[1]:
        path.unlink(missing_ok=True)
        yield 1


def _shown(after: timedelta) -> str:
    if not after:
        return "到各自的期限"
    minutes = int(after.total_seconds()) // 60
    return f" {after.days} 天" if after.days else f" {minutes} 分钟"
