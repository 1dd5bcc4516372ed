"""Direction of a document (行文方向), by the paths of sender and recipients; an organ may have two superiors (双重领导)."""

from services.documents.domain import Direction, OfficeContext, direction
from services.documents.outgoing.domain import Document
from shared.contracts.directory import OrganRecorded
from shared.office import Named


def goes_up(document: Document, context: OfficeContext) -> bool:
    """Check whether a document goes to a superior (上行文)."""
    return Direction.UP in directions_of(document, document.addressees, context).values()


def directions_of(document: Document, named: tuple[Named, ...], context: OfficeContext) -> dict[str, Direction]:
    """Return the direction to each organ from the issuer; organs that no longer exist are left out.

    An answer goes from the organ that was asked, if the issuer received the document for it (代收).
    """
    issuer = asked_organ(document, context) or context.organ_of(document.organ)
    second = None if issuer is None else issuer.also_under
    own, path = (document.organ, document.path) if issuer is None else (issuer.organ_id, issuer.path)
    found = {each.id: context.organ_of(each.id) for each in named}
    ways = {}
    for organ_id, organ in found.items():
        if organ is None:
            continue
        if organ_id == second:
            ways[organ_id] = Direction.UP
        elif organ.also_under == own:
            ways[organ_id] = Direction.DOWN
        else:
            ways[organ_id] = direction(path, organ.path)
    return ways


def asked_organ(document: Document, context: OfficeContext) -> OrganRecorded | None:
    """Return the organ in whose place the issuer answers, or None."""
    asked = None if document.answers is None else document.answers.asked
    return None if asked is None else context.organ_of(asked)


def other_superiors(document: Document, context: OfficeContext) -> list[Named]:
    """Return the superiors under dual leadership who are not addressed (条例 arts. 15(6), 16(5)).

    Up: the issuer's other superior than the one it writes to. Down: the other superior of each organ written to.
    """
    issuer, missing = context.organ_of(document.organ), []
    told = {*document.recipients, *document.copies, document.organ}
    ways = directions_of(document, document.addressees, context)
    if issuer is not None and issuer.also_under is not None and Direction.UP in ways.values():
        direct = issuer.path[-2] if len(issuer.path) > 1 else None
        missing += [each for each in (direct, issuer.also_under) if each is not None and each not in told]
    for organ_id, way in ways.items():
        organ = context.organ_of(organ_id)
        if way is Direction.DOWN and organ is not None and organ.also_under is not None:
            direct = organ.path[-2] if len(organ.path) > 1 else None
            missing += [each for each in (direct, organ.also_under) if each is not None and each not in told]
    found = [context.organ_of(each) for each in dict.fromkeys(missing)]
    return [Named(each.organ_id, each.name) for each in found if each is not None]
