"""The laws that must hold after any fault: from the store and the clients' journal, computed without the services.

Everything acknowledged is stored; one effect a command; versions and numbers without gap; every subscriber's copy equals one
computed from the journals; every chain verifies; every parked event is explained.
"""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from typing import Any

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from services.registry import members, service_class, subscribers, with_data
from shared.aggregate import entries_of
from shared.runtime.older_entries import OlderEntries
from shared.runtime.service_runtime import Collected
from shared.runtime.store import Journal
from shared.turn import NOBODYS
from tests.faults.journal import ClientJournal, Command, Noted
from tests.support.system import eventually

Record = dict[str, Any]
Client = MongoClient[dict[str, Any]]
SHOWN = 20
Parked = tuple[str, str]
"""Handler and source of a parked event."""

MOVES = {
    f"incoming_{what}"
    for what in ("delivered", "received", "registered", "assessed", "assigned", "completed", "returned")
}
SERIES = (("documents", "series", "sequence"), ("incoming", "register_series", "register_sequence"))


def kinds_of(service: str) -> list[type[Any]]:
    """Return the collections of a service."""
    return [each.kind for each in members(service_class(service)).values() if isinstance(each, Collected)]


def key_id(command: Command, person_id: str) -> str:
    """Compute the id under which the services store a client's key: bound to the person and the route."""
    bound = "\n".join((person_id, "POST", f"/api/v1{command.path}", command.key))
    return hashlib.sha256(bound.encode()).hexdigest()[:32]


def incoming_id(document_id: str, organ: str) -> str:
    """Compute the id of a document's copy at a recipient."""
    return hashlib.sha256(f"{document_id}>{organ}".encode()).hexdigest()[:32]


class Snapshot:
    """Every record of every service at one moment, with what can be computed from the histories."""

    def __init__(self, client: Client) -> None:
        self.records = {
            kind.name: {
                record["_id"]: {
                    **record,
                    "history": entries_of(OlderEntries(client[f"tongban_{service}"], kind.name).history(record)),
                }
                for record in client[f"tongban_{service}"][kind.name].find()
            }
            for service in with_data()
            for kind in kinds_of(service)
        }
        self.copies = {
            (service, name): {each["_id"]: each for each in client[f"tongban_{service}"][name].find()}
            for service in with_data()
            for name in client[f"tongban_{service}"].list_collection_names()
            if name.startswith("copy_")
        }
        self.inbox = [
            {**each, "service": service}
            for service in with_data()
            for each in client[f"tongban_{service}"]["inbox"].find({"state": {"$ne": "discarded"}})
        ]
        self.unpublished = sum("unpublished" in record for record in self.all())

    def all(self) -> Iterator[Record]:
        """Yield every record."""
        for records in self.records.values():
            yield from records.values()

    def entry(self, collection: str, record_id: str, version: int) -> Record:
        """Return one entry of a history."""
        found: Record = self.records[collection][record_id]["history"][version - 1]
        return found

    def announced(self, collection: str, *events: str) -> Iterator[tuple[Record, Record]]:
        """Yield each entry of these events, with its record."""
        for record in self.records[collection].values():
            for entry in record["history"]:
                if entry["event"] in events:
                    yield record, entry

    @cached_property
    def effects(self) -> Mapping[str, list[tuple[str, str, int]]]:
        """Return by key where it took effect: collection, id and version."""
        found: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
        for collection, records in self.records.items():
            for record in records.values():
                for entry in record["history"]:
                    if entry["key"] is not None:
                        found[entry["key"]["id"]].append((collection, record["_id"], entry["version"]))
        return found


