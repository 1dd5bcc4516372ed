"""Documents and their copies driven at random, against a model that knows the tables only."""

import inspect
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule

from services.documents.incoming import app as incoming
from services.documents.incoming.steps import INCOMING
from services.documents.outgoing import afterwards, drafting
from services.documents.outgoing import app as outgoing
from services.documents.outgoing.steps import OUTGOING
from services.gateway.routes import api_routes
from shared.aggregate import first_break
from shared.collection import META
from shared.contracts.event import REGISTRY
from shared.errors import InvalidInput, OfficeError, RuleBroken
from shared.occasion import AlreadyHandled, Cause, GapFound, Occasion
from shared.workflow import Step, Workflow
from tests.support.office import MORNING, MemoryDocuments, MemoryIncomings, Roster, on

ROSTER = Roster()
PEOPLE = [f"{organ}.{role}" for organ in ("east", "west", "north") for role in
          ("clerk", "director", "leader", "registrar", "handler")]  # fmt: skip
MOST = 3
"""Documents at once: few, so that much happens to each."""
SERIES = ("register_series", "register_sequence"), ("series", "sequence")


def offered(call: str) -> list[str]:
    """Return the steps that the gateway offers for a use case, and one that does not exist."""
    routes = [route for route in api_routes() if (route.service, route.call) == ("documents", call)]
    return [*(action for route in routes for action in route.choices.get("action", ())), "shred"]


HANDING = ("submit", "examine", "approve", "sign", "verify")
"""Steps that their actor may take back until the next one acts."""
ONWARDS = ("submit", "approve", "sign", "verify", "register", "release")
STEPS = offered("act")
COPY_STEPS = ("receive", "register", "assess", "return", "assign", "complete", "shred")
"""The path of a copy with one handler; readers, assistants and urgers act beside it."""


class Expected:
    """The model of one record: its status, the number of its writes, its drafter or handler."""

    def __init__(self, table: Workflow, organ: str, status: str, drafter: str = "") -> None:
        self.table, self.organ, self.status, self.drafter = table, organ, status, drafter
        self.version, self.handler, self.handed, self.known = 1, "", "", not drafter

    def step(self, who: str, action: str) -> Step | None:
        """Return the row that allows a person a step now, by organ, post, or person.

        Until it is submitted, only the drafter knows of a draft.
        """
        if not self.known and who != self.drafter:
            return None
        rows = [row for row in self.table.steps if row.action == action and self.status in row.sources]
        return next((row for row in rows if self._may(row.by.name, who)), None)

    def _may(self, by: str, who: str) -> bool:
        role, organ = who.partition(".")[2], who.partition(".")[0]
        people = {"drafter": self.drafter, "handler": self.handler, "whoever handed it on": self.handed}
        return any(who == people[each] if each in people else role == each and organ == self.organ
                   for each in by.split(", "))  # fmt: skip


