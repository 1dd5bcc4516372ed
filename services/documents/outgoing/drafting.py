"""Drafting: turns a drafter's input into the fields of a document, or into a list of errors."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from services.documents.app import receiving, ruled_in
from services.documents.classified.domain import refuse_classified
from services.documents.domain import OfficeFacts, Printing, Secrecy, Urgency
from services.documents.incoming import domain as incoming
from services.documents.incoming.domain import Incoming
from services.documents.kinds import KINDS, Kind, kind_of
from services.documents.outgoing import domain, hints, parties
from services.documents.outgoing.addressing import Unfit, addressed, organs_named
from services.documents.outgoing.app import UNKNOWN, Copy, Documents, same_day
from services.documents.outgoing.between import BETWEEN_ORGANS
from services.documents.outgoing.countersign_round import Round
from services.documents.outgoing.domain import Answered, Document, Forwarded, Linked
from services.documents.outgoing.printing import figures_find_room, unprintable
from services.documents.outgoing.repairs import located
from services.documents.outgoing.steps import OUTGOING
from services.documents.text.domain import blocks_of, plain, read_blocks
from shared import usecase
from shared.actor import Actor
from shared.contracts.directory import OrganRecorded
from shared.errors import InvalidInput
from shared.occasion import Occasion
from shared.office import Copies, Named, fault, faulty, organ_of
from shared.rulings import Ruled
from shared.shown import Shown
from shared.usecase import Lookup, made_id, to_show
from shared.workflow import Context, broken

if TYPE_CHECKING:
    from services.documents.outgoing import api

PLAIN = ("title", "body", "important", "contact", "telephone", "proposal", "assigned_by")
"""Fields taken from the drafter unchanged."""


def draft(
    documents: Documents,
    copies: Copies,
    *,
    occasion: Occasion,
    new_id: str,
    wanted: Mapping[str, Any],
    incomings: Copy | None = None,
) -> Document:
    """Draft a document (起草). `wanted`: kind, title, body or content, recipients, copies, urgency, in_reply_to."""
    actor, document_id = occasion.person, made_id(occasion, new_id)
    document = _blank(copies, actor, document_id)
    said: dict[str, Any] = {"handles": _handles_its_cause(incomings, wanted, actor)}
    said |= {"answered": None, "corrected": None}
    OUTGOING.begin(document, "draft", Context(actor, occasion.at, said=said))  # before its fields are looked up
    ruled = ruled_in(copies, actor.district, occasion.at)
    document = replace(document, **_fields(copies, document, wanted, ruled))
    if incomings is not None and wanted.get("in_reply_to") is not None:
        if occasion.key is not None and documents.find(document_id) is not None:
            documents.get(document_id)  # raises Repeated: what was answered since does not change the first answer
        said["answered"] = _entry(incomings, wanted["in_reply_to"], actor)
        document = replace(document, answers=_answered(documents, said["answered"]))
    if incomings is not None and wanted.get("forwards") is not None:
        document = replace(document, forwards=_forwarded(documents, incomings, wanted["forwards"], actor))
    if wanted.get("replaces") is not None:
        said["corrected"] = _corrected(documents, wanted["replaces"], actor)
        document = replace(document, replaces=_linked(said["corrected"]))
        if document.answers is None and said["corrected"].outside:
            document = replace(document, answers=said["corrected"].answers)  # the body outside gets the correction too
    return usecase.begin(documents, OUTGOING, document, "draft", Context(actor, occasion.at, said=said))


COPIED = (*PLAIN, "kind")
"""Fields that a copy takes over unchanged; organs and examiners only if they still exist."""


def copy(documents: Documents, copies: Copies, document_id: str, *, occasion: Occasion, new_id: str) -> Document:
    """Copy a past document into a new draft (引用历史公文): its text and recipients; no number, signature or attachment.

    Organs and examiners who are not there any more are left out, since the drafter goes over the new draft anyway.
    """
    past = to_show(documents, document_id, domain.sees, occasion.person)
    errors: list[dict[str, str]] = []
    known = copies.several(OrganRecorded, (*past.recipients, *past.copies))
    blank = _blank(copies, occasion.person, "")
    examining = parties.examiners(copies, blank, [each.id for each in past.examiners], errors)
    wanted: dict[str, Any] = {name: getattr(past, name) for name in COPIED if getattr(past, name) is not None}
    wanted |= {
        "urgency": past.urgency.value,
        "recipients": [each for each in past.recipients if each in known],
        "copies": [each for each in past.copies if each in known],
        "examiners": [each.id for each in examining],
    }
    if past.secrecy is Secrecy.INTERNAL:  # a copy counts as the original (条例 art. 31)
        wanted |= {"secrecy": past.secrecy.value, "readers": [each.id for each in past.readers]}
    if past.content:
        wanted["content"] = blocks_of(past.content)
    return draft(documents, copies, occasion=occasion, new_id=new_id, wanted=wanted)


def _handles_its_cause(incomings: Copy | None, wanted: Mapping[str, Any], actor: Actor) -> bool:
    """Check whether a document answers or forwards an entry upon which the actor drafts."""
    cause = wanted.get("in_reply_to") or wanted.get("forwards")
    entry = None if incomings is None or cause is None else incomings.find(cause)
    return entry is not None and incoming.drafts_upon(entry, actor)


def _entry(incomings: Copy, incoming_id: str, actor: Actor) -> Incoming:
    """Return the entry that a document answers, from the actor's own register."""
    entry = incomings.find(incoming_id)
    if entry is None or not incoming.handles(entry, actor):
        message = "未找到该件收文，或者不在您的知悉范围内"
        raise fault("in_reply_to", "unknown_incoming", message)
    return entry


