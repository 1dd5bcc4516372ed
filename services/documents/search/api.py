"""Search over outgoing and incoming documents."""

from typing import Annotated

from pydantic import Field

from services.documents.domain import Side
from services.documents.shapes import Kind
from shared.api.search import Searched
from shared.api.shapes import Code, Id, In


class DocumentFilter(In):
    """Filters that only documents have."""

    kind: Kind | None = None
    organ: Id | None = Field(None, description="The other side: a recipient, or the sender.")
    direction: Annotated[Side, Code()] | None = None


SEARCHED = Searched("documents", "公文", ("document", "incoming"), DocumentFilter)
ROUTES = ()
