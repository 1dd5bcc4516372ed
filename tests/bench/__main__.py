"""`make bench`: measure, write the table and `var/bench/<time>.json`."""

import json
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from tests.bench.benches import all_benches
from tests.bench.register import EMBEDDED, RABBITMQ, Comparison
from tests.bench.stand import Stand
from tests.support.rabbit import installed

LIBRARIES = ("nameko", "eventlet", "kombu", "pymongo", "secantusdb", "fastapi", "uvicorn", "aio-pika")


def main(
    only: Annotated[list[str] | None, typer.Argument(help="Names of benches; all where none is named.")] = None,
    quick: Annotated[
        bool, typer.Option(help="Tiny sizes: proves that the benches run, and shows nothing else.")
    ] = False,
    broker: Annotated[list[str] | None, typer.Option(help="embedded, rabbitmq; both where none is named.")] = None,
    out: Annotated[Path, typer.Option(help="Where the figures are written.")] = Path("var/bench"),
) -> None:
    """Measure Tongban against its alternatives."""
    known, brokers = all_benches(), broker or [EMBEDDED, RABBITMQ]
    unknown = set(only or ()) - known.keys()
    if unknown:
        raise typer.BadParameter(f"no such bench: {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    if RABBITMQ in brokers and not installed():
        raise typer.BadParameter("RabbitMQ is not installed: --broker embedded")
    wanted = [known[name] for name in only or known]
    console, began = Console(width=None if sys.stdout.isatty() else 130), time.monotonic()
    found: list[Comparison] = []
    failed: list[str] = []
    folder = Path(tempfile.mkdtemp(prefix="tongban-bench-"))
    stand = Stand(folder, small=quick)
    try:
        for where in brokers:
            for each in wanted:
                if where in each.brokers:
                    console.print(f"[dim]{each.name} ({where}): {each.says}", soft_wrap=True)
                    try:
                        for seen in each.measure(stand, where):
                            found.append(seen)
                            console.print(f"  {seen}", soft_wrap=True)
                    except Exception as error:
                        console.print_exception()
                        failed.append(f"{each.name} ({where}): {error!r}")
    finally:
        stand.end()
        if failed:
            console.print(f"[dim]what the processes said: {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    console.print(table(found))
    for failure in failed:
        console.print(f"[red]failed: {failure}")
    path = write(out, found, quick, time.monotonic() - began)
    console.print(f"{path}  ({time.monotonic() - began:.0f} s)")
    sys.exit(1 if failed else 0)


def table(found: Sequence[Comparison]) -> Table:
    """Build the table: medians of the rounds, and the median of the rounds' ratios with their range."""
    shown = Table(show_lines=True)
    shown.add_column("what, and what it is compared with", overflow="fold", min_width=40)
    for name in ("ours", "theirs", "ratio", "wanted", ""):
        shown.add_column(name, justify="right", no_wrap=True)
    for each in found:
        ours, theirs = (sorted(side)[len(side) // 2] for side in (each.ours, each.theirs))
        shown.add_row(
            f"{each.what} [dim]({each.broker})\n[dim]{each.against}",
            f"{ours:,.0f} {each.unit}" if ours >= 10 else f"{ours:.1f} {each.unit}",
            f"{theirs:,.0f} {each.unit}" if theirs >= 10 else f"{theirs:.1f} {each.unit}",
            f"{each.ratio:.2f} ({min(each.ratios):.2f}–{max(each.ratios):.2f})",
            "" if each.wanted is None else f"{'<' if each.less else '≥'} {each.wanted:g}",
            {True: "[green]reached", False: "[red]missed", None: "[dim]for information"}[each.reached],
        )
    return shown


def write(out: Path, found: Sequence[Comparison], quick: bool, seconds: float) -> Path:
    """Write all results, round by round."""
    at = datetime.now(UTC)
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"{at:%Y%m%dT%H%M%SZ}.json"
    machine = {"cores": os.cpu_count(), "load_after": os.getloadavg(), "python": platform.python_version()}
    seen = {
        "at": at.isoformat(timespec="seconds"),
        "quick": quick,
        "seconds": round(seconds, 1),
        "machine": machine | {name: _version(name) for name in LIBRARIES},
        "comparisons": [each.to_json() for each in found],
    }
    path.write_text(json.dumps(seen, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return path


def _version(name: str) -> str | None:
    """Return the installed version; rivals are installed for the bench only."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


if __name__ == "__main__":
    typer.run(main)