def _answered(documents: Lookup[Document], entry: Incoming) -> Answered:
    original = documents.find(entry.document_id)
    asked = None if original is None else _received_for(original, entry.organ)
    return Answered(entry.id, entry.sender, entry.number, entry.kind, asked)


def answer_meant(
    documents: Lookup[Document] | None, incomings: Copy | None, wanted: Mapping[str, Any], actor: Actor
) -> Answered | None:
    """Return the entry that an unsaved document answers, or None; drafting it says what is wrong with the entry."""
    if documents is None or incomings is None:
        return None
    if wanted.get("in_reply_to") is None:
        corrected = None if wanted.get("replaces") is None else documents.find(wanted["replaces"])
        there = corrected is not None and domain.sees(corrected, actor) and corrected.outside
        return corrected.answers if corrected is not None and there else None
    with suppress(InvalidInput):
        entry = _entry(incomings, wanted["in_reply_to"], actor)
        return _answered(documents, entry) if entry.answerable else None
    return None


def _received_for(document: Document, office: str) -> str | None:
    """Return the main recipient for which an office received a document, or None."""
    return next((each for each in document.recipients if document.received_for.get(each) == office), None)


def _forwarded(documents: Documents, incomings: Copy, incoming_id: str, actor: Actor) -> Forwarded:
    """Return the subordinate's request that a document forwards, from the actor's own register."""
    copy = incomings.find(incoming_id)
    if copy is None or not incoming.handles(copy, actor) or copy.kind != "request":
        message = "未找到该件请示，或者不在您的知悉范围内"
        raise fault("forwards", "unknown_incoming", message)
    original = documents.find(copy.document_id)
    body = original.body if original is not None else copy.body or ""
    return Forwarded(copy.id, copy.sender, copy.number, domain.wording_of(body))


def _issuers(copies: Copies, document: Document, wanted: Sequence[str], errors: list[dict[str, str]]) -> Round:
    """Resolve the other issuers of a joint document, by id or name."""
    found = list[Named]()
    for place, organ in enumerate(organs_named(copies, document, wanted)):
        message = None
        if isinstance(organ, Unfit):
            message = organ.message
        elif organ.organ_id == document.organ or organ.organ_id in [each.id for each in found]:
            message = "联署机关不能重复"
        else:
            found.append(Named(organ.organ_id, organ.name))
        if message is not None:
            errors.append(faulty(f"issuers[{place}]", "unfit_issuer", message))
    return document.joint if errors else document.joint.naming(found)


def _corrected(documents: Documents, document_id: str, actor: Actor) -> Document:
    """Return the document that a new one corrects, of the same issuer."""
    document = documents.find(document_id)
    if document is None or not domain.sees(document, actor):
        message = "未找到该件公文，或者不在您的知悉范围内"
        raise fault("replaces", "unknown_document", message)
    return document


def _linked(document: Document) -> Linked:
    return Linked(document.id, document.number or "", document.title)


def revise(
    documents: Documents, copies: Copies, document_id: str, *, occasion: Occasion, wanted: Mapping[str, Any]
) -> Document:
    """Change a draft."""

    def gather(document: Document) -> OfficeFacts:
        changes = _fields(copies, document, wanted, ruled_in(copies, document.path[0], occasion.at))
        return OfficeFacts(occasion.person, occasion.at, said={"changes": changes, "changed": tuple(sorted(wanted))})

    return usecase.act(documents, OUTGOING, document_id, "revise", sees=domain.sees, occasion=occasion, gather=gather)


