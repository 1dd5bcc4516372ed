"""Shapes that several lines of documents share: kind, secrecy, urgency, and one record of many."""

from typing import Annotated

from pydantic import Field

from services.documents import domain
from services.documents.kinds import KINDS
from shared.api.shapes import Code, Id, In

Kind = Annotated[str, Field(min_length=1, max_length=40)]
"""A kind by code or Chinese name, validated by the documents service."""
KindCode = Annotated[str, Code(of=KINDS)]
Secrecy = Annotated[domain.Secrecy, Code(domain.SECRECY_NAMES)]
Urgency = Annotated[domain.Urgency, Code(domain.URGENCY_NAMES)]


class OneOfMany(In):
    """One of the documents that are signed together; `version` as the caller saw it."""

    id: Id
    version: int | None = Field(None, ge=1, le=999_999_999)
