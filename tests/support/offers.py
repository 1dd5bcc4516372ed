"""The actions that an answer offers."""

from collections.abc import Mapping
from typing import Any


def codes(shown: Mapping[str, Any]) -> list[str]:
    """Return the codes of the actions that a record offers."""
    return [each["code"] for each in shown["actions"]]
