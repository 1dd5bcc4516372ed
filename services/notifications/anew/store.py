"""Turns told anew: after an upgrade of a service, its records are stored as the new release says whose turn it is.

Every record is compared once, a page at a time with a rest as long, and written only if it differs.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from time import monotonic
from typing import Any, Protocol

import structlog
from pymongo.errors import DuplicateKeyError

from services.notifications.changes.store import Changes
from services.notifications.domain import with_vacancies
from services.notifications.store import WaitingRecords
from shared.errors import OfficeError
from shared.runtime.lease import Lease
from shared.runtime.service import TURNS_OF
from shared.runtime.store import Db
from shared.vacancy import Staff, vacancy_of

WORK, FIRST = "turns at work", "turns from the first day"
PAGE = 50
log = structlog.get_logger()


class Ask(Protocol):
    """Requests the turns of some records of a service: `{"release", "items"}`."""

    def __call__(self, service: str, after: str, limit: int) -> Mapping[str, Any]:
        """Request those after a source."""


class Progress:
    """The number of records that this process has compared of each service, while it does."""

    def __init__(self) -> None:
        self.at_work: dict[str, int] = {}

    def shown(self) -> str:
        """Return a description of the work in progress, or an empty string."""
        return "、".join(f"turns of {name} are told anew: {count} looked at" for name, count in self.at_work.items())


def store_anew(
    kept: WaitingRecords, line: Changes, staff: Staff, told: Mapping[str, Any], *, beyond: int | None = None
) -> bool:
    """Store a record as its journal tells whose turn it is; announce whose lists changed, and return whether any did.

    beyond: see `WaitingRecords.make_anew`.
    """
    source, version = told["source"], told["version"]
    turn = with_vacancies(told["turn"], lambda wait: vacancy_of(wait, staff))
    keys = kept.make_anew(source, version, told["at"], turn, told["acted"], beyond=beyond)
    if keys is None:
        return False
    line.add(keys, type=turn["type"], record_id=source.partition(":")[2], version=version)
    return True


class TurnsAnew:
    """The release that told each service's turns last, and the work of telling them anew."""

    def __init__(self, db: Db) -> None:
        self._kept, self._line, self._marks = WaitingRecords(db), Changes(db), db["derivations"]
        self._lease = Lease(self._marks, WORK)

    @classmethod
    def prepare(cls, db: Db) -> None:
        """Record the release that a store without any turns begins with: there is nothing to be told anew."""
        marks = db["derivations"]
        if marks.find_one({"_id": {"$regex": "^turns "}}) is None and db["waiting"].find_one() is None:
            with suppress(DuplicateKeyError):  # another process was first
                marks.insert_one({"_id": FIRST, "release": TURNS_OF})

    def run(
        self,
        services: Sequence[str],
        ask: Ask,
        staff: Callable[[], Staff],
        *,
        rest: Callable[[float], None],
        stopping: Callable[[], bool],
        progress: Progress,
    ) -> int:
        """Store the turns anew of every service whose release has changed; return how many records differed.

        A service that does not answer is left for the next time, and so is all while another process is at work.
        """
        old = {each: release for each in services if not stopping() and (release := self._newer(each, ask))}
        if not old or not self._lease.take():
            return 0
        changed = 0
        try:
            for service, release in old.items():
                progress.at_work[service] = 0
                for told in self._pages(service, release, ask, rest, stopping):
                    holders = staff()
                    found = sum(store_anew(self._kept, self._line, holders, each) for each in told)
                    changed, progress.at_work[service] = changed + found, progress.at_work[service] + len(told)
                progress.at_work.pop(service)
        finally:
            progress.at_work.clear()
            self._lease.give_back()
        return changed

    def _newer(self, service: str, ask: Ask) -> str:
        """Return a service's release if its turns were told by another one, or an empty string."""
        try:
            release = str(ask(service, "", 0)["release"])
        except OfficeError as away:
            log.debug("turns_not_asked", source=service, error=away.code)
            return ""
        return "" if release == self._mark_of(service).get("release") else release

    def _pages(
        self, service: str, release: str, ask: Ask, rest: Callable[[float], None], stopping: Callable[[], bool]
    ) -> Iterator[Sequence[Mapping[str, Any]]]:
        """Yield the turns of a service's records as a release tells them, a page at a time, from where the work was left."""
        mark = self._mark_of(service)
        after = mark["after"] if mark.get("going_to") == release else ""
        about = {"source": service, "release": release, "before": mark.get("release")}
        log.info("turns_old", **about, goes_on_after=after)
        while not stopping():
            began = monotonic()
            try:
                page = ask(service, after, PAGE)
            except OfficeError as away:
                log.warning("turns_told_later", **about, error=away.code)
                return
            if page["release"] != release:  # it was replaced meanwhile: the next time begins anew
                return
            yield page["items"]
            if len(page["items"]) < PAGE:
                self._note(service, {"$set": {"release": release}, "$unset": {"after": "", "going_to": ""}})
                log.info("turns_told_anew", **about)
                return
            after = page["items"][-1]["source"]
            self._note(service, {"$set": {"after": after, "going_to": release}})
            self._lease.hold()
            rest(monotonic() - began)

    def _note(self, service: str, change: Mapping[str, Any]) -> None:
        self._marks.update_one({"_id": f"turns of {service}"}, change, upsert=True)

    def _mark_of(self, service: str) -> Mapping[str, Any]:
        own, first = (self._marks.find_one({"_id": each}) or {} for each in (f"turns of {service}", FIRST))
        return {**first, **own}
