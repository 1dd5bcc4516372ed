"""The base of events: a fact named in the past tense that others rely on for years."""

import re
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict

_VERSIONED = re.compile(r"^(?P<name>[A-Za-z]+?)(?:V(?P<version>\d+))?$")
_WORD = re.compile(r"(?<!^)(?=[A-Z])")

REGISTRY: dict[tuple[str, int], type["Event"]] = {}


class Event(BaseModel):
    """One version of a fact. Writers are strict: an undeclared field fails where it is produced.

    The wire name and version come from the class name (`DocumentSigned` is `document_signed` 1, `DocumentSignedV2`
    is `document_signed` 2); the service that owns it is the name of its module, or of the package of its features.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    event: ClassVar[str]
    event_version: ClassVar[int]
    service: ClassVar[str]
    found_by: ClassVar[tuple[str, ...]] = ()
    """Fields by which copies are queried, besides the first, which is the id."""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Register the class in the catalogue; refuse a second class for one name and version."""
        match = _VERSIONED.match(cls.__name__)
        assert match is not None, cls.__name__
        cls.event = _WORD.sub("_", match["name"]).lower()
        cls.event_version = int(match["version"] or 1)
        contract = cls.__module__.partition(f"{__package__}.")[2] or cls.__module__.rpartition(".")[2]
        cls.service = contract.partition(".")[0]
        if (cls.event, cls.event_version) in REGISTRY:
            raise TypeError(f"{cls.event} version {cls.event_version} is declared twice")
        REGISTRY[cls.event, cls.event_version] = cls

    @classmethod
    def of(cls, subject: object, **said: Any) -> Self:
        """Build the event about a subject: each field is a keyword argument, or the subject's attribute of that name; the
        first field is its id, whatever its name.
        """
        first = next(iter(cls.model_fields))
        found = {name: said[name] for name in cls.model_fields if name in said}
        if first not in said and not hasattr(subject, first):
            found[first] = getattr(subject, "id")  # noqa: B009 - an event may be about anything that has an id
        return cls(**{name: found[name] if name in found else getattr(subject, name) for name in cls.model_fields})

    @classmethod
    def read(cls, data: dict[str, Any]) -> Self:
        """Parse the event from its wire form, ignoring unknown fields."""
        return cls.model_validate({name: value for name, value in data.items() if name in cls.model_fields})

    def to_wire(self) -> dict[str, Any]:
        """Return the event as JSON."""
        return self.model_dump(mode="json")
