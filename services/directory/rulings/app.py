"""Use cases of a district's rulings."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

from services.directory.naming import NamedOrgans, Unfit, organs_named
from services.directory.rulings.domain import NAMES, Ruling, sees
from services.directory.rulings.steps import RULING
from shared import usecase
from shared.actor import Actor
from shared.aggregate import Entry
from shared.errors import InvalidInput
from shared.given import as_given
from shared.occasion import Occasion
from shared.office import faulty
from shared.pages import Page
from shared.shown import Shown
from shared.usecase import Repository, history_of, made_id, to_show
from shared.workflow import Context

if TYPE_CHECKING:
    from services.directory.rulings import api

RULED_ON = ("kinds", "series", "cap_fen", "retention", "receivers")


class Rulings(Repository[Ruling], Protocol):
    """The repository of rulings."""

    def of_district(self, district: str, *, cursor: str | None, limit: int) -> Page[Ruling]: ...


Organs = NamedOrgans
"""The organs of the directory."""


def make(rulings: Rulings, organs: Organs, *, occasion: Occasion, new_id: str, wanted: Mapping[str, Any]) -> Ruling:
    """Enter a ruling of a district, from a day on that has not passed: rulings are never retroactive."""
    actor = occasion.person
    RULING.admit("make", actor)
    errors: list[dict[str, str]] = []
    given = {name: wanted[name] for name in RULED_ON if wanted.get(name) is not None}
    for name, key, value in (("series", "kind", "numbered"), ("retention", "kind", "retention")):
        if name in given:
            given[name] = _by_key(given[name], name, key, value, errors)
    if "receivers" in given:
        given["receivers"] = _receivers(organs, given["receivers"], actor, errors)
    if errors:
        raise InvalidInput(errors=errors)
    if "kinds" in given:
        given["kinds"] = tuple(sorted(set(given["kinds"])))
    ruling = Ruling(
        id=made_id(occasion, new_id),
        district=actor.district,
        made_at=occasion.at,
        **as_given(Ruling, wanted),
        **given,
    )
    known = Context(actor, occasion.at, wanted["reason"], {"given": tuple(given)})
    return usecase.begin(rulings, RULING, ruling, "make", known)


def act(rulings: Rulings, ruling_id: str, action: str, *, occasion: Occasion, comment: str | None) -> Ruling:
    """Withdraw a ruling before it is in force."""
    return usecase.act(rulings, RULING, ruling_id, action, comment, sees=sees, occasion=occasion)


def get(rulings: Rulings, ruling_id: str, *, actor: Actor) -> Ruling:
    """Return a ruling to the people of its district."""
    return to_show(rulings, ruling_id, sees, actor)


def listed(rulings: Rulings, *, actor: Actor, cursor: str | None, limit: int) -> Page[Ruling]:
    """List the rulings of the actor's district, the newest first."""
    return rulings.of_district(actor.district, cursor=cursor, limit=limit)


def history(rulings: Rulings, ruling_id: str, *, actor: Actor, cursor: str | None, limit: int) -> Page[Entry]:
    """Return a page of a ruling's history."""
    return history_of(rulings, ruling_id, sees, actor=actor, cursor=cursor, limit=limit)


def shown(ruling: Ruling, actor: Actor | None, known: Context | None = None) -> "Shown[api.Ruling]":
    """Return a ruling as the API shows it."""
    series, retention, receivers = ruling.series, ruling.retention, ruling.receivers
    return {
        **ruling.described(),
        "district": ruling.district,
        "since": ruling.since.isoformat(),
        "kinds": None if ruling.kinds is None else list(ruling.kinds),
        "series": None if series is None else [{"kind": kind, "numbered": under} for kind, under in series.items()],
        "cap_fen": ruling.cap_fen,
        "retention": None
        if retention is None
        else [{"kind": kind, "retention": kept} for kind, kept in retention.items()],
        "receivers": None
        if receivers is None
        else [{"organ": organ, "received_by": office} for organ, office in receivers.items()],
        "reason": ruling.reason,
        "status": ruling.status.value,
        "status_name": NAMES[ruling.status],
        "stage_name": RULING.stage(ruling.status),
        "actions": RULING.offers(ruling, actor, known),
    }


def _by_key(
    rows: list[Mapping[str, str]], name: str, key: str, value: str, errors: list[dict[str, str]]
) -> dict[str, str]:
    found: dict[str, str] = {}
    for place, row in enumerate(rows):
        if row[key] in found:
            errors.append(faulty(f"{name}[{place}].{key}", "repeated", "同一项不能重复"))
        found[row[key]] = row[value]
    return found


def _receivers(
    organs: Organs, rows: list[Mapping[str, str]], actor: Actor, errors: list[dict[str, str]]
) -> dict[str, str]:
    """Resolve the offices that receive for an organ, each by id or name and under that organ."""
    found: dict[str, str] = {}
    said = [row[field] for row in rows for field in ("organ", "received_by")]
    named = iter(organs_named(organs, actor.district, said))
    for place, (organ, office) in enumerate(zip(named, named, strict=True)):
        where = f"receivers[{place}]"
        if isinstance(organ, Unfit) or isinstance(office, Unfit):
            parts = (("organ", organ), ("received_by", office))
            errors += [each.at(f"{where}.{field}") for field, each in parts if isinstance(each, Unfit)]
        elif organ.id in found:
            errors.append(faulty(f"{where}.organ", "repeated", "同一项不能重复"))
        elif organ.id not in office.path:
            message = f"代收单位应当是{organ.name}所属的校区或者处室，不再代收的填{organ.name}自己"
            errors.append(faulty(f"{where}.received_by", "not_under", message))
        else:
            found[organ.id] = office.id
    return found
