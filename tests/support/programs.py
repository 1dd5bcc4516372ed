"""The programs of the embedded store that are installed here."""

import subprocess
import sys

from shared.runtime.starting import CannotStart
from shared.runtime.store_programs import FAST, StoreProgram, store_program
from tests.support.system import ROOT


def fast_program() -> StoreProgram | None:
    """Return the fast store, from PATH or where it was built; None if there is none."""
    try:
        return store_program(FAST)
    except CannotStart:
        command = [sys.executable, str(ROOT / "tools" / "fast_store.py"), "--found"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return store_program(done.stdout.strip()) if done.returncode == 0 else None
