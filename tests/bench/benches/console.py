"""The loading time of the console in a browser, on a slow line and a slow machine."""

import json
import shutil
import statistics
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.bench.register import EMBEDDED, Comparison, bench
from tests.bench.stand import Stand

CONSOLE = Path(__file__).parents[3] / "console"
BARS = {
    "paint": ("console: first paint of the sign-in page", 1200.0),
    "cold": ("console: inbox usable, nothing in the cache", 2500.0),
    "warm": ("console: inbox usable, files in the cache", 800.0),
    "check": ("console: what the rules say shown, after the last key", 600.0),
    "keystroke": ("console: a keystroke in a text of 20 pages, p95", 50.0),
    "list": ("console: a list of 1,000 rows shown", 1000.0),
}
"""The measurements, and their limits in milliseconds."""


@bench(EMBEDDED)
def console(stand: Stand, broker: str) -> Iterator[Comparison]:
    """The waiting time in Chromium at 3 Mbit/s, 40 ms and a quarter of the processor; typing and lists without limits."""
    if shutil.which("chromium") is None or not (CONSOLE / "node_modules").is_dir():
        return
    office = stand.office(broker)
    told = subprocess.run(
        ["node", "e2e/speed.mjs", office.system.url, office.password("clerk"), "east.clerk", str(stand.some(5, 1))],
        cwd=CONSOLE, capture_output=True, text=True, timeout=280, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr[-2000:]
    seen = json.loads(told.stdout)
    for name, (what, bar) in BARS.items():
        figures = [_late(seen[name])] if name == "keystroke" else seen[name]
        yield Comparison(what, "its bar", "ms", broker, figures, [bar] * len(figures), wanted=1.0, less=True)


def _late(figures: list[float]) -> float:
    """Return the 95th percentile (95 of 100 stay below it)."""
    if len(figures) < 2:
        return figures[0]
    return statistics.quantiles(figures, n=20, method="inclusive")[-1]