class Oracle:
    """Checks one system by its store and one journal of its clients."""

    def __init__(self, uri: str, journal: ClientJournal) -> None:
        self.client: Client = MongoClient(uri, tz_aware=True, serverSelectionTimeoutMS=5000)
        self._journal = journal

    def close(self) -> None:
        """Close the store's client."""
        self.client.close()

    def settle(self, *, explained: Iterable[Parked] = (), seconds: float = 150) -> Snapshot:
        """Wait until everything has settled and all laws hold; fail with every violated law, parked events explained.

        It checks seldom, because each check reads every collection and would keep the store from the services.
        """
        allowed, last = frozenset(explained), ["nothing was read"]

        def holds() -> Snapshot | None:
            with suppress(PyMongoError):
                last[:] = self.under_way()
                if not last:
                    snapshot = Snapshot(self.client)
                    last[:] = self.broken(snapshot, allowed)
                    return snapshot if not last else None
            return None

        try:
            found: Snapshot = eventually(holds, seconds=seconds, what="all laws hold", every=0.3)
        except AssertionError as error:
            raise AssertionError("\n".join(last[:SHOWN])) from error
        return found

    def broken(self, snapshot: Snapshot, explained: frozenset[Parked] = frozenset()) -> list[str]:
        """Return the violated laws."""
        laws: tuple[Callable[[Snapshot], Iterator[str]], ...] = (
            self.acknowledged_is_stored_once,
            versions_have_no_gap,
            numbers_have_no_gap,
            no_cause_acts_twice,
            released_documents_are_delivered,
            senders_see_how_copies_stand,
            attendance_gives_hours_once,
            the_directory_is_known_everywhere,
        )
        found = [word for law in laws for word in law(snapshot)]
        found += [f"{each.aggregate} version {each.version}: {each.reason}" for each in self._breaks()]
        parked = {(each["handler"], each["source"]) for each in snapshot.inbox}
        found += [f"parked without a reason known: {each}" for each in sorted(parked - explained)]
        found += [f"not parked: {each}" for each in sorted(explained - parked)]
        return found if not explained else [each for each in found if not _about(each, explained)]

    def acknowledged_is_stored_once(self, snapshot: Snapshot) -> Iterator[str]:
        """Yield commands that were acknowledged but not stored, and effects that are duplicate or unrequested."""
        people = {each["username"]: each["_id"] for each in snapshot.records["people"].values()}
        for noted in self._journal.read():
            effects = snapshot.effects.get(key_id(noted.command, people[noted.command.who]), [])
            what = f"{noted.command.path} by {noted.command.who} ({noted.command.key})"
            acts = [(name, each, snapshot.entry(name, each, version)["action"]) for name, each, version in effects]
            if len(set(acts)) < len(acts) or len({act[:2] for act in acts}) > 1:
                yield f"took effect more than once: {what}: {acts}"
            elif noted.acknowledged and not effects:
                yield f"acknowledged and lost: {what}"
            elif noted.status not in (0, 200, 201) and effects:
                yield f"refused with {noted.status} and yet done: {what}"
            elif noted.acknowledged:
                yield from _as_told(snapshot, noted, effects[-1], what)

    def sample(self, count: int) -> list[Noted]:
        """Return acknowledged commands, evenly over the whole run."""
        found = [noted for noted in self._journal.read() if noted.acknowledged]
        return found[:: max(1, len(found) // count)]

    def read_models(self) -> dict[str, bytes]:
        """Serialise every service's copies of others' data, byte by byte."""
        copies = Snapshot(self.client).copies
        return {
            f"{service}.{name}": json.dumps(sorted(things.items()), sort_keys=True, default=str).encode()
            for (service, name), things in copies.items()
        }

    def forget_read_models(self) -> None:
        """Delete every copy, and each service's reading position."""
        for service, name in Snapshot(self.client).copies:
            self.client[f"tongban_{service}"].drop_collection(name)
            self.client[f"tongban_{service}"].drop_collection("caught_up")

    def lists_by_journals(self) -> dict[str, Any]:
        """Compute from the journals alone what every task list should be made of."""
        return {
            told["source"]: (told["version"], told["turn"], sorted(told["acted"]))
            for service in with_data()
            for told in Journal(self.client[f"tongban_{service}"], kinds_of(service)).turns()
        }

    def lists_as_kept(self) -> dict[str, Any]:
        """Return the notifications service's record of each turn."""
        found = {}
        for each in self.client["tongban_notifications"]["waiting"].find():
            turn = {name: each.get(name) for name in NOBODYS}
            turn["waits"] = [{name: wait[name] for name in wait if name != "vacant"} for wait in each["waits"]]
            found[each["_id"]] = (each["version"], turn, sorted(each["acted"]))
        return found

    def parked(self) -> set[Parked]:
        """Return the parked events."""
        query = {"state": "parked"}
        found = [each for name in with_data() for each in self.client[f"tongban_{name}"]["inbox"].find(query)]
        return {(each["handler"], each["source"]) for each in found}

    def unpublished(self, before: Any) -> int:
        """Count entries written before an instant that no broker has confirmed."""
        query = {"unpublished": {"$exists": True}, "updated_at": {"$lte": before}}
        return sum(
            self.client[f"tongban_{service}"][kind.name].count_documents(query)
            for service in with_data()
            for kind in kinds_of(service)
        )

    def under_way(self) -> list[str]:
        """Return unsettled work: entries of inboxes by state, and records with unconfirmed events."""
        found = []
        for service in with_data():
            db = self.client[f"tongban_{service}"]
            what = ("_id", "state", "attempts", "error")
            for entry in db["inbox"].find({"state": {"$in": ["waiting", "behind"]}}, [*what, "due_at"]).limit(SHOWN):
                found.append(
                    f"in the inbox of {service}: {[entry[name] for name in what]}, due {entry['due_at']:%T.%f}"
                )
            for kind in kinds_of(service):
                for record in db[kind.name].find({"unpublished": {"$exists": True}}, ["unpublished"]).limit(SHOWN):
                    found.append(f"not published: {kind.name} {record['_id']} {record['unpublished']}")
        return found

    def _breaks(self) -> Iterator[Any]:
        for service in with_data():
            yield from Journal(self.client[f"tongban_{service}"], kinds_of(service)).breaks()


def _as_told(snapshot: Snapshot, noted: Noted, effect: tuple[str, str, int], what: str) -> Iterator[str]:
    """Compare an answer with its entry."""
    collection, record_id, version = effect
    entry = snapshot.entry(collection, record_id, version)
    told = (noted.answer["id"], noted.answer["version"])
    if told == (record_id, version + 1) and _finishes(
        snapshot.entry(collection, record_id, version + 1), entry, effect
    ):
        return  # the request was told what a reaction had finished in its stead
    if told != (record_id, version):
        yield f"told {told}, done {(record_id, version)}: {what}"
    said = [value for path, value in entry["changes"] if path == "status"]
    if said and said != [noted.answer["status"]]:
        yield f"told {noted.answer['status']}, stored {said}: {what}"


def _finishes(later: Mapping[str, Any], entry: Mapping[str, Any], effect: tuple[str, str, int]) -> bool:
    """Check whether the reaction to an entry wrote a later one: the rooms of a meeting that was planned."""
    collection, record_id, version = effect
    caused = _caused_by(later, f"{collection}:{record_id}") and later["cause"]["version"] == version
    return bool(caused and (entry["action"], later["action"]) == ("plan", "arrange"))


def _about(word: str, explained: frozenset[Parked]) -> bool:
    """Check whether a violated law only reflects a parked event."""
    return any(source.partition(":")[2] in word for _, source in explained) and not word.startswith("not parked")


def versions_have_no_gap(snapshot: Snapshot) -> Iterator[str]:
    """Yield histories whose versions are not 1, 2, 3 … up to the record's."""
    for record in snapshot.all():
        if [entry["version"] for entry in record["history"]] != list(range(1, record["version"] + 1)):
            yield f"{record['_id']} says {record['version']} and has {[e['version'] for e in record['history']]}"


def numbers_have_no_gap(snapshot: Snapshot) -> Iterator[str]:
    """Yield series of numbers that are not 1, 2, 3 …."""
    for collection, series, sequence in SERIES:
        taken: dict[str, list[int]] = defaultdict(list)
        for record in snapshot.records[collection].values():
            if record.get(sequence) is not None:
                taken[record[series]].append(record[sequence])
        for name, numbers in taken.items():
            if sorted(numbers) != list(range(1, len(numbers) + 1)):
                yield f"numbers of {name} are {sorted(numbers)}"


def no_cause_acts_twice(snapshot: Snapshot) -> Iterator[str]:
    """Yield events that acted twice on one record."""
    for record in snapshot.all():
        causes = Counter(
            (entry["cause"]["source"], entry["cause"]["version"]) for entry in record["history"] if entry["cause"]
        )
        yield from (f"{cause} acted {count} times on {record['_id']}" for cause, count in causes.items() if count > 1)


def released_documents_are_delivered(snapshot: Snapshot) -> Iterator[str]:
    """Yield copies that are missing, differ from the release, or have none."""
    expected = {}
    for document, entry in snapshot.announced("documents", "document_released"):
        for organ in (*entry["data"]["recipients"], *entry["data"]["copies"]):
            expected[incoming_id(document["_id"], organ)] = (document, entry, organ)
    found = snapshot.records["incoming"]
    yield from (f"nobody released {each}" for each in found.keys() - expected.keys())
    for copy_id, (document, entry, organ) in expected.items():
        copy = found.get(copy_id)
        if copy is None:
            yield f"no copy of {document['_id']} at {organ}"
            continue
        shown = (
            copy["document_id"],
            copy["organ"],
            copy["number"],
            copy["title"],
            copy["history"][0]["cause"]["version"],
        )
        if shown != (document["_id"], organ, entry["data"]["number"], entry["data"]["title"], entry["version"]):
            yield f"the copy {copy_id} of {document['_id']} differs: {shown}"


def senders_see_how_copies_stand(snapshot: Snapshot) -> Iterator[str]:
    """Yield documents whose deliveries differ from the last move of each copy, or that took moves twice or out of order."""
    for copy in snapshot.records["incoming"].values():
        moves = [entry for entry in copy["history"] if entry["event"] in MOVES]
        document = snapshot.records["documents"][copy["document_id"]]
        status = moves[-1]["event"].removeprefix("incoming_")
        if document["deliveries"][copy["organ"]]["status"] != status:
            yield f"{document['_id']} shows {document['deliveries'][copy['organ']]['status']}, {copy['_id']} is {status}"
        taken = [e["cause"]["version"] for e in document["history"] if _caused_by(e, f"incoming:{copy['_id']}")]
        if taken != [entry["version"] for entry in moves]:
            yield f"{document['_id']} took {taken} of {copy['_id']}, not {[entry['version'] for entry in moves]}"


def attendance_gives_hours_once(snapshot: Snapshot) -> Iterator[str]:
    """Yield ledgers that differ from those computed from courses attended and lectures heard."""
    expected: dict[tuple[str, int, str], float] = {}
    for course, entry in snapshot.announced("courses", "attendance_recorded"):
        data = entry["data"]
        expected[data["person"], int(data["recorded_on"][:4]), f"course:{course['_id']}"] = data["hours"]
    for meeting, entry in snapshot.announced("meetings", "meeting_closed"):
        data = entry["data"]
        if data["kind"] == "party_lecture":
            for person in data["attended"]:
                expected[person, int(data["held_on"][:4]), f"meeting:{meeting['_id']}"] = data["hours"]
    found = {
        (ledger["person"], ledger["year"], source): item["hours"]
        for ledger in snapshot.records["ledgers"].values()
        for source, item in ledger["items"].items()
    }
    yield from (f"hours missing: {each}" for each in expected.keys() - found.keys())
    yield from (f"hours from nowhere: {each}" for each in found.keys() - expected.keys())
    yield from (
        f"hours of {each}: {found[each]}, not {expected[each]}"
        for each in found.keys() & expected.keys()
        if found[each] != expected[each]
    )


def the_directory_is_known_everywhere(snapshot: Snapshot) -> Iterator[str]:
    """Yield services whose copy of an organ or a person is not the last one announced."""
    for event, collection in (("organ_recorded", "organs"), ("person_recorded", "people")):
        expected: dict[str, Record] = {}
        for record, entry in snapshot.announced(collection, event):
            expected[record["_id"]] = {**entry["data"], "_id": record["_id"], "version": entry["version"]}
        listeners = {handler.partition(".")[0] for handler in subscribers().get(event, [])}
        for service in listeners - {"directory"}:  # which owns them and keeps no copy
            found = snapshot.copies.get((service, f"copy_{event}"), {})
            if found != expected:
                different = [each for each in expected.keys() | found.keys() if found.get(each) != expected.get(each)]
                yield f"{service} knows {event} otherwise: {sorted(different)[:5]}"


def _caused_by(entry: Mapping[str, Any], source: str) -> bool:
    return entry["cause"] is not None and entry["cause"]["source"] == source
