"""The benches, one file for each subject; files are discovered automatically."""

import pkgutil
from importlib import import_module

from tests.bench.register import BENCHES, Bench


def all_benches() -> dict[str, Bench]:
    """Import every file and return the registered benches."""
    for _, name, _ in pkgutil.iter_modules(__path__):
        import_module(f"{__name__}.{name}")
    return BENCHES
