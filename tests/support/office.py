"""The east campus and its neighbours for tests without a running system: actors, organs, and documents in memory."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from services.documents.classified import domain as classified
from services.documents.classified.domain import Stub
from services.documents.countersigning import domain as countersigning
from services.documents.countersigning.domain import Countersign
from services.documents.incoming import domain as incoming
from services.documents.incoming.domain import Incoming
from services.documents.outgoing import domain
from services.documents.outgoing.domain import Document, DocumentStatus
from services.documents.reading.app import Reader
from services.documents.reading.domain import How, Reading
from shared.actor import Actor
from shared.contracts.directory import GroupRecorded, OrganRecorded, PersonRecorded, RulingRecorded
from shared.listing import Listing
from shared.occasion import Cause, Key, Occasion
from shared.pages import Page
from shared.testing import MemoryCollection

PATHS = {
    "nanhu": ("nanhu",),
    "shiyan": ("nanhu", "shiyan"),
    "east": ("nanhu", "shiyan", "east"),
    "west": ("nanhu", "shiyan", "west"),
    "north": ("nanhu", "shiyan", "north"),
    "main": ("nanhu", "erxiao", "main"),
    "beihu": ("beihu",),
    "lake": ("beihu", "hubin", "lake"),
    "desk": ("nanhu", "shiyan", "east", "desk"),
}
CODES = {"nanhu": "南教发", "east": "南实验东发", "west": "南实验西发"}
ROLES = ("clerk", "director", "leader", "registrar", "handler")
MORNING = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def actor(username: str, *more: str) -> Actor:
    """Return an actor such as `east.clerk`; `more`: roles besides the one in the name."""
    organ, _, role = username.partition(".")
    role = "district_admin" if role == "admin" else role
    return Actor(f"p-{username}", username, username, organ, PATHS[organ], frozenset({role, *more}))


def on(username: str, *, hours: float = 0, key: Key | None = None, expected: int | None = None) -> Occasion:
    """Return an occasion on which a person acts, some hours into the morning."""
    return Occasion(MORNING + timedelta(hours=hours), actor(username), key, None, expected)


def caused(source: str, version: int, *, previous: int = 0) -> Occasion:
    """Return an occasion caused by an event."""
    return Occasion(MORNING, cause=Cause(source, version, "something_happened", previous))


class Roster:
    """The organs and people that all tests know; `rulings`: of their districts."""

    rulings: Sequence[RulingRecorded] = ()
    groups: Sequence[GroupRecorded] = ()

    def find(self, kind: Any, thing_id: str) -> Any:
        if kind is OrganRecorded and thing_id in PATHS:
            path = PATHS[thing_id]
            return OrganRecorded(
                organ_id=thing_id, kind="campus", name=f"{thing_id}校区", short_name=thing_id,
                parent=path[-2] if len(path) > 1 else None, path=path, issuer_code=CODES.get(thing_id),
            )  # fmt: skip
        return None

    def several(self, kind: Any, ids: Iterable[str]) -> dict[str, Any]:
        found = {each: self.find(kind, each) for each in ids}
        return {each: organ for each, organ in found.items() if organ is not None}

    def one(self, kind: Any, value: str, *, by: Sequence[str]) -> Any:
        username = value.removeprefix("p-")
        organ, _, role = username.partition(".")
        if kind is not PersonRecorded or organ not in PATHS or role not in ROLES:
            return None
        return PersonRecorded(
            person_id=f"p-{username}", username=username, name=username, organ=organ, path=PATHS[organ], post="岗位",
            roles=(role,), active=True,
        )  # fmt: skip

    def where(self, kind: Any, query: Mapping[str, Any]) -> list[Any]:
        if kind is RulingRecorded:
            return [each for each in self.rulings if each.district == query["district"]]
        if kind is GroupRecorded:
            return [each for each in self.groups if each.owner in query["owner"]["$in"]]
        if kind is OrganRecorded:
            return [self.find(kind, each) for each in PATHS if query["path"] in PATHS[each]]
        organs = query["organ"]["$in"] if isinstance(query["organ"], Mapping) else [query["organ"]]
        roles = query["roles"]["$in"] if isinstance(query["roles"], Mapping) else [query["roles"]]
        asked = [f"{organ}.{role}" for organ in organs for role in ROLES if role in roles]
        return [person for each in asked if (person := self.one(kind, each, by=())) is not None]


class MemoryDocuments(MemoryCollection[Document]):
    name, service, kind = "documents", "documents", Document
    unique = (("series", "sequence"),)

    def last_in_series(self, series: str) -> int:
        return max((r["sequence"] for r in self.records.values() if r.get("series") == series), default=0)

    def titled(self, organ: str, title: str, since: datetime) -> list[Document]:
        kept = [self._load({**record}) for record in self.records.values()]
        return [
            each for each in kept if (each.organ, each.title) == (organ, title) and (each.created_at or since) >= since
        ]

    def replies(self, incoming_id: str) -> list[Document]:
        kept = [self._load({**record}) for record in self.records.values()]
        return [
            each
            for each in kept
            if each.in_reply_to == incoming_id
            and each.released_at is not None
            and each.recalled_at is None
            and each.status is not DocumentStatus.REVOKED
        ]

    def search(self, actor: Actor, asked: Listing) -> Page[Document]:
        def sees(document: Document) -> bool:
            return domain.sees(document, actor) or domain.co_issues(document, actor) or domain.oversees(document, actor)

        return self.listed(sees, asked)


class MemoryIncomings(MemoryCollection[Incoming]):
    name, service, kind = "incoming", "documents", Incoming
    unique = (("register_series", "register_sequence"),)

    def last_in_series(self, series: str) -> int:
        found = (r["register_sequence"] for r in self.records.values() if r.get("register_series") == series)
        return max(found, default=0)

    def alike(self, organ: str, sender: str, number: str) -> list[Incoming]:
        kept = [self._load({**record}) for record in self.records.values()]
        return [each for each in kept if (each.organ, each.sender.name, each.number) == (organ, sender, number)]

    def search(self, actor: Actor, asked: Listing) -> Page[Incoming]:
        return self.listed(lambda copy: incoming.handles(copy, actor), asked, due="due_on")


class MemoryStubs(MemoryCollection[Stub]):
    name, service, kind = "classified", "documents", Stub
    unique = (("register_series", "register_sequence"),)

    def last_in_series(self, series: str) -> int:
        found = (r["register_sequence"] for r in self.records.values() if r.get("register_series") == series)
        return max(found, default=0)

    def search(self, actor: Actor, asked: Listing) -> Page[Stub]:
        return self.listed(
            lambda stub: classified.sees(stub, actor), asked, worded="counterpart", dated="dated_on", date="dated_on"
        )


class MemoryReadings(MemoryCollection[Reading]):
    name, service, kind = "readings", "documents", Reading
    unique = (("copy_series", "copy_number"),)

    def last_in_series(self, series: str) -> int:
        return max((r["copy_number"] for r in self.records.values() if r.get("copy_series") == series), default=0)

    def of(self, document_id: str, organ: str | None, *, cursor: str | None, limit: int) -> Page[Reading]:
        def wanted(reading: Reading) -> bool:
            return reading.document_id == document_id and organ in (None, reading.organ)

        return self.page(wanted, cursor=cursor, limit=limit)

    def lately(self, document_id: str, reader: str, how: How, what: str, since: datetime) -> bool:
        found = [self._load(each) for each in self.records.values()]
        read = [
            each
            for each in found
            if (each.document_id, each.reader, each.how, each.what) == (document_id, reader, how, what)
        ]
        return any(each.created_at is not None and each.created_at >= since for each in read)


def reader(who: str, readings: MemoryReadings | None = None, *, hours: int = 0) -> Reader:
    """Return a person with the log of what they read."""
    occasion = on(who, hours=hours)
    return Reader(MemoryReadings(occasion) if readings is None else readings.on(occasion), occasion)


class MemoryRequests(MemoryCollection[Countersign]):
    name, service, kind = "countersigns", "documents", Countersign

    def search(self, actor: Actor, asked: Listing) -> Page[Countersign]:
        return self.listed(lambda each: countersigning.sees(each, actor), asked)
