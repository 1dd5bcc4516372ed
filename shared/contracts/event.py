"""What an event is: a fact named in the past tense that others rely on for years."""

import re
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict

_VERSIONED = re.compile(r"^(?P<name>[A-Za-z]+?)(?:V(?P<version>\d+))?$")
_WORD = re.compile(r"(?<!^)(?=[A-Z])")

REGISTRY: dict[tuple[str, int], type["Event"]] = {}


class Event(BaseModel):
    """One fact, one version of it. Writers are strict: an undeclared field fails where it is produced.

    The wire name and version come from the class name (`DocumentSigned` is `document_signed` 1, `DocumentSignedV2`
    is `document_signed` 2); the service that owns it is the module it stands in.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    event: ClassVar[str]
    event_version: ClassVar[int]
    service: ClassVar[str]
    found_by: ClassVar[tuple[str, ...]] = ()
    """Fields by which copies of what it carries are sought, besides the first, which is the thing's id."""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Enter the class into the catalogue; refuse a second class for one name and version."""
        match = _VERSIONED.match(cls.__name__)
        assert match is not None, cls.__name__
        cls.event = _WORD.sub("_", match["name"]).lower()
        cls.event_version = int(match["version"] or 1)
        cls.service = cls.__module__.rsplit(".", 1)[-1]
        if (cls.event, cls.event_version) in REGISTRY:
            raise TypeError(f"{cls.event} version {cls.event_version} is declared twice")
        REGISTRY[cls.event, cls.event_version] = cls

    @classmethod
    def of(cls, subject: object, **said: Any) -> Self:
        """State the fact about a thing: each field is what was said, or the thing's attribute of that name; the first one is
        its id, whatever it is called."""
        first = next(iter(cls.model_fields))
        found = {name: said[name] for name in cls.model_fields if name in said}
        if first not in said and not hasattr(subject, first):
            found[first] = getattr(subject, "id")  # noqa: B009 - an event may be about anything that has an id
        return cls(**{name: found[name] if name in found else getattr(subject, name) for name in cls.model_fields})

    @classmethod
    def read(cls, data: dict[str, Any]) -> Self:
        """Read the fact from its wire form; fields that this version does not know are passed over."""
        return cls.model_validate({name: value for name, value in data.items() if name in cls.model_fields})

    def to_wire(self) -> dict[str, Any]:
        """Give the fact as JSON."""
        return self.model_dump(mode="json")
