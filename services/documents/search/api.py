"""Search over outgoing and incoming documents."""

from typing import Literal

from pydantic import Field

from services.documents.shapes import Kind
from shared.api.search import Searched
from shared.api.shapes import Id, In

Direction = Literal["outgoing", "incoming"]


class DocumentFilter(In):
    """Filters that only documents have."""

    kind: Kind | None = None
    organ: Id | None = Field(None, description="The other side: a recipient, or the sender.")
    direction: Direction | None = None


SEARCHED = Searched("documents", "公文", ("document", "incoming"), DocumentFilter)
ROUTES = ()
