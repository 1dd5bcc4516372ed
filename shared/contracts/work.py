"""Declarations of a service's work: types of records that wait for people, and matters of posts."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class RecordType:
    """A type of records that task lists show. table: the title of their workflow; link: their address in the console."""

    table: str
    link: str


@dataclass(frozen=True)
class Matter:
    """A matter that the holders of a role answer for.

    steps: by table, those that wait for the role. also: by type of record, those that wait for it among others.
    everywhere: also of organs that issue no documents. bureau: of the bureau alone.
    """

    label: str
    role: str
    steps: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    everywhere: bool = False
    bureau: bool = False
    also: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
