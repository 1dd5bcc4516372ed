"""Progress of a document: who took which step, when and with which opinion, the next step, and who could take it."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from services.documents.outgoing.acts import OUTGOING_ACTS, outgoing_stage
from services.documents.outgoing.countersign_round import COUNTING, OBJECTED, OPEN
from services.documents.outgoing.countersign_steps import BESIDE
from services.documents.outgoing.domain import LINE, STATUS_NAMES, Document, ProgressState
from services.documents.outgoing.domain import DocumentStatus as D
from services.documents.outgoing.joint import SIGNING
from services.documents.outgoing.limits import due_at
from services.documents.outgoing.rules import approvers
from shared.aggregate import Entry
from shared.calendar import instant_text
from shared.office import Named, pair_of
from shared.shown import Shown

if TYPE_CHECKING:
    from services.documents.outgoing import api

Holders = Callable[[str, str], Sequence[Named]]
"""Returns who holds a role in an organ now."""

STEPS = {
    "submit": D.SUBMITTED,
    "approve": D.APPROVED,
    "sign": D.SIGNED,
    "verify": D.VERIFIED,
    "register": D.REGISTERED,
    "release": D.RELEASED,
}
"""The steps of the line, each with its resulting status."""
POSTS = {
    "approve": "director",
    "sign": "leader",
    "verify": "registrar",
    "register": "registrar",
    "release": "registrar",
}
MEANWHILE = {"agree": BESIDE, "sign_jointly": SIGNING}
"""Steps taken while the document stands at another one, with the statuses meanwhile."""
BY_ANOTHER = ("approve", "sign")
"""Steps that a drafter never takes with their own draft (条例第二十条、第二十一条)."""


def progress(document: Document, entries: Sequence[Entry], holders: Holders) -> "Shown[api.Progress]":
    """Return the progress; `entries` is the whole history."""
    last = {entry["action"]: entry for entry in entries}
    steps = [_step(document, code, last, holders) for code in STEPS]
    examined = [_examiner(document, place, entries) for place in range(len(document.examiners))]
    signers = [_answered("agree", "会签", task) for task in document.countersigning.tasks if task.status in COUNTING]
    jointly = [_answered("sign_jointly", "签发", task) for _, task in document.joint.counting]
    signed = list(STEPS).index("sign") + 1
    line = [steps[0], *signers, *examined, *steps[1:signed], *jointly, *steps[signed:]]
    waits = document.status in LINE
    at = next((place for place, each in enumerate(line) if each["state"] == "next"), None) if waits else None
    for place, each in enumerate(line):
        if each["state"] == "next":
            beside = document.status in MEANWHILE.get(each["code"], ())
            each["state"] = "ended" if not waits else "current" if place == at or beside else "next"
    due = due_at(document)
    return {
        "id": document.id,
        "version": document.version,
        "status": document.status.value,
        "status_name": STATUS_NAMES[document.status],
        "stage_name": outgoing_stage(document),
        "due_at": None if due is None else instant_text(due),
        "steps": line,
    }


def _step(document: Document, code: str, last: dict[str, Entry], holders: Holders) -> "Shown[api.ProgressStep]":
    target = STEPS[code]
    passed = document.released_at is not None or (
        document.status in LINE and (target in LINE and LINE.index(document.status) >= LINE.index(target))
    )
    if passed or (document.status is D.WITHDRAWN and code in last):
        return _row(code, ProgressState.DONE, last.get(code), [])
    if code == "submit":
        return _row(code, ProgressState.NEXT, None, [Named(document.drafter, document.drafter_name)])
    return _row(code, ProgressState.NEXT, None, _could(document, code, holders))


def _could(document: Document, code: str, holders: Holders) -> list[Named]:
    """List who could take a step: the holders of its post, without the drafter where another has to judge, and without who
    approved it where another has to sign; of what is important the principal leader alone."""
    every = holders(document.organ, POSTS[code])
    kept_out = {document.drafter, *(approvers(document) if code == "sign" else ())} if code in BY_ANOTHER else set()
    found = [each for each in every if each.id not in kept_out]
    upward = document.important or any(each in document.path[:-1] for each in document.recipients)
    if code == "sign" and upward:
        principals = {each.id for each in holders(document.organ, "principal")}
        return [each for each in found if each.id in principals or (not principals and len(every) == 1)]
    return found


def _examiner(document: Document, place: int, entries: Sequence[Entry]) -> "Shown[api.ProgressStep]":
    who = document.examiners[place]
    done = [entry for entry in entries if entry["action"] == "examine" and _for(entry) == who.id]
    if place < len(document.examined):
        return _row("examine", ProgressState.DONE, done[-1] if done else None, [who])
    return _row("examine", ProgressState.NEXT, None, [who])


def _for(entry: Entry) -> str | None:
    by = entry["in_place_of"] or (entry["by"] or {}).get("id")
    return None if by is None else str(by)


def _answered(code: str, label: str, task: Any) -> "Shown[api.ProgressStep]":
    who, state = Named(task.who, task.name), ProgressState.OBJECTED if task.status is OBJECTED else ProgressState.DONE
    if task.status is OPEN:
        return _line(code, label, ProgressState.NEXT, [who])
    return _line(code, label, state, [who], task.by or who, task.at and instant_text(task.at), task.opinion)


def _row(code: str, state: ProgressState, entry: Entry | None, who: Sequence[Named]) -> "Shown[api.ProgressStep]":
    label = OUTGOING_ACTS[code].label
    if entry is None:
        return _line(code, label, state, who)
    by = None if entry["by"] is None else Named(entry["by"]["id"], entry["by"]["name"])
    return _line(code, label, state, who, by, entry["at"], entry["comment"])


def _line(
    code: str,
    label: str,
    state: ProgressState,
    who: Sequence[Named],
    by: Named | None = None,
    at: str | None = None,
    opinion: str | None = None,
) -> "Shown[api.ProgressStep]":
    return {
        "code": code,
        "label": label,
        "state": state.value,
        "who": [pair_of(each) for each in who],
        "by": None if by is None else pair_of(by),
        "at": at,
        "opinion": opinion or None,
    }
