"""Use cases of the register of classified papers."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from services.documents.classified import domain, views
from services.documents.classified.domain import ClassifiedContent, Stub
from services.documents.classified.steps import CLASSIFIED
from services.documents.domain import Number, OfficeContext
from shared import register, usecase
from shared.actor import Actor
from shared.aggregate import Entry
from shared.calendar import office_date
from shared.contracts.directory import PersonRecorded
from shared.given import as_given
from shared.listing import Listing
from shared.occasion import Occasion, Taken
from shared.office import Copies, called, fault, unfound
from shared.pages import Page
from shared.shown import Shown
from shared.spreadsheet import Build, table
from shared.usecase import Repository, again, history_of, made_id, to_show

if TYPE_CHECKING:
    from services.documents.classified import api

CONTENT = ("title", "body")
"""Content of a classified paper, which may not be entered."""


class Stubs(Repository[Stub], Protocol):
    """The repository of stubs."""

    def last_in_series(self, series: str) -> int: ...
    def search(self, actor: Actor, wanted: Listing) -> Page[Stub]: ...


def enter(stubs: Stubs, copies: Copies, *, occasion: Occasion, new_id: str, wanted: Mapping[str, Any]) -> Stub:
    """Enter a classified paper in its register; raise ClassifiedContent if any of its content comes with it."""
    actor = occasion.person
    CLASSIFIED.admit("enter", actor)
    if any(wanted.get(name) is not None for name in CONTENT):
        raise ClassifiedContent()
    custodian = _custodian(copies, wanted["custodian"], actor.district)
    year = office_date(occasion.at).year
    stub = Stub(
        id=made_id(occasion, new_id),
        organ=actor.organ,
        path=actor.path,
        custodian=custodian.person_id,
        custodian_name=custodian.name,
        register_series=f"{actor.organ}:{year}",
        **as_given(Stub, wanted),
    )
    known = OfficeContext(
        actor, occasion.at, said={"custodian_organ": custodian.organ, "custodian_name": custodian.name}
    )

    def attempt() -> Stub:
        number = Number("涉密", year, stubs.last_in_series(f"{actor.organ}:{year}") + 1)
        numbered = replace(stub, register_number=str(number), register_sequence=number.sequence)
        return usecase.begin(stubs, CLASSIFIED, numbered, "enter", known)

    return again(attempt, lost=(Taken,))


def act(
    stubs: Stubs,
    copies: Copies,
    stub_id: str,
    action: str,
    *,
    occasion: Occasion,
    comment: str | None,
    custodian: str | None,
) -> Stub:
    """Hand a paper over, return it, or have it destroyed. `custodian`: the new one, with `hand_over`."""

    def gather(stub: Stub) -> OfficeContext:
        said: dict[str, Any] = {}
        if action == "hand_over":
            person = _custodian(copies, custodian or "", occasion.person.district)
            said = {"custodian": person.person_id, "custodian_name": person.name, "custodian_organ": person.organ}
        return OfficeContext(occasion.person, occasion.at, comment or "", said)

    return usecase.act(stubs, CLASSIFIED, stub_id, action, sees=domain.sees, occasion=occasion, gather=gather)


def get(stubs: Stubs, stub_id: str, *, actor: Actor) -> "Shown[api.Stub]":
    """Return a stub."""
    return views.shown(to_show(stubs, stub_id, domain.sees, actor), actor)


def search(stubs: Stubs, *, actor: Actor, **wanted: Any) -> "Shown[api.StubPage]":
    """List the register of the actor's organ (`Listing`)."""
    page = stubs.search(actor, Listing(**wanted))
    return page.map(lambda stub: views.shown(stub, actor)).to_wire()


def file(stubs: Stubs, *, actor: Actor, build: Build = table, **wanted: Any) -> dict[str, str]:
    """Export the register of the actor's organ (涉密文件登记簿)."""
    return views.register_file(register.whole(lambda listing: stubs.search(actor, listing), **wanted), build)


def history(stubs: Stubs, stub_id: str, *, actor: Actor, cursor: str | None, limit: int) -> Page[Entry]:
    """Return a page of a paper's history."""
    return history_of(stubs, stub_id, domain.sees, actor=actor, cursor=cursor, limit=limit)


def refuse_stub(stubs: Stubs, thing_id: str, actor: Actor) -> None:
    """Refuse the body, attachments, pages and filing of a stub to those who see it; for others it does not exist."""
    stub = stubs.find(thing_id)
    if stub is not None and domain.sees(stub, actor):
        raise ClassifiedContent()


def _custodian(copies: Copies, wanted: str, district: str) -> PersonRecorded:
    person = called(copies, wanted)
    if person is None or not person.active or person.path[0] != district:
        raise fault("custodian", "unknown_person", unfound(person, district))
    return person