def check(
    copies: Copies,
    *,
    occasion: Occasion,
    wanted: Mapping[str, Any],
    documents: Documents | None = None,
    incomings: Copy | None = None,
    document_id: str | None = None,
    printing: Printing = UNKNOWN,
    read: "Callable[[Document], list[Shown[api.Finding]]]" = hints.warnings,
    place: "Callable[[Document, list[Shown[api.Finding]]], list[Shown[api.Warning]]]" = located,
) -> "Shown[api.Verdict]":
    """Check a document without storing it, as a form does during typing: violations, and points to confirm.

    document_id: the draft being edited, which is not counted as a duplicate. read, place: process the whole text, and may do
    so concurrently with other work.
    """
    named = (*wanted.get("recipients", ()), *wanted.get("copies", ()))
    copies.several(OrganRecorded, (*occasion.person.path, occasion.person.organ, *named))
    ruled = ruled_in(copies, occasion.person.district, occasion.at)
    document = replace(imagined(copies, occasion.person, wanted, ruled), id=document_id or "")
    edited = None if documents is None or document_id is None else documents.find(document_id)
    if edited is None or not domain.sees(edited, occasion.person):
        printing = Printing(printing.lacking)
        document = replace(document, answers=answer_meant(documents, incomings, wanted, occasion.person))
    else:
        document = replace(document, answers=edited.answers)
    known = OfficeFacts(
        occasion.person,
        occasion.at,
        organ_of=lambda organ_id: copies.find(OrganRecorded, organ_id),
        receiving=receiving(copies),
        ruled=ruled,
        printing=printing,
    )
    judging = [each for each in (*BETWEEN_ORGANS, figures_find_room) if each.in_force(known.today)]
    found = read(document) + hints.on_its_recipients(document, known)
    found += unprintable(document, known)
    if documents is not None:
        found += hints.drafted_already(same_day(documents, document, occasion))
    return {"violations": broken(judging, document, known), "warnings": place(document, found)}


def imagined(
    copies: Copies, actor: Actor, wanted: Mapping[str, Any], ruled: Ruled, *, base: Document | None = None
) -> Document:
    """Build the document that a form describes, without storing it: a new one, or `base` with its changes."""
    document = _blank(copies, actor, "") if base is None else base
    return replace(document, **_fields(copies, document, wanted, ruled))


def _blank(copies: Copies, actor: Actor, document_id: str) -> Document:
    """Build a blank document of the actor's organ."""
    organ = organ_of(copies, actor.organ)
    return Document(
        id=document_id,
        kind="notice",
        title="",
        body="",
        organ=organ.organ_id,
        organ_name=organ.name,
        path=organ.path,
        drafter=actor.person_id,
        drafter_name=actor.name,
        addressees=(),
        attached=False,
    )


def _fields(copies: Copies, document: Document, wanted: Mapping[str, Any], ruled: Ruled) -> dict[str, Any]:
    """Turn a drafter's input into fields; raise InvalidInput naming every invalid organ and kind."""
    errors: list[dict[str, str]] = []
    fields: dict[str, Any] = {name: wanted[name] for name in PLAIN if name in wanted}
    if "content" in wanted:
        content = read_blocks(wanted["content"])
        fields |= {"content": content, "body": plain(content)}
    elif "body" in wanted:
        fields["content"] = ()
    if "urgency" in wanted:
        fields["urgency"] = Urgency(wanted["urgency"])
    if "secrecy" in wanted:
        fields["secrecy"] = Secrecy(wanted["secrecy"])
        refuse_classified(fields["secrecy"])
    if "readers" in wanted:
        fields["readers"] = parties.readers(copies, document, wanted["readers"], errors)
    if fields.get("readers", document.readers) and fields.get("secrecy", document.secrecy) is not Secrecy.INTERNAL:
        errors.append(faulty("readers", "not_internal", "只有内部公文指定知悉人员"))
    kind = kind_of(wanted.get("kind", document.kind))
    if kind is None:
        message = f"没有这一文种；可用的有：{'、'.join(each.name for each in KINDS.values() if _used(each, ruled))}"
        errors.append(faulty("kind", "unknown_kind", message))
    elif _used(kind, ruled):
        fields["kind"] = kind.code
    else:
        errors.append(faulty("kind", "kind_not_used", f"本地区学校不使用“{kind.name}”这一文种"))
    taken: set[str] = {document.organ}
    if "issuers" in wanted:
        fields["joint"] = _issuers(copies, document, wanted["issuers"], errors)
    taken |= {task.who for _, task in fields.get("joint", document.joint).counting}
    for field, attribute in (("recipients", "addressees"), ("copies", "copied")):
        if field in wanted:
            found = addressed(copies, document, field, wanted[field], taken)
            fields |= {attribute: tuple(found.organs), f"{attribute}_as": tuple(found.words)}
            errors += found.errors
        elif "recipients" in wanted or "copies" in wanted:
            kept: tuple[Named, ...] = getattr(document, attribute)
            repeated = [each for each in kept if each.id in taken]
            if repeated:
                message = f"{'、'.join(each.name for each in repeated)}不能重复主送、抄送或联署"
                errors.append(faulty(field, "organ_repeated", message))
            taken |= {each.id for each in kept}
    if "examiners" in wanted:
        fields["examiners"] = parties.examiners(copies, document, wanted["examiners"], errors, field="examiners")
    if errors:
        raise InvalidInput(errors=errors)
    return fields


def _used(kind: Kind, ruled: Ruled) -> bool:
    """Check whether a kind is in use: the usual ones, and those that the district has added."""
    return kind.for_schools or kind.code in ruled.kinds
