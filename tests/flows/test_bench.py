"""The benches still run; their results are not judged here."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.bench.benches import all_benches
from tests.conftest import MEMORY
from tests.support.system import ROOT


@pytest.mark.timeout(720)  # it runs beside other tests
def test_the_benches_still_run(tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="bench-", dir=MEMORY if MEMORY.is_dir() else None) as short:
        # a browser aborts if the path of its socket is longer than 107 characters, as it is below a worker's own folder
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "tests.bench", "--quick", "--broker", "embedded", "--out", str(tmp_path)],
            cwd=ROOT, env=os.environ | {"TMPDIR": short}, capture_output=True, text=True, timeout=700, check=False,
        )  # fmt: skip

    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    seen = json.loads(next(tmp_path.glob("*.json")).read_text())["comparisons"]
    benches = {each.name for each in all_benches().values() if "embedded" in each.brokers}
    assert len(seen) >= len(benches - {"pages", "console"}), seen  # without Chromium these are left out
    assert all(each["ratio"] > 0 and each["against"] for each in seen)
