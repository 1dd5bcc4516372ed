"""Schemas of search: its scopes, the types of its hits and its filters are what the services declare."""

from functools import cache
from importlib import import_module
from typing import Annotated, Any

from pydantic import Field, create_model

from services.notifications.api import Away
from services.registry import faces
from shared.api import search
from shared.api.search import Searched
from shared.api.shapes import Code, Line, PageOf, PageQuery


@cache
def searched() -> dict[str, tuple[str, Searched]]:
    """Return what services declare to be searched, by scope, each with its service."""
    declared = [(service, getattr(import_module(face), "SEARCHED", None)) for service, face in faces()]
    return {found.scope: (service, found) for service, found in declared if found is not None}


Scope = Annotated[str, Code(of=searched())]
Type = Annotated[str, Code(of=[each for _, found in searched().values() for each in found.types])]


class Words(PageQuery):
    """The words, and the filter of records; a filter that only some records have limits the search to these."""

    q: Line = Field(description="Words that must all be there, or a document number.", examples=["冬季 安全"])
    scope: Scope | None = Field(None, description="Only the records of one sort.")
    year: int | None = Field(
        None, ge=2000, le=2999, description="The year of a document's date, of a meeting, or of a matter's assignment."
    )


_narrowed: dict[str, Any] = {
    name: (info.annotation, info)
    for _, found in searched().values()
    for name, info in found.narrowed.model_fields.items()
}
SearchQuery: type[Words] = create_model("SearchQuery", __base__=Words, __doc__=Words.__doc__, **_narrowed)


class Hit(search.Hit):
    """A record that contains the words."""

    type: Type


class HitPage(PageOf[Hit]):
    """A page of hits."""

    unavailable: list[Away] = Field(description="Services whose records could not be searched; the others were.")
