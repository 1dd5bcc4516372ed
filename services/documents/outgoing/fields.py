"""The fields of a draft: a drafter's input in the types of the domain, or a list of errors."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.documents.classified.domain import refuse_classified
from services.documents.domain import Secrecy
from services.documents.kinds import KINDS, Kind, kind_of
from services.documents.outgoing import parties
from services.documents.outgoing.addressing import Unfit, addressed, organs_named
from services.documents.outgoing.countersign_round import Round
from services.documents.outgoing.domain import Document
from services.documents.text.domain import plain, read_blocks
from shared.actor import Actor
from shared.errors import InvalidInput
from shared.given import as_given
from shared.office import Copies, Named, faulty, organ_of
from shared.rulings import Ruled


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


def blank(copies: Copies, actor: Actor, document_id: str) -> Document:
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


def fields_of(copies: Copies, document: Document, wanted: Mapping[str, Any], ruled: Ruled) -> dict[str, Any]:
    """Turn a drafter's input into fields; raise InvalidInput naming every invalid organ and kind."""
    errors: list[dict[str, str]] = []
    fields = as_given(Document, wanted)
    if "content" in wanted:
        content = read_blocks(wanted["content"])
        fields |= {"content": content, "body": plain(content)}
    elif "body" in wanted:
        fields["content"] = ()
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
