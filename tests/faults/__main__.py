"""`make faults`: every row separately over both brokers, as a table and as JSON under `var/`.

`TONGBAN_FAULT_COMMANDS`: commands a row, 10,000 unless set; the minutes of rows 5 and 6 shrink with it.
`TONGBAN_FAULT_ROWS`, `TONGBAN_FAULT_BROKERS`: only these, separated by commas.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from shared.runtime.config import settings
from tests.conftest import prepare
from tests.faults.rows import NO_FAULT, ROWS, Row, Size, perform
from tests.faults.stage import Stage
from tests.support.rabbit import RabbitNode, installed
from tests.support.system import ROOT, fresh_copy

WHOLE = 10_000
COLUMNS = ("broker", "row", "fault", "commands", "seconds", "p50 ms", "p99 ms", "503", "unanswered", "lost or twice")


def sized(commands: int) -> Size:
    """Scale the trial: at 10,000 commands processes are killed for 10 minutes and the broker is away for 10."""
    share = commands / WHOLE
    return Size(commands, kills=5, churn=600 * share, away=max(5, 600 * share), store_away=max(3, 60 * share))


def wanted(name: str, everything: Sequence[str]) -> list[str]:
    """Parse a list from the environment."""
    said = os.environ.get(name)
    return list(everything) if said is None else said.split(",")


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that this share of all do not exceed."""
    ordered = sorted(values) or [0.0]
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def run(row: Row, broker: str, template: Path, node: RabbitNode | None, size: Size) -> dict[str, Any]:
    """Perform one row on a separate system; return the measurements, and the violated laws."""
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(fresh_copy(template, Path(folder) / "stage"), node, reconcile=settings().reconcile_seconds)
        began = time.monotonic()
        result: dict[str, Any] = {"broker": broker, "row": row.number, "fault": row.name}
        try:
            trial = perform(stage, [row], size)
        except (AssertionError, RuntimeError, OSError) as error:
            result |= {"failed": str(error)[:2000], "commands": stage.journal.acknowledged}
        else:
            took = [seconds for _, seconds in trial.load.figures.seconds]
            statuses = trial.load.figures.statuses
            result |= {
                "commands": stage.journal.acknowledged,
                "p50 ms": round(percentile(took, 0.5) * 1000),
                "p99 ms": round(percentile(took, 0.99) * 1000),
                "503": statuses[503],
                "unanswered": statuses[0],
                "ends": len(stage.deaths),
                "seen": {name: value for name, value in trial.seen.items() if name != "explained"},
            }
        finally:
            stage.close()
        result["seconds"] = round(time.monotonic() - began, 1)
        result["lost or twice"] = "FAILED" if "failed" in result else "0/0"
        return result


def line(result: Mapping[str, Any]) -> str:
    """Format one row of the table."""
    cells = [str(result.get(name, "")) for name in COLUMNS]
    seen = "; ".join(f"{name} {_brief(value)}" for name, value in result.get("seen", {}).items())
    return f"| {' | '.join(cells)} | {seen or result.get('failed', '').splitlines()[:1]} |"


def _brief(value: Any) -> str:
    if isinstance(value, list) and len(value) > 3:
        return f"p50 {percentile(value, 0.5)} p99 {percentile(value, 0.99)} ({len(value)} times)"
    return str(value)


def results(size: Size) -> Iterator[dict[str, Any]]:
    """Perform every row over every broker."""
    numbers = wanted("TONGBAN_FAULT_ROWS", [row.number for row in (NO_FAULT, *ROWS)])
    with ExitStack() as after, tempfile.TemporaryDirectory() as folder:
        template = prepare(Path(folder) / "template")
        for broker in wanted("TONGBAN_FAULT_BROKERS", ["embedded", *(["rabbitmq"] if installed() else [])]):
            node = None
            if broker == "rabbitmq":
                node = RabbitNode(Path(folder) / "rabbit")
                node.start()
                after.callback(node.kill)
            for row in (NO_FAULT, *ROWS):
                if row.number in numbers and (node is not None or not row.only_rabbitmq):
                    yield run(row, broker, template, node, size)


def main() -> None:
    """Print the table as it grows; exit with 1 if a row failed."""
    size = sized(int(os.environ.get("TONGBAN_FAULT_COMMANDS", WHOLE)))
    print(f"| {' | '.join((*COLUMNS, 'seen (seconds)'))} |\n|{'---|' * (len(COLUMNS) + 1)}", flush=True)
    found = []
    (ROOT / "var").mkdir(exist_ok=True)
    for result in results(size):
        found.append(result)
        print(line(result), flush=True)
        (ROOT / "var" / "faults.json").write_text(json.dumps(found, ensure_ascii=False, indent=2, default=str))
    sys.exit(any("failed" in result for result in found))


if __name__ == "__main__":
    main()
