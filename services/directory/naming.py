"""Organs as people name them: by id, or by a name that one organ of the district alone bears."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from services.directory.domain import Organ
from shared.office import faulty
from shared.usecase import Lookup


class NamedOrgans(Lookup[Organ], Protocol):
    """The repository of organs, also by name."""

    def bearing(self, district: str, names: Sequence[str]) -> Sequence[Organ]:
        """Return the active organs of a district that bear one of these names or short names."""


@dataclass(frozen=True)
class Unfit:
    """The reason why no organ was found."""

    code: str
    message: str

    def at(self, field: str) -> dict[str, str]:
        """Return the error of a field."""
        return faulty(field, self.code, self.message)


UNKNOWN = Unfit("unknown_organ", "未找到该单位，请从列表中选择")


def organs_named(organs: NamedOrgans, district: str, said: Sequence[str]) -> list[Organ | Unfit]:
    """Return for each id or name the organ of the district, or the reason; an ambiguous name lists the organs.

    A disabled organ is found by its id only.
    """
    by_id = {each: one for each in set(said) if (one := organs.find(each)) is not None and one.path[0] == district}
    names = [each for each in dict.fromkeys(said) if each not in by_id]
    bearing = organs.bearing(district, names) if names else ()
    return [by_id.get(each) or _fitting(organs, each, bearing) for each in said]


def organ_named(organs: NamedOrgans, district: str, said: str) -> Organ | Unfit:
    """Return the organ of the district with an id or a name, or the reason."""
    return organs_named(organs, district, [said])[0]


def _fitting(organs: NamedOrgans, said: str, bearing: Sequence[Organ]) -> Organ | Unfit:
    found = [each for each in bearing if said in (each.name, each.short_name)]
    if len(found) > 1:
        names = "、".join(f"{each.name}（{_above(organs, each)}）" for each in found)
        return Unfit("ambiguous_organ", f"名称对应多个单位：{names}，请从列表中选择")
    return found[0] if found else UNKNOWN


def _above(organs: NamedOrgans, organ: Organ) -> str:
    above = None if organ.parent is None else organs.find(organ.parent)
    return organ.id if above is None else above.name
