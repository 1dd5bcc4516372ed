"""The benches, a file for each matter; a file is found by being here."""

import pkgutil
from importlib import import_module

from tests.bench.register import BENCHES, Bench


def all_benches() -> dict[str, Bench]:
    """Import every file and give what they registered."""
    for _, name, _ in pkgutil.iter_modules(__path__):
        import_module(f"{__name__}.{name}")
    return BENCHES
