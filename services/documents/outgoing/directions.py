"""Which way a document goes (行文方向), by the places of sender and recipients; two may lead one organ (双重领导)."""

from services.documents.domain import Direction, OfficeFacts, direction
from services.documents.outgoing.domain import Document
from shared.office import Named


def goes_up(document: Document, facts: OfficeFacts) -> bool:
    """Tell whether a document goes to a superior (上行文)."""
    return Direction.UP in directions_of(document, document.addressees, facts).values()


def directions_of(document: Document, named: tuple[Named, ...], facts: OfficeFacts) -> dict[str, Direction]:
    """Tell how each organ stands to the issuer; those that no longer exist are left out."""
    issuer = facts.organ_of(document.organ)
    second = None if issuer is None else issuer.also_under
    found = {each.id: facts.organ_of(each.id) for each in named}
    ways = {}
    for organ_id, organ in found.items():
        if organ is None:
            continue
        if organ_id == second:
            ways[organ_id] = Direction.UP
        elif organ.also_under == document.organ:
            ways[organ_id] = Direction.DOWN
        else:
            ways[organ_id] = direction(document.path, organ.path)
    return ways


def other_superiors(document: Document, facts: OfficeFacts) -> list[Named]:
    """Give the superiors under dual leadership who are not told (条例 arts. 15(6), 16(5)).

    Up: the issuer's other superior than the one it writes to. Down: the other superior of each organ written to.
    """
    issuer, missing = facts.organ_of(document.organ), []
    told = {*document.recipients, *document.copies, document.organ}
    ways = directions_of(document, document.addressees, facts)
    if issuer is not None and issuer.also_under is not None and Direction.UP in ways.values():
        direct = issuer.path[-2] if len(issuer.path) > 1 else None
        missing += [each for each in (direct, issuer.also_under) if each is not None and each not in told]
    for organ_id, way in ways.items():
        organ = facts.organ_of(organ_id)
        if way is Direction.DOWN and organ is not None and organ.also_under is not None:
            direct = organ.path[-2] if len(organ.path) > 1 else None
            missing += [each for each in (direct, organ.also_under) if each is not None and each not in told]
    found = [facts.organ_of(each) for each in dict.fromkeys(missing)]
    return [Named(each.organ_id, each.name) for each in found if each is not None]