class Offices(RuleBasedStateMachine):
    """Three campuses that write to each other."""

    documents: Any = Bundle("documents")
    copies: Any = Bundle("copies")
    moves: Any = Bundle("moves")

    def __init__(self) -> None:
        super().__init__()
        self.outgoing, self.incoming = MemoryDocuments(on("east.clerk")), MemoryIncomings(on("west.registrar"))
        self.expected: dict[str, Expected] = {}
        self.shown: dict[tuple[str, str], str] = {}

    @rule(target=documents, organ=st.sampled_from(["east", "west"]), both=st.booleans())
    def draft(self, organ: str, both: bool) -> Any:
        """Draft a notice to one or two other campuses."""
        if len(self.outgoing.records) == MOST:
            return multiple()
        who, others = f"{organ}.clerk", [each for each in ("west", "north", "east") if each != organ]
        new_id = f"d{len(self.outgoing.records)}"
        wanted = {"kind": "notice", "title": "关于安全工作的通知", "body": "正文", "urgency": "normal", "copies": [],
                  "recipients": others[: 2 if both else 1]}  # fmt: skip
        drafting.draft(self.outgoing.on(on(who)), ROSTER, occasion=on(who), new_id=new_id, wanted=wanted)
        self.expected[new_id] = Expected(OUTGOING, organ, str(OUTGOING.initial), who)
        return new_id

    @rule(
        document=documents,
        who=st.sampled_from(PEOPLE),
        action=st.sampled_from(STEPS),
        comment=st.sampled_from(["", "退"]),
    )
    def step(self, document: str, who: str, action: str, comment: str) -> None:
        """Try a step with a document."""
        self._try(self.outgoing, outgoing.act, document, who, action, {"comment": comment})

    @rule(document=documents, steps=st.sampled_from([6, 6, 4, 1]))
    def go_on(self, document: str, steps: int) -> None:
        """Take the next steps as anybody who may: at random alone hardly anything would ever be released."""
        for action in ONWARDS[:steps]:
            for who in PEOPLE:
                if self.expected[document].step(who, action) is not None:
                    self._try(self.outgoing, outgoing.act, document, who, action, {"comment": "同意"})

    @rule(target=copies, document=documents)
    def deliver(self, document: str) -> Any:
        """Deliver the event of a release, for the first time or again."""
        entries = [e for e in self.outgoing.records[document]["history"] if e["event"] == "document_released"]
        if not entries:
            return multiple()
        kept = self.incoming.on(_caused(f"documents:{document}", entries[0]))
        before = set(self.incoming.records)
        incoming.deliver(kept, REGISTRY["document_released", 1].read(entries[0]["data"]), at=MORNING)
        new = sorted(set(self.incoming.records) - before)
        for each in new:
            self.expected[each] = Expected(INCOMING, self.incoming.records[each]["organ"], str(INCOMING.initial))
            self.shown[document, self.incoming.records[each]["organ"]] = "sent"
        if not before.isdisjoint(self._copies_of(document)):
            assert not new, "a second delivery made other copies"
        return multiple(*new)

    @rule(
        copy=copies,
        who=st.sampled_from(PEOPLE),
        action=st.sampled_from(COPY_STEPS),
        reason=st.sampled_from(["", "退"]),
        mine=st.booleans(),
    )
    def handle(self, copy: str, who: str, action: str, reason: str, mine: bool) -> None:
        """Try a step with a copy."""
        organ = self.expected[copy].organ
        said = {
            "comment": reason,
            "reply": "已办",
            "due_on": "2099-12-31",
            "handler": f"{organ if mine else 'lake'}.handler",
        }
        self._try(self.incoming, incoming.act, copy, who, action, said)

    @rule(copy=copies, place=st.integers(0, 9))
    def hear(self, copy: str, place: int) -> None:
        """Deliver any event of a copy to the sender: again, too early, or in its turn."""
        record = self.incoming.records[copy]
        entry = record["history"][place % record["version"]]
        document = self.outgoing.records[record["document_id"]]
        have = document["sources"].get(f"incoming:{copy}", 0)
        kept = self.outgoing.on(_caused(f"incoming:{copy}", entry, previous=entry["version"] - 1))
        before, announced = str(document), len(self.outgoing.announced)
        try:
            afterwards.note_delivery(kept, REGISTRY[entry["event"], 1].read(entry["data"]), at=MORNING)  # type: ignore[arg-type]
        except AlreadyHandled:
            assert entry["version"] <= have
        except GapFound:
            assert entry["version"] > have + 1
        else:
            assert entry["version"] == have + 1
            self.expected[record["document_id"]].version += 1
            self.shown[record["document_id"], record["organ"]] = entry["event"].removeprefix("incoming_")
            return
        assert (str(self.outgoing.records[record["document_id"]]), len(self.outgoing.announced)) == (before, announced)

    def _try(self, kept: Any, act: Any, thing: str, who: str, action: str, said: dict[str, Any]) -> None:
        expected = self.expected[thing]
        row, before, announced = expected.step(who, action), str(kept.records), len(kept.announced)
        # whatever else a step may come to be told is left out
        told = {n: said.get(n) for n, p in inspect.signature(act).parameters.items()
                if p.kind is p.KEYWORD_ONLY and n != "occasion" and (n in said or p.default is p.empty)}  # fmt: skip
        try:
            after = act(kept.on(on(who)), ROSTER, thing, action, occasion=on(who), **told)
        except OfficeError as refusal:
            assert str(kept.records) == before, "a refusal changed something"
            assert len(kept.announced) == announced, "a refusal announced something"
            assert row is None or isinstance(refusal, (RuleBroken, InvalidInput)), f"{who} may {action}: {refusal}"
            return
        assert row is not None, f"{who} may not {action} what is {expected.status}"
        assert after.status in row.targets
        assert kept.announced[announced:][0][1]["event"] == row.announces.event and len(kept.announced) == announced + 1
        expected.status, expected.version = str(after.status), expected.version + 1
        if action != "urge":
            expected.handed = who if action in HANDING else ""
        expected.known = expected.known or action == "submit"
        if action == "assign":
            expected.handler = said["handler"]

    def _copies_of(self, document: str) -> set[str]:
        return {each for each, record in self.incoming.records.items() if record["document_id"] == document}

    @invariant()
    def every_version_is_an_event(self) -> None:
        """Check that a record's version equals the number of its events, and the model's count."""
        for kept in (self.outgoing, self.incoming):
            for thing, record in kept.records.items():
                heard = [entry["version"] for each, entry in kept.announced if each == thing]
                assert heard == list(range(1, record["version"] + 1))
                assert (record["version"], record["status"]) == (
                    self.expected[thing].version,
                    self.expected[thing].status,
                )

    @invariant()
    def numbers_have_no_gap(self) -> None:
        """Check that the numbers in a series are 1, 2, 3 …."""
        for kept, (series, sequence) in ((self.incoming, SERIES[0]), (self.outgoing, SERIES[1])):
            given: dict[str, list[int]] = {}
            for record in kept.records.values():
                if record.get(sequence) is not None:
                    given.setdefault(record[series], []).append(record[sequence])
            assert all(sorted(numbers) == list(range(1, len(numbers) + 1)) for numbers in given.values()), given

    @invariant()
    def the_sender_sees_what_it_heard(self) -> None:
        """Check that a document shows each copy as the last event in order says."""
        for (document, organ), status in self.shown.items():
            assert self.outgoing.records[document]["deliveries"][organ]["status"] == status

    def teardown(self) -> None:
        """Check that every state follows from its history, and every history from itself."""
        for kept in (self.outgoing, self.incoming):
            for thing, record in kept.records.items():
                state = {name: value for name, value in record.items() if name not in META}
                assert first_break(thing, record["version"], state, record["head"], record["history"]) is None


def _caused(source: str, entry: dict[str, Any], *, previous: int = 0) -> Occasion:
    return Occasion(MORNING, cause=Cause(source, entry["version"], entry["event"], previous))


Offices.TestCase.settings = settings(max_examples=30, stateful_step_count=40, deadline=None)
TestOfficesAtRandom = Offices.TestCase
