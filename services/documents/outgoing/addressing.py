"""Addressees of a document: organs by id or by a matching name, and groups of them (主送分组)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from services.documents.outgoing.domain import Document
from shared.contracts.directory import GroupRecorded, OrganRecorded
from shared.office import Copies, Named, faulty

COLLECTIVE: Mapping[str, tuple[str, bool]] = {
    "全区各学校": ("school", False),
    "全区各校": ("school", False),
    "全区各校区": ("campus", False),
    "本校各校区": ("campus", True),
    "各校区": ("campus", True),
    "各学校": ("school", False),
    "各处室": ("department", True),
}
"""Collective names for all organs of a kind, in the district or in the issuer's own body, as written on the page."""


@dataclass
class Addressed:
    """The addressees in a list of recipients: the organs, the words printed on the page, and the errors."""

    organs: list[Named] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    errors: list[dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Unfit:
    """The reason why an addressee was not found."""

    code: str
    message: str


UNKNOWN = Unfit("unknown_organ", "未找到该单位，请从列表中选择")


def organs_named(copies: Copies, document: Document, asked: Sequence[str]) -> list[OrganRecorded | Unfit]:
    """Return for each id or name the matching organ of the district, or the reason; an ambiguous name lists the organs."""
    known = copies.several(OrganRecorded, asked)
    own = {each: one for each, one in known.items() if one.path[0] == document.path[0] and one.active}
    circle = copies.where(OrganRecorded, {"path": document.path[0]}) if len(own) < len(set(asked)) else []
    return [own.get(each) or _fitting(each, circle) for each in asked]


def _fitting(said: str, circle: Sequence[OrganRecorded]) -> OrganRecorded | Unfit:
    found = [one for one in circle if said in (one.name, one.short_name) and one.active]
    if len(found) > 1:
        names = "、".join(f"{one.name}（{_above(one, circle)}）" for one in found)
        return Unfit("ambiguous_organ", f"名称对应多个单位：{names}，请选择")
    return found[0] if found else UNKNOWN


def addressed(copies: Copies, document: Document, field: str, asked: Sequence[str], taken: set[str]) -> Addressed:
    """Resolve a list of addressees; `taken` holds organs named already, and grows."""
    found, named = Addressed(), organs_named(copies, document, asked)
    others = UNKNOWN in named
    circle = copies.where(OrganRecorded, {"path": document.path[0]}) if others else []
    groups = copies.where(GroupRecorded, {"owner": {"$in": list(document.path)}}) if others else []
    for place, (each, organ) in enumerate(zip(asked, named, strict=True)):
        where = f"{field}[{place}]"
        members = _members(each, document, circle, groups) if organ is UNKNOWN else []
        if isinstance(organ, OrganRecorded):
            _take(found, organ, where, taken, document)
        elif members:
            fresh = [one for one in members if one.organ_id not in taken]
            taken |= {one.organ_id for one in fresh}
            found.organs += [Named(one.organ_id, one.name) for one in fresh]
            found.words.append(_called(each, groups))
        else:
            found.errors.append(faulty(where, organ.code, organ.message))
    return found


def _take(found: Addressed, organ: OrganRecorded, where: str, taken: set[str], document: Document) -> None:
    if organ.organ_id in taken:
        own = organ.organ_id == document.organ
        message = "不能发给本单位" if own else "同一单位不能重复主送、抄送或联署"
        found.errors.append(faulty(where, "organ_repeated", message))
        return
    taken.add(organ.organ_id)
    found.organs.append(Named(organ.organ_id, organ.name))
    found.words.append(organ.name)


def _members(
    said: str, document: Document, circle: Sequence[OrganRecorded], groups: Sequence[GroupRecorded]
) -> list[OrganRecorded]:
    """Return the organs of a group, or of a collective name, without the issuer's own."""
    if said in COLLECTIVE:
        kind, own = COLLECTIVE[said]
        body = document.path[: 2 if len(document.path) > 1 else 1] if own else document.path[:1]
        found = [each for each in circle if each.kind == kind and each.path[: len(body)] == body]
    else:
        group = next((each for each in groups if each.active and said in (each.group_id, each.name)), None)
        there = {each.organ_id: each for each in circle}
        found = [] if group is None else [there[each] for each in group.members if each in there]
    return [each for each in found if each.active and each.organ_id != document.organ]


def _called(said: str, groups: Sequence[GroupRecorded]) -> str:
    return next((each.name for each in groups if each.group_id == said), said)


def _above(organ: OrganRecorded, circle: Sequence[OrganRecorded]) -> str:
    return next((each.name for each in circle if each.organ_id == organ.parent), organ.name)
